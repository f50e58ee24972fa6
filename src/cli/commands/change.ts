/** `fewshot commands publish`, `retire`, `back` and `delete`: what is in force. */

import { parseSource } from "../../commands/watch.ts";
import {
  describeScope,
  narrowness,
  OPERATOR,
  type SavedVersion,
  type Scope,
  workspaceOf,
} from "../../core/command/saved-command.ts";
import { BotError } from "../../core/errors.ts";
import type { GateReport } from "../../flows/commands/gate/ports.ts";
import { mayPublish } from "../../flows/commands/versions/rights.ts";
import type { OpenedStore } from "../../store/store.ts";
import { sayFaults, terminalWords } from "../shared/faults.ts";
import { print, printJson } from "../shared/output.ts";
import { type GateOptions, passTerminalGate } from "./gate.ts";
import {
  findVersion,
  liveScope,
  parseScope,
  readName,
  type SavedContext,
  type StoreContext,
  withStore,
} from "./open.ts";
import { where } from "./read.ts";

export interface ChangeOptions {
  readonly json?: boolean;
  readonly scope?: string;
  readonly note?: string;
}

export function publish(typed: string, options: ChangeOptions & GateOptions): Promise<void> {
  return withStore(async (context) => {
    const { store } = context;
    const { name, number } = readName(typed);
    const version =
      number === null ? await newestDraft(store, name) : await findVersion(store, { name, number });
    const scope = options.scope === undefined ? workspaceOf(version.scope) : parseScope(options.scope);
    const { published, report } = await publishVersion(context, version, { scope, options });
    if (options.json)
      return printJson({
        name,
        number: published.number,
        scope: describeScope(scope),
        replaced: published.replaced,
        measured: report,
      });
    print(
      `${name}@${published.number} is live ${where(describeScope(scope))}. ${TAKEN_UP} To undo: fewshot commands back ${name}`,
    );
  });
}

/** Publishes a version past the gate.
 * @throws {BotError} INPUT_USAGE where it can't be published, or something speaks against it */
export async function publishVersion(
  context: StoreContext,
  version: SavedVersion,
  { scope, options }: { readonly scope: Scope; readonly options: GateOptions },
): Promise<{ readonly published: SavedVersion; readonly report: GateReport | null }> {
  const { name, number } = version;
  if (!mayPublish("operator", { version, scope, place: scope }))
    throw new BotError(
      "INPUT_USAGE",
      `Nothing can be published for ${describeScope(scope)}: it is everybody's direct messages. Publish everywhere, or for one channel.`,
    );
  const parsed = parseSource(name, version.source);
  if ("faults" in parsed)
    throw new BotError(
      "INPUT_USAGE",
      `${terminalWords().saving.notPublished(`${name}@${number}`)}\n${sayFaults(parsed.faults)}`,
    );
  // Measuring takes seconds: what somebody else publishes meanwhile is not replaced unseen.
  const before = await liveNumber(context.store, name, scope);
  const { note, report } = await passTerminalGate(
    context,
    { version, command: parsed.command, scope },
    options,
  );
  const published = await context.store.publishVersion(version, {
    ...{ scope, by: OPERATOR, note, instead: before },
  });
  if (!published) {
    const now = await liveNumber(context.store, name, scope);
    throw new BotError(
      "INPUT_USAGE",
      now === before
        ? `${name}@${number} was deleted meanwhile. What is left: fewshot commands history ${name}.`
        : `${name}@${number} was not published: meanwhile somebody changed what is live ${where(describeScope(scope))} (fewshot commands history ${name}). Publish it again to compare it with that.`,
    );
  }
  return { published, report };
}

/** Number of what is live in a scope itself; null for nothing. */
async function liveNumber(store: OpenedStore, name: string, scope: Scope): Promise<number | null> {
  const live = await store.findSeen(name, "live", scope);
  return live && describeScope(live.scope) === describeScope(scope) ? live.number : null;
}

/** @throws {BotError} INPUT_USAGE where there is no draft */
async function newestDraft(store: OpenedStore, name: string): Promise<SavedVersion> {
  const versions = await store.listVersions(name);
  // A draft that is older than what is live was left behind: whoever means it names it.
  const newest = versions.find(({ state }) => state !== "retired");
  if (newest?.state === "draft") return newest;
  throw new BotError(
    "INPUT_USAGE",
    versions.length === 0
      ? `Nothing is saved of ${name}. Save a version: fewshot commands import FILE.`
      : `${name} has no draft that is newer than what is live. Name a version to publish it: ${versions.map(({ number }) => `${name}@${number}`).join(", ")}.`,
  );
}

export function retire(typed: string, options: ChangeOptions): Promise<void> {
  return withStore(async ({ store, files }) => {
    const { name, number } = readName(typed);
    const scope = await liveScope(store, name, options.scope);
    await assertLive(store, { name, number, scope });
    const retired = await store.retireVersion(name, ending(number, scope, options));
    // Somebody else was faster.
    if (!retired) await assertLive(store, { name, number, scope });
    if (!retired) throw nothingLive(name, scope);
    if (options.json) return printJson({ name, number: retired.number, scope: describeScope(scope) });
    print(
      `${name}@${retired.number} is retired ${where(describeScope(scope))}; ${whatIsLeft(files, name, scope)}. ${TAKEN_UP} To undo: fewshot commands publish ${name}@${retired.number} --scope ${describeScope(scope)}`,
    );
  });
}

export function back(typed: string, options: ChangeOptions): Promise<void> {
  return withStore(async ({ store, files }) => {
    const { name, number } = readName(typed);
    const scope = await liveScope(store, name, options.scope);
    await assertLive(store, { name, number, scope });
    const done = await store.stepBack(name, ending(number, scope, options));
    if (!done) await assertLive(store, { name, number, scope });
    if (!done) throw nothingLive(name, scope);
    const { from, to } = done;
    if (options.json)
      return printJson({ name, from: from.number, to: to?.number ?? null, scope: describeScope(scope) });
    const now = to ? `${name}@${to.number} is live again` : whatIsLeft(files, name, scope);
    print(`${name}@${from.number} is retired ${where(describeScope(scope))}; ${now}. ${TAKEN_UP}`);
  });
}

const ending = (number: number | null, scope: Scope, { note }: ChangeOptions) => ({
  ...{ scope, by: OPERATOR, note: note ?? null },
  ...(number === null ? {} : { from: number }),
});

/** A number that is named is that of what is live: something else was not meant.
 * @throws {BotError} INPUT_USAGE where another version is live there */
async function assertLive(
  store: OpenedStore,
  { name, number, scope }: { readonly name: string; readonly number: number | null; readonly scope: Scope },
): Promise<void> {
  const place = describeScope(scope);
  const live = (await store.liveVersions()).find(
    (one) => one.name === name && describeScope(one.scope) === place,
  );
  if (number === null || !live || live.number === number) return;
  throw new BotError(
    "INPUT_USAGE",
    `${name}@${number} is not live ${where(place)}; ${name}@${live.number} is. Nothing was changed.`,
  );
}

export function remove(typed: string, { json }: ChangeOptions): Promise<void> {
  return withStore(async ({ store }) => {
    const { name, number } = readName(typed);
    if (number === null)
      throw new BotError(
        "INPUT_USAGE",
        `Name the version to delete, like ${name}@3. All: fewshot commands history ${name}.`,
      );
    const version = await findVersion(store, { name, number });
    if (version.state === "live" || !(await store.deleteVersion(version, OPERATOR)))
      throw new BotError(
        "INPUT_USAGE",
        `${name}@${number} is live. Retire it first: fewshot commands retire ${name}`,
      );
    if (json) return printJson({ name, number });
    print(`${name}@${number} is deleted. Its line in the history stays, its text does not.`);
  });
}

const nothingLive = (name: string, scope: Scope) =>
  new BotError(
    "INPUT_USAGE",
    `No saved version of ${name} is live ${where(describeScope(scope))}. See: fewshot commands history ${name}`,
  );

const whatIsLeft = (files: SavedContext["files"], name: string, scope: Scope) => {
  if (narrowness(scope) > 0) return "what is live more widely, else the file, is in force there";
  return files.find(name) ? "the file is in force again" : "no file has that name";
};

const TAKEN_UP = "A running bot takes it up at once.";
