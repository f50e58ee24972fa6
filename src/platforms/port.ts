/**
 * What a platform is to the rest of Fewshot, and what a chat platform gives to the delivery engine (`shared/delivery.ts`).
 * One error style: what a platform answers to a call (posted, refused, unknown) is a value, since the engine continues after each;
 * everything else is thrown as a BotError, retryable where waiting helps.
 */

import type { Ask } from "../core/ask.ts";
import type { ExplanationView, MessageView, Waiting } from "../core/views/view.ts";
import type { Bot } from "../flows/bot/bot.ts";
import type { Log } from "../flows/bot/context.ts";
import type { Platform as DeliveringPlatform } from "../flows/ports/platform.ts";
import type { DeliveryRecord, MessageRef } from "./shared/delivery-record.ts";

/** What a platform can do, declared by the platform and read by the engine, the contract suite and the documentation. */
export interface Capabilities {
  /** Opens forms; without them the platform asks for the fields one by one, or points to another way. */
  readonly supportsForms: boolean;
  /** Answers are posted in a thread of the root message. */
  readonly supportsThreads: boolean;
  /** A post that is sent again with the same key is one post. */
  readonly supportsIdempotentPost: boolean;
  /** Messages that were posted can be edited later. */
  readonly supportsEdit: boolean;
  /** A message may be shown to one person alone. */
  readonly supportsPrivateMessages: boolean;
  /** Serves HTTP routes of its own. */
  readonly mountsRoutes: boolean;
  /** Characters in one message, in UTF-16 code units; null without limit. */
  readonly maxMessageCharacters: number | null;
  /** How soon an interaction must be acknowledged, in milliseconds; null where nothing waits for it. */
  readonly acknowledgeMs: number | null;
}

/** */
export interface Platform extends DeliveringPlatform {
  readonly capabilities: Capabilities;
}

/** A platform for whoever started the process, with a verb of its own. */
export interface ForegroundPlatform {
  /** As typed behind `fewshot`. */
  readonly verb: string;
  readonly description: string;
  /** `ended` resolves when the conversation is over. */
  open(options: { readonly bot: Bot; readonly log: Log }): Platform & { readonly ended: Promise<void> };
}

// ---------------------------------------------------------------- What a chat platform gives to the delivery engine

/** One showing at work. */
export interface Showing {
  readonly ask: Ask;
  readonly message: MessageView;
  /** Null while there is no answer. */
  readonly explanation: ExplanationView | null;
  readonly waiting: Waiting | null;
  /** What is known of earlier posts. */
  readonly record: DeliveryRecord;
  /** False for progress, which may as well be left out: it waits for no rate limit. */
  readonly isPatient: boolean;
}

export type PostOutcome =
  /** `message` is null where it can't be edited later. */
  | { readonly kind: "posted"; readonly message: MessageRef | null }
  /** The platform won't take it here. `reason` is the platform's own code; its renderer explains it. CLOSED where nothing needs
   * to be explained, e.g. for a token whose time is over. */
  | { readonly kind: "refused"; readonly reason: string }
  /** Nobody can say whether it arrived. `error` is thrown where it is looked up by the next try. */
  | { readonly kind: "unknown" };

/** The reason of a way that is of no use any more. */
export const CLOSED = "closed";

export type EditOutcome = { readonly kind: "edited" } | { readonly kind: "refused"; readonly reason: string };

/** Where something is posted. */
export interface Target {
  readonly part: "root" | "answer";
  /** The thread, as `openThread` named it; null outside of one. */
  readonly thread: string | null;
}

/** Posts one message, and finds it again. */
export interface Poster {
  /** For this long after the first try, a repeated post is the same post, in milliseconds; 0 where the platform knows no keys. */
  readonly idempotentMs: number;
  /** @throws {BotError} retryable when the platform can't be reached now */
  post(showing: Showing, target: Target): Promise<PostOutcome>;
  /** Looks for a post whose outcome is unknown. Left out where nothing can be looked up: then it is not posted again.
   * @param sinceMs when the post was tried, in milliseconds since 1970
   * @returns null when it is certainly not there; "unreadable" when the place may not be read */
  find?(showing: Showing, target: Target, sinceMs: number): Promise<MessageRef | null | "unreadable">;
}

/** One way to show an answer. Ways are tried in their order until one is not refused. */
export interface Way extends Poster {
  /** Kept in the delivery record: never rename one. */
  readonly name: string;
  /** The answer is in the thread of the root message. */
  readonly isInThread: boolean;
  /** False where it is of no use now (a token is dead). Left out for always. */
  isOpen?(showing: Showing): boolean;
  /** Left out where a message can't be edited: then a change is a new post. */
  edit?(showing: Showing, message: MessageRef): Promise<EditOutcome>;
}

/** What differs from platform to platform in a delivery. */
export interface DeliveryPrimitives {
  /** "Slack", for errors. */
  readonly title: string;
  /** The ways for an ask, best first; at least one. */
  ways(ask: Ask): readonly Way[];
  /** Posts the root message; null where the ask needs none, since it is answered under somebody's message. */
  root(ask: Ask): Poster | null;
  /** The root message, where the acknowledgement of the interaction posted it; null where that is not known. */
  acknowledgedRoot?(ask: Ask): Promise<MessageRef | null>;
  /** Opens the thread. `root` is null where `root()` gave none. "known" where nothing had to be opened: then it is not written down. */
  openThread(
    showing: Showing,
    root: MessageRef | null,
  ): Promise<
    | { readonly kind: "opened" | "known"; readonly thread: string }
    | { readonly kind: "refused"; readonly reason: string }
  >;
  /** Shows progress in the root message. Left out where it is shown in the place of the answer.
   * @returns the message that shows it, where it is the root message */
  showProgress?(showing: Showing): Promise<MessageRef | null>;
  /** Tidies up after the answer was shown in a thread, e.g. takes progress out of the root message. A failure is only logged. */
  afterAnswer?(showing: Showing): Promise<void>;
}
