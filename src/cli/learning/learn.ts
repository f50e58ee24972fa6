/** `fewshot learn`: trains a classifier head for a command, shows how it does beside the prompt, and switches it on or off. */

import { Option, type Command as Program } from "commander";
import pc from "picocolors";
import type { Command } from "../../core/command/command.ts";
import { describeScope, EVERYWHERE, OPERATOR, type Scope } from "../../core/command/saved-command.ts";
import type { SavedHead } from "../../core/command/saved-head.ts";
import { BotError } from "../../core/errors.ts";

import { auditHead } from "../../flows/commands/gate/audit-head.ts";
import { exceedsLimit } from "../../flows/commands/gate/flips.ts";
import { auditLines } from "../../flows/commands/gate/lines.ts";
import type { AuditChange } from "../../flows/commands/gate/ports.ts";
import { gateWords } from "../../flows/commands/gate/words.ts";
import { type Learned, learnHead } from "../../flows/learning/learn.ts";
import { createSee } from "../../flows/learning/see.ts";
import { decodeHead } from "../../learning/head/stored-head.ts";
import { trainInThread } from "../../learning/trainer.ts";
import { auditPart } from "../../monitoring/audit/part.ts";
import type { OpenedStore } from "../../store/store.ts";
import { otherScopes, sayNotLive } from "../commands/not-live.ts";
import { parseScope, readName, type StoreContext, withStore } from "../commands/open.ts";
import { openTerminal } from "../shared/model.ts";
import { count, print, printJson } from "../shared/output.ts";
import { checkFileTarget, writeReport } from "../shared/report-file.ts";
import { printComparison } from "./comparison.ts";
import { type ExamplesOptions, learnExamples } from "./examples.ts";
import { writeHeadFile } from "./heads.ts";
import { openInForce } from "./in-force.ts";

interface LearnOptions extends ExamplesOptions {
  readonly publish?: boolean;
  readonly anyway?: boolean;
  readonly export?: string;
  readonly examples?: boolean;
  readonly off?: boolean;
  readonly scope?: string;
  readonly note?: string;
  readonly json?: boolean;
}

/** Rows of each list of an examples file that are printed; --json has all. What a change is judged by is printed in full. */
const MAX_LISTED = 50;
/** Pairs of the audit that are printed. */
const MAX_PAIRS = 10;

export function addLearnCommand(program: Program): void {
  program
    .command("learn")
    .description(
      "train a classifier head on a command's examples file and on what people said of its answers",
    )
    .argument("<command>", "a command's name")
    .option("--publish", "switch the head on, also where it was not measured")
    .option(
      "--anyway",
      "with --publish: also where it is worse, or more answers change with the word for a person than audit.limit allows",
    )
    .addOption(
      new Option("--off", "switch the head off; the prompt alone decides again").conflicts("publish"),
    )
    .option("--scope <scope>", "everywhere (default), a workspace such as slack:T0123, or a channel of it")
    .option("--note <text>", "why, for the history")
    .option("--export <file>", "write the trained head to a file, for --head of ask, check, eval and audit")
    .addOption(
      new Option(
        "--examples",
        "choose the examples of the prompt instead, and save a draft with them where they are proven to be better",
      ).conflicts(["publish", "off", "export"]),
    )
    .option("--max-examples <number>", "with --examples: try no more of them; default 8")
    .option("--seed <number>", "with --examples: draws the sets; the same one gives the same result")
    .option("--to <file>", "with --examples: write the command's file with the chosen examples")
    .option("--json", "print one JSON object")
    .addHelpText(
      "after",
      "\nWithout --publish nothing changes: the head is saved when it is better than the prompt, and learn says how to switch it on.",
    )
    .action(async (name: string, options: LearnOptions) => {
      await checkFileTarget("--export", options.export);
      await checkFileTarget("--to", options.to);
      await withStore((context) =>
        options.off ? switchOff(context, name, options) : learn(context, name, options),
      );
    });
}

async function learn(context: StoreContext, typed: string, options: LearnOptions): Promise<void> {
  const { store, config } = context;
  const name = readInForce(typed);
  const scope = options.scope === undefined ? EVERYWHERE : parseScope(options.scope);
  const command = await findInForce(context, name, scope);
  if (options.examples) return learnExamples(context, { command, scope }, options);
  const terminal = await openTerminal(config);
  try {
    const { backend } = terminal;
    const see = createSee(backend);
    const result = await learnHead(
      { backend, see, train: trainInThread, rows: { of: store.labelledRows } },
      { command, scope },
    );
    if (result.kind === "no-rows")
      throw new BotError(
        "INPUT_USAGE",
        result.overrides > 0
          ? `/${name} has ${count(result.overrides, "accepted override")} and nothing else. A head that learns from overrides alone gets worse than the prompt: rate right answers as Right too, decide spot checks, or write an examples_file.`
          : `/${name} has no rows to learn from: write an examples_file, or let people rate and override its answers.`,
      );
    const head = decodeHead(result.head.weights);
    const audit = head && (await auditHead({ backend, see, pairs: auditPart }, command, { after: head }));
    if (!options.json) printLearned(result, audit);
    const saved = await save(store, { ...result, audit }, options);
    if (options.export !== undefined)
      await writeReport("--export", options.export, writeHeadFile(result.head, saved?.number ?? null));
    if (options.json) printJson(toJson({ ...result, audit }, saved));
    else printSaved(name, result, saved);
  } finally {
    await terminal.close();
  }
}

/** @throws {BotError} INPUT_USAGE where a version is named */
function readInForce(typed: string): string {
  const { name, number } = readName(typed);
  if (number === null) return name;
  throw new BotError(
    "INPUT_USAGE",
    `learn is about what is in force, and takes no version: npx fewshot learn ${name}. To learn for version ${number}, publish it first: npx fewshot commands publish ${name}@${number}.`,
  );
}

/** What is in force in a scope: the live version, else the file. */
async function findInForce({ store, config }: StoreContext, name: string, scope: Scope): Promise<Command> {
  const commands = await openInForce(config, store);
  const command = commands.find(name, scope.platform === "" ? undefined : scope);
  commands.close();
  if (command) return command;
  throw new BotError("INPUT_USAGE", await sayNotLive(store, name, scope));
}

/** Keeps a head that is better, or that is to be switched on. */
async function save(
  store: OpenedStore,
  { head, isBetter, gate, audit }: Audited,
  { publish = false, anyway = false, note }: LearnOptions,
): Promise<SavedHead | null> {
  if (!isBetter && !publish) return null;
  const reasons = [
    ...(gate.verdict === "worse"
      ? [
          `The head is worse than the prompt (${gate.repaired.length} repaired, ${gate.broken.length} broken of ${gate.n}).`,
        ]
      : []),
    ...(audit && exceedsLimit(audit) ? [gateWords("en").objections.flips] : []),
  ].join(" ");
  if (publish && reasons !== "" && !anyway)
    throw new BotError(
      "INPUT_USAGE",
      `The head was not switched on. ${reasons} Switch it on all the same: --anyway`,
    );
  const saved = await store.saveHead(head);
  const because = [note, reasons === "" ? null : gateWords("en").notes.anyway(reasons)]
    .filter(Boolean)
    .join("; ");
  return publish ? store.publishHead(saved.id, { by: OPERATOR, note: because || null }) : saved;
}

async function switchOff({ store }: StoreContext, typed: string, options: LearnOptions): Promise<void> {
  const name = readInForce(typed);
  const scope = options.scope === undefined ? EVERYWHERE : parseScope(options.scope);
  const retired = await store.retireHead(name, { scope, by: OPERATOR, note: options.note ?? null });
  if (retired === null) {
    const live = (await store.liveHeads()).filter((head) => head.name === name);
    throw new BotError(
      "INPUT_USAGE",
      live.length === 0
        ? `No head of ${name} is switched on ${where(scope)}.`
        : `A head of ${name} is switched on in ${otherScopes(live.map((head) => describeScope(head.scope)))}`,
    );
  }
  if (options.json) printJson({ name, head: retired.number, state: retired.state });
  else
    print(
      `Head ${retired.number} of ${name} is switched off ${where(scope)}. The prompt alone decides. Train it and switch it on again: ${again(name, scope)} --publish`,
    );
}

const where = (scope: Scope) => (scope.platform === "" ? "everywhere" : `for ${describeScope(scope)}`);

/** The command line for the same head. */
const again = (name: string, scope: Scope) =>
  `npx fewshot learn ${name}${scope.platform === "" ? "" : ` --scope ${describeScope(scope)}`}`;

type Audited = Learned & { readonly audit: AuditChange | null };

function printLearned({ counts, gate, examples, head }: Learned, audit: AuditChange | null): void {
  print(
    `learned from ${count(head.rows, "row")}: ${counts.example} of the examples file, ${count(counts["spot-check"], "spot check")}, ${count(counts.override, "override")}, ${counts.right} rated Right`,
  );
  printComparison("spot checks and tests", gate, Number.POSITIVE_INFINITY);
  if (examples.n > 0) printComparison("examples file, five-fold cross-validation", examples, MAX_LISTED);
  for (const line of audit ? auditLines(audit, "en", MAX_PAIRS) : []) print(line);
}

function printSaved(name: string, { isBetter }: Learned, saved: SavedHead | null): void {
  if (saved?.state === "live")
    print(
      pc.green(
        `Head ${saved.number} of ${name} is switched on ${where(saved.scope)}${isBetter ? "" : "; it is not proven to be better"}. Switch it off: ${again(name, saved.scope)} --off`,
      ),
    );
  else if (saved)
    print(
      pc.green(`The head is better than the prompt. Switch it on: ${again(name, saved.scope)} --publish`),
    );
  else print(pc.yellow("The head is not proven to be better, so that the prompt stays. Nothing was saved."));
}

function toJson({ head, counts, gate, examples, isBetter, audit }: Audited, saved: SavedHead | null): object {
  return {
    command: head.name,
    scope: describeScope(head.scope),
    model: head.model,
    rows: head.rows,
    counts,
    better: isBetter,
    spot_checks_and_tests: gate,
    examples_file: examples,
    audit,
    head: saved && { number: saved.number, state: saved.state },
  };
}
