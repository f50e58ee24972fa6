/** The answers that an export is about. */

import type { ExportedAsk } from "../../flows/ports/exports.ts";
import { readName, type SavedContext } from "../commands/open.ts";

/** The commands that were named; null where none was.
 * @throws {BotError} INPUT_USAGE for what is no name of a command */
export function readCommands(typed: readonly string[]): readonly string[] | null {
  return typed.length === 0 ? null : typed.map((name) => readName(name.replace(/^\//, "")).name);
}

/** @param commands null for all */
export async function* exportedAsks(
  { store }: Pick<SavedContext, "store">,
  options: { readonly commands: readonly string[] | null; readonly onlyAgreed: boolean },
): AsyncGenerator<ExportedAsk> {
  if (store !== null) yield* store.exportedAsks(options);
}
