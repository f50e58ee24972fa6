/** The labelled texts of `npm run bench -- learning`, read from a folder of data sets. Nothing of them is in the repository. */

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseCommand } from "../../src/commands/source/parse.ts";
import type { Command } from "../../src/core/command/command.ts";
import { commandFileSchema, createCommand } from "../../src/core/command/command-file.ts";
import { createDraw } from "./draw.ts";

export interface BenchTask {
  readonly name: string;
  readonly command: Command;
  /** In a fixed random order. */
  readonly rows: readonly { readonly text: string; readonly label: string }[];
}

/** Rows of one task at most: the model is asked once for each. */
const MAX_ROWS = 1_200;

/** Commands as teams set them up: eight, 40 rows each. */
export function teamTasks(data: string): BenchTask[] {
  const folder = join(data, "team_tasks");
  return readdirSync(folder)
    .filter((file) => file.endsWith(".yaml"))
    .map((file) => {
      const name = file.slice(0, -".yaml".length);
      const parsed = parseCommand(readFileSync(join(folder, file), "utf8"), { file, name });
      if (!("command" in parsed)) throw new Error(`${file} is no command file`);
      const rows = readFileSync(join(folder, `${name}.jsonl`), "utf8")
        .split("\n")
        .filter((line) => line.trim() !== "")
        .map((line) => JSON.parse(line) as { input: string; output: string });
      return toTask(
        name,
        parsed.command,
        rows.map(({ input, output }) => ({ text: input, label: output })),
      );
    });
}

/** Eight intents of each of two domains that the model never saw, and three sentiment sets. */
export function publicTasks(data: string): BenchTask[] {
  const shipped = (name: string) => {
    const parsed = parseCommand(readFileSync(`commands/${name}.yaml`, "utf8"), { file: name, name });
    if (!("command" in parsed)) throw new Error(`${name} is no command file`);
    return parsed.command;
  };
  const sentiment = shipped("sentiment");
  const two = {
    ...sentiment,
    labels: ["Positive", "Negative"],
    examples: sentiment.examples.filter(({ output }) => output !== "Neutral"),
  };
  return [
    intentTask(data, "work", "work8"),
    intentTask(data, "auto_and_commute", "auto8"),
    toTask(
      "SST-2",
      two,
      readTable(join(data, "sst2", "dev.tsv")).map(([text = "", label]) => ({
        text,
        label: label === "1" ? "Positive" : "Negative",
      })),
    ),
    toTask("tweets", sentiment, readTweets(data, "sentiment", ["Negative", "Neutral", "Positive"])),
    toTask(
      "emotion",
      shipped("emotion"),
      readTweets(data, "emotion", ["Anger", "Joy", "Optimism", "Sadness"]),
    ),
  ];
}

function intentTask(data: string, domain: string, name: string): BenchTask {
  const read = (file: string) => JSON.parse(readFileSync(join(data, "clinc150", file), "utf8"));
  const intents: string[] = read("domains.json")[domain].slice(0, 8);
  const labelOf = (intent: string) =>
    intent.replaceAll("_", " ").replace(/^./, (first) => first.toUpperCase());
  const all = read("data_full.json") as Record<string, [string, string][]>;
  const rows = ["train", "val", "test"]
    .flatMap((split) => all[split] ?? [])
    .filter(([, intent]) => intents.includes(intent))
    .map(([text, intent]) => ({ text, label: labelOf(intent) }));
  const examples = intents.map((intent) => {
    const row = rows.find(({ label }) => label === labelOf(intent));
    return { input: row?.text ?? "", output: labelOf(intent) };
  });
  const file = commandFileSchema.parse({
    summary: "What is asked for?",
    description: "Choose what the request is about.",
    input: "Request",
    output: "Topic",
    labels: intents.map(labelOf),
    examples,
  });
  const shown = new Set(examples.map(({ input }) => input));
  return toTask(
    name,
    createCommand(name, file, "bench"),
    rows.filter(({ text }) => !shown.has(text)),
  );
}

function toTask(name: string, command: Command, rows: BenchTask["rows"]): BenchTask {
  const known = rows.filter(({ text, label }) => text.trim() !== "" && command.labels?.includes(label));
  return { name, command, rows: createDraw(11).shuffle(known).slice(0, MAX_ROWS) };
}

function readTweets(data: string, set: string, labels: readonly string[]): BenchTask["rows"] {
  const lines = (file: string) =>
    readFileSync(join(data, "tweeteval", set, file), "utf8")
      .trimEnd()
      .split("\n");
  const numbers = lines("val_labels.txt");
  return lines("val_text.txt").map((text, at) => ({ text, label: labels[Number(numbers[at])] ?? "" }));
}

function readTable(file: string): string[][] {
  return readFileSync(file, "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => line.split("\t"));
}
