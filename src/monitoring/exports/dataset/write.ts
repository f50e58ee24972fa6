/** Writes a dataset into a folder: two JSONL files, row by row, and the card. */

import { readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { BotError } from "../../../core/errors.ts";
import { makeFolder } from "../../../files/make-folder.ts";
import type { ExportedAsk } from "../../../flows/ports/exports.ts";
import { openLines, unwritable } from "../lines.ts";
import { CARD_MARK, type DatasetFacts, datasetCard, FILES } from "./card.ts";
import { datasetRows } from "./rows.ts";

/** Writes the files beside those of an earlier export, and puts them in their places when all are whole.
 * @param asks those whose text may not be shown are left out
 * @throws {BotError} INPUT_USAGE where the folder can't be written, or holds a README.md of somebody else */
export async function writeDataset(
  folder: string,
  asks: AsyncIterable<ExportedAsk>,
  about: Pick<DatasetFacts, "licence" | "day" | "release">,
): Promise<DatasetFacts> {
  await prepareFolder(folder);
  const names = [FILES.answers, FILES.corrections, "README.md"];
  const partOf = (name: string) => join(folder, `.${name}.part`);
  try {
    const facts = await writeRows(
      asks,
      { answers: partOf(FILES.answers), corrections: partOf(FILES.corrections) },
      about,
    );
    await writeFile(partOf("README.md"), datasetCard(facts));
    for (const name of names) await rename(partOf(name), join(folder, name));
    return facts;
  } catch (cause) {
    for (const name of names) await rm(partOf(name), { force: true });
    throw cause instanceof BotError ? cause : unwritable(folder, cause);
  }
}

async function writeRows(
  asks: AsyncIterable<ExportedAsk>,
  paths: { readonly answers: string; readonly corrections: string },
  about: Pick<DatasetFacts, "licence" | "day" | "release">,
): Promise<DatasetFacts> {
  const files = { answers: openLines(paths.answers), corrections: openLines(paths.corrections) };
  const commands = new Map<string, number>();
  const models = new Set<string>();
  let [answers, corrections, hasLabels, hasTexts] = [0, 0, false, false];
  try {
    for await (const asked of asks) {
      const rows = datasetRows(asked);
      if (rows === null) continue;
      answers += 1;
      corrections += rows.corrections.length;
      commands.set(asked.command, (commands.get(asked.command) ?? 0) + 1);
      models.add(asked.answer.model.name);
      if (rows.answer.scores.length > 0 || asked.answer.label !== null) hasLabels = true;
      else hasTexts = true;
      await files.answers.write(rows.answer);
      for (const row of rows.corrections) await files.corrections.write(row);
    }
  } finally {
    await Promise.all([files.answers.close(), files.corrections.close()]);
  }
  return { ...about, answers, corrections, commands, models: [...models].sort(), hasLabels, hasTexts };
}

async function prepareFolder(folder: string): Promise<void> {
  const card = join(folder, "README.md");
  try {
    await makeFolder(folder);
    const before = await readFile(card, "utf8").catch((cause: NodeJS.ErrnoException) => {
      if (cause.code === "ENOENT") return CARD_MARK;
      throw cause;
    });
    if (before.includes(CARD_MARK)) return;
  } catch (cause) {
    throw unwritable(folder, cause);
  }
  throw new BotError(
    "INPUT_USAGE",
    `${card} was not written by an export and would be lost. Name another folder, or move that file.`,
  );
}
