/** `fewshot audit`: how a command's labels change with the word for a person. */

import { writeFile } from "node:fs/promises";
import { SingleBar } from "cli-progress";
import type { Command as Program } from "commander";
import { describeFault } from "../commands/faults.ts";
import { isCommandFile } from "../commands/load.ts";
import { parseCommand } from "../commands/parse.ts";
import { type Config, readConfig } from "../config/config.ts";
import type { Command } from "../core/command.ts";
import { BotError } from "../core/errors.ts";
import { auditHtml } from "../monitoring/audit/html.ts";
import { runAudit } from "../monitoring/audit/run.ts";
import { auditText } from "../monitoring/audit/text.ts";
import { findVersion, readFileOf, readName, type Text, textOf, withShelf } from "./commands/open.ts";
import { readLimit } from "./eval.ts";
import { findCommand, loadNamed, openTerminal } from "./shared/model.ts";
import { CheckFailed, print, printJson, say } from "./shared/output.ts";

interface AuditOptions {
  readonly against?: string;
  readonly sentences?: string;
  readonly html?: string;
  readonly json?: boolean;
}

export function addAuditCommand(program: Program): void {
  program
    .command("audit")
    .description("measure how a command's labels change with the words for the people in a text")
    .argument(
      "[commands...]",
      "names, saved versions such as triage@3, or paths of files; all of COMMANDS_DIR when none is named",
    )
    .option(
      "--against <version>",
      "compare one command with another version: triage@3, triage@file, or the path of a file",
    )
    .option("--sentences <number>", "ask about the first sentences only, for a slow or paid model")
    .option("--html <file>", "write the whole report as a page")
    .option("--json", "print one JSON object")
    .addHelpText(
      "after",
      "\nExit code 1 where more answers change than the command's audit.limit allows, or some texts got no answer.\nAn interrupted audit continues where it stopped.",
    )
    .action(run);
}

async function run(names: string[], options: AuditOptions): Promise<void> {
  const maxSentences = readLimit("--sentences", options.sentences);
  const config = readConfig();
  const commands = names.length === 0 ? await allWithLabels(config) : await inTurn(names, findAny);
  if (options.against !== undefined && commands.length !== 1)
    throw new BotError("INPUT_USAGE", "--against compares one command; name it.");
  const against =
    options.against === undefined
      ? undefined
      : { version: options.against, command: await findAny(options.against) };
  for (const { name, labels } of commands)
    if (labels === null)
      throw new BotError(
        "INPUT_USAGE",
        `/${name} answers in free text; audit compares the labels of commands that have labels.`,
      );
  const terminal = await openTerminal(config);
  try {
    const model = await terminal.backend.describe();
    const audits = await inTurn(commands, async (command) => {
      const bar = openBar(command.name);
      return runAudit({
        command,
        against,
        model,
        where: terminal.backend.where,
        respond: (asked, text, settings) => terminal.respond(asked, text, settings),
        folder: config.REPORTS_DIR,
        maxSentences,
        onProgress: (done, total) => bar?.(done, total),
      }).finally(() => bar?.(null, 0));
    });
    const isGood = audits.every(
      ({ passed, languages }) => passed !== false && languages.every(({ failed }) => failed === 0),
    );
    if (options.html !== undefined) await writeReport(options.html, await auditHtml(audits));
    if (options.json) printJson({ ok: isGood, audits });
    else print(audits.map((audit) => auditText(audit).join("\n")).join("\n\n\n"));
    if (!isGood) throw new CheckFailed();
  } finally {
    await terminal.close();
  }
}

/** Every command of COMMANDS_DIR that has labels. What is left out is said.
 * @throws {BotError} CONFIG_COMMAND where a file has faults: an audit of the others would look whole */
async function allWithLabels(config: Config): Promise<readonly Command[]> {
  const { commands, faults } = await loadNamed([], config);
  if (faults.length > 0) throw new BotError("CONFIG_COMMAND", faults.map(describeFault).join("\n"));
  const free = commands.filter(({ labels }) => labels === null);
  if (free.length > 0)
    say(`Not audited, since they answer in free text: ${free.map(({ name }) => `/${name}`).join(", ")}.`);
  const audited = commands.filter(({ labels }) => labels !== null);
  if (audited.length === 0)
    throw new BotError("INPUT_USAGE", `No command in ${config.COMMANDS_DIR} has labels.`);
  return audited;
}

async function inTurn<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (const item of items) results.push(await work(item));
  return results;
}

/** A command by its name, by a path, or as a saved version.
 * @throws {BotError} INPUT_USAGE where there is none; CONFIG_COMMAND where it has faults */
async function findAny(typed: string): Promise<Command> {
  if (isCommandFile(typed) || !typed.includes("@")) return findCommand(typed, readConfig());
  const file = /^(.+)@file$/.exec(typed)?.[1];
  const { name, number } = readName(file ?? typed);
  let found: { text: Text; version: number | null } | null = null;
  if (file !== undefined || number === null) {
    const text = await readFileOf(readConfig(), name);
    if (text === null)
      throw new BotError("INPUT_USAGE", `There is no file of a command ${name} in COMMANDS_DIR.`);
    found = { text, version: null };
  } else
    await withShelf(async ({ store }) => {
      found = { text: textOf(await findVersion(store, { name, number })), version: number };
    });
  const { text, version } = found as unknown as { text: Text; version: number | null };
  const parsed = parseCommand(text.source, { file: text.from, name });
  if ("faults" in parsed) throw new BotError("CONFIG_COMMAND", parsed.faults.map(describeFault).join("\n"));
  return { ...parsed.command, version };
}

/** A bar on stderr, where that is a terminal; `null` ends it. */
function openBar(command: string): ((done: number | null, total: number) => void) | null {
  if (!process.stderr.isTTY) return null;
  const bar = new SingleBar({
    format: `/${command} {bar} {value}/{total}  {eta} s left`,
    stream: process.stderr,
  });
  let isStarted = false;
  return (done, total) => {
    if (done === null) return bar.stop();
    if (!isStarted) bar.start(total, done);
    isStarted = true;
    bar.setTotal(total);
    bar.update(done);
  };
}

async function writeReport(path: string, page: string): Promise<void> {
  try {
    await writeFile(path, page);
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? "unknown error";
    throw new BotError("INPUT_USAGE", `--html ${path} can't be written (${code}).`, { cause });
  }
  say(`Wrote ${path}.`);
}
