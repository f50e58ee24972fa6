/** `fewshot export langfuse`: scores and corrections for Langfuse, into a file or sent. */

import type { Command as Program } from "commander";
import { type Config, readConfig } from "../../config/config.ts";
import { BotError } from "../../core/errors.ts";
import type { ExportedAsk } from "../../flows/ports/exports.ts";
import { type ScoreEvent, scoreEvents } from "../../monitoring/exports/langfuse/scores.ts";
import { type LangfuseProject, sendScores } from "../../monitoring/exports/langfuse/send.ts";
import { writeLines } from "../../monitoring/exports/lines.ts";
import { withSaved } from "../commands/open.ts";
import { CheckFailed, count, print, printJson, say } from "../shared/output.ts";
import { checkFileTarget } from "../shared/report-file.ts";
import { exportedAsks, readCommands } from "./asks.ts";

interface LangfuseOptions {
  readonly to?: string;
  readonly send?: boolean;
  readonly json?: boolean;
}

export function addLangfuseCommand(program: Program): void {
  program
    .command("langfuse")
    .description("write ratings, spot checks and agreed corrections as scores of Langfuse, or send them")
    .argument("[commands...]", "names of commands; all when none is named")
    .option("--to <file>", "a JSONL file of events for Langfuse's ingestion API")
    .option("--send", "send them to LANGFUSE_HOST; what was sent before is not doubled")
    .option("--json", "print one JSON object")
    .action(run);
}

async function run(names: string[], { to, send, json }: LangfuseOptions): Promise<void> {
  if (to === undefined && !send)
    throw new BotError(
      "INPUT_USAGE",
      "Say what to do: --to scores.jsonl writes a file, --send sends to LANGFUSE_HOST.",
    );
  const project = send ? projectOf(readConfig()) : null;
  const commands = readCommands(names);
  await checkFileTarget("--to", to);
  await withSaved(async (context) => {
    const events = () => toEvents(exportedAsks(context, { commands, onlyAgreed: false }));
    const written = to === undefined ? null : await writeLines(to, events());
    const sent = project === null ? null : await sendScores(project, events());
    if (json) printJson({ ...(to === undefined ? {} : { file: to, written }), ...(sent ? { sent } : {}) });
    else {
      if (to !== undefined) print(`${to}: ${count(written ?? 0, "score")}.`);
      if (sent && project) print(`Sent to ${new URL(project.host).host}: ${count(sent.taken, "score")}.`);
    }
    if (!sent?.refused) return;
    say(`Langfuse refused ${count(sent.refused, "score")}${sent.reason === null ? "." : `: ${sent.reason}`}`);
    throw new CheckFailed();
  });
}

async function* toEvents(asks: AsyncIterable<ExportedAsk>): AsyncGenerator<ScoreEvent> {
  for await (const asked of asks) yield* scoreEvents(asked);
}

/** @throws {BotError} CONFIG_INVALID where a setting is missing */
function projectOf({ LANGFUSE_HOST, LANGFUSE_PUBLIC_KEY, LANGFUSE_SECRET_KEY }: Config): LangfuseProject {
  const missing = Object.entries({ LANGFUSE_HOST, LANGFUSE_PUBLIC_KEY, LANGFUSE_SECRET_KEY })
    .filter(([, value]) => value === undefined)
    .map(([key]) => key);
  if (!LANGFUSE_HOST || !LANGFUSE_PUBLIC_KEY || !LANGFUSE_SECRET_KEY)
    throw new BotError("CONFIG_INVALID", `--send needs ${missing.join(" and ")}. See .env.example.`);
  return { host: LANGFUSE_HOST, publicKey: LANGFUSE_PUBLIC_KEY, secretKey: LANGFUSE_SECRET_KEY };
}
