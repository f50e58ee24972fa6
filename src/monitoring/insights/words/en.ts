/** What insights say, in English. */

import { createFormat } from "../../../i18n/format.ts";
import type { SettingsCell } from "../settings.ts";

const format = createFormat("en");
const percent = (share: number) => format.percent(share);
const points = (share: number) => `${Math.abs(share * 100).toFixed(0)} points`;
const examplesOf = (n: number) => format.count(n, { one: "# example", other: "# examples" });
const textsOf = (n: number) => format.count(n, { one: "# text", other: "# texts" });
const tokensOf = (n: number) => format.count(n, { one: "# token", other: "# tokens" });
const validOf = ({ valid, n }: Pick<SettingsCell, "valid" | "n">) => `${valid} of ${n} answers are valid`;
const nameOf = ({ temperature, maxNewTokens, endSequence }: SettingsCell) =>
  `temperature ${temperature}, ${tokensOf(maxNewTokens)} and ${endSequence}`;

export const en = {
  format,
  title: (command: string) => `Insights of /${command}`,
  measuredOn: (version: number | null, revision: string, model: { name: string; revision: string }) =>
    `${version === null ? `File, revision ${revision}` : `Version ${version}`}; model ${model.name}, revision ${model.revision}.`,
  asTable: (title: string) => `${title}, as a table`,
  range: (low: string, high: string) => `${low} to ${high}`,
  none: "–",
  comma: ", ",
  byExamples: (command: string) => `/${command}: right answers by number of examples`,
  byExamplesAbout: (texts: number, numbers: number, orders: number) =>
    `Share of right answers about ${textsOf(texts)}, for ${numbers} numbers of examples in up to ${orders} orders. The band is the 95% interval of the mean.`,
  withAll: (examples: number, mean: string, worst: string) =>
    `With all ${examples}: mean ${mean}, worst order ${worst}.`,
  examplesInPrompt: (texts: number, orders: number) =>
    `examples in the prompt (n = ${texts}, up to ${orders} orders)`,
  examplesOfTexts: (texts: number) => `examples (n = ${texts})`,
  rightAnswers: "right answers",
  mean: "mean",
  worstOrder: "worst order",
  guessing: "guessing",
  exampleColumns: [
    "examples",
    "mean",
    "95% interval",
    "worst order",
    "best order",
    "less than with all (interval widened)",
  ],
  byLabel: (command: string) => `/${command}: right answers by label`,
  byLabelAbout: (labels: string) =>
    `Share of right answers by expected label with the command as it is, with Wilson's 95% interval: ${labels}.`,
  labelOf: (label: string, right: number, n: number) => `${label} ${right} of ${n}`,
  labelWithN: (label: string, n: number) => `${label} (n = ${n})`,
  labelColumns: ["label", "right", "n", "95% interval"],
  reliability: (command: string) => `/${command}: are its scores true?`,
  reliabilityAbout:
    "Share of right answers by score, with Wilson's 95% interval and the number of texts. On the dotted line a score of 80% is right in 80 of 100.",
  scoreOfAnswer: "score of the answer",
  reliabilityColumns: ["mean score", "right", "95% interval", "n"],
  bySettings: (command: string, end: string) => `/${command}: valid answers with the end sequence ${end}`,
  bySettingsAbout: (texts: number) =>
    `Share of valid answers about ${textsOf(texts)} by temperature and token length.`,
  ownFramed: (valid: number, n: number) => `The command's own settings have a frame: ${valid} of ${n}.`,
  tokensAtMost: (texts: number) => `tokens at most (n = ${texts} a cell)`,
  temperature: "temperature",
  tokens: tokensOf,
  validOf: (valid: number, n: number) => `${valid} of ${n}`,
  findings: {
    scored:
      "Labels are scored, not written, so temperature, length and end sequence do not change these answers.",
    freeText: (command: string) =>
      `/${command} answers in free text, which has no single right answer: accuracy is not measured.`,
    nothing: "No text was answered, so nothing is known of the examples.",
    noExamples: (command: string) => `/${command} has no examples. Small models need three or four.`,
    hurt: (
      best: { examples: number; accuracy: number },
      all: { examples: number; accuracy: number },
      by: string,
    ) =>
      `More than ${examplesOf(best.examples)} hurt here: ${percent(best.accuracy)} are right with ${best.examples}, ${percent(all.accuracy)} with all ${all.examples} (difference ${by}). Take examples out, or choose others.`,
    help: (all: { examples: number; accuracy: number }, none: number, lastHelped: boolean) =>
      `The examples help: ${percent(all.accuracy)} are right with all ${all.examples}, ${percent(none)} without any${lastHelped ? ", and the last one still helped: more may help further" : ""}.`,
    unclear: (texts: number, all: number) =>
      `${textsOf(texts)} do not show whether any number of examples is better than all ${all}. More texts with known answers would (--data FILE).`,
    order: (orders: number, best: number, worst: number, own: number) =>
      `The order of the examples matters: of ${orders} orders the best is right about ${percent(best)}, the worst about ${percent(worst)}; the file's own about ${percent(own)}.`,
    weak: (label: string, right: number, n: number) =>
      `${label} is missed more than the rest: ${right} of ${n} are right. An example of it that is clearer may help.`,
    head: (number: number | null, rows: number, right: string, alone: string) =>
      `${number === null ? "A classifier head" : `Classifier head ${number}`}, which learned from ${format.count(rows, { one: "# row", other: "# rows" })}, decides beside the prompt: ${right} are right with it, ${alone} by the prompt alone. The figure by number of examples is measured by the prompt alone, since a head belongs to one set of examples; figures by label and by score are measured with the head.`,
    failed: (asks: number) =>
      `${format.count(asks, { one: "# ask", other: "# asks" })} got no answer and are not counted.`,
    own: (own: SettingsCell) => `As the file has it (${nameOf(own)}), ${validOf(own)}.`,
    better: (better: SettingsCell) => `Better: ${nameOf(better)}, where ${validOf(better)}.`,
    best: "No setting can do better on these texts.",
    noBetter: (texts: number) =>
      `No other setting is better beyond doubt on ${textsOf(texts)}. More tests in the file would show smaller differences.`,
    longer: (longer: SettingsCell) =>
      `Some answers may be cut off: with ${tokensOf(longer.maxNewTokens)} ${validOf(longer)}.`,
    difference: (mean: number, low: number, high: number) =>
      `${points(mean)}, 95% interval ${points(low)} to ${points(high)}`,
  },
};

export type InsightsWords = typeof en;
