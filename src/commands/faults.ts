/** From what the YAML parser and zod find to faults of a command file. */

import { closest, distance } from "fastest-levenshtein";
import type { YAMLError } from "yaml";
import type { z } from "zod";
import {
  type Fault,
  FORMAT_CODES,
  type FormatCode,
  type Found,
  namePlace,
  type Place,
  type PlacedFault,
  type Wanted,
} from "../core/command/faults.ts";
import { shorten, toOneLine } from "../core/text/text.ts";

/** Without what is said of the length of a value that is of the wrong type: a text has a length where a list is needed. */
export function withoutEchoes<Given extends z.core.$ZodIssue>(issues: readonly Given[]): Given[] {
  const wrong = new Set(issues.filter(({ code }) => code === "invalid_type").map(({ path }) => path.join()));
  return issues.filter(({ code, path }) => code === "invalid_type" || !wrong.has(path.join()));
}

export const syntaxFault = ({ code }: YAMLError): Fault => ({ code: "yaml", error: code });

/** A schema issue as faults; an unknown key is placed at the key itself.
 * @param keysAt the keys that the schema knows below a place */
export function faultsOfIssue(
  issue: z.core.$ZodIssue,
  keysAt: (place: Place) => readonly string[],
): (PlacedFault & { readonly at: Place })[] {
  const { path: place } = issue;
  if (issue.code === "unrecognized_keys")
    return issue.keys.map((key) => ({
      ...{ at: [...place, key], place: [], key: null },
      fault: { code: "unknown-key", key, within: namePlace(place), ...nearestOf(key, keysAt(place)) },
    }));
  if (issue.code === "invalid_union") {
    // Labels are a list or a map: a map is judged as a map, and all else as the list that was meant.
    const isMap = kindOf(issue.input).kind === "map";
    const own = withoutEchoes(issue.errors.at(isMap ? -1 : 0) ?? []);
    return own.flatMap((one) => faultsOfIssue({ ...one, path: [...place, ...one.path] }, keysAt));
  }
  // A key of a map is named by what it says, which stands in the path.
  if (issue.code === "invalid_key")
    return issue.issues.map((own) => ({
      ...{ at: place, place: place.slice(0, -1), key: String(place.at(-1)) },
      fault: faultOf({ ...own, input: issue.input } as z.core.$ZodIssue),
    }));
  return [{ at: place, place, key: null, fault: faultOf(issue) }];
}

function faultOf(issue: z.core.$ZodIssue): Fault {
  switch (issue.code) {
    case "invalid_type":
      return typeFault(issue.expected, issue.input);
    case "invalid_value":
      return { code: "not-one-of", values: issue.values.map(String) };
    case "too_small":
      if (issue.origin === "string") return { code: "empty" };
      if (issue.origin === "array") return { code: "too-few", least: Number(issue.minimum) };
      return { code: "too-small", value: show(issue.input), least: Number(issue.minimum) };
    case "too_big":
      return tooBig(issue);
    case "invalid_format":
      return isFormatCode(issue.message) ? { code: issue.message } : { code: "not-valid" };
    case "custom":
      return (issue.params?.fault as Fault | undefined) ?? { code: "not-valid" };
    default:
      return { code: "not-valid" };
  }
}

function tooBig({ origin, input, maximum }: z.core.$ZodIssueTooBig): Fault {
  const most = Number(maximum);
  if (origin === "string") return { code: "too-long", length: String(input).trim().length, most };
  if (origin === "array")
    return { code: "too-many", count: Array.isArray(input) ? input.length : null, most };
  return { code: "too-large", value: show(input), most };
}

/** The patterns of the schema have the code of their fault in place of a sentence. */
const isFormatCode = (message: string): message is FormatCode =>
  FORMAT_CODES.some((code) => code === message);

const WANTED: Readonly<Record<string, Wanted>> = {
  string: "text",
  array: "list",
  object: "map",
  record: "map",
  int: "whole-number",
  number: "number",
  boolean: "boolean",
};

function typeFault(expected: string, input: unknown): Fault {
  if (input === undefined) return { code: "missing" };
  if (expected === "string" && input === null) return { code: "null" };
  if (expected === "string" && (typeof input === "number" || typeof input === "boolean"))
    return { code: "unquoted", type: typeof input as "number" | "boolean", value: String(input) };
  return { code: "wrong-type", wanted: WANTED[expected] ?? "other", found: kindOf(input) };
}

function kindOf(value: unknown): Found {
  if (Array.isArray(value)) return { kind: "list" };
  // Sets, bytes and dates come of YAML's own tags alone.
  if (typeof value === "object" && value !== null)
    return { kind: Object.getPrototypeOf(value) === Object.prototype ? "map" : "tagged" };
  return typeof value === "string" ? { kind: "text" } : { kind: "other", text: String(value) };
}

/** Characters of a value that are quoted. */
const MAX_VALUE = 30;
const show = (value: unknown) => shorten(toOneLine(String(value)), MAX_VALUE);

/** The known key that was probably meant, else all of them. */
function nearestOf(key: string, known: readonly string[]) {
  const nearest = known.length === 0 ? null : closest(key.toLowerCase(), [...known]);
  const isNear = nearest !== null && distance(key.toLowerCase(), nearest) <= 2;
  return { nearest: isNear ? nearest : null, known };
}
