/** What can be wrong with a command file, as data: made where it is found, worded for who reads it (`command-faults.ts` of a language). Pure. */

import type { Words } from "../../i18n/words.ts";
import { shorten, toOneLine } from "../text/text.ts";

/** Where in a document: keys, and places in lists from 0. Empty for the document as a whole. */
export type Place = readonly PropertyKey[];

/** Codes of texts that are not written as a field wants them: the patterns of the schema have them in place of a sentence. */
export const FORMAT_CODES = [
  "colon",
  "not-one-line",
  "not-a-file-name",
  "not-one-word",
  "not-parameters",
  "not-a-language",
  "not-a-locale",
  "not-a-command-name",
] as const;
export type FormatCode = (typeof FORMAT_CODES)[number];

/** Faults of syntax, by the names that the YAML parser gives them. */
export type SyntaxCode =
  | "ALIAS_PROPS"
  | "BAD_ALIAS"
  | "BAD_COLLECTION_TYPE"
  | "BAD_DIRECTIVE"
  | "BAD_DQ_ESCAPE"
  | "BAD_INDENT"
  | "BAD_PROP_ORDER"
  | "BAD_SCALAR_START"
  | "BLOCK_AS_IMPLICIT_KEY"
  | "BLOCK_IN_FLOW"
  | "DUPLICATE_KEY"
  | "IMPOSSIBLE"
  | "KEY_OVER_1024_CHARS"
  | "MISSING_CHAR"
  | "MULTILINE_IMPLICIT_KEY"
  | "MULTIPLE_ANCHORS"
  | "MULTIPLE_DOCS"
  | "MULTIPLE_TAGS"
  | "NON_STRING_KEY"
  | "RESOURCE_EXHAUSTION"
  | "TAB_AS_INDENT"
  | "TAG_RESOLVE_FAILED"
  | "UNEXPECTED_TOKEN";

/** What a field takes. */
export type Wanted = "text" | "list" | "map" | "whole-number" | "number" | "boolean" | "other";

/** What was found in its place; `other` is a number, true or false, or null. */
export type Found =
  | { readonly kind: "text" | "list" | "map" | "tagged" }
  | { readonly kind: "other"; readonly text: string };

/** Why a file or a folder can't be read; `code` is that of the system, e.g. EIO. */
export type Unreadable =
  | { readonly reason: "missing" }
  | { readonly reason: "not-permitted" }
  | { readonly reason: "failed"; readonly code: string };

/** One fault, with the values that its sentence names. */
export type Fault =
  | FolderFault
  | FileFault
  | { readonly code: "yaml"; readonly error: SyntaxCode }
  | { readonly code: "unknown-alias"; readonly alias: string }
  | { readonly code: "too-many-aliases"; readonly most: number }
  | { readonly code: "more-faults"; readonly count: number }
  | ValueFault
  | { readonly code: FormatCode }
  | RuleFault;

type FolderFault =
  | { readonly code: "folder-unreadable"; readonly why: Unreadable }
  | { readonly code: "folder-empty" | "nested-too-deeply" | "file-empty" | "cut-at-hash" }
  | { readonly code: "made-twice"; readonly name: string; readonly first: string }
  | { readonly code: "bad-name" | "own-name"; readonly name: string }
  | { readonly code: "version-unreadable"; readonly name: string; readonly number: number };

type FileFault =
  | { readonly code: "unreadable"; readonly why: Unreadable }
  | { readonly code: "is-folder" | "not-regular" | "is-link" | "no-rows" | "not-json" | "may-be-more" }
  | { readonly code: "file-too-large"; readonly kib: number; readonly most: number }
  | { readonly code: "rows-too-large"; readonly mib: number; readonly most: number }
  | { readonly code: "not-utf8"; readonly isPerhapsUtf16: boolean }
  | { readonly code: "too-many-rows"; readonly most: number };

type ValueFault =
  | {
      readonly code: "unknown-key";
      readonly key: string;
      /** The map that it is in, as it is written; empty for the file itself. */
      readonly within: string;
      readonly nearest: string | null;
      readonly known: readonly string[];
    }
  | { readonly code: "missing" | "empty" | "null" | "not-valid" }
  | { readonly code: "wrong-type"; readonly wanted: Wanted; readonly found: Found }
  | { readonly code: "unquoted"; readonly type: "number" | "boolean"; readonly value: string }
  | { readonly code: "not-one-of"; readonly values: readonly string[] }
  | { readonly code: "too-few"; readonly least: number }
  | { readonly code: "too-many"; readonly count: number | null; readonly most: number }
  | { readonly code: "too-long"; readonly length: number; readonly most: number }
  | { readonly code: "too-small"; readonly value: string; readonly least: number }
  | { readonly code: "too-large"; readonly value: string; readonly most: number };

/** What the fields must be to each other. */
type RuleFault =
  | { readonly code: "broken-characters" | "invisible" }
  | { readonly code: "label-twice" | "unusable-label" | "favourable-no-label"; readonly label: string }
  | { readonly code: "end-sequence"; readonly sequence: string }
  | { readonly code: "same-captions"; readonly caption: string }
  | { readonly code: "not-a-label"; readonly output: string; readonly labels: readonly string[] }
  | {
      readonly code:
        | "examples-file-without-labels"
        | "scoring-without-labels"
        | "review-without-labels"
        | "variant-without-language"
        | "saved-names-file";
    };

/** Words for every fault: a language that lacks one does not compile. */
export type FaultWords = { readonly [Code in Fault["code"]]: (fault: FaultOf<Code>) => string };

/** The fault of a code, with its values. */
export type FaultOf<Code extends Fault["code"], Each = Fault> = Each extends { readonly code: infer Own }
  ? Code extends Own
    ? Each
    : never
  : never;

/** A fault in a document, before it is known which file that is. */
export interface PlacedFault {
  readonly place: Place;
  /** A key of a map whose keys people choose, whole, where the key itself is wrong; null elsewhere. */
  readonly key: string | null;
  readonly fault: Fault;
}

/** One thing wrong with one file. */
export interface CommandFault extends PlacedFault {
  readonly file: string;
  /** Counts from 1; null when the fault is the file as a whole. */
  readonly line: number | null;
  /** Counts from 1; of faults of syntax alone. */
  readonly column: number | null;
  /** The examples file, where the fault is in that one; null where it is in the command's own. */
  readonly named: { readonly file: string; readonly line: number | null } | null;
}

/** The shortest way to write a fault; what is left out is the file as a whole. */
export const faultIn = (
  file: string,
  fault: Fault,
  where: Partial<Omit<CommandFault, "file" | "fault">> = {},
): CommandFault => ({ file, line: null, column: null, named: null, place: [], key: null, ...where, fault });

/** A rule that a value breaks, as zod takes it: `context.addIssue(broken(["output"], { code: … }))`. */
export const broken = (place: Place, fault: Fault) => ({
  code: "custom" as const,
  path: [...place],
  params: { fault },
});

/** The same for `refine`. */
export const unless = (fault: Fault) => ({ params: { fault } });

/** A pattern with the code of its fault, as `regex` takes them. */
export const pattern = (shape: RegExp, code: FormatCode) => [shape, code] as const;

/** "examples[2].input", counted from 1 as people count. Empty for the document as a whole. */
export function namePlace(place: Place): string {
  return place.reduce<string>(
    (text, part) =>
      typeof part === "number" ? `${text}[${part + 1}]` : `${text}${text === "" ? "" : "."}${String(part)}`,
    "",
  );
}

/** Characters of a key that are quoted: its beginning. */
const MAX_KEY = 30;

/** A fault in a sentence that says what to write instead, behind its place in the document: "labels: needs at least 2 entries". */
export function explainFault(
  { place, key, fault, named }: PlacedFault & Partial<Pick<CommandFault, "named">>,
  { commandFaults }: Pick<Words, "commandFaults">,
): string {
  const { sentences, at, aboutKey } = commandFaults;
  const sentence = (sentences[fault.code] as (fault: Fault) => string)(fault);
  const name = namePlace(place);
  const text = key === null ? sentence : aboutKey(shorten(toOneLine(key), MAX_KEY), sentence);
  const placed = name === "" ? text : at(name, text);
  return named ? at("examples_file", behindFile(named, placed)) : placed;
}

/** The same behind file, line and column: "commands/sentiment.yaml:4: labels: …". */
export function describeFault(fault: CommandFault, words: Pick<Words, "commandFaults">): string {
  return behindFile(fault, explainFault(fault, words));
}

const behindFile = (
  { file, line, column = null }: Pick<CommandFault, "file" | "line"> & Partial<Pick<CommandFault, "column">>,
  text: string,
) => `${[file, line, column].filter((part) => part !== null).join(":")}: ${text}`;
