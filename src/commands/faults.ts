/** What is wrong with a command file, in words that say what to write instead. */

import { closest, distance } from "fastest-levenshtein";
import type { YAMLError } from "yaml";
import type { z } from "zod";
import { shorten, toOneLine } from "../core/text/text.ts";

/** One thing wrong with one file. */
export interface CommandFault {
  readonly file: string;
  /** Counts from 1; null when the fault is the file as a whole. */
  readonly line: number | null;
  readonly message: string;
}

/** "commands/sentiment.yaml:4: labels: …" */
export function describeFault({ file, line, message }: CommandFault): string {
  return line === null ? `${file}: ${message}` : `${file}:${line}: ${message}`;
}

/** Where in the document a fault is, and what it is. */
export interface Issue {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

const SYNTAX: Partial<Record<YAMLError["code"], string>> = {
  BAD_ALIAS: 'a text that begins with * or & needs quotes: "*…"',
  BAD_INDENT: "the indentation is wrong: entries of one list or map begin in the same column",
  BAD_SCALAR_START: "a text that begins with this character needs quotes",
  BLOCK_AS_IMPLICIT_KEY: 'a text with a colon and a space needs quotes: "note: …"',
  DUPLICATE_KEY: "this key is here twice; keep one",
  MISSING_CHAR: "a quote or a bracket is not closed",
  MULTILINE_IMPLICIT_KEY: "a key must be on one line and end with a colon",
  MULTIPLE_DOCS: "the file holds several documents; remove the line ---",
  TAB_AS_INDENT: "a tab is used to indent; use spaces",
  UNEXPECTED_TOKEN:
    "this does not belong here; a text with : # [ ] { } or quotes in it needs quotes around it",
};

/** A fault of YAML syntax in one sentence. */
export function describeSyntax(error: YAMLError): string {
  return SYNTAX[error.code] ?? `this is not valid YAML (${error.message.split("\n")[0]})`;
}

/** Without what is said of the length of a value that is of the wrong type: a text has a length where a list is needed. */
export function withoutEchoes<Given extends z.core.$ZodIssue>(issues: readonly Given[]): Given[] {
  const wrong = new Set(issues.filter(({ code }) => code === "invalid_type").map(({ path }) => path.join()));
  return issues.filter(({ code, path }) => code === "invalid_type" || !wrong.has(path.join()));
}

/** A schema issue as sentences; an unknown key is placed at the key itself.
 * @param keysAt the keys that the schema knows below a path */
export function describeIssue(
  issue: z.core.$ZodIssue,
  keysAt: (path: readonly PropertyKey[]) => readonly string[],
): Issue[] {
  if (issue.code === "unrecognized_keys")
    return issue.keys.map((key) => ({
      path: [...issue.path, key],
      message: `unknown key "${key}"${below(issue.path)}${suggestion(key, keysAt(issue.path))}`,
    }));
  if (issue.code === "invalid_union") {
    // Labels are a list or a map: a map is judged as a map, and all else as the list that was meant.
    const isMap = describeValue(issue.input) === "a map";
    const own = withoutEchoes(issue.errors.at(isMap ? -1 : 0) ?? []);
    return own.flatMap((one) => describeIssue({ ...one, path: [...issue.path, ...one.path] }, keysAt));
  }
  // A key of a map is named by what it says, which stands in the path.
  if (issue.code === "invalid_key")
    return issue.issues.map((own) => ({
      path: issue.path,
      message: `${nameOf(issue.path.slice(0, -1))}${quoteKey(issue.path.at(-1))} ${sentenceFor({ ...own, input: issue.input } as z.core.$ZodIssue)}`,
    }));
  return [{ path: issue.path, message: `${nameOf(issue.path)}${sentenceFor(issue)}` }];
}

/** The beginning of a key. */
const quoteKey = (key: PropertyKey | undefined) => `"${shorten(toOneLine(String(key)), MAX_KEY)}"`;
const MAX_KEY = 30;

function sentenceFor(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case "invalid_type":
      return typeSentence(issue.expected, issue.input);
    case "invalid_value":
      return `must be ${issue.values.length === 1 ? "" : "one of "}${issue.values.join(", ")}`;
    case "too_small":
      if (issue.origin === "string") return "is empty";
      if (issue.origin === "array") return `needs at least ${issue.minimum} entries`;
      return `${describeValue(issue.input)} is too small; the smallest value is ${issue.minimum}`;
    case "too_big":
      if (issue.origin === "string")
        return `has ${String(issue.input).trim().length} characters; the limit is ${issue.maximum}`;
      if (issue.origin === "array")
        return `has ${Array.isArray(issue.input) ? issue.input.length : "too many"} entries; the limit is ${issue.maximum}`;
      return `${describeValue(issue.input)} is too large; the largest value is ${issue.maximum}${issue.maximum === 1 ? " (50% is written 0.5)" : ""}`;
    default:
      return issue.message;
  }
}

function typeSentence(expected: string, input: unknown): string {
  if (input === undefined) return "is missing";
  const isScalar = typeof input === "number" || typeof input === "boolean" || input === null;
  if (expected === "string" && isScalar)
    return `is ${input === null ? "empty or null" : `the ${typeof input} ${input}`}; to mean a text, put it in quotes${input === null ? "" : `: "${input}"`}`;
  const wanted: Record<string, string> = {
    string: "a text",
    array: "a list (one entry a line, each after a dash)",
    object: "a map (key: value)",
    record: "a map (key: value)",
    int: "a whole number",
    number: "a number",
    boolean: "true or false",
  };
  return `must be ${wanted[expected] ?? expected}, not ${describeValue(input)}`;
}

function describeValue(value: unknown): string {
  if (Array.isArray(value)) return "a list";
  // Sets, bytes and dates come of YAML's own tags alone.
  if (typeof value === "object" && value !== null)
    return Object.getPrototypeOf(value) === Object.prototype ? "a map" : "a value with a YAML tag (!!)";
  if (typeof value === "string") return "a text";
  return String(value);
}

/** "examples[2].input: ", counted from 1 as people count. Empty for the file as a whole. */
function nameOf(path: readonly PropertyKey[]): string {
  const name = path.reduce<string>(
    (text, part) =>
      typeof part === "number" ? `${text}[${part + 1}]` : `${text}${text === "" ? "" : "."}${String(part)}`,
    "",
  );
  return name === "" ? "" : `${name}: `;
}

const below = (path: readonly PropertyKey[]) => (path.length === 0 ? "" : ` in ${nameOf(path).slice(0, -2)}`);

function suggestion(key: string, known: readonly string[]): string {
  if (known.length === 0) return "";
  const nearest = closest(key.toLowerCase(), [...known]);
  return distance(key.toLowerCase(), nearest) <= 2
    ? `; did you mean "${nearest}"?`
    : `; there are ${known.join(", ")}`;
}
