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
import type { Ending } from "../../flows/commands/versions/ports.ts";
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
  sayDeleted,
  withStore,
} from "./open.ts";
import { where } from "./read.ts";

export interface ChangeOptions {
  readonly json?: boolean;
  readonly scope?: string;
  readonly note?: string;
}

export async function publish(typed: string, options: ChangeOptions & GateOptions): Promise<void> {
  const { name, number } = readName(typed);
  const typedScope = options.scope === undefined ? null : parseScope(options.scope);
  await withStore(async (context) => {
    const { store } = context;
    const version =
      number === null ? await newestDraft(store, name) : await findVersion(store, { name, number });
    const scope = typedScope ?? workspaceOf(version.scope);
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
      `${name}@${published.number} is live ${where(describeScope(scope))}. ${TAKEN_UP} To undo: npx fewshot commands back ${name}@${published.number}`,
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
        ? sayDeleted(name, number)
        : `${name}@${number} was not published: meanwhile somebody changed what is live ${where(describeScope(scope))} (npx fewshot commands history ${name}). Publish it again to compare it with that.`,
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
  const [last] = versions;
  throw new BotError(
    "INPUT_USAGE",
    last !== undefined && newest === undefined
      ? `All versions of ${name} are retired. Publish the newest one again: npx fewshot commands publish ${name}@${last.number}`
      : versions.length === 0
        ? `Nothing is saved of ${name}. Save a version: npx fewshot commands import FILE.`
        : `${name} has no draft that is newer than what is live. Name a version to publish it: ${versions.map(({ number }) => `${name}@${number}`).join(", ")}.`,
  );
}

export function retire(typed: string, options: ChangeOptions): Promise<void> {
  return endLive("retire", typed, options, async ({ store, files }, ending) => {
    const { name, scope } = ending;
    const retired = await store.retireVersion(name, ending);
    if (!retired) return false;
    if (options.json) printJson({ name, number: retired.number, scope: describeScope(scope) });
    else
      print(
        `${name}@${retired.number} is retired ${where(describeScope(scope))}; ${whatIsLeft(files, name, scope)}. ${TAKEN_UP} To undo: npx fewshot commands publish ${name}@${retired.number} --scope ${describeScope(scope)}`,
      );
    return true;
  });
}

export function back(typed: string, options: ChangeOptions): Promise<void> {
  return endLive("back", typed, options, async ({ store, files }, ending) => {
    const { name, scope } = ending;
    const done = await store.stepBack(name, ending);
    if (!done) return false;
    const { from, to } = done;
    if (options.json)
      printJson({ name, from: from.number, to: to?.number ?? null, scope: describeScope(scope) });
    else {
      const now = to ? `${name}@${to.number} is live again` : whatIsLeft(files, name, scope);
      const further = to ? ` One step further: npx fewshot commands back ${name}@${to.number}` : "";
      print(
        `${name}@${from.number} is retired ${where(describeScope(scope))}; ${now}. ${TAKEN_UP}${further} To undo: npx fewshot commands publish ${name}@${from.number} --scope ${describeScope(scope)}`,
      );
    }
    return true;
  });
}

/** Ends what is live: the version that was named, else the one that was live when the verb was typed.
 * @param end returns whether it was still live
 * @throws {BotError} INPUT_USAGE where nothing is live, another version than the one named, or one that came meanwhile */
async function endLive(
  verb: "retire" | "back",
  typed: string,
  { scope: typedScope, note }: ChangeOptions,
  end: (context: StoreContext, ending: Ending & { readonly name: string }) => Promise<boolean>,
): Promise<void> {
  const typedMs = performance.now();
  const named = readName(typed);
  const { name } = named;
  await withStore(async (context) => {
    const { store } = context;
    const scope = await liveScope(store, named, typedScope);
    const place = describeScope(scope);
    const live = await liveNumber(store, name, scope);
    const wrong = (why: string, rest = "") =>
      new BotError("INPUT_USAGE", `${why} Nothing was changed.${rest}`);
    if (live === null) throw nothingLive(name, scope);
    if (named.number !== null && live !== named.number)
      throw wrong(`${name}@${named.number} is not live ${where(place)}; ${name}@${live} is.`);
    // Two people who go back at the same moment mean one step. Both times are spans: clocks of two machines differ. The time that the store's
    // answer takes is in neither, so that what was live before is never taken for later.
    const sinceTypedMs = performance.now() - typedMs;
    if (named.number === null && (await store.sinceLive(name, scope)) < sinceTypedMs)
      throw wrong(
        `${name}@${live} became live ${where(place)} a moment ago (npx fewshot commands history ${name}).`,
        ` If you mean it: npx fewshot commands ${verb} ${name}@${live}`,
      );
    if (await end(context, { name, scope, by: OPERATOR, note: note ?? null, from: live })) return;
    const now = await liveNumber(store, name, scope);
    if (now === null) throw nothingLive(name, scope);
    throw wrong(`${name}@${live} is no longer live ${where(place)}; ${name}@${now} is.`);
  });
}

export async function remove(typed: string, { json }: ChangeOptions): Promise<void> {
  const { name, number } = readName(typed);
  if (number === null)
    throw new BotError(
      "INPUT_USAGE",
      `Name the version to delete, like ${name}@3. All: npx fewshot commands history ${name}.`,
    );
  await withStore(async ({ store }) => {
    const version = await findVersion(store, { name, number });
    if (version.state === "live" || !(await store.deleteVersion(version, OPERATOR))) {
      // Somebody else may have deleted it meanwhile.
      await findVersion(store, { name, number });
      throw new BotError(
        "INPUT_USAGE",
        `${name}@${number} is live. Retire it first: npx fewshot commands retire ${name}@${number}`,
      );
    }
    if (json) return printJson({ name, number });
    print(`${name}@${number} is deleted. Its line in the history stays, its text does not.`);
  });
}

const nothingLive = (name: string, scope: Scope) =>
  new BotError(
    "INPUT_USAGE",
    `No saved version of ${name} is live ${where(describeScope(scope))}. See: npx fewshot commands history ${name}`,
  );

const whatIsLeft = (files: SavedContext["files"], name: string, scope: Scope) => {
  if (narrowness(scope) > 0) return "what is live more widely, else the file, is in force there";
  return files.find(name) ? "the file is in force again" : "no file has that name";
};

const TAKEN_UP = "A running bot takes it up at once.";
