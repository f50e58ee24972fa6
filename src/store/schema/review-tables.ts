/** The tables of what people review: spot checks, corrections and contested answers. */

import type { ContestOutcome, PlatformName } from "../../core/ask.ts";
import type { CorrectionDecision } from "../../core/review.ts";

/** Null until somebody decided, and where that person has erased their data. */
interface ReviewerColumns {
  readonly reviewer_platform: string | null;
  readonly reviewer_workspace: string | null;
  readonly reviewer_id: string | null;
  readonly reviewer_name: string | null;
}

export interface SpotChecksTable extends ReviewerColumns {
  readonly ask_id: string;
  /** The right label; null until it is decided, and where none fits. */
  readonly label: string | null;
  readonly decided_at: Date | null;
}

export interface ContestsTable extends ReviewerColumns {
  readonly ask_id: string;
  readonly platform: PlatformName;
  readonly workspace: string;
  readonly person_id: string;
  readonly person_name: string;
  readonly reason: string | null;
  readonly created_at: Date;
  /** Null until it is decided. */
  readonly outcome: ContestOutcome | null;
  /** The right label, where the outcome is "changed". */
  readonly label: string | null;
  readonly decided_at: Date | null;
}

export interface CorrectionReviewsTable extends ReviewerColumns {
  readonly override_id: string;
  readonly ask_id: string;
  readonly decision: CorrectionDecision;
  readonly decided_at: Date;
}
