/** The port to saved versions of commands. */

import type { Person } from "../../../core/ask.ts";
import type {
  CommandPlace,
  SavedVersion,
  Scope,
  VersionEvent,
  VersionState,
} from "../../../core/command/saved-command.ts";

export interface NewVersion {
  readonly name: string;
  readonly scope: Scope;
  readonly source: string;
  readonly note: string | null;
  readonly author: Person;
  readonly fileRevision: string | null;
  /** Whether a review makes it; false where it is left out. */
  readonly isOfReviews?: boolean;
}

/** What became of saveVersion: the same text sent again by the same person is the version that was saved first. Nothing is stored where
 * the person saved too many within an hour, or the workspace has too many. */
export type SavedOutcome =
  | { readonly kind: "saved" | "known"; readonly version: SavedVersion }
  | { readonly kind: "too-many-of-person" | "too-many-of-workspace" };

/** Who does something to versions, and why. */
export interface Change {
  readonly by: Person;
  readonly note: string | null;
}

/** Who ends what is live in a scope. */
export interface Ending extends Change {
  readonly scope: Scope;
  /** The version that is meant; left out for whichever is live. */
  readonly from?: number;
}

/** What a step back led to: which version was live before, and which one is now; null for the file, or none. */
export interface SteppedBack {
  readonly from: SavedVersion;
  readonly to: SavedVersion | null;
}

export interface VersionStore {
  /** Saves a draft.
   * @param version its source has been checked by the caller */
  saveVersion(version: NewVersion): Promise<SavedOutcome>;
  /** Every live version, of all scopes. */
  liveVersions(): Promise<readonly SavedVersion[]>;
  findVersion(name: string, number: number): Promise<SavedVersion | null>;
  /** The version of a name that can be seen in a place: of that number; the newest draft, where it is newer than what is live
   * there; the live one that is in force there; or the newest retired one. */
  findSeen(name: string, which: number | VersionState, place: CommandPlace): Promise<SavedVersion | null>;
  /** Versions of one name, or of all where it is null; by name, newest first. */
  listVersions(name: string | null): Promise<readonly SavedVersion[]>;
  /** Names of which something is saved for a place: its channel, its workspace, or everywhere. In alphabetical order. */
  savedNames(place: CommandPlace): Promise<readonly string[]>;
  /** What was done to the versions of one name, oldest first. */
  listVersionEvents(name: string): Promise<readonly VersionEvent[]>;
  /** How long ago what is live in a scope itself came there, in milliseconds by the database's clock, whatever process published it;
   * infinity where nothing ever did. */
  sinceLive(name: string, scope: Scope): Promise<number>;
  /** A number that grows with every line in the history of a name: what was read of its versions is old once it has changed. */
  lastVersionChange(name: string): Promise<number>;
  /** Makes a version live in a scope, in place of the one that is live there.
   * @param options `instead`: the version that is to be replaced, null for none; left out for whichever is live
   * @returns the version as it is now; null when there is none of that number, or another one than `instead` is live, which then stays */
  publishVersion(
    version: { readonly name: string; readonly number: number },
    options: Change & { readonly scope: Scope; readonly instead?: number | null },
  ): Promise<SavedVersion | null>;
  /** Retires what is live in a scope. Returns null where nothing is, or another version than `from`. */
  retireVersion(name: string, options: Ending): Promise<SavedVersion | null>;
  /** Makes live what was live before in a scope, else the file: a further step goes further back, as undo does. Returns null where nothing
   * is live, or another version than `from`. */
  stepBack(name: string, options: Ending): Promise<SteppedBack | null>;
  /** Deletes a draft or a retired version. Returns whether there was one. */
  deleteVersion(version: { readonly name: string; readonly number: number }, by: Person): Promise<boolean>;
  /** Calls back when a live version came, went or moved, in whichever process, and when notices may have been missed. Returns how to stop. */
  watchVersions(listener: () => void): () => void;
}
