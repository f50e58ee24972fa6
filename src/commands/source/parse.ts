/** From the text of a command file to a command, or to its faults with their lines. Knows no disk. */

import { createHash } from "node:crypto";
import { isMap, isScalar, LineCounter, type Node, parseDocument, visit } from "yaml";
import { z } from "zod";
import { COMMAND_NAME, type Command } from "../../core/command/command.ts";
import { commandFileSchema, createCommand } from "../../core/command/command-file.ts";
import { UNUSABLE_LABEL, UNUSABLE_LABEL_FAULT } from "../../core/command/labels.ts";
import { type CommandFault, describeIssue, describeSyntax, type Issue, withoutEchoes } from "../faults.ts";
import { findAliases, MAX_ALIASES } from "./aliases.ts";
import { isNestedTooDeeply } from "./nesting.ts";

export type Parsed =
  | { readonly command: Command; readonly warnings: readonly CommandFault[] }
  | { readonly faults: readonly CommandFault[] };

/** Names that the bot itself answers to. */
const RESERVED = new Set(["fewshot", "help"]);
/** Faults shown of one file: the first ones usually cause the others. */
const MAX_FAULTS = 20;

const NESTED_TOO_DEEPLY = { line: null, message: "the file is nested too deeply" };

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
  const refuse = (...faults: { line: number | null; message: string }[]): Parsed => ({
    faults: capFaults(faults).map((fault) => ({ file, ...fault })),
  });
  if (!COMMAND_NAME.test(name))
    return refuse({
      line: null,
      message: `the file's name is the command's name, and "${name}" can't be one: use lower-case letters, digits, - and _, at most 31`,
    });
  if (RESERVED.has(name))
    return refuse({ line: null, message: `/${name} is the bot's own command; rename the file` });
  if (isNestedTooDeeply(source)) return refuse(NESTED_TOO_DEEPLY);
  const lineCounter = new LineCounter();
  const lineAt = (offset: number) => lineCounter.linePos(offset).line;
  const document = parseDocument(source, { lineCounter, prettyErrors: false, logLevel: "error" });
  // The parser recurses over nested lists and reports an overflow of its stack as errors of syntax.
  if (document.errors.some(({ message }) => /call stack|stack overflow/i.test(message)))
    return refuse(NESTED_TOO_DEEPLY);
  if (document.errors.length > 0)
    return refuse(
      ...document.errors.map((error) => ({ line: lineAt(error.pos[0]), message: describeSyntax(error) })),
    );
  const tooManyAliases = { line: null, message: `the file uses more than ${MAX_ALIASES} aliases (*name)` };
  const { count, unresolved } = findAliases(document);
  if (count > MAX_ALIASES) return refuse(tooManyAliases);
  if (unresolved.length > 0)
    return refuse(
      ...unresolved.map(({ name: alias, offset }) => ({
        line: lineAt(offset),
        message: `*${alias} is an alias in YAML, and nothing here is named &${alias}; to mean a text, put it in quotes: "*${alias}"`,
      })),
    );
  let value: unknown;
  try {
    value = document.toJS({ maxAliasCount: MAX_ALIASES });
  } catch {
    return refuse(tooManyAliases);
  }
  const lost = findLostLabel(document);
  if (lost !== null) return refuse({ line: lineAt(lost), message: `labels: ${UNUSABLE_LABEL_FAULT}` });
  const checked = commandFileSchema.safeParse(value, { reportInput: true });
  if (checked.success && isSaved && checked.data.examples_file !== undefined) {
    const node = document.get("examples_file", true) as Node | undefined;
    return refuse({
      line: node?.range ? lineAt(node.range[0]) : null,
      message: "examples_file: a command that is saved by the team can't read files; leave it out",
    });
  }
  if (checked.success)
    return {
      command: createCommand(name, checked.data, hashOf(source)),
      warnings: findCutTexts(document).map((offset) => ({
        file,
        line: lineAt(offset),
        message: "YAML reads what follows # as a comment; to keep it, put the text in quotes",
      })),
    };
  const lineOf = (path: readonly PropertyKey[]): number => {
    for (let depth = path.length; depth > 0; depth--) {
      const node = document.getIn(path.slice(0, depth), true) as Node | undefined;
      if (node?.range) return lineAt(node.range[0]);
    }
    return 1;
  };
  const issues: Issue[] =
    value === null || value === undefined
      ? [{ path: [], message: "the file is empty; copy an existing command and change it" }]
      : withoutEchoes(checked.error.issues).flatMap((issue) => describeIssue(issue, knownKeys));
  return refuse(...issues.map(({ path, message }) => ({ line: lineOf(path), message })));
}

function capFaults<Fault extends { line: number | null; message: string }>(faults: readonly Fault[]) {
  const more = faults.length - MAX_FAULTS;
  if (more <= 0) return faults;
  return [
    ...faults.slice(0, MAX_FAULTS),
    { line: null, message: `${more} more ${more === 1 ? "fault" : "faults"}; mend the first ones first` },
  ];
}

/** Offset of a label in a map that the schema would leave out without a word; null where there is none. */
function findLostLabel(document: ReturnType<typeof parseDocument>): number | null {
  const labels = isMap(document.contents) ? document.get("labels") : null;
  const key = isMap(labels) ? labels.items.find((pair) => textOf(pair.key) === UNUSABLE_LABEL)?.key : null;
  return key ? ((key as Node).range?.[0] ?? 0) : null;
}

const textOf = (node: unknown) => (isScalar(node) ? String(node.value).trim() : null);

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
function knownKeys(path: readonly PropertyKey[]): readonly string[] {
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
