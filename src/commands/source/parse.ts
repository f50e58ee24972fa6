/** From the text of a command file to a command, or to its faults with their lines. Knows no disk. */

import { createHash } from "node:crypto";
import { isAlias, isMap, isScalar, LineCounter, type Node, parseDocument, visit } from "yaml";
import { z } from "zod";
import { COMMAND_NAME, type Command } from "../../core/command/command.ts";
import { commandFileSchema, createCommand } from "../../core/command/command-file.ts";
import { type CommandFault, faultIn, type Place } from "../../core/command/faults.ts";
import { UNUSABLE_LABEL } from "../../core/command/labels.ts";
import { faultsOfIssue, syntaxFault, withoutEchoes } from "../faults.ts";
import { findAliases, MAX_ALIASES } from "./aliases.ts";
import { isNestedTooDeeply } from "./nesting.ts";

export type Parsed =
  | { readonly command: Command; readonly warnings: readonly CommandFault[] }
  | { readonly faults: readonly CommandFault[] };

/** Names that the bot itself answers to. */
const RESERVED = new Set(["fewshot", "help"]);
/** Faults shown of one file: the first ones usually cause the others. */
const MAX_FAULTS = 20;

const NESTED_TOO_DEEPLY = { fault: { code: "nested-too-deeply" } } as const;

/** A fault, and what is known of where it is. */
type Located = Pick<CommandFault, "fault"> & Partial<Omit<CommandFault, "file" | "fault">>;

interface SourceOptions {
  /** Names the source in faults. */
  readonly file: string;
  /** The command's name, without the slash. */
  readonly name: string;
  /** Whether the source is saved in the store: it may then name no file. */
  readonly isSaved?: boolean;
}

/** Reads a command from YAML source. Never throws, whatever the source holds, and reads no file that it names. */
export function parseCommand(source: string, { file, name, isSaved = false }: SourceOptions): Parsed {
  const refuse = (...faults: Located[]): Parsed => ({
    faults: capFaults(faults).map(({ fault, ...where }) => faultIn(file, fault, where)),
  });
  if (!COMMAND_NAME.test(name)) return refuse({ fault: { code: "bad-name", name } });
  if (RESERVED.has(name)) return refuse({ fault: { code: "own-name", name } });
  if (isNestedTooDeeply(source)) return refuse(NESTED_TOO_DEEPLY);
  const lineCounter = new LineCounter();
  const lineAt = (offset: number) => lineCounter.linePos(offset).line;
  const document = parseDocument(source, { lineCounter, prettyErrors: false, logLevel: "error" });
  // The parser recurses over nested lists and reports an overflow of its stack as errors of syntax.
  if (document.errors.some(({ message }) => /call stack|stack overflow/i.test(message)))
    return refuse(NESTED_TOO_DEEPLY);
  if (document.errors.length > 0)
    return refuse(
      ...document.errors.map((error) => {
        const { line, col: column } = lineCounter.linePos(error.pos[0]);
        return { line, column, fault: syntaxFault(error) };
      }),
    );
  const tooManyAliases = { fault: { code: "too-many-aliases", most: MAX_ALIASES } } as const;
  const { count, unresolved } = findAliases(document);
  if (count > MAX_ALIASES) return refuse(tooManyAliases);
  if (unresolved.length > 0)
    return refuse(
      ...unresolved.map(({ name: alias, offset }) => ({
        line: lineAt(offset),
        fault: { code: "unknown-alias", alias } as const,
      })),
    );
  let value: unknown;
  try {
    value = document.toJS({ maxAliasCount: MAX_ALIASES });
  } catch {
    return refuse(tooManyAliases);
  }
  const keys = labelKeys(document);
  const lost = (keys ?? []).flatMap((key, index) => [...faultsOfKey(key, keys?.slice(0, index) ?? [])]);
  if (lost.length > 0)
    return refuse(
      ...lost.map(({ offset, ...fault }) => ({ ...fault, line: lineAt(offset), place: ["labels"] })),
    );
  const checked = commandFileSchema.safeParse(value, { reportInput: true });
  if (checked.success && isSaved && checked.data.examples_file !== undefined) {
    const node = document.get("examples_file", true) as Node | undefined;
    return refuse({
      line: node?.range ? lineAt(node.range[0]) : null,
      ...{ place: ["examples_file"], fault: { code: "saved-names-file" } },
    });
  }
  if (checked.success)
    return {
      command: createCommand(name, checked.data, hashOf(source), keys?.map(({ label }) => label) ?? null),
      warnings: findCutTexts(document).map((offset) =>
        faultIn(file, { code: "cut-at-hash" }, { line: lineAt(offset) }),
      ),
    };
  const lineOf = (path: Place): number => {
    for (let depth = path.length; depth > 0; depth--) {
      const node = document.getIn(path.slice(0, depth), true) as Node | undefined;
      if (node?.range) return lineAt(node.range[0]);
    }
    return 1;
  };
  if (value === null || value === undefined) return refuse({ line: 1, fault: { code: "file-empty" } });
  const found = withoutEchoes(checked.error.issues).flatMap((issue) => faultsOfIssue(issue, knownKeys));
  return refuse(...found.map(({ at, ...fault }) => ({ ...fault, line: lineOf(at) })));
}

function capFaults(faults: readonly Located[]): readonly Located[] {
  const more = faults.length - MAX_FAULTS;
  if (more <= 0) return faults;
  return [...faults.slice(0, MAX_FAULTS), { fault: { code: "more-faults", count: more } }];
}

/** A label of a map as it is written. */
interface LabelKey {
  readonly label: string;
  readonly offset: number;
  /** What is written, where YAML reads it as a number; null for a text. */
  readonly digits: string | null;
}

/** The labels of a map in the order in which they are written; null where they are none. */
function labelKeys(document: ReturnType<typeof parseDocument>): readonly LabelKey[] | null {
  const given = isMap(document.contents) ? document.get("labels", true) : null;
  const labels = isAlias(given) ? given.resolve(document) : given;
  if (!isMap(labels)) return null;
  return labels.items.map(({ key: node }) => {
    const key = isAlias(node) ? node.resolve(document) : node;
    return {
      label: isScalar(key) ? String(key.value).trim().normalize("NFC") : "",
      offset: (node as Node | null)?.range?.[0] ?? 0,
      digits: isScalar(key) && typeof key.value === "number" ? (key.source ?? null) : null,
    };
  });
}

/** What a map of JavaScript would change or lose without a word: a label that it can't keep, 1 beside "1", 01, which is 1, and the same letters
 * composed in two ways. */
function* faultsOfKey(
  { label, offset, digits }: LabelKey,
  before: readonly LabelKey[],
): Generator<Pick<CommandFault, "fault"> & { readonly offset: number; readonly key?: string }> {
  if (label === UNUSABLE_LABEL) yield { offset, fault: { code: "unusable-label", label } };
  else if (digits !== null && digits !== label)
    yield { offset, key: digits, fault: { code: "unquoted", type: "number", value: digits } };
  else if (before.some((one) => one.label === label)) yield { offset, fault: { code: "label-twice", label } };
}

/** Offsets of texts without quotes that are followed by a comment on the same line: "great # really". */
function findCutTexts(document: ReturnType<typeof parseDocument>): number[] {
  const found: number[] = [];
  visit(document, {
    Pair(_key, pair) {
      const { value } = pair;
      if (isScalar(value) && value.type === "PLAIN" && typeof value.value === "string" && value.comment)
        found.push(value.range?.[0] ?? 0);
    },
  });
  return found;
}

/** The keys that the schema knows at a path: of the file, or of a map inside it. */
function knownKeys(path: Place): readonly string[] {
  let schema: unknown = commandFileSchema;
  for (const part of path) {
    const inner = unwrap(schema);
    if (inner instanceof z.ZodObject) schema = inner.shape[String(part)];
    else if (inner instanceof z.ZodArray) schema = inner.element;
    else if (inner instanceof z.ZodRecord) schema = inner.valueType;
    else return [];
  }
  const inner = unwrap(schema);
  return inner instanceof z.ZodObject ? Object.keys(inner.shape) : [];
}

function unwrap(schema: unknown): unknown {
  let inner = schema;
  while (
    inner instanceof z.ZodOptional ||
    inner instanceof z.ZodDefault ||
    inner instanceof z.ZodPrefault ||
    inner instanceof z.ZodNullable
  )
    inner = inner.unwrap();
  return inner;
}

/** The short hash that a revision is. */
export function hashOf(source: string): string {
  return createHash("sha256").update(source).digest("hex").slice(0, 12);
}
