/** Makes the report of a week: reads its asks, finds their groups, compares. Nothing is kept between two reports, so that whoever opts out or
 * erases their data is in none from then on. */

import { setImmediate as nextTurn } from "node:timers/promises";
import type { GroupLists } from "../../flows/monitoring/groups/lists.ts";
import type { GroupStore } from "../../flows/monitoring/groups/ports.ts";
import type { GroupName, GroupSource, GroupsReport, Week } from "../../flows/monitoring/groups/report.ts";
import type { GroupReports } from "../../flows/monitoring/groups/reports-port.ts";
import { createInTurn } from "../shared/in-turn.ts";
import { startComparing } from "./rates/in-thread.ts";
import { closedWeeks, closesAt } from "./rates/weeks.ts";
import { createMatcher } from "./terms/match.ts";

export interface ReportOptions {
  readonly store: Pick<GroupStore, "groupAsks" | "groupMembers" | "isClockDoubted">;
  readonly sources: readonly GroupSource[];
  readonly lists: GroupLists;
  /** 0 to 1. */
  readonly margin: number;
  /** Null where asks are kept without limit. */
  readonly retentionDays: number | null;
  /** Names of all commands that exist now. */
  readonly namesInForce: () => Promise<ReadonlySet<string>>;
  readonly now?: () => Date;
  /** Until a report is "busy" that could not begin for others. Default 20 seconds. */
  readonly maxWaitMs?: number;
}

export function createGroupReports(options: ReportOptions): GroupReports {
  const { store, sources, retentionDays, now = () => new Date(), maxWaitMs } = options;
  const inTurn = createInTurn<GroupsReport>(maxWaitMs);
  const weeks = async () => {
    const isClockDoubted = await store.isClockDoubted();
    return { weeks: isClockDoubted ? [] : closedWeeks(now(), retentionDays), isClockDoubted };
  };
  return {
    sources,
    weeks,
    async report(weekId) {
      const week = (await weeks()).weeks.find(({ id }) => id === weekId);
      if (week === undefined) return null;
      return inTurn(week.id, () => makeReport(options, week));
    },
  };
}

async function makeReport(
  { store, sources, lists, margin, namesInForce }: ReportOptions,
  week: Week,
): Promise<GroupsReport> {
  const groups = namesOf(lists, sources);
  const find = createFinder(lists, groups, {
    declared: sources.includes("declared") ? await store.groupMembers("declared") : new Map(),
    mapped: sources.includes("mapped") ? await store.groupMembers("mapped") : new Map(),
  });
  const withTexts = sources.includes("texts");
  const comparing = startComparing();
  try {
    for await (const asks of store.groupAsks({ ...week, closesAt: closesAt(week) }, { withTexts })) {
      comparing.add(
        asks.map(({ command, member, total, text, failed }) => ({
          ...{ command, total, failed },
          ...{ person: member, groups: find(member, text) },
        })),
      );
      // Whoever waits for an acknowledgement comes before a report.
      await nextTurn();
    }
    const { commands, ...compared } = await comparing.compare(groups, margin);
    const names = await namesInForce();
    const marked = commands.map((one) => ({ ...one, isInForce: names.has(one.command) }));
    return { week, margin, sources, groups, ...compared, commands: marked };
  } finally {
    await comparing.end();
  }
}

/** All groups of the sources that are on, in the order of their lists. */
function namesOf(lists: GroupLists, sources: readonly GroupSource[]): GroupName[] {
  return sources.flatMap((source) => lists[source].map(({ name, names }) => ({ source, name, names })));
}

type Members = ReadonlyMap<string, ReadonlySet<string>>;

/** @returns finds the numbers of the groups of an ask */
function createFinder(
  lists: GroupLists,
  groups: readonly GroupName[],
  members: Readonly<Record<"declared" | "mapped", Members>>,
): (member: string, text: string | null) => ReadonlySet<number> {
  const match = createMatcher(lists.texts);
  const firstText = groups.findIndex(({ source }) => source === "texts");
  const ofPeople = groups.flatMap(({ source, name }, group) =>
    source === "texts" ? [] : [{ source, name, group }],
  );
  return (member, text) => {
    const found = new Set<number>();
    if (text !== null) for (const group of match(text)) found.add(firstText + group);
    for (const { source, name, group } of ofPeople)
      if (members[source].get(member)?.has(name)) found.add(group);
    return found;
  };
}
