/** Tells one person something that only they see, and acknowledges in time whatever the work behind takes. */

import { toBotError } from "../../../core/errors.ts";
import type { Log } from "../../../flows/context.ts";
import { wordsFor } from "../../../i18n/words.ts";
import type { SlackCalls } from "../client/web-api.ts";
import { type Content, sentence } from "./blocks.ts";

/** Where and to whom. */
export interface Listener {
  readonly user: string;
  readonly channel: string;
  /**
   * ts of the thread's root, so that it is said where the person looks. Null where nobody has replied yet: Slack takes a word for
   * one person in such a thread, and shows it to nobody. @see https://docs.slack.dev/reference/methods/chat.postEphemeral
   */
  readonly thread: string | null;
  readonly responseUrl: string | null;
}

export type Tell = (listener: Listener, content: Content) => Promise<void>;

/** Slack gives three seconds; the rest is the way there and back. @see https://docs.slack.dev/interactivity/handling-user-interaction */
const ACKNOWLEDGE_MS = 2_400;

export function createTell(calls: SlackCalls, log: Log): Tell {
  return async ({ user, channel, thread, responseUrl }, content) => {
    // A response url shows its message below the channel, not in the thread: it comes second where there is a thread.
    const byUrl = () =>
      responseUrl === null
        ? null
        : calls.respond(responseUrl, { response_type: "ephemeral", replace_original: false, ...content });
    const byCall = () =>
      calls.once((client) =>
        client.chat.postEphemeral({ channel, user, ...content, ...(thread ? { thread_ts: thread } : {}) }),
      );
    for (const way of thread === null ? [byUrl, byCall] : [byCall, byUrl]) {
      const outcome = await way();
      if (outcome?.kind === "done" || outcome?.kind === "unknown") return;
    }
    log.warn({ channel }, "a person could not be told something");
  };
}

/** Waits for work, but acknowledges in any case before Slack's time is over.
 * @param acknowledge called once, with what the work gave if it was quick enough, else with null
 * @param late called with what came too late, or with a fault's sentence */
export async function acknowledgeInTime(options: {
  readonly work: Promise<Content | null>;
  readonly acknowledge: (content: Content | null) => Promise<void>;
  readonly late: (content: Content) => Promise<void>;
  readonly locale: () => string;
  readonly log: Log;
}): Promise<void> {
  const { acknowledge, late, locale, log } = options;
  const safely = options.work.catch((cause: unknown) => {
    const error = toBotError(cause);
    log.error({ code: error.code, reason: error.message }, "something a person asked for failed");
    return sentence(wordsFor(locale()).failures[error.code]);
  });
  const tired = new Promise<undefined>((resolve) => setTimeout(resolve, ACKNOWLEDGE_MS, undefined).unref());
  const quick = await Promise.race([safely, tired]);
  if (quick === undefined) log.warn({ afterMs: ACKNOWLEDGE_MS }, "the store is slow: Slack is told to wait");
  try {
    await acknowledge(quick ?? null);
  } catch (error) {
    // The connection was replaced meanwhile. What was asked is stored; only the acknowledgement is lost.
    log.warn({ reason: (error as Error).message }, "an acknowledgement could not be sent");
    if (quick) await late(quick);
  }
  if (quick !== undefined) return;
  const content = await safely;
  if (content !== null) await late(content);
}
