/** Alerts about groups: made once, taken by one process at a time, and kept so that they are not made again. */

import { type Kysely, sql } from "kysely";
import type { GroupAlert, GroupStore } from "../../../flows/monitoring/groups/ports.ts";
import type { SettingStore } from "../../../flows/ports/settings.ts";
import type { GroupAlertsTable, Tables } from "../../schema/tables.ts";
import { newId } from "../asks/rows.ts";
import { storable, toJsonText } from "../json.ts";

const WEEK_SETTING = "groups-week";

type Alerts = Pick<
  GroupStore,
  | "addGroupAlerts"
  | "takeGroupAlert"
  | "keepGroupAlert"
  | "postponeGroupAlert"
  | "endGroupAlert"
  | "isWeekAlerted"
  | "noteWeekAlerted"
>;

export function createGroupAlerts(
  db: Kysely<Tables>,
  { readSetting, writeSetting }: Pick<SettingStore, "readSetting" | "writeSetting">,
): Alerts {
  const until = (ms: number) => sql<Date>`now() + ${ms} * interval '1 millisecond'`;
  return {
    async addGroupAlerts(alerts) {
      if (alerts.length === 0) return;
      const created_at = new Date();
      await db
        .insertInto("group_alerts")
        .values(
          alerts.map(({ name, command, ...alert }) => ({
            ...{ id: newId(), ...alert, name: storable(name), command: storable(command), created_at },
            ...{ claimed_until: null, ended_at: null },
          })),
        )
        .onConflict((conflict) => conflict.doNothing())
        .execute();
    },

    async takeGroupAlert({ platforms, forMs }) {
      const { rows } =
        await sql<GroupAlertsTable>`update fewshot.group_alerts set claimed_until = ${until(forMs)}, attempt = attempt + 1
        where id = (select id from fewshot.group_alerts
          where ended_at is null and (claimed_until is null or claimed_until < now()) and platform = any(${platforms}::text[])
          order by created_at, id limit 1 for update skip locked)
        returning *`.execute(db);
      return rows[0] ? toAlert(rows[0]) : null;
    },

    async keepGroupAlert(id, { deliveryRecord, forMs }) {
      await db
        .updateTable("group_alerts")
        .set({ receipt: toJsonText(deliveryRecord), claimed_until: until(forMs) })
        .where("id", "=", id)
        .execute();
    },

    async postponeGroupAlert(id, delayMs) {
      await db
        .updateTable("group_alerts")
        .set({ claimed_until: until(delayMs) })
        .where("id", "=", id)
        .execute();
    },

    async endGroupAlert(id) {
      await db.updateTable("group_alerts").set({ ended_at: new Date() }).where("id", "=", id).execute();
    },

    async isWeekAlerted(weekId) {
      const newest = await readSetting(WEEK_SETTING);
      return typeof newest === "string" && newest >= weekId;
    },

    noteWeekAlerted: (weekId) => writeSetting(WEEK_SETTING, weekId),
  };
}

/** For a process that is alone on its database: whatever is claimed was left by one that is gone. A claim and a wait for the next try are the
 * same column, so that alerts which wait are tried once more at the start. */
export async function releaseGroupAlerts(db: Kysely<Tables>): Promise<void> {
  await db.updateTable("group_alerts").set({ claimed_until: null }).where("ended_at", "is", null).execute();
}

function toAlert(row: GroupAlertsTable): GroupAlert {
  const { id, week, source, name, command, measure, platform, channel, locale, receipt } = row;
  return {
    ...{ id, week, source, name, command, measure, platform, channel, locale },
    deliveryRecord: (receipt as unknown as GroupAlert["deliveryRecord"]) ?? null,
    createdAt: new Date(row.created_at),
  };
}
