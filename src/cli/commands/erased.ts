/** `fewshot commands erased`: what still holds texts whose writers have erased their data, and what to do. */

import { findHolders, sayHolder, sweepErased } from "../../flows/privacy/erased-texts.ts";
import { readLanguage } from "../shared/language.ts";
import { count, print, printJson } from "../shared/output.ts";
import { readFileOf, type SavedContext, withSaved } from "./open.ts";

/** Takes texts out of versions that are not live, as a running bot does, and names the rest. */
export function erased({ json }: { readonly json?: boolean }): Promise<void> {
  return withSaved(async (context) => {
    const { store } = context;
    const { cleaned, holders } = store
      ? await sweepErased({ store, commands: commandsOf(context) })
      : { cleaned: [], holders: [] };
    if (json) return printJson({ cleaned: cleaned.map(({ name, number }) => ({ name, number })), holders });
    if (cleaned.length > 0)
      print(
        `Erased texts were taken out of ${count(cleaned.length, "version")} that ${cleaned.length === 1 ? "is" : "are"} not live.`,
      );
    for (const holder of holders) print(sayHolder(holder, readLanguage({})));
    if (holders.length === 0) print("No command holds a text whose writer has erased their data.");
  });
}

/** The same of one command, in sentences. Changes nothing. */
export async function holdersOf(context: SavedContext, name: string): Promise<string[]> {
  const { store } = context;
  if (store === null) return [];
  const holders = await findHolders({ store, commands: commandsOf(context) }, name);
  return holders.map((holder) => sayHolder(holder, readLanguage({})));
}

/** With the texts of files, faulty ones too. */
const commandsOf = ({ config, files }: SavedContext) => ({
  ...files,
  readFile: async (name: string) => (await readFileOf(config, name))?.source ?? null,
});
