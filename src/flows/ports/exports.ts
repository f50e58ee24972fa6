/** What leaves the installation for others to check: answers and what people said of them, each text only where its writer agreed. */

import type { Answer, RatingValue } from "../../core/ask.ts";

/** An answered ask whose asker and author have not opted out, and whose time is not over. */
export interface ExportedAsk {
  readonly askId: string;
  readonly command: string;
  readonly askedAt: Date;
  /** Null unless whoever wrote it allowed its use as an example. */
  readonly text: string | null;
  /** Without its prompt, which holds the text; without a written text where `text` is null. */
  readonly answer: Answer;
  /** Of people who have not opted out. */
  readonly ratings: readonly ExportedRating[];
  /** Overrides whose person allowed their use, of a text whose writer did as well. Oldest first. */
  readonly corrections: readonly ExportedCorrection[];
  /** What a reviewer found in a spot check; `label` null where none fits. Null where nothing was decided. */
  readonly spotCheck: { readonly label: string | null; readonly decidedAt: Date } | null;
}

export interface ExportedRating {
  /** The same for the same person's rating of this answer, whatever its value; says nothing about the person. 64 hex characters. */
  readonly key: string;
  readonly value: RatingValue;
  readonly ratedAt: Date;
}

export interface ExportedCorrection {
  readonly overrideId: string;
  readonly value: string;
  readonly correctedAt: Date;
}

export interface ExportStore {
  /** Answers for others to check, oldest first, read a few at a time. No name, no account, no reason and no prompt is among them.
   * @param options `commands` null for all; `onlyAgreed` for those alone whose text is given
   * @throws {BotError} STORE_* from the iterator */
  exportedAsks(options: {
    readonly commands: readonly string[] | null;
    readonly onlyAgreed: boolean;
  }): AsyncIterable<ExportedAsk>;
}
