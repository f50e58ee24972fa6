/** What people say of an answer: rate it, override it, withdraw an override, ask why. */

import { type AskRecord, standingOverride } from "../core/ask.ts";
import { toOneLine } from "../core/text.ts";
import { composeExplanation } from "../core/views/explanation.ts";
import { type Words, wordsFor } from "../i18n/words.ts";
import type { Bot, Explanation, OverrideForm, Press, Refusal, Refused } from "./bot.ts";
import type { FlowPorts } from "./context.ts";

/** Characters kept of a reason or a free-text override. */
const MAX_CHARACTERS = 2_000;

type Feedback = Pick<Bot, "rate" | "override" | "overrideForm" | "withdraw" | "explain">;

export function createFeedback(ports: FlowPorts): Feedback {
  const { store, commands, metrics } = ports;

  /** The labels an override may choose from: those of the answer, so that an edited command file breaks nothing; null for free text. */
  const labelsOf = (record: AskRecord): readonly string[] | null =>
    commands.find(record.ask.command)?.labels ?? record.answer?.scores?.map(({ label }) => label) ?? null;

  return {
    async rate(press) {
      const found = await findVisible(ports, press);
      if ("kind" in found) return found;
      if (await store.isOptedOut(press.person)) return refuse("opted-out", press, (words) => words.optedOut);
      const { interactionId, askId, person, value } = press;
      await store.recordRating({ interactionId, askId, person, value, reason: clean(press.reason) });
      metrics.rated(found.ask, value);
      const words = wordsFor(press.locale).feedback;
      return { kind: "done", text: value === "right" ? words.thanksRight : words.thanksWrong };
    },

    async overrideForm(press): Promise<OverrideForm | Refused> {
      const record = await findVisible(ports, press);
      if ("kind" in record) return record;
      const current = standingOverride(record)?.value ?? record.answer?.label ?? record.answer?.text ?? null;
      return { kind: "form", askId: press.askId, labels: labelsOf(record), current };
    },

    async override(press) {
      const record = await findVisible(ports, press);
      if ("kind" in record) return record;
      if (await store.isOptedOut(press.person)) return refuse("opted-out", press, (words) => words.optedOut);
      const value = clean(press.value);
      const labels = labelsOf(record);
      if (value === null) return refuse("not-a-label", press, (words) => words.emptyOverride);
      if (labels && !labels.includes(value))
        return refuse("not-a-label", press, (words) => words.notALabel(value, labels));
      const { interactionId, askId, person, mayReuse } = press;
      const stored = await store.recordOverride({
        interactionId,
        askId,
        person,
        value,
        mayReuse,
        reason: clean(press.reason),
      });
      if (stored.kind === "too-many") return refuse("rate-limited", press, (words) => words.tooManyOverrides);
      if (stored.kind === "stored") metrics.overridden(record.ask);
      return { kind: "done", text: wordsFor(press.locale).feedback.overrideDone };
    },

    async withdraw(press) {
      const record = await findVisible(ports, press);
      if ("kind" in record) return record;
      if (!(await store.withdrawOverride(press.overrideId, press.person)))
        return refuse("not-allowed", press, (words) => words.notYours);
      return { kind: "done", text: wordsFor(press.locale).feedback.withdrawn };
    },

    async explain(press): Promise<Explanation | Refused> {
      const record = await findVisible(ports, press);
      if ("kind" in record) return record;
      return composeExplanation(record, commands.find(record.ask.command), press.locale);
    },
  };
}

/** The record behind a button, if it may be seen where the button was pressed and has come to an end. */
async function findVisible(
  ports: FlowPorts,
  press: Omit<Press, "interactionId">,
): Promise<AskRecord | Refused> {
  const record = await ports.store.findAsk(press.askId);
  if (record === null) return refuse("not-found", press, (words) => words.notFound);
  const { person, place } = record.ask;
  const isHere =
    person.platform === press.person.platform &&
    person.workspace === press.person.workspace &&
    place.channel === press.channel;
  if (!isHere) return refuse("not-allowed", press, (words) => words.notAllowed);
  if (record.answer === null && record.failure === null)
    return refuse("not-found", press, (words) => words.noAnswerYet);
  return record;
}

function refuse(
  reason: Refusal,
  press: { readonly locale: string },
  choose: (words: Words["refusals"]) => string,
): Refused {
  return { kind: "refused", reason, text: choose(wordsFor(press.locale).refusals) };
}

/** What a person typed as the store keeps it; null when there is nothing to see in it. */
function clean(typed: string | null): string | null {
  if (typed === null || toOneLine(typed) === "") return null;
  return [...typed.toWellFormed().replaceAll("\0", "").trim()].slice(0, MAX_CHARACTERS).join("");
}
