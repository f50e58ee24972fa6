/** The bot as platforms, the page and the terminal see it: every verb of the flows, its ports already in hand. */

import type { Ask, AskRecord, NewAsk, Person, PlatformName, RatingValue } from "../core/ask.ts";
import type { Command } from "../core/command.ts";
import type { Reply } from "../core/reply.ts";
import type { ExplanationView, MessageView, Waiting } from "../core/views/view.ts";
import type { Outcome } from "./handle.ts";
import type { Actor, Intent, Meaning, Typed } from "./intents.ts";
import type { Change, PersonData } from "./ports.ts";

export type Explanation = ExplanationView;

/** Why something a person asked for was not done. */
export type Refusal =
  | "unknown-command"
  | "empty-text"
  | "too-long"
  | "opted-out"
  | "author-opted-out"
  | "rate-limited"
  | "not-found"
  | "not-allowed"
  | "not-a-label"
  | "bad-settings";

/** Not done, and the sentence to show, in the person's language. Nothing was stored. */
export interface Refused {
  readonly kind: "refused";
  readonly reason: Refusal;
  readonly text: string;
}

/** Done, and the sentence to show to the person who pressed (ephemeral where the platform can). */
export interface Done {
  readonly kind: "done";
  readonly text: string;
}

export interface Accepted {
  readonly kind: "accepted";
  readonly ask: Ask;
  /** False when the platform told the same interaction again. */
  readonly isNew: boolean;
}

/** A press on a reply's button, and where it was pressed. */
export interface Press {
  /** The platform's id of this interaction. */
  readonly interactionId: string;
  readonly askId: string;
  readonly person: Person;
  /** The channel it was pressed in; the ask must be visible there. */
  readonly channel: string;
  readonly locale: string;
}

/** What a form for an override needs. */
export interface OverrideForm {
  readonly kind: "form";
  readonly askId: string;
  /** Null for free text. */
  readonly labels: readonly string[] | null;
  /** What stands in front now: a label, a text, or null. */
  readonly current: string | null;
}

/** The commands now in force. */
export interface Commands {
  /** By name, in alphabetical order. */
  list(): readonly Command[];
  find(name: string): Command | null;
  /** Calls back after a reload changed something. Returns how to stop. */
  onChange(listener: () => void): () => void;
}

/** For whom an ask is shown. */
export interface Reader {
  /** BCP 47 tag. */
  readonly locale: string;
  /** Set where each reader gets a view of their own. */
  readonly person?: Person;
  /** What an unanswered ask waits for, where the platform knows. */
  readonly waiting?: Waiting | null;
}

export interface Bot {
  readonly commands: Commands;
  /** Does what a person wants. An ask is stored with its job and answered later, by `Platform.deliver`.
   * @returns an accepted ask, or what to show to the person who acted
   * @throws {BotError} STORE_* when the store can't be reached */
  handle(intent: Intent, actor: Actor): Promise<Outcome>;
  /** What a text means: an ask, or one of the words that Fewshot itself answers. */
  read(typed: string, how: Typed): Meaning;
  /** What people see of a record. */
  message(record: AskRecord, reader: Reader): MessageView;
  /** Takes an ask: checks, stores it with its job, and returns at once. The answer comes by `Platform.deliver`. */
  ask(ask: NewAsk): Promise<Accepted | Refused>;
  rate(
    press: Press & { readonly value: RatingValue; readonly reason: string | null },
  ): Promise<Done | Refused>;
  /** What an override form offers. Quick: reads one record. */
  overrideForm(press: Omit<Press, "interactionId">): Promise<OverrideForm | Refused>;
  override(
    press: Press & { readonly value: string; readonly reason: string | null; readonly mayReuse: boolean },
  ): Promise<Done | Refused>;
  /** Withdraws the person's own override. */
  withdraw(press: Press & { readonly overrideId: string }): Promise<Done | Refused>;
  explain(press: Omit<Press, "interactionId">): Promise<Explanation | Refused>;
  readonly privacy: {
    isOptedOut(person: Person): Promise<boolean>;
    optOut(person: Person, locale: string): Promise<Done>;
    optIn(person: Person, locale: string): Promise<Done>;
    exportData(person: Person): Promise<PersonData>;
    eraseData(person: Person, locale: string): Promise<Done>;
  };
  /** How a command is used, for an empty or `help` text; all commands when name is null. Plain text, a line each. */
  help(name: string | null, locale: string): string;
  /** What people see of a record. */
  reply(record: AskRecord, locale: string): Reply;
  /** One record, if it is visible in that channel. */
  find(askId: string, place: { platform: PlatformName; channel: string }): Promise<AskRecord | null>;
  /** Where an ask was made; null when it is not known any more. */
  placeOf(askId: string): Promise<{ platform: PlatformName; channel: string } | null>;
  /** The newest asks of a channel, oldest first. */
  recent(place: {
    platform: PlatformName;
    channel: string;
    limit: number;
    before?: string;
  }): Promise<readonly AskRecord[]>;
  /** Calls back with the id of every ask that changed. Returns how to stop. */
  watch(listener: (change: Change) => void): () => void;
}
