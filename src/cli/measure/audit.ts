/** `fewshot audit`: how a command's labels change with the word for a person. */

import type { Command as Program } from "commander";
import { type Config, readConfig } from "../../config/config.ts";
import type { Command } from "../../core/command/command.ts";
import { BotError } from "../../core/errors.ts";
import { backendFor } from "../../flows/asks/answer/backend-for.ts";
import { auditHtml } from "../../monitoring/audit/report/html.ts";
import { auditText } from "../../monitoring/audit/report/text.ts";
import { runAudit } from "../../monitoring/audit/run.ts";
import { addHeadOptions, type HeadOption, openTerminalHeads } from "../learning/heads.ts";
import { openBar } from "../shared/bar.ts";
import { sayFaults } from "../shared/faults.ts";
import { findAny } from "../shared/find-any.ts";
import { addLanguageOption, type LanguageOption, readLanguage } from "../shared/language.ts";
import { loadNamed, openTerminal } from "../shared/model.ts";
import { CheckFailed, print, printJson, say } from "../shared/output.ts";
import { checkFileTarget, writeReport } from "../shared/report-file.ts";
import { readLimit } from "./eval.ts";

interface AuditOptions extends HeadOption, LanguageOption {
  readonly against?: string;
  readonly sentences?: string;
  readonly html?: string;
  readonly json?: boolean;
}

export function addAuditCommand(program: Program): void {
  const audit = program
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
  addLanguageOption(addHeadOptions(audit));
}

async function run(names: string[], options: AuditOptions): Promise<void> {
  const maxSentences = readLimit("--sentences", options.sentences);
  const locale = readLanguage(options);
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
  await checkFileTarget("--html", options.html);
  const heads = await openTerminalHeads(config, options, commands);
  const terminal = await openTerminal(config, heads);
  try {
    const audits = await inTurn(commands, async (command) => {
      const backend = backendFor(terminal.backend, command);
      const model = await backend.describe();
      const bar = openBar(`/${command.name}`);
      return runAudit({
        command,
        against,
        model,
        headOf: (asked) => heads.of(asked, model),
        where: backend.where,
        respond: (asked, text, settings) => terminal.respond(asked, text, settings),
        folder: config.REPORTS_DIR,
        maxSentences,
        onProgress: (done, total) => bar.update(done, total),
      }).finally(() => bar.stop());
    });
    const isGood = audits.every(
      ({ passed, languages }) => passed !== false && languages.every(({ failed }) => failed === 0),
    );
    if (options.html !== undefined)
      await writeReport("--html", options.html, await auditHtml(audits, locale));
    if (options.json) printJson({ ok: isGood, audits });
    else print(audits.map((audit) => auditText(audit, locale).join("\n")).join("\n\n\n"));
    if (!isGood) throw new CheckFailed();
  } finally {
    await terminal.close();
  }
}

/** Every command of COMMANDS_DIR that has labels. What is left out is said.
 * @throws {BotError} CONFIG_COMMAND where a file has faults: an audit of the others would look whole */
async function allWithLabels(config: Config): Promise<readonly Command[]> {
  const { commands, faults } = await loadNamed([], config);
  if (faults.length > 0) throw new BotError("CONFIG_COMMAND", sayFaults(faults));
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
