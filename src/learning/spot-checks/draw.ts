/** Draws spot checks: by a seed and the ask's own key, before there is an answer, so that no answer can have a part in it. Pure. */

import { createHmac } from "node:crypto";
import { type NewAsk, personKey } from "../../core/ask.ts";

/** Whether an ask's answer is to be reviewed. The same ask is drawn or not drawn however often this is called.
 * @param seed a secret of the installation: with it nobody can choose an interaction id that is drawn, or one that is not
 * @param every one answer in so many, from 1 */
export function isDrawn(
  seed: string,
  { person, interactionId }: Pick<NewAsk, "person" | "interactionId">,
  every: number,
): boolean {
  const key = `${personKey(person)}\n${person.workspace}\n${interactionId}`;
  const number = createHmac("sha256", seed).update(key).digest().readUInt32BE(0);
  return number < 2 ** 32 / every;
}
