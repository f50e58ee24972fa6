/** What `fewshot` offers in a terminal. Exit codes: 0 done, 1 a check failed, 2 wrong usage or configuration, 75 a service can't be reached now. */

import { CommanderError, Command as Program } from "commander";
import { chat } from "../platforms/terminal/chat.ts";
import { VERSION } from "../version.ts";
import { addAskCommand } from "./ask.ts";
import { addAuditCommand } from "./audit.ts";
import { addBackupCommands } from "./backup.ts";
import { addCardCommand } from "./card.ts";
import { addCheckCommand } from "./check.ts";
import { addCommandsCommand } from "./commands.ts";
import { addDoctorCommand } from "./doctor.ts";
import { addEvalCommand } from "./eval.ts";
import { addForeground } from "./foreground.ts";
import { addInitCommand } from "./init.ts";
import { addInsightsCommand } from "./insights.ts";
import { addLearnCommand } from "./learn.ts";
import { addLmEvalCommand } from "./lm-eval.ts";
import { addManifestCommand } from "./manifest.ts";
import { addReviewCommand } from "./review.ts";
import { explainExit } from "./shared/output.ts";
import { addStartCommands } from "./start.ts";

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
  addLmEvalCommand,
  addCardCommand,
  addCommandsCommand,
  addReviewCommand,
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
