/** The figures of a dashboard: gaps, versions apart, changes marked, spot checks as the reports of reviews count them, and files. */

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type AskFacts, createSumming, noCounts } from "../../src/core/statistics/roll-up.ts";
import type { FigureView } from "../../src/core/views/dashboard.ts";
import { type DashboardFilter, readFilter, stepsOf } from "../../src/flows/monitoring/dashboard/filter.ts";
import type { Figures, VersionKey } from "../../src/flows/ports/dashboard.ts";
import { reportVersions } from "../../src/learning/spot-checks/report.ts";
import { toCsv } from "../../src/monitoring/dashboard/csv.ts";
import { createDashboard } from "../../src/monitoring/dashboard/dashboard.ts";
import { answer } from "../store/samples.ts";

const NOW = new Date("2026-11-27T12:00:00Z");
const filter: DashboardFilter = {
  ...{ command: "mood", platform: null, workspace: null, version: null },
  ...{ from: "2026-11-01", to: "2026-11-10", step: "day" },
};
const first: VersionKey = { version: 1, revision: "r1", model: "neo 1", hasHead: false };
const second: VersionKey = { version: 2, revision: "r2", model: "neo 1", hasHead: true };
const counts = (changes: object) => ({ ...noCounts(), ...changes });
const figures: Figures = {
  versions: [
    {
      ...second,
      command: "mood",
      firstDay: "2026-11-05",
      lastDay: "2026-11-08",
      counts: counts({ asks: 40, answered: 40, checked: 10, checkedRight: 9, decided: 10 }),
    },
    {
      ...first,
      command: "mood",
      firstDay: "2026-11-01",
      lastDay: "2026-11-05",
      counts: counts({
        asks: 60,
        answered: 50,
        notSure: 10,
        checked: 4,
        checkedRight: 1,
        decided: 5,
        right: 50,
      }),
    },
  ],
  steps: [
    {
      ...first,
      step: "2026-11-01",
      counts: counts({
        asks: 30,
        answered: 20,
        notSure: 10,
        checked: 4,
        checkedRight: 1,
        rated: 20,
        right: 20,
      }),
    },
    { ...first, step: "2026-11-05", counts: counts({ asks: 30, answered: 30 }) },
    {
      ...second,
      step: "2026-11-05",
      counts: counts({ asks: 10, answered: 10, checked: 5, checkedRight: 5 }),
    },
    {
      ...second,
      step: "2026-11-08",
      counts: counts({ asks: 30, answered: 30, checked: 5, checkedRight: 4 }),
    },
  ],
  spread: [{ step: "2026-11-01", key: "model:20", n: 30 }],
  ...{ checks: [], commands: ["mood"], places: [{ platform: "slack", workspace: "T1" }], pending: 0 },
  firstCount: null,
  days: [
    { ...first, day: "2026-11-01" },
    { ...first, day: "2026-11-05" },
    { ...second, day: "2026-11-05" },
    { ...second, day: "2026-11-08" },
    { ...first, day: "2026-11-09" },
  ],
};
const over = (given: Partial<Figures> = {}, maxWaitMs?: number) =>
  createDashboard({
    ...(maxWaitMs === undefined ? {} : { maxWaitMs }),
    store: {
      readFigures: async () => ({ ...figures, ...given }),
      newestFailures: async () => [],
      newestWrong: async () => [],
      queue: async () => ({ waiting: 2, running: 1, oldestMs: 90_000 }),
    },
  });
async function read(given: Partial<Figures> = {}, changes: Partial<DashboardFilter> = {}) {
  const view = await over(given).read({ ...filter, ...changes }, "en");
  if (view === "busy") throw new Error("the dashboard is busy");
  return view;
}
async function figure(name: string, given: Partial<Figures> = {}): Promise<FigureView> {
  const all = (await read(given)).sections.flatMap((section) => section.figures);
  return all.find((one) => one.name === name) as FigureView;
}

describe("a dashboard", () => {
  it("leaves a gap where there is no data, and never a zero", async () => {
    const { svg, rows } = await figure("asks");
    expect(rows).toEqual([
      ["Nov 1", "30"],
      ["Nov 5", "40"],
      ["Nov 8", "30"],
    ]);
    // Three days apart: three points and the one of the legend, and nothing at the bottom of the chart.
    expect(svg?.match(/class="mark"/g)).toHaveLength(4);
    const [path = ""] = svg?.match(/class="line"[^>]* d="M[^"]*"/) ?? [];
    expect(path.match(/M/g)).toHaveLength(3);
    const ratings = await figure("ratings");
    expect(ratings.rows[0]?.slice(1, 4)).toEqual(["66.7%", "48.8% to 80.8%", "30"]);
    expect(ratings.rows[1]?.[4]).toBe("–");
  });

  it("shows the accuracy of each version by itself, from spot checks alone", async () => {
    const { head, rows, csv } = await figure("accuracy");
    expect(head).toEqual([
      ...["day", "Version 2 + classifier", "95% interval", "n", "Version 1", "95% interval", "n"],
    ]);
    expect(rows.map((row) => [row[0], row[1], row[4]])).toEqual([
      ["Nov 1", "–", "25.0%"],
      ["Nov 5", "100.0%", "–"],
      ["Nov 8", "80.0%", "–"],
    ]);
    expect(csv.split("\r\n")[1]).toMatch(/^2026-11-05,Version 2 \+ classifier,1,0\.565517\d*,1,5$/);
    const { rows: versions } = await figure("versions");
    expect(versions.map((row) => [row[0], row[3], row[5]])).toEqual([
      ["Version 2 + classifier", "90.0%", "9 of 10"],
      ["Version 1", "25.0%", "1 of 4"],
    ]);
  });

  it("marks when version, classifier and model changed, also back", async () => {
    const { changes, status } = await read();
    expect(changes).toEqual([
      "1: Nov 5: Version 2; Nov 5: classifier head on",
      "2: Nov 9: Version 1; Nov 9: classifier head off",
    ]);
    const counting = await read({ firstCount: { missing: 508, counted: 212 } });
    expect(counting.status).toContain(
      "Asks are being counted for the first time, the newest days first: 212 of 720 days of commands are done. The others are missing here until then.",
    );
    expect(status.at(-1)).toBe("Queue: 2 waiting, 1 being answered now; the oldest since 1.5 min.");
    const many = Array.from({ length: 30 }, (_, index) => ({
      ...{ ...first, model: `neo ${index}` },
      day: `2026-11-${String(index + 1).padStart(2, "0")}`,
    }));
    const crowded = await read({ days: many }, { to: "2026-11-30" });
    expect(crowded.changes).toHaveLength(13);
    expect(crowded.changes.at(-1)).toBe("17 older changes are not marked.");
  });

  it("reads the counts once for equal pages that wait, texts for each, and says so where it takes too long", async () => {
    const counting = Promise.withResolvers<Figures>();
    let [reads, lists] = [0, 0];
    const store = {
      readFigures: () => {
        reads += 1;
        return counting.promise;
      },
      newestFailures: async () => {
        lists += 1;
        return [];
      },
      ...{ newestWrong: async () => [], queue: async () => ({ waiting: 0, running: 0, oldestMs: 0 }) },
    };
    const dashboard = createDashboard({ store });
    const pages = [filter, { ...filter, command: "other" }, { ...filter, command: "other" }].map((one) =>
      dashboard.read(one, "en"),
    );
    const file = dashboard.file({ ...filter, command: "other" }, { name: "asks", ending: "csv" }, "en");
    const busy = createDashboard({ store, maxWaitMs: 1 });
    const running = busy.read(filter, "en");
    expect(await busy.read({ ...filter, command: "other" }, "en")).toBe("busy");
    expect(await busy.file({ ...filter, command: "other" }, { name: "asks", ending: "csv" }, "en")).toBe(
      "busy",
    );
    counting.resolve(figures);
    await Promise.all([...pages, file, running]);
    expect([reads, lists]).toEqual([3, 4]);
  });

  it("draws nothing broken without data, and of all commands no labels", async () => {
    const none = { versions: [], steps: [], spread: [], checks: [], days: [], commands: [], places: [] };
    for (const command of ["mood", null]) {
      const { sections } = await read(none, { command });
      for (const { svg, csv } of sections.flatMap((section) => section.figures)) {
        expect(svg).toBeNull();
        expect(csv).not.toMatch(/NaN|undefined|Infinity/);
      }
    }
    const { sections } = await read({}, { command: null });
    const names = sections.flatMap((section) => section.figures.map(({ name }) => name));
    expect(names).toEqual(["asks", "trouble", "versions", "ratings", "model-time", "wait-time", "cache"]);
    for (const { svg, title } of sections.flatMap((section) => section.figures)) {
      expect(svg ?? "").not.toMatch(/NaN|undefined|Infinity/);
      expect(title).not.toBe("");
    }
  });

  it("counts spot checks as the reports of reviews do: calibration and the curve of sureness", async () => {
    const one = fc.record({
      score: fc.integer({ min: 0, max: 1000 }).map((score) => score / 1000),
      isRight: fc.boolean(),
      isSure: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(one, { minLength: 1, maxLength: 60 }), async (drawn) => {
        const summing = createSumming();
        const checks = drawn.map(({ score, isRight, isSure }, index) => {
          const label = isRight ? "Yes" : "No";
          summing.add(factsOf(score, label, isSure));
          return {
            ...{ askId: String(index), command: "mood", askedAt: NOW },
            answer: { ...answer, label: isSure ? "Yes" : null, scores: [{ label: "Yes", score }] },
            decision: { label, decidedAt: NOW },
          };
        });
        const [report] = reportVersions(checks);
        const [rolled] = summing.rollUps();
        if (!report || !rolled) throw new Error("nothing was counted");
        const { version, revision, model, hasHead } = rolled;
        const key = { version, revision, model, hasHead };
        const given = {
          versions: [
            { ...key, command: "mood", firstDay: "2026-11-01", lastDay: "2026-11-01", counts: rolled.counts },
          ],
          checks: Object.entries(rolled.checks).map(([name, n]) => ({ ...key, key: name, n })),
        };
        const { rows } = await figure("sureness", given);
        expect(rows.map((row) => [row[0], Number(row[3])])).toEqual(
          report.curve.map(({ threshold, n }) => [`${Math.round(threshold * 100)}%`, n]),
        );
        const { note } = await figure("reliability", given);
        const [, error = ""] = /calibration error ([\d.]+)%/.exec(note) ?? [];
        expect(Math.abs(Number(error) / 100 - (report.calibrationError ?? 0))).toBeLessThan(0.001);
        expect(rolled.counts.checkedRight).toBe(report.accuracy.right);
      }),
      { numRuns: 20 },
    );
  });
  const factsOf = (score: number, expected: string, isSure: boolean): AskFacts => ({
    ...{
      platform: "web",
      workspace: "web",
      failureCode: null,
      tookMs: 9,
      rights: 0,
      wrongs: 0,
      isOverridden: false,
    },
    answer: {
      ...{ version: null, revision: "r1", model: "m", hasHead: false, modelMs: 3, cachedTokens: null },
      ...{ label: isSure ? "Yes" : null, isDoubtful: !isSure, likeliest: { label: "Yes", score } },
    },
    check: { isDecided: true, label: expected },
  });
});

describe("files of figures", () => {
  it("are read back as they were, and hold nothing that a spreadsheet runs", () => {
    const cell = fc.oneof(
      fc.string(),
      fc.constantFrom("=1+1", "+a", "-b", "@c", "a,b", 'a"b', "a\r\nb", "標籤"),
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(cell, cell), { minLength: 1 }), (rows) => {
        const csv = toCsv(["a", "b"], rows);
        expect(csv.startsWith("\u{FEFF}a,b\r\n")).toBe(true);
        const back = parse(csv.slice(1)).slice(1);
        const isFormula = (text: string) => /^[=+\-@\t\r]/.test(text);
        expect(back).toEqual(rows.map((row) => row.map((text) => (isFormula(text) ? `'${text}` : text))));
        expect(back.flat().filter(isFormula)).toEqual([]);
      }),
    );
    expect(toCsv(["n"], [[-5], [null]])).toBe("\u{FEFF}n\r\n-5\r\n\r\n");
  });

  /** RFC 4180, letter by letter. */
  function parse(csv: string): string[][] {
    const rows: string[][] = [];
    let row: string[] = [];
    let [text, isQuoted] = ["", false];
    for (let at = 0; at < csv.length; at++) {
      const letter = csv[at] as string;
      if (isQuoted && letter === '"' && csv[at + 1] === '"') text += csv[at++];
      else if (letter === '"') isQuoted = !isQuoted;
      else if (!isQuoted && letter === ",") [row, text] = [[...row, text], ""];
      else if (!isQuoted && letter === "\r" && csv[at + 1] === "\n") {
        rows.push([...row, text]);
        [row, text] = [[], ""];
        at++;
      } else text += letter;
    }
    return rows;
  }
});

describe("a filter", () => {
  const read = (words: Record<string, string>) => readFilter(words, NOW);

  it("is the last 30 days of everything where nothing is chosen, in steps that fit", () => {
    expect(read({ command: "", days: " " })).toEqual({
      filter: {
        ...{ command: null, platform: null, workspace: null, version: null },
        ...{ from: "2026-10-29", to: "2026-11-27", step: "day" },
      },
    });
    expect(read({ days: "90" })).toMatchObject({ filter: { from: "2026-08-30", step: "week" } });
    expect(read({ days: "365" })).toMatchObject({ filter: { step: "month" } });
    expect(read({ to: "2026-03-01", days: "7" })).toMatchObject({
      filter: { from: "2026-02-23", to: "2026-03-01" },
    });
  });

  it("has every step of its period, whatever the calendar", () => {
    expect(stepsOf({ from: "2026-02-27", to: "2026-03-01", step: "day" })).toEqual([
      "2026-02-27",
      "2026-02-28",
      "2026-03-01",
    ]);
    expect(stepsOf({ from: "2026-11-01", to: "2026-11-09", step: "week" })).toEqual([
      "2026-10-26",
      "2026-11-02",
      "2026-11-09",
    ]);
    expect(stepsOf({ from: "2026-01-31", to: "2026-03-01", step: "month" })).toEqual([
      "2026-01-01",
      "2026-02-01",
      "2026-03-01",
    ]);
  });

  it("refuses days that no ask is of, which would make endless steps, or which the store can't read", () => {
    const days = { "9999-12-31": "9999-12-01", "0000-01-02": "0000-01-01", "3000-01-01": "2999-12-31" };
    for (const [to, from] of Object.entries(days))
      expect(read({ from, to })).toMatchObject({ fault: { kind: "day" } });
    expect(read({ to: "2999-12-31", step: "month" })).toHaveProperty("filter");
  });
});
