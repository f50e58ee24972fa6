/** Commands saved in the store: their versions, where each is in force, and what was done to them. Pure. */

import type { Ask, Person, PlatformName } from "../ask.ts";
import { COMMAND_NAME } from "./command.ts";

/** Where a command is used: a channel, and what is around it. */
export interface CommandPlace {
  readonly platform: PlatformName;
  readonly workspace: string;
  readonly channel: string;
}

/** Where a version is for: one channel, one workspace (`channel` is empty), or everywhere (all three are empty). */
export type Scope = CommandPlace;

/** A scope as people name it, from where they are. */
export type ScopeWord = "channel" | "workspace" | "everywhere";

export const EVERYWHERE: Scope = { platform: "", workspace: "", channel: "" };

export type VersionState = "draft" | "live" | "retired";

/** One saved version of a command. Its source never changes; its state and scope do. */
export interface SavedVersion {
  /** Opaque and unguessable, as an ask's. */
  readonly id: string;
  /** The command's name, without the slash. */
  readonly name: string;
  /** From 1, counted for each name over the whole installation. */
  readonly number: number;
  readonly state: VersionState;
  readonly scope: Scope;
  /** YAML, comments included. */
  readonly source: string;
  /** What its author wrote about it; null for nothing. */
  readonly note: string | null;
  /** Null where the person has erased their data. */
  readonly author: Person | null;
  readonly createdAt: Date;
  /** Hash of the file of this name when the version was saved; null where there was none. */
  readonly fileRevision: string | null;
  /** Number of the version that was live before this one was published; null for none. */
  readonly replaced: number | null;
  /** Whether a review made it, from what people corrected or to switch spot checks on. */
  readonly isOfReviews: boolean;
}

/** "head-on" and "head-off" are about a classifier head of that number; "changed": another model, or another text of its file, answers;
 * "text-erased": a text was taken out whose writer has erased their data. */
export type VersionAction =
  | "saved"
  | "published"
  | "retired"
  | "restored"
  | "deleted"
  | "head-on"
  | "head-off"
  | "changed"
  | "text-erased";

/** One thing done to a version. "restored": it is live again after a step back. */
export interface VersionEvent {
  readonly name: string;
  readonly number: number;
  readonly action: VersionAction;
  readonly scope: Scope;
  /** Null where the person has erased their data. */
  readonly person: Person | null;
  readonly note: string | null;
  readonly at: Date;
}

/** How often each of two versions was preferred over the other. */
export interface PreferenceCount {
  /** Number of the version that was tried. */
  readonly draft: number;
  /** Number of the version that was in force; null for a file. */
  readonly live: number | null;
  /** What the version was when it was tried. */
  readonly state: VersionState;
  /** People and texts: one person's choice on one text counts once. */
  readonly forDraft: number;
  readonly forLive: number;
}

/** How answers of a version that was tried by its number, or as a draft, were rated. */
export interface TrialCount {
  readonly version: number;
  /** What it was when it was tried. */
  readonly state: VersionState;
  /** People and answers: one person's newest rating of one answer counts. */
  readonly right: number;
  readonly wrong: number;
}

/** The operator at the terminal, who is no person of a platform. */
export const OPERATOR: Person = { platform: "terminal", workspace: "", id: "operator", name: "terminal" };

/** The bot itself, for what nobody pressed: a head that it switched off, a change that it found. */
export const ITSELF: Person = { platform: "terminal", workspace: "", id: "fewshot", name: "Fewshot" };

/** Bytes of UTF-8 that one saved version may have. */
export const MAX_SOURCE_BYTES = 64 * 1024;

/** Words that follow /fewshot, by `readText`: a saved command of that name could not be called, or would hide the word. */
export const RESERVED_WORDS: ReadonlySet<string> = new Set([
  "back",
  "commands",
  "compare",
  "edit",
  "fewshot",
  "help",
  "history",
  "insights",
  "list",
  "new",
  "privacy",
  "publish",
  "retire",
  "review",
  "share",
  "try",
]);

export function placeOf({ person, place }: Pick<Ask, "person" | "place">): CommandPlace {
  return { platform: person.platform, workspace: person.workspace, channel: place.channel };
}

/** Whether what is saved for a scope may be used and seen in a place. */
export function covers(scope: Scope, place: CommandPlace): boolean {
  if (scope.platform === "") return true;
  if (scope.platform !== place.platform || scope.workspace !== place.workspace) return false;
  return scope.channel === "" || scope.channel === place.channel;
}

/** All direct messages of Discord count as one workspace: nobody is in charge of it, and nothing may be published for it. */
export const isDirect = ({ platform, workspace }: Pick<Scope, "platform" | "workspace">): boolean =>
  platform === "discord" && workspace === "dm";

/** How narrow a scope is: 0 everywhere, 1 a workspace, 2 a channel. */
export function narrowness({ platform, channel }: Scope): 0 | 1 | 2 {
  return platform === "" ? 0 : channel === "" ? 1 : 2;
}

/** The whole workspace around a place. */
export function workspaceOf({ platform, workspace }: CommandPlace): Scope {
  return { platform, workspace, channel: "" };
}

/** "everywhere", "slack:T1" or "slack:T1:C1". */
export function describeScope(scope: Scope): string {
  const { platform, workspace, channel } = scope;
  return (
    ["everywhere", `${platform}:${workspace}`, `${platform}:${workspace}:${channel}`][narrowness(scope)] ?? ""
  );
}

/** The inverse of `describeScope`; null for what is no scope. */
export function readScope(text: string): Scope | null {
  if (text === "everywhere") return EVERYWHERE;
  const [, platform, workspace, channel = ""] =
    /^(?!everywhere:)([a-z]+):([^:\s]+)(?::(\S+))?$/.exec(text) ?? [];
  return platform === undefined || workspace === undefined ? null : { platform, workspace, channel };
}

/** A name with something behind @ that is no number of a version: "triage@0", "triage@new", "triage@". Null for anything else. */
export function readBadVersion(text: string): { readonly name: string; readonly typed: string } | null {
  const [, name = "", typed = ""] = /^\/?([^@\s]+)@(\S*)$/.exec(text) ?? [];
  const isBad = COMMAND_NAME.test(name.toLowerCase()) && readVersionName(text) === null;
  return isBad ? { name: name.toLowerCase(), typed } : null;
}

/** A name with or without a number: "triage", "triage@3". Null for what is no such name. */
export function readVersionName(
  text: string,
): { readonly name: string; readonly number: number | null } | null {
  const [, name = "", digits] = /^\/?([^@\s]+)(?:@([1-9]\d{0,8}))?$/.exec(text.toLowerCase()) ?? [];
  return COMMAND_NAME.test(name) ? { name, number: digits === undefined ? null : Number(digits) } : null;
}
