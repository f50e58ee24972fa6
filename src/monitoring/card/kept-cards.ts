/** Cards kept in a folder, one file a command's revision, so that the page shows what the terminal measured. */

import { randomUUID } from "node:crypto";
import { readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { COMMAND_NAME } from "../../core/command/command.ts";
import type { CardView } from "../../core/views/card.ts";
import { makeFolder } from "../../files/make-folder.ts";
import { languageFor } from "../../i18n/words.ts";
import type { Card } from "./card.ts";
import { cardMarkdown } from "./markdown.ts";

const table = z.object({
  caption: z.string(),
  head: z.array(z.string()),
  rows: z.array(z.array(z.string())),
  svg: z.string().startsWith("<svg ").optional(),
});
const cardSchema = z.object({
  command: z.string(),
  revision: z.string(),
  sections: z.record(
    z.string(),
    z.array(z.object({ heading: z.string(), paragraphs: z.array(z.string()), tables: z.array(table) })),
  ),
});

/** @returns the path of a card; null for what names none, so that no other file is reached */
function pathOf(folder: string, command: string, revision: string): string | null {
  if (!COMMAND_NAME.test(command) || !/^[0-9a-f]{12}$/.test(revision)) return null;
  return join(folder, "cards", `${command}-${revision}.json`);
}

/** Keeps a card in place of an earlier one of the same revision. Whoever reads it meanwhile gets one of the two, whole. */
export async function keepCard(folder: string, card: Card): Promise<void> {
  const path = pathOf(folder, card.command, card.revision);
  if (path === null) return;
  await makeFolder(join(folder, "cards"));
  const part = `${path}.${randomUUID()}.part`;
  try {
    await writeFile(part, `${JSON.stringify(card)}\n`);
    await rename(part, path);
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  }
}

/** The card of a revision in the reader's language; null where none was made, or what is there is no card.
 * @param locale BCP 47 tag */
export async function readCard(
  folder: string,
  {
    command,
    revision,
    locale,
  }: { readonly command: string; readonly revision: string; readonly locale: string },
): Promise<CardView | null> {
  const path = pathOf(folder, command, revision);
  const text = path === null ? null : await readFile(path, "utf8").catch(() => null);
  if (text === null) return null;
  try {
    const read = cardSchema.safeParse(JSON.parse(text));
    if (!read.success) return null;
    const language = languageFor(locale, Object.keys(read.data.sections));
    const sections = read.data.sections[language] ?? [];
    return { command: read.data.command, language, sections, markdown: cardMarkdown(command, sections) };
  } catch {
    return null;
  }
}
