/**
 * Whether the explanations of labels help the built-in model when they are in the prompt: mean recall over the labels, without them and
 * with them in several ways. `npm run bench -- explanations FOLDER`, where FOLDER holds commands whose labels are a map (NAME.yaml), each
 * with labelled rows beside it (NAME.jsonl, one {"input": "…", "output": "…"} a line).
 */

import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { parseCommand } from "../src/commands/source/parse.ts";
import type { Command, Example } from "../src/core/command/command.ts";
import { describeFault } from "../src/core/command/faults.ts";
import { macroRecall } from "../src/core/statistics/labels.ts";
import { createResponder } from "../src/flows/asks/answer/respond.ts";
import { en } from "../src/i18n/en/index.ts";
import { openOnnxBackend } from "../src/inference/engine/backend.ts";
import { print, printMachine } from "./report.ts";

const say = ({ description }: Command, rest: string) => `${description}${rest}`;
const entries = ({ labelExplanations }: Command) => Object.entries(labelExplanations);

/** Ways to put explanations into the prompt. */
const WAYS: Readonly<Record<string, (command: Command) => Command>> = {
  none: (command) => command,
  "a line each": (command) => ({
    ...command,
    description: say(
      command,
      entries(command)
        .map(([label, text]) => `\n${label}: ${text}`)
        .join(""),
    ),
  }),
  "a sentence each": (command) => ({
    ...command,
    description: say(
      command,
      entries(command)
        .map(([label, text]) => ` ${label}: ${text}.`)
        .join(""),
    ),
  }),
  "in brackets": (command) => ({
    ...command,
    description: say(
      command,
      ` ${entries(command)
        .map(([label, text]) => `${label} (${text})`)
        .join(", ")}.`,
    ),
  }),
  "as examples": (command) => ({
    ...command,
    examples: [...entries(command).map(([output, input]) => ({ input, output })), ...command.examples],
  }),
};

export async function run([folder]: readonly string[]): Promise<void> {
  if (folder === undefined) {
    process.stderr.write("Name a folder with commands (NAME.yaml) and rows (NAME.jsonl).\n");
    process.exitCode = 2;
    return;
  }
  printMachine(["onnxruntime-node"]);
  const backend = openOnnxBackend({ model: "builtin", cacheDir: ".cache" });
  const { name, revision } = await backend.describe();
  print(`model     ${name}, revision ${revision}`);
  const respond = createResponder(backend);
  const recalls = new Map<string, number[]>();
  for (const file of readdirSync(folder).filter((one) => one.endsWith(".yaml"))) {
    const command = read(join(folder, file));
    const rows = readRows(join(folder, `${command.name}.jsonl`));
    const line: string[] = [];
    for (const [way, change] of Object.entries(WAYS)) {
      const changed = change(command);
      const judged = await Promise.all(
        rows.map(async ({ input, output }) => {
          const { scores } = await respond({ command: changed, text: input, settings: {} });
          return { expected: output, predicted: scores?.[0]?.label ?? null, confidence: null };
        }),
      );
      const recall = macroRecall(judged);
      recalls.set(way, [...(recalls.get(way) ?? []), recall]);
      line.push(`${way} ${recall.toFixed(3)}`);
    }
    print(`${command.name} (n ${rows.length})  ${line.join("  ")}`);
  }
  for (const [way, all] of recalls)
    print(`mean  ${way.padEnd(16)} ${(all.reduce((sum, one) => sum + one, 0) / all.length).toFixed(3)}`);
  await backend.close();
}

function read(path: string): Command {
  const parsed = parseCommand(readFileSync(path, "utf8"), { file: path, name: basename(path, ".yaml") });
  if ("faults" in parsed) throw new Error(parsed.faults.map((fault) => describeFault(fault, en)).join("\n"));
  return parsed.command;
}

const readRows = (path: string): Example[] =>
  readFileSync(path, "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Example);
