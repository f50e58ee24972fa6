/** What a dashboard shows: sums of the counts of days, and the newest asks that failed. */

import { type Kysely, type RawBuilder, type SqlBool, sql } from "kysely";
import { COUNTS, type Counts } from "../../../core/statistics/roll-up.ts";
import type {
  DashboardStore,
  FailedAsk,
  FigureFilter,
  Figures,
  Step,
  StepFigures,
  StepSpread,
  VersionChecks,
  VersionFigures,
  VersionKey,
  WrongAnswer,
} from "../../../flows/ports/dashboard.ts";
import type { Tables } from "../../schema/tables.ts";
import { storable } from "../json.ts";
import { isAskUsable } from "../review/scope.ts";

type Condition = RawBuilder<SqlBool>;

const SUMS = sql.raw(
  COUNTS.map((name) => `coalesce(sum((counts ->> '${name}')::int), 0)::int as "${name}"`).join(", "),
);
const VERSION = sql.raw(`version, revision, model, has_head as "hasHead"`);
const BY_VERSION = sql.raw("version, revision, model, has_head");
/** Without a command, labels of different commands would be mixed: they are left out. */
const OF_ONE_COMMAND = /^(label:|text$)/;

export function createDashboard(db: Kysely<Tables>): DashboardStore {
  return {
    async readFigures(filter) {
      const where = isCounted(filter);
      const [versions, steps, spread, checks, days, commands, places, pending] = await Promise.all([
        readVersions(db, where),
        readSteps(db, where, filter),
        readSpread(db, where, filter),
        filter.command === null ? [] : readChecks(db, where),
        filter.command === null ? [] : readDays(db, where),
        readCommands(db),
        readPlaces(db),
        countPending(db),
      ]);
      return { versions, steps, spread, checks, days, commands, places, pending };
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
      const { rows } = await sql<WrongAnswer>`with newest as materialized (
          select ask_id, label, decided_at from fewshot.spot_checks where decided_at is not null
            order by decided_at desc limit ${MAX_SEARCHED}
        ), asks as materialized (
          select newest.label as expected, decided_at, found.* from newest cross join lateral (
            select command, platform, workspace, person_id, author_workspace, author_id, created_at, expires_at, text,
                answer ->> 'label' as given
              from fewshot.asks where id = newest.ask_id limit 1
          ) as found
        ) select ${SEEN}, given, expected from asks
          where ${isAskUsable} and ${isPlace(filter)} and ${isWithinPeriod(filter)}
            and given is distinct from expected and given is not null
          order by decided_at desc limit ${limit}`.execute(db);
      return rows.map((row) => ({ ...row, askedAt: new Date(row.askedAt) }));
    },
  };
}

/** Failures, and spot checks, among which those of a filter are looked for. */
const MAX_SEARCHED = 500;
const SEEN = sql.raw(`command, platform, workspace, created_at as "askedAt", text`);

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

const stepOf = (step: Step) =>
  step === "day" ? sql.raw("day") : sql.raw(`date_trunc('${step}', day::timestamp)::date`);
const dayText = (day: RawBuilder<unknown>) => sql`to_char(${day}, 'YYYY-MM-DD')`;

type Summed<Row> = Row & Counts;
const split = <Row extends object>({ ...row }: Summed<Row>) => {
  const counts = Object.fromEntries(COUNTS.map((name) => [name, row[name]])) as Counts;
  return { row: row as Row, counts };
};

async function readVersions(db: Kysely<Tables>, where: Condition): Promise<VersionFigures[]> {
  const { rows } = await sql<Summed<Omit<VersionFigures, "counts">>>`
    select command, ${VERSION}, ${dayText(sql`min(day)`)} as "firstDay", ${dayText(sql`max(day)`)} as "lastDay", ${SUMS}
      from fewshot.rollups where ${where} group by command, ${BY_VERSION}
      order by max(day) desc, min(day) desc, version desc nulls last`.execute(db);
  return rows.map((all) => {
    const { row, counts } = split(all);
    const { command, version, revision, model, hasHead, firstDay, lastDay } = row;
    return { command, version, revision, model, hasHead, firstDay, lastDay, counts };
  });
}

async function readSteps(
  db: Kysely<Tables>,
  where: Condition,
  { step, command }: { readonly step: Step; readonly command: string | null },
): Promise<StepFigures[]> {
  const first = stepOf(step);
  const { rows } = await (command === null
    ? sql<Summed<Omit<StepFigures, "counts">>>`
        select ${dayText(first)} as step, null::int as version, '' as revision, '' as model, false as "hasHead", ${SUMS}
          from fewshot.rollups where ${where} group by ${first} order by ${first}`
    : sql<Summed<Omit<StepFigures, "counts">>>`
        select ${dayText(first)} as step, ${VERSION}, ${SUMS}
          from fewshot.rollups where ${where} group by ${first}, ${BY_VERSION} order by ${first}`
  ).execute(db);
  return rows.map((all) => {
    const { row, counts } = split(all);
    const { version, revision, model, hasHead } = row;
    return { step: row.step, version, revision, model, hasHead, counts };
  });
}

/** Summed here: that takes a tenth of the time that the database takes to take the objects apart and group their keys. */
async function readSpread(
  db: Kysely<Tables>,
  where: Condition,
  { step, command }: { readonly step: Step; readonly command: string | null },
): Promise<readonly StepSpread[]> {
  const { rows } = await sql<{ step: string; spread: string }>`
    select ${dayText(stepOf(step))} as step, spread::text as spread from fewshot.rollups where ${where} order by day`.execute(
    db,
  );
  const sums = new Map<string, Map<string, number>>();
  for (const { step: first, spread } of rows) {
    const own = sums.get(first) ?? new Map<string, number>();
    sums.set(first, own);
    for (const [key, n] of Object.entries(JSON.parse(spread) as Record<string, number>))
      if (command !== null || !OF_ONE_COMMAND.test(key)) own.set(key, (own.get(key) ?? 0) + n);
  }
  return [...sums].flatMap(([first, own]) => [...own].map(([key, n]) => ({ step: first, key, n })));
}

async function readChecks(db: Kysely<Tables>, where: Condition): Promise<readonly VersionChecks[]> {
  const { rows } = await sql<VersionChecks>`select ${VERSION}, item.key, sum(item.value::int)::int as n
    from fewshot.rollups, jsonb_each_text(checks) as item where ${where} group by ${BY_VERSION}, item.key`.execute(
    db,
  );
  return rows;
}

async function readDays(
  db: Kysely<Tables>,
  where: Condition,
): Promise<readonly (VersionKey & { day: string })[]> {
  const { rows } = await sql<VersionKey & { readonly day: string }>`
    select ${dayText(sql`day`)} as day, ${VERSION} from fewshot.rollups
      where ${where} and revision <> '' group by day, ${BY_VERSION} order by day`.execute(db);
  return rows;
}

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

async function countPending(db: Kysely<Tables>): Promise<number> {
  const { rows } = await sql<{ pending: number }>`select count(*)::int as pending from (
      select unit from fewshot.rollup_jobs
      union select distinct to_char(day, 'YYYY-MM-DD') || ' ' || command from fewshot.rollup_changes
    ) as waiting`.execute(db);
  return rows[0]?.pending ?? 0;
}
