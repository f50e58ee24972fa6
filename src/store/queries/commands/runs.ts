/** Runs of audits and insights. A process holds a run for a few seconds at a time, by the clock of the database. */

import { type Kysely, type Selectable, sql } from "kysely";
import type { Json } from "../../../core/ask.ts";
import type { Hold, RunStore, StoredRun } from "../../../flows/monitoring/measure/ports.ts";
import type { MeasurementRun } from "../../../flows/ports/measurements.ts";
import type { RunsTable, Tables } from "../../schema/tables.ts";
import { storable, toJsonText } from "../json.ts";

/** Older runs that ended are deleted. */
const KEPT = 100;
/** All that pages show; what a run is made of, and what it found, may be large. */
const SHOWN = [
  ...(["id", "kind", "command", "version", "revision", "against", "model", "head", "state"] as const),
  ...(["done", "total", "started_at", "ended_at", "failure", "passed"] as const),
] as const;

const until = ({ forMs }: Pick<Hold, "forMs">) => sql<Date>`now() + ${forMs} * interval '1 millisecond'`;

// biome-ignore lint/complexity/noExcessiveLinesPerFunction: a list of short queries
export function createRuns(db: Kysely<Tables>): RunStore {
  async function find(id: string): Promise<MeasurementRun | null> {
    const row = await db.selectFrom("runs").select(SHOWN).where("id", "=", id).executeTakeFirst();
    return row ? toRun(row) : null;
  }

  return {
    async addRun(run, { again, ...hold }) {
      const started = {
        ...{ state: "waiting" as const, done: 0, total: 0, started_at: sql<Date>`now()`, ended_at: null },
        ...{ failure: null, passed: null, report: null },
        ...{ holder: hold.holder, claimed_until: until(hold) },
      };
      const { id, kind, version, revision, model } = run;
      const added = await db
        .insertInto("runs")
        .values({
          ...{ id, kind, command: storable(run.command), version, revision, model: storable(model) },
          against: run.against === null ? null : storable(run.against),
          head: run.head === null ? null : toJsonText(run.head),
          request: toJsonText(run.request),
          ...started,
        })
        .onConflict((conflict) =>
          conflict
            .column("id")
            .doUpdateSet({ ...started, request: toJsonText(run.request) })
            .where("runs.ended_at", "is not", null)
            .where((row) => (again ? row.lit(true) : row("runs.state", "!=", "done"))),
        )
        .returning("id")
        .executeTakeFirst();
      if (added) await forgetOld(db);
      return { run: (await find(id)) as MeasurementRun, isOurs: added !== undefined };
    },

    async listRuns(kind) {
      const rows = await db
        .selectFrom("runs")
        .select(SHOWN)
        .where("kind", "=", kind)
        .orderBy("started_at", "desc")
        .orderBy("id")
        .execute();
      return rows.map(toRun);
    },

    findRun: find,

    async runReport(id) {
      const row = await db
        .selectFrom("runs")
        .select("report")
        .where("id", "=", id)
        .where("state", "=", "done")
        .executeTakeFirst();
      return (row?.report ?? null) as Json | null;
    },

    async takeRun(hold) {
      const row = await db
        .updateTable("runs")
        .set({ holder: hold.holder, claimed_until: until(hold) })
        .where("id", "=", (query) =>
          query
            .selectFrom("runs")
            .select("id")
            .where("ended_at", "is", null)
            .where((free) =>
              free.or([free("claimed_until", "is", null), free("claimed_until", "<", sql<Date>`now()`)]),
            )
            .orderBy("started_at")
            .limit(1)
            .forUpdate()
            .skipLocked(),
        )
        .returning([...SHOWN, "request"])
        .executeTakeFirst();
      return row ? ({ ...toRun(row), request: row.request as Json } satisfies StoredRun) : null;
    },

    async holdRuns(held, hold) {
      if (held.length === 0) return [];
      const column = <Key extends "id" | "state" | "done" | "total">(key: Key) => held.map((run) => run[key]);
      const { rows } = await sql<{ id: string }>`update fewshot.runs as run
        set claimed_until = ${until(hold)}, state = own.state, done = own.done, total = own.total
        from unnest(${column("id")}::text[], ${column("state")}::text[], ${column("done")}::integer[], ${column("total")}::integer[])
          as own (id, state, done, total)
        where run.id = own.id and run.holder = ${hold.holder} and run.ended_at is null
        returning run.id`.execute(db);
      return rows.map(({ id }) => id);
    },

    async releaseRuns(holder) {
      await db
        .updateTable("runs")
        .set({ holder: null, claimed_until: null })
        .where("holder", "=", holder)
        .where("ended_at", "is", null)
        .execute();
    },

    async endRun(id, holder, { report, ...end }) {
      await db
        .updateTable("runs")
        .set({ ...end, ...ended, report: report === null ? null : toJsonText(report) })
        .where("id", "=", id)
        .where("holder", "=", holder)
        .where("ended_at", "is", null)
        .execute();
    },

    async cancelRun(id) {
      await db
        .updateTable("runs")
        .set({ state: "cancelled", ...ended })
        .where("id", "=", id)
        .where("ended_at", "is", null)
        .execute();
    },
  };
}

const ended = { ended_at: sql<Date>`now()`, holder: null, claimed_until: null };

/** For a process that is alone on its database: whatever is held was held by one that is gone. */
export async function releaseAllRuns(db: Kysely<Tables>): Promise<void> {
  await db
    .updateTable("runs")
    .set({ holder: null, claimed_until: null })
    .where("ended_at", "is", null)
    .execute();
}

async function forgetOld(db: Kysely<Tables>): Promise<void> {
  await db
    .deleteFrom("runs")
    .where("ended_at", "is not", null)
    .where("id", "not in", (query) =>
      query.selectFrom("runs").select("id").orderBy("started_at", "desc").limit(KEPT),
    )
    .execute();
}

function toRun(row: Pick<Selectable<RunsTable>, (typeof SHOWN)[number]>): MeasurementRun {
  const { id, kind, command, version, revision, against, model, state, done, total, failure, passed } = row;
  return {
    ...{ id, kind, command, version, revision, against, model, state, done, total, failure, passed },
    head: row.head as MeasurementRun["head"],
    startedAt: new Date(row.started_at),
    endedAt: row.ended_at === null ? null : new Date(row.ended_at),
  };
}
