/** The port to reviews: spot checks, corrections, and the rows that commands learn from. */

import type { AskRecord, ContestDecision, ContestOutcome, Override, Person } from "../../core/ask.ts";
import type { SavedVersion, Scope } from "../../core/command/saved-command.ts";
import type {
  Correction,
  CorrectionDecision,
  SpotCheck,
  SpotCheckDecision,
  WaitingReviews,
} from "../../core/review.ts";
import type { LabelledRows } from "../../learning/rows.ts";
import type { NewVersion, SavedOutcome } from "../commands/versions/ports.ts";

/** What a reviewer looks for. Nothing of people who have opted out is found. */
export interface ReviewQuery {
  /** Only asks that were made within it. */
  readonly scope: Scope;
  /** Of one command; null for all. */
  readonly command: string | null;
  /** Leaves out asks of this person, texts that they wrote and their own overrides; null for none. */
  readonly except: Person | null;
  /** Continues behind this ask (spot checks) or override (corrections); null from the newest. */
  readonly after: string | null;
  readonly limit: number;
}

/** What became of a decision. */
export type DecisionOutcome<Decision> =
  | { readonly kind: "decided" }
  /** Somebody else decided before. Nothing was changed. */
  | { readonly kind: "known"; readonly decision: Decision }
  /** It was erased, withdrawn or expired, or its person has opted out. */
  | { readonly kind: "gone" };

/** What became of a correction that was to become an example or a test. "moved": the command's versions changed since `seen`. Nothing is
 * stored but where it is decided. */
export type AcceptedCorrection =
  | { readonly kind: "decided"; readonly version: SavedVersion }
  | Exclude<DecisionOutcome<CorrectionDecision>, { readonly kind: "decided" }>
  | Exclude<SavedOutcome, { readonly version: SavedVersion }>
  | { readonly kind: "moved" };

/** What became of a decision that was to be taken back. */
export type UndoneCorrection =
  | { readonly kind: "undone"; readonly version: SavedVersion | null }
  /** It was decided by somebody else. */
  | { readonly kind: "not-theirs" }
  | Exclude<SavedOutcome, { readonly version: SavedVersion }>
  /** The command's versions changed since `seen`, or nothing is decided so. */
  | { readonly kind: "moved" };

/** What takes a correction out of the drafts of its command. */
export type DraftWithout = {
  /** What `lastVersionChange` said before. */
  readonly seen: number;
  /** The command. */
  readonly name: string;
} & (
  | { readonly kind: "saves"; readonly draft: NewVersion }
  /** Deletes the draft of that number, which is like what it was made from but for the correction. */
  | { readonly kind: "deletes"; readonly number: number; readonly by: Person }
);

export interface DecidedCorrection extends Correction {
  readonly decision: CorrectionDecision;
}

export interface CorrectedText {
  readonly override: Override;
  readonly command: string;
  readonly text: string;
}

export interface NewContest {
  readonly interactionId: string;
  readonly askId: string;
  readonly person: Person;
  readonly reason: string | null;
}

export interface ReviewStore {
  /** Notes that a person contests an answer, and enqueues the update of the reply; false where the answer is contested already. */
  recordContest(contest: NewContest): Promise<boolean>;
  /** Contested answers that wait for a decision, the oldest first: `after` continues behind an ask. */
  waitingContests(query: ReviewQuery): Promise<readonly AskRecord[]>;
  /** One contested answer, decided or not; null when there is none. */
  findContest(askId: string): Promise<AskRecord | null>;
  /** Keeps what a reviewer decided, and enqueues the update of the reply. With "changed" the label is stored as the reviewer's override. */
  decideContest(decision: {
    readonly askId: string;
    readonly outcome: ContestOutcome;
    /** Set where the outcome is "changed". */
    readonly label: string | null;
    readonly by: Person;
  }): Promise<DecisionOutcome<ContestDecision>>;
  /** Spot checks with an answer that wait for a decision, newest first. */
  waitingSpotChecks(query: ReviewQuery): Promise<readonly AskRecord[]>;
  /** Overrides that may be used, are not withdrawn and wait for a decision, newest first. */
  waitingCorrections(query: ReviewQuery): Promise<readonly Correction[]>;
  /** Corrections that were decided, the one that was decided last first. */
  decidedCorrections(
    query: Pick<ReviewQuery, "scope" | "command" | "limit">,
  ): Promise<readonly DecidedCorrection[]>;
  /** The same overrides with their texts alone, to look for those of one text. */
  waitingTexts(query: Pick<ReviewQuery, "scope" | "command" | "limit">): Promise<readonly CorrectedText[]>;
  /** How many wait of each kind. */
  countWaiting(query: Pick<ReviewQuery, "scope" | "command" | "except">): Promise<WaitingReviews>;
  /** One spot check, decided or not, with its ask; null when there is none. */
  findSpotCheck(askId: string): Promise<AskRecord | null>;
  /** What a person decided of a spot check; null where it waits, or somebody else decided. */
  findDecision(askId: string, by: Person): Promise<Pick<SpotCheckDecision, "label"> | null>;
  /** One override that may be used, decided or not; null when there is none. */
  findCorrection(
    overrideId: string,
  ): Promise<(Correction & { readonly decision: CorrectionDecision | null }) | null>;
  /** Keeps what is right. The same person may change their decision.
   * @param check `label` null where none of the labels fits */
  decideSpotCheck(check: {
    readonly askId: string;
    readonly label: string | null;
    readonly by: Person;
  }): Promise<DecisionOutcome<string | null>>;
  decideCorrection(correction: {
    readonly overrideId: string;
    readonly decision: CorrectionDecision;
    readonly by: Person;
  }): Promise<DecisionOutcome<CorrectionDecision>>;
  /** Decides that a correction becomes an example or a test, and saves the draft that has it: both, or neither.
   * @param made `seen` is what `lastVersionChange` said before the draft's text was made */
  acceptCorrection(
    correction: Parameters<ReviewStore["decideCorrection"]>[0],
    made: { readonly draft: NewVersion; readonly seen: number },
  ): Promise<AcceptedCorrection>;
  /** Takes back what was decided of a correction, so that it waits again, and with it the draft that has it: both, or neither.
   * @param correction `decision` is what was decided; `by` is null for whoever may take back what others decided
   * @param without null where no draft has it */
  undoCorrection(
    correction: {
      readonly overrideId: string;
      readonly decision: CorrectionDecision;
      readonly by: Person | null;
    },
    without: DraftWithout | null,
  ): Promise<UndoneCorrection>;
  /** Whether somebody else has decided anything about asks within a scope. */
  hasOtherReviewers(scope: Scope, person: Person): Promise<boolean>;
  /** All spot checks of a command within a scope, oldest first. */
  spotChecksOf(command: string, scope: Scope): Promise<readonly SpotCheck[]>;
  /** Rows that a command learns from: accepted overrides, ratings Right and spot checks, one for each ask, oldest first.
   * Nothing of people who have opted out. */
  labelledRows: LabelledRows["of"];
  /** Calls back with a command's name, or null for any, when its rows may have changed, in whichever process. Returns how to stop. */
  watchRows(listener: (command: string | null) => void): () => void;
  /** Calls back with a command's name, or null for any, when texts of it are gone, in whichever process: asks were erased or expired, a person
   * opted out, a correction was withdrawn, a saved version was deleted or lost a text. Whoever remembers texts forgets them then. Returns how to stop. */
  watchGone(listener: (command: string | null) => void): () => void;
}
