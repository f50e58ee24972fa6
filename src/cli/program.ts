/** What `fewshot` offers in a terminal. Exit codes: 0 done, 1 a check failed, 2 wrong usage or configuration, 75 a service can't be reached now. */

import { CommanderError, Command as Program } from "commander";
import { VERSION } from "../config/version.ts";
import { explainExit } from "./shared/output.ts";
import { explainUsage } from "./usage.ts";

type Add = (program: Program) => void;

/** What adds each verb, in the order of the help. */
const VERBS: readonly (readonly [verbs: readonly string[], load: () => Promise<Add>])[] = [
  [["init"], async () => (await import("./operate/init.ts")).addInitCommand],
  [["start", "worker"], async () => (await import("./run/start.ts")).addStartCommands],
  [["chat"], loadChat],
  [["ask"], async () => (await import("./run/ask.ts")).addAskCommand],
  [["check"], async () => (await import("./measure/check.ts")).addCheckCommand],
  [["eval"], async () => (await import("./measure/eval.ts")).addEvalCommand],
  [["audit"], async () => (await import("./measure/audit.ts")).addAuditCommand],
  [["learn"], async () => (await import("./learning/learn.ts")).addLearnCommand],
  [["insights"], async () => (await import("./measure/insights.ts")).addInsightsCommand],
  [["card"], async () => (await import("./measure/card.ts")).addCardCommand],
  [["export"], async () => (await import("./export/export.ts")).addExportCommands],
  [["commands"], async () => (await import("./commands/commands.ts")).addCommandsCommand],
  [["review"], async () => (await import("./review/review.ts")).addReviewCommand],
  [["groups"], async () => (await import("./measure/groups.ts")).addGroupsCommand],
  [["manifest"], async () => (await import("./operate/manifest.ts")).addManifestCommand],
  [["doctor"], async () => (await import("./operate/doctor.ts")).addDoctorCommand],
  [["backup", "restore"], async () => (await import("./operate/backup.ts")).addBackupCommands],
];

async function loadChat(): Promise<Add> {
  const { chat } = await import("../platforms/terminal/chat.ts");
  return (await import("./run/foreground.ts")).addForeground(chat);
}

const program = new Program("fewshot")
  .description("Turns a file of examples into a slash command, answered by GPT-Neo.")
  .version(VERSION)
  .showHelpAfterError("Run npx fewshot --help to see what there is.")
  .exitOverride();

// The verb that was typed is loaded alone, which takes half the time; all of them for help, and to name the nearest of a wrong one.
const [, , typed = ""] = process.argv;
const meant = VERBS.filter(([verbs]) => verbs.includes(typed));
const needed = meant.length > 0 || typed === "--version" ? meant : VERBS;
for (const add of await Promise.all(needed.map(([, load]) => load()))) add(program);
explainUsage(program);

// Whoever read our output may be gone, as `head -1` is after a line: a verb goes on without it, and ends with its usual exit code.
for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {});

try {
  await program.parseAsync();
} catch (error) {
  // Commander has said its own errors already; code 1 is its word for wrong usage.
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : 2;
  else process.exitCode = explainExit(error);
}
