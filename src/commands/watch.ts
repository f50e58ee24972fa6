/** Keeps the commands of a folder up to date while the bot runs: a good edit takes effect at once, a broken one leaves the last good version in force. */

import { type FSWatcher, watch } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { basename, extname, join } from "node:path";
import { byName, COMMAND_NAME, type Command } from "../core/command/command.ts";
import { type CommandFault, describeFault } from "../core/command/faults.ts";
import type { Log } from "../flows/bot/context.ts";
import type { Commands } from "../flows/ports/commands.ts";
import { en } from "../i18n/en/index.ts";
import { isCommandFile, type LoadedCommands, loadCommands, readSource } from "./load.ts";
import { changeSource } from "./source/change-source.ts";
import { applyForm, toForm } from "./source/form.ts";
import { placeInForm } from "./source/form-faults.ts";
import { parseCommand } from "./source/parse.ts";

/** Editors write a file in several steps; wait until they are done. */
const SETTLE_MS = 150;
/** What sends no event: network folders, bind mounts, a folder that was replaced as a whole. */
const LOOK_EVERY_MS = 3_000;

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
// biome-ignore lint/complexity/noExcessiveLinesPerFunction: short functions that share one watched folder
export function watchCommands(folder: string, loaded: LoadedCommands, log: Log): WatchedCommands {
  let inForce = loaded.commands;
  let faults = loaded.faults;
  const listeners = new Set<() => void>();
  let timer: NodeJS.Timeout | undefined;
  /** In the language of the log. */
  const inLog = (fault: CommandFault) => describeFault(fault, en);
  for (const fault of faults) log.error({ fault: inLog(fault) }, "command file left out: it has a fault");

  function logFaults(next: readonly CommandFault[]): void {
    const before = new Set(faults.map(inLog));
    for (const fault of next)
      if (!before.has(inLog(fault)))
        log.error(
          { fault: inLog(fault) },
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

  /** Any name: files may be links over a folder that changes, as in a ConfigMap of Kubernetes. */
  function reloadSoon(): void {
    clearTimeout(timer);
    timer = setTimeout(
      () =>
        void reload().catch((error: Error) =>
          log.error({ reason: error.message }, "commands could not be reloaded; the versions in force stay"),
        ),
      SETTLE_MS,
    );
  }

  const looking = lookForChanges(folder, reloadSoon, log);
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
      looking.close();
    },
  };
}

/** Listens for the system's events in a folder, and looks at its files now and then, since not every change is an event. */
function lookForChanges(folder: string, onChange: () => void, log: Log): { close(): void } {
  let watcher: FSWatcher | null = null;
  let known: string | null = null;
  let isLooking = false;

  function listen(): void {
    watcher?.close();
    watcher = null;
    try {
      watcher = watch(folder, onChange).on("error", (error) =>
        log.debug({ reason: error.message }, "command files are looked at every few seconds only"),
      );
    } catch (error) {
      log.debug({ reason: (error as Error).message }, "command files are looked at every few seconds only");
    }
  }

  async function look(): Promise<void> {
    if (isLooking) return;
    isLooking = true;
    const [identity, files] = await describeFolder(folder);
    const found = `${identity} ${files}`;
    // Events of a folder that took the place of another come only from that one.
    if (known !== null && !known.startsWith(`${identity} `)) listen();
    if (known !== null && known !== found) onChange();
    known = found;
    isLooking = false;
  }

  listen();
  void look();
  const timer = setInterval(() => void look(), LOOK_EVERY_MS).unref();
  return {
    close() {
      clearInterval(timer);
      watcher?.close();
    },
  };
}

/** Which folder it is, and which files are in it as they are now; links are followed. */
async function describeFolder(folder: string): Promise<[identity: string, files: string]> {
  const found = await stat(folder).catch(() => null);
  if (found === null) return ["none", ""];
  const names = (await readdir(folder).catch(() => []))
    .filter((name) => isCommandFile(name) || name.endsWith(".jsonl"))
    .sort();
  const files = await Promise.all(
    names.map(async (name) => {
      const { ino, mtimeMs, size } = (await stat(join(folder, name)).catch(() => null)) ?? {};
      return `${name}:${ino}:${mtimeMs}:${size}`;
    }),
  );
  return [`${found.dev}:${found.ino}`, files.join()];
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
    placeInForm,
    change: changeSource,
    workspaces: () => [],
    parse: parseSource,
    fileRevision: (name) => find(name)?.revision ?? null,
    refresh: async () => {},
  };
}

/** Checks the source of a command that is no file. */
export const parseSource: Commands["parse"] = (name, source) =>
  parseCommand(source, { file: name, name, isSaved: true });

const identity = (command: Command) => `${command.name}@${command.revision}`;
