/** What people do, free of any platform; and what a text, a button or a form means. The same on every platform. */

import type { AskSettings, Json, Person, Preferred, RatingValue } from "../../core/ask.ts";
import { readVersionName } from "../../core/command/saved-command.ts";
import { FIELDS } from "../../core/views/forms/forms.ts";
import type { FormName, FormValues, Press } from "../../core/views/view.ts";
import type { EditIntent } from "../commands/versions/edit.ts";
import type { Standing } from "../commands/versions/rights.ts";
import type { AddOtherIntent, SaveIntent, SaveSourceIntent } from "../commands/versions/save-edit.ts";
import {
  type BadVersionIntent,
  readVersionWord,
  type UnnamedIntent,
  type VersionsIntent,
} from "../commands/versions/words.ts";
import { type GroupsIntent, readGroupsForm } from "../monitoring/groups/declare-intents.ts";
import type { InsightsIntent } from "../monitoring/measure/notice.ts";
import type { ContestIntent } from "../review/contest.ts";
import { type ReviewIntent, readCheckForm, readReviewPress } from "../review/intents.ts";
import type { CommandsHere } from "./commands-here.ts";

export type PrivacyRequest = "opt-out" | "opt-in" | "export" | "erase";

/** Who acts, and where. */
export interface Actor {
  /** The platform's own id of the interaction: the same id twice is one act. */
  readonly interactionId: string;
  readonly person: Person;
  /** The channel it was done in. An answer may only be acted on where it is visible. */
  readonly channel: string;
  /** BCP 47 tag of the person's language. */
  readonly locale: string;
  /** What the person is there, by the platform's own word; asked only where it matters. "member" where it is left out.
   * @throws {BotError} PLATFORM_* when the platform can't say it now (from the promise) */
  readonly standing?: () => Promise<Standing>;
  /** Ids of the platform's own groups that the person is in: roles, user groups. Null where the platform does not say it now; left out where it
   * has none. Asked only where such groups are mapped. */
  readonly groupIds?: () => Promise<readonly string[] | null>;
}

export interface AskIntent {
  readonly kind: "ask";
  /** Without the slash. */
  readonly command: string;
  readonly text: string;
  readonly settings?: AskSettings;
  /** The saved version to try, or the newest draft that can be seen there; null or left out for what is in force. */
  readonly version?: number | "draft" | null;
  /** Whether what is in force there answers as well. */
  readonly compares?: boolean;
  /** Who wrote the text, where that is somebody else; null when the asker wrote it. */
  readonly author: Person | null;
  /** Who else has a part in the text, e.g. whoever forwarded it. Their opt-outs hold as well. */
  readonly others?: readonly Person[];
  /** What the platform needs to answer there. Only the platform reads it. */
  readonly native: Json;
}

export type Intent =
  | AskIntent
  /** `reason` is left out by a press on a button: a reason given before is kept. */
  | {
      readonly kind: "rate";
      readonly askId: string;
      readonly value: RatingValue;
      readonly reason?: string | null;
    }
  /** Asks for the form of an override. */
  | { readonly kind: "open-override"; readonly askId: string }
  | {
      readonly kind: "override";
      readonly askId: string;
      readonly value: string;
      readonly reason: string | null;
      readonly mayReuse: boolean;
    }
  | { readonly kind: "withdraw"; readonly askId: string; readonly overrideId: string }
  | { readonly kind: "explain"; readonly askId: string }
  /** Says which of two compared answers is the better one. */
  | { readonly kind: "prefer"; readonly askId: string; readonly preferred: Preferred }
  /** Asks for the form that chooses a command for somebody's message. */
  | { readonly kind: "choose-command" }
  /** All commands, or how one is used. */
  | { readonly kind: "help"; readonly command: string | null }
  | { readonly kind: "commands" }
  | VersionsIntent
  | UnnamedIntent
  | BadVersionIntent
  | EditIntent
  | SaveIntent
  | SaveSourceIntent
  | AddOtherIntent
  | ReviewIntent
  | GroupsIntent
  | ContestIntent
  | InsightsIntent
  /** What is kept of a person, or a request about it. An unconfirmed one is answered with the question. */
  | {
      readonly kind: "privacy";
      readonly request: PrivacyRequest | null;
      readonly isConfirmed: boolean;
    };

/** What a button means. */
export function intentOfPress(press: Press): Intent {
  const { name, askId, rest } = press;
  switch (name) {
    case "right":
    case "wrong":
      return { kind: "rate", askId, value: name };
    case "override":
      return { kind: "open-override", askId };
    case "why":
      return { kind: "explain", askId };
    case "withdraw":
      return { kind: "withdraw", askId, overrideId: rest };
    case "opt-out":
    case "erase":
      return { kind: "privacy", request: name, isConfirmed: false };
    case "opt-out-now":
      return { kind: "privacy", request: "opt-out", isConfirmed: true };
    case "erase-now":
      return { kind: "privacy", request: "erase", isConfirmed: true };
    case "draft-settings":
      return { kind: "edit-command", subject: rest, page: "command-settings" };
    case "draft-other":
      return { kind: "add-other", subject: rest };
    case "draft-back":
      return { kind: "versions", action: "back", ...readSubject(rest) };
    case "draft-publish":
      return { kind: "versions", action: "publish", ...readSubject(rest) };
    case "draft-publish-now":
    case "draft-publish-anyway":
      return {
        ...{ kind: "versions", action: "publish" },
        ...readSubject(rest),
        step: name === "draft-publish-now" ? "now" : "anyway",
      };
    case "prefer-draft":
    case "prefer-live":
      return { kind: "prefer", askId, preferred: name === "prefer-draft" ? "draft" : "live" };
    case "groups":
      return { kind: "open-groups" };
    case "decisions":
      return { kind: "decisions" };
    case "record":
      return { kind: "record", askId };
    case "contest":
      return { kind: "open-contest", askId };
    case "opt-in":
    case "export":
      return { kind: "privacy", request: name, isConfirmed: true };
    default:
      return readReviewPress(name, press);
  }
}

/** "triage@3", "triage@3.everywhere", "triage@3.workspace.2". */
function readSubject(rest: string): Pick<VersionsIntent, "name" | "number" | "scope" | "seen"> {
  const [version = "", where, seen] = rest.split(".");
  const { name = null, number = null } = readVersionName(version) ?? {};
  const scope = where === "everywhere" || where === "channel" ? where : "workspace";
  return {
    name,
    number,
    scope,
    ...(seen !== undefined && /^\d{1,9}$/.test(seen) ? { seen: Number(seen) } : {}),
  };
}

/** What a filled-in form about an answer or a command means. The command of "choose-command" becomes an ask of the platform's own making:
 * only the platform has the message. */
export function intentOfForm(
  form: Exclude<FormName, "choose-command">,
  askId: string,
  values: FormValues,
): Intent {
  if (form === "command" || form === "command-settings")
    return { kind: "save-command", subject: askId, values };
  const text = (id: string) => {
    const value = values[id];
    return typeof value === "string" && value !== "" ? value : null;
  };
  if (form === "groups") return readGroupsForm(text(FIELDS.groups));
  if (form === "review-label") return readCheckForm(askId, text(FIELDS.value));
  if (form === "contest-label") return readCheckForm(askId, text(FIELDS.value), "decide-contest");
  const reason = text(FIELDS.reason);
  if (form === "contest") return { kind: "contest", askId, reason };
  if (form === "reason") return { kind: "rate", askId, value: "wrong", reason };
  const mayReuse = values[FIELDS.consent] === true;
  return { kind: "override", askId, value: text(FIELDS.value) ?? "", reason, mayReuse };
}

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
  const after = inner
    .slice((name ?? found).length)
    .replace(MARKS_AFTER, "")
    .trim();
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
  if (word === "insights")
    return { kind: "insights", subject: /^[a-z0-9][a-z0-9_@-]*/.exec(rest.replace(/^\//, ""))?.[0] ?? null };
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

/** A text whose first word can be no command's name, e.g. one in another script. */
function unnamed(text: string): Meaning {
  const [, command = "", rest = ""] = /^(\S+)\s*([\s\S]*)$/u.exec(text) ?? [];
  return { kind: "ask", command, text: rest };
}
