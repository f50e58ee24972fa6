/** What a command is answered with: noted, so that another model, or another text of its file, can be compared with it. */

import type { Scope } from "../../../core/command/saved-command.ts";

/** What one model answered with one text of a command. Texts are kept as hashes: those of people are not kept twice. */
export interface KeptAnswers {
  /** Of this form. */
  readonly version: 1;
  /** Number of the saved version; null for a file. */
  readonly commandVersion: number | null;
  /** Of the model, for people. */
  readonly model: string;
  readonly parameters: number | null;
  /** Unicode scripts that the model reads; null where it is not known to be limited. */
  readonly scripts: readonly string[] | null;
  /** Number of the classifier head that decided beside the prompt; null for none. */
  readonly head: number | null;
  /** Of the prompt for an empty text. */
  readonly tokens: number;
  /** Hashes of the texts that the prompt holds. */
  readonly held: readonly string[];
  /** By hash: the label that people would see (null for "Not sure"), and the likeliest one. Empty where nobody has asked yet. */
  readonly answers: Readonly<Record<string, readonly [shown: string | null, best: string | null]>>;
}

export interface InForce {
  /** Name, revision and number type of the model. */
  readonly model: string;
  /** Of the command's text. */
  readonly revision: string;
  readonly since: Date;
  readonly kept: KeptAnswers;
}

export interface InForceStore {
  /** What a command is answered with in a scope, and what it was answered with before: the newest first, at most two. What this release
   * can't read is left out. */
  inForce(name: string, scope: Scope): Promise<readonly InForce[]>;
  /** Notes what is in force now, in place of what was kept of the same model and text.
   * @param change `note` is for the history where something else was in force before; null for none
   * @returns whether something else was in force before */
  noteInForce(
    change: Omit<InForce, "since"> & {
      readonly name: string;
      readonly scope: Scope;
      readonly note: string | null;
    },
  ): Promise<boolean>;
}
