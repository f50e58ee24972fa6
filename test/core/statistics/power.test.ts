/** Rows that a comparison needs, against figures computed elsewhere. */

import { describe, expect, it } from "vitest";
import { neededPerGroup } from "../../../src/core/statistics/power.ts";

describe("neededPerGroup", () => {
  // R 4, power.prop.test(p1, p2, power = 0.8): n a group, to the nearest whole number.
  it.each([
    [0.1, 0.2, 199],
    [0.2, 0.3, 293],
    [0.2, 0.4, 81],
    [0.05, 0.15, 140],
    [0.1, 0.15, 686],
  ])("agrees with the published figure for %d and %d", (first, second, n) => {
    expect(neededPerGroup(first, second)).toBe(n);
    expect(neededPerGroup(second, first)).toBe(n);
  });

  it("works at the ends, and says that no number is enough for no difference", () => {
    expect(neededPerGroup(0, 0.1)).toBe(73);
    expect(neededPerGroup(1, 0.9)).toBe(73);
    expect(neededPerGroup(0, 1)).toBe(2);
    expect(neededPerGroup(0.3, 0.3)).toBe(Number.POSITIVE_INFINITY);
  });
});
