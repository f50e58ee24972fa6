/** Reads the lists of groups that a team keeps in a file of its own (GROUPS_FILE), with what is wrong by line; and writes them. */

import { readFile, stat } from "node:fs/promises";
import { LineCounter, type Node, parseDocument, stringify } from "yaml";
import { z } from "zod";
import { faultsOfIssue, syntaxFault } from "../../../commands/faults.ts";
import { explainFault, namePlace } from "../../../core/command/faults.ts";
import { BotError } from "../../../core/errors.ts";
import type { GroupLists } from "../../../flows/monitoring/groups/lists.ts";
import { en } from "../../../i18n/en/index.ts";
import { DEFAULT_LISTS } from "./default-lists.ts";

const MAX_BYTES = 1024 * 1024;
const MAX_GROUPS = 60;
const MAX_TERMS = 500;
/** Slack's check boxes show 75 characters. */
const MAX_NAME = 75;
const MAX_FAULTS = 20;
/** Discord's modal shows so many options of one list. */
const MAX_DECLARED = 25;

const name = z
  .string()
  .trim()
  .min(1)
  .max(MAX_NAME)
  .refine((value) => !/\p{Cc}/u.test(value), "must be one line");
const named = { name, names: z.record(z.string(), name).default({}) };
const term = z
  .string()
  .trim()
  .min(1)
  .max(100)
  .refine((value) => /[\p{L}\p{N}]/u.test(value), "must hold a letter: _ alone is every text about a person");
const ids = (pattern: RegExp, message: string) => z.array(z.string().regex(pattern, message)).default([]);

const fileSchema = z.strictObject({
  texts: z
    .array(z.strictObject({ ...named, terms: z.array(term).min(1).max(MAX_TERMS) }))
    .max(MAX_GROUPS)
    .optional(),
  declared: z.array(z.strictObject(named)).max(MAX_DECLARED).optional(),
  mapped: z
    .array(
      z.strictObject({
        ...named,
        slack: ids(
          /^S[A-Z0-9]{2,}$/,
          "must be the id of a user group of Slack, which begins with S, like S0123ABCD",
        ),
        discord: ids(
          /^\d{15,21}$/,
          'must be the id of a role of Discord, a number in quotes, like "123456789012345678"',
        ),
      }),
    )
    .max(MAX_GROUPS)
    .default([]),
});

interface Fault {
  readonly line: number | null;
  readonly message: string;
}

/** The lists of a file; those that come with Fewshot where no file is named, and for each list that the file leaves out.
 * @throws {BotError} CONFIG_INVALID with a line for each fault */
export async function readGroupLists(file: string | null): Promise<GroupLists> {
  if (file === null) return DEFAULT_LISTS;
  const read = parseLists(await readSource(file));
  if ("lists" in read) return read.lists;
  const lines = read.faults
    .slice(0, MAX_FAULTS)
    .map(({ line, message }) => `  ${line === null ? file : `${file}:${line}`}: ${message}`);
  throw new BotError(
    "CONFIG_INVALID",
    `The lists of groups (GROUPS_FILE) can't be used:\n${lines.join("\n")}`,
  );
}

async function readSource(file: string): Promise<string> {
  try {
    if ((await stat(file)).size <= MAX_BYTES) return await readFile(file, "utf8");
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? "unknown error";
    throw new BotError(
      "CONFIG_INVALID",
      `GROUPS_FILE names ${file}, which can't be read (${code}). Write one with: npx fewshot groups --lists > ${file}`,
    );
  }
  throw new BotError("CONFIG_INVALID", `GROUPS_FILE names ${file}, which is larger than a mebibyte`);
}

/** @returns the lists, or what is wrong. Never throws, whatever the source holds */
export function parseLists(
  source: string,
): { readonly lists: GroupLists } | { readonly faults: readonly Fault[] } {
  const lineCounter = new LineCounter();
  const lineAt = (offset: number) => lineCounter.linePos(offset).line;
  const document = parseDocument(source, { lineCounter, prettyErrors: false, logLevel: "error" });
  if (document.errors.length > 0)
    return {
      faults: document.errors.map((error) => ({
        line: lineAt(error.pos[0]),
        message: explainFault({ place: [], key: null, fault: syntaxFault(error) }, en),
      })),
    };
  const lineOf = (path: readonly PropertyKey[]): number | null => {
    for (let depth = path.length; depth > 0; depth--) {
      const node = document.getIn(path.slice(0, depth), true) as Node | undefined;
      if (node?.range) return lineAt(node.range[0]);
    }
    return null;
  };
  let value: unknown;
  try {
    value = document.toJS({ maxAliasCount: 100 });
  } catch {
    return { faults: [{ line: null, message: "the file uses too many aliases (*name)" }] };
  }
  if (value === null || value === undefined)
    return { faults: [{ line: null, message: "the file is empty; begin with: npx fewshot groups --lists" }] };
  const checked = fileSchema.safeParse(value, { reportInput: true });
  if (!checked.success) {
    return { faults: checked.error.issues.flatMap((issue) => wordIssue(issue, lineOf)) };
  }
  const { texts = DEFAULT_LISTS.texts, declared = DEFAULT_LISTS.declared, mapped } = checked.data;
  const lists: GroupLists = { texts, declared, mapped };
  const faults = findRepeated(lists, lineOf);
  return faults.length > 0 ? { faults } : { lists };
}

/** A name that is there twice, a term that is twice in one group, a group that nobody can be in. A term in two groups is none: texts may be
 * about both. */
function findRepeated(lists: GroupLists, lineOf: (path: readonly PropertyKey[]) => number | null): Fault[] {
  const faults: Fault[] = [];
  for (const list of ["texts", "declared", "mapped"] as const) {
    const seen = new Set<string>();
    for (const [index, group] of lists[list].entries()) {
      if (seen.has(group.name))
        faults.push({
          line: lineOf([list, index, "name"]),
          message: `"${group.name}" is here twice in ${list}; merge the two, or rename one`,
        });
      seen.add(group.name);
    }
  }
  for (const [index, { terms }] of lists.texts.entries()) {
    const seen = new Set<string>();
    for (const [at, one] of terms.entries()) {
      const key = one.normalize("NFKC").toLowerCase();
      if (seen.has(key))
        faults.push({
          line: lineOf(["texts", index, "terms", at]),
          message: `"${one}" is here twice in one group; keep one`,
        });
      seen.add(key);
    }
  }
  for (const [index, { name: group, slack, discord }] of lists.mapped.entries())
    if (slack.length + discord.length === 0)
      faults.push({
        line: lineOf(["mapped", index]),
        message: `"${group}" maps nothing: name user groups under slack, or roles under discord`,
      });
  return faults;
}

/** The rules of this file have their sentence in the schema; what other files can have too is worded with those. */
function wordIssue(
  issue: z.core.$ZodIssue,
  lineOf: (path: readonly PropertyKey[]) => number | null,
): Fault[] {
  if (issue.code === "custom" || issue.code === "invalid_format")
    return [{ line: lineOf(issue.path), message: `${namePlace(issue.path)}: ${issue.message}` }];
  return faultsOfIssue(issue, keysAt).map((fault) => ({
    line: lineOf(fault.at),
    message: explainFault(fault, en),
  }));
}

/** The keys that are known at a path. */
function keysAt(path: readonly PropertyKey[]): readonly string[] {
  const [list] = path;
  if (list === undefined) return ["texts", "declared", "mapped"];
  if (list === "texts") return ["name", "names", "terms"];
  return list === "mapped" ? ["name", "names", "slack", "discord"] : ["name", "names"];
}

/** The lists as a file that can be edited. */
export function writeLists({ texts, declared, mapped }: GroupLists): string {
  const about = [
    " Groups that Fewshot watches: docs/groups.md says what each key means. Put the path of this file into GROUPS_FILE.",
    " _ stands for a word for a person (person, people, woman, colleague, …). Where a term of another group is part of a longer one, a text",
    " is about both.",
  ].join("\n#");
  const example =
    mapped.length > 0
      ? ""
      : '# mapped:\n#   - name: Night shift\n#     slack: [S0123ABCD]\n#     discord: ["123456789012345678"]\n';
  const lists = { texts, declared, ...(mapped.length > 0 ? { mapped } : {}) };
  return `#${about}\n${stringify(lists, { lineWidth: 120 })}${example}`;
}
