/** Which counts follow from others. Pure. */

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createSpans } from "../../../src/monitoring/groups/rates/span.ts";
import { spanOf } from "./dense-span.ts";

describe("createSpans", () => {
  const places = [[], [0], [1], [0, 1]].map((own) => ({ part: 0, groups: new Set(own) }));

  it("finds what can be had by adding and subtracting, and nothing else", () => {
    const spans = createSpans(places);
    // All in none, in the first alone, in the second alone, in both; known are all together, and each group.
    expect(spans([0, 1]).has([0, 1])).toBe(true);
    expect(spans([0]).has([0, 1])).toBe(false);
    expect(spans([0, 1]).has([3])).toBe(false);
    expect(spans([]).has([0, 1, 2, 3])).toBe(true);
    expect(createSpans([])([]).has([])).toBe(true);
  });

  it("names the groups without which a set would not be known", () => {
    const alike = createSpans([...places, { part: 0, groups: new Set([2]) }]);
    expect(alike([0, 1, 2]).neededFor([1, 3])).toEqual(new Set([0]));
    // Two groups with the same places: either will do.
    const twice = createSpans([
      { part: 0, groups: new Set([]) },
      { part: 0, groups: new Set([0, 1]) },
    ]);
    expect(twice([0, 1]).has([1])).toBe(true);
    expect(twice([0, 1]).neededFor([1])).toEqual(new Set());
  });

  it("says the same as adding and subtracting all of it does", () => {
    const place = fc.record({
      part: fc.nat(2),
      groups: fc.subarray([0, 1, 2, 3]).map((own) => new Set(own)),
    });
    fc.assert(
      fc.property(
        fc.array(place, { minLength: 1, maxLength: 9 }),
        fc.subarray([0, 1, 2, 3]),
        fc.nat(511),
        (all, shown, bits) => {
          const set = [...all.keys()].filter((at) => (bits >> at) & 1);
          const vector = (isIn: (at: number) => boolean) => all.map((_place, at) => Number(isIn(at)));
          const known = [
            ...[0, 1, 2].map((part) => vector((at) => all[at]?.part === part)),
            ...shown.map((group) => vector((at) => all[at]?.groups.has(group) ?? false)),
          ];
          expect(createSpans(all)(shown).has(set)).toBe(spanOf(known).has(vector((at) => set.includes(at))));
        },
      ),
      { numRuns: 200 },
    );
  });
});
