/** Decides reviews in the terminal. */

import { BotError } from "../../core/errors.ts";
import { CORRECTION_DECISIONS } from "../../core/review.ts";
import { labelsOf } from "../../flows/asks/labels.ts";
import type { Verdict } from "../../flows/review/intents.ts";
import type { ListDecision } from "../../flows/review/list.ts";
import { decide } from "../../flows/review/review.ts";
import { CheckFailed, print, printJson, say } from "../shared/output.ts";
import type { Review, ReviewOptions } from "./open.ts";

/** @throws {CheckFailed} when something could not be decided; the others are
 * @throws {BotError} INPUT_USAGE for what is no decision, before anything is decided */
export async function decideAll(
  { ports, reviewer }: Review,
  given: readonly string[],
  { json }: ReviewOptions,
): Promise<void> {
  const wanted = await Promise.all(given.map((text) => readDecision(ports, text)));
  const results = [];
  for (const { id, decision } of wanted) {
    const { notice, changeable } = await decide(ports, decision, reviewer);
    const isDone = notice.refusal === null;
    results.push({ id, done: isDone, text: notice.text });
    const undo = changeable?.kind === "correction" ? ` To undo: npx fewshot review --decide ${id}=undo` : "";
    if (!json) (isDone ? print : say)(`${id}: ${notice.text}${undo}`);
  }
  if (json) printJson({ decisions: results });
  if (results.some(({ done }) => !done)) throw new CheckFailed();
}

async function readDecision(
  ports: Review["ports"],
  text: string,
): Promise<{ readonly id: string; readonly decision: ListDecision }> {
  const [, id = "", word = ""] = /^([\w-]+)=(.+)$/su.exec(text) ?? [];
  if (id === "")
    throw new BotError(
      "INPUT_USAGE",
      `"${text}" is no decision. Write ID=DECISION, e.g. --decide ${EXAMPLE}.`,
    );
  const contested = await ports.store.findContest(id);
  const record = contested?.contest?.decision === null ? null : await ports.store.findSpotCheck(id);
  if (record !== null) {
    const labels = labelsOf(ports, record) ?? [];
    // A label may be called "right" or "none".
    if (labels.includes(word)) return toCheck(id, { kind: "label", label: word });
    if (word === "right") return toCheck(id, { kind: "right" });
    if (word === "none") return toCheck(id, { kind: "no-label" });
    throw new BotError(
      "INPUT_USAGE",
      `${id} is a spot check. Write right, none, or one of ${labels.join(", ")}.`,
    );
  }
  if (contested !== null) {
    const labels = labelsOf(ports, contested) ?? [];
    if (labels.includes(word)) return toContest(id, { kind: "label", label: word });
    if (word === "right") return toContest(id, { kind: "right" });
    if (word === "none") return toContest(id, { kind: "no-label" });
    throw new BotError(
      "INPUT_USAGE",
      `${id} is a contested answer. Write right, none${labels.length === 0 ? "" : `, or one of ${labels.join(", ")}`}.`,
    );
  }
  if ((await ports.store.findCorrection(id)) === null)
    throw new BotError(
      "INPUT_USAGE",
      `Nothing of the id ${id} can be decided: it was never there, was erased or withdrawn, its time is over, or its person has opted out. What waits: npx fewshot review.`,
    );
  const decision = CORRECTION_DECISIONS.find((one) => one === (word === "dismiss" ? "dismissed" : word));
  if (decision) return { id, decision: { kind: "decide-correction", overrideId: id, decision } };
  if (word === "undo") return { id, decision: { kind: "undo-correction", overrideId: id } };
  throw new BotError("INPUT_USAGE", `${id} is a correction. Write example, test, row, dismiss or undo.`);
}

const EXAMPLE = "bG9uZyBpZCBvZiBhbiBh=right";

const toContest = (askId: string, verdict: Verdict) => ({
  id: askId,
  decision: { kind: "decide-contest", askId, verdict } as const,
});
const toCheck = (askId: string, verdict: Verdict) => ({
  id: askId,
  decision: { kind: "decide-check", askId, verdict } as const,
});
