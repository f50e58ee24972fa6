/** What every store must keep of the counts by day, whatever its database: run over each backing in `roll-ups.test.ts`. */

import fc from "fast-check";
import { type Kysely, sql } from "kysely";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Person, personKey } from "../../src/core/ask.ts";
import { COUNTS, type CountName, noCounts } from "../../src/core/statistics/roll-up.ts";
import type { FigureFilter } from "../../src/flows/ports/dashboard.ts";
import { createDashboard as createView } from "../../src/monitoring/dashboard/dashboard.ts";
import { dashboardPage } from "../../src/platforms/web/monitoring/dashboard/page.ts";
import { type Database, silent } from "../../src/store/database/database.ts";
import { createQueue } from "../../src/store/jobs/queue.ts";
import { createAsks } from "../../src/store/queries/asks/asks.ts";
import { createFeedback } from "../../src/store/queries/asks/feedback.ts";
import { createDashboard } from "../../src/store/queries/dashboard/read.ts";
import { createRollUps } from "../../src/store/queries/dashboard/roll-ups.ts";
import { createPrivacy } from "../../src/store/queries/people/privacy.ts";
import { createReviews } from "../../src/store/queries/review/reviews.ts";
import { prepare } from "../../src/store/schema/prepare.ts";
import { SCHEMA, type Tables } from "../../src/store/schema/tables.ts";
import { anAsk, answer } from "./samples.ts";

const DAY_MS = 24 * 60 * 60_000;
const ALL: FigureFilter = {
  command: null,
  platform: null,
  workspace: null,
  from: "1970-01-01",
  to: "2999-12-31",
};

/** Slack's ids are the same in every workspace; the page's are not. */
const PEOPLE: readonly Person[] = [
  { platform: "slack", workspace: "T1", id: "U1", name: "Ada" },
  { platform: "slack", workspace: "T2", id: "U1", name: "Ada" },
  { platform: "slack", workspace: "T1", id: "U2", name: "Ben" },
  { platform: "web", workspace: "web", id: "U1", name: "Guest" },
];
const REVIEWER: Person = { platform: "web", workspace: "web", id: "reviewer", name: "Boss" };

export function describeRollUps(
  name: string,
  options: {
    readonly open: () => Promise<{ database: Database; remove: () => Promise<void> }>;
    readonly runs: number;
  },
): void {
  describe(`counts by day on ${name}`, () => {
    let opened: Awaited<ReturnType<typeof options.open>>;
    let db: Kysely<Tables>;
    beforeAll(async () => {
      opened = await options.open();
      await prepare(opened.database, silent);
      db = opened.database.kysely.withSchema(SCHEMA);
    });
    afterAll(async () => {
      await opened.database.close();
      await opened.remove();
    });
    const clear = () =>
      opened.database.executeSql(
        ["asks", "opt_outs", "rollups", "rollup_jobs", "rollup_changes"]
          .map((table) => `delete from fewshot.${table};`)
          .join(""),
      );
    beforeEach(clear);

    const parts = () => ({
      ...createAsks({ db, retentionDays: 90, onJob() {} }),
      ...createFeedback({ db, onJob() {} }),
      ...createPrivacy({ db, hashes: async () => ({ member: () => "", text: () => "" }), onJob() {} }),
      ...createReviews(db, async () => ({ member: () => "", text: () => "" })),
      ...createDashboard(db),
      rollUps: createRollUps(opened.database),
      queue: createQueue(opened.database.kysely, "rollup_jobs"),
    });

    /** Counts until nothing is left to count. */
    async function countAll() {
      const { rollUps, queue } = parts();
      do {
        await rollUps.collect();
        for (const job of await queue.take(100)) {
          await rollUps.rollUp(job.id, job.taken);
          await queue.settle([job]);
        }
      } while ((await queue.depth()).waiting > 0);
    }
    const read = (filter: Partial<FigureFilter> = {}) =>
      parts().readFigures({ ...ALL, ...filter, step: "day" });
    const totals = async (filter: Partial<FigureFilter> = {}) => sumOf((await read(filter)).steps);
    const moveBy = (days: number, id: string) =>
      sql`update fewshot.asks set created_at = created_at - ${days} * interval '1 day' where id = ${id}`.execute(
        db,
      );
    const person = PEOPLE[0] as Person;

    it("are made of what was answered, not sure, failed, rated, overridden and reviewed, in the place and version it was", async () => {
      const store = parts();
      const ask = async (changes = {}) =>
        (await store.recordAsk(anAsk({ person, command: "mood", ...changes }))).ask.id;
      const right = await ask({ isSpotCheck: true });
      await store.recordAnswer(right, { ...answer, commandVersion: 3, cachedTokens: 7 });
      const unsure = await ask({ isSpotCheck: true });
      await store.recordAnswer(unsure, {
        ...answer,
        label: null,
        doubt: "below-threshold",
        commandVersion: 3,
      });
      const failed = await ask();
      await store.recordFailure(failed, { code: "BACKEND_TIMEOUT" });
      await ask();
      const tried = await ask({ version: 4 });
      await store.recordAnswer(tried, answer);
      const text = await ask({ command: "free" });
      await store.recordAnswer(text, { ...answer, label: null, scores: null, text: "words of somebody" });
      await store.recordRating({ interactionId: "1", askId: right, person, value: "right", reason: null });
      await store.recordRating({
        interactionId: "2",
        askId: right,
        person: REVIEWER,
        value: "wrong",
        reason: "secret",
      });
      await store.recordOverride({
        ...{ interactionId: "3", askId: right, person, value: "secret too", reason: null, mayReuse: false },
      });
      await store.decideSpotCheck({ askId: right, label: "Positive", by: REVIEWER });
      await store.decideSpotCheck({ askId: unsure, label: null, by: REVIEWER });
      await countAll();
      const figures = await read({ command: "mood" });
      expect(sumOf(figures.steps)).toEqual({
        ...{ asks: 4, answered: 1, notSure: 1, failed: 1, overridden: 1, rated: 1, right: 1, wrong: 1 },
        ...{ cacheKnown: 2, cached: 1, drawn: 2, decided: 2, checked: 1, checkedRight: 1 },
      });
      expect(
        figures.versions.map(({ version, revision, model, hasHead }) => [version, revision, model, hasHead]),
      ).toEqual([
        [3, "r1", "fewshot-neo abc", false],
        [null, "", "", false],
      ]);
      expect(Object.fromEntries(figures.checks.map(({ key, n }) => [key, n]))).toEqual({
        ...{ 'pair:["Positive","Positive"]': 1, "pair:[null,null]": 1 },
        ...{ "n:15": 2, "right:15": 1, "score:15": 1500 },
      });
      const spread = Object.fromEntries(figures.spread.map(({ key, n }) => [key, n]));
      expect(spread).toMatchObject({ "label:Positive": 1, "code:BACKEND_TIMEOUT": 1, "model:22": 2 });
      expect(Object.keys(await spreadOf("free"))).toContain("text");
      expect(figures.pending).toBe(0);
      const shown = { ...ALL, command: "mood", limit: 10 };
      expect(await store.newestWrong(shown)).toEqual([]);
      await store.decideSpotCheck({ askId: right, label: "Negative", by: REVIEWER });
      expect(await store.newestWrong(shown)).toEqual([
        {
          ...{ command: "mood", platform: "slack", workspace: "T1", askedAt: expect.any(Date) },
          ...{ text: "great job, team!", given: "Positive", expected: "Negative" },
        },
      ]);
      expect(await store.newestWrong({ ...shown, workspace: "T2" })).toEqual([]);
      expect(figures.commands).toEqual(["free", "mood"]);
      expect(figures.places).toEqual([{ platform: "slack", workspace: "T1" }]);
      expect(JSON.stringify([figures, await read()])).not.toMatch(/secret|great job|words of somebody/);
    });
    const spreadOf = async (command: string) =>
      Object.fromEntries((await read({ command })).spread.map(({ key, n }) => [key, n]));

    it("follow what comes late, and a clock that was set: each day is counted again", async () => {
      const store = parts();
      const { ask } = await store.recordAsk(anAsk({ person, command: "mood" }));
      await moveBy(40, ask.id);
      await countAll();
      const [{ step: old = "" } = {}] = (await read()).steps;
      expect(Date.now() - Date.parse(old)).toBeGreaterThan(39 * DAY_MS);
      await store.recordAnswer(ask.id, answer);
      expect((await read()).pending).toBe(1);
      await countAll();
      expect(await totals()).toMatchObject({ asks: 1, answered: 1 });
      const made = await store.recordOverride({
        ...{ interactionId: "1", askId: ask.id, person, value: "x", reason: null, mayReuse: true },
      });
      await countAll();
      expect(await totals()).toMatchObject({ overridden: 1 });
      if (made.kind === "stored") await store.withdrawOverride(made.override.id, person);
      await countAll();
      expect(await totals()).toMatchObject({ overridden: 0 });
      // From the future, back to the present: no day keeps what is no longer its own.
      await moveBy(-500, ask.id);
      await countAll();
      expect((await read()).steps.map(({ counts }) => counts.asks)).toEqual([1]);
      await store.erasePerson(person, { isPosted: false });
      await countAll();
      expect((await read()).steps).toEqual([]);
    });

    it("count a day of more asks than are read at once, whatever their times", async () => {
      await opened.database.executeSql(`insert into fewshot.asks (id, platform, interaction_id, workspace, person_id, person_name,
          channel, place, command, text, settings, locale, created_at, answer, answered_at)
        select 'a' || n, 'slack', n::text, 'T' || n % 3, 'U', 'Somebody', 'C', '{}', 'many', 'x', '{}', 'en',
            '2026-03-29T23:59:59.999Z'::timestamptz + (n / 100) * interval '0.4 microseconds', '[]', null
          from generate_series(1, 1003) as n`);
      await countAll();
      expect((await read()).steps.map(({ step, counts }) => [step, counts.asks])).toEqual([
        ["2026-03-29", 1003],
      ]);
      expect(await totals({ workspace: "T1" })).toMatchObject({ asks: 335 });
      expect(await totals({ platform: "slack" })).toMatchObject({ asks: 1003 });
      expect(await totals({ platform: "slack", workspace: "T2" })).toMatchObject({ asks: 334 });
      expect(await totals({ platform: "web" })).toMatchObject({ asks: 0 });
      expect((await read()).places.map(({ workspace }) => workspace)).toEqual(["T0", "T1", "T2"]);
      expect(await totals({ from: "2026-03-30" })).toMatchObject({ asks: 0 });
      const weekly = await parts().readFigures({ ...ALL, step: "week" });
      expect(weekly.steps.map(({ step }) => step)).toEqual(["2026-03-23"]);
    });

    it("are written by whoever holds the job alone, and left to the next holder otherwise", async () => {
      const { recordAsk, rollUps, queue } = parts();
      await recordAsk(anAsk({ person, command: "mood" }));
      await rollUps.collect();
      const [first] = await queue.take(1);
      // The process fell silent, and another one took the job.
      await queue.takeBack(0);
      const [second] = await queue.take(1);
      if (!first || !second) throw new Error("no job");
      await rollUps.rollUp(first.id, first.taken);
      expect((await read()).steps).toEqual([]);
      await rollUps.rollUp(second.id, second.taken);
      await rollUps.rollUp(second.id, second.taken);
      expect(await totals()).toMatchObject({ asks: 1 });
    });

    it("are made of the newest days first, and it is known how many days are missing", async () => {
      const store = parts();
      for (const days of [4, 0, 3])
        await moveBy(days, (await store.recordAsk(anAsk({ person, command: "mood" }))).ask.id);
      // What is of today is new, as after the very first ask.
      expect(await read()).toMatchObject({ pending: 1, firstCount: { missing: 2, counted: 0 } });
      await store.rollUps.collect();
      const [job] = await store.queue.take(1);
      if (!job) throw new Error("no job");
      await store.rollUps.rollUp(job.id, job.taken);
      await store.queue.settle([job]);
      expect(await read()).toMatchObject({ pending: 0, firstCount: { missing: 2, counted: 1 } });
      expect((await read()).steps.map(({ step }) => step)).toEqual([new Date().toISOString().slice(0, 10)]);
      await countAll();
      expect(await read()).toMatchObject({ pending: 0, firstCount: null });
    });

    it("are made again where another release counted in another way", async () => {
      const { recordAsk, rollUps } = parts();
      await recordAsk(anAsk({ person, command: "mood" }));
      await countAll();
      await opened.database.executeSql(`update fewshot.rollups set format = 99, counts = '{"asks": 7}'`);
      await rollUps.noteOutdated();
      await countAll();
      expect(await totals()).toMatchObject({ asks: 1 });
    });

    const who = fc.nat(PEOPLE.length - 1);
    const some = fc.nat(7);
    const step = fc.oneof(
      {
        weight: 4,
        arbitrary: fc.record({
          do: fc.constant("ask"),
          who,
          author: fc.option(who),
          day: fc.nat(2),
          isDrawn: fc.boolean(),
        }),
      },
      { weight: 3, arbitrary: fc.record({ do: fc.constantFrom("answer", "doubt", "fail"), ask: some }) },
      {
        weight: 3,
        arbitrary: fc.record({ do: fc.constantFrom("right", "wrong", "override"), ask: some, who }),
      },
      fc.record({ do: fc.constantFrom("decide", "move"), ask: some }),
      { weight: 2, arbitrary: fc.record({ do: fc.constantFrom("opt-out", "opt-in", "erase"), who }) },
      fc.record({ do: fc.constant("count") }),
    );
    type Step = typeof step extends fc.Arbitrary<infer One> ? One : never;

    async function perform(one: Step, asks: string[], count: number): Promise<void> {
      const store = parts();
      const actor = PEOPLE["who" in one ? one.who : 0] as Person;
      const askId = "ask" in one ? (asks[one.ask % Math.max(1, asks.length)] ?? "none") : "none";
      switch (one.do) {
        case "ask": {
          if (!("author" in one)) return;
          const author =
            one.author === null ? null : { ...(PEOPLE[one.author] as Person), platform: actor.platform };
          const text = `TEXT of ${personKey(actor)}${author ? ` and ${personKey(author)}` : ""}.`;
          const made = await store.recordAsk(
            anAsk({
              person: actor,
              author,
              text,
              command: count % 2 ? "mood" : "topic",
              isSpotCheck: one.isDrawn,
            }),
          );
          asks.push(made.ask.id);
          return void (await moveBy(one.day, made.ask.id));
        }
        case "answer":
          return void (await store.recordAnswer(askId, answer));
        case "doubt":
          return void (await store.recordAnswer(askId, { ...answer, label: null, doubt: "below-threshold" }));
        case "fail":
          return void (await store.recordFailure(askId, { code: "INTERNAL" }));
        case "right":
        case "wrong":
          return store.recordRating({
            interactionId: String(count),
            askId,
            person: actor,
            value: one.do,
            reason: null,
          });
        case "override":
          return void (await store.recordOverride({
            ...{
              interactionId: String(count),
              askId,
              person: actor,
              value: "Negative",
              reason: null,
              mayReuse: true,
            },
          }));
        case "decide":
          return void (await store.decideSpotCheck({
            ...{ askId, label: count % 2 ? "Positive" : null, by: REVIEWER },
          }));
        case "move":
          return void (await moveBy(1, askId));
        case "opt-out":
        case "opt-in":
          return store.setOptedOut(actor, one.do === "opt-out");
        case "erase":
          return void (await store.erasePerson(actor, { isPosted: false }));
        default:
          return countAll();
      }
    }

    /** The page has texts of the willing alone, and no figure and no file has any. */
    async function expectNoTexts(gone: ReadonlySet<string>): Promise<void> {
      const queue = async () => ({ waiting: 0, running: 0, oldestMs: 0 });
      const dashboard = createView({ store: { ...createDashboard(db), queue } });
      const from = new Date(Date.now() - 7 * DAY_MS).toISOString().slice(0, 10);
      const filter = {
        ...ALL,
        from,
        to: new Date().toISOString().slice(0, 10),
        step: "day",
        version: null,
      } as const;
      for (const command of [null, "mood"]) {
        const view = await dashboard.read({ ...filter, command }, "en");
        if (view === "busy") throw new Error("the dashboard is busy");
        expect(JSON.stringify(view.sections)).not.toContain("TEXT");
        const reader = { locale: "en", path: "/dashboard", isSignedIn: true };
        const page = String(await dashboardPage({ reader, chosen: {}, view, fault: null }));
        for (const key of gone) expect(page).not.toContain(key);
        const texts = [...view.failures, ...view.wrong].length;
        expect(page.split("TEXT")).toHaveLength(texts + 1);
        for (const ending of ["csv", "svg"] as const)
          expect(
            (await dashboard.file({ ...filter, command }, { name: "asks", ending }, "en")) ?? "",
          ).not.toContain("TEXT");
      }
    }

    it("equal a direct count, and show no text of whoever opted out or erased, whatever happens", async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 25 }), async (steps) => {
          await clear();
          const asks: string[] = [];
          for (const [count, one] of steps.entries()) await perform(one, asks, count);
          const gone = await optedOutKeys(db);
          const failures = await parts().newestFailures({ ...ALL, limit: 100 });
          const wrong = await parts().newestWrong({ ...ALL, limit: 100 });
          for (const { text } of [...failures, ...wrong])
            for (const key of gone) expect(text).not.toContain(`${key}`);
          await countAll();
          const figures = await read();
          expect(JSON.stringify(figures)).not.toContain("TEXT");
          await expectNoTexts(gone);
          expect(sumOf(figures.steps)).toEqual(await directCount(db, gone));
          for (const command of ["mood", "topic"])
            expect(await totals({ command })).toEqual(await directCount(db, gone, command));
          const direct = await directCount(db, gone);
          expect([failures.length, wrong.length]).toEqual([
            direct.failed,
            direct.checked - direct.checkedRight,
          ]);
        }),
        { numRuns: options.runs },
      );
    });
  });
}

function sumOf(steps: readonly { readonly counts: Readonly<Record<CountName, number>> }[]) {
  const sums = noCounts();
  for (const { counts } of steps) for (const count of COUNTS) sums[count] += counts[count];
  return sums;
}

async function optedOutKeys(db: Kysely<Tables>): Promise<Set<string>> {
  const rows = await db.selectFrom("opt_outs").selectAll().execute();
  return new Set(
    rows.map(({ platform, workspace, person_id: id }) => personKey({ platform, workspace, id })),
  );
}

/** Counts row by row, in another way than the store does. */
async function directCount(db: Kysely<Tables>, gone: ReadonlySet<string>, command?: string) {
  const sums = noCounts();
  const [asks, ratings, overrides, checks] = await Promise.all([
    db.selectFrom("asks").selectAll().execute(),
    db.selectFrom("ratings").selectAll().execute(),
    db.selectFrom("overrides").selectAll().execute(),
    db.selectFrom("spot_checks").selectAll().execute(),
  ]);
  const isGone = (platform: string, workspace: string, id: string) =>
    gone.has(personKey({ platform, workspace, id }));
  const byWilling = (row: { platform: string; workspace: string; person_id: string }) =>
    !isGone(row.platform, row.workspace, row.person_id);
  for (const ask of asks) {
    if (command !== undefined && ask.command !== command) continue;
    if (!byWilling(ask)) continue;
    if (ask.author_id !== null && isGone(ask.platform, ask.author_workspace ?? "", ask.author_id)) continue;
    const own = ratings.filter((row) => row.ask_id === ask.id && byWilling(row));
    sums.asks += 1;
    sums.failed += ask.failure_code === null ? 0 : 1;
    if (ask.answer === null) continue;
    sums.right += own.filter(({ value }) => value === "right").length;
    sums.wrong += own.filter(({ value }) => value === "wrong").length;
    sums.rated += own.length > 0 ? 1 : 0;
    sums.overridden += overrides.some(
      (row) => row.ask_id === ask.id && row.withdrawn_at === null && byWilling(row),
    )
      ? 1
      : 0;
    const isSure = ask.answer.label !== null;
    sums[isSure ? "answered" : "notSure"] += 1;
    sums.cacheKnown += 1;
    const check = checks.find((row) => row.ask_id === ask.id);
    if (!check) continue;
    sums.drawn += 1;
    if (check.decided_at === null) continue;
    sums.decided += 1;
    sums.checked += isSure ? 1 : 0;
    sums.checkedRight += isSure && check.label === ask.answer.label ? 1 : 0;
  }
  return sums;
}
