/** Finds a command wherever it is: a file, or a version saved in the store. */

import { isCommandFile } from "../../commands/load.ts";
import { parseCommand } from "../../commands/source/parse.ts";
import { readConfig } from "../../config/config.ts";
import type { Command } from "../../core/command/command.ts";
import { BotError } from "../../core/errors.ts";
import { findFile, findVersion, readNameOrFile, type Text, textOf, withSaved } from "../commands/open.ts";
import { sayFaults } from "./faults.ts";
import { findCommand } from "./model.ts";

/** A command by its name, by a path, or as a saved version.
 * @throws {BotError} INPUT_USAGE where there is none; CONFIG_COMMAND where it has faults */
export async function findAny(typed: string): Promise<Command> {
  if (isCommandFile(typed) || !typed.includes("@")) return findCommand(typed, readConfig());
  const { name, which } = readNameOrFile(typed);
  let found: { text: Text; version: number | null } | null = null;
  if (typeof which !== "number") found = { text: await findFile(readConfig(), name), version: null };
  else
    await withSaved(async ({ store }) => {
      found = { text: textOf(await findVersion(store, { name, number: which })), version: which };
    });
  const { text, version } = found as unknown as { text: Text; version: number | null };
  const parsed = parseCommand(text.source, { file: text.from, name });
  if ("faults" in parsed) throw new BotError("CONFIG_COMMAND", sayFaults(parsed.faults));
  return { ...parsed.command, version };
}
