/** What people see of contested answers: the form, the line under the answer, what a reviewer decides, and a person's own decisions. Pure. */

import { wordsFor } from "../../../i18n/words.ts";
import { type AskRecord, type Contest, type Person, personKey } from "../../ask.ts";
import { shorten, toOneLine } from "../../text/text.ts";
import { FIELDS, MAX_INPUT_CHARACTERS } from "../forms/forms.ts";
import { notice } from "../notices.ts";
import type { Action, FormView, NoticeView, PressName } from "../view.ts";
import { contestWords } from "./contest-words.ts";
import { checkForm, type ReviewNotice, type ReviewOptions, reviewNotice } from "./review.ts";

/** Decisions that a person is shown at once: as many buttons as a row holds everywhere. */
export const MAX_DECISIONS = 5;
const MAX_BUTTON_CHARACTERS = 60;

const action = (name: PressName, askId: string, label: string, rest = ""): Action => ({
  press: { name, askId, rest },
  label,
  isPressed: false,
  confirm: null,
});

/** Whether somebody asked, or wrote the text. */
export function isConcerned({ ask }: AskRecord, person: Person): boolean {
  const key = personKey(person);
  return personKey(ask.person) === key || (ask.author !== null && personKey(ask.author) === key);
}

/** What whoever is concerned can do about a decision. A comparison of two answers is no decision to contest. */
export function decisionActions(record: AskRecord, reader: Person, locale: string): Action[] {
  if (!isConcerned(record, reader)) return [];
  const words = contestWords(locale);
  const { id } = record.ask;
  const mayContest = record.answer !== null && !record.answer.inForce && !record.contest;
  return [action("record", id, words.record), ...(mayContest ? [action("contest", id, words.contest)] : [])];
}

export function contestForm(askId: string, locale: string): FormView {
  const words = contestWords(locale);
  return {
    ...{
      kind: "form",
      form: "contest",
      askId,
      title: words.contest,
      submit: words.send,
      cancel: words.cancel,
    },
    fields: [
      {
        ...{ kind: "text", id: FIELDS.reason, label: words.askReason, value: "" },
        ...{ isRequired: false, maxCharacters: MAX_INPUT_CHARACTERS },
      },
    ],
  };
}

/** The line under a contested answer. */
export function contestLine({ decision }: Contest, locale: string): string {
  const words = contestWords(locale);
  if (decision === null) return words.contested;
  const when = wordsFor(locale).time.day(decision.decidedAt);
  if (decision.outcome === "changed" && decision.label !== null) return words.changed(decision.label, when);
  return decision.outcome === "upheld" ? words.upheld(when) : words.rejected(when);
}

/** Asks a reviewer about a contested answer.
 * @param hasLabels whether another label can be chosen */
export function composeContest(
  record: AskRecord,
  { locale, counts, hasLabels }: Pick<ReviewOptions, "locale" | "counts"> & { readonly hasLabels: boolean },
): ReviewNotice {
  const words = contestWords(locale);
  const { review, reply } = wordsFor(locale);
  const { id, command, text } = record.ask;
  const reason = record.contest?.reason ?? null;
  const isSure = record.answer?.doubt === null;
  return {
    ...reviewNotice(shorten(text.toWellFormed().trim(), 1_000), [
      isSure ? reply.modelSaid(answerOf(record, locale)) : review.unsure,
      ...(reason === null ? [] : [words.says(toOneLine(reason))]),
    ]),
    title: words.reviewTitle(command),
    remark: counts === null ? null : words.waiting(counts.contests),
    actions: [
      action("contest-right", id, words.stands),
      hasLabels ? action("contest-label", id, review.otherLabel) : action("contest-wrong", id, words.wrong),
      ...(counts === null ? [] : [action("review-skip", id, review.skip, "contest")]),
    ],
  };
}

/** Asks for the right label of a contested answer. */
export function contestLabelForm(record: AskRecord, labels: readonly string[], locale: string): FormView {
  return { ...checkForm(record, labels, locale), form: "contest-label" };
}

/** A person's newest decisions, each with a button that explains it.
 * @param records newest first */
export function decisionsNotice(records: readonly AskRecord[], locale: string): NoticeView {
  const words = contestWords(locale);
  const lines = records.map((record, index) =>
    words.decision(
      index + 1,
      record.ask.command,
      `${answerOf(record, locale)} — ${shorten(toOneLine(record.ask.text), 120)}`,
    ),
  );
  return {
    ...notice(
      "privacy",
      [words.decisionsAbout, ...(lines.length === 0 ? [words.noDecisions] : lines)].join("\n"),
    ),
    title: words.decisions,
    actions: records.map((record, index) =>
      action(
        "why",
        record.ask.id,
        shorten(
          words.decision(index + 1, record.ask.command, answerOf(record, locale)),
          MAX_BUTTON_CHARACTERS,
        ),
      ),
    ),
  };
}

/** What was answered, in one line. */
function answerOf({ answer }: AskRecord, locale: string): string {
  const words = contestWords(locale);
  if (answer === null) return words.failed;
  if (answer.doubt !== null) return words.notSure;
  return shorten(toOneLine(answer.label ?? answer.text ?? ""), 120);
}
