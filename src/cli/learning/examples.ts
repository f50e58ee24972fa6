/** `fewshot learn NAME --examples`: chooses the examples of a prompt, and saves a draft with them where they are proven to be better. */

import pc from "picocolors";
import { z } from "zod";
import type { Command } from "../../core/command/command.ts";
import { describeScope, OPERATOR, type Scope } from "../../core/command/saved-command.ts";
import { MAX_HELPFUL_EXAMPLES } from "../../core/command/warnings.ts";
import { BotError } from "../../core/errors.ts";
import { backendFor } from "../../flows/asks/answer/backend-for.ts";
import { readFileSource, saveDraft } from "../../flows/commands/versions/save.ts";
import { proposeExamples } from "../../flows/learning/choose-examples.ts";
import type { Choice, Spread } from "../../learning/examples/choose.ts";
import { openKeptAnswers } from "../../monitoring/shared/kept-answers.ts";
import type { StoreContext } from "../commands/open.ts";
import { openBar } from "../shared/bar.ts";
import { sayFaults } from "../shared/faults.ts";
import { percent } from "../shared/measure.ts";
import { openTerminal } from "../shared/model.ts";
import { count, print, printJson } from "../shared/output.ts";
import { writeReport } from "../shared/report-file.ts";
import { printComparison } from "./comparison.ts";
import { openInForce } from "./in-force.ts";

export interface ExamplesOptions {
  readonly seed?: string;
  readonly maxExamples?: string;
  readonly to?: string;
  readonly note?: string;
  readonly json?: boolean;
}

const keptSchema = z.object({ label: z.string().nullable(), worth: z.number() });
const DEFAULT_SEED = 1;
/** As many as a command may have. */
const MOST = 32;

/** @throws {BotError} INPUT_USAGE; BACKEND_*; STORE_* */
export async function learnExamples(
  context: StoreContext,
  { command, scope }: { readonly command: Command; readonly scope: Scope },
  options: ExamplesOptions,
): Promise<void> {
  const seed = readNumber("--seed", options.seed, { usual: DEFAULT_SEED, most: 2 ** 31 });
  const maxExamples = readNumber("--max-examples", options.maxExamples, {
    usual: MAX_HELPFUL_EXAMPLES,
    most: MOST,
  });
  const choice = await choose(context, { command, scope, seed, maxExamples });
  const isBetter = choice.comparison.verdict === "better" && !choice.isPresent;
  if (!options.json) printChoice(command, choice, maxExamples);
  const source =
    isBetter || options.to !== undefined ? await sourceWith(context, { command, choice, scope }) : null;
  if (options.to !== undefined && source) await writeReport("--to", options.to, source.file);
  const draft =
    isBetter && source
      ? await save(context, { command, scope, source: source.saved, choice }, options.note)
      : null;
  if (options.json)
    return printJson({
      ...{
        command: command.name,
        scope: describeScope(scope),
        seed,
        better: isBetter,
        is_present: choice.isPresent,
      },
      ...{ examples: choice.examples.map(({ text, label }) => ({ input: text, output: label })) },
      ...{ comparison: choice.comparison, tried: choice.tried, sizes: choice.sizes, orders: choice.orders },
      draft,
    });
  if (draft === null) return print(pc.yellow("The examples stay as they are. Nothing was saved."));
  print(
    pc.green(
      `Saved as ${command.name}@${draft}, a draft. See it: npx fewshot commands diff ${command.name} ${command.name}@${draft}. Publish it: npx fewshot commands publish ${command.name}@${draft}`,
    ),
  );
  if (command.moreExamples.length > 0)
    print(
      "A saved version can't name an examples file: a classifier head would not learn from it. To keep it, write the file with --to FILE.",
    );
}

async function choose(
  { config, store }: StoreContext,
  options: Parameters<typeof proposeExamples>[1],
): Promise<Choice> {
  const { command, scope } = options;
  const terminal = await openTerminal(config);
  const bar = openBar(`/${command.name}`);
  try {
    const backend = backendFor(terminal.backend, command);
    const { name, revision, dtype } = await backend.describe();
    const kept = await openKeptAnswers(
      config.REPORTS_DIR,
      {
        ...{ what: "example choice", command: command.name, revision: command.revision },
        ...{ where: backend.where, model: [name, revision, dtype] },
      },
      keptSchema,
    );
    try {
      return await proposeExamples(
        {
          respond: ({ command: asked, text, settings }) => terminal.respond(asked, text, settings),
          rows: { of: store.labelledRows },
          kept,
          onProgress: (done, total) => bar.update(done, total),
        },
        { ...options, scope },
      );
    } finally {
      await kept.close();
    }
  } finally {
    bar.stop();
    await terminal.close();
  }
}

/** The source with the chosen examples, comments kept: of the file as it is, and as a version of it could be saved. */
async function sourceWith(
  { config, store }: StoreContext,
  { command, choice, scope }: { readonly command: Command; readonly choice: Choice; readonly scope: Scope },
): Promise<{ readonly file: string; readonly saved: string }> {
  const commands = await openInForce(config, store);
  try {
    const { name } = command;
    const live = await store.findSeen(name, "live", scope);
    const rows = choice.examples.map(({ text, label }) => ({ input: text, output: label }));
    const change = (source: string | null) => source && commands.change(source, { kind: "examples", rows });
    const file = change(live?.source ?? (await commands.readFile(name)));
    const saved = change(live?.source ?? (await readFileSource(commands, name)));
    if (file && saved) return { file, saved };
    throw new BotError(
      "INPUT_USAGE",
      `The source of ${name} can't be changed by a program; write the examples into it yourself.`,
    );
  } finally {
    commands.close();
  }
}

/** @returns the draft's number */
async function save(
  { store, files }: StoreContext,
  { command, scope, source, choice }: { command: Command; scope: Scope; source: string; choice: Choice },
  note: string | undefined,
): Promise<number> {
  const { n, repaired, broken, p } = choice.comparison;
  const found = `examples chosen of ${choice.tried} sets: repairs ${repaired.length}, breaks ${broken.length} of ${n}, p = ${p.toPrecision(2)}`;
  const saved = await saveDraft(
    { store, commands: files },
    { name: command.name, source, scope, author: OPERATOR, note: [note, found].filter(Boolean).join("; ") },
  );
  if ("version" in saved) return saved.version.number;
  throw new BotError(
    "INPUT_USAGE",
    "faults" in saved ? sayFaults(saved.faults) : `The draft could not be saved (${saved.kind}).`,
  );
}

function printChoice(
  command: Command,
  { examples, isPresent, comparison, tried, sizes, orders }: Choice,
  most: number,
): void {
  print(
    pc.bold(
      `${count(tried, "set")} of up to ${count(most, "example")} tried; right on the rows that chose among them:`,
    ),
  );
  for (const { size, ...spread } of sizes)
    print(`  ${count(size, "example").padEnd(12)} ${saySpread(spread, "set")}`);
  if (isPresent) print("No set was better than the present examples.");
  else {
    print(pc.bold(`Chosen, in this order (before: ${command.examples.length}):`));
    for (const { text, label } of examples) print(`  ${label}: ${text}`);
    print(`  in other orders: ${saySpread(orders, "order")}`);
  }
  printComparison(
    "on rows that had no part in the choice (nested five-fold cross-validation)",
    comparison,
    Number.POSITIVE_INFINITY,
    ["present", "chosen"],
  );
}

const saySpread = ({ count: n, worst, mean, best }: Spread, thing: string): string =>
  `mean ${percent(mean)}, worst ${percent(worst)}, best ${percent(best)} (${count(n, thing)})`;

function readNumber(
  option: string,
  typed: string | undefined,
  { usual, most }: { readonly usual: number; readonly most: number },
): number {
  if (typed === undefined) return usual;
  const value = Number(typed);
  if (/^[1-9]\d*$/.test(typed) && value <= most) return value;
  throw new BotError("INPUT_USAGE", `${option} must be a whole number from 1 to ${most}.`);
}
