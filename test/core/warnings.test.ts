/** What is doubtful about a command, as `check`, the forms and the editor say it. */

import fc from "fast-check";
import { expect, it } from "vitest";
import type { Example } from "../../src/core/command/command.ts";
import { commandFileSchema, createCommand } from "../../src/core/command/command-file.ts";
import { explainWarning, isError, warningsOf } from "../../src/core/command/warnings.ts";
import { LANGUAGES } from "../../src/i18n/words.ts";

function commandOf(given: {
  name?: string;
  labels?: readonly string[];
  examples?: readonly Example[];
  tests?: readonly Example[];
}) {
  const { name = "triage", ...rest } = given;
  const fixed = { summary: "s", description: "d", input: "Message", output: "Team" };
  return createCommand(name, commandFileSchema.parse({ ...fixed, ...rest }), "r1");
}
const shown = (labels: readonly string[], times = 1) =>
  labels.flatMap((output) =>
    Array.from({ length: times }, (_, at) => ({ input: `${output} ${at}`, output })),
  );
const said = (given: Parameters<typeof commandOf>[0], isBuiltin = true) =>
  warningsOf(commandOf(given), isBuiltin).map((warning) =>
    explainWarning(warning, LANGUAGES.en as (typeof LANGUAGES)[string]),
  );
const tests = [{ input: "a test", output: "Yes" }];

it("says nothing of a command with a few examples for each label and a test", () => {
  expect(said({ labels: ["Yes", "No"], examples: shown(["Yes", "No"], 2), tests })).toEqual([]);
});

it("says what is missing, out of balance, alike, too much, twice, or a test of nothing", () => {
  const labels = ["Yes", "No"];
  expect(said({ labels, examples: shown(["Yes"]), tests })).toEqual([
    "no example shows No: the model favours the labels that have examples; give each label one",
  ]);
  expect(said({ labels, examples: [...shown(["Yes"], 3), ...shown(["No"])], tests })).toEqual([
    "labels are out of balance (Yes 3, No 1): the model will favour the frequent one",
  ]);
  expect(said({ labels, tests })).toEqual(["it has no examples; small models need three or four"]);
  expect(said({ labels, examples: shown(labels) })).toEqual(["it has no tests; add a few under tests:"]);
  const alike = ["Not spam", "not sure", "Yes"];
  expect(said({ labels: [...alike, "Other"], examples: shown([...alike, "Other"]), tests })[0]).toContain(
    "the labels Not spam, not sure begin with the same word",
  );
  const unspaced = ["帳單問題", "帳單查詢", "其他"];
  expect(said({ labels: unspaced, examples: shown(unspaced), tests: [] })[0]).toContain(
    "the labels 帳單問題, 帳單查詢 begin with the same word",
  );
  const doubled = [...shown(labels), { input: "Yes 0", output: "Yes" }];
  const command = commandOf({ labels, examples: doubled, tests: [{ input: "No 0", output: "No" }] });
  expect(warningsOf(command, true).filter(isError)).toEqual([
    { kind: "twice", input: "Yes 0" },
    { kind: "tests-nothing", input: "No 0" },
  ]);
});

it("warns of more than eight examples on the built-in model alone", () => {
  const given = { labels: ["Yes", "No"], examples: shown(["Yes", "No"], 5), tests };
  expect(said(given)).toEqual([expect.stringContaining("it has 10 examples: with more than 8")]);
  expect(said(given, false)).toEqual([]);
});

it("warns of a name that Slack answers itself", () => {
  const labels = ["Yes", "No"];
  for (const name of ["remind", "invite", "who"])
    expect(said({ name, labels, examples: shown(labels), tests })).toEqual([
      `Slack answers /${name} itself, so that manifest.yml leaves it out: in Slack, people write /fewshot ${name}`,
    ]);
  expect(said({ name: "reminder", labels, examples: shown(labels), tests })).toEqual([]);
});

it("suggests a label for the rest from three labels on, unless there is one", () => {
  const kinds = (labels: readonly string[]) =>
    warningsOf(
      commandOf({ labels, examples: shown(labels), tests: [{ input: "t", output: labels[0] ?? "" }] }),
      true,
    ).map(({ kind }) => kind);
  expect(kinds(["Billing", "Travel", "Technical"])).toEqual(["no-other"]);
  for (const other of ["Other", "Neutral", "None of these", "其他"])
    expect(kinds(["Billing", "Travel", other])).toEqual([]);
  expect(kinds(["Yes", "No"])).toEqual([]);
});

it("has a sentence in every language for whatever a command holds", () => {
  const label = fc.constantFrom<string>("Yes", "No", "Not now", "Not ever");
  const example = fc.record({ input: fc.constantFrom("a", "b", "c"), output: label });
  fc.assert(
    fc.property(
      fc.uniqueArray(label, { minLength: 2 }),
      fc.array(example, { maxLength: 12 }),
      fc.array(example, { maxLength: 3 }),
      (labels, examples, rows) => {
        const isIn = ({ output }: Example) => labels.includes(output);
        const command = commandOf({ labels, examples: examples.filter(isIn), tests: rows.filter(isIn) });
        for (const words of Object.values(LANGUAGES))
          for (const warning of warningsOf(command, true))
            expect(explainWarning(warning, words)).toMatch(/\S/);
      },
    ),
  );
});
