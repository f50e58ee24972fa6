/** The pace of posts in a channel, on a clock of the test's own. */

import { describe, expect, it } from "vitest";
import { createPace } from "../../../src/platforms/slack/client/rate-limit.ts";

describe("the pace of posts", () => {
  it("lets three go at once, then one a second in each channel", () => {
    let nowMs = 1000;
    const pace = createPace(() => nowMs);
    const turns = [1, 2, 3, 4, 5].map(() => pace.take("C1", 60_000));
    expect(turns).toEqual([0, 0, 0, 1000, 2000]);
    expect(pace.take("C2", 0)).toBe(0);
    nowMs += 10_000;
    expect(pace.take("C1", 0)).toBe(0);
  });

  it("takes no turn when the wait would be too long", () => {
    const pace = createPace(() => 0);
    for (const _ of [1, 2, 3]) pace.take("C1", 0);
    expect(pace.take("C1", 999)).toBeNull();
    expect(pace.waitMs("C1")).toBe(1000);
    expect(pace.take("C1", 1000)).toBe(1000);
  });

  it("waits as long as Slack says, in that channel only", () => {
    let nowMs = 0;
    const pace = createPace(() => nowMs);
    pace.block("C1", 5000);
    expect(pace.take("C1", 4999)).toBeNull();
    expect(pace.take("C2", 0)).toBe(0);
    nowMs = 5000;
    expect(pace.take("C1", 0)).toBe(0);
    expect(pace.waitMs("C1")).toBe(1000);
  });
});
