/** The commands in force: the files, and in front of them the versions that were published in the store. Kept up to date in every process. */

import { byName, type Command } from "../core/command/command.ts";
import { type CommandFault, describeFault, faultIn } from "../core/command/faults.ts";
import {
  type CommandPlace,
  covers,
  describeScope,
  narrowness,
  type SavedVersion,
} from "../core/command/saved-command.ts";
import type { Log } from "../flows/bot/context.ts";
import type { VersionStore } from "../flows/commands/versions/ports.ts";
import { en } from "../i18n/en/index.ts";
import { createRefresh } from "./refresh.ts";
import { parseCommand } from "./source/parse.ts";
import { parseSource, type WatchedCommands } from "./watch.ts";

interface Published {
  readonly version: SavedVersion;
  readonly command: Command;
}

/** Opens the catalogue over watched files, which it closes.
 * @throws {BotError} STORE_* when the live versions can't be read */
// biome-ignore lint/complexity/noExcessiveLinesPerFunction: short functions that share what is in force
export async function openCatalogue({
  files,
  store,
  log,
}: {
  readonly files: WatchedCommands;
  readonly store: Pick<VersionStore, "liveVersions" | "findVersion" | "watchVersions">;
  readonly log: Log;
}): Promise<WatchedCommands> {
  let inForce: readonly Published[] = [];
  let faults: readonly CommandFault[] = [];
  /** What the last reading parsed: every change reads all live versions, of which it parses the new ones. */
  let known: ReadonlyMap<string, ReturnType<typeof parseVersion>> = new Map();
  const notes = createNotes(files, log);
  const listeners = new Set<() => void>();

  async function read(): Promise<void> {
    const versions = await store.liveVersions();
    const before = inForce.map(identity).join();
    const parsed = versions.map((version) => ({
      version,
      parsed: known.get(contentOf(version)) ?? parseVersion(version),
    }));
    known = new Map(parsed.map(({ version, parsed: one }) => [contentOf(version), one]));
    faults = parsed.flatMap(({ version, parsed: one }) => ("faults" in one ? [unreadable(version)] : []));
    inForce = parsed.flatMap(({ version, parsed: one }) =>
      "command" in one ? [{ version, command: one.command }] : [],
    );
    notes.ofFaults(faults);
    notes.ofChangedFiles(inForce);
    if (inForce.map(identity).join() === before) return;
    log.info({ versions: inForce.map(identity) }, "published commands reloaded");
    for (const listener of listeners) listener();
  }

  const refresh = createRefresh(read, ({ message }) =>
    log.warn({ reason: message }, "published commands could not be read; trying again"),
  );

  const stopWatching = store.watchVersions(refresh.inBackground);
  const stopFiles = files.onChange(() => {
    notes.ofChangedFiles(inForce);
    for (const listener of listeners) listener();
  });
  await refresh.now();

  return {
    list: (place) => listIn(place, inForce, files.list()),
    find: (name, place) => {
      const [first] = inForce
        .filter(({ version }) => version.name === name && appliesIn(version, place))
        .sort((a, b) => narrowness(b.version.scope) - narrowness(a.version.scope));
      return first?.command ?? files.find(name);
    },
    async findVersion(name, number) {
      const version = await store.findVersion(name, number);
      const parsed = version && parseVersion(version);
      return parsed && "command" in parsed ? parsed.command : null;
    },
    readFile: files.readFile,
    toForm: files.toForm,
    applyForm: files.applyForm,
    placeInForm: files.placeInForm,
    change: files.change,
    workspaces: (platform) => [
      ...new Set(
        inForce
          .map(({ version }) => version.scope)
          .filter((scope) => scope.platform === platform && narrowness(scope) === 1)
          .map(({ workspace }) => workspace),
      ),
    ],
    parse: parseSource,
    fileRevision: (name) => files.find(name)?.revision ?? null,
    faults: () => [...files.faults(), ...faults],
    refresh: refresh.now,
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close() {
      refresh.stop();
      stopWatching();
      stopFiles();
      files.close();
    },
  };
}

/** The commands of a place: of each name the published version of the narrowest scope, else the file. */
function listIn(
  place: CommandPlace | undefined,
  inForce: readonly Published[],
  files: readonly Command[],
): readonly Command[] {
  const narrowest = new Map<string, Published>();
  for (const one of inForce) {
    if (!appliesIn(one.version, place)) continue;
    const other = narrowest.get(one.version.name);
    if (!other || narrowness(one.version.scope) > narrowness(other.version.scope))
      narrowest.set(one.version.name, one);
  }
  const behind = files.filter(({ name }) => !narrowest.has(name));
  return [...behind, ...[...narrowest.values()].map(({ command }) => command)].sort(byName);
}

/** Log lines, each once. */
function createNotes(files: Pick<WatchedCommands, "find">, log: Log) {
  const logged = new Set<string>();
  let noted: ReadonlySet<string> = new Set();
  return {
    ofFaults(faults: readonly CommandFault[]): void {
      for (const fault of faults) {
        const text = describeFault(fault, en);
        if (!logged.has(text)) log.error({ fault: text }, "published command left out");
        logged.add(text);
      }
    },

    /** Of each version, that the file behind it is another one now. */
    ofChangedFiles(inForce: readonly Published[]): void {
      const changed = new Set(
        inForce
          .filter(({ version }) => isFileChanged(version, files.find(version.name)))
          .map((one) => `${identity(one)} ${files.find(one.version.name)?.revision}`),
      );
      for (const one of changed)
        if (!noted.has(one))
          log.warn(
            { version: one.split(" ")[0] },
            "the file of a published command changed since the version was saved; the version stays in force. See: npx fewshot commands diff",
          );
      noted = changed;
    },
  };
}

/** Without the faults themselves, which quote what people wrote: logs and health pages show this. */
const unreadable = ({ name, number }: SavedVersion): CommandFault =>
  faultIn(`${name}@${number}`, { code: "version-unreadable", name, number });

/** A saved version as a command, or its faults. */
export function parseVersion({ name, number, source }: Pick<SavedVersion, "name" | "number" | "source">) {
  const parsed = parseCommand(source, { file: `${name}@${number}`, name, isSaved: true });
  return "command" in parsed
    ? { ...parsed, command: Object.freeze({ ...parsed.command, version: number }) }
    : parsed;
}

/** Whether the file of a version's name is another one than when the version was saved, and says something else than the version. */
export function isFileChanged(
  version: Pick<SavedVersion, "fileRevision" | "name" | "number" | "source">,
  file: Command | null,
): boolean {
  if (file === null || file.revision === version.fileRevision) return false;
  const parsed = parseVersion(version);
  return !("command" in parsed) || parsed.command.revision !== file.revision;
}

const appliesIn = ({ scope }: SavedVersion, place: CommandPlace | undefined) =>
  place === undefined ? narrowness(scope) === 0 : covers(scope, place);

const contentOf = ({ name, number, source }: SavedVersion) => `${name}@${number}\n${source}`;
const identity = ({ version }: Published) =>
  `${version.name}@${version.number} ${describeScope(version.scope)}`;
