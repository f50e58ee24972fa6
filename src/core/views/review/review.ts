/** What a reviewer sees: one spot check or one correction, with what can be decided. Pure. */

import { type Words, wordsFor } from "../../../i18n/words.ts";
import type { AskRecord, Override } from "../../ask.ts";
import type {
  Correction,
  CorrectionDecision,
  LastDecided,
  Mark,
  MarkedCorrection,
  SpotCheckDecision,
  WaitingReviews,
} from "../../review.ts";
import { personName } from "../../text/person-name.ts";
import { shorten, toOneLine } from "../../text/text.ts";
import { FIELDS } from "../forms/forms.ts";
import { notice } from "../notices.ts";
import type { Action, FormView, NoticeView, PressName } from "../view.ts";

/** Code points of a text that are shown. */
const QUOTE_CHARACTERS = 1_000;

export interface ReviewOptions {
  /** BCP 47 tag of the reviewer's language. */
  readonly locale: string;
  /** How many wait; null where they are shown as a list. */
  readonly counts: WaitingReviews | null;
  /** What was decided last and can be changed; null for none. */
  readonly changeable: LastDecided | null;
}

/** A notice in two parts, for places that set the text apart from what is said of it. */
export interface ReviewNotice extends NoticeView {
  /** The text that was asked; it may have several lines. */
  readonly quote: string;
  readonly lines: readonly string[];
}

export function reviewNotice(quote: string, lines: readonly string[]): ReviewNotice {
  return { ...notice("review", [quote, ...lines].join("\n")), quote, lines };
}

const action = (name: PressName, askId: string, label: string, rest = ""): Action => ({
  press: { name, askId, rest },
  label,
  isPressed: false,
  confirm: null,
});

/** Asks whether an answer was right. Neither its scores nor anybody's ratings, overrides and names are shown: they would lead the reviewer. */
export function composeCheck(record: AskRecord, { locale, counts, changeable }: ReviewOptions): ReviewNotice {
  const words = wordsFor(locale);
  const { review: text } = words;
  const { id, command } = record.ask;
  const label = record.answer?.label ?? null;
  return {
    ...reviewNotice(quoteOf(record), [label === null ? text.unsure : words.reply.modelSaid(label)]),
    title: label === null ? text.labelTitle(command) : text.checkTitle(command),
    remark: counts === null ? null : text.waiting(counts),
    actions: [
      ...(label === null ? [] : [action("review-right", id, words.actions.right)]),
      action("review-label", id, label === null ? text.chooseLabel : text.otherLabel),
      ...(counts === null ? [] : [action("review-skip", id, text.skip)]),
      ...changeAction(changeable, text),
    ],
  };
}

/** What of the text that was asked is shown. */
const quoteOf = ({ ask }: AskRecord) => shorten(ask.text.toWellFormed().trim(), QUOTE_CHARACTERS);

/** The button that changes what was decided last; none for null. */
export function changeAction(changeable: LastDecided | null, text: Words["review"]): Action[] {
  if (changeable === null) return [];
  return changeable.kind === "spot-check"
    ? [action("review-change", changeable.askId, text.change)]
    : [action("review-undo", changeable.askId, text.undo, changeable.overrideId)];
}

/** A label as a value of the form, apart from the choice that none fits. */
const choiceOf = (label: string) => `=${label}`;
const NONE = "none";

/** @returns null where none of the labels fits; empty, which is no label, where nothing was chosen */
export function labelOfChoice(value: string | null): string | null {
  if (value === NONE) return null;
  return value?.startsWith("=") ? value.slice(1) : "";
}

/** Asks for the right label. None is selected: Send alone must decide nothing. It shows the text, since the message behind it may show another.
 * @param before what the reviewer decided before; left out where they have not decided */
export function checkForm(
  record: AskRecord,
  labels: readonly string[],
  locale: string,
  before?: Pick<SpotCheckDecision, "label"> | null,
): FormView {
  const { review: text, feedback } = wordsFor(locale);
  const { id, command } = record.ask;
  return {
    kind: "form",
    form: "review-label",
    askId: id,
    title: text.chooseLabel,
    // The one that was decided last is not the one that is shown now.
    about: quoteOf(record),
    fields: [
      {
        kind: "choice",
        id: FIELDS.value,
        label: text.labelTitle(command),
        ...(before ? { hint: text.decidedBefore(before.label) } : {}),
        options: [
          ...labels.map((label) => ({ value: choiceOf(label), label })),
          { value: NONE, label: text.noLabel },
        ],
        selected: null,
      },
    ],
    submit: feedback.send,
    cancel: feedback.cancel,
  };
}

/** Press and word of each decision. */
const DECISIONS: Readonly<Record<CorrectionDecision, PressName>> = {
  example: "review-example",
  test: "review-test",
  row: "review-row",
  dismissed: "review-dismiss",
};

export function composeCorrection(
  correction: MarkedCorrection,
  { locale, counts, changeable }: ReviewOptions,
): ReviewNotice {
  const words = wordsFor(locale);
  const { review: text } = words;
  const { override, record, marks, decisions } = correction;
  const { id, command } = record.ask;
  const lines = [
    words.reply.modelSaid(modelSaid(record, words)),
    says(override, words),
    ...marks.map((mark) => markLine(mark, words)),
  ];
  return {
    ...reviewNotice(quoteOf(record), lines),
    title: text.correctionTitle(command),
    remark: counts === null ? null : text.waiting(counts),
    actions: [
      ...decisions.map((decision) => action(DECISIONS[decision], id, text.decide[decision], override.id)),
      ...(counts === null ? [] : [action("review-skip", id, text.skip, override.id)]),
      ...changeAction(changeable, text),
    ],
  };
}

/** A correction that was decided, with the button that takes the decision back. */
export function composeDecided(
  { override, record, decision }: Correction & { readonly decision: CorrectionDecision },
  locale: string,
): ReviewNotice {
  const words = wordsFor(locale);
  const { review: text } = words;
  const { id, command } = record.ask;
  return {
    ...reviewNotice(quoteOf(record), [says(override, words), text.decidedAs(text.decided[decision])]),
    title: text.correctionTitle(command),
    actions: [action("review-undo", id, text.undoThis, override.id)],
  };
}

function modelSaid({ answer }: AskRecord, { reply }: Words): string {
  if (answer === null || answer.doubt !== null) return reply.notSure;
  return answer.label ?? shorten(toOneLine(answer.text ?? ""), QUOTE_CHARACTERS);
}

function says({ person, value, reason }: Override, words: Words): string {
  const { review, reply } = words;
  const line = review.says(personName(person, words), shorten(toOneLine(value), QUOTE_CHARACTERS));
  return reason === null ? line : `${line} ${reply.reason(toOneLine(reason))}`;
}

function markLine(mark: Mark, words: Words): string {
  const { marks } = words.review;
  switch (mark.kind) {
    case "example-differs":
    case "test-differs":
      return marks[mark.kind](mark.output);
    case "check-differs":
      return marks[mark.kind](mark.output);
    case "same":
    case "differs":
      return marks[mark.kind](personName(mark.override.person, words), mark.override.value);
    default:
      return marks[mark.kind];
  }
}

export function nothingWaits({
  hasSkipped,
  off,
  changeable,
  locale,
}: {
  /** Whether something was skipped, and so still waits. */
  readonly hasSkipped: boolean;
  /** Commands with labels that have no spot checks. */
  readonly off: readonly string[];
  readonly changeable: LastDecided | null;
  readonly locale: string;
}): NoticeView {
  const { review: text } = wordsFor(locale);
  return {
    ...notice("review", hasSkipped ? text.nothingMore : text.nothing),
    title: text.title,
    remark: off.length === 0 ? null : text.off(off.map((name) => `/${name}`).join(", ")),
    actions: changeAction(changeable, text),
  };
}
