/** What the flows need of a place where people talk. */

import type { Ask, Json, PlatformName } from "../../core/ask.ts";
import type { CommandPlace } from "../../core/command/saved-command.ts";
import type { ExplanationView, MessageView, NoticeView, Waiting } from "../../core/views/view.ts";

/** One showing of an ask: the whole reply in its present state. The platform posts and edits until its messages show it. */
export interface Delivery {
  readonly ask: Ask;
  /** The present state of the ask, worded for the asker. */
  readonly message: MessageView;
  /** How the answer came about, worded for the asker, without anybody else's texts: for platforms that show it in the answer's own
   * message. Left out while there is no answer. */
  readonly explanation?: ExplanationView;
  /** What an unanswered ask waits for; null where nothing is known yet. */
  readonly waiting: Waiting | null;
  /** What `keep` stored last; null at first. */
  readonly deliveryRecord: Json | null;
  /** Stores what was posted, before and after each outside effect, so that another process can continue after a kill. */
  keep(deliveryRecord: Json): Promise<void>;
}

/** What is left of an erased ask until its posts are taken back: no text, no answer, no name. */
export interface ErasedAsk extends Pick<Ask, "id" | "place" | "command" | "locale"> {
  readonly platform: PlatformName;
  /** What `keep` stored last. */
  readonly deliveryRecord: Json | null;
}

/** Whether a platform's events reach this process: not yet or not now, yes, or no more since it refused the credentials. */
export type Connection = "connecting" | "connected" | "refused";

export interface Platform {
  readonly name: PlatformName;
  /** The state of the connection now, for /readyz and the metrics. Left out by a platform that holds none. */
  connection?(): Connection;
  /** Connects and takes asks from now on. @throws {BotError} CONFIG_CREDENTIAL with what to do */
  start(): Promise<void>;
  /** Shows the present state of an ask: first the root message, then the answer in its thread, later its changes. May be called again with the same message.
   * @throws {BotError} PLATFORM_*; retryable ones are tried again after retryAfterMs */
  deliver(delivery: Delivery): Promise<void>;
  /** Shows a free text while the model writes it: the whole of it so far, each time it grows, until `deliver` brings the answer.
   * Left out where each change would be a call to somebody else's server. */
  grow?(ask: Ask, text: string): void;
  /** Informs only the asker that their answer can't be shown, because of a fault of ours. Left out by a platform that shows what the store holds. */
  report?(ask: Ask, notice: NoticeView): Promise<void>;
  /** Whether the message that shows an answer can still be changed; true where that is not known. Left out where it always can.
   * Called while a person waits for a sentence. */
  canChange?(ask: Ask, deliveryRecord: Json | null): Promise<boolean>;
  /** What is typed behind the slash for a command there: "fewshot topic" where the platform answers /topic itself. Left out where it is the name. */
  typedAs?(name: string): string;
  /** How a command that was published is used there, where it can't be typed as /NAME; null where it can.
   * @param place where it was published
   * @param locale BCP 47 tag */
  howToUse?(name: string, place: CommandPlace, locale: string): string | null;
  /** Takes back what was posted of an ask whose person has erased it: its text, its answer, the name of its thread. Called after the
   * ask left the store, perhaps more than once. Left out by a platform that shows what the store holds.
   * @throws {BotError} PLATFORM_REFUSED when it can't be taken back; retryable when the platform can't be reached now */
  retract?(erased: ErasedAsk): Promise<void>;
  /** The place of a message of the bot's own in a channel, in the form of `Ask.place.native`. Left out by a platform that posts nothing of its own. */
  placeIn?(channel: string): Json;
  /** Takes no more asks, then disconnects. Resolves when the last connection is closed. */
  stop(): Promise<void>;
}
