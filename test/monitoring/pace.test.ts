/** A run's asks rest while people ask, and come through all the same where people ask all the time. */

import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "vitest";
import { createPace } from "../../src/monitoring/runs/pace.ts";

/** Milliseconds until a promise resolves. */
async function timeOf(waiting: Promise<unknown>): Promise<number> {
  const startMs = performance.now();
  await waiting;
  return performance.now() - startMs;
}

it("lets a run ask at once where nobody asks", async () => {
  const pace = createPace({ restMs: 60_000, maxRestMs: 60_000 });
  await Promise.all(Array.from({ length: 100 }, () => pace.turn()));
});

it("holds a run back for a while after each ask", async () => {
  const pace = createPace({ restMs: 40, maxRestMs: 60_000 });
  pace.noteAsk();
  const waiting = timeOf(pace.turn());
  await sleep(20);
  pace.noteAsk();
  expect(await waiting).toBeGreaterThanOrEqual(58);
});

it("lets a few asks of a run through in between where people ask all the time", async () => {
  const pace = createPace({ restMs: 60_000, maxRestMs: 30 });
  pace.noteAsk();
  const atOnce = () => timeOf(Promise.all([pace.turn(), pace.turn(), pace.turn()]));
  for (const timeMs of [await atOnce(), await atOnce()]) expect(timeMs).toBeGreaterThanOrEqual(28);
});
