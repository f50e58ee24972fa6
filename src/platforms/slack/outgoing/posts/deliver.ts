/** Where an answer goes in Slack: into the thread, else to the asker alone by the response url, else into a direct message. */

import type { Ask } from "../../../../core/ask.ts";
import { CLOSED, type DeliveryPrimitives, type Showing, type Target, type Way } from "../../../port.ts";
import type { MessageRef } from "../../../shared/delivery-record.ts";
import { toPlatformError } from "../../client/web-api.ts";
import { MAX_RESPONSES, readPlace } from "../../place.ts";
import { slackWords } from "../../words.ts";
import { renderAnswer, renderRoot } from "../views/render.ts";
import { edit, find, type Post, type PostTools, post } from "./post.ts";

/** A response url is not used in its last seconds. */
const MARGIN_MS = 10_000;

export function createPrimitives(tools: PostTools): DeliveryPrimitives {
  return {
    title: "Slack",
    ways: () => [threadWay(tools), responseUrlWay(tools), directMessageWay(tools)],
    root: (ask) => (readPlace(ask.place).thread === null ? rootPoster(tools) : null),
    async openThread({ ask }, root) {
      return { kind: "known", thread: readPlace(ask.place).thread ?? String(root?.id) };
    },
  };
}

type Sent = Pick<Post, "mark" | "render"> & { readonly channelOf: (ask: Ask) => string | Promise<string> };

/** The three things that are done with a message that Slack lets us edit. */
function messageIn(tools: PostTools, describe: (showing: Showing) => Sent) {
  return {
    idempotentMs: 0,
    async post(showing: Showing, target: Target) {
      const { channelOf, ...sent } = describe(showing);
      return post(tools, showing, { ...sent, target, channel: await channelOf(showing.ask) });
    },
    async find(showing: Showing, target: Target, sinceMs: number) {
      const { channelOf, mark } = describe(showing);
      return find(tools, showing, { mark, target, sinceMs, channel: await channelOf(showing.ask) });
    },
    edit: (showing: Showing, message: MessageRef) => edit(tools, showing, { ...describe(showing), message }),
  };
}

const inChannel = (ask: Ask) => ask.place.channel;

const rootPoster = (tools: PostTools) =>
  messageIn(tools, ({ message }) => ({
    mark: "anchor",
    channelOf: inChannel,
    render: () => renderRoot(message),
  }));

const threadWay = (tools: PostTools): Way => ({
  name: "thread",
  isInThread: true,
  ...messageIn(tools, ({ message, explanation }) => ({
    mark: "reply",
    channelOf: inChannel,
    render: (style) => renderAnswer(message, { style, explanation }),
  })),
});

/** What was sent by a response url can be neither looked up nor edited. */
const responseUrlWay = (tools: PostTools): Way => ({
  name: "response-url",
  isInThread: false,
  idempotentMs: 0,
  isOpen({ ask, record }) {
    const { responseUrl, responseUrlEndsMs } = readPlace(ask.place);
    return responseUrl !== null && Date.now() < responseUrlEndsMs - MARGIN_MS && record.posts < MAX_RESPONSES;
  },
  async post({ ask, message, record }) {
    const words = slackWords(message.locale).onlyYou;
    const reason = record.reason as keyof typeof words;
    const outcome = await tools.calls.respond(readPlace(ask.place).responseUrl ?? "", {
      response_type: "ephemeral",
      replace_original: false,
      // A response url names no fault of the blocks: nothing richer is tried.
      ...renderAnswer(message, { style: "buttons", whyHere: words[reason] ?? words.other }),
    });
    if (outcome.kind === "done") return { kind: "posted", message: null };
    if (outcome.kind === "unknown") return { kind: "unknown" };
    if (outcome.kind === "refused") return { kind: "refused", reason: CLOSED };
    throw toPlatformError(outcome, "a response url");
  },
});

/** A direct message has no buttons, since they belong to the channel of the ask. */
const directMessageWay = (tools: PostTools): Way => ({
  name: "direct-message",
  isInThread: false,
  ...messageIn(tools, ({ message, explanation }) => ({
    mark: "direct",
    channelOf: (ask) => openDirect(tools, ask.person.id),
    render: (style) =>
      renderAnswer(message, {
        ...{ style, explanation },
        whyHere: slackWords(message.locale).elsewhere,
        hasActions: false,
      }),
  })),
});

/** @returns the id of the conversation between Fewshot and a person
 * @throws {BotError} PLATFORM_* */
export async function openDirect({ calls }: Pick<PostTools, "calls">, userId: string): Promise<string> {
  const outcome = await calls.repeat((client) => client.conversations.open({ users: userId }));
  if (outcome.kind !== "done") throw toPlatformError(outcome, "conversations.open");
  return String(outcome.value.channel?.id);
}
