/** Opens commands and model for the one-shot commands of the terminal: the data folder only to say where a command is that has no file, so they work beside a running bot. */

import { stat } from "node:fs/promises";
import { basename, extname } from "node:path";
import { SingleBar } from "cli-progress";
import { pino } from "pino";
import { isCommandFile, type LoadedCommands, loadCommands, loadFiles } from "../../commands/load.ts";
import { fixedCommands } from "../../commands/watch.ts";
import type { Config } from "../../config/config.ts";
import type { Answer, AskSettings } from "../../core/ask.ts";
import type { Command } from "../../core/command/command.ts";
import { readBadVersion, readVersionName } from "../../core/command/saved-command.ts";
import { BotError } from "../../core/errors.ts";
import { createResponder } from "../../flows/asks/answer/respond.ts";
import { nearestCommand } from "../../flows/bot/help.ts";
import type { Heads } from "../../flows/learning/heads.ts";
import type { Backend } from "../../flows/ports/backend.ts";
import { en } from "../../i18n/en/index.ts";
import { openBackend } from "../../inference/open.ts";
import { sayExport } from "../commands/not-live.ts";
import { openExisting, readName } from "../commands/open.ts";
import { sayFaults } from "./faults.ts";

export interface Terminal {
  readonly backend: Backend;
  respond(
    command: Command,
    text: string,
    settings?: AskSettings,
    onText?: (text: string) => void,
  ): Promise<Answer>;
  close(): Promise<void>;
}

/** Opens the model, with a progress bar on stderr while one is downloaded. Comes last: a wrong word is reported without it. */
export async function openTerminal(config: Config, heads?: Pick<Heads, "find">): Promise<Terminal> {
  const backend = await openBackend({ config, log: pino({ level: "silent" }), onDownload: createBar() });
  const respond = createResponder(backend, heads);
  return {
    backend,
    respond: (command, text, settings = {}, onText = undefined) =>
      respond({ command, text, settings, onText }),
    close: () => backend.close(),
  };
}

/** The named command: by its name in COMMANDS_DIR, or the path of a file.
 * @throws {BotError} INPUT_USAGE when there is none; CONFIG_COMMAND when its file has faults */
export async function findCommand(name: string, config: Config): Promise<Command> {
  const { commands, faults } = await loadNamed([name], config);
  const [command] = commands;
  if (command) return command;
  throw new BotError("CONFIG_COMMAND", sayFaults(faults));
}

/** Loads commands by name, by path of a file, or by path of a folder; all of COMMANDS_DIR when nothing is named.
 * @throws {BotError} INPUT_USAGE for a name that no file has */
export async function loadNamed(names: readonly string[], config: Config): Promise<LoadedCommands> {
  if (names.length === 0) return loadCommands(config.COMMANDS_DIR);
  const parts: LoadedCommands[] = [];
  for (const name of names) parts.push(await loadOne(name, config));
  return {
    commands: parts.flatMap(({ commands }) => commands),
    faults: parts.flatMap(({ faults }) => faults),
    warnings: parts.flatMap(({ warnings }) => warnings),
  };
}

async function loadOne(name: string, config: Config): Promise<LoadedCommands> {
  if (isCommandFile(name)) return loadFiles([name]);
  const wanted = name.replace(/^\//, "");
  const all = await loadCommands(config.COMMANDS_DIR);
  const isOwn = (file: string) => isCommandFile(file) && basename(file, extname(file)) === wanted;
  const own = {
    commands: all.commands.filter((command) => command.name === wanted),
    faults: all.faults.filter(({ file }) => isOwn(file)),
    warnings: all.warnings.filter(({ file }) => isOwn(file)),
  };
  if (own.commands.length > 0 || own.faults.length > 0) return own;
  const isFolder = await stat(name).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (isFolder) return loadCommands(name);
  const version = readVersionName(wanted);
  // It throws, and says how a version is named.
  if (readBadVersion(wanted)) readName(wanted);
  const exported = version?.number === null ? await findSaved(version.name, config) : null;
  if (exported) throw new BotError("INPUT_USAGE", exported);
  if (all.commands.length === 0) return all;
  if (version?.number)
    throw new BotError(
      "INPUT_USAGE",
      `${wanted} is a saved version, and this verb reads files. Write it to one: npx fewshot commands export ${wanted} --to FOLDER. Then name FOLDER/${version.name}.yaml.`,
    );
  const sentence = en.refusals.unknownCommand(wanted, nearestCommand(fixedCommands(all.commands), wanted));
  throw new BotError(
    "INPUT_USAGE",
    `${sentence} There are: ${all.commands.map((command) => command.name).join(", ")}. What is saved in the store has to be exported first: npx fewshot commands export NAME`,
  );
}

/** How a saved command is written to a file; null where none is saved, or the store can't be opened. */
async function findSaved(name: string, config: Config): Promise<string | null> {
  const store = await openExisting(config).catch((error) => {
    if (error instanceof BotError) return null;
    throw error;
  });
  try {
    return store && (await sayExport(store, name));
  } finally {
    await store?.close();
  }
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
