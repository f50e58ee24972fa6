/** Keeps the commands in force while the bot runs: a good edit is taken up at once, a broken one keeps the last good version. */

import { watch } from "node:fs";
import { join } from "node:path";
import type { Command } from "../core/command.ts";
import type { Commands } from "../flows/bot.ts";
import type { Log } from "../flows/context.ts";
import { describeFault, isCommandFile, type LoadedCommands, loadCommands } from "./load.ts";

/** Editors write a file in several steps; wait until they are done. */
const SETTLE_MS = 150;

/** Commands that a test or the terminal holds fixed. */
export function fixedCommands(commands: readonly Command[]): Commands {
  return { ...createIndex(() => commands), onChange: () => () => {} };
}

export interface WatchedCommands extends Commands {
  close(): void;
}

/** Watches the folder from now on.
 * @param loaded what is in force at first */
export function watchCommands(folder: string, loaded: LoadedCommands, log: Log): WatchedCommands {
  let inForce = loaded.commands;
  let toldFaults = loaded.faults.map(describeFault).join("\n");
  const listeners = new Set<() => void>();
  let timer: NodeJS.Timeout | undefined;

  async function reload(): Promise<void> {
    const { commands, faults } = await loadCommands(folder);
    const faulty = new Set(faults.map(({ file }) => file));
    const kept = inForce.filter((old) =>
      [".yaml", ".yml"].some((extension) => faulty.has(join(folder, `${old.name}${extension}`))),
    );
    const names = new Set(commands.map(({ name }) => name));
    const next = [...commands, ...kept.filter(({ name }) => !names.has(name))].sort(byName);
    const told = faults.map(describeFault).join("\n");
    if (told !== toldFaults)
      for (const fault of faults)
        log.error(
          { fault: describeFault(fault) },
          "a command file has a fault; its last good version stays in force",
        );
    toldFaults = told;
    const isSame = next.map(identity).join() === inForce.map(identity).join();
    // A folder that vanished (a mount, a checkout) is a fault, not an order to forget every command.
    if (isSame || faulty.has(folder)) return;
    inForce = next;
    log.info({ commands: next.map(({ name }) => name) }, "commands were reloaded");
    for (const listener of listeners) listener();
  }

  const watcher = watch(folder, (_event, file) => {
    if (file !== null && !isCommandFile(file)) return;
    clearTimeout(timer);
    timer = setTimeout(() => void reload(), SETTLE_MS);
  });
  watcher.on("error", (error) =>
    log.warn({ reason: error.message }, "command files are no longer watched; restart to take up edits"),
  );
  return {
    ...createIndex(() => inForce),
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

function createIndex(current: () => readonly Command[]): Pick<Commands, "list" | "find"> {
  return { list: current, find: (name) => current().find((command) => command.name === name) ?? null };
}

const byName = (a: Command, b: Command) => a.name.localeCompare(b.name);
const identity = (command: Command) => `${command.name}@${command.revision}`;
