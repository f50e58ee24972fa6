/** Rates of groups: what is shown, what is compared, what is hidden. Pure. */

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type Cell,
  type GroupName,
  type GroupSource,
  MEASURES,
} from "../../../src/flows/monitoring/groups/report.ts";
import { compareGroups } from "../../../src/monitoring/groups/rates/compare.ts";
import type { Unit } from "../../../src/monitoring/groups/rates/units.ts";
import { closedWeeks, weekOf } from "../../../src/monitoring/groups/rates/weeks.ts";
import { spanOf } from "./dense-span.ts";

const NOTHING = {
  ...{ "no-answer": false, "not-sure": null, overridden: null, wrong: null },
  ...{ "spot-check": null, feedback: null },
};

const named = (source: GroupSource, ...names: string[]): GroupName[] =>
  names.map((name) => ({ source, name, names: {} }));

/** `n` asks of as many people, or of `people` of them, of which the first `failures` got no answer. */
function asks(
  n: number,
  failures: number,
  options: { groups?: number[]; people?: number; total?: string; command?: string; prefix?: string } = {},
): Unit[] {
  const {
    groups = [],
    people = n,
    total = "slack:T1",
    command = "triage",
    prefix = groups.join("+"),
  } = options;
  return Array.from({ length: n }, (_, index) => ({
    ...{ command, total, person: `${prefix}${index % people}`, groups: new Set(groups) },
    failed: { ...NOTHING, "no-answer": index < failures },
  }));
}

const cellOf = (units: Unit[], groups: GroupName[], name: string, margin = 0.1): Cell => {
  const [command] = compareGroups(units, groups, margin).commands;
  return command?.rows.find((row) => row.name === name)?.cells["no-answer"] ?? { kind: "hidden" };
};

describe("limits", () => {
  const groups = named("texts", "A");

  it("hides below 10, shows a rate below 30, and compares from 30 on", () => {
    const others = asks(100, 10);
    expect(cellOf([...asks(9, 3, { groups: [0] }), ...others], groups, "A").kind).toBe("hidden");
    expect(cellOf([...asks(10, 3, { groups: [0] }), ...others], groups, "A")).toMatchObject({
      kind: "rate",
      rate: { hits: 3, n: 10, share: 0.3 },
      enough: { n: 10, needed: 199 },
    });
    expect(cellOf([...asks(29, 3, { groups: [0] }), ...others], groups, "A").kind).toBe("rate");
    expect(cellOf([...asks(30, 3, { groups: [0] }), ...others], groups, "A").kind).toBe("compared");
  });

  it("says how much data there is of how much is needed", () => {
    expect(cellOf([...asks(83, 8, { groups: [0] }), ...asks(400, 40)], groups, "A")).toMatchObject({
      verdict: "few",
      enough: { n: 83, needed: 199 },
    });
    // The smaller side counts, whichever it is.
    expect(cellOf([...asks(400, 40, { groups: [0] }), ...asks(80, 8)], groups, "A")).toMatchObject({
      verdict: "few",
      enough: { n: 80, needed: 199 },
    });
  });

  it("hides a group where everybody else is too few", () => {
    expect(cellOf([...asks(50, 5, { groups: [0] }), ...asks(9, 1)], groups, "A").kind).toBe("hidden");
    expect(cellOf(asks(50, 5, { groups: [0] }), groups, "A").kind).toBe("hidden");
  });

  it("counts people as well as answers in groups of people, and answers alone in groups of texts", () => {
    const few = [...asks(60, 6, { groups: [0], people: 9 }), ...asks(100, 10)];
    expect(cellOf(few, named("declared", "A"), "A").kind).toBe("hidden");
    expect(cellOf(few, named("mapped", "A"), "A").kind).toBe("hidden");
    expect(cellOf(few, named("texts", "A"), "A").kind).toBe("compared");
    const enough = [...asks(60, 6, { groups: [0], people: 10 }), ...asks(100, 10)];
    expect(cellOf(enough, named("declared", "A"), "A").kind).toBe("compared");
    const alone = [...asks(60, 6, { groups: [0], people: 1 }), ...asks(100, 10)];
    expect(cellOf(alone, named("declared", "A"), "A").kind).toBe("hidden");
  });
});

describe("verdicts", () => {
  const groups = named("texts", "A");
  const verdictOf = (own: [number, number], others: [number, number], margin?: number) => {
    const cell = cellOf([...asks(own[0], own[1], { groups: [0] }), ...asks(...others)], groups, "A", margin);
    return cell.kind === "compared" ? cell.verdict : cell.kind;
  };

  it("is a difference where the interval excludes zero and the margin is passed, in either direction", () => {
    expect(verdictOf([200, 60], [400, 40])).toBe("different");
    expect(verdictOf([200, 4], [400, 100])).toBe("different");
    // Exactly ten points.
    expect(verdictOf([1000, 200], [1000, 100])).toBe("different");
  });

  it("is small below the margin, similar with enough data, and few or unclear otherwise", () => {
    expect(verdictOf([2000, 300], [2000, 200])).toBe("small");
    expect(verdictOf([2000, 300], [2000, 200], 0.05)).toBe("different");
    expect(verdictOf([250, 26], [400, 40])).toBe("similar");
    expect(verdictOf([40, 4], [400, 40])).toBe("few");
    // Zero failures on both sides is no certainty.
    expect(verdictOf([40, 0], [40, 0])).toBe("few");
  });

  it("is no alert where the difference rests on one person", () => {
    // One person made all failures of the group.
    const one = asks(40, 40, { groups: [0], people: 1, prefix: "one" });
    const units = [...asks(100, 10, { groups: [0] }), ...one, ...asks(400, 40)];
    const { findings } = compareGroups(units, groups, 0.1);
    expect(findings).toEqual([]);
    const many = [...asks(140, 50, { groups: [0] }), ...asks(400, 40)];
    expect(compareGroups(many, groups, 0.1).findings).toMatchObject([
      { command: "triage", name: "A", measure: "no-answer", rate: { hits: 50, n: 140 } },
    ]);
  });

  it("is corrected for all comparisons of the week", () => {
    const one = [...asks(60, 14, { groups: [0] }), ...asks(300, 30)];
    expect(compareGroups(one, groups, 0.1).findings).toHaveLength(1);
    const more = Array.from({ length: 12 }, (_, index) => [
      ...asks(60, 6, { groups: [0], command: `other${index}` }),
      ...asks(300, 30, { command: `other${index}` }),
    ]).flat();
    const all = compareGroups([...one, ...more], groups, 0.1);
    expect(all.comparisons).toBe(13);
    expect(all.findings).toEqual([]);
    const cell = all.commands.find(({ command }) => command === "triage")?.rows[0]?.cells["no-answer"];
    expect(cell).toMatchObject({ kind: "compared", verdict: "few" });
    if (cell?.kind === "compared") expect(cell.comparison.adjusted).toBeCloseTo(cell.comparison.p * 13, 9);
  });
});

describe("totals less what is shown", () => {
  it("hides a second group where the rest would be a hidden one", () => {
    const groups = named("mapped", "early", "late", "night");
    const units = [
      ...asks(60, 6, { groups: [0] }),
      ...asks(40, 4, { groups: [1] }),
      ...asks(4, 4, { groups: [2] }),
    ];
    // 104 − 60 − 40 would be the night shift.
    expect(cellOf(units, groups, "early").kind).toBe("compared");
    expect(cellOf(units, groups, "late").kind).toBe("hidden");
    expect(cellOf(units, groups, "night").kind).toBe("hidden");
  });

  it("hides where the rest is people who are in no group", () => {
    const groups = named("declared", "A", "B");
    const units = [...asks(60, 6, { groups: [0] }), ...asks(40, 4, { groups: [1] }), ...asks(3, 0)];
    expect(cellOf(units, groups, "A").kind).toBe("compared");
    expect(cellOf(units, groups, "B").kind).toBe("hidden");
  });

  it("hides where one group holds another but for a few", () => {
    const groups = named("texts", "all", "part");
    const units = [...asks(40, 4, { groups: [0, 1] }), ...asks(4, 4, { groups: [0] }), ...asks(100, 10)];
    expect(cellOf(units, groups, "all").kind).toBe("compared");
    expect(cellOf(units, groups, "part").kind).toBe("hidden");
  });

  it("hides where the total of a workspace would tell", () => {
    const groups = named("mapped", "A");
    const units = [
      ...asks(40, 4, { groups: [0], total: "slack:T1" }),
      ...asks(5, 5, { total: "slack:T1" }),
      ...asks(100, 10, { total: "discord:1" }),
    ];
    expect(cellOf(units, groups, "A").kind).toBe("hidden");
    const larger = [...units, ...asks(20, 2, { total: "slack:T1", prefix: "more" })];
    expect(cellOf(larger, groups, "A").kind).toBe("compared");
  });

  it("lets overlaps that don't follow stand", () => {
    const groups = named("texts", "A", "B");
    const units = [
      ...asks(40, 4, { groups: [0] }),
      ...asks(40, 4, { groups: [1] }),
      ...asks(3, 3, { groups: [0, 1] }),
      ...asks(100, 10),
    ];
    expect(cellOf(units, groups, "A").kind).toBe("compared");
    expect(cellOf(units, groups, "B").kind).toBe("compared");
  });

  it("never gives away a set that is too small, whatever the groups are", () => {
    const unit = fc.record({ groups: fc.subarray([0, 1, 2, 3]), total: fc.constantFrom("a", "b") });
    const number = fc.integer({ min: 1, max: 40 });
    const kinds = fc.array(fc.tuple(unit, number, fc.integer({ min: 0, max: 40 }), number), { maxLength: 7 });
    fc.assert(
      fc.property(kinds, fc.constantFrom<GroupSource>("texts", "declared"), (drawn, source) => {
        const groups = named(source, "A", "B", "C", "D");
        const units = drawn.flatMap(([{ groups: own, total }, n, failures, people]) =>
          asks(n, Math.min(failures, n), { groups: own, total, people }),
        );
        const isSmall = (own: readonly Unit[]) =>
          own.length < 10 || (source !== "texts" && new Set(own.map(({ person }) => person)).size < 10);
        const rows = compareGroups(units, groups, 0.1).commands[0]?.rows ?? [];
        const shown = new Set(
          rows.filter(({ cells }) => cells["no-answer"].kind !== "hidden").map(({ name }) => name),
        );
        // Every atom is a place of the vectors that an onlooker could add and subtract.
        const atoms = [...Map.groupBy(units, (one) => `${one.total}${[...one.groups]}`).values()];
        const vector = (isIn: (one: Unit) => boolean) => atoms.map(([one]) => (one && isIn(one) ? 1 : 0));
        const totals = [() => true, ...["a", "b"].map((total) => (one: Unit) => one.total === total)].map(
          vector,
        );
        const vectors = groups.map((_name, group) => vector((one) => one.groups.has(group)));
        const span = spanOf([
          ...totals,
          ...vectors.filter((_vector, group) => shown.has(groups[group]?.name ?? "")),
        ]);
        for (const [group, { name }] of groups.entries()) {
          const [own, others] = [true, false].map((isIn) =>
            units.filter((one) => one.groups.has(group) === isIn),
          );
          if (own === undefined || others === undefined) continue;
          if (shown.has(name)) expect([isSmall(own), isSmall(others)]).toEqual([false, false]);
          else if (own.length > 0 && isSmall(own))
            expect(
              span.has(vectors[group] as number[]) && !spanOf(totals).has(vectors[group] as number[]),
            ).toBe(false);
        }
        for (const [at, atom] of atoms.entries())
          if (isSmall(atom)) {
            const own = atoms.map((_atom, other) => (other === at ? 1 : 0));
            expect(span.has(own) && !spanOf(totals).has(own)).toBe(false);
          }
        for (const { cells, feedback } of rows) {
          expect(feedback === null || feedback.n >= 10).toBe(true);
          for (const measure of MEASURES) {
            const cell = cells[measure];
            if (cell.kind === "hidden") continue;
            expect(cell.rate.n).toBeGreaterThanOrEqual(10);
            if (cell.kind === "compared")
              expect(Math.min(cell.rate.n, cell.comparison.others.n)).toBeGreaterThanOrEqual(30);
          }
        }
      }),
      { numRuns: 60 },
    );
  });
});

describe("the work of a report", () => {
  it("is done in a moment with many groups, workspaces and versions", () => {
    const groups = named("texts", ...Array.from({ length: 40 }, (_, index) => `group ${index}`));
    const units = Array.from({ length: 6_000 }, (_, index) => {
      const own = [index % 41, (index * 7) % 61, (index * 13) % 97].filter((group) => group < 40);
      return asks(1, index % 3 === 0 ? 1 : 0, {
        groups: own,
        total: `day ${index % 150}`,
        prefix: `${index % 300}-`,
      });
    }).flat();
    const start = process.cpuUsage();
    expect(compareGroups(units, groups, 0.1).comparisons).toBeGreaterThan(0);
    // Seconds of processor time: it took minutes while each set was looked for among all others.
    expect(process.cpuUsage(start).user / 1e6).toBeLessThan(15);
  });
});

describe("weeks", () => {
  it("begin on Monday, are closed a day after their end, and end where texts are deleted", () => {
    expect(weekOf(new Date("2026-11-27T10:00:00Z"))).toEqual({
      id: "2026-11-23",
      from: new Date("2026-11-23T00:00:00Z"),
      to: new Date("2026-11-30T00:00:00Z"),
    });
    const newest = (now: string) => closedWeeks(new Date(now), null)[0]?.id;
    expect(newest("2026-11-27T10:00:00Z")).toBe("2026-11-16");
    expect(newest("2026-11-30T23:59:59Z")).toBe("2026-11-16");
    expect(newest("2026-12-01T00:00:00Z")).toBe("2026-11-23");
    expect(closedWeeks(new Date("2026-11-27T10:00:00Z"), null)).toHaveLength(12);
    expect(closedWeeks(new Date("2026-11-27T10:00:00Z"), 30).map(({ id }) => id)).toEqual([
      "2026-11-16",
      "2026-11-09",
      "2026-11-02",
    ]);
    expect(closedWeeks(new Date("2026-11-27T10:00:00Z"), 7)).toEqual([]);
  });
});
