/** PGlite's one connection: asks go before long reads, which still get their turn. */

import { describe, expect, it } from "vitest";
import { createTurns } from "../../src/store/pglite/thread/turns.ts";

/** A statement that ends when it is let go. */
function statements() {
  const seen: string[] = [];
  const holds = new Map<string, PromiseWithResolvers<void>>();
  return {
    seen,
    run: (name: string) => () => {
      seen.push(name);
      const hold = Promise.withResolvers<void>();
      holds.set(name, hold);
      return hold.promise;
    },
    end: (name: string) => holds.get(name)?.resolve(),
  };
}
const settled = () => new Promise((resolve) => setImmediate(resolve));

describe("turns of statements", () => {
  it("let those of asks overtake what waits in the background, in the order in which they came", async () => {
    const { foreground, background } = createTurns({ maxWaitMs: 60_000, restMs: 0 });
    const { seen, run, end } = statements();
    const all = [background(run("page 1")), background(run("page 2")), foreground(run("ask 1"))];
    all.push(foreground(run("ask 2")));
    expect(seen).toEqual(["page 1"]);
    for (const name of ["page 1", "ask 1", "ask 2", "page 2"]) {
      await expect.poll(() => seen).toContain(name);
      end(name);
    }
    await Promise.all(all);
    expect(seen).toEqual(["page 1", "ask 1", "ask 2", "page 2"]);
  });

  it("are given to the background now and then, however many asks come", async () => {
    const { foreground, background } = createTurns({ maxWaitMs: 0 });
    const { seen, run, end } = statements();
    const all = [foreground(run("ask 1")), background(run("page")), foreground(run("ask 2"))];
    for (const name of ["ask 1", "page", "ask 2"]) {
      await expect.poll(() => seen).toContain(name);
      end(name);
    }
    await Promise.all(all);
    expect(seen).toEqual(["ask 1", "page", "ask 2"]);
  });

  it("wait for the next statement of an ask before a page gets its own", async () => {
    const { foreground, background } = createTurns({ maxWaitMs: 60_000, restMs: 5 });
    const { seen, run, end } = statements();
    const first = foreground(run("ask, first"));
    const page = background(run("page"));
    end("ask, first");
    await first;
    const second = foreground(run("ask, second"));
    await settled();
    expect(seen).toEqual(["ask, first", "ask, second"]);
    end("ask, second");
    await second;
    await expect.poll(() => seen).toEqual(["ask, first", "ask, second", "page"]);
    end("page");
    await page;
  });

  it("go on after a statement that failed, whose error only its own sender gets", async () => {
    const { foreground, background } = createTurns();
    const failing = foreground(async () => {
      throw new Error("refused");
    });
    const next = background(async () => "rows");
    await expect(failing).rejects.toThrow("refused");
    expect(await next).toBe("rows");
  });
});
