/** `fewshot commands list`, `show`, `diff` and `history`: what is saved and in force. */

import { createTwoFilesPatch } from "diff";
import pc from "picocolors";
import { isFileChanged } from "../../commands/catalogue.ts";
import { isCommandFile } from "../../commands/load.ts";
import type { Person } from "../../core/ask.ts";
import { COMMAND_NAME } from "../../core/command/command.ts";
import {
  describeScope,
  EVERYWHERE,
  type PreferenceCount,
  readScope,
  readVersionName,
  type SavedVersion,
  type Scope,
  type VersionAction,
} from "../../core/command/saved-command.ts";
import { BotError } from "../../core/errors.ts";
import { toOneLine } from "../../core/text/text.ts";
import { preferenceLine, trialLine } from "../../core/views/forms/compare.ts";
import { type ChangeInForce, changeLines, findChange } from "../../flows/commands/in-force/change.ts";
import { wordsFor } from "../../i18n/words.ts";
import { auditPart } from "../../monitoring/audit/part.ts";
import { openInForce } from "../learning/in-force.ts";
import { readLanguage } from "../shared/language.ts";
import { print, printJson, say } from "../shared/output.ts";
import { behindAt, isNumber } from "../usage.ts";
import { holdersOf } from "./erased.ts";
import {
  findFile,
  findInForce,
  findVersion,
  parseScope,
  pathOf,
  readFileOf,
  readName,
  readNameOrFile,
  readText,
  type SavedContext,
  type Text,
  textOf,
  withSaved,
} from "./open.ts";

export interface ReadOptions {
  readonly json?: boolean;
  readonly scope?: string;
}

export function list({ json }: ReadOptions): Promise<void> {
  return withSaved(async ({ files, store }) => {
    const versions = (await store?.listVersions(null)) ?? [];
    const names = [
      ...new Set([...files.list().map(({ name }) => name), ...versions.map(({ name }) => name)]),
    ].sort();
    const commands = names.map((name) => {
      const own = versions.filter((version) => version.name === name);
      const file = files.find(name);
      return {
        name,
        hasFile: file !== null,
        fileChanged: own
          .filter((one) => one.state === "live" && isFileChanged(one, file))
          .map(({ number }) => number),
        versions: own.map(describe),
      };
    });
    if (json) return printJson({ commands });
    for (const command of commands) {
      const live = command.versions.filter(({ state }) => state === "live");
      const drafts = command.versions.filter(({ state }) => state === "draft");
      const parts = [
        ...(command.hasFile ? ["file"] : []),
        ...live.map(({ number, scope }) => pc.green(`version ${number} live ${where(scope)}`)),
        ...drafts.map(({ number }) => `draft ${number}`),
      ];
      print(`${command.name.padEnd(16)} ${parts.length === 0 ? "retired" : parts.join(", ")}`);
      for (const number of command.fileChanged) print(pc.yellow(`  ${changedNote(command.name, number)}`));
    }
  });
}

export async function show(typed: string, options: ReadOptions): Promise<void> {
  const { name, which } = readNameOrFile(typed);
  await withSaved(async (context) => {
    const found = await findShown(context, { name, which }, options.scope);
    const changed = which === null ? await changeOf(context, name, options.scope) : null;
    if (options.json)
      return printJson({
        name,
        ...(found.version ? describe(found.version) : { number: null }),
        source: found.source,
        changed: changed && {
          since: changed.now.since,
          model: changed.now.kept.model,
          before: { model: changed.before.kept.model, since: changed.before.since },
          measured: changed.report,
        },
      });
    if (found.version) {
      const { state, scope, author, createdAt, note } = found.version;
      say(
        `${found.from}: ${state}, ${where(describeScope(scope))}, saved ${when(createdAt)} by ${nameOf(author)}${note ? `: ${toOneLine(note)}` : ""}`,
      );
      if (isFileChanged(found.version, context.files.find(name)))
        say(changedNote(name, found.version.number));
    } else if (which === "file") say(`${found.from}: the file`);
    else say(`${found.from}: the file; no saved version is live ${where(options.scope ?? "everywhere")}`);
    if (changed)
      for (const line of changeLines(changed, {
        locale: readLanguage({}),
        maxListed: Number.POSITIVE_INFINITY,
      }))
        say(line);
    print(found.source.replaceAll("\r\n", "\n").replace(/\n$/, ""));
  });
}

async function findShown(
  context: SavedContext,
  { name, which }: ReturnType<typeof readNameOrFile>,
  scope: string | undefined,
): ReturnType<typeof findInForce> {
  if (which === null) return findInForce(context, name, scope);
  if (which === "file") return { ...(await findFile(context.config, name)), version: null };
  const version = await findVersion(context.store, { name, number: which });
  return { ...textOf(version), version };
}

/** What changed without being published: another model answers, or the file has another text. */
async function changeOf(
  { config, store }: SavedContext,
  name: string,
  typed: string | undefined,
): Promise<ChangeInForce | null> {
  if (store === null) return null;
  const scope = typed === undefined ? EVERYWHERE : parseScope(typed);
  const commands = await openInForce(config, store);
  try {
    const command = commands.find(name, scope.platform === "" ? undefined : scope);
    return command && (await findChange({ store, pairs: auditPart }, command, scope));
  } finally {
    commands.close();
  }
}

export function diff(first: string, second: string | undefined, options: ReadOptions): Promise<void> {
  if (second !== undefined && isNumber(second) && COMMAND_NAME.test(first))
    throw new BotError("INPUT_USAGE", behindAt(first, second));
  return withSaved(async (context) => {
    const [before, after] =
      second === undefined
        ? await usualPair(context, first, options)
        : [await anyText(context, first, options), await anyText(context, second, options)];
    const patch = createTwoFilesPatch(
      before.from,
      after.from,
      before.source,
      after.source,
      undefined,
      undefined,
      { context: 3 },
    );
    const isSame = before.source === after.source;
    const scope = options.scope === undefined ? EVERYWHERE : parseScope(options.scope);
    const preferences = await preferencesOf(context, [before, after], scope);
    if (options.json)
      return printJson({ from: before.from, to: after.from, same: isSame, patch, preferences });
    if (before.from === after.from && second === undefined)
      return print(
        `${before.from} is all there is of ${readName(first).name}: there is nothing to compare it with.`,
      );
    if (isSame) return print(`${before.from} and ${after.from} are the same.`);
    for (const line of patch.replaceAll("\r\n", "\n").trimEnd().split("\n").slice(1)) print(coloured(line));
    for (const counted of preferences) print(preferenceLine(counted, wordsFor("en"), scope.platform === ""));
  });
}

/** How often people in a scope preferred one of the two texts over the other: two versions, or a version and the file of its name. */
async function preferencesOf(
  { store, config }: SavedContext,
  [before, after]: readonly [Text, Text],
  scope: Scope,
): Promise<readonly PreferenceCount[]> {
  const [one, other] = [readVersionName(before.from), readVersionName(after.from)];
  const name = one?.name ?? other?.name;
  if (!store || name === undefined || (one && other && one.name !== other.name)) return [];
  const path = await pathOf(config.COMMANDS_DIR, name);
  if ([before, after].some(({ from }) => readVersionName(from) === null && from !== path)) return [];
  const numbers = [one?.number ?? null, other?.number ?? null];
  return (await store.countPreferences(name, scope)).filter(
    ({ draft, live }) => numbers.includes(draft) && numbers.includes(live),
  );
}

/** For one version: what is in force and that version. For a name: the file and what is in force, else what is in force and the newest version. */
async function usualPair(
  context: SavedContext,
  typed: string,
  { scope }: ReadOptions,
): Promise<[Text, Text]> {
  const { name, number } = readName(typed);
  const inForce = await findInForce(context, name, scope);
  if (number !== null) return [inForce, textOf(await findVersion(context.store, { name, number }))];
  const file = await readFileOf(context.config, name);
  if (file && inForce.version) return [file, inForce];
  const [newest] = (await context.store?.listVersions(name)) ?? [];
  return [inForce, newest ? textOf(newest) : inForce];
}

/** "triage", "triage@3", "triage@file" or the path of a file. */
async function anyText(context: SavedContext, typed: string, { scope }: ReadOptions): Promise<Text> {
  if (isCommandFile(typed)) return readText(typed);
  return findShown(context, readNameOrFile(typed), scope);
}

export async function history(typed: string, { json }: ReadOptions): Promise<void> {
  const { name } = readName(typed);
  await withSaved(async (context) => {
    const { store, files } = context;
    const events = (await store?.listVersionEvents(name)) ?? [];
    const preferences = (await store?.countPreferences(name, EVERYWHERE)) ?? [];
    const trials = (await store?.countTrials(name, EVERYWHERE)) ?? [];
    if (json)
      return printJson({
        ...{ name, preferences, trials },
        events: events.map(({ person, scope, ...event }) => ({
          ...event,
          scope: describeScope(scope),
          by: person && nameOf(person),
        })),
      });
    if (events.length === 0)
      return print(
        files.find(name) ? `${name} has a file and no saved version.` : `There is no command ${name}.`,
      );
    for (const { action, number, scope, person, at, note } of events)
      print(
        `${when(at)}  ${action.padEnd(9)} ${subjectOf(name, action, number)}  ${where(describeScope(scope))}${byWhom(action, person)}${note ? `: ${toOneLine(note)}` : ""}`,
      );
    for (const holder of await holdersOf(context, name)) print(pc.yellow(holder));
    for (const counted of trials) print(trialLine(counted, wordsFor("en"), true));
    for (const counted of preferences) print(preferenceLine(counted, wordsFor("en"), true));
  });
}

function subjectOf(name: string, action: VersionAction, number: number): string {
  if (action.startsWith("head-")) return `${name} head ${number}`;
  return number === 0 ? name : `${name}@${number}`;
}

function describe({ number, state, scope, note, author, createdAt, replaced }: SavedVersion) {
  return {
    number,
    state,
    scope: describeScope(scope),
    note,
    author: author && nameOf(author),
    createdAt,
    replaced,
  };
}

const changedNote = (name: string, number: number) =>
  `the file changed since version ${number} was saved; the version stays in force. Compare them: npx fewshot commands diff ${name}`;

/** "everywhere", "for slack:T1", "in slack:T1:C1". */
export function where(scope: string): string {
  const { channel } = (readScope(scope) ?? { channel: "" }) satisfies Pick<Scope, "channel">;
  return scope === "everywhere" ? scope : `${channel === "" ? "for" : "in"} ${scope}`;
}

/** Of a change that the bot found, it is not known whose it was. */
const byWhom = (action: VersionAction, person: Person | null) =>
  action === "changed" ? "" : `  by ${nameOf(person)}`;
const nameOf = (person: Person | null) =>
  person ? toOneLine(person.name) || person.id : "somebody whose data is erased";
const when = (date: Date) => date.toISOString().slice(0, 16).replace("T", " ");

function coloured(line: string): string {
  if (line.startsWith("+")) return pc.green(line);
  return line.startsWith("-") ? pc.red(line) : line;
}
