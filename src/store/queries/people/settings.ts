/** Small values under a name. */

import type { Kysely } from "kysely";
import type { Json } from "../../../core/ask.ts";
import type { SettingStore } from "../../../flows/ports/settings.ts";
import type { Tables } from "../../schema/tables.ts";
import { toJsonText } from "../json.ts";

export function createSettings(db: Kysely<Tables>): SettingStore {
  return {
    async readSetting(key) {
      const row = await db.selectFrom("settings").select("value").where("key", "=", key).executeTakeFirst();
      return (row?.value ?? null) as Json | null;
    },
    async writeSetting(key, value) {
      const text = toJsonText(value);
      await db
        .insertInto("settings")
        .values({ key, value: text })
        .onConflict((conflict) => conflict.column("key").doUpdateSet({ value: text }))
        .execute();
    },
    async settleSetting(key, value) {
      await db
        .insertInto("settings")
        .values({ key, value: toJsonText(value) })
        .onConflict((conflict) => conflict.column("key").doNothing())
        .execute();
      const row = await db
        .selectFrom("settings")
        .select("value")
        .where("key", "=", key)
        .executeTakeFirstOrThrow();
      return row.value as Json;
    },
  };
}
