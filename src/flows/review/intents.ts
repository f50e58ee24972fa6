/** What a reviewer does, and what a button of a review means. Pure. */

import type { CorrectionDecision } from "../../core/review.ts";
import { labelOfChoice } from "../../core/views/review/review.ts";
import type { Press, PressName } from "../../core/views/view.ts";

/** What a reviewer found of an answer: it is right, another label is, or none of the labels fits. */
export type Verdict =
  | { readonly kind: "right" | "no-label" }
  | { readonly kind: "label"; readonly label: string };

export type ReviewIntent =
  /** Shows what waits next: spot checks first, then corrections. */
  | {
      readonly kind: "review";
      /** Null for all commands. */
      readonly command: string | null;
      /** What was skipped: an ask, or with `overrideId` a correction; null from the newest. */
      readonly after: {
        readonly askId: string;
        readonly overrideId: string | null;
        /** Whether the ask was skipped as a contested answer. */
        readonly isContest?: boolean;
      } | null;
    }
  /** Asks for the form that chooses the right label of a contested answer, and decides about one. */
  | { readonly kind: "open-contest-label"; readonly askId: string }
  | { readonly kind: "decide-contest"; readonly askId: string; readonly verdict: Verdict }
  /** Asks for the form that chooses the right label. */
  | { readonly kind: "open-check"; readonly askId: string }
  | { readonly kind: "decide-check"; readonly askId: string; readonly verdict: Verdict }
  | {
      readonly kind: "decide-correction";
      readonly overrideId: string;
      readonly decision: CorrectionDecision;
    }
  /** Takes back what was decided of a correction. */
  | { readonly kind: "undo-correction"; readonly overrideId: string }
  /** Saves a draft of a command with spot checks. */
  | { readonly kind: "switch-on-checks"; readonly command: string };

type ReviewPressName = Extract<PressName, `review-${string}` | `contest-${string}`>;

export function readReviewPress(name: ReviewPressName, { askId, rest }: Press): ReviewIntent {
  const decide = (decision: CorrectionDecision): ReviewIntent => ({
    kind: "decide-correction",
    overrideId: rest,
    decision,
  });
  switch (name) {
    case "review-open":
      return { kind: "review", command: null, after: null };
    case "review-skip":
      if (rest === "contest")
        return { kind: "review", command: null, after: { askId, overrideId: null, isContest: true } };
      return { kind: "review", command: null, after: { askId, overrideId: rest === "" ? null : rest } };
    case "contest-right":
      return { kind: "decide-contest", askId, verdict: { kind: "right" } };
    case "contest-wrong":
      return { kind: "decide-contest", askId, verdict: { kind: "no-label" } };
    case "contest-label":
      return { kind: "open-contest-label", askId };
    case "review-right":
      return { kind: "decide-check", askId, verdict: { kind: "right" } };
    case "review-label":
    case "review-change":
      return { kind: "open-check", askId };
    case "review-example":
      return decide("example");
    case "review-test":
      return decide("test");
    case "review-row":
      return decide("row");
    case "review-dismiss":
      return decide("dismissed");
    case "review-undo":
      return { kind: "undo-correction", overrideId: rest };
  }
}

/** What the form of a spot check, or of a contested answer, means. */
export function readCheckForm<Kind extends "decide-check" | "decide-contest" = "decide-check">(
  askId: string,
  value: string | null,
  kind: Kind = "decide-check" as Kind,
): { readonly kind: Kind; readonly askId: string; readonly verdict: Verdict } {
  const label = labelOfChoice(value);
  return { kind, askId, verdict: label === null ? { kind: "no-label" } : { kind: "label", label } };
}
