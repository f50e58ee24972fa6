/** What groups need of the store. */

import type { Json, Person } from "../../../core/ask.ts";
import type { Finding, Measure, Week } from "./report.ts";

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

/** A finding on its way to a channel. */
export interface GroupAlert extends Pick<Finding, "source" | "name" | "command" | "measure"> {
  readonly id: string;
  readonly week: string;
  readonly platform: string;
  readonly channel: string;
  readonly locale: string;
  /** What the platform noted of its post; null before the first try. */
  readonly deliveryRecord: Json | null;
  readonly createdAt: Date;
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
  /** Adds alerts that are not there yet: one for each finding, week and channel, however many processes add it. */
  addGroupAlerts(alerts: readonly Omit<GroupAlert, "id" | "deliveryRecord" | "createdAt">[]): Promise<void>;
  /** An alert that no process has taken, oldest first; null where there is none. It is this process's for `forMs`. */
  takeGroupAlert(options: {
    readonly platforms: readonly string[];
    readonly forMs: number;
  }): Promise<GroupAlert | null>;
  /** Keeps what was posted, and the alert for another `forMs`. */
  keepGroupAlert(id: string, kept: { readonly deliveryRecord: Json; readonly forMs: number }): Promise<void>;
  /** Puts it back until `delayMs` from now. */
  postponeGroupAlert(id: string, delayMs: number): Promise<void>;
  /** It was posted, or is given up. It stays, so that it is not made again. */
  endGroupAlert(id: string): Promise<void>;
  /** Whether the alerts of a week, or of a later one, were made. */
  isWeekAlerted(weekId: string): Promise<boolean>;
  noteWeekAlerted(weekId: string): Promise<void>;
  /** Whether the clock of this machine is far ahead of when it was last checked: then which weeks are over is not known. */
  isClockDoubted(): Promise<boolean>;
}
