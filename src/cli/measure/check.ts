/** `fewshot check`: checks command files and runs their tests on the model. */

import type { Command as Program } from "commander";
import pc from "picocolors";
import { checkCommand, type Finding } from "../../commands/check.ts";
import { readConfig } from "../../config/config.ts";
import type { Command } from "../../core/command/command.ts";
import { type CommandFault, describeFault } from "../../core/command/faults.ts";
import { backendFor } from "../../flows/asks/answer/backend-for.ts";
import { objectionsTo } from "../../flows/commands/gate/flips.ts";
import { type Words, wordsFor } from "../../i18n/words.ts";
import {
  addHeadOptions,
  type HeadOption,
  openTerminalHeads,
  type TerminalHeads,
  type UsedHead,
} from "../learning/heads.ts";
import { faultJson } from "../shared/faults.ts";
import { addLanguageOption, type LanguageOption, readLanguage } from "../shared/language.ts";
import {
  type JudgedRow,
  judgeRows,
  likeliestRight,
  type Measured,
  measure,
  NOT_SURE,
} from "../shared/measure.ts";
import { loadNamed, openTerminal, type Terminal } from "../shared/model.ts";
import { CheckFailed, print, printJson } from "../shared/output.ts";
import { compareModels, openOther, printAgainst } from "./against.ts";
import { checkWords } from "./check-words.ts";
import { readShare } from "./eval.ts";

interface Checked {
  readonly command: string;
  readonly findings: readonly Finding[];
  readonly tests: readonly JudgedRow[];
  /** Tests of free text, which has no single right answer. */
  readonly notRun: number;
  /** Null where no test can be judged. */
  readonly measured: Measured | null;
  /** Name of the model that answers the command. */
  readonly model: string;
  /** The classifier head that decides beside the prompt; null where the prompt alone does. */
  readonly head: UsedHead | null;
}

interface CheckOptions extends HeadOption, LanguageOption {
  readonly json?: boolean;
  readonly minAccuracy?: string;
  readonly againstModel?: string;
}

export function addCheckCommand(program: Program): void {
  const check = program
    .command("check")
    .description("check command files: schema, label balance, prompt length, tests")
    .argument("[commands...]", "names, files or folders; all of COMMANDS_DIR when none is named")
    .option("--min-accuracy <share>", "exit with code 1 where fewer of a command's tests pass, 0 to 1")
    .option(
      "--against-model <model>",
      "compare the model with another one on tests, spot checks and a part of the audit: a name for MODEL, or a folder. Exits with code 1 where something speaks against it",
    )
    .option("--json", "print one JSON object")
    .action(run);
  addLanguageOption(check);
  addHeadOptions(check);
}

async function run(names: string[], options: CheckOptions): Promise<void> {
  const minAccuracy = readShare("--min-accuracy", options.minAccuracy);
  const locale = options.json ? "en" : readLanguage(options);
  const words = wordsFor(locale);
  const config = readConfig();
  const { commands, faults, warnings } = await loadNamed(names, config);
  const heads = await openTerminalHeads(config, options, commands);
  const terminal = await openTerminal(config, heads);
  let other: Terminal | null = null;
  try {
    const named = options.againstModel;
    other = named === undefined ? null : await openOther(config, named);
    const checked: Checked[] = [];
    for (const command of commands)
      checked.push(await checkOne({ terminal, heads, words }, command, warnings));
    const against = other ? await compareModels(config, terminal, { other, commands, heads }) : [];
    const isGood =
      against.every(({ report }) => objectionsTo(report).length === 0) &&
      faults.length === 0 &&
      checked.every(
        ({ findings, measured }) =>
          findings.every(({ kind }) => kind !== "error") &&
          (measured === null || (measured.failed === 0 && (measured.accuracy ?? 1) >= minAccuracy)),
      );
    if (options.json)
      printJson({
        ok: isGood,
        faults: faults.map(faultJson),
        commands: checked,
        ...(other ? { against } : {}),
      });
    else {
      const { kinds } = checkWords(locale);
      for (const fault of faults) print(`${pc.red(kinds.fault)}    ${describeFault(fault, words)}`);
      for (const one of checked) printChecked(one, locale);
      for (const one of against) printAgainst(one, locale);
    }
    if (!isGood) throw new CheckFailed();
  } finally {
    await other?.close();
    await terminal.close();
  }
}

/** A test that misses is a measurement of the model, not a fault of the file: only --min-accuracy makes it one. */
async function checkOne(
  {
    terminal,
    heads,
    words,
  }: { readonly terminal: Terminal; readonly heads: TerminalHeads; readonly words: Words },
  command: Command,
  warnings: readonly CommandFault[],
): Promise<Checked> {
  const backend = backendFor(terminal.backend, command);
  const own = warnings.filter(({ file }) => new RegExp(`(^|/)${command.name}\\.ya?ml$`).test(file));
  const findings: Finding[] = [
    ...own.map((fault) => ({
      command: command.name,
      kind: "warning" as const,
      message: describeFault(fault, words),
    })),
    ...(await checkCommand(command, backend, words)),
  ];
  const model = await backend.describe();
  const about = { command: command.name, model: model.name, head: heads.of(command, model), findings };
  if (command.labels === null || command.tests.length === 0)
    return { ...about, tests: [], notRun: command.tests.length, measured: null };
  const rows = command.tests.map(({ input, output }) => ({ line: null, input, expected: output }));
  const tests = await judgeRows(terminal, command, { rows });
  return { ...about, tests, notRun: 0, measured: measure(tests, command.labels) };
}

const COLOURS = { error: pc.red, warning: pc.yellow, hint: pc.dim } as const;

function printChecked(
  { command, findings, tests, notRun, measured, model, head }: Checked,
  locale: string,
): void {
  const words = checkWords(locale);
  const { kinds, score, missed, notRun: sayNotRun, head: sayHead } = words;
  const { notSure } = wordsFor(locale).reply;
  const show = (answer: string | null) => (answer === NOT_SURE ? notSure : (answer ?? ""));
  const isFaulty = findings.some(({ kind }) => kind === "error");
  print(
    `${isFaulty ? pc.red(kinds.fault) : pc.green(kinds.ok.padEnd(kinds.fault.length))}    ${command}${measured ? score(measured.shown.right, tests.length) : ""}`,
  );
  for (const { kind, message } of findings) print(`  ${COLOURS[kind](kinds[kind])}  ${message}`);
  for (const { input, expected, answer, error } of tests.filter(({ right }) => !right))
    print(pc.dim(`  ${missed(input, show(expected), error ?? show(answer))}`));
  if (notRun > 0) print(pc.dim(`  ${sayNotRun(notRun)}`));
  if (head) print(pc.dim(`  ${sayHead(head.number, head.rows)}`));
  if (measured) {
    const isBad = measured.verdict === "not-better";
    const likeliest = likeliestRight(measured);
    const about = likeliest === null ? "" : words.likeliest(likeliest, measured.n);
    const verdict = `${about}${words.verdict(measured, model)}`;
    print(`  ${isBad ? pc.yellow(verdict) : pc.dim(verdict)}`);
    if (isBad) print(`  ${pc.dim(words.help(command))}`);
  }
}
