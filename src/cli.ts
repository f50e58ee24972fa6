#!/usr/bin/env node
/** The `fewshot` command. Exit codes: 0 done, 1 a check failed, 2 wrong usage or configuration, 75 a service can't be reached now. */

import { CommanderError, Command as Program } from "commander";
import { addAskCommand } from "./cli/ask.ts";
import { addBackupCommands } from "./cli/backup.ts";
import { addChatCommand } from "./cli/chat.ts";
import { addCheckCommand } from "./cli/check.ts";
import { addCommandsCommand } from "./cli/commands.ts";
import { addDoctorCommand } from "./cli/doctor.ts";
import { addEvalCommand } from "./cli/eval.ts";
import { addInitCommand } from "./cli/init.ts";
import { addManifestCommand } from "./cli/manifest.ts";
import { explainExit } from "./cli/shared/output.ts";
import { addStartCommands } from "./cli/start.ts";
import { VERSION } from "./version.ts";

const program = new Program("fewshot")
  .description("Turns a file of examples into a slash command, answered by GPT-Neo.")
  .version(VERSION)
  .showHelpAfterError("Run fewshot --help to see what there is.")
  .exitOverride();

for (const add of [
  addInitCommand,
  addStartCommands,
  addChatCommand,
  addAskCommand,
  addCheckCommand,
  addEvalCommand,
  addCommandsCommand,
  addManifestCommand,
  addDoctorCommand,
  addBackupCommands,
])
  add(program);

try {
  await program.parseAsync();
} catch (error) {
  // Commander has said its own errors already; code 1 is its word for wrong usage.
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : 2;
  else process.exitCode = explainExit(error);
}
