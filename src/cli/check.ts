/** `fewshot check`: looks at command files and runs their tests on the model. */

import type { Command as Program } from "commander";
import pc from "picocolors";
import { checkCommand, type Finding } from "../commands/check.ts";
import { describeFault } from "../commands/faults.ts";
import { loadCommands, loadFiles } from "../commands/load.ts";
import type { Command } from "../core/command.ts";
import { openTerminal, type Terminal } from "./model.ts";
import { CheckFailed, print, printJson } from "./output.ts";

interface TestResult {
  readonly input: string;
  readonly expected: string;
  readonly answer: string | null;
  readonly passed: boolean;
}

interface Checked {
  readonly command: string;
  readonly findings: readonly Finding[];
  readonly tests: readonly TestResult[];
}

export function addCheckCommand(program: Program): void {
  program
    .command("check")
    .description("check command files: schema, label balance, prompt length, tests")
    .argument("[files...]", "command files; all of COMMANDS_DIR when none is named")
    .option("--json", "print one JSON object")
    .action(run);
}

async function run(files: string[], options: { readonly json?: boolean }): Promise<void> {
  const terminal = await openTerminal();
  try {
    const { commands, faults } =
      files.length > 0 ? await loadFiles(files) : await loadCommands(terminal.config.COMMANDS_DIR);
    const checked: Checked[] = [];
    for (const command of commands)
      checked.push({
        command: command.name,
        findings: await checkCommand(command, terminal.backend),
        tests: await runTests(terminal, command),
      });
    const isGood =
      faults.length === 0 && checked.every(({ findings }) => findings.every(({ kind }) => kind !== "error"));
    if (options.json) printJson({ ok: isGood, faults, commands: checked });
    else {
      for (const fault of faults) print(`${pc.red("fault")}    ${describeFault(fault)}`);
      for (const one of checked) printChecked(one);
    }
    if (!isGood) throw new CheckFailed();
  } finally {
    await terminal.close();
  }
}

/** Runs a label command's tests. A missed test is a measurement of the model, not a fault of the file. */
async function runTests({ respond }: Terminal, command: Command): Promise<TestResult[]> {
  const results: TestResult[] = [];
  if (command.labels === null) return results;
  for (const { input, output } of command.tests) {
    const answer = await respond(command, input);
    results.push({ input, expected: output, answer: answer.label, passed: answer.label === output });
  }
  return results;
}

function printChecked({ command, findings, tests }: Checked): void {
  const passed = tests.filter((test) => test.passed).length;
  const score = tests.length > 0 ? `, ${passed} of ${tests.length} tests answered as expected` : "";
  const isFaulty = findings.some(({ kind }) => kind === "error");
  print(`${isFaulty ? pc.red("fault") : pc.green("ok")}${isFaulty ? "" : "   "}    ${command}${score}`);
  for (const { kind, message } of findings)
    print(`  ${kind === "error" ? pc.red(kind) : pc.yellow(kind)}  ${message}`);
  for (const test of tests.filter((one) => !one.passed))
    print(pc.dim(`  missed   "${test.input}": expected ${test.expected}, got ${test.answer ?? "Not sure"}`));
}
