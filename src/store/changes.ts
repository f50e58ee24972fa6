/** Tells listeners of every ask that changed, in whichever process. */

import type { Kysely } from "kysely";
import type { Listener, StoreLog } from "./database.ts";
import { ASK_CHANNEL } from "./migrations.ts";
import type { Tables } from "./tables.ts";

/** When the line was cut, this many of the newest asks are told again: what changed meanwhile is among them. */
const TOLD_AGAIN = 200;

export interface Changes {
  watch(hear: (askId: string) => void): () => void;
  readonly listener: Listener;
}

export function createChanges(db: Kysely<Tables>, log: StoreLog): Changes {
  const hearers = new Set<(askId: string) => void>();
  const tell = (askId: string) => {
    for (const hear of hearers) hear(askId);
  };
  return {
    watch(hear) {
      const own = (askId: string) => hear(askId);
      hearers.add(own);
      return () => hearers.delete(own);
    },
    listener: {
      channel: ASK_CHANNEL,
      onNotice: tell,
      onReturn() {
        db.selectFrom("asks")
          .select("id")
          .orderBy("seq", "desc")
          .limit(TOLD_AGAIN)
          .execute()
          .then(
            (rows) => rows.forEach(({ id }) => void tell(id)),
            (error: Error) =>
              log.warn({ reason: error.message }, "changes during an outage could not be told"),
          );
      },
    },
  };
}
