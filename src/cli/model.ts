/** Opens commands and model for the terminal's one-shot verbs: never the data folder, so they work beside a running bot. */

import { SingleBar } from "cli-progress";
import { pino } from "pino";
import { describeFault } from "../commands/faults.ts";
import { loadCommands, loadFiles } from "../commands/load.ts";
import { fixedCommands } from "../commands/watch.ts";
import { type Config, readConfig } from "../config/config.ts";
import type { Answer, AskSettings } from "../core/ask.ts";
import type { Command } from "../core/command.ts";
import { BotError } from "../core/errors.ts";
import { nearestCommand } from "../flows/help.ts";
import type { Backend } from "../flows/ports.ts";
import { createResponder } from "../flows/respond.ts";
import { en } from "../i18n/en.ts";
import { openBackend } from "../inference/open.ts";

export interface Terminal {
  readonly config: Config;
  readonly backend: Backend;
  respond(
    command: Command,
    text: string,
    settings?: AskSettings,
    onText?: (text: string) => void,
  ): Promise<Answer>;
  close(): Promise<void>;
}

/** Opens the model, with a progress bar on stderr while one is downloaded. */
export async function openTerminal(): Promise<Terminal> {
  const config = readConfig();
  const backend = await openBackend({ config, log: pino({ level: "silent" }), onDownload: createBar() });
  const respond = createResponder(backend);
  return {
    config,
    backend,
    respond: (command, text, settings = {}, onText = undefined) =>
      respond({ command, text, settings, onText }),
    close: () => backend.close(),
  };
}

/** The named command of COMMANDS_DIR, or of a file when the name ends in .yaml.
 * @throws {BotError} INPUT_USAGE when there is none; CONFIG_COMMAND when its file has faults */
export async function findCommand(name: string, config: Config): Promise<Command> {
  const isFile = /\.ya?ml$/.test(name);
  const { commands, faults } = isFile ? await loadFiles([name]) : await loadCommands(config.COMMANDS_DIR);
  const wanted = isFile ? commands[0] : commands.find((command) => command.name === name.replace(/^\//, ""));
  if (wanted) return wanted;
  const own = faults.filter(
    ({ file }) => isFile || file.endsWith(`/${name}.yaml`) || file.endsWith(`/${name}.yml`),
  );
  const told = own.length > 0 ? own : commands.length === 0 ? faults : [];
  if (told.length > 0) throw new BotError("CONFIG_COMMAND", told.map(describeFault).join("\n"));
  const sentence = en.refusals.unknownCommand(
    name.replace(/^\//, ""),
    nearestCommand(fixedCommands(commands), name),
  );
  throw new BotError(
    "INPUT_USAGE",
    `${sentence} There are: ${commands.map((command) => command.name).join(", ")}.`,
  );
}

function createBar(): (progress: { file: string; loadedBytes: number; totalBytes: number | null }) => void {
  let bar: SingleBar | null = null;
  let current = "";
  return ({ file, loadedBytes, totalBytes }) => {
    if (!process.stderr.isTTY) return;
    if (file !== current) {
      bar?.stop();
      bar = new SingleBar({
        format: "{file} [{bar}] {percentage} %  {value}/{total} MB",
        stream: process.stderr,
      });
      bar.start(toMegabytes(totalBytes ?? loadedBytes), 0, { file });
      current = file;
    }
    bar?.update(toMegabytes(loadedBytes), { file });
    if (totalBytes !== null && loadedBytes >= totalBytes) bar?.stop();
  };
}

const toMegabytes = (bytes: number) => Math.round(bytes / 1e5) / 10;
