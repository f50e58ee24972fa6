/** Small values under a name. */

import type { Kysely } from "kysely";
import type { Json } from "../../core/ask.ts";
import type { Store } from "../../flows/ports.ts";
import type { Tables } from "../schema/tables.ts";
import { toJsonText } from "./json.ts";

export interface Settings extends Pick<Store, "readSetting" | "writeSetting"> {
  /** What is kept under the name; `value` where nothing was. However many processes start at once, all get the same. */
  settleSetting(key: string, value: Json): Promise<Json>;
}

export function createSettings(db: Kysely<Tables>): Settings {
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
