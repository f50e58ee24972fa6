/** Opens the groups that the configuration names. */

import type { Config } from "../../config/config.ts";
import type { GroupsInForce } from "../../flows/groups/lists.ts";
import type { GroupSource } from "../../flows/groups/report.ts";
import type { GroupReports } from "../../flows/groups/reports-port.ts";
import { groupChart } from "./charts.ts";
import { createGroupReports, type ReportOptions } from "./reports.ts";
import { readGroupLists } from "./terms/file.ts";

export interface WatchedGroups {
  /** What the flows need. */
  readonly inForce: GroupsInForce;
  readonly reports: GroupReports;
  /** Ids of the user groups of Slack that are mapped. */
  readonly userGroups: readonly string[];
  /** What the page needs. */
  readonly web: { readonly groups: GroupReports; readonly drawGroups: typeof groupChart };
}

/** @throws {BotError} CONFIG_INVALID when GROUPS_FILE can't be used */
export async function openGroups({
  config,
  store,
}: {
  readonly config: Pick<Config, "GROUPS" | "GROUPS_FILE" | "GROUPS_MARGIN" | "RETENTION_DAYS">;
  readonly store: ReportOptions["store"];
}): Promise<WatchedGroups> {
  const lists = await readGroupLists(config.GROUPS_FILE ?? null);
  const reports = createGroupReports({
    ...{ store, lists, sources: config.GROUPS },
    margin: config.GROUPS_MARGIN / 100,
    retentionDays: config.RETENTION_DAYS || null,
  });
  const isOn = (source: GroupSource) => config.GROUPS.includes(source);
  const inForce = {
    declared: isOn("declared") ? lists.declared : [],
    mapped: isOn("mapped") ? lists.mapped : [],
  };
  const userGroups = [...new Set(inForce.mapped.flatMap(({ slack }) => slack))];
  return { inForce, userGroups, reports, web: { groups: reports, drawGroups: groupChart } };
}
