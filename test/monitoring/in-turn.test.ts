/** Heavy work of pages: one piece at a time, in order, and a clear end for whoever waits too long. */

import { describe, expect, it } from "vitest";
import { BUSY, createInTurn } from "../../src/monitoring/shared/in-turn.ts";

describe("work in turn", () => {
  it("runs one piece at a time, in order, also after one that failed", async () => {
    const inTurn = createInTurn<string>();
    const seen: string[] = [];
    const work = (name: string) =>
      inTurn(name, async () => {
        seen.push(`${name} begins`);
        await new Promise((resolve) => setImmediate(resolve));
        seen.push(`${name} ends`);
        if (name === "b") throw new Error(name);
        return name;
      });
    const results = await Promise.allSettled([work("a"), work("b"), work("c")]);
    expect(results.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
    expect(seen).toEqual(["a", "b", "c"].flatMap((name) => [`${name} begins`, `${name} ends`]));
    expect(await work("d")).toBe("d");
  });

  it("is shared by those who wait for the same, and begun again for whoever comes while it runs", async () => {
    const inTurn = createInTurn<number>();
    const first = Promise.withResolvers<void>();
    let runs = 0;
    const work = async () => {
      runs += 1;
      const own = runs;
      await first.promise;
      return own;
    };
    const all = [inTurn("same", work), inTurn("same", work), inTurn("same", work)];
    first.resolve();
    expect(await Promise.all(all)).toEqual([1, 2, 2]);
  });

  it("gives up what could not begin in time, and goes on with the rest", async () => {
    const inTurn = createInTurn<string>(5);
    const first = Promise.withResolvers<string>();
    const running = inTurn("first", () => first.promise);
    let hasRun = false;
    const late = async () => {
      hasRun = true;
      return "late";
    };
    expect(await inTurn("late", late)).toBe(BUSY);
    first.resolve("first");
    expect(await running).toBe("first");
    expect(await inTurn("next", async () => "next")).toBe("next");
    expect(hasRun).toBe(false);
  });
});
