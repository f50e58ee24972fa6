/** Posts, finds and edits the messages of an ask: what the delivery engine needs of Slack. */

import { setTimeout as sleep } from "node:timers/promises";
import type { Ask } from "../../../../core/ask.ts";
import { BotError } from "../../../../core/errors.ts";
import { GENERATED_SOURCE_TYPE } from "../../../../core/views/answer/model.ts";
import type { EditOutcome, PostOutcome, Showing, Target } from "../../../port.ts";
import type { MessageRef } from "../../../shared/delivery-record.ts";
import type { Pace } from "../../client/rate-limit.ts";
import { DEAD_TOKEN, type Failed, type SlackCalls, toPlatformError } from "../../client/web-api.ts";
import type { Content } from "../views/blocks.ts";
import { markOf, type Style } from "../views/render.ts";
import type { Styles } from "../views/styles.ts";

export interface PostTools {
  readonly calls: SlackCalls;
  readonly pace: Pace;
  readonly styles: Styles;
}

/** A message of an ask, as it is posted in one place. */
export interface Post {
  readonly channel: string;
  readonly target: Target;
  /** Kept in the message, so that it can be found: as 0.1 wrote it. */
  readonly mark: Mark;
  readonly render: (style: Style) => Content;
}

type Mark = "anchor" | "reply" | "direct";

/** Our clock and Slack's may differ this much, in seconds. */
const CLOCKS_S = 120;
/** Longest wait for a channel's turn before the job goes back to the queue; progress waits less. */
const MAX_TURN_MS = 2_000;
const MAX_TURN_OF_PROGRESS_MS = 300;
const HISTORY_PAGES = 5;

/** @throws {BotError} retryable PLATFORM_RATE_LIMITED, PLATFORM_UNREACHABLE or CONFIG_CREDENTIAL: then nothing was posted */
export async function post(tools: PostTools, showing: Showing, message: Post): Promise<PostOutcome> {
  const { channel, target, mark, render } = message;
  await waitForTurn(tools.pace, showing, channel);
  const outcome = await tools.styles.call(render, (content) =>
    tools.calls.once((client) =>
      client.chat.postMessage({
        channel,
        ...content,
        ...(target.thread ? { thread_ts: target.thread } : {}),
        unfurl_links: false,
        unfurl_media: false,
        metadata: metadataOf(mark, showing),
      }),
    ),
  );
  if (outcome.kind === "done") return { kind: "posted", message: { channel, id: String(outcome.value.ts) } };
  if (outcome.kind === "limited") tools.pace.block(channel, outcome.retryAfterMs);
  if (outcome.kind === "unknown") return { kind: "unknown" };
  return refusalOf(outcome, "chat.postMessage");
}

/** @throws {BotError} retryable, as `post` */
export async function edit(
  tools: PostTools,
  showing: Showing,
  { message, mark, render }: Pick<Post, "mark" | "render"> & { readonly message: MessageRef },
): Promise<EditOutcome> {
  const { channel, id: ts } = message;
  const outcome = await tools.styles.call(render, (content) =>
    tools.calls.repeat((client) =>
      client.chat.update({ channel, ts, ...content, metadata: metadataOf(mark, showing) }),
    ),
  );
  return outcome.kind === "done" ? { kind: "edited" } : refusalOf(outcome, "chat.update");
}

/** Looks for a post whose outcome is unknown.
 * @throws {BotError} retryable when the history can't be read now */
export async function find(
  tools: Pick<PostTools, "calls">,
  { ask }: { readonly ask: Pick<Ask, "id"> },
  { channel, target, mark, sinceMs }: Omit<Post, "render"> & { readonly sinceMs: number },
): Promise<MessageRef | null | "unreadable"> {
  const range = {
    oldest: String(sinceMs / 1000 - CLOCKS_S),
    latest: String(sinceMs / 1000 + CLOCKS_S),
    inclusive: true,
  };
  const { thread } = target;
  const wanted = { ...range, channel, limit: 200, include_all_metadata: true };
  let cursor: string | undefined;
  for (let page = 0; page < HISTORY_PAGES; page++) {
    const outcome = await tools.calls.repeat((client) =>
      thread === null
        ? client.conversations.history({ ...wanted, ...(cursor ? { cursor } : {}) })
        : client.conversations.replies({ ...wanted, ts: thread, ...(cursor ? { cursor } : {}) }),
    );
    if (outcome.kind === "refused" && !DEAD_TOKEN.has(outcome.code)) return "unreadable";
    if (outcome.kind !== "done") throw toPlatformError(outcome, "the history of a channel");
    const found = outcome.value.messages?.find((message) => isMarked(message, mark, ask.id));
    if (found?.ts) return { channel, id: found.ts };
    cursor = outcome.value.response_metadata?.next_cursor;
    if (!cursor) return null;
  }
  // More was posted in these minutes than is read here: it may be among the rest.
  return "unreadable";
}

/** Why Slack refused, as a key for the explanation.
 * @throws {BotError} retryable, where Slack does not take it now */
function refusalOf(outcome: Failed, what: string): { readonly kind: "refused"; readonly reason: string } {
  if (outcome.kind !== "refused" || DEAD_TOKEN.has(outcome.code)) throw toPlatformError(outcome, what);
  const { code } = outcome;
  if (code === "not_in_channel" || code === "channel_not_found")
    return { kind: "refused", reason: "not-a-member" };
  if (code === "is_archived") return { kind: "refused", reason: "archived" };
  const isRestricted = code.startsWith("restricted_action") || code === "no_permission";
  return { kind: "refused", reason: isRestricted ? "restricted" : code };
}

/** Marks the post as ours, and one with an answer as generated, for machines that read it (AI Act, article 50(2)). */
const metadataOf = (mark: Mark, { ask, message }: Pick<Showing, "ask" | "message">) => ({
  event_type: eventOf(mark),
  event_payload: {
    ask: ask.id,
    ...(mark !== "anchor" && message.blocks.some(({ kind }) => kind === "disclaimer")
      ? { generated: true, digital_source_type: GENERATED_SOURCE_TYPE }
      : {}),
  },
});

const eventOf = (mark: Mark) => `fewshot_${mark}`;

async function waitForTurn(pace: Pace, { isPatient }: Showing, channel: string): Promise<void> {
  const waitMs = pace.take(channel, isPatient ? MAX_TURN_MS : MAX_TURN_OF_PROGRESS_MS);
  if (waitMs === null)
    throw new BotError("PLATFORM_RATE_LIMITED", "a channel has as many posts as Slack takes", {
      retryable: true,
      retryAfterMs: Math.ceil(pace.waitMs(channel)),
    });
  if (waitMs > 0) await sleep(waitMs);
}

interface Marked {
  readonly metadata?: { readonly event_type?: string; readonly event_payload?: unknown };
  readonly blocks?: readonly { readonly block_id?: string }[];
}

/** Known by its metadata, or by its first block's id where Slack leaves the metadata out. */
function isMarked({ metadata, blocks }: Marked, mark: Mark, askId: string): boolean {
  const payload = metadata?.event_payload as { ask?: unknown } | undefined;
  if (metadata?.event_type === eventOf(mark) && payload?.ask === askId) return true;
  return blocks?.[0]?.block_id === markOf(mark === "anchor" ? "root" : "answer", askId);
}
