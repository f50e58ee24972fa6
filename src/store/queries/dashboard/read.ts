/** What a dashboard shows: sums of the counts of days, and the newest asks that failed. */

import { type Kysely, type RawBuilder, type SqlBool, sql } from "kysely";
import { dayAfter } from "../../../flows/monitoring/dashboard/filter.ts";
import type {
  DashboardStore,
  FailedAsk,
  FigureFilter,
  Figures,
  WrongAnswer,
} from "../../../flows/ports/dashboard.ts";
import type { Tables } from "../../schema/tables.ts";
import { storable } from "../json.ts";
import { isAskUsable } from "../review/scope.ts";
import { createFigureSums, type DayRow } from "./sums.ts";

type Condition = RawBuilder<SqlBool>;

/** Rows of counts that one statement is to read: about two milliseconds on PGlite, for which an ask that comes in meanwhile waits. */
const ROWS_AT_ONCE = 50;
/** Days of the first statement, and at most. */
const FIRST_DAYS = 3;
const MAX_DAYS = 60;
/** Failures, and spot checks, among which those of a filter are looked for. */
const MAX_SEARCHED = 500;
/** Spot checks that one statement looks at. */
const SEARCHED_AT_ONCE = 100;
const SEEN = sql.raw(`command, platform, workspace, created_at as "askedAt", text`);

/** @param db for long reads */
export function createDashboard(db: Kysely<Tables>): DashboardStore {
  return {
    async readFigures(filter) {
      const sums = createFigureSums(filter);
      for await (const rows of readDays(db, filter)) for (const row of rows) sums.add(row);
      const [commands, places] = [await readCommands(db), await readPlaces(db)];
      return { ...sums.figures(), commands, places, ...(await readPending(db)) };
    },

    async newestFailures({ limit, ...filter }) {
      // The newest first, then the filter: a plan for any filter would read all asks of a workspace.
      const { rows } = await sql<FailedAsk>`with asks as materialized (
          select command, platform, workspace, person_id, author_workspace, author_id, created_at, expires_at, text, failure_code
            from fewshot.asks where failure_code is not null and ${isWithinPeriod(filter)}
            order by created_at desc limit ${MAX_SEARCHED}
        ) select ${SEEN}, failure_code as code from asks
          where ${isAskUsable} and ${isPlace(filter)} order by created_at desc limit ${limit}`.execute(db);
      return rows.map((row) => ({ ...row, askedAt: new Date(row.askedAt) }));
    },

    async newestWrong({ limit, ...filter }) {
      const newest = await sql<{
        id: string;
      }>`select ask_id as id from fewshot.spot_checks where decided_at is not null
          order by decided_at desc limit ${MAX_SEARCHED}`.execute(db);
      const found: WrongAnswer[] = [];
      for (let first = 0; first < newest.rows.length && found.length < limit; first += SEARCHED_AT_ONCE) {
        const ids = newest.rows.slice(first, first + SEARCHED_AT_ONCE).map(({ id }) => id);
        found.push(...(await readWrong(db, ids, filter)));
      }
      return found.slice(0, limit).map((row) => ({ ...row, askedAt: new Date(row.askedAt) }));
    },
  };
}

/** Those of these asks that were answered wrongly, by their spot checks. */
async function readWrong(
  db: Kysely<Tables>,
  ids: readonly string[],
  filter: FigureFilter,
): Promise<WrongAnswer[]> {
  const { rows } = await sql<WrongAnswer>`with asks as materialized (
      select spot_checks.label as expected, decided_at, found.* from fewshot.spot_checks cross join lateral (
        select command, platform, workspace, person_id, author_workspace, author_id, created_at, expires_at, text,
            answer ->> 'label' as given
          from fewshot.asks where id = ask_id limit 1
      ) as found where ask_id = any(${ids}::text[]) and decided_at is not null
    ) select ${SEEN}, given, expected from asks
      where ${isAskUsable} and ${isPlace(filter)} and ${isWithinPeriod(filter)}
        and given is distinct from expected and given is not null
      order by decided_at desc`.execute(db);
  return rows;
}

const isWithinPeriod = ({ from, to }: FigureFilter): Condition =>
  sql`(created_at >= ${beginOf(from)} and created_at < ${beginOf(to)} + interval '1 day')`;

const beginOf = (day: string) => sql`(${day}::date::timestamp at time zone 'UTC')`;

function isPlace({ command, platform, workspace }: FigureFilter): Condition {
  const given = Object.entries({ command, platform, workspace }).flatMap(([column, value]) =>
    value === null ? [] : [sql<SqlBool>`${sql.ref(column)} = ${storable(value)}`],
  );
  return given.length === 0 ? sql`true` : sql`(${sql.join(given, sql` and `)})`;
}

/** The rows that are counted for just these places: those of all, of a platform, or of each workspace. */
function isCounted(filter: FigureFilter): Condition {
  const { platform, workspace, from, to } = filter;
  const level = workspace !== null ? "workspace" : platform !== null ? "platform" : "all";
  return sql`(level = ${sql.lit(level)} and day between ${from}::date and ${to}::date and ${isPlace(filter)})`;
}

/** The counts of a period, some days at a time: one statement over all of them would hold up asks. */
async function* readDays(db: Kysely<Tables>, filter: FigureFilter): AsyncGenerator<readonly DayRow[]> {
  const { rows: ends } = await sql<{ first: string | null; last: string | null }>`
    select ${dayText(sql`min(day)`)} as first, ${dayText(sql`max(day)`)} as last
      from fewshot.rollups where ${isCounted(filter)}`.execute(db);
  const { first = null, last = null } = ends[0] ?? {};
  if (first === null || last === null) return;
  let days = FIRST_DAYS;
  for (let from = first; from <= last; ) {
    const to = earlier(dayAfter(from, days - 1), last);
    const { rows } = await sql<DayRow>`select ${dayText(sql`day`)} as day, command, version, revision, model,
          has_head as "hasHead", counts::text as counts, spread::text as spread, checks::text as checks
        from fewshot.rollups where ${isCounted({ ...filter, from, to })}`.execute(db);
    yield rows;
    from = dayAfter(to, 1);
    // Twice as many at most, since the next days may be fuller.
    const fitting = Math.floor((days * ROWS_AT_ONCE) / Math.max(1, rows.length));
    days = Math.max(1, Math.min(fitting, 2 * days, MAX_DAYS));
  }
}

const earlier = (one: string, other: string) => (one.localeCompare(other) < 0 ? one : other);
const dayText = (day: RawBuilder<unknown>) => sql`to_char(${day}, 'YYYY-MM-DD')`;

/** From one to the next by the index: there are few of them, and many rows of each. */
async function readCommands(db: Kysely<Tables>): Promise<readonly string[]> {
  const { rows } = await sql<{ command: string }>`with recursive found as (
      select min(command) as command from fewshot.rollups
      union all
      select (select min(command) from fewshot.rollups where command > found.command) from found where command is not null
    ) select command from found where command is not null`.execute(db);
  return rows.map(({ command }) => command);
}

async function readPlaces(db: Kysely<Tables>): Promise<Figures["places"]> {
  const { rows } = await sql<Figures["places"][number]>`with recursive found as (
      (select workspace, platform from fewshot.rollups where level = 'workspace' order by workspace, platform limit 1)
      union all
      select next.workspace, next.platform from found cross join lateral (
        select workspace, platform from fewshot.rollups
          where level = 'workspace' and (workspace, platform) > (found.workspace, found.platform)
          order by workspace, platform limit 1
      ) as next
    ) select platform, workspace from found order by platform, workspace`.execute(db);
  return rows;
}

/** A day that was never counted is new where it is this one or the one before, and else older than the counts. */
async function readPending(db: Kysely<Tables>): Promise<Pick<Figures, "pending" | "firstCount">> {
  const { rows } = await sql<{ pending: number; missing: number }>`select count(*)::int as pending,
      count(*) filter (where not exists (
        select from fewshot.rollups where rollups.command = waiting.command and rollups.day = waiting.day)
          and day < (now() at time zone 'utc')::date - 1)::int as missing
    from (
      select left(unit, 10)::date as day, substr(unit, 12) as command from fewshot.rollup_jobs
      union select day, command from fewshot.rollup_changes
    ) as waiting`.execute(db);
  const { pending = 0, missing = 0 } = rows[0] ?? {};
  if (missing === 0) return { pending, firstCount: null };
  const days = await sql<{ counted: number }>`select count(*)::int as counted
    from (select distinct day, command from fewshot.rollups where level = 'all') as known`.execute(db);
  return { pending: pending - missing, firstCount: { missing, counted: days.rows[0]?.counted ?? 0 } };
}
