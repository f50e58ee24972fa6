/** `fewshot export …`: what others can check with their own tools. */

import type { Command as Program } from "commander";
import { addDatasetCommand } from "./dataset.ts";
import { addLangfuseCommand } from "./langfuse.ts";
import { addLmEvalCommand } from "./lm-eval.ts";

export function addExportCommands(program: Program): void {
  const exports = program
    .command("export")
    .description("write answers, corrections and commands in the formats of other tools");
  addDatasetCommand(exports);
  addLangfuseCommand(exports);
  addLmEvalCommand(exports);
}
