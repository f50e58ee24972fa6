/** Small values under a name. */

import type { Kysely } from "kysely";
import type { Json } from "../core/ask.ts";
import type { Store } from "../flows/ports.ts";
import { toJsonText } from "./rows.ts";
import type { Tables } from "./tables.ts";

export function createSettings(db: Kysely<Tables>): Pick<Store, "readSetting" | "writeSetting"> {
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
  };
}
