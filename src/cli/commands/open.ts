/** Opens files and store for `fewshot commands …`, and finds versions by what was typed. */

import { stat } from "node:fs/promises";
import { join } from "node:path";
import { loadCommands, readSource } from "../../commands/load.ts";
import { fixedCommands } from "../../commands/watch.ts";
import { type Config, readConfig } from "../../config/config.ts";
import {
  describeScope,
  EVERYWHERE,
  narrowness,
  readBadVersion,
  readScope,
  readVersionName,
  type SavedVersion,
  type Scope,
} from "../../core/command/saved-command.ts";
import { BotError } from "../../core/errors.ts";
import type { Commands } from "../../flows/ports/commands.ts";
import type { OpenedStore } from "../../store/store.ts";
import { sayFault, sayFaults } from "../shared/faults.ts";
import { say } from "../shared/output.ts";
import { asOptions, sayNotLive } from "./not-live.ts";

/** What verbs about saved commands work with. */
export interface SavedContext {
  readonly config: Config;
  readonly files: Commands;
  /** Null where there is no data folder yet, so nothing is saved. */
  readonly store: OpenedStore | null;
}

/** The same where there is a store. */
export type StoreContext = SavedContext & { readonly store: OpenedStore };

/** Opens them for one piece of work. Reading never makes a data folder.
 * @throws {BotError} STORE_*, e.g. STORE_LOCKED while the bot runs on the data folder */
export async function withSaved(work: (context: SavedContext) => Promise<void>): Promise<void> {
  const config = readConfig();
  const { commands, faults } = await loadCommands(config.COMMANDS_DIR);
  for (const fault of faults) say(sayFault(fault));
  const store = await openExisting(config);
  try {
    await work({ config, files: fixedCommands(commands), store });
  } finally {
    await store?.close();
  }
}

/** The store, where there is one; null where nothing was ever saved. Reading never makes a data folder.
 * @throws {BotError} STORE_* */
export async function openExisting(config: Config): Promise<OpenedStore | null> {
  const isNew = config.DATABASE_URL === undefined && !(await exists(join(config.DATA_DIR, "cluster")));
  return isNew ? null : open(config);
}

/** The same for work that saves or changes something. */
export function withStore(work: (context: StoreContext) => Promise<void>): Promise<void> {
  return withSaved(async (context) => {
    const store = context.store ?? (await open(context.config));
    try {
      await work({ ...context, store });
    } finally {
      if (context.store === null) await store.close();
    }
  });
}

async function open({ DATABASE_URL, DATA_DIR, RETENTION_DAYS }: Config): Promise<OpenedStore> {
  const { openStore } = await import("../../store/store.ts");
  return openStore({
    databaseUrl: DATABASE_URL,
    dataDir: DATABASE_URL ? undefined : DATA_DIR,
    retentionDays: RETENTION_DAYS || null,
    isBeside: true,
    log: { info() {}, warn: (_fields, message) => say(message), error: (_fields, message) => say(message) },
  });
}

/** @throws {BotError} INPUT_USAGE for what is no name of a command */
export function readName(typed: string): { readonly name: string; readonly number: number | null } {
  const read = readVersionName(typed);
  if (read) return read;
  const bad = readBadVersion(typed);
  if (bad?.typed === "file")
    throw new BotError(
      "INPUT_USAGE",
      `The file of ${bad.name} is no saved version; show and diff alone take it. Save it as one: npx fewshot commands import FILE.`,
    );
  if (bad)
    throw new BotError(
      "INPUT_USAGE",
      `"${typed}" names no version: versions are numbered from 1, like ${bad.name}@1. All of them: npx fewshot commands history ${bad.name}.`,
    );
  throw new BotError(
    "INPUT_USAGE",
    `"${typed}" names no command. Write a name, or a name and a version: triage, triage@3.`,
  );
}

/** The same, where "triage@file" is the file of a command.
 * @throws {BotError} INPUT_USAGE for what is no name of a command */
export function readNameOrFile(typed: string): {
  readonly name: string;
  readonly which: number | "file" | null;
} {
  const own = /^(.+)@file$/i.exec(typed)?.[1];
  const { name, number } = readName(own ?? typed);
  return { name, which: own === undefined ? number : "file" };
}

/** @throws {BotError} INPUT_USAGE for what is no scope */
export function parseScope(typed: string): Scope {
  const scope = readScope(typed);
  if (scope) return scope;
  throw new BotError(
    "INPUT_USAGE",
    `--scope ${typed} is no scope. Write everywhere, or a workspace (slack:T0123, discord:1234567890), or a channel of it (slack:T0123:C0456).`,
  );
}

/** @throws {BotError} INPUT_USAGE where there is no such version */
export async function findVersion(
  store: OpenedStore | null,
  { name, number }: { readonly name: string; readonly number: number },
): Promise<SavedVersion> {
  const version = await store?.findVersion(name, number);
  if (version) return version;
  const saved = (await store?.listVersions(name)) ?? [];
  const events = (await store?.listVersionEvents(name)) ?? [];
  if (events.some((event) => event.action === "deleted" && event.number === number))
    throw new BotError("INPUT_USAGE", sayDeleted(name, number));
  throw new BotError(
    "INPUT_USAGE",
    saved.length === 0
      ? `Nothing is saved of ${name}. Save a version: npx fewshot commands import FILE. All commands: npx fewshot commands list.`
      : `${name} has no version ${number}. There are: ${saved.map((one) => `${name}@${one.number}`).join(", ")}.`,
  );
}

export const sayDeleted = (name: string, number: number) =>
  `${name}@${number} was deleted. Its history, with what is left: npx fewshot commands history ${name}.`;

/** The scope that is meant where none was typed: the one where the version is live that was named, or any.
 * @throws {BotError} INPUT_USAGE where nothing is live, or in several scopes */
export async function liveScope(
  store: OpenedStore,
  { name, number }: { readonly name: string; readonly number: number | null },
  typed: string | undefined,
): Promise<Scope> {
  if (typed !== undefined) return parseScope(typed);
  const live = (await store.liveVersions()).filter((one) => one.name === name);
  const named = live.find((one) => one.number === number);
  const scopes = (named ? [named] : live).map(({ scope }) => scope);
  const [only] = scopes;
  if (scopes.length === 1 && only) return only;
  throw new BotError(
    "INPUT_USAGE",
    scopes.length === 0
      ? `No saved version of ${name} is live. What is saved: npx fewshot commands history ${name}.`
      : `${name} is live in several scopes. Name one: ${asOptions(scopes.map(describeScope))}.`,
  );
}

/** A text with where it comes from. */
export interface Text {
  readonly from: string;
  readonly source: string;
}

/** What is in force: the live version of a scope, else the file, else the newest version.
 * @throws {BotError} INPUT_USAGE where there is nothing of that name */
export async function findInForce(
  context: SavedContext,
  name: string,
  typed: string | undefined,
): Promise<Text & { readonly version: SavedVersion | null }> {
  const scope = typed === undefined ? EVERYWHERE : parseScope(typed);
  const versions = (await context.store?.listVersions(name)) ?? [];
  const isLive = (one: SavedVersion) =>
    one.state === "live" && describeScope(one.scope) === describeScope(scope);
  const file = await readFileOf(context.config, name);
  const anywhere = file === null && typed === undefined ? versions.toSorted(liveFirst)[0] : undefined;
  const version = versions.find(isLive) ?? anywhere;
  if (version) return { ...textOf(version), version };
  if (file) return { ...file, version: null };
  throw new BotError("INPUT_USAGE", await sayNotLive(context.store, name, scope));
}

const liveFirst = (a: SavedVersion, b: SavedVersion) =>
  Number(b.state === "live") - Number(a.state === "live") ||
  narrowness(a.scope) - narrowness(b.scope) ||
  b.number - a.number;

export function textOf({ name, number, source }: SavedVersion): Text {
  return { from: `${name}@${number}`, source };
}

/** The file of a command, faulty or not; null where there is none. */
export async function readFileOf({ COMMANDS_DIR }: Config, name: string): Promise<Text | null> {
  const path = await pathOf(COMMANDS_DIR, name);
  return (await exists(path)) ? readText(path) : null;
}

/** The same, where there must be one.
 * @throws {BotError} INPUT_USAGE where there is none */
export async function findFile(config: Config, name: string): Promise<Text> {
  const text = await readFileOf(config, name);
  if (text) return text;
  throw new BotError(
    "INPUT_USAGE",
    `There is no file of a command ${name} in ${config.COMMANDS_DIR}. All commands: npx fewshot commands list.`,
  );
}

/** Where the file of a command is, or would be. */
export async function pathOf(folder: string, name: string): Promise<string> {
  const short = join(folder, `${name}.yml`);
  return (await exists(short)) ? short : join(folder, `${name}.yaml`);
}

/** @throws {BotError} INPUT_USAGE where it can't be read */
export async function readText(path: string): Promise<Text> {
  const read = await readSource(path);
  if ("faults" in read) throw new BotError("INPUT_USAGE", sayFaults(read.faults));
  return { from: path, source: read.source };
}

export function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
