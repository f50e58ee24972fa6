/** What reviewers decide: whether a drawn answer was right, and what becomes of a correction. Pure. */

import type { Answer, AskRecord, ContestOutcome, Override } from "./ask.ts";

/** What becomes of a correction: an example or a test of the command, a row that only the classifier head learns from, or nothing. */
export const CORRECTION_DECISIONS = ["example", "test", "row", "dismissed"] as const;
export type CorrectionDecision = (typeof CORRECTION_DECISIONS)[number];

/** An answer that was drawn when its ask was stored. */
export interface SpotCheck {
  readonly askId: string;
  readonly command: string;
  readonly askedAt: Date;
  /** Without its prompt. Null while there is none, or where the ask failed. */
  readonly answer: Answer | null;
  /** What the reviewer found to be right; null while nobody has decided. */
  readonly decision: SpotCheckDecision | null;
}

export interface SpotCheckDecision {
  /** The right label; null where none of the labels fits. */
  readonly label: string | null;
  readonly decidedAt: Date;
}

/** What a reviewer decided last: a spot check, which can be decided in another way, or a correction, which can be taken back. */
export type LastDecided =
  | { readonly kind: "spot-check"; readonly askId: string }
  | { readonly kind: "correction"; readonly askId: string; readonly overrideId: string };

/** An override that its person allowed to be used, with the ask that it is about. */
export interface Correction {
  readonly override: Override;
  readonly record: AskRecord;
  /** What a reviewer found in a spot check of the same answer; null where it is none, or nobody has decided. */
  readonly checked: Pick<SpotCheckDecision, "label"> | null;
}

/** What a reviewer should know of a correction. */
export type Mark =
  /** The command has it already. */
  | { readonly kind: "example-known" | "test-known" }
  /** An example or a test of the command says something else of the same text. */
  | { readonly kind: "example-differs" | "test-differs"; readonly output: string }
  /** A spot check of the same answer found another label, or null for none. */
  | { readonly kind: "check-differs"; readonly output: string | null }
  /** Others gave the same text the same answer, or another one. */
  | { readonly kind: "same" | "differs"; readonly override: Override }
  /** Somebody else wrote the text, and was not asked whether it may be shown. */
  | { readonly kind: "not-asked" }
  | { readonly kind: "no-label" | "no-command" };

export interface MarkedCorrection extends Correction {
  readonly marks: readonly Mark[];
  /** What may be decided. */
  readonly decisions: readonly CorrectionDecision[];
}

/** One decision as a person's export shows it: of a review of their own words, or one that they made. */
export interface Review {
  readonly about: "spot-check" | "correction" | "contest";
  readonly askId: string;
  /** Of a correction. */
  readonly overrideId: string | null;
  /** Null while a spot check or a contest waits. */
  readonly decision: "label" | "no-label" | ContestOutcome | CorrectionDecision | null;
  /** What was found to be right in a spot check or a contest. */
  readonly label: string | null;
  readonly decidedAt: Date | null;
  /** Whether this person decided it. */
  readonly isOwnDecision: boolean;
}

/** How many wait of each kind. */
export interface WaitingReviews {
  readonly contests: number;
  readonly spotChecks: number;
  readonly corrections: number;
}
