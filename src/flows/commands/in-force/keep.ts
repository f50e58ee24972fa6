/**
 * Notes what each command is answered with, and keeps its answers to the tests and to a part of the audit. When another model answers after
 * a start, or the file of a command has another text, what it answers is compared with what was kept, and the history says so. Nothing is
 * switched by it: a person chose the model, and undoes it in the same way.
 */

import type { Command } from "../../../core/command/command.ts";
import { EVERYWHERE, narrowness, type Scope } from "../../../core/command/saved-command.ts";
import { toBotError } from "../../../core/errors.ts";
import { isQuick } from "../../asks/answer/backend-for.ts";
import { inBackground } from "../../asks/answer/in-background.ts";
import { createResponder } from "../../asks/answer/respond.ts";
import type { Log } from "../../bot/context.ts";
import { infoOf, type KnownModel } from "../../bot/known-model.ts";
import type { Heads } from "../../learning/heads.ts";
import { modelKey } from "../../learning/see.ts";
import type { Backend } from "../../ports/backend.ts";
import type { Commands } from "../../ports/commands.ts";
import { askSides, sentencesFor } from "../gate/measure.ts";
import { gateRows } from "../gate/rows.ts";
import { createSides, type Side } from "../gate/sides.ts";
import type { VersionStore } from "../versions/ports.ts";
import { type ChangePorts, changeNote, isUnpublished, reportOf, saidOf } from "./change.ts";
import { keyOfHeld, keyOfRow, keyOfText, rowsSince, type Said } from "./compare.ts";
import type { InForce, InForceStore, KeptAnswers } from "./ports.ts";

interface KeepPorts extends ChangePorts {
  readonly store: ChangePorts["store"] &
    Pick<InForceStore, "noteInForce"> &
    Pick<VersionStore, "liveVersions">;
  readonly backend: Backend;
  readonly model: Pick<KnownModel, "status" | "onChange">;
  readonly commands: Pick<Commands, "list" | "find" | "onChange">;
  readonly heads: Pick<Heads, "find">;
  readonly log: Log;
  /** After a start, or a change of a command: a change is looked for, and answers are kept for the next one. In milliseconds. */
  readonly afterMs?: { readonly change: number; readonly keep: number };
}

/** Whoever starts the bot uses it first. */
const AFTER_MS = { change: 3_000, keep: 60_000 };
/** What failed, and models that are opened later, are looked at again. */
const EVERY_MS = 10 * 60_000;
/** Characters of a revision that people see. */
const REVISION_CHARACTERS = 12;

/** @returns how to stop */
export function keepAnswers(ports: KeepPorts): () => void {
  const { store, backend, model, commands, heads, log, afterMs = AFTER_MS } = ports;
  const behind = inBackground(backend);
  const sideOf = createSides();
  const sidePorts = {
    backend: behind,
    respond: createResponder(behind, heads),
    headOf: (command: Command, scope: Scope, info: Side["model"]) =>
      heads.find(command, scope.platform === "" ? undefined : scope, info)?.number ?? null,
  };
  const stop = new AbortController();
  const { signal } = stop;
  const timers = new Set<NodeJS.Timeout>();
  let sweeping: Promise<void> = Promise.resolve();

  async function look(command: Command, scope: Scope, mayKeep: boolean): Promise<void> {
    if (!isOpen(backend, command)) return;
    const side = await sideOf(sidePorts, command, scope);
    const [own, last] = [modelKey(side.model), (await store.inForce(command.name, scope))[0]];
    const now: InForce = {
      ...{ model: own, revision: command.revision, since: new Date() },
      kept: describe(side, {}),
    };
    const isSame = last?.model === own && last.revision === command.revision;
    const isKept = isSame && last.kept.head === side.head && Object.keys(last.kept.answers).length > 0;
    const isChange = last !== undefined && !isSame;
    if (isKept || (isSame && !mayKeep)) return;
    const isAsked =
      command.labels !== null &&
      isQuick(backend, side.model) &&
      (mayKeep || (isChange && isUnpublished(now, last)));
    const said = isChange ? await saidOf(ports, command, scope) : { team: [], checks: [] };
    const answers = isAsked ? await answersOf(side, isChange ? last : null, said) : {};
    if (isSame && !isAsked) return;
    const found: InForce = { ...now, kept: describe(side, answers) };
    const note =
      isChange && isUnpublished(found, last)
        ? changeNote({
            ...{ now: found, before: last },
            report: reportOf(ports, command, { now: found, before: last, said }),
          })
        : null;
    const { model: key, revision, kept } = found;
    const isNews = await store.noteInForce({
      ...{ name: command.name, scope, model: key, revision, kept, note },
    });
    if (isNews && note !== null)
      log.warn({ command: command.name, change: note }, "a command is answered in another way than before");
  }

  /** What a side says to the tests and to a part of the audit, and to the spot checks that the earlier one answered. */
  async function answersOf(side: Side, before: InForce | null, said: Said): Promise<KeptAnswers["answers"]> {
    const { command } = side;
    const rows =
      before === null
        ? gateRows({ before: command, after: command }, [])
        : rowsSince(command, before, said).rows;
    const pairs = ports.pairs(command, side.model, sentencesFor(backend, side.model));
    const texts = new Set([
      ...rows.map(({ text }) => text),
      ...pairs.flatMap(({ plain, text }) => [plain, text]),
    ]);
    const [answered] = await askSides([side], [...texts], { signal, onProgress() {} });
    const of = (key: string, text: string) => {
      const found = answered?.get(text);
      return found ? [[key, [found.shown, found.best]] as const] : [];
    };
    return Object.fromEntries([
      ...rows.flatMap((row) => of(keyOfRow(row), row.text)),
      ...pairs.flatMap(({ plain, text }) => [plain, text]).flatMap((text) => of(keyOfText(text), text)),
    ]);
  }

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

/** Whether the model that answers a command is open; nobody waits for one to be opened for this. */
function isOpen(backend: Backend, { model }: Command): boolean {
  return model === null || backend.isOpen?.(model) !== false;
}

function describe({ command, model, head, tokens }: Side, answers: KeptAnswers["answers"]): KeptAnswers {
  return {
    version: 1,
    commandVersion: command.version ?? null,
    model: `${model.name} ${model.revision.slice(0, REVISION_CHARACTERS)}`,
    parameters: model.parameters,
    scripts: model.scripts,
    ...{ head, tokens, answers },
    held: command.examples.map(({ input }) => keyOfHeld(input)),
  };
}
