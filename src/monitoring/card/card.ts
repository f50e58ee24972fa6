/**
 * A card for one command: what it is for, what it was measured on, how it did by label and by group, and what to beware of.
 * @see https://doi.org/10.1145/3287560.3287596 Mitchell and others 2019, Model Cards for Model Reporting
 */

import type { ModelInfo } from "../../core/ask.ts";
import { type Command, summaryFor } from "../../core/command/command.ts";
import { wilson95 } from "../../core/statistics/proportions.ts";
import type { CardSection, CardTable } from "../../core/views/card.ts";
import { LANGUAGES } from "../../i18n/words.ts";
import { figuresIn, languageName, remarksOf } from "../audit/report/figures.ts";
import { auditWords } from "../audit/report/words/words.ts";
import type { Audit } from "../audit/run.ts";
import { figuresOf } from "../insights/charts.ts";
import type { ExamplesFigure } from "../insights/examples.ts";
import { findingsOf } from "../insights/findings.ts";
import type { Insights } from "../insights/run.ts";
import { type CardWords, cardWords } from "./words.ts";

export interface Card {
  /** Without the slash. */
  readonly command: string;
  /** Short hash of the command's source. */
  readonly revision: string;
  /** Its sections by tag of the language, in every language that people read. */
  readonly sections: Readonly<Record<string, readonly CardSection[]>>;
}

export interface CardFacts {
  readonly command: Command;
  readonly model: ModelInfo;
  /** Where the model runs; null for in this process. */
  readonly where: string | null;
  /** Null for free text. */
  readonly insights: Insights | null;
  readonly audit: Audit | null;
  /** Where the texts with known answers come from: a file's name; null for the command's own tests. */
  readonly data: string | null;
  readonly day: Date;
  /** Of Fewshot. */
  readonly release: string;
}

/** What a card is written from, and the words and formats of the reader's language. */
interface CardInput extends CardFacts {
  readonly figure: ExamplesFigure | null;
  readonly locale: string;
  readonly words: CardWords;
  percent(share: number): string;
}

/** The card, in the sections of Mitchell and others. */
export async function cardOf(facts: CardFacts): Promise<Card> {
  const { command } = facts;
  const sections: Record<string, readonly CardSection[]> = {};
  for (const locale of Object.keys(LANGUAGES)) sections[locale] = await sectionsIn(locale, facts);
  return { command: command.name, revision: command.revision, sections };
}

async function sectionsIn(locale: string, facts: CardFacts): Promise<CardSection[]> {
  const words = cardWords(locale);
  const input: CardInput = {
    ...{ ...facts, locale, words, figure: facts.insights?.examples ?? null },
    percent: (share) => words.format.percent(share, 1),
  };
  return [
    details(input),
    section(words.intendedUse, [facts.command.description, words.useFor]),
    factors(input),
    section(words.metrics, [input.figure === null ? words.notMeasured : words.measured]),
    evaluationData(input),
    trainingData(input),
    await analyses(input),
    section(words.ethics, [words.ethicsAbout]),
    caveats(input),
  ];
}

const section = (
  heading: string,
  paragraphs: readonly string[],
  tables: readonly CardTable[] = [],
): CardSection => ({
  heading,
  paragraphs,
  tables,
});

const rangeOf = ([low, high]: readonly [number, number], { words, percent }: CardInput) =>
  words.range(percent(low), percent(high));

function details({
  command,
  model,
  where,
  insights,
  day,
  release,
  locale,
  words,
  percent,
}: CardInput): CardSection {
  const { generation, scoring, version, revision } = command;
  const threshold = scoring.abstainBelow ?? model.abstainBelow ?? 0;
  const head = insights?.head ?? null;
  return section(words.details, [
    `/${command.name}${words.colon}${summaryFor(command, locale)}`,
    words.answeredBy(
      { version: version === null ? words.file : words.version(version), revision },
      {
        ...{ name: model.name, revision: model.revision },
        family: model.family ?? words.familyNotKnown,
        size: words.size(model.parameters),
        where: where ?? words.inThisProcess,
      },
    ),
    ...(head === null ? [] : [words.withHead(head.number, head.rows)]),
    command.labels === null
      ? words.freeText(generation)
      : words.labels(command.labels.join(words.and), threshold > 0 ? percent(threshold) : null),
    words.made(day.toISOString().slice(0, 10), release),
  ]);
}

function factors({ model, audit, words, locale }: CardInput): CardSection {
  const { axis: axisName } = auditWords(locale);
  const axes = [...new Set(audit?.languages[0]?.groups.map(({ axis }) => axis) ?? [])];
  return section(words.factors, [
    model.scripts === null ? words.scriptsNotKnown : words.scripts(model.scripts.join(words.and)),
    axes.length === 0 ? words.noGroups : words.groups(axes.map(axisName).join(words.and)),
  ]);
}

const evaluationData = ({ data, figure, words }: CardInput): CardSection =>
  section(words.evaluationData, [
    figure === null ? words.none : words.data(figure.texts, data ?? words.ownTests),
  ]);

function trainingData({ command, model, words }: CardInput): CardSection {
  const { labels, examples } = command;
  const counts = (labels ?? []).map(
    (label) => `${label} ${examples.filter(({ output }) => output === label).length}`,
  );
  return section(words.trainingData, [words.prompt(examples.length, counts.join(words.and), model.name)]);
}

async function analyses(input: CardInput): Promise<CardSection> {
  const { audit, insights, figure, locale, words, percent } = input;
  const right = figure?.byLabel.reduce((sum, one) => sum + one.right, 0) ?? 0;
  const n = figure?.byLabel.reduce((sum, one) => sum + one.n, 0) ?? 0;
  const named = auditWords(locale);
  const { estimate } = figuresIn(named);
  const figures = insights === null ? [] : await figuresOf(insights, locale);
  return section(
    words.analyses,
    figure === null || n === 0
      ? []
      : [
          words.right(
            right,
            n,
            percent(right / n),
            rangeOf(wilson95(right, n), input),
            percent(figure.chance),
          ),
        ],
    [
      ...figures.map(({ title, head, rows, svg }) => ({ caption: title, head, rows, svg })),
      ...(audit?.languages.map(({ language, groups }) => ({
        caption: words.byGroup(languageName(language, named)),
        head: [
          ...[named.axisColumn, named.groupColumn, named.wordsColumn],
          ...[named.changed, named.pairs, named.interval, named.scoreSens],
        ],
        rows: groups.map((group) => [
          named.axis(group.axis),
          named.group(group.group),
          group.recommended ? named.recommended : named.advisedAgainst,
          String(group.flips),
          String(group.pairs),
          rangeOf(group.wilson95, input),
          estimate(group.scoreSens),
        ]),
      })) ?? []),
    ],
  );
}

const caveats = ({ insights, audit, words, locale }: CardInput): CardSection =>
  section(words.caveats, [
    ...(insights ? findingsOf(insights, locale) : []),
    ...(audit ? remarksOf(audit, locale) : []),
    words.holds,
  ]);
