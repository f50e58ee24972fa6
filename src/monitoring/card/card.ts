/**
 * A card for one command: what it is for, what it was measured on, how it did by label and by group, and what to beware of. Pure.
 * @see https://doi.org/10.1145/3287560.3287596 Mitchell and others 2019, Model Cards for Model Reporting
 */

import type { ModelInfo } from "../../core/ask.ts";
import type { Command } from "../../core/command/command.ts";
import type { CardSection, CardTable } from "../../core/views/card.ts";
import { createFormat } from "../../i18n/format.ts";
import { estimate, LANGUAGE_NAMES, remarksOf } from "../audit/report/words.ts";
import type { Audit } from "../audit/run.ts";
import type { Figure } from "../insights/charts.ts";
import type { ExamplesFigure } from "../insights/examples.ts";
import { findingsOf } from "../insights/findings.ts";
import type { Insights } from "../insights/run.ts";

export interface Card {
  /** Without the slash. */
  readonly command: string;
  /** Short hash of the command's source. */
  readonly revision: string;
  readonly sections: readonly CardSection[];
}

export interface CardFacts {
  readonly command: Command;
  readonly model: ModelInfo;
  /** For people: where the model runs. */
  readonly where: string;
  /** Null for free text. */
  readonly insights: Insights | null;
  readonly audit: Audit | null;
  /** Charts of the insights. */
  readonly figures: readonly Figure[];
  /** Where the texts with known answers come from: a file's name; null for the command's own tests. */
  readonly data: string | null;
  readonly day: Date;
  /** Of Fewshot. */
  readonly release: string;
}

const format = createFormat("en");
const percent = (share: number) => format.percent(share, 1);
const range = ([low, high]: readonly [number, number]) => `${percent(low)} to ${percent(high)}`;

/** The card, in the sections of Mitchell and others. */
export function cardOf(facts: CardFacts): Card {
  const { command, insights } = facts;
  const figure = insights?.examples ?? null;
  return {
    command: command.name,
    revision: command.revision,
    sections: [
      details(facts),
      intendedUse(command),
      factors(facts),
      metrics(figure !== null),
      evaluationData(facts, figure),
      trainingData(facts),
      analyses(facts, figure),
      ethics(),
      caveats(facts),
    ],
  };
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

function details({ command, model, where, day, release }: CardFacts): CardSection {
  const size = model.parameters === null ? "size not known" : `${format.amount(model.parameters)} parameters`;
  const { generation, scoring } = command;
  const threshold = scoring.abstainBelow ?? model.abstainBelow ?? 0;
  return section("Details", [
    `/${command.name}: ${command.summary}`,
    `${command.version === null ? "File" : `Version ${command.version}`}, revision ${command.revision}. Answered by ${model.name} (${model.family ?? "family not known"}, ${size}, revision ${model.revision}), ${where}.`,
    command.labels === null
      ? `Answers in free text: at most ${generation.maxNewTokens} tokens, temperature ${generation.temperature}, end sequence ${generation.endSequence}.`
      : `Answers with one of ${command.labels.join(", ")}${threshold > 0 ? `, or "Not sure" below a score of ${percent(threshold)}` : ""}.`,
    `Made on ${day.toISOString().slice(0, 10)} by Fewshot ${release}.`,
  ]);
}

function intendedUse({ description }: Command): CardSection {
  return section("Intended use", [
    description,
    "For sorting and reading messages, with people who look at the answers and can override them. Not for decisions about people: a label says nothing about the person whom a text is about.",
  ]);
}

function factors({ model, audit }: CardFacts): CardSection {
  const axes = audit?.languages[0]?.groups.map(({ axis }) => axis) ?? [];
  return section("Factors", [
    model.scripts === null
      ? "Which scripts the model reads is not known."
      : `The model reads text in ${model.scripts.join(", ")} script; of other texts it is "Not sure".`,
    axes.length === 0
      ? "Groups of people were not looked at."
      : `Groups of people that were looked at, by the words for them: ${[...new Set(axes)].join(", ")}.`,
  ]);
}

const metrics = (isMeasured: boolean) =>
  section(
    "Metrics",
    isMeasured
      ? [
          "Share of right answers by the label with the highest score, with Wilson's 95% interval. Share of answers that change with the word for a person, with Wilson's interval, and ScoreSens, the mean change of the score, with a 95% interval from a bootstrap that draws whole sentences.",
        ]
      : ["Free text has no single right answer, so nothing was measured."],
  );

function evaluationData({ data }: CardFacts, figure: ExamplesFigure | null): CardSection {
  return section(
    "Evaluation data",
    figure === null
      ? ["None."]
      : [
          `${format.count(figure.texts, { one: "# text", other: "# texts" })} with known answers: ${data === null ? "the tests in the command's file" : data}. For the groups: sentences that Fewshot brings, and the command's tests behind a sentence about their writer.`,
        ],
  );
}

function trainingData({ command, model }: CardFacts): CardSection {
  const counts = (command.labels ?? []).map(
    (label) => `${label} ${command.examples.filter(({ output }) => output === label).length}`,
  );
  return section("Training data", [
    `The model was not trained for this command. Its prompt holds ${format.count(command.examples.length, { one: "# example", other: "# examples" })}${counts.length === 0 ? "" : ` (${counts.join(", ")})`}. What ${model.name} was trained on: see its own card.`,
  ]);
}

function analyses({ audit, figures }: CardFacts, figure: ExamplesFigure | null): CardSection {
  const all = figure?.points.at(-1);
  const right = figure?.byLabel.reduce((sum, one) => sum + one.right, 0) ?? 0;
  const n = figure?.byLabel.reduce((sum, one) => sum + one.n, 0) ?? 0;
  return section(
    "Quantitative analyses",
    figure === null || all === undefined
      ? []
      : [
          `${right} of ${n} are right: ${percent(all.byOrder[0] ?? all.accuracy)} (${range(all.interval)}). Guessing one of the labels is right ${percent(figure.chance)} of the time.`,
        ],
    [
      ...figures.map(({ title, head, rows, svg }) => ({ caption: title, head, rows, svg })),
      ...(audit?.languages.map(({ language, groups }) => ({
        caption: `By group of people, ${LANGUAGE_NAMES[language] ?? language}: answers that change with the word`,
        head: ["axis", "group", "words", "changed", "pairs", "95% interval", "ScoreSens (95%)"],
        rows: groups.map((group) => [
          group.axis,
          group.group,
          group.recommended ? "recommended" : "advised against",
          String(group.flips),
          String(group.pairs),
          range(group.wilson95),
          estimate(group.scoreSens),
        ]),
      })) ?? []),
    ],
  );
}

const ethics = () =>
  section("Ethical considerations", [
    "Answers are machine output. They may be wrong, and unfair to the people whom a text is about or who wrote it. Whoever is affected can ask why, override, contest and opt out; people must be able to look at an answer before anything follows from it.",
  ]);

function caveats({ insights, audit }: CardFacts): CardSection {
  return section("Caveats and recommendations", [
    ...(insights ? findingsOf(insights) : []),
    ...(audit ? remarksOf(audit) : []),
    "Figures hold for texts like those that were measured, and for this revision of command and model only.",
  ]);
}
