/** Why an answer is "Not sure", in sentences. Pure. */

import type { Words } from "../../../i18n/words.ts";
import type { Answer, Doubt } from "../../ask.ts";

/** Whether the model can't read the text. */
export const isUnread = (doubt: Doubt): boolean => doubt === "unseen-script" || doubt === "other-language";

/** The sentences; none for an answer that is sure.
 * @param instead a command for the text's language; null for none */
export function* doubtSentences(
  { doubt, model }: Pick<Answer, "doubt" | "model">,
  instead: string | null,
  words: Words,
): Generator<string> {
  if (doubt === null) return;
  yield words.doubts[doubt];
  if (!isUnread(doubt)) return;
  if (model.languages?.length) yield words.reads.only(model.languages);
  if (instead !== null) yield words.reads.instead(instead);
}
