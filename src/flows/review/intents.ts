/** What a reviewer does, and what a button of a review means. Pure. */

import type { CorrectionDecision } from "../../core/review.ts";
import { labelOfChoice } from "../../core/views/review.ts";
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
      readonly after: { readonly askId: string; readonly overrideId: string | null } | null;
    }
  /** Asks for the form that chooses the right label. */
  | { readonly kind: "open-check"; readonly askId: string }
  | { readonly kind: "decide-check"; readonly askId: string; readonly verdict: Verdict }
  | {
      readonly kind: "decide-correction";
      readonly overrideId: string;
      readonly decision: CorrectionDecision;
    }
  /** Saves a draft of a command with spot checks. */
  | { readonly kind: "switch-on-checks"; readonly command: string };

type ReviewPressName = Extract<PressName, `review-${string}`>;

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
      return { kind: "review", command: null, after: { askId, overrideId: rest === "" ? null : rest } };
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
  }
}

/** What the form of a spot check means. */
export function readCheckForm(
  askId: string,
  value: string | null,
): Extract<ReviewIntent, { kind: "decide-check" }> {
  const label = labelOfChoice(value);
  return {
    kind: "decide-check",
    askId,
    verdict: label === null ? { kind: "no-label" } : { kind: "label", label },
  };
}
