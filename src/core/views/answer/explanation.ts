/** The record of an answer in plain words: what "Why?" shows. Pure. */

import { type Words, wordsFor } from "../../../i18n/words.ts";
import type { Answer, AskRecord, HeadDecision } from "../../ask.ts";
import type { Command } from "../../command/command.ts";
import type { ErrorCode } from "../../errors.ts";
import { personName } from "../../text/person-name.ts";
import { shorten, toOneLine } from "../../text/text.ts";
import { titleOfLive, titleOfTried } from "../forms/compare.ts";
import type { ExplanationSection, ExplanationView } from "../view.ts";
import { doubtSentences } from "./doubt.ts";
import { nameModel } from "./model.ts";
import { showScores } from "./scores.ts";

/** Characters of a text that is shown as one of the nearest. */
const MAX_NEAREST = 160;

export interface ExplanationOptions {
  /** BCP 47 tag. */
  readonly locale: string;
  /** Texts that a classifier head learned from and that are most like this one, with their labels. */
  readonly nearest?: readonly { readonly text: string; readonly label: string }[];
  /** What is in force when it is read; left out for a message, which stays as it was posted. */
  readonly now?: { readonly head: Pick<HeadDecision, "number" | "rows"> | null };
}

/** Explains a record: the model and where it ran, how the answer was found, the exact prompt, parameters, scores, and what is kept until when.
 * @param command the command as it is now; null when its file is gone */
export function composeExplanation(
  record: AskRecord,
  command: Command | null,
  { locale, nearest = [], now }: ExplanationOptions,
): ExplanationView {
  const words = wordsFor(locale);
  const sections: ExplanationSection[] = [];
  const add = (heading: string, text: string, { isVerbatim = false, isTechnical = false } = {}) =>
    sections.push({ heading, text, isVerbatim, isTechnical });
  const { answer, failure, ask } = record;
  const inForce = answer?.inForce ?? null;
  const shown = shownAnswers(record, words);
  if (failure)
    add(words.explanation.failure, words.failures[failure.code as ErrorCode] ?? words.failures.INTERNAL);
  for (const { answer, title } of shown) {
    const where =
      answer.backend === "onnx" ? words.explanation.here : words.explanation.onServer(answer.where);
    const model = words.explanation.modelText(nameModel(answer.model, words), where);
    add(title(words.explanation.model), `${model} ${words.explanation.isMachine}`);
    add(title(words.explanation.how), [...howLines(answer, command, words)].join(" "));
    if (answer.head) add(title(words.explanation.head), headLines(answer, answer.head, words));
    if (answer.scores)
      add(
        title(words.explanation.scores),
        showScores(answer.scores, words, 1)
          .map(({ label, shown }) => `${label} ${shown}`)
          .join(" · "),
      );
    add(
      title(words.explanation.parameters),
      [
        parameterLines(answer === inForce ? null : record, answer, words),
        ...(now && (inForce === null || answer === inForce)
          ? sinceLines(answer, { command, ...now }, words)
          : []),
      ].join(" "),
    );
    add(title(words.explanation.prompt), answer.prompt, { isVerbatim: true });
  }
  if (nearest.length > 0)
    add(
      words.explanation.nearest,
      nearest
        .map(({ text, label }) => words.explanation.nearestLine(shorten(toOneLine(text), MAX_NEAREST), label))
        .join("\n"),
    );
  if (record.overrides.length > 0) add(words.explanation.overrides, overrideLines(record, words));
  add(
    words.explanation.kept,
    ask.expiresAt === null
      ? words.explanation.keptForever
      : words.explanation.keptUntil(words.time.day(ask.expiresAt)),
  );
  for (const { answer, title } of shown)
    add(title(words.explanation.details), detailLines(answer, words), { isTechnical: true });
  return {
    kind: "explanation",
    title: words.explanation.title(ask.command),
    sections,
    ...(answer ? { card: { command: ask.command, revision: answer.commandRevision } } : {}),
  };
}

interface ShownAnswer {
  readonly answer: Answer;
  /** Makes a heading say whose answer it is about. */
  readonly title: (heading: string) => string;
}

/** The answer; of a comparison both, each with headings of its own. */
function shownAnswers({ ask, answer }: AskRecord, words: Words): ShownAnswer[] {
  if (answer === null) return [];
  const { inForce } = answer;
  if (!inForce) return [{ answer, title: (heading) => heading }];
  const { ofVersion } = words.explanation;
  return [
    { answer: inForce, title: (heading) => ofVersion(heading, titleOfLive(inForce, words)) },
    { answer, title: (heading) => ofVersion(heading, titleOfTried(ask, words)) },
  ];
}

/** What the prompt alone said, and what the team's answers made of it. */
function headLines(
  { scores }: Answer,
  { prompted, rows }: HeadDecision,
  { explanation: text }: Words,
): string {
  const [before, after] = [prompted[0], scores?.[0]];
  if (!before || !after) return text.headRows(rows);
  return text.headText({
    before: before.label,
    beforeShare: before.score,
    rows,
    after: after.label,
    afterShare: after.score,
  });
}

function* howLines(answer: Answer, command: Command | null, words: Words): Generator<string> {
  const text = words.explanation;
  if (answer.scores)
    yield (answer.method === "top-tokens" ? text.scoredByTopTokens : text.scored)(answer.scores.length);
  else yield command?.labels ? text.generatedLabel : text.generatedText;
  if (answer.calibrated) yield text.calibrated;
  // The threshold in force when the answer was given; answers of version 0.1 did not keep theirs.
  if (answer.scores && answer.abstainBelow) yield text.threshold(answer.abstainBelow);
  yield* doubtSentences(answer, null, words);
  yield text.examples(answer.examplesUsed, answer.examplesDropped);
}

/** @param tried the ask, where the answer is of the version that it tries or of what is in force; null for what is in force beside it */
function parameterLines(tried: AskRecord | null, answer: Answer, { explanation: text }: Words): string {
  const { temperature, maxNewTokens, endSequence } = answer.settings;
  const { commandVersion: version } = answer;
  const line =
    tried?.ask.version == null ? text.commandVersion : text.commandTried[tried.ask.versionState ?? "draft"];
  return [
    answer.method === "generated"
      ? text.parametersText(temperature, maxNewTokens, endSequence)
      : text.parametersScored,
    ...(version == null ? [] : [line(version)]),
  ].join(" ");
}

/** What is in force now, where that is not what gave the answer. */
function* sinceLines(
  answer: Pick<Answer, "commandVersion" | "commandRevision" | "head" | "scores" | "examplesUsed">,
  { command, head }: { readonly command: Command | null } & NonNullable<ExplanationOptions["now"]>,
  { explanation: { since } }: Words,
): Generator<string> {
  if (command === null) return yield since.gone;
  if (command.revision !== answer.commandRevision) {
    if (command.version != null) yield since.version(command.version);
    else yield answer.commandVersion == null ? since.changed : since.file;
  }
  if (head === null) {
    if (answer.head) yield since.headOff;
    return;
  }
  // A head decides beside scores and all examples alone, now as then.
  const isWhole = answer.scores !== null && answer.examplesUsed === command.examples.length;
  if (answer.head ? answer.head.number !== head.number : isWhole)
    yield since.head(head.rows, Boolean(answer.head));
}

function detailLines({ model, commandRevision, ...answer }: Answer, { explanation: text }: Words): string {
  const durationMs = Math.round(answer.durationMs);
  return [
    text.revisions(model.revision, commandRevision),
    answer.promptTokens === null
      ? text.duration(durationMs)
      : text.tokens(answer.promptTokens, answer.cachedTokens ?? 0, durationMs),
  ].join(" ");
}

function overrideLines(record: AskRecord, words: Words): string {
  return record.overrides
    .map(({ person, value, createdAt, withdrawnAt, reason }) => {
      const line = withdrawnAt === null ? words.explanation.overrideLine : words.explanation.withdrawnLine;
      const said = line(personName(person, words), value, words.time.moment(createdAt));
      return reason === null ? said : `${said} ${words.reply.reason(reason)}`;
    })
    .join("\n");
}
