/** The draw of spot checks: the share that was asked for, and the same draw for the same ask. */

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isDrawn } from "../../src/learning/spot-checks/draw.ts";

const person = { platform: "slack", workspace: "T1", id: "U1", name: "Ada" };
const asks = Array.from({ length: 20_000 }, (_, at) => ({ person, interactionId: `press:${at}` }));
const drawn = (seed: string, every: number) => asks.filter((ask) => isDrawn(seed, ask, every)).length;

describe("the draw of spot checks", () => {
  it("draws the share that was asked for", () => {
    for (const every of [2, 20, 200]) {
      const expected = asks.length / every;
      // Four standard deviations of a binomial count.
      const most = 4 * Math.sqrt(expected * (1 - 1 / every));
      for (const seed of ["one", "two"]) expect(Math.abs(drawn(seed, every) - expected)).toBeLessThan(most);
    }
    expect(drawn("one", 1)).toBe(asks.length);
  });

  it("draws an ask the same way each time, whatever it says and whatever its person is called", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.string(), fc.nat(1000), (seed, interactionId, name, least) => {
        const ask = { person, interactionId };
        const again = { person: { ...person, name }, interactionId, text: name };
        expect(isDrawn(seed, again, least + 1)).toBe(isDrawn(seed, ask, least + 1));
      }),
    );
  });

  it("draws what a rarer draw drew when the share grows, so that a change of the setting is no second chance", () => {
    for (const ask of asks.slice(0, 2_000))
      if (isDrawn("s", ask, 20)) expect(isDrawn("s", ask, 10)).toBe(true);
  });

  it("draws others with another seed, so that nobody can know which interaction ids are drawn", () => {
    const both = asks.filter((ask) => isDrawn("one", ask, 10) && isDrawn("two", ask, 10)).length;
    expect(Math.abs(both - 200)).toBeLessThan(80);
  });
});
