/**
 * Posts each part of a reply once, whatever breaks: what is about to be posted is written down before, and a post whose fate
 * is unknown is looked for in the history by its mark; where the history may not be read, it is not posted again.
 */

import { setTimeout as sleep } from "node:timers/promises";
import type { Ask } from "../../../core/ask.ts";
import { BotError } from "../../../core/errors.ts";
import type { Reply } from "../../../core/reply.ts";
import type { Log } from "../../../flows/context.ts";
import type { Pace } from "../client/rate-limit.ts";
import { DEAD_TOKEN, type Outcome, type SlackCalls, toPlatformError } from "../client/web-api.ts";
import type { Content } from "./blocks.ts";
import type { Part, Receipt, SlackPlace } from "./delivery-record.ts";
import { markOf, STYLES, type Style } from "./render.ts";

export interface PostTools {
  readonly calls: SlackCalls;
  readonly pace: Pace;
  readonly log: Log;
  /** How long a post that was not confirmed gets to appear in the history. */
  readonly settleMs: number;
  /** The richest style that this workspace has not refused yet. */
  style: Style;
}

/** One delivery at work. */
export interface Showing {
  readonly ask: Ask;
  readonly reply: Reply;
  readonly place: SlackPlace;
  readonly receipt: Receipt;
  /** Changes the receipt and keeps it. */
  note(changes: Partial<Receipt>): Promise<void>;
  /** False for words about waiting, which may as well be left out. */
  readonly isPatient: boolean;
}

export interface Target {
  readonly part: Exclude<Part, "aside">;
  readonly channel: string;
  readonly thread: string | null;
  readonly render: (style: Style) => Content;
}

/** Slack will not take the post here. `code` is its word for why; "unknown-fate" when it may stand there already. */
export class Refused extends Error {
  readonly code: string;
  constructor(code: string) {
    super(code);
    this.code = code;
  }
}

/** Our clock and Slack's may differ this much, in seconds. */
const CLOCKS_S = 120;
/** Longest wait for a channel's turn before the job goes back to the queue. */
const PATIENT_MS = 2_000;
const IMPATIENT_MS = 300;
const HISTORY_PAGES = 5;

/** Faults of the blocks, not of the place: a plainer style may pass. */
const STYLE_FAULTS = new Set([
  "invalid_blocks",
  "invalid_blocks_format",
  "msg_blocks_too_long",
  "invalid_arguments",
]);

/** Makes sure that a part stands in the channel, once.
 * @returns its ts; `isFound` when it was there already and may show something older
 * @throws {Refused} when Slack will not take it; {BotError} retryable PLATFORM_RATE_LIMITED or PLATFORM_UNREACHABLE */
export async function postOnce(
  tools: PostTools,
  showing: Showing,
  target: Target,
): Promise<{ ts: string; isFound: boolean }> {
  if (showing.receipt.posting?.part === target.part) {
    const ts = await findPosted(tools, showing, target);
    if (ts !== null) return { ts, isFound: true };
  }
  await waitForTurn(tools.pace, showing, target.channel);
  await showing.note({ posting: { part: target.part, atMs: Date.now() } });
  const outcome = await withStyles(tools, target.render, (content) =>
    tools.calls.once((client) =>
      client.chat.postMessage({
        channel: target.channel,
        ...content,
        ...(target.thread ? { thread_ts: target.thread } : {}),
        unfurl_links: false,
        unfurl_media: false,
        metadata: metadataOf(target.part, showing.ask.id),
      }),
    ),
  );
  if (outcome.kind === "done") return { ts: String(outcome.value.ts), isFound: false };
  if (outcome.kind === "unknown") {
    if (!showing.isPatient) throw toPlatformError(outcome, "chat.postMessage");
    const ts = await findPosted(tools, showing, target);
    if (ts !== null) return { ts, isFound: true };
    await showing.note({ posting: null });
    throw toPlatformError(outcome, "chat.postMessage");
  }
  await showing.note({ posting: null });
  if (outcome.kind === "refused" && !DEAD_TOKEN.has(outcome.code)) throw new Refused(outcome.code);
  if (outcome.kind === "limited") tools.pace.block(target.channel, outcome.retryAfterMs);
  throw toPlatformError(outcome, "chat.postMessage");
}

/** Tries a call in plainer and plainer styles while Slack finds fault with the blocks. */
export async function withStyles<T>(
  tools: Pick<PostTools, "style" | "log">,
  render: (style: Style) => Content,
  call: (content: Content) => Promise<Outcome<T>>,
): Promise<Outcome<T>> {
  let style = tools.style;
  for (;;) {
    const outcome = await call(render(style));
    const plainer = STYLES[STYLES.indexOf(style) + 1];
    if (outcome.kind !== "refused" || !STYLE_FAULTS.has(outcome.code) || plainer === undefined)
      return outcome;
    tools.log.warn(
      { code: outcome.code, style },
      "Slack refused the blocks of a reply; a plainer form is tried",
    );
    // Feedback buttons that are refused once are not known here; too many characters say nothing about the next reply.
    if (style === "feedback" && outcome.code !== "msg_blocks_too_long") tools.style = plainer;
    style = plainer;
  }
}

export function metadataOf(part: Part, askId: string) {
  return { event_type: `fewshot_${part}`, event_payload: { ask: askId } };
}

async function waitForTurn(pace: Pace, { isPatient }: Showing, channel: string): Promise<void> {
  const waitMs = pace.take(channel, isPatient ? PATIENT_MS : IMPATIENT_MS);
  if (waitMs === null)
    throw new BotError("PLATFORM_RATE_LIMITED", "a channel has as many posts as Slack takes", {
      retryable: true,
      retryAfterMs: Math.ceil(pace.waitMs(channel)),
    });
  if (waitMs > 0) await sleep(waitMs);
}

/** Looks for a post whose fate is unknown.
 * @returns its ts, or null when it is certainly not there
 * @throws {Refused} "unknown-fate" when the history may not be read; {BotError} retryable when it can't be read now */
async function findPosted(tools: PostTools, showing: Showing, target: Target): Promise<string | null> {
  const { atMs } = showing.receipt.posting ?? { atMs: Date.now() };
  await sleep(Math.max(0, atMs + tools.settleMs - Date.now()));
  const range = {
    oldest: String(atMs / 1000 - CLOCKS_S),
    latest: String(atMs / 1000 + CLOCKS_S),
    inclusive: true,
  };
  const { channel, thread } = target;
  const wanted = { ...range, channel, limit: 200, include_all_metadata: true };
  let cursor: string | undefined;
  for (let page = 0; page < HISTORY_PAGES; page++) {
    const outcome = await tools.calls.repeat((client) =>
      thread === null
        ? client.conversations.history({ ...wanted, ...(cursor ? { cursor } : {}) })
        : client.conversations.replies({ ...wanted, ts: thread, ...(cursor ? { cursor } : {}) }),
    );
    if (outcome.kind === "refused" && !DEAD_TOKEN.has(outcome.code)) throw new Refused("unknown-fate");
    if (outcome.kind !== "done") throw toPlatformError(outcome, "the history of a channel");
    const found = outcome.value.messages?.find((message) => isMarked(message, target.part, showing.ask.id));
    if (found?.ts) return found.ts;
    cursor = outcome.value.response_metadata?.next_cursor;
    if (!cursor) return null;
  }
  // More was said in these minutes than is read here: it may be among the rest.
  throw new Refused("unknown-fate");
}

interface Marked {
  readonly metadata?: { readonly event_type?: string; readonly event_payload?: unknown };
  readonly blocks?: readonly { readonly block_id?: string }[];
}

/** Known by its metadata, or by its first block's id, where metadata is not told. */
function isMarked({ metadata, blocks }: Marked, part: Exclude<Part, "aside">, askId: string): boolean {
  const own = metadataOf(part, askId);
  const payload = metadata?.event_payload as { ask?: unknown } | undefined;
  if (metadata?.event_type === own.event_type && payload?.ask === askId) return true;
  return blocks?.[0]?.block_id === markOf(part === "anchor" ? "anchor" : "reply", askId);
}
