/** The worker at the edges that a database can't be made to show at will. */

import { describe, expect, it } from "vitest";
import type { Job, Queue } from "../../src/store/jobs/queue.ts";
import { startWorker } from "../../src/store/jobs/worker.ts";

const silent = { info() {}, warn() {}, error() {} };

describe("a worker that stops", () => {
  it("finishes the jobs that it was taking just then: the database has them down as in hand", async () => {
    const job: Job = { id: "1", askId: "ask", about: "ask", attempt: 1 };
    const took = Promise.withResolvers<readonly Job[]>();
    const settled: Job[] = [];
    const queue: Queue = {
      take: () => took.promise,
      settle: async (jobs) => void settled.push(...jobs),
      postpone: async () => true,
      touch: async () => {},
      takeBack: async () => 0,
      depth: async () => ({ waiting: 0, running: 1, oldestMs: 0 }),
    };
    const carried: string[] = [];
    const carry = async (askId: string) => void carried.push(askId);
    const worker = startWorker({ queue, carry, concurrency: 8, log: silent });
    const stopped = worker.stop(5_000);
    took.resolve([job]);
    await stopped;
    expect(carried).toEqual(["ask"]);
    expect(settled).toEqual([job]);
  });
});
