/** `fewshot eval`: measures a label command on lines of {"input","output"}. */

import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { SingleBar } from "cli-progress";
import type { Command as Program } from "commander";
import pc from "picocolors";
import { z } from "zod";
import type { Command, Example } from "../core/command.ts";
import { BotError } from "../core/errors.ts";
import {
  confusionOf,
  expectedCalibrationError,
  type Judged,
  macroRecall,
  wilson95,
} from "../core/statistics.ts";
import { findCommand, openTerminal, type Terminal } from "./model.ts";
import { print, printJson } from "./output.ts";

const lineSchema = z.object({ input: z.string().min(1), output: z.string().min(1) });
/** Asks under way at once: enough for the engine to batch. */
const AT_ONCE = 16;

interface EvalOptions {
  readonly labels?: string;
  readonly limit?: string;
  readonly json?: boolean;
}

export function addEvalCommand(program: Program): void {
  program
    .command("eval")
    .description("measure a label command on a file of examples")
    .argument("<command>", "a command's name, or the path of a command file")
    .argument("<file>", 'a JSONL file, each line {"input": "…", "output": "…"}')
    .option("--labels <list>", "keep only these labels, separated by commas, and the examples that have them")
    .option("--limit <number>", "take the first lines only")
    .option("--json", "print one JSON object")
    .action(run);
}

async function run(name: string, file: string, options: EvalOptions): Promise<void> {
  const terminal = await openTerminal();
  try {
    const command = keepLabels(await findCommand(name, terminal.config), options.labels);
    const lines = await readLines(file, command, readLimit(options.limit));
    const startMs = performance.now();
    const { judged, abstained } = await judge(terminal, command, lines);
    const hits = judged.filter(({ expected, predicted }) => expected === predicted).length;
    const result = {
      n: judged.length,
      accuracy: hits / judged.length,
      macro_recall: macroRecall(judged),
      wilson95: wilson95(hits, judged.length),
      abstained,
      ece: expectedCalibrationError(judged),
      confusion: confusionOf(judged),
      duration_ms: Math.round(performance.now() - startMs),
    };
    if (options.json) printJson(result);
    else printResult(command, result);
  } finally {
    await terminal.close();
  }
}

/** Accuracy takes the highest label, whether it was sure or not; doubt is counted apart. */
async function judge(
  terminal: Terminal,
  command: Command,
  lines: readonly Example[],
): Promise<{ judged: Judged[]; abstained: number }> {
  const bar = process.stderr.isTTY
    ? new SingleBar({ format: "{bar} {value}/{total}  {eta} s left", stream: process.stderr })
    : null;
  bar?.start(lines.length, 0);
  const judged: Judged[] = new Array(lines.length);
  let abstained = 0;
  let next = 0;
  const work = async () => {
    for (let index = next++; index < lines.length; index = next++) {
      const line = lines[index] as Example;
      const answer = await terminal.respond(command, line.input);
      const best = answer.scores?.[0];
      if (answer.doubt !== null) abstained += 1;
      judged[index] = {
        expected: line.output,
        predicted: best?.label ?? answer.label,
        confidence: best?.score ?? null,
      };
      bar?.increment();
    }
  };
  try {
    await Promise.all(Array.from({ length: AT_ONCE }, work));
  } finally {
    bar?.stop();
  }
  return { judged, abstained };
}

function keepLabels(command: Command, list: string | undefined): Command {
  if (command.labels === null)
    throw new BotError(
      "INPUT_USAGE",
      `/${command.name} answers in free text; eval measures commands with labels.`,
    );
  if (list === undefined) return command;
  const wanted = list.split(",").map((label) => label.trim());
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

function readLimit(limit: string | undefined): number {
  if (limit === undefined) return Number.POSITIVE_INFINITY;
  if (!/^[1-9]\d*$/.test(limit))
    throw new BotError("INPUT_USAGE", "--limit must be a whole number from 1 on.");
  return Number(limit);
}

async function readLines(file: string, command: Command, limit: number): Promise<Example[]> {
  const lines: Example[] = [];
  let number = 0;
  try {
    for await (const line of createInterface({
      input: createReadStream(file, "utf8"),
      crlfDelay: Number.POSITIVE_INFINITY,
    })) {
      number += 1;
      if (line.trim() === "") continue;
      if (lines.length >= limit) break;
      const example = lineSchema.parse(JSON.parse(line));
      if (!command.labels?.includes(example.output))
        throw new BotError(
          "INPUT_USAGE",
          `${file}:${number}: "${example.output}" is not one of the labels ${command.labels?.join(", ")}.`,
        );
      lines.push(example);
    }
  } catch (cause) {
    if (cause instanceof BotError) throw cause;
    const code = (cause as NodeJS.ErrnoException).code;
    if (code) throw new BotError("INPUT_USAGE", `${file} can't be read (${code}).`, { cause });
    throw new BotError("INPUT_USAGE", `${file}:${number}: expected a line {"input": "…", "output": "…"}.`, {
      cause,
    });
  }
  if (lines.length === 0) throw new BotError("INPUT_USAGE", `${file} has no lines to measure.`);
  return lines;
}

interface Result {
  readonly n: number;
  readonly accuracy: number;
  readonly macro_recall: number;
  readonly wilson95: readonly [number, number];
  readonly abstained: number;
  readonly ece: number | null;
  readonly confusion: Record<string, Record<string, number>>;
  readonly duration_ms: number;
}

function printResult(command: Command, result: Result): void {
  const percent = (share: number) => `${(share * 100).toFixed(1)} %`;
  const [low, high] = result.wilson95;
  print(
    `${pc.bold(percent(result.accuracy))} of ${result.n} right (95 % interval ${percent(low)} to ${percent(high)})`,
  );
  print(
    `macro recall ${percent(result.macro_recall)}, calibration error ${result.ece === null ? "not known" : percent(result.ece)}, "Not sure" ${result.abstained} times, ${(result.duration_ms / 1000).toFixed(1)} s`,
  );
  const labels = [...(command.labels ?? []), ""];
  const width = Math.max(...labels.map((label) => label.length), 10) + 2;
  print(
    pc.dim(`${"expected".padEnd(width)}${labels.map((label) => (label || "none").padStart(width)).join("")}`),
  );
  for (const expected of command.labels ?? [])
    print(
      `${expected.padEnd(width)}${labels.map((label) => String(result.confusion[expected]?.[label] ?? 0).padStart(width)).join("")}`,
    );
}
