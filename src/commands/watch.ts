/** Keeps the commands of a folder up to date while the bot runs: a good edit takes effect at once, a broken one leaves the last good version in force. */

import { watch } from "node:fs";
import { basename, extname, join } from "node:path";
import { COMMAND_NAME, type Command } from "../core/command.ts";
import type { Commands } from "../flows/commands-port.ts";
import type { Log } from "../flows/context.ts";
import { type CommandFault, describeFault } from "./faults.ts";
import { applyForm, toForm } from "./form.ts";
import { isCommandFile, type LoadedCommands, loadCommands, readSource } from "./load.ts";
import { parseCommand } from "./parse.ts";

/** Editors write a file in several steps; wait until they are done. */
const SETTLE_MS = 150;

/** Commands that never change, for tests and one-shot commands of the terminal. */
export function fixedCommands(commands: readonly Command[]): Commands {
  return { ...createIndex(() => commands), onChange: () => () => {} };
}

export interface WatchedCommands extends Commands {
  /** What is wrong with the files now. */
  faults(): readonly CommandFault[];
  close(): void;
}

/** Watches the folder from now on.
 * @param loaded what is in force at first; its faults are logged */
export function watchCommands(folder: string, loaded: LoadedCommands, log: Log): WatchedCommands {
  let inForce = loaded.commands;
  let faults = loaded.faults;
  const listeners = new Set<() => void>();
  let timer: NodeJS.Timeout | undefined;
  for (const fault of faults)
    log.error({ fault: describeFault(fault) }, "command file left out: it has a fault");

  function logFaults(next: readonly CommandFault[]): void {
    const before = new Set(faults.map(describeFault));
    for (const fault of next)
      if (!before.has(describeFault(fault)))
        log.error(
          { fault: describeFault(fault) },
          isInForce(fault.file)
            ? "command file has a fault; its last good version stays in force"
            : "command file left out: it has a fault",
        );
    const mended = new Set(faults.map(({ file }) => file));
    for (const { file } of next) mended.delete(file);
    // While the folder itself can't be read, nothing is known of its files.
    if (!next.some(({ file }) => file === folder))
      for (const file of mended) log.info({ file }, "command file has no fault any more, or is gone");
    faults = next;
  }

  const isInForce = (file: string) =>
    file === folder || inForce.some(({ name }) => name === basename(file, extname(file)));

  async function reload(): Promise<void> {
    const found = await loadCommands(folder);
    const faulty = new Set(found.faults.map(({ file }) => file));
    const kept = inForce.filter((old) =>
      [".yaml", ".yml"].some((extension) => faulty.has(join(folder, `${old.name}${extension}`))),
    );
    const names = new Set(found.commands.map(({ name }) => name));
    const next = [...found.commands, ...kept.filter(({ name }) => !names.has(name))].sort(byName);
    logFaults(found.faults);
    const isSame = next.map(identity).join() === inForce.map(identity).join();
    // A folder that vanished (a mount, a checkout) does not mean that every command was deleted.
    if (isSame || faulty.has(folder)) return;
    inForce = next;
    log.info({ commands: next.map(({ name }) => name) }, "commands reloaded");
    for (const listener of listeners) listener();
  }

  const watcher = watch(folder, (_event, file) => {
    if (file !== null && !isCommandFile(file)) return;
    clearTimeout(timer);
    timer = setTimeout(
      () =>
        void reload().catch((error: Error) =>
          log.error({ reason: error.message }, "commands could not be reloaded; the versions in force stay"),
        ),
      SETTLE_MS,
    );
  });
  watcher.on("error", (error) =>
    log.warn({ reason: error.message }, "command files are no longer watched; restart to take up edits"),
  );
  return {
    ...createIndex(() => inForce),
    readFile: (name) => readOwn(folder, name),
    faults: () => faults,
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close() {
      clearTimeout(timer);
      watcher.close();
    },
  };
}

/** The text of a command's file. The name is a command's, so that it leads to no other folder. */
async function readOwn(folder: string, name: string): Promise<string | null> {
  if (!COMMAND_NAME.test(name)) return null;
  for (const extension of [".yaml", ".yml"]) {
    const read = await readSource(join(folder, `${name}${extension}`));
    if ("source" in read) return read.source;
  }
  return null;
}

/** Files alone: nothing is saved or published. */
function createIndex(current: () => readonly Command[]): Omit<Commands, "onChange"> {
  const find = (name: string) => current().find((command) => command.name === name) ?? null;
  return {
    list: () => current(),
    find,
    findVersion: async () => null,
    readFile: async () => null,
    toForm,
    applyForm,
    workspaces: () => [],
    parse: parseSource,
    fileRevision: (name) => find(name)?.revision ?? null,
    refresh: async () => {},
  };
}

/** Checks the source of a command that is no file. */
export const parseSource: Commands["parse"] = (name, source) => {
  const parsed = parseCommand(source, { file: name, name });
  return "command" in parsed ? parsed : { faults: parsed.faults.map(describeFault) };
};

const byName = (a: Command, b: Command) => a.name.localeCompare(b.name);
const identity = (command: Command) => `${command.name}@${command.revision}`;
