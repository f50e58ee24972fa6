/** Saves a draft: checks name, size and source first, as a file is checked. */

import type { Person } from "../../../core/ask.ts";
import type { Command } from "../../../core/command/command.ts";
import type { CommandFault } from "../../../core/command/faults.ts";
import {
  type CommandPlace,
  MAX_SOURCE_BYTES,
  RESERVED_WORDS,
  type SavedVersion,
  type Scope,
} from "../../../core/command/saved-command.ts";
import type { Commands } from "../../ports/commands.ts";
import type { NewVersion, VersionStore } from "./ports.ts";

export interface Draft {
  readonly name: string;
  /** YAML. */
  readonly source: string;
  readonly note: string | null;
  readonly scope: Scope;
  readonly author: Person;
  /** Whether a review makes it; false where it is left out. */
  readonly isOfReviews?: boolean;
}

export type SaveResult =
  /** "known": the same text of the same person was saved already. */
  | { readonly kind: "saved" | "known"; readonly version: SavedVersion; readonly command: Command }
  | { readonly kind: "reserved-name" | "too-large" }
  | { readonly kind: "too-many-of-person" | "too-many-of-workspace" }
  | { readonly kind: "faulty"; readonly faults: readonly CommandFault[] };

export interface SavePorts {
  readonly store: Pick<VersionStore, "saveVersion">;
  readonly commands: Pick<Commands, "parse" | "fileRevision">;
}

/** What may be saved, or why it may not. */
export type CheckedDraft =
  | { readonly kind: "checked"; readonly version: NewVersion; readonly command: Command }
  | Extract<SaveResult, { readonly kind: "reserved-name" | "too-large" | "faulty" }>;

export async function saveDraft({ store, commands }: SavePorts, draft: Draft): Promise<SaveResult> {
  const checked = checkDraft(commands, draft);
  if (checked.kind !== "checked") return checked;
  const saved = await store.saveVersion(checked.version);
  return "version" in saved ? { ...saved, command: checked.command } : saved;
}

export function checkDraft(commands: SavePorts["commands"], draft: Draft): CheckedDraft {
  const { name } = draft;
  if (RESERVED_WORDS.has(name)) return { kind: "reserved-name" };
  // What no database can hold is replaced before the check, so that the text that is checked is the text that is kept.
  const source = draft.source.toWellFormed().replaceAll("\0", "\u{FFFD}");
  if (Buffer.byteLength(source) > MAX_SOURCE_BYTES) return { kind: "too-large" };
  const parsed = commands.parse(name, source);
  if ("faults" in parsed) return { kind: "faulty", faults: parsed.faults };
  const { command } = parsed;
  return {
    kind: "checked",
    version: { ...draft, source, fileRevision: commands.fileRevision(name) },
    command,
  };
}

/** Whether a saved version of a command leaves an examples file behind: what is in force names one, and a saved version can't. */
export const losesFile = (commands: Pick<Commands, "find">, name: string, place?: CommandPlace): boolean =>
  (commands.find(name, place)?.examplesFile ?? null) !== null;

/** The text of a command's file as a version of it could be saved: without the name of an examples file, which a saved command can't have.
 * Null where there is no file. */
export async function readFileSource(
  commands: Pick<Commands, "readFile" | "parse" | "applyForm">,
  name: string,
): Promise<string | null> {
  const source = await commands.readFile(name);
  if (source === null || "command" in commands.parse(name, source)) return source;
  // A form takes it out, and nothing else.
  const applied = commands.applyForm(source, null, {});
  return "source" in applied ? applied.source : source;
}
