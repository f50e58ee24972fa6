/** What a text means, wherever it was written: an ask, or one of the words that Fewshot itself answers. */

import { RESERVED_WORDS } from "../../core/command/saved-command.ts";
import { shorten } from "../../core/text/text.ts";
import { MAX_TYPED, readVersionWord } from "../commands/versions/words.ts";
import type { CommandsHere } from "./commands-here.ts";
import type { AskIntent, Intent } from "./intents.ts";

/** What a text means: an ask, or one of the words that Fewshot itself answers. */
export type Meaning =
  | Pick<AskIntent, "kind" | "command" | "text" | "version" | "compares">
  | Extract<
      Intent,
      {
        kind:
          | "help"
          | "commands"
          | "versions"
          | "unnamed"
          | "bad-version"
          | "edit-command"
          | "review"
          | "privacy"
          | "open-groups"
          | "decisions"
          | "insights";
      }
    >;

/** How a text came. */
export type Typed =
  /** After a slash command of the platform's own: `/sentiment TEXT`, `/fewshot TEXT`. */
  | { readonly kind: "slash"; readonly command: string }
  /** After a mention or in a direct message: the text names the command. */
  | { readonly kind: "mention" }
  /** Where a command is chosen beside the text: only a slash or "@fewshot" in front names another. */
  | { readonly kind: "chosen"; readonly command: string };

/** Zero-width and direction marks, which come along when text is pasted. */
const INVISIBLE = /[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]/gu;
/** Marks that people set around or before a name: markdown, quotes, brackets, punctuation, and invisible ones. In the text itself invisible
 * marks stay: they join emoji and Persian letters. */
const MARKS_BEFORE =
  /^[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\s*_~`"'“”‘’«»「」()[\],.:;!?，。：；！？、-]+/u;
const MARKS_AFTER =
  /^[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff*_~`"'“”‘’«»」)\]]*(?:[:,;，：；、](?![)(/])|[.!?。！？](?=\s|$))?[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff*_~`"'“”‘’«»」)\]]*(?:\s+[:：](?=\s))?/u;
/** The same behind a name or a version. */
const MARKS_BEHIND = /[*_~`"'“”‘’«»」)\].,:;!?，。：；！？、]+$/u;
const NAME = /^([a-z0-9][a-z0-9_-]{0,63})(?![\p{L}\p{N}])/iu;
const HELP = /^[\s*_~`"'“”]*(?:--?h|(?:--)?help|\?|說明|幫助)[\s*_~`"'“”.!?]*$/iu;

/** What a text means. Commands are matched without case; a name that no command has is taken as one, so that the refusal can name the nearest.
 * @example readText(commands, "@fewshot, “sentiment”: great job", { kind: "mention" }) // ask /sentiment "great job" */
export function readText(commands: CommandsHere, typed: string, how: Typed): Meaning {
  if (how.kind === "slash") return readSlash(commands, how.command.toLowerCase(), typed);
  const named = /^[\s*_~`"'“”‘’«]*(\/|@fewshot\b)/iu.exec(typed.replace(INVISIBLE, ""));
  if (how.kind === "mention" || named !== null) return readNamed(commands, typed);
  if (HELP.test(typed.replace(INVISIBLE, ""))) return ASK_HELP;
  return readSlash(commands, how.command.toLowerCase(), typed);
}

function readSlash(commands: CommandsHere, command: string, typed: string): Meaning {
  if (command === "fewshot") return readNamed(commands, typed);
  const text = typed.replace(INVISIBLE, "").trim();
  const isKnown = commands.find(command) !== null;
  if (isKnown && (text === "" || HELP.test(text))) return { kind: "help", command };
  if (!isKnown) return readWord(command, text) ?? { kind: "ask", command, text: typed.trim() };
  return { kind: "ask", command, text: typed.trim() };
}

/** "@fewshot @fewshot …": more than this many are no mention any more. */
const MAX_MENTIONS = 8;

/** Reads a text whose first word names a command. */
function readNamed(commands: CommandsHere, typed: string, mentions = 0): Meaning {
  const clean = typed.replace(MARKS_BEFORE, "");
  const [isSlash, body] = clean.startsWith("/") ? [true, clean.slice(1)] : [false, clean];
  const inner = body.replace(/^@(?=fewshot\b)/iu, "").replace(MARKS_BEFORE, "");
  const found = NAME.exec(inner)?.[1];
  if (found === undefined) return inner === "" || HELP.test(clean) ? ASK_HELP : unnamed(inner);
  const name = [found, found.replace(/[_-]+$/u, "")].find((one) => commands.find(one.toLowerCase()));
  const command = (name ?? found.replace(/[_-]+$/u, "")).toLowerCase();
  const behind = inner.slice((name ?? found).length);
  const version = RESERVED_WORDS.has(command) ? null : readVersion(behind);
  if (version !== null && "typed" in version)
    return { kind: "bad-version", name: command, typed: shorten(version.typed, MAX_TYPED) };
  const after = (version?.rest ?? behind).replace(MARKS_AFTER, "").trim();
  // As after "try": the version is meant, and no text that begins with its number.
  if (version !== null && !HELP.test(after))
    return { kind: "ask", command, text: after, version: version.number };
  if (command === "fewshot" && mentions < MAX_MENTIONS) return readNamed(commands, after, mentions + 1);
  if (name === undefined) return readWord(command, after) ?? { kind: "ask", command, text: after };
  // A slash with nothing behind it asks how the command is used; after a mention it may mean the message above.
  if (HELP.test(after) || (isSlash && after === "")) return { kind: "help", command };
  return { kind: "ask", command, text: after };
}

const ASK_HELP: Meaning = { kind: "help", command: null };

/** The words that Fewshot answers itself. */
function readWord(word: string, after: string): Meaning | null {
  const rest = after.toLowerCase().replace(MARKS_BEFORE, "");
  if (word === "help" || word === "?")
    return { kind: "help", command: NAME.exec(rest.replace(/^\//, ""))?.[1] ?? null };
  if (word === "list" || word === "commands") return { kind: "commands" };
  if (word === "review")
    return { kind: "review", command: NAME.exec(rest.replace(/^\//, ""))?.[1] ?? null, after: null };
  if (word === "insights") return readInsights(after);
  if (word !== "privacy") return readVersionWord(word, after);
  const [, first = "", second = ""] = /^([a-z]+)(?:[\s-]+([a-z]+))?/.exec(rest) ?? [];
  if (first === "opt" && (second === "out" || second === "in"))
    return { kind: "privacy", request: `opt-${second}`, isConfirmed: true };
  if (first === "groups") return { kind: "open-groups" };
  if (first === "decisions") return { kind: "decisions" };
  if (first === "export" || first === "erase")
    return { kind: "privacy", request: first, isConfirmed: first === "export" };
  return { kind: "privacy", request: null, isConfirmed: false };
}

/** A name, or a name with whatever stands behind @ as it was written. */
function readInsights(after: string): Meaning {
  const [typed = ""] = after.replace(MARKS_BEFORE, "").replace(/^\//, "").split(/\s/, 1);
  const subject = typed.replace(MARKS_BEHIND, "");
  return { kind: "insights", subject: /^[a-z0-9]/i.test(subject) ? subject : null };
}

/** What stands behind @ right after a name: the number of a version and what follows, or what can be none. Null for a text that begins with the
 * mention of somebody. */
function readVersion(
  behind: string,
): { readonly number: number; readonly rest: string } | { readonly typed: string } | null {
  const [, word] = /^@(\d\S*)/.exec(behind) ?? [];
  if (word === undefined) return null;
  const [, digits] = /^([1-9]\d{0,8})(?!\.?[\p{L}\p{N}_@-])/u.exec(word) ?? [];
  if (digits === undefined) return { typed: word.replace(MARKS_BEHIND, "") };
  return { number: Number(digits), rest: behind.slice(1 + digits.length) };
}

/** A text whose first word can be no command's name, e.g. one in another script. */
function unnamed(text: string): Meaning {
  const [, command = "", rest = ""] = /^(\S+)\s*([\s\S]*)$/u.exec(text) ?? [];
  return { kind: "ask", command, text: rest };
}
