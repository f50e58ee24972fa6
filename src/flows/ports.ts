/** The ports: what the flows need of a model, a platform and a store. Each is small enough to implement in an afternoon. */

import type {
  Answer,
  Ask,
  AskRecord,
  Failure,
  Json,
  ModelInfo,
  NewAsk,
  Override,
  Person,
  PlatformName,
  Preference,
  Rating,
  RatingValue,
} from "../core/ask.ts";
import type { BuiltinModel } from "../core/models.ts";
import type { PromptTurns } from "../core/prompt.ts";
import type { Review } from "../core/review.ts";
import type { PreferenceCount, SavedVersion } from "../core/saved-command.ts";
import type { Seen } from "../core/seen.ts";
import type { MessageView, NoticeView, Waiting } from "../core/views/view.ts";
import type { BackendState } from "./backend-state.ts";
import type { HeadStore } from "./learning/ports.ts";
import type { ReviewStore } from "./review/ports.ts";
import type { SettingStore } from "./settings-port.ts";
import type { VersionStore } from "./versions/ports.ts";

// ---------------------------------------------------------------- Backend

/** A prompt in two parts: `prefix` (all before the person's text) is the same for every ask of a command and may be cached; the whole prompt is `prefix + text`. */
export interface PromptParts {
  readonly prefix: string;
  readonly text: string;
  /** The same prompt as a conversation, for a backend that sends one. */
  readonly turns?: PromptTurns;
}

/** What a request waits for, reported as it changes. `position` counts from 1. */
export type Progress =
  | { readonly kind: "queued"; readonly position: number }
  | { readonly kind: "loading"; readonly estimatedMs: number | null };

export interface RequestOptions {
  /** Ends the work at once; the call then throws BACKEND_ABORTED. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
  /** Whether nobody's ask is answered by it: it waits behind all that is. A server decides for itself, and is asked as usual. */
  readonly isBackground?: boolean;
  /** W3C trace context of the ask, sent to a model server as the header of that name. */
  readonly traceparent?: string;
}

export interface CompletionRequest extends RequestOptions {
  readonly prompt: PromptParts;
  readonly maxNewTokens: number;
  /** 0 is greedy. */
  readonly temperature: number;
  /** Where generation stops; never part of the text given back. */
  readonly endSequence: string;
  /** Receives the whole text so far, each time it grows. */
  readonly onText?: (text: string) => void;
}

export interface Usage {
  readonly promptTokens: number | null;
  /** How many of promptTokens came from a cache. */
  readonly cachedTokens: number | null;
  readonly newTokens: number | null;
  readonly durationMs: number;
}

export interface Completion {
  readonly text: string;
  readonly finish: "end-sequence" | "end-of-text" | "length";
  readonly usage: Usage;
}

export interface ScoreRequest extends RequestOptions {
  readonly prompt: PromptParts;
  /** At least two continuations without their leading space, e.g. ["Positive", "Negative"]; scored as " Positive" … */
  readonly labels: readonly string[];
  /** Whether `seen` is wanted too. */
  readonly wantsSeen?: boolean;
}

export interface Scoring {
  /** Natural log-probability of each label after the prompt, same order as the request. */
  readonly logprobs: readonly number[];
  /** False where only the token that each label begins with was weighed; whole labels where it is left out. */
  readonly isExact?: boolean;
  /** Only where it was wanted; left out by a server, which gives no such thing. */
  readonly seen?: Seen;
  readonly usage: Usage;
}

/** Runs one model. */
export interface Backend {
  /** "onnx", or the protocol of a server, e.g. "openai". */
  readonly name: string;
  /** For people: "in this process", or the server's host. */
  readonly where: string;
  /** What the model is. @throws {BotError} CONFIG_MODEL when it can't be opened; BACKEND_* when a server can't be reached */
  describe(): Promise<ModelInfo>;
  /** Tokens in a text: exact where the tokenizer is known, else an estimate on the high side. Ready after describe(). */
  countTokens(text: string): number;
  /** Whether the model's vocabulary has this word as a whole. Absent where the vocabulary is not known. Ready after describe(). */
  isWord?(word: string): boolean;
  /** Whether `countTokens` is exact and no estimate; absent where it always is. Ready after describe(). */
  isCountExact?(): boolean;
  /** The number of a text's first token, undefined where it is not known. Absent where a server never weighs labels by it alone. */
  firstToken?(text: string): number | undefined;
  /** Asks the server's tokenizer for the counts of texts, so that `countTokens` knows them. */
  learnTokens?(texts: readonly string[]): Promise<void>;
  /** The prompt as it is sent, for people; absent where it is sent unchanged. */
  showPrompt?(prompt: PromptParts): string;
  /** @throws {BotError} BACKEND_* ; INPUT_TOO_LONG when prompt and new tokens pass the context */
  complete(request: CompletionRequest): Promise<Completion>;
  /** Scores the label set in one go; null when this server can't, so that the caller generates instead. */
  score(request: ScoreRequest): Promise<Scoring | null>;
  /** For health, log and metrics; absent where the model runs in this process. */
  state?(): BackendState;
  /** The backend of a built-in model that a command names, opened by the first call; absent where this one answers every command. */
  named?(model: BuiltinModel): Backend;
  close(): Promise<void>;
}

// ---------------------------------------------------------------- Platform

/** One showing of an ask: the whole reply in its present state. The platform posts and edits until its messages show it. */
export interface Delivery {
  readonly ask: Ask;
  /** The present state of the ask, worded for the asker. */
  readonly message: MessageView;
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
  /** Takes back what was posted of an ask whose person has erased it: its text, its answer, the name of its thread. Called after the
   * ask left the store, perhaps more than once. Left out by a platform that shows what the store holds.
   * @throws {BotError} PLATFORM_REFUSED when it can't be taken back; retryable when the platform can't be reached now */
  retract?(erased: ErasedAsk): Promise<void>;
  /** Takes no more asks, then disconnects. Resolves when the last connection is closed. */
  stop(): Promise<void>;
}

// ---------------------------------------------------------------- Store

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
  | { readonly list: "reviews"; readonly value: Review };

/** Stores asks, answers, feedback and opt-outs, and runs the jobs. */
export interface Store extends SettingStore, HeadStore, VersionStore, ReviewStore {
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
  /** How often versions of a command were preferred, by pair, the newest draft first. */
  countPreferences(command: string): Promise<readonly PreferenceCount[]>;
  /** Withdraws the person's own override and enqueues the update; false when it is not theirs or already withdrawn. */
  withdrawOverride(overrideId: string, person: Person): Promise<boolean>;

  isOptedOut(person: Person): Promise<boolean>;
  setOptedOut(person: Person, optedOut: boolean): Promise<void>;
  /** All that is stored about a person, list by list. Read a few at a time, as they are asked for.
   * @throws {BotError} STORE_* from the iterator */
  exportPerson(person: Person): AsyncIterable<ExportItem>;
  /** Deletes a person's asks with all that became of them, and the person's own ratings, overrides and preferences on others' asks; takes the
   * person off versions of commands and off decisions as a reviewer, which stay, as the opt-out does.
   * @param options `isPosted`: whether the platform posts asks and can take them back; then a job to do so is stored in the same transaction
   * @returns how many asks went */
  erasePerson(person: Person, options: { readonly isPosted: boolean }): Promise<number>;
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
