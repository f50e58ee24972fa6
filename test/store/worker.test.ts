/** The worker at the edges that a database can't be made to show at will. */

import { describe, expect, it } from "vitest";
import { BotError } from "../../src/core/errors.ts";
import type { Job, Queue } from "../../src/store/jobs/queue.ts";
import { startWorker } from "../../src/store/jobs/worker.ts";

const silent = { info() {}, warn() {}, error() {} };

describe("a worker that stops", () => {
  it("finishes the jobs that it was taking just then: the database has them down as in hand", async () => {
    const job: Job = { id: "ask", attempt: 1, taken: 1, wanted: 1 };
    const took = Promise.withResolvers<readonly Job[]>();
    const settled: Job[] = [];
    const queue: Queue = {
      idName: "askId",
      take: () => took.promise,
      settle: async (jobs) => {
        settled.push(...jobs);
        return false;
      },
      postpone: async () => true,
      touch: async () => {},
      takeBack: async () => 0,
      depth: async () => ({ waiting: 0, running: 1, oldestMs: 0 }),
    };
    const processed: string[] = [];
    const processAsk = async (id: string) => void processed.push(id);
    const worker = startWorker({ queue, title: "an ask", process: processAsk, concurrency: 8, log: silent });
    const stopped = worker.stop(5_000);
    took.resolve([job]);
    await stopped;
    expect(processed).toEqual(["ask"]);
    expect(settled).toEqual([job]);
  });
});

describe("a job that is put back", () => {
  it.each([
    [0, 1, 500, 1_000],
    [-5_000, 1, 500, 1_000],
    [0, 12, 5_000, 5_000],
    [20_000, 1, 20_000, 20_000],
    [1e28, 1, 24 * 60 * 60_000, 24 * 60 * 60_000],
  ])("with a wait of %d ms at try %i waits from %i to %i ms", async (retryAfterMs, attempt, least, most) => {
    const job: Job = { id: "ask", attempt, taken: 1, wanted: 1 };
    const postponed = Promise.withResolvers<number>();
    const jobs: Job[] = [job];
    const queue: Queue = {
      idName: "askId",
      take: async () => jobs.splice(0),
      settle: async () => false,
      postpone: async (_job, { delayMs }) => {
        postponed.resolve(delayMs);
        return true;
      },
      touch: async () => {},
      takeBack: async () => 0,
      depth: async () => ({ waiting: 0, running: 1, oldestMs: 0 }),
    };
    const processAsk = () =>
      Promise.reject(new BotError("BACKEND_RATE_LIMITED", "429", { retryable: true, retryAfterMs }));
    const worker = startWorker({ queue, title: "an ask", process: processAsk, concurrency: 8, log: silent });
    const delayMs = await postponed.promise;
    await worker.stop(1_000);
    expect(delayMs).toBeGreaterThanOrEqual(least);
    expect(delayMs).toBeLessThanOrEqual(most);
  });
});
