/** `fewshot commands export` and `import`: between versions in the store and files, letter by letter. */

import { readdir, writeFile } from "node:fs/promises";
import { basename, extname, join } from "node:path";
import pc from "picocolors";
import { parseVersion } from "../../commands/catalogue.ts";
import { isCommandFile, readSource } from "../../commands/load.ts";
import { parseCommand } from "../../commands/source/parse.ts";
import {
  describeScope,
  EVERYWHERE,
  MAX_SOURCE_BYTES,
  OPERATOR,
  RESERVED_WORDS,
  type SavedVersion,
  type Scope,
} from "../../core/command/saved-command.ts";
import { explainWarning, warningsOf } from "../../core/command/warnings.ts";
import { BotError } from "../../core/errors.ts";
import { makeFolder } from "../../files/make-folder.ts";
import { type Draft, losesFile, type SaveResult, saveDraft } from "../../flows/commands/versions/save.ts";
import type { OpenedStore } from "../../store/store.ts";
import { sayFault, sayFaults, terminalWords } from "../shared/faults.ts";
import { count, print, printJson, say } from "../shared/output.ts";
import { checkFolderTarget } from "../shared/report-file.ts";
import { publishVersion } from "./change.ts";
import type { GateOptions } from "./gate.ts";
import { asOptions, sayElsewhere } from "./not-live.ts";
import {
  exists,
  findVersion,
  parseScope,
  pathOf,
  readName,
  readText,
  type StoreContext,
  withSaved,
  withStore,
} from "./open.ts";
import { where } from "./read.ts";

export interface ExportOptions {
  readonly to?: string;
  readonly scope?: string;
  readonly force?: boolean;
  readonly json?: boolean;
}

/** Writes versions as command files: all of them, or none where a file has another text. */
export async function exportVersions(names: readonly string[], options: ExportOptions): Promise<void> {
  await checkFolderTarget("--to", options.to);
  await withSaved(async ({ store, config }) => {
    const folder = options.to ?? config.COMMANDS_DIR;
    const versions = await chosen(store, names, options);
    const { written, same } = await writeVersions(folder, versions, options.force ?? false);
    const others = names.length === 0 ? await scopesBeside(store, options) : [];
    if (options.json) return printJson({ written, same, otherScopes: others });
    if (others.length > 0)
      say(
        `More is live in ${others.length === 1 ? "another scope" : "other scopes"}. Export each to a folder of its own: ${asOptions(others)}.`,
      );
    if (versions.length === 0)
      return print(
        `No saved version is live ${where(options.scope ?? "everywhere")}; there is nothing to export.`,
      );
    for (const path of written) print(path);
    say(
      `${count(written.length, "file")} written${same.length > 0 ? `, ${same.length} had that text already` : ""}.`,
    );
  });
}

const scopeOf = ({ scope }: ExportOptions): Scope => (scope === undefined ? EVERYWHERE : parseScope(scope));

/** Other scopes in which something is live. */
async function scopesBeside(store: OpenedStore | null, options: ExportOptions): Promise<string[]> {
  const live = ((await store?.liveVersions()) ?? []).map(({ scope }) => describeScope(scope));
  return [...new Set(live)].filter((one) => one !== describeScope(scopeOf(options))).sort();
}

/** The versions that are live in a scope, or those that are named. */
async function chosen(
  store: OpenedStore | null,
  names: readonly string[],
  options: ExportOptions,
): Promise<SavedVersion[]> {
  const scope = scopeOf(options);
  const live = ((await store?.liveVersions()) ?? []).filter(
    (one) => describeScope(one.scope) === describeScope(scope),
  );
  if (names.length === 0) return live;
  const found: SavedVersion[] = [];
  for (const typedName of names) {
    const { name, number } = readName(typedName);
    const version =
      number === null ? live.find((one) => one.name === name) : await findVersion(store, { name, number });
    if (!version)
      throw new BotError(
        "INPUT_USAGE",
        (await sayElsewhere(store, name, scope)) ?? (await sayNoneToExport(store, name, scope)),
      );
    if (found.some((one) => one.name === name))
      throw new BotError(
        "INPUT_USAGE",
        `${name} is named twice, and both would be ${name}.yaml. Export them to two folders.`,
      );
    found.push(version);
  }
  return found;
}

/** With the newest version that there is. */
async function sayNoneToExport(store: OpenedStore | null, name: string, scope: Scope): Promise<string> {
  const [newest] = (await store?.listVersions(name)) ?? [];
  if (!newest)
    return `Nothing is saved of ${name}, so there is nothing to export. All commands: npx fewshot commands list.`;
  return `No saved version of ${name} is live ${where(describeScope(scope))}. Name a version: npx fewshot commands export ${name}@${newest.number}. All: npx fewshot commands history ${name}.`;
}

/** Writes each version as NAME.yaml.
 * @throws {BotError} INPUT_USAGE where a file has another text and `isForced` is false (then nothing is written), or can't be written */
export async function writeVersions(
  folder: string,
  versions: readonly Pick<SavedVersion, "name" | "source">[],
  isForced: boolean,
): Promise<{ readonly written: readonly string[]; readonly same: readonly string[] }> {
  const targets = await Promise.all(
    versions.map(async ({ name, source }) => {
      const path = await pathOf(folder, name);
      const present = (await exists(path)) ? (await readText(path)).source : null;
      return { path, source, present };
    }),
  );
  const others = targets.filter(({ present, source }) => present !== null && present !== source);
  if (others.length > 0 && !isForced)
    throw new BotError(
      "INPUT_USAGE",
      `Nothing is written: ${others.map(({ path }) => path).join(", ")} ${others.length === 1 ? "has" : "have"} another text. Compare them with npx fewshot commands diff, and write over with --force, or into another folder with --to.`,
    );
  const changed = targets.filter(({ present, source }) => present !== source);
  try {
    await makeFolder(folder);
    for (const { path, source } of changed) await writeFile(path, source);
  } catch (cause) {
    const { code, path } = cause as NodeJS.ErrnoException;
    throw new BotError("INPUT_USAGE", `${path ?? folder} can't be written (${code ?? "unknown error"}).`, {
      cause,
    });
  }
  const paths = (some: typeof targets) => some.map(({ path }) => path);
  return {
    written: paths(changed),
    same: paths(targets.filter(({ present, source }) => present === source)),
  };
}

export interface ImportOptions extends GateOptions {
  readonly scope?: string;
  readonly publish?: boolean;
}

/** Saves command files as drafts, and publishes them where that is wanted. Faulty files are named, and then nothing is saved. */
export function importFiles(paths: readonly string[], options: ImportOptions): Promise<void> {
  return withStore(async (context) => {
    const scope = options.scope === undefined ? EVERYWHERE : parseScope(options.scope);
    const { drafts, faults: unread } = await readDrafts(paths, { scope, note: options.note ?? null });
    const faults = [...unread, ...drafts.flatMap(faultsOf)];
    if (faults.length > 0)
      throw new BotError("INPUT_USAGE", `${terminalWords().saving.nothingSaved}\n${faults.join("\n")}`);
    const saved: SavedVersion[] = [];
    const known = new Set((await context.store.liveVersions()).map(({ id }) => id));
    for (const draft of drafts) {
      const version = await saveOne(context, draft, options);
      saved.push(version);
      // Said at once: a file behind it may be refused by the gate.
      if (!options.json) printSaved(version, scope, known.has(version.id) ? [] : doubtsOf(version, context));
    }
    if (options.json) printJson({ saved: saved.map(({ name, number, state }) => ({ name, number, state })) });
  });
}

function printSaved({ name, number, state }: SavedVersion, scope: Scope, doubts: readonly string[]): void {
  print(
    state === "live"
      ? `${name}@${number} is live ${where(describeScope(scope))}.`
      : `${name}@${number} is saved as a ${state === "draft" ? "draft" : "version"}. Publish it: npx fewshot commands publish ${name}@${number} --scope ${describeScope(scope)}`,
  );
  for (const line of doubts) print(pc.dim(`  ${line}`));
}

/** What may be wrong with it, as it is said where it is made in a form. */
function doubtsOf(
  version: SavedVersion,
  { config: { MODEL, INFERENCE_URL }, files }: StoreContext,
): string[] {
  const parsed = parseVersion(version);
  if ("faults" in parsed) return [];
  const isBuiltin = MODEL === "builtin" && INFERENCE_URL === undefined;
  const words = terminalWords();
  return [
    ...(losesFile(files, version.name) ? [words.review.losesFile] : []),
    ...warningsOf(parsed.command, isBuiltin).map((warning) => explainWarning(warning, words)),
  ];
}

interface FileDraft extends Draft {
  readonly path: string;
}

/** The files as drafts, unchecked; `faults` name those that can't be read, and those of one name. */
export async function readDrafts(
  paths: readonly string[],
  { scope, note }: Pick<Draft, "scope" | "note">,
): Promise<{ readonly drafts: readonly FileDraft[]; readonly faults: readonly string[] }> {
  const drafts: FileDraft[] = [];
  const faults: string[] = [];
  const files = (await Promise.all(paths.map((path) => filesOf(path, faults)))).flat();
  for (const path of files) {
    const name = basename(path, extname(path));
    const read = await readSource(path);
    const first = drafts.find((one) => one.name === name);
    if ("faults" in read) faults.push(...read.faults.map(sayFault));
    else if (first) faults.push(terminalWords().saving.sameName(path, first.path));
    else drafts.push({ path, name, source: read.source, scope, note, author: OPERATOR });
  }
  return { drafts, faults };
}

/** A command file, or those of a folder in alphabetical order. */
async function filesOf(path: string, faults: string[]): Promise<string[]> {
  if (isCommandFile(path)) return [path];
  try {
    const names = (await readdir(path)).filter(isCommandFile).sort();
    if (names.length === 0) faults.push(terminalWords().saving.noFiles(path));
    return names.map((name) => join(path, name));
  } catch {
    faults.push(terminalWords().saving.noCommandFile(path));
    return [];
  }
}

/** What keeps a file from being saved, in sentences. */
function faultsOf({ path, name, source }: FileDraft): string[] {
  const parsed = parseCommand(source, { file: path, name, isSaved: true });
  const faults = "faults" in parsed ? parsed.faults.map(sayFault) : [];
  if (RESERVED_WORDS.has(name)) faults.push(`${path}: ${explain(name, { kind: "reserved-name" })}`);
  if (Buffer.byteLength(source) > MAX_SOURCE_BYTES)
    faults.push(`${path}: ${explain(name, { kind: "too-large" })}`);
  return faults;
}

/** A text that is live in the scope already is not saved again. */
async function saveOne(context: StoreContext, draft: Draft, options: ImportOptions): Promise<SavedVersion> {
  const { store, files } = context;
  const { name, source, scope } = draft;
  const live = (await store.liveVersions()).find(
    (one) => one.name === name && describeScope(one.scope) === describeScope(scope),
  );
  if (live?.source === source) return live;
  const saved = await saveDraft({ store, commands: files }, draft);
  if (!("version" in saved)) throw new BotError("INPUT_USAGE", explain(name, saved));
  if (!options.publish) return saved.version;
  return (await publishVersion(context, saved.version, { scope, options })).published;
}

function explain(name: string, refused: Exclude<SaveResult, { readonly version: SavedVersion }>): string {
  switch (refused.kind) {
    case "faulty":
      return sayFaults(refused.faults);
    case "reserved-name":
      return terminalWords().saving.reserved(name);
    case "too-large":
      return terminalWords().saving.tooLarge(name, MAX_SOURCE_BYTES / 1024);
    default:
      return terminalWords().saving.tooMany(name);
  }
}
