/** `fewshot export lm-eval`: writes a command as a task of the lm-evaluation-harness. */

import { join } from "node:path";
import type { Command as Program } from "commander";
import { lmEvalTask } from "../../monitoring/exports/lm-eval.ts";
import { findAny } from "../shared/find-any.ts";
import { readKnownTexts } from "../shared/known-texts.ts";
import { writeReport } from "../shared/report-file.ts";

export function addLmEvalCommand(program: Program): void {
  program
    .command("lm-eval")
    .description(
      "write a label command as a task of EleutherAI's lm-evaluation-harness, with the same prompt byte for byte",
    )
    .argument("<command>", "a name, a saved version such as triage@3, or the path of a file")
    .option("--data <file>", "texts with known answers in place of its tests: a JSONL file as for eval")
    .option("--to <folder>", "where the two files go", ".")
    .action(run);
}

async function run(
  name: string,
  { data, to }: { readonly data?: string; readonly to: string },
): Promise<void> {
  const command = await findAny(name);
  const rows =
    data === undefined
      ? command.tests.map(({ input, output }) => ({ input, expected: output }))
      : await readKnownTexts(data, command.labels);
  const task = lmEvalTask(command, rows);
  await writeReport("--to", join(to, `${task.name}.yaml`), task.yaml);
  await writeReport("--to", join(to, `${task.name}.jsonl`), task.jsonl);
}
