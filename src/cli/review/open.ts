/** What `fewshot review` works with. */

import type { Reviewer, ReviewPorts } from "../../flows/review/rights.ts";

export interface ReviewOptions {
  readonly report?: boolean;
  readonly decided?: boolean;
  /** ID=DECISION, each. */
  readonly decide?: readonly string[];
  readonly json?: boolean;
}

export interface Review {
  readonly ports: ReviewPorts;
  /** The operator. */
  readonly reviewer: Reviewer;
  /** Null for all. */
  readonly command: string | null;
}
