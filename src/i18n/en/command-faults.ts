/** What is wrong with a command file: each sentence says what to write instead. */

import type { FaultWords, Found, SyntaxCode, Unreadable, Wanted } from "../../core/command/faults.ts";
import { createFormat } from "../format.ts";

const { number } = createFormat("en");

/** Tokens that a prompt may have on a model. */
interface Budget {
  readonly budget: number;
  readonly model: string;
  /** Whether the tokens of a text are estimated, and not counted. */
  readonly isEstimate: boolean;
}

const syntax: Readonly<Record<SyntaxCode, string>> = {
  ALIAS_PROPS: "an alias (*name) takes no anchor (&name) and no tag (!name) before it",
  BAD_ALIAS: 'a text that begins with * or & needs quotes: "*…"',
  BAD_COLLECTION_TYPE: "the tag (!!) does not fit a list or a map; leave it out",
  BAD_DIRECTIVE: "a line that begins with % needs quotes around its text",
  BAD_DQ_ESCAPE: "this is no escape that YAML knows; write \\\\ for a backslash in double quotes",
  BAD_INDENT:
    "the indentation is wrong, or a ] or } is missing: entries of one list or map begin in the same column",
  BAD_PROP_ORDER: "an anchor (&name) or a tag (!name) stands before its value, on the same line",
  BAD_SCALAR_START: "a text that begins with this character needs quotes",
  BLOCK_AS_IMPLICIT_KEY: 'a text with a colon and a space needs quotes: "note: …"',
  BLOCK_IN_FLOW: "within brackets a text needs quotes, and entries need commas between them",
  DUPLICATE_KEY: "this key is here twice; keep one",
  IMPOSSIBLE: "this is not valid YAML",
  KEY_OVER_1024_CHARS: "a key is too long; a key may have 1,024 characters",
  MISSING_CHAR: "a quote or a bracket is not closed",
  MULTILINE_IMPLICIT_KEY: "a key must be on one line and end with a colon",
  MULTIPLE_ANCHORS: "a value can have one anchor (&name) only",
  MULTIPLE_DOCS: "the file holds several documents; remove the line ---",
  MULTIPLE_TAGS: "a value can have one tag (!name) only",
  NON_STRING_KEY: "a key must be a text",
  RESOURCE_EXHAUSTION: "the file is nested too deeply",
  TAB_AS_INDENT: "a tab is used to indent; use spaces",
  TAG_RESOLVE_FAILED: "the tag (!name) is unknown or does not fit the value; leave it out",
  UNEXPECTED_TOKEN:
    "this does not belong here; a text with : # [ ] { } or quotes in it needs quotes around it",
};

const wanted: Readonly<Record<Wanted, string>> = {
  text: "a text",
  list: "a list (one entry a line, each after a dash)",
  map: "a map (key: value)",
  "whole-number": "a whole number",
  number: "a number",
  boolean: "true or false",
  other: "a value of another kind",
};

const kinds = {
  text: "a text",
  list: "a list",
  map: "a map",
  tagged: "a value with a YAML tag (!!)",
} as const;
const found = (value: Found): string => (value.kind === "other" ? value.text : kinds[value.kind]);

function unreadable(why: Unreadable): string {
  if (why.reason === "failed") return `can't be read (${why.code})`;
  return why.reason === "missing" ? "does not exist" : "can't be read: its permissions do not allow it";
}

const sentences: FaultWords = {
  "folder-unreadable": ({ why }) =>
    `the folder of commands ${unreadable(why)}; run npx fewshot init, or set COMMANDS_DIR`,
  "folder-empty": () => "the folder holds no command file (*.yaml)",
  "made-twice": ({ name, first }) =>
    `the command /${name} is already made by ${first}; rename one of the files`,
  "bad-name": ({ name }) =>
    `the file's name is the command's name, and "${name}" can't be one: use lower-case letters, digits, - and _, at most 31`,
  "own-name": ({ name }) => `/${name} is the bot's own command; rename the file`,
  "version-unreadable": ({ name, number }) =>
    `this release can't read this saved version; the faults are listed by: npx fewshot commands publish ${name}@${number}`,
  "nested-too-deeply": () => "the file is nested too deeply",
  "file-empty": () => "the file is empty; copy an existing command and change it",
  "cut-at-hash": () => "YAML reads what follows # as a comment; to keep it, put the text in quotes",

  unreadable: ({ why }) => unreadable(why),
  "is-folder": () => "is a folder; name the files in it",
  "not-regular": () => "is not a regular file",
  "is-link": () => "is a symbolic link; an examples file must be a file of its own",
  "no-rows": () => "holds no rows",
  "not-json": () => 'is not valid JSON; write one row a line: {"input": "…", "output": "…"}',
  "may-be-more": () => "there may be more faults; mend the first ones first",
  "file-too-large": ({ kib, most }) => `has ${kib} KiB; a command file may have ${number(most)} KiB`,
  "rows-too-large": ({ mib, most }) => `has ${mib} MiB; an examples file may have ${number(most)} MiB`,
  "not-utf8": ({ isPerhapsUtf16 }) =>
    `is not saved as UTF-8${isPerhapsUtf16 ? " (perhaps UTF-16)" : ""}; save it as UTF-8`,
  "too-many-rows": ({ most }) => `holds more than ${number(most)} rows; leave some out`,

  yaml: ({ error }) => syntax[error],
  "unknown-alias": ({ alias }) =>
    `*${alias} is an alias in YAML, and nothing here is named &${alias}; to mean a text, put it in quotes: "*${alias}"`,
  "too-many-aliases": ({ most }) => `the file uses more than ${most} aliases (*name)`,
  "more-faults": ({ count }) =>
    `${count} more ${count === 1 ? "fault" : "faults"}; mend the first ones first`,

  "unknown-key": ({ key, within, nearest, known }) =>
    `unknown key "${key}"${within === "" ? "" : ` in ${within}`}${nearest !== null ? `; did you mean "${nearest}"?` : known.length > 0 ? `; there are ${known.join(", ")}` : ""}`,
  missing: () => "is missing",
  empty: () => "is empty",
  null: () => "is empty or null; to mean a text, put it in quotes",
  "not-valid": () => "is not valid here",
  "wrong-type": (fault) => `must be ${wanted[fault.wanted]}, not ${found(fault.found)}`,
  unquoted: ({ type, value }) => `is the ${type} ${value}; to mean a text, put it in quotes: "${value}"`,
  "not-one-of": ({ values }) => `must be ${values.length === 1 ? "" : "one of "}${values.join(", ")}`,
  "too-few": ({ least }) => `needs at least ${least} entries`,
  "too-many": ({ count, most }) => `has ${count ?? "too many"} entries; the limit is ${most}`,
  "too-long": ({ length, most }) => `has ${length} characters; the limit is ${most}`,
  "too-small": ({ value, least }) => `${value} is too small; the smallest value is ${least}`,
  "too-large": ({ value, most }) =>
    `${value} is too large; the largest value is ${most}${most === 1 ? " (50% is written 0.5)" : ""}`,

  colon: () => "must not contain a colon: the prompt adds it",
  "not-one-line": () => "must be one line without control characters",
  "not-a-file-name": () => "must be the name of a .jsonl file in the same folder, without a path",
  "not-one-word": () => "must be on one line, with no space at either end",
  "not-parameters": () => "must be a number with M or B, e.g. 1.3B",
  "not-a-language": () => "must be a language tag of two letters such as zh",
  "not-a-locale": () => "must be a language tag such as zh-TW",
  "not-a-command-name": () => "must be the name of a command, without the slash",

  "broken-characters": () =>
    "holds half a character, or a character that turns the direction of writing around",
  invisible: () => "holds nothing that can be seen",
  "label-twice": ({ label }) => `the label "${label}" is listed twice`,
  "unusable-label": ({ label }) => `"${label}" can't be a label; choose another word`,
  "end-sequence": ({ sequence }) => `contains the end sequence ${sequence}`,
  "same-captions": ({ caption }) =>
    `must differ from input ("${caption}"): the model distinguishes text and answer by them`,
  "not-a-label": ({ output, labels }) => `"${output}" is not one of the labels ${labels.join(", ")}`,
  "favourable-no-label": () => "is not one of the labels",
  "examples-file-without-labels": () => "an examples file needs labels",
  "scoring-without-labels": () => "scoring needs labels",
  "review-without-labels": () => "spot checks need labels",
  "variant-without-language": () => "variant_of needs language",
  "saved-names-file": () =>
    "a command that is saved by the team can't read files. If you leave it out, a classifier does not learn from that file; where that matters, keep the command as a file",
};

export const commandFaults = {
  commandFaults: {
    sentences,
    /** A sentence behind its place in the document. */
    at: (place: string, sentence: string) => `${place}: ${sentence}`,
    aboutKey: (key: string, sentence: string) => `"${key}" ${sentence}`,
    /** Where a fault is, for who has the text before them. */
    line: (line: number, column: number | null, fault: string) =>
      `Line ${line}${column === null ? "" : `, column ${column}`}: ${fault}`,
  },

  /** At the terminal: why files are not saved, or a version is not published. */
  saving: {
    nothingSaved: "Nothing is saved; mend this first:",
    sameName: (file: string, first: string) => `${file}: ${first} has the same name; import one of them`,
    noFiles: (folder: string) => `${folder} holds no command file (NAME.yaml).`,
    noCommandFile: (path: string) => `${path} is no command file (NAME.yaml) and no folder of command files.`,
    reserved: (name: string) =>
      `"${name}" is a word that Fewshot itself answers (/fewshot ${name}). Give the file another name.`,
    tooLarge: (name: string, kib: number) =>
      `${name} has more than ${kib} KiB, the limit of a saved version. Shorten its examples and tests, or keep it as a file.`,
    tooMany: (name: string) => `Too many versions of ${name} were saved lately. Try again in an hour.`,
    notPublished: (version: string) => `${version} can't be published; this release finds faults in it:`,
  },

  /** What `fewshot check` says of a command with the model that answers it. */
  check: {
    examplesDropped: (dropped: number, { isEstimate, budget, model }: Budget) =>
      `${dropped} of its examples ${isEstimate ? "may not" : "don't"} fit into the ${budget} tokens that a prompt may have on ${model}; shorten them`,
    longPrompt: (tokens: number, { budget }: Pick<Budget, "budget">) =>
      `description and examples take ${tokens} of ${budget} tokens; long texts will push examples out`,
    descriptionTooLong: ({ budget, model }: Budget) =>
      `its description alone does not fit into the ${budget} tokens that a prompt may have on ${model}`,
    sameToken: (labels: readonly string[], server: string) =>
      `the labels ${labels.join(", ")} begin with the same token, and ${server} does not weigh whole labels: answers have no scores and are never "Not sure". Let each label begin with another word, or take a server that gives the likelihoods of a prompt's tokens (vLLM with echo, TGI with decoder_input_details)`,
    freeText:
      "it answers in free text, which models below 1 billion parameters do badly; name the smallest good one under requires:, or set experimental: true",
  },
};
