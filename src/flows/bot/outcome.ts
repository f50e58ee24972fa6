/** What an act of a person leads to. */

import type { Ask } from "../../core/ask.ts";
import { FIELDS } from "../../core/views/forms/forms.ts";
import { refusalNotice } from "../../core/views/notices.ts";
import type { MessageView, NoticeView, View } from "../../core/views/view.ts";
import type { FlowPorts } from "./context.ts";
import type { Actor } from "./intents.ts";

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

/** Refuses what a person asked for, and counts it.
 * @param text why, and what to do, in the person's language */
export function refuse(
  { metrics }: { readonly metrics: Pick<FlowPorts["metrics"], "refused"> },
  { person }: Pick<Actor, "person">,
  reason: Refusal,
  text: string,
): NoticeView {
  metrics.refused(person.platform, reason);
  return refusalNotice(reason, text, reason === "not-a-label" ? FIELDS.value : null);
}
