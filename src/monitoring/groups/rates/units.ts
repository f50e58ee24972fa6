/** What rates are counted from: one unit for each ask, and how few of them are too few to be shown. Pure. */

import type { GroupSource, Measure } from "../../../flows/monitoring/groups/report.ts";

/** One ask that has ended. */
export interface Unit {
  readonly command: string;
  /** Whoever wrote the text: a key that is compared and never shown. */
  readonly person: string;
  /** Platform, workspace, day, version of the command, model and classifier head: totals of each are known from elsewhere, the dashboard for one. */
  readonly total: string;
  /** Numbers of groups in the list of all groups. */
  readonly groups: ReadonlySet<number>;
  /** Whether it failed in this way; null where it does not count, e.g. a rating that nobody gave. */
  readonly failed: Readonly<Record<Measure | "feedback", boolean | null>>;
}

/** What is counted: the kinds of failure, and how much feedback there was. */
export type Counted = keyof Unit["failed"];

/** Fewer are hidden: for privacy, and since they say nothing. */
const MIN_SHOWN = 10;
/** With fewer on either side nothing is compared. */
export const MIN_COMPARED = 30;

/** Whether a set of units is so small that nothing may be known of it. In a group of people, people count as well as answers: many answers of
 * one person say how this person is answered.
 * @param ofPeople whether the set is made of people, and not of texts */
export function isTooSmall(units: Iterable<Unit>, ofPeople: boolean): boolean {
  let count = 0;
  const people = new Set<string>();
  for (const { person } of units) {
    count += 1;
    if (ofPeople) people.add(person);
    if (count >= MIN_SHOWN && (!ofPeople || people.size >= MIN_SHOWN)) return false;
  }
  return true;
}

/** Whether a source puts people into groups, and not texts. */
export const isOfPeople = (source: GroupSource) => source !== "texts";
