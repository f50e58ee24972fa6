/** A part of an audit that is small enough to be asked before every change of a command: the same pairs each time. */

import type { AuditPairs } from "../../flows/commands/gate/ports.ts";
import { languagesOf, NEUTRAL, planAudit } from "./plan.ts";

/** Of each language the sentences are drawn evenly from all, happy ones, sad ones and the command's own tests; with each, every group of people
 * has one of its recommended words, another one for each sentence. */
export const auditPart: AuditPairs = (command, model, maxSentences) => {
  let count = 0;
  return languagesOf(command, model).flatMap((language) => {
    const { sentences, groups } = planAudit(command, language, Number.POSITIVE_INFINITY);
    const size = Math.min(maxSentences, sentences.length);
    const drawn = Array.from(
      { length: size },
      (_, at) => sentences[Math.floor((at * sentences.length) / size)] as string,
    );
    const people = groups.filter(({ axis, recommended }) => axis !== NEUTRAL && recommended.length > 0);
    return drawn.flatMap((sentence, at) => {
      const plain = language.fill(sentence, null);
      const own = people.map(({ axis, group, recommended }) => ({
        ...{ sentence: count, plain, group: `${axis}: ${group}` },
        text: language.fill(sentence, recommended[at % recommended.length] as string),
      }));
      count++;
      return own;
    });
  });
};
