/** `fewshot eval`: measures a label command on a file of texts with known answers. */

import { Option, type Command as Program } from "commander";
import pc from "picocolors";
import { readConfig } from "../../config/config.ts";
import type { ModelInfo } from "../../core/ask.ts";
import type { Command } from "../../core/command/command.ts";
import { BotError } from "../../core/errors.ts";
import { shorten } from "../../core/text/text.ts";
import { backendFor } from "../../flows/asks/answer/backend-for.ts";
import { printComparison } from "../learning/comparison.ts";
import {
  addHeadOptions,
  type HeadOption,
  openTerminalHeads,
  sayHead,
  type UsedHead,
} from "../learning/heads.ts";
import { openBar } from "../shared/bar.ts";
import { readRows } from "../shared/eval-rows.ts";
import { type JudgedRow, judgeRows, type Measured, measure, percent, sayVerdict } from "../shared/measure.ts";
import { findCommand, openTerminal, type Terminal } from "../shared/model.ts";
import { CheckFailed, count, print, printJson, say } from "../shared/output.ts";
import { type AgainstRows, compareRows, nameOf, openOther } from "./against.ts";

interface EvalOptions extends HeadOption {
  readonly labels?: string;
  readonly limit?: string;
  readonly againstModel?: string;
  readonly minAccuracy?: string;
  readonly mistakes?: boolean;
  readonly csv?: boolean;
  readonly json?: boolean;
}

export function addEvalCommand(program: Program): void {
  const evaluate = program
    .command("eval")
    .description("measure a label command on a file of texts with known answers")
    .argument("<command>", "a command's name, or the path of a command file")
    .argument(
      "<file>",
      'a JSONL file, each line {"input": "…", "output": "…"}; "Not sure" is a possible output',
    )
    .option(
      "--labels <list>",
      "measure only these labels, separated by commas; rows of other labels are skipped",
    )
    .option("--limit <number>", "take the first rows only")
    .option("--min-accuracy <share>", "exit with code 1 below this accuracy, 0 to 1")
    .option("--mistakes", "list every wrong answer")
    .addOption(
      new Option(
        "--against-model <model>",
        "have another model answer the rows as well, and compare the two: a name for MODEL, or a folder",
      ).conflicts("csv"),
    )
    .option("--csv", "print one CSV line a row, with a header")
    .option("--json", "print one JSON object, rows included")
    .action(run);
  addHeadOptions(evaluate);
}

async function run(name: string, file: string, options: EvalOptions): Promise<void> {
  const minAccuracy = readShare("--min-accuracy", options.minAccuracy);
  const limit = readLimit("--limit", options.limit);
  const config = readConfig();
  const whole = await findCommand(name, config);
  const command = keepLabels(whole, options.labels);
  const labels = command.labels ?? [];
  const { rows, skipped } = await readRows(file, { labels, allLabels: whole.labels ?? [], limit });
  const heads = await openTerminalHeads(config, options, [command]);
  const terminal = await openTerminal(config, heads);
  let other: Terminal | null = null;
  try {
    const named = options.againstModel;
    other = named === undefined ? null : await openOther(config, named, heads);
    const model = await backendFor(terminal.backend, command).describe();
    const head = heads.of(command, model);
    const startMs = performance.now();
    const bar = openBar(`/${command.name}`);
    let done = 0;
    const judged = await judgeRows(terminal, command, {
      rows,
      onDone: () => bar.update(++done, rows.length),
    }).finally(() => bar.stop());
    const measured = measure(judged, labels);
    const durationMs = Math.round(performance.now() - startMs);
    const against = other && (await compareRows(other, command, judged));
    if (options.json)
      printJson({
        ...{ ...measured, head, skipped, duration_ms: durationMs, rows: judged },
        ...(against ? { against } : {}),
      });
    else if (options.csv) printCsv(judged);
    else {
      printResult(labels, { measured, skipped, durationMs, model: model.name, head });
      if (measured.shown.right < judged.length)
        print(pc.dim(sayWhatMeasures({ name, file, command: command.name })));
    }
    if (against && !options.json) printAgainstRows(against, model);
    if (options.mistakes && !options.json && !options.csv) printMistakes(judged);
    if (measured.failed > 0 && (options.json || options.csv))
      say(`${count(measured.failed, "row")} of ${rows.length} without an answer; "error" says why`);
    if (measured.failed > 0 || (against?.failed ?? 0) > 0 || (measured.accuracy ?? 0) < minAccuracy)
      throw new CheckFailed();
  } finally {
    await other?.close();
    await terminal.close();
  }
}

function keepLabels(command: Command, list: string | undefined): Command {
  if (command.labels === null)
    throw new BotError(
      "INPUT_USAGE",
      `/${command.name} answers in free text; eval measures commands with labels.`,
    );
  if (list === undefined) return command;
  const wanted = list
    .split(",")
    .map((label) => label.trim())
    .filter((label) => label !== "");
  const labels = command.labels;
  const unknown = wanted.filter((label) => !labels.includes(label));
  if (unknown.length > 0)
    throw new BotError(
      "INPUT_USAGE",
      `--labels names ${unknown.join(", ")}; /${command.name} has ${labels.join(", ")}.`,
    );
  if (wanted.length < 2) throw new BotError("INPUT_USAGE", "--labels needs at least two labels.");
  return {
    ...command,
    labels: wanted,
    examples: command.examples.filter(({ output }) => wanted.includes(output)),
  };
}

/** @returns infinity where the option is left out */
export function readLimit(option: string, limit: string | undefined): number {
  if (limit === undefined) return Number.POSITIVE_INFINITY;
  if (!/^[1-9]\d*$/.test(limit))
    throw new BotError("INPUT_USAGE", `${option} must be a whole number from 1 on.`);
  return Number(limit);
}

/** @returns 0 where the option is left out */
export function readShare(option: string, value: string | undefined): number {
  if (value === undefined) return 0;
  const share = value.trim() === "" ? Number.NaN : Number(value);
  if (!(share >= 0 && share <= 1))
    throw new BotError("INPUT_USAGE", `${option} must be a number from 0 to 1, e.g. 0.8 for 80%.`);
  return share;
}

interface Result {
  readonly measured: Measured;
  readonly skipped: number;
  readonly durationMs: number;
  readonly model: string;
  readonly head: UsedHead | null;
}

function printResult(
  labels: readonly string[],
  { measured, skipped, durationMs, model, head }: Result,
): void {
  const { n, accuracy, shown, ece, failed } = measured;
  const [low, high] = measured.wilson95;
  if (accuracy !== null) {
    print(
      `${pc.bold(percent(accuracy))} of ${n} right by the highest label (95% interval ${percent(low)} to ${percent(high)}); chance ${percent(measured.chance)}, most frequent label ${percent(measured.majority)}`,
    );
    print(
      `macro recall ${percent(measured.macro_recall ?? 0)}, calibration error ${ece === null ? "not known" : percent(ece)}, ${(durationMs / 1000).toFixed(1)} s`,
    );
  }
  print(`as people see it: ${shown.right} right, ${shown.wrong} wrong, ${shown.not_sure} "Not sure"`);
  const verdict = sayVerdict(measured, model);
  print(measured.verdict === "better" ? pc.green(verdict) : pc.yellow(verdict));
  if (head) print(pc.dim(sayHead(head)));
  if (skipped > 0) print(pc.dim(`${count(skipped, "row")} of other labels skipped`));
  if (failed > 0) print(pc.red(`${count(failed, "row")} without an answer; --mistakes says why`));
  const columns = [...labels, ""];
  const width = Math.max(...columns.map((label) => label.length), 10) + 2;
  print(
    pc.dim(
      `${"expected".padEnd(width)}${columns.map((label) => (label || "none").padStart(width)).join("")}`,
    ),
  );
  for (const expected of labels)
    print(
      `${expected.padEnd(width)}${columns.map((label) => String(measured.confusion[expected]?.[label] ?? 0).padStart(width)).join("")}`,
    );
}

/** What would help differs by command and model: these verbs find it out.
 * @param names `name` may be a path, which learn does not take */
const sayWhatMeasures = ({ name, file, command }: Record<"name" | "file" | "command", string>) =>
  `what would help is measured by: npx fewshot insights ${name} --data ${file} (examples, labels), learn ${command} (more labelled texts), eval ${name} ${file} --against-model MODEL (another model)`;

function printAgainstRows({ model, comparison, failed, reason }: AgainstRows, before: ModelInfo): void {
  print("");
  printComparison(
    `${nameOf(model)} in place of ${nameOf(before)}, by the answers as people see them`,
    comparison,
    Number.POSITIVE_INFINITY,
    ["before", "then"],
  );
  if (failed > 0) print(pc.red(`${nameOf(model)} gave no answer to ${count(failed, "row")}: ${reason}`));
}

function printMistakes(rows: readonly JudgedRow[]): void {
  for (const { line, input, expected, answer, best, score, error } of rows.filter(({ right }) => !right)) {
    const at = line === null ? "" : `line ${line}: `;
    const highest = best !== null && best !== answer ? `, highest ${best}` : "";
    const sure = score === null ? "" : ` (${percent(score)})`;
    print(
      error === null
        ? `${at}expected ${expected}, got ${answer}${highest}${sure}: ${shorten(input, 120)}`
        : `${at}no answer (${error}): ${shorten(input, 120)}`,
    );
  }
}

/** @see https://www.rfc-editor.org/rfc/rfc4180 */
function printCsv(rows: readonly JudgedRow[]): void {
  const cell = (value: unknown) => `"${String(value ?? "").replaceAll('"', '""')}"`;
  print("line,input,expected,answer,best,score,right,error");
  for (const row of rows)
    print(
      [row.line, row.input, row.expected, row.answer, row.best, row.score, row.right, row.error]
        .map(cell)
        .join(),
    );
}
