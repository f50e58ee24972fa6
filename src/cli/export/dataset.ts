/** `fewshot export dataset`: answers and corrections whose authors agreed, as a dataset for Hugging Face. */

import type { Command as Program } from "commander";
import { VERSION } from "../../config/version.ts";
import { BotError } from "../../core/errors.ts";
import { writeDataset } from "../../monitoring/exports/dataset/write.ts";
import { withSaved } from "../commands/open.ts";
import { count, print, printJson } from "../shared/output.ts";
import { checkFolderTarget } from "../shared/report-file.ts";
import { exportedAsks, readCommands } from "./asks.ts";

interface DatasetOptions {
  readonly license?: string;
  readonly json?: boolean;
}

export function addDatasetCommand(program: Program): void {
  program
    .command("dataset")
    .description("write answers and corrections whose authors agreed, as JSONL files with a dataset card")
    .argument("<folder>", "where the files go; an earlier export there is replaced")
    .argument("[commands...]", "names of commands; all when none is named")
    .option("--license <id>", "licence for the card, by the hub's identifier, e.g. cc-by-4.0")
    .option("--json", "print one JSON object")
    .action(run);
}

async function run(folder: string, names: string[], { license, json }: DatasetOptions): Promise<void> {
  if (license !== undefined && !/^[a-z0-9][a-z0-9.+-]*$/.test(license))
    throw new BotError(
      "INPUT_USAGE",
      `--license ${license} is no identifier of a licence. Write one such as cc-by-4.0: https://huggingface.co/docs/hub/repositories-licenses`,
    );
  const commands = readCommands(names);
  await checkFolderTarget("The folder", folder);
  await withSaved(async (context) => {
    const asks = exportedAsks(context, { commands, onlyAgreed: true });
    const about = { licence: license ?? null, day: new Date(), release: VERSION };
    const { answers, corrections, ...facts } = await writeDataset(folder, asks, about);
    if (json)
      return printJson({ folder, answers, corrections, commands: Object.fromEntries(facts.commands) });
    print(`${folder}: ${count(answers, "answer")}, ${count(corrections, "correction")}.`);
    if (answers === 0 && commands !== null)
      print(
        `Nobody has agreed to show an answer of ${names.join(", ")}, or nothing was asked by that name. Without names, all commands are exported.`,
      );
    else if (answers === 0)
      print(
        'Nobody has agreed yet. People agree by "This text and my answer may be used as an example", when they override an answer about their own text.',
      );
    else if (license === undefined)
      print("The card names no licence. Choose one with --license before you publish.");
  });
}
