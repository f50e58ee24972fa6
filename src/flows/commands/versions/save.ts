/** Saves a draft: checks name, size and source first, as a file is checked. */

import type { Person } from "../../../core/ask.ts";
import type { Command } from "../../../core/command/command.ts";
import type { CommandFault } from "../../../core/command/faults.ts";
import {
  MAX_SOURCE_BYTES,
  RESERVED_WORDS,
  type SavedVersion,
  type Scope,
} from "../../../core/command/saved-command.ts";
import type { Commands } from "../../ports/commands.ts";
import type { VersionStore } from "./ports.ts";

export interface Draft {
  readonly name: string;
  /** YAML. */
  readonly source: string;
  readonly note: string | null;
  readonly scope: Scope;
  readonly author: Person;
}

export type SaveResult =
  /** "known": the same text of the same person was saved already. */
  | { readonly kind: "saved" | "known"; readonly version: SavedVersion; readonly command: Command }
  | { readonly kind: "reserved-name" | "too-large" | "too-many-of-person" | "too-many-of-workspace" }
  | { readonly kind: "faulty"; readonly faults: readonly CommandFault[] };

export interface SavePorts {
  readonly store: Pick<VersionStore, "saveVersion">;
  readonly commands: Pick<Commands, "parse" | "fileRevision">;
}

export async function saveDraft({ store, commands }: SavePorts, draft: Draft): Promise<SaveResult> {
  const { name } = draft;
  if (RESERVED_WORDS.has(name)) return { kind: "reserved-name" };
  // What no database can hold is replaced before the check, so that the text that is checked is the text that is kept.
  const source = draft.source.toWellFormed().replaceAll("\0", "\u{FFFD}");
  if (Buffer.byteLength(source) > MAX_SOURCE_BYTES) return { kind: "too-large" };
  const parsed = commands.parse(name, source);
  if ("faults" in parsed) return { kind: "faulty", faults: parsed.faults };
  const saved = await store.saveVersion({ ...draft, source, fileRevision: commands.fileRevision(name) });
  return "version" in saved ? { ...saved, command: parsed.command } : saved;
}
