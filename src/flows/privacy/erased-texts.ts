/**
 * Texts that were accepted into commands and whose writers have erased their data. They are looked for in the versions that are for the place that
 * a text came from: elsewhere somebody else wrote the same words. Versions that are not live lose them by themselves: nothing
 * is answered with them. What is in force is changed by people only: it is named until they have done so.
 */

import type { Command, Example } from "../../core/command/command.ts";
import { erasedInPrompts } from "../../core/command/prompt.ts";
import {
  EVERYWHERE,
  type SavedVersion,
  type Scope,
  type VersionAction,
  type VersionState,
} from "../../core/command/saved-command.ts";
import { wordsFor } from "../../i18n/words.ts";
import type { Log } from "../bot/context.ts";
import type { VersionStore } from "../commands/versions/ports.ts";
import { readFileSource } from "../commands/versions/save.ts";
import type { Commands } from "../ports/commands.ts";
import type { AcceptedTextStore, AcceptedTexts } from "./ports.ts";

/** What holds an erased text. */
export interface Holder {
  readonly name: string;
  /** Of the saved version; null for the command's file. */
  readonly number: number | null;
  readonly state: VersionState | "file";
}

export interface Swept {
  /** Versions that lost a text. */
  readonly cleaned: readonly SavedVersion[];
  /** What still holds one. */
  readonly holders: readonly Holder[];
}

interface SweepPorts {
  readonly store: AcceptedTextStore & Pick<VersionStore, "listVersions" | "listVersionEvents">;
  readonly commands: Pick<Commands, "parse" | "change" | "readFile" | "applyForm">;
}

/** Takes erased texts out of all versions that are not live, and forgets the texts that no command holds any more.
 * @param erasedAt other erasures are left out: nobody reads what became of others' texts
 * @throws {BotError} STORE_* */
export async function sweepErased(ports: SweepPorts, erasedAt?: Date): Promise<Swept> {
  const cleaned: SavedVersion[] = [];
  const holders: Holder[] = [];
  for (const texts of await ports.store.acceptedTexts(erasedAt)) {
    const { command: name } = texts;
    // A person waits for it. What can be forgotten is left to the sweep of all.
    if (erasedAt !== undefined && !texts.hasErased) continue;
    const isHolding = (one: Read) => erasedOf(one, texts).length > 0;
    const found = await readAll(ports, name);
    for (const one of found.read.filter(isHolding))
      if (one.version !== null && (await clean(ports, { ...one, version: one.version }, texts)))
        cleaned.push(one.version);
    // Another process may have taken texts out at the same moment.
    const left = found.read.some(isHolding) ? await readAll(ports, name) : found;
    holders.push(...left.read.filter(isHolding).map(({ holder }) => holder));
    // What can't be read may hold any of them.
    if (left.isWhole)
      await ports.store.forgetAccepted(
        name,
        left.read.map(({ command, scopes }) => ({
          scopes,
          texts: rowsOf(command).map(({ input }) => input),
        })),
      );
  }
  return { cleaned, holders };
}

/** What holds erased texts of a command. Changes nothing. @throws {BotError} STORE_* */
export async function findHolders(ports: SweepPorts, name: string): Promise<readonly Holder[]> {
  const texts = (await ports.store.acceptedTexts()).find(({ command }) => command === name);
  if (!texts?.hasErased) return [];
  const { read } = await readAll(ports, name);
  return read.filter((one) => erasedOf(one, texts).length > 0).map(({ holder }) => holder);
}

/** In a sentence, with what to do. */
export function sayHolder({ name, number, state }: Holder, locale: string): string {
  const { holds } = wordsFor(locale).versions;
  if (number === null) return holds.file(name);
  return state === "live" ? holds.live(name, number) : holds.other(name, number);
}

/** "triage@3", "triage@file" */
export const holderName = ({ name, number }: Holder) => `${name}@${number ?? "file"}`;

interface Read {
  readonly holder: Holder;
  /** Null for the file. */
  readonly version: SavedVersion | null;
  readonly command: Command;
  /** Where it is for, and where it was for: who publishes a version may name another scope. */
  readonly scopes: readonly Scope[];
}

/** What gives a version a scope. */
const SCOPING: ReadonlySet<VersionAction> = new Set(["saved", "published", "restored"]);

/** All versions of a command, and its file. What this release can't read is left out, and `isWhole` is false then. */
async function readAll(
  { store, commands }: SweepPorts,
  name: string,
): Promise<{ readonly read: readonly Read[]; readonly isWhole: boolean }> {
  const versions = await store.listVersions(name);
  const events = (await store.listVersionEvents(name)).filter(({ action }) => SCOPING.has(action));
  const file = await readFileSource(commands, name);
  const sources = [
    ...versions.map((version) => ({ source: version.source, version })),
    ...(file === null ? [] : [{ source: file, version: null }]),
  ];
  const read = sources.flatMap(({ source, version }): Read[] => {
    const parsed = commands.parse(name, source);
    if ("faults" in parsed) return [];
    const holder = { name, number: version?.number ?? null, state: version?.state ?? "file" } as const;
    const former = events.filter(({ number }) => number === version?.number).map(({ scope }) => scope);
    const scopes = version === null ? [EVERYWHERE] : [version.scope, ...former];
    return [{ holder, version, command: parsed.command, scopes }];
  });
  return { read, isWhole: read.length === sources.length };
}

const rowsOf = ({ examples, tests }: Command): readonly Example[] => [...examples, ...tests];

const erasedOf = (
  { command, scopes }: Pick<Read, "command" | "scopes">,
  { isErased }: AcceptedTexts,
): readonly Example[] => rowsOf(command).filter(({ input }) => isErased(input, scopes));

/** @returns false where the version is live, was changed meanwhile, or would not be a command without the texts */
async function clean(
  { store, commands }: SweepPorts,
  { version, command, scopes }: Read & { readonly version: SavedVersion },
  texts: AcceptedTexts,
): Promise<boolean> {
  if (version.state === "live") return false;
  const source = commands.change(version.source, {
    kind: "erase",
    isGone: (input) => texts.isErased(input, scopes),
  });
  const left = source === null ? null : commands.parse(version.name, source);
  if (source === null || left === null || "faults" in left) return false;
  if (erasedOf({ command: left.command, scopes }, texts).length > 0) return false;
  return store.takeOut(version, {
    ...{ source, scopes },
    inPrompts: erasedOf({ command, scopes }, texts).flatMap((example) => erasedInPrompts(command, example)),
  });
}

const EVERY_MS = 60 * 60_000;

/** Sweeps at the start, every hour, and when a version was published or retired: what was live then loses its texts. Returns how to stop. */
export function keepErasedOut(
  ports: SweepPorts & {
    readonly store: Pick<VersionStore, "watchVersions">;
    readonly log: Log;
  },
): () => void {
  const { store, log } = ports;
  let noted = "";
  let sweeping: Promise<void> = Promise.resolve();
  let isAsked = false;
  async function sweep(): Promise<void> {
    isAsked = false;
    const { cleaned, holders } = await sweepErased(ports);
    const now = holders.map(holderName).join();
    noteErased(log, { cleaned, holders: now === noted ? [] : holders });
    noted = now;
  }
  // One sweep serves all changes that came while another was under way.
  const later = () => {
    if (isAsked) return;
    isAsked = true;
    sweeping = sweeping
      .then(sweep)
      .catch(({ message }: Error) =>
        log.warn({ reason: message }, "erased texts could not be looked for; trying again in an hour"),
      );
  };
  later();
  const timer = setInterval(later, EVERY_MS).unref();
  const stopWatching = store.watchVersions(later);
  return () => {
    clearInterval(timer);
    stopWatching();
  };
}

/** Logs how many, and never a text. */
export function noteErased(log: Log, { cleaned, holders }: Swept): void {
  if (cleaned.length > 0)
    log.info({ versions: cleaned.length }, "erased texts were taken out of saved versions of commands");
  if (holders.length > 0)
    log.warn(
      { count: holders.length, versions: holders.map(holderName) },
      "commands hold texts whose writers have erased their data; what to do: npx fewshot commands erased",
    );
}
