/** The task for the lm-evaluation-harness renders our prompt byte for byte. `test/fixtures/lm-eval/render.py` made the golden texts with Jinja. */

import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parseCommand } from "../../src/commands/source/parse.ts";
import type { Command } from "../../src/core/command/command.ts";
import { buildPrompt } from "../../src/core/command/prompt.ts";
import { lmEvalTask } from "../../src/monitoring/exports/lm-eval.ts";

const read = (name: string) => readFileSync(`test/fixtures/lm-eval/${name}`, "utf8");

function commandOf(source: string): Command {
  const parsed = parseCommand(source, { file: "nasty.yaml", name: "nasty" });
  if ("faults" in parsed) throw new Error(JSON.stringify(parsed.faults));
  return parsed.command;
}

const rowsOf = ({ tests }: Command) => tests.map(({ input, output }) => ({ input, expected: output }));
const promptOf = (command: Command, input: string) =>
  buildPrompt(command, input, { settings: {}, budgetTokens: 9_999, countTokens: (text) => text.length }).full;

describe("a command as a task of the lm-evaluation-harness", () => {
  const command = commandOf(read("nasty.yaml"));

  it("is the golden task, whose rendered prompts are ours byte for byte, with marks of templates, quotes and other scripts", () => {
    const { name, yaml, jsonl } = lmEvalTask(command, rowsOf(command));
    expect([name, yaml, jsonl]).toEqual([
      "fewshot_nasty",
      read("fewshot_nasty.yaml"),
      read("fewshot_nasty.jsonl"),
    ]);
    expect(command.tests.map(({ input }) => promptOf(command, input))).toEqual(
      JSON.parse(read("rendered.json")),
    );
  });

  it("says where the harness measures something else, and needs labels and texts", () => {
    const calibrated = { ...command, scoring: { ...command.scoring, calibration: "contextual" as const } };
    expect(lmEvalTask(calibrated, rowsOf(command)).yaml).toContain("which the harness does not.");
    expect(() => lmEvalTask({ ...command, labels: null }, rowsOf(command))).toThrow("answers in free text");
    expect(() => lmEvalTask(command, [])).toThrow("has no tests");
    expect(lmEvalTask({ ...command, examples: [] }, rowsOf(command)).yaml).toContain(
      "num_fewshot: 0\nmetric_list",
    );
  });
});
