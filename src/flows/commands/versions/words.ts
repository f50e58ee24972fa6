/** The words after /fewshot that are about saved commands. Pure. */

import { readBadVersion, type ScopeWord } from "../../../core/command/saved-command.ts";
import { shorten } from "../../../core/text/text.ts";
import type { GateStep } from "../gate/pass.ts";
import type { EditIntent } from "./edit.ts";

/** "again": what was just taken back is to be live again. */
export type PublishStep = GateStep | "again";

/** Something done to the saved versions of a command. */
export interface VersionsIntent {
  readonly kind: "versions";
  readonly action: "publish" | "retire" | "back" | "history" | "share";
  /** Null where none was written. */
  readonly name: string | null;
  /** What was written in the place of a name, where that can be none. */
  readonly typed?: string;
  /** Null for the newest draft (publish, share). */
  readonly number: number | null;
  readonly scope: ScopeWord;
  /** Of publish: what the person has seen of the change; nothing yet where it is left out. */
  readonly step?: PublishStep;
  /** Of publish: the version in force that was seen beside it, 0 for the file or nothing; left out where nothing was seen. */
  readonly seen?: number;
}

/** A text for a draft, or for a draft and what is in force. */
export interface Trial {
  readonly kind: "ask";
  readonly command: string;
  readonly text: string;
  readonly version: number | "draft";
  readonly compares?: boolean;
}

/** A word without the name of a command: it is said how the word is used. */
export interface UnnamedIntent {
  readonly kind: "unnamed";
  readonly word: "try" | "compare" | "edit";
  /** What was written in the place of a name, where that can be none. */
  readonly typed?: string;
}

/** A name with something behind @ that numbers no version. */
export interface BadVersionIntent {
  readonly kind: "bad-version";
  /** The command's, without the slash. */
  readonly name: string;
  readonly typed: string;
}

const ACTIONS: readonly string[] = [
  "publish",
  "retire",
  "back",
  "history",
  "share",
] satisfies VersionsIntent["action"][];
/** "/triage@3 and what follows". */
const NAMED =
  /^[\s*_~`"'“”/]*([a-z0-9][a-z0-9_-]{0,30})(?:@([1-9]\d{0,8}))?(?![\p{L}\p{N}_@-])[*_~`"'”’»:,]*\s*([\s\S]*)$/iu;

/** Code points of what was typed that are repeated. */
export const MAX_TYPED = 40;

/** Marks that people set around a name. */
const MARKS = /^[\s*_~`"'“”/]+|[*_~`"'”’»:,]+(?=\s|$)/gu;

/** A number of a version, whatever mark follows it: "3:" in "triage@3:a text". */
const NUMBERED = /^[1-9]\d{0,8}(?!\.?[\p{L}\p{N}_@-])/u;

/** Reads what follows one of these words.
 * @example readVersionWord("publish", "triage@3 everywhere")
 * @returns null for another word */
export function readVersionWord(
  word: string,
  after: string,
): VersionsIntent | Trial | EditIntent | UnnamedIntent | BadVersionIntent | null {
  const isAbout = word === "try" || word === "compare" || word === "edit" || ACTIONS.includes(word);
  const bad = isAbout ? readBadVersion(after.replace(MARKS, "").split(/\s/, 1)[0] ?? "") : null;
  if (bad !== null && !NUMBERED.test(bad.typed)) return { kind: "bad-version", ...bad };
  const [, name, digits, rest = ""] = NAMED.exec(after) ?? [];
  const number = digits === undefined ? null : Number(digits);
  const command = name?.toLowerCase() ?? null;
  const isUnnamed = command === null;
  const [first = ""] = after.trim().split(/\s/, 1);
  const written = isUnnamed && first !== "" ? { typed: shorten(first, MAX_TYPED) } : {};
  if (word === "try" || word === "compare")
    return isUnnamed
      ? { kind: "unnamed", word, ...written }
      : {
          kind: "ask",
          command,
          text: rest.trim(),
          version: number ?? "draft",
          ...(word === "compare" ? { compares: true } : {}),
        };
  if (word === "new") return { kind: "edit-command", subject: null, page: "command" };
  if (word === "edit")
    return isUnnamed
      ? { kind: "unnamed", word, ...written }
      : {
          kind: "edit-command",
          subject: number === null ? command : `${command}@${number}`,
          page: "command",
        };
  if (!ACTIONS.includes(word)) return null;
  const action = word as VersionsIntent["action"];
  const scope = /^everywhere\b/i.test(rest) ? "everywhere" : /^here\b/i.test(rest) ? "channel" : "workspace";
  return { kind: "versions", action, name: command, number, scope, ...written };
}
