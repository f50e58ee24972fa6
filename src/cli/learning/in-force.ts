/** What is in force by the store: published commands in front of the files, and the classifier heads. */

import { openCatalogue } from "../../commands/catalogue.ts";
import { loadCommands } from "../../commands/load.ts";
import { watchCommands } from "../../commands/watch.ts";
import type { Config } from "../../config/config.ts";
import type { Commands } from "../../flows/ports/commands.ts";
import type { OpenedStore } from "../../store/store.ts";

export const SILENT = { debug() {}, info() {}, warn() {}, error() {} };

/** @throws {BotError} STORE_*; CONFIG_COMMAND when the folder can't be read */
export async function openInForce(config: Config, store: OpenedStore): Promise<Commands & { close(): void }> {
  const files = watchCommands(config.COMMANDS_DIR, await loadCommands(config.COMMANDS_DIR), SILENT);
  return openCatalogue({ files, store, log: SILENT });
}
