/** Whatever the groups are, no page, chart, file, terminal, alert or log line shows one below its limits, or anything of a person. */

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { reportLines } from "../../../src/cli/measure/groups.ts";
import type { MessageView } from "../../../src/core/views/view.ts";
import { alertOnce } from "../../../src/flows/monitoring/groups/alerts.ts";
import type { GroupAlert } from "../../../src/flows/monitoring/groups/ports.ts";
import {
  type GroupName,
  type GroupSource,
  type GroupsReport,
  MEASURES,
  type Measure,
} from "../../../src/flows/monitoring/groups/report.ts";
import { groupWords } from "../../../src/flows/monitoring/groups/words.ts";
import { groupChart } from "../../../src/monitoring/groups/charts.ts";
import { compareGroups } from "../../../src/monitoring/groups/rates/compare.ts";
import type { Unit } from "../../../src/monitoring/groups/rates/units.ts";
import { weekOf } from "../../../src/monitoring/groups/rates/weeks.ts";
import { renderContainer } from "../../../src/platforms/discord/outgoing/views/container.ts";
import * as discord from "../../../src/platforms/discord/outgoing/views/render.ts";
import * as slack from "../../../src/platforms/slack/outgoing/views/render.ts";
import { drawCharts, groupsPage } from "../../../src/platforms/web/monitoring/groups/page.ts";

const MIN_SHOWN = 10;
const MIN_COMPARED = 30;
const WEEK = weekOf(new Date("2026-11-16"));
/** No name is a part of another, or of what is said around them. */
const NAMES = ["Kestrel", "Osprey", "Plover", "Siskin"];
const LOCALES = ["en", "zh-TW"];

const kind = fc.record({
  groups: fc.subarray([0, 1, 2, 3]),
  total: fc.constantFrom("a", "b"),
  n: fc.oneof(fc.integer({ min: 1, max: 14 }), fc.integer({ min: 25, max: 120 })),
  failures: fc.nat(120),
  people: fc.integer({ min: 1, max: 60 }),
  rated: fc.nat(60),
});
const made = fc.record({
  kinds: fc.array(kind, { minLength: 1, maxLength: 6 }),
  source: fc.constantFrom<GroupSource>("texts", "declared"),
});
type Made = typeof made extends fc.Arbitrary<infer One> ? One : never;

/** A difference beyond doubt, beside a group that is too small. */
const CLEAR: Made = {
  source: "texts",
  kinds: [
    { groups: [0], total: "a", n: 100, failures: 100, people: 50, rated: 60 },
    { groups: [], total: "a", n: 120, failures: 0, people: 60, rated: 60 },
    { groups: [1], total: "a", n: 9, failures: 3, people: 9, rated: 9 },
  ],
};

function unitsOf({ kinds }: Made): Unit[] {
  return kinds.flatMap(({ groups, total, n, failures, people, rated }, place) =>
    Array.from({ length: n }, (_, index) => {
      const isAnswered = index >= Math.min(failures, n) / 2;
      const isRated = isAnswered && index < rated;
      return {
        ...{ command: "mood", total, person: `MEMBER ${place} ${index % people}`, groups: new Set(groups) },
        failed: {
          "no-answer": !isAnswered,
          "not-sure": isAnswered ? index % 2 === 0 : null,
          overridden: isAnswered ? index < failures : null,
          wrong: isRated ? index % 3 === 0 : null,
          "spot-check": isRated && index % 2 === 0 ? index % 4 === 0 : null,
          feedback: isAnswered ? isRated : null,
        },
      };
    }),
  );
}

function reportOf(units: readonly Unit[], source: GroupSource): GroupsReport {
  const groups: GroupName[] = NAMES.map((name) => ({ source, name, names: {} }));
  const { commands, ...compared } = compareGroups(units, groups, 0.1);
  return {
    ...{ week: WEEK, margin: 0.1, sources: [source], groups, ...compared },
    commands: commands.map((one) => ({ ...one, isInForce: true })),
  };
}

/** What an onlooker must not see: counts of a set, or of everybody else, that are too small. */
function smallOnes(units: readonly Unit[], source: GroupSource) {
  const isSmall = (own: readonly Unit[]) =>
    own.length < MIN_SHOWN ||
    (source !== "texts" && new Set(own.map(({ person }) => person)).size < MIN_SHOWN);
  return (group: number, measure: Measure) => {
    const counted = units.filter(({ failed }) => failed[measure] !== null);
    return [true, false].some((isIn) => isSmall(counted.filter((one) => one.groups.has(group) === isIn)));
  };
}

async function pageOf(report: GroupsReport, locale: string): Promise<string> {
  const charts = await drawCharts(report, (command, measure) => groupChart(command, measure, locale));
  const reader = { locale, path: "/dashboard/groups", isSignedIn: true };
  const options = { weeks: [WEEK], isClockDoubted: false, isOtherWeek: false, isOn: true, charts };
  return String(await groupsPage({ reader, report, ...options }));
}

/** Everything that is posted and logged about a week. */
async function alertsOf(report: GroupsReport): Promise<{ messages: MessageView[]; lines: unknown[] }> {
  const [messages, lines, waiting]: [MessageView[], unknown[], GroupAlert[]] = [[], [], []];
  const log = (...line: unknown[]) => void lines.push(line);
  const channels = LOCALES.map((locale) => ({ platform: "slack", channel: "C1", locale }));
  await alertOnce({
    ...{ channels, publicUrl: null, now: () => new Date() },
    log: { debug: log, info: log, warn: log, error: log },
    reports: {
      sources: report.sources,
      weeks: async () => ({ weeks: [WEEK], isClockDoubted: false }),
      report: async () => report,
    },
    store: {
      addGroupAlerts: async (alerts) => {
        for (const alert of alerts)
          waiting.push({ ...alert, id: "alert", deliveryRecord: null, createdAt: new Date() });
      },
      takeGroupAlert: async () => waiting.shift() ?? null,
      isWeekAlerted: async () => false,
      keepGroupAlert: async () => {},
      endGroupAlert: async () => {},
      postponeGroupAlert: async () => {},
      noteWeekAlerted: async () => {},
    },
    platforms: new Map([
      [
        "slack",
        {
          ...{ name: "slack" as const, start: async () => {}, stop: async () => {} },
          placeIn: () => ({ thread: null }),
          async deliver({ message }) {
            messages.push(message);
            // Whatever a platform says of a refusal is logged.
            if (messages.length === 1) throw new Error("refused");
          },
        },
      ],
    ]),
  });
  return { messages, lines };
}

/** "3 of 12", and the same in Chinese. */
function ratesIn(text: string): number[] {
  return [...text.matchAll(/\d+ of (\d+)(?= needed|;)|(\d+) 次中 \d+ 次/g)].map(([, n, zh]) =>
    Number(n ?? zh),
  );
}

describe("what is shown of groups", () => {
  it("is nothing below its limits, on the page, in charts, as JSON and in the terminal", async () => {
    let shown = 0;
    await fc.assert(
      fc.asyncProperty(made, async (drawn) => {
        const units = unitsOf(drawn);
        const isSmall = smallOnes(units, drawn.source);
        const report = reportOf(units, drawn.source);
        const terminal = reportLines(report).join("\n");
        const pages = await Promise.all(LOCALES.map((locale) => pageOf(report, locale)));
        const file = JSON.stringify(report);
        for (const text of [terminal, ...pages, file]) expect(text).not.toContain("MEMBER");
        for (const text of [terminal, ...pages]) {
          const rates = ratesIn(text);
          shown += rates.length;
          expect(Math.min(...rates, MIN_SHOWN)).toBe(MIN_SHOWN);
        }
        for (const { 1: n } of file.matchAll(/"n":(\d+)/g))
          expect(Number(n)).toBeGreaterThanOrEqual(MIN_SHOWN);
        for (const [group, name] of NAMES.entries()) {
          const small = MEASURES.filter((measure) => isSmall(group, measure));
          expectNoFigures(small, { name, terminal, pages, file });
          const [command] = report.commands;
          for (const measure of small)
            for (const locale of LOCALES)
              expect(command ? ((await groupChart(command, measure, locale)) ?? "") : "").not.toContain(name);
        }
      }),
      { numRuns: 12, examples: [[CLEAR]] },
    );
    expect(shown).toBeGreaterThan(10);
  });

  it("is posted and logged of large groups alone, on every platform", async () => {
    let posted = 0;
    await fc.assert(
      fc.asyncProperty(made, async (drawn) => {
        const units = unitsOf(drawn);
        const isSmall = smallOnes(units, drawn.source);
        const { messages, lines } = await alertsOf(reportOf(units, drawn.source));
        expect(JSON.stringify(lines)).not.toMatch(new RegExp(`MEMBER|${NAMES.join("|")}`));
        posted += messages.length;
        for (const message of messages) {
          const renderings = [
            message,
            [slack.renderRoot(message), slack.renderAnswer(message, { style: "buttons" })],
            renderContainer(message, { above: "root" }),
            [discord.renderRoot(message.root), discord.renderAnswer(message, { above: "root" })],
          ].map((one) => JSON.stringify(one));
          const of = NAMES.findIndex((name) => message.root.quote.startsWith(`${name}`));
          for (const text of renderings) {
            expect(text).not.toContain("MEMBER");
            for (const [group, name] of NAMES.entries()) if (group !== of) expect(text).not.toContain(name);
            for (const n of ratesIn(text)) expect(n).toBeGreaterThanOrEqual(MIN_COMPARED);
          }
          expect(MEASURES.every((measure) => isSmall(of, measure))).toBe(false);
        }
      }),
      { numRuns: 25, examples: [[CLEAR]] },
    );
    expect(posted).toBeGreaterThan(1);
  });
});

/** Each rendering of one group has no figure of these kinds of failure. */
function expectNoFigures(
  small: readonly Measure[],
  {
    name,
    terminal,
    pages,
    file,
  }: {
    readonly name: string;
    readonly terminal: string;
    readonly pages: readonly string[];
    readonly file: string;
  },
): void {
  const words = LOCALES.map(groupWords);
  const [own = ""] = new RegExp(`^ {2}${name};[^\n]*\n(?: {4}[^\n]*\n)*`, "m").exec(terminal) ?? [];
  for (const measure of small) expect(own).not.toContain(`${words[0]?.measures[measure]}:`);
  for (const [place, page] of pages.entries()) {
    const [rows = ""] = new RegExp(`<tbody><tr><th[^>]*>${name}</th>[\\s\\S]*?</tbody>`).exec(page) ?? [];
    for (const measure of small)
      for (const [row] of rows.matchAll(/<tr>.*?<\/tr>/gs))
        if (row.includes(`>${words[place]?.measures[measure]}<`)) expect(row).not.toMatch(/>[^<]*\d[^<]*</);
    // A group of which nothing may be shown is in the list of those that are hidden, by its name alone.
    if (rows === "") expect(page.split(name)).toHaveLength(2);
  }
  const { commands } = JSON.parse(file) as GroupsReport;
  const row = commands[0]?.rows.find((one) => one.name === name);
  for (const measure of small) expect(row?.cells[measure].kind ?? "hidden").toBe("hidden");
}
