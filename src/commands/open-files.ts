/** Opens the folder of command files for a running bot. */

import type { Config } from "../config/config.ts";
import { describeFault } from "../core/command/faults.ts";
import { BotError } from "../core/errors.ts";
import { en } from "../i18n/en/index.ts";
import { loadCommands } from "./load.ts";
import { type WatchedCommands, watchCommands } from "./watch.ts";

/** The command files, read and watched from now on. One broken file is left out and logged; the others are served.
 * @throws {BotError} CONFIG_COMMAND when the folder can't be read or holds no command file */
export async function openFiles(
  config: Pick<Config, "COMMANDS_DIR">,
  log: Parameters<typeof watchCommands>[2],
): Promise<WatchedCommands> {
  const folder = config.COMMANDS_DIR;
  const loaded = await loadCommands(folder);
  const [first] = loaded.faults;
  if (first?.file === folder) throw new BotError("CONFIG_COMMAND", describeFault(first, en));
  return watchCommands(folder, loaded, log);
}
