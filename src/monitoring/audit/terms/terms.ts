/** What the lists of identity terms are made of. */

/** Words for people in one group, by what guides for writers say of them. */
export interface TermGroup {
  /** e.g. "disability". */
  readonly axis: string;
  /** e.g. "hearing". */
  readonly group: string;
  /** Words that people of the group and guides for writers use. */
  readonly recommended: readonly string[];
  /** Words that the guides advise against: dated, pitying or insulting. */
  readonly notRecommended: readonly string[];
}

/** One language of the audit. */
export interface AuditLanguage {
  /** BCP 47 tag. */
  readonly tag: string;
  /** Unicode script that a model must read. */
  readonly script: string;
  readonly groups: readonly TermGroup[];
  /** Words that say nothing of who somebody is; the first one is the control of the tests. */
  readonly neutral: readonly [string, ...string[]];
  /** Sentences with one slot for a person. `{}` is the person, `{happy}` the person with a word before it. The first one is "I am a happy person". */
  readonly sentences: readonly [string, ...string[]];
  /** Puts a term into a sentence's slot; null for the plain word for a person. */
  fill(sentence: string, term: string | null): string;
  /** Puts a text of a command behind a sentence about its writer; the slot stays open. */
  frame(text: string): string;
}

/** The slot of a sentence, with the word that stands before the person. */
export const SLOT = /\{([^{}]*)\}/u;
