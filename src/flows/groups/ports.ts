/** What groups need of the store. */

import type { Person } from "../../core/ask.ts";
import type { Measure, Week } from "./report.ts";

/** One ask of a week that has ended, without who made it: nothing of people who have opted out, and no drafts that were tried. */
export interface GroupAsk {
  readonly command: string;
  /** Whoever wrote the text, as a keyed hash. */
  readonly member: string;
  /** Platform, workspace, day and version: what totals are known of. */
  readonly total: string;
  /** Null where it was not asked for. */
  readonly text: string | null;
  /** Whether it failed in this way; null where it does not count. */
  readonly failed: Readonly<Record<Measure | "feedback", boolean | null>>;
}

/** A group that a person is in, as their export has it. */
export interface GroupMembership {
  readonly source: "declared" | "mapped";
  /** Platform and workspace that a mapped group is of; empty for a declared one. */
  readonly place: string;
  readonly name: string;
  readonly notedAt: Date;
}

export interface GroupStore {
  /** The asks of a week, a batch at a time. What was said of them counts until `closesAt`. */
  groupAsks(
    week: Pick<Week, "from" | "to"> & { readonly closesAt: Date },
    options: { readonly withTexts: boolean },
  ): AsyncIterable<readonly GroupAsk[]>;
  /** Names of the groups of one source, by member. */
  groupMembers(source: GroupMembership["source"]): Promise<ReadonlyMap<string, ReadonlySet<string>>>;
  /** What a person has said that they belong to. */
  declaredGroups(person: Person): Promise<readonly string[]>;
  /** Keeps these groups in place of what the person said before; nothing of somebody who has opted out. */
  declareGroups(person: Person, names: readonly string[]): Promise<void>;
  /** Keeps these mapped groups in place of those that the person was in before, in that workspace; nothing of somebody who has opted out. */
  noteMappedGroups(person: Person, names: readonly string[]): Promise<void>;
  /** Whether the clock of this machine is far ahead of when it was last checked: then which weeks are over is not known. */
  isClockDoubted(): Promise<boolean>;
}
