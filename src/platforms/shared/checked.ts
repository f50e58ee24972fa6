/** What `fewshot doctor` finds out about a platform. */

export interface Checked {
  readonly ok: boolean;
  /** Sentences for the operator; none holds a token. */
  readonly lines: readonly string[];
}
