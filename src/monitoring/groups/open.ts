/** Opens the groups that the configuration names. */

import type { Config } from "../../config/config.ts";
import type { VersionStore } from "../../flows/commands/versions/ports.ts";
import type { AlertChannel } from "../../flows/monitoring/groups/alerts.ts";
import type { GroupsInForce } from "../../flows/monitoring/groups/lists.ts";
import type { GroupSource } from "../../flows/monitoring/groups/report.ts";
import type { GroupReports } from "../../flows/monitoring/groups/reports-port.ts";
import type { Commands } from "../../flows/ports/commands.ts";
import { groupChart } from "./charts.ts";
import { createGroupReports, type ReportOptions } from "./reports.ts";
import { readGroupLists } from "./terms/file.ts";

export interface WatchedGroups {
  /** What the flows need. */
  readonly inForce: GroupsInForce;
  readonly reports: GroupReports;
  /** Ids of the user groups of Slack that are mapped. */
  readonly userGroups: readonly string[];
  /** Where alerts go, and the address of the page that they name. */
  readonly channels: readonly AlertChannel[];
  readonly publicUrl: string | null;
  /** What the page needs. */
  readonly web: { readonly groups: GroupReports; readonly drawGroups: typeof groupChart };
}

/** @throws {BotError} CONFIG_INVALID when GROUPS_FILE can't be used */
export async function openGroups({
  config,
  store,
  commands,
}: {
  readonly config: Pick<
    Config,
    "WATCH_GROUPS" | "GROUPS_FILE" | "GROUPS_MARGIN" | "GROUPS_ALERTS" | "PUBLIC_URL" | "RETENTION_DAYS"
  >;
  readonly store: ReportOptions["store"] & Pick<VersionStore, "liveVersions">;
  readonly commands: Pick<Commands, "list">;
}): Promise<WatchedGroups> {
  const lists = await readGroupLists(config.GROUPS_FILE ?? null);
  const reports = createGroupReports({
    ...{ store, lists, sources: config.WATCH_GROUPS },
    margin: config.GROUPS_MARGIN / 100,
    retentionDays: config.RETENTION_DAYS || null,
    namesInForce: async () =>
      new Set([...commands.list(), ...(await store.liveVersions())].map(({ name }) => name)),
  });
  const isOn = (source: GroupSource) => config.WATCH_GROUPS.includes(source);
  const inForce = {
    declared: isOn("declared") ? lists.declared : [],
    mapped: isOn("mapped") ? lists.mapped : [],
  };
  const userGroups = [...new Set(inForce.mapped.flatMap(({ slack }) => slack))];
  const alerts = { channels: config.GROUPS_ALERTS, publicUrl: config.PUBLIC_URL ?? null };
  return { inForce, userGroups, reports, ...alerts, web: { groups: reports, drawGroups: groupChart } };
}
