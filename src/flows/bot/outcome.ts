/** What an act of a person leads to. */

import type { Ask } from "../../core/ask.ts";
import type { MessageView, View } from "../../core/views/view.ts";

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
  | "bad-settings"
  | "bad-command";

export interface Accepted {
  readonly kind: "accepted";
  readonly ask: Ask;
  /** False when the platform sent the same interaction again. */
  readonly isNew: boolean;
}

/** What an intent leads to: an ask that was taken, or something to show to the person who acted. */
export type Outcome = Accepted | Exclude<View, MessageView>;
