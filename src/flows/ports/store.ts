/** What the flows need of the store. */

import type {
  Answer,
  Ask,
  AskRecord,
  Failure,
  Json,
  NewAsk,
  Override,
  Person,
  PlatformName,
  Preference,
  Rating,
  RatingValue,
} from "../../core/ask.ts";
import type { PreferenceCount, SavedVersion, Scope, TrialCount } from "../../core/command/saved-command.ts";
import type { Review } from "../../core/review.ts";
import type { InForceStore } from "../commands/in-force/ports.ts";
import type { VersionStore } from "../commands/versions/ports.ts";
import type { HeadStore } from "../learning/ports.ts";
import type { GroupMembership, GroupStore } from "../monitoring/groups/ports.ts";
import type { RunStore } from "../monitoring/measure/ports.ts";
import type { AcceptedText, AcceptedTextStore } from "../privacy/ports.ts";
import type { ReviewStore } from "../review/ports.ts";
import type { DashboardStore } from "./dashboard.ts";
import type { ExportStore } from "./exports.ts";
import type { ErasedAsk } from "./platform.ts";
import type { SettingStore } from "./settings.ts";

/** What became of recordAsk. */
export interface RecordedAsk {
  readonly ask: Ask;
  /** False when this interaction was known already: then `ask` is the first one. */
  readonly isNew: boolean;
}

/** An interaction id makes a repeated press of the same button one press. */
export interface NewRating {
  readonly interactionId: string;
  readonly askId: string;
  readonly person: Person;
  readonly value: RatingValue;
  readonly reason: string | null;
}

export interface NewOverride {
  readonly interactionId: string;
  readonly askId: string;
  readonly person: Person;
  readonly value: string;
  readonly reason: string | null;
  readonly mayReuse: boolean;
}

export interface NewPreference extends Omit<Preference, "createdAt"> {
  readonly interactionId: string;
}

/** What became of recordOverride: nothing is stored when this interaction was known already, or when the person, or all, overrode the answer too often. */
export type RecordedOverride =
  | { readonly kind: "stored"; readonly override: Override }
  | { readonly kind: "known" | "too-many" };

/** An ask that changed. `askId` is null when many of the platform's asks changed at once, e.g. were erased: then any may have. */
export interface Change {
  readonly platform: PlatformName;
  readonly askId: string | null;
}

/** One thing that is stored about a person, for export. */
export type ExportItem =
  | { readonly list: "asks"; readonly value: AskRecord }
  | { readonly list: "ratings"; readonly value: Rating }
  | { readonly list: "overrides"; readonly value: Override }
  | { readonly list: "preferences"; readonly value: Preference }
  | { readonly list: "versions"; readonly value: SavedVersion }
  /** Reviews of the person's words, and those that the person made. */
  | { readonly list: "reviews"; readonly value: Review }
  | { readonly list: "groups"; readonly value: GroupMembership }
  /** Texts of the person that a command may hold, and whose asks are gone or whose decisions were taken back. The text itself is not kept. */
  | { readonly list: "accepted"; readonly value: AcceptedText };

/** Stores asks, answers, feedback and opt-outs, and runs the jobs. */
export interface Store
  extends SettingStore,
    HeadStore,
    InForceStore,
    VersionStore,
    ReviewStore,
    ExportStore,
    DashboardStore,
    GroupStore,
    RunStore,
    AcceptedTextStore {
  /** Stores the ask and enqueues its job in one transaction, keyed by platform and interaction id. */
  recordAsk(ask: NewAsk): Promise<RecordedAsk>;
  /** The ask with all that became of it; null when unknown, erased or expired. */
  findAsk(askId: string): Promise<AskRecord | null>;
  /** The newest `limit` asks of a channel, oldest first; `before` an ask id for the page before. */
  listAsks(place: {
    platform: PlatformName;
    channel: string;
    limit: number;
    before?: string;
  }): Promise<readonly AskRecord[]>;
  /** Counts an ask against its person's limit, before it is recorded: of any number at once, `limit` within `windowMs` milliseconds are allowed.
   * @returns null when it is allowed (an interaction that is known already always is), else when the next one is */
  countAsk(
    ask: Pick<NewAsk, "person" | "interactionId">,
    limits: { readonly limit: number; readonly windowMs: number },
  ): Promise<Date | null>;
  /** Stores the answer unless one is there already; true when this call stored it. */
  recordAnswer(askId: string, answer: Answer): Promise<boolean>;
  /** Ends an ask without an answer; true when this call ended it. */
  recordFailure(askId: string, failure: Failure): Promise<boolean>;
  /** Notes what the platform posted. */
  keepDeliveryRecord(askId: string, deliveryRecord: Json): Promise<void>;
  /** Notes that the reply was shown. */
  recordDelivered(askId: string): Promise<void>;
  /** Stores a rating in place of the person's earlier one. */
  recordRating(rating: NewRating): Promise<void>;
  /** Stores an override and enqueues the update of the reply in one transaction. */
  recordOverride(override: NewOverride): Promise<RecordedOverride>;
  /** Stores which of two compared answers a person prefers, in place of the person's earlier choice. */
  recordPreference(preference: NewPreference): Promise<void>;
  /** How often versions of a command were preferred on asks of a scope, by pair, the newest draft first. */
  countPreferences(command: string, scope: Scope): Promise<readonly PreferenceCount[]>;
  /** How answers of versions of a command that were not in force were rated in a scope, the newest version first. */
  countTrials(command: string, scope: Scope): Promise<readonly TrialCount[]>;
  /** Withdraws the person's own override and enqueues the update; false when it is not theirs or already withdrawn. */
  withdrawOverride(overrideId: string, person: Person): Promise<boolean>;

  isOptedOut(person: Person): Promise<boolean>;
  /** An opt-out deletes the groups that the person is in. */
  setOptedOut(person: Person, optedOut: boolean): Promise<void>;
  /** The newest decisions about a person: asks that they made, or that were made on what they wrote, which have ended. Newest first. */
  decisionsOf(person: Person, limit: number): Promise<readonly AskRecord[]>;
  /** All that is stored about a person, list by list. Read a few at a time, as they are asked for.
   * @throws {BotError} STORE_* from the iterator */
  exportPerson(person: Person): AsyncIterable<ExportItem>;
  /** Deletes a person's asks with all that became of them, and the person's own ratings, overrides and preferences on others' asks; takes the
   * person off versions of commands and off decisions as a reviewer, which stay, as the opt-out does.
   * @param options `isPosted`: whether the platform posts asks and can take them back; then a job to do so is stored in the same transaction.
   * `at`: the time that accepted texts of the person are marked with; now where it is left out.
   * Groups that the person is in go as well.
   * @returns how many asks went */
  erasePerson(person: Person, options: { readonly isPosted: boolean; readonly at?: Date }): Promise<number>;
  /** Deletes asks whose time is over; returns how many. */
  deleteExpired(now: Date): Promise<number>;

  /** Calls back for every ask that changed, on every process that shares the store. Returns how to stop. */
  watch(listener: (change: Change) => void): () => void;
  /** Works on jobs until `close`: `processAsk` is called with an ask's id, never twice at once for the same ask, and again later when it throws
   * (BotError.retryAfterMs decides when). Jobs of dead processes are taken over within 15 seconds.
   * @param retract called for each erased ask with posts, in the same way; left out where nothing is posted */
  work(
    processAsk: (askId: string, attempt: number) => Promise<void>,
    retract?: (erased: ErasedAsk) => Promise<void>,
  ): Promise<void>;
  /** Whether the database is gone and can't be opened again, e.g. while the disk is full: the process does nothing useful. */
  isLost(): boolean;
  /** Asks waiting or running, and the age of the oldest in milliseconds. */
  queue(): Promise<{ waiting: number; running: number; oldestMs: number }>;
  /** Finishes what is running (up to `deadlineMs`), then closes. */
  close(deadlineMs?: number): Promise<void>;
}
