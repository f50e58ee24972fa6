/** What a backend says of the server that it asks. */

import type { ErrorCode } from "../../core/errors.ts";

/** What is known of a model server from the calls made so far. */
export interface BackendState {
  /** Whether the last call reached a server that works; null before the first. */
  readonly isReachable: boolean | null;
  /** Why it does not work; left out while it does. */
  readonly fault?: ErrorCode | undefined;
  /** `open`: the server failed several times in a row and is not asked for a while; `half-open`: one call tries it again. */
  readonly breaker: "closed" | "open" | "half-open";
  /** The way that gave the last label scores, e.g. "echo"; null while labels are generated and matched. */
  readonly scoring: string | null;
}
