/** The port to saved heads. */

import type { Scope } from "../../core/command/saved-command.ts";
import type { SavedHead } from "../../core/command/saved-head.ts";
import type { Change } from "../commands/versions/ports.ts";

export type NewHead = Pick<
  SavedHead,
  "name" | "scope" | "model" | "promptDigest" | "labels" | "rows" | "measured" | "weights"
>;

export interface HeadStore {
  /** Saves a head, in force nowhere. */
  saveHead(head: NewHead): Promise<SavedHead>;
  /** Every live head, of all scopes. */
  liveHeads(): Promise<readonly SavedHead[]>;
  /** A head of a command by its number; null where there is none. One that was live and is not any more keeps no weights. */
  findHead(name: string, number: number): Promise<SavedHead | null>;
  /** Makes a head live in its scope, in place of the one that is live there. Returns null when there is no such head. */
  publishHead(id: string, change: Change): Promise<SavedHead | null>;
  /** Switches off what is live in a scope. Returns null where nothing is. */
  retireHead(name: string, options: Change & { readonly scope: Scope }): Promise<SavedHead | null>;
  /** Takes the training of a live head for this process, for so long.
   * @returns false where another process has it, or where the head is not live any more */
  claimHead(id: string, forMs: number): Promise<boolean>;
  /** Puts a head that was trained again in the place of a live one. Returns null where that one is not live any more. */
  replaceHead(id: string, head: NewHead): Promise<SavedHead | null>;
}
