/**
 * Notes what each command is answered with, and keeps its answers to the tests and to a part of the audit. When another model answers after
 * a start, or the file of a command has another text, what it answers is compared with what was kept, and the history says so. Nothing is
 * switched by it: a person chose the model, and undoes it in the same way.
 */

import { EVERYWHERE, narrowness } from "../../../core/command/saved-command.ts";
import { toBotError } from "../../../core/errors.ts";
import { infoOf, type KnownModel } from "../../asks/answer/known-model.ts";
import type { Commands } from "../../ports/commands.ts";
import type { VersionStore } from "../versions/ports.ts";
import { createLook, type LookPorts } from "./look.ts";

interface KeepPorts extends LookPorts {
  readonly store: LookPorts["store"] & Pick<VersionStore, "liveVersions">;
  readonly model: Pick<KnownModel, "status" | "onChange">;
  readonly commands: Pick<Commands, "list" | "find" | "onChange">;
  /** After a start, or a change of a command: a change is looked for, and answers are kept for the next one. In milliseconds. */
  readonly afterMs?: { readonly change: number; readonly keep: number };
}

/** Whoever starts the bot uses it first. */
const AFTER_MS = { change: 3_000, keep: 60_000 };
/** What failed, and models that are opened later, are looked at again. */
const EVERY_MS = 10 * 60_000;

/** @returns how to stop */
export function keepAnswers(ports: KeepPorts): () => void {
  const { store, model, commands, log, afterMs = AFTER_MS } = ports;
  const stop = new AbortController();
  const { signal } = stop;
  const look = createLook(ports, signal);
  const timers = new Set<NodeJS.Timeout>();
  let sweeping: Promise<void> = Promise.resolve();

  async function sweep(mayKeep: boolean): Promise<void> {
    if (signal.aborted || infoOf(model.status()) === null) return;
    const live = (await store.liveVersions()).filter(({ scope }) => narrowness(scope) > 0);
    const all = [
      ...commands.list().map((command) => ({ command, scope: EVERYWHERE })),
      ...live.flatMap(({ name, number, scope }) => {
        const command = commands.find(name, scope);
        return command?.version === number ? [{ command, scope }] : [];
      }),
    ];
    for (const { command, scope } of all) {
      if (signal.aborted) return;
      await look(command, scope, mayKeep).catch((cause: unknown) => {
        if (!signal.aborted)
          log.debug(
            { command: command.name, code: toBotError(cause).code },
            "a command's answers could not be kept",
          );
      });
    }
  }

  /** One sweep at a time. */
  function later(ms: number, mayKeep: boolean): void {
    const timer = setTimeout(() => {
      timers.delete(timer);
      sweeping = sweeping.then(() => sweep(mayKeep)).catch(() => {});
    }, ms).unref();
    timers.add(timer);
  }

  function begin(): void {
    for (const timer of timers) clearTimeout(timer);
    timers.clear();
    later(afterMs.change, false);
    // Several processes that start together do not all ask the same.
    later(afterMs.keep * (1 + Math.random()), true);
  }

  begin();
  const again = setInterval(() => later(0, true), EVERY_MS).unref();
  const stops = [model.onChange(begin), commands.onChange(begin)];
  return () => {
    stop.abort();
    clearInterval(again);
    for (const timer of timers) clearTimeout(timer);
    for (const end of stops) end();
  };
}
