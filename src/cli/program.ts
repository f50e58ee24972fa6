/** What `fewshot` offers in a terminal. Exit codes: 0 done, 1 a check failed, 2 wrong usage or configuration, 75 a service can't be reached now. */

import { CommanderError, Command as Program } from "commander";
import { chat } from "../platforms/terminal/chat.ts";
import { VERSION } from "../version.ts";
import { addAskCommand } from "./ask.ts";
import { addCommandsCommand } from "./commands.ts";
import { addExportCommands } from "./export/export.ts";
import { addGroupsCommand } from "./groups.ts";
import { addLearnCommand } from "./learning/learn.ts";
import { addAuditCommand } from "./measure/audit.ts";
import { addCardCommand } from "./measure/card.ts";
import { addCheckCommand } from "./measure/check.ts";
import { addEvalCommand } from "./measure/eval.ts";
import { addInsightsCommand } from "./measure/insights.ts";
import { addBackupCommands } from "./operate/backup.ts";
import { addDoctorCommand } from "./operate/doctor.ts";
import { addInitCommand } from "./operate/init.ts";
import { addManifestCommand } from "./operate/manifest.ts";
import { addReviewCommand } from "./review.ts";
import { addForeground } from "./run/foreground.ts";
import { addStartCommands } from "./run/start.ts";
import { explainExit } from "./shared/output.ts";

const program = new Program("fewshot")
  .description("Turns a file of examples into a slash command, answered by GPT-Neo.")
  .version(VERSION)
  .showHelpAfterError("Run fewshot --help to see what there is.")
  .exitOverride();

for (const add of [
  addInitCommand,
  addStartCommands,
  addForeground(chat),
  addAskCommand,
  addCheckCommand,
  addEvalCommand,
  addAuditCommand,
  addLearnCommand,
  addInsightsCommand,
  addCardCommand,
  addExportCommands,
  addCommandsCommand,
  addReviewCommand,
  addGroupsCommand,
  addManifestCommand,
  addDoctorCommand,
  addBackupCommands,
])
  add(program);

// Whoever read our output may be gone, as `head -1` is after a line: a verb goes on without it, and ends with its usual exit code.
for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {});

try {
  await program.parseAsync();
} catch (error) {
  // Commander has said its own errors already; code 1 is its word for wrong usage.
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : 2;
  else process.exitCode = explainExit(error);
}
