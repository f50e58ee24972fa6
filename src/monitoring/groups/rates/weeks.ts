/** The weeks that figures are of: fixed, so that looking often finds no more than looking once. Pure. */

import type { Week } from "../../../flows/monitoring/groups/report.ts";

const DAY_MS = 24 * 60 * 60_000;
const WEEK_MS = 7 * DAY_MS;
/** A week is shown a day after its end: most of what people say about an answer is said by then, and nothing later is counted. */
const CLOSE_MS = DAY_MS;
/** Monday, 5 January 1970. */
const FIRST_MONDAY_MS = 4 * DAY_MS;
/** Weeks that are offered. */
const MAX_WEEKS = 12;

/** The week that a moment is in. */
export function weekOf(date: Date): Week {
  const from = new Date(Math.floor((date.getTime() - FIRST_MONDAY_MS) / WEEK_MS) * WEEK_MS + FIRST_MONDAY_MS);
  return { id: from.toISOString().slice(0, 10), from, to: new Date(from.getTime() + WEEK_MS) };
}

/** Until when something that is said about an answer of a week counts. */
export const closesAt = ({ to }: Week) => new Date(to.getTime() + CLOSE_MS);

/** The weeks that have ended and been closed, newest first. One that is partly past the retention time is left out: part of it is deleted.
 * @param retentionDays null where asks are kept without limit */
export function closedWeeks(now: Date, retentionDays: number | null): Week[] {
  const oldestMs = retentionDays === null ? 0 : now.getTime() - retentionDays * DAY_MS;
  const newest = weekOf(new Date(now.getTime() - WEEK_MS - CLOSE_MS));
  return Array.from({ length: MAX_WEEKS }, (_, back) =>
    weekOf(new Date(newest.from.getTime() - back * WEEK_MS)),
  ).filter(({ from }) => from.getTime() >= oldestMs);
}
