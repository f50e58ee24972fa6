/** How every store works on its jobs, whatever its database: run over each backing in `store.test.ts`. */

import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { BotError } from "../../src/core/errors.ts";
import type { OpenedStore } from "../../src/store/store.ts";
import type { Backing } from "./backings.ts";
import { eventually } from "./eventually.ts";
import { anAsk, answer, aPerson } from "./samples.ts";

type ProcessAsk = (askId: string, attempt: number) => Promise<void>;

export function describeJobs(name: string, createBacking: () => Promise<Backing>): void {
  describe(`the jobs of a store on ${name}`, () => {
    let backing: Backing;
    let store: OpenedStore;
    /** What the worker does with each text. */
    const handlers = new Map<string, ProcessAsk>();
    const processAsk: ProcessAsk = async (askId, attempt) => {
      const found = await store.findAsk(askId);
      await handlers.get(found?.ask.text ?? "")?.(askId, attempt);
    };
    beforeAll(async () => {
      backing = await createBacking();
      store = await backing.open({ concurrency: 8 });
      await store.work(processAsk);
    });
    afterAll(async () => {
      await store.close();
      await backing.remove();
    });

    const handle = (work: ProcessAsk) => {
      const text = randomUUID();
      const mock = vi.fn(work);
      handlers.set(text, mock);
      return { mock, ask: async () => (await store.recordAsk(anAsk({ text }))).ask };
    };
    const override = (askId: string) =>
      store.recordOverride({
        interactionId: randomUUID(),
        askId,
        person: aPerson(),
        value: "Negative",
        reason: null,
        mayReuse: false,
      });
    const idle = () =>
      eventually(async () => expect(await store.queue()).toEqual({ waiting: 0, running: 0, oldestMs: 0 }));

    it("processes each ask once, with its first attempt, and leaves nothing behind", async () => {
      const { mock, ask } = handle(async () => {});
      const asks = await Promise.all(Array.from({ length: 40 }, ask));
      await eventually(() => expect(mock).toHaveBeenCalledTimes(40));
      await idle();
      expect(new Set(mock.mock.calls.map(([askId]) => askId))).toEqual(new Set(asks.map(({ id }) => id)));
      expect(mock.mock.calls.every(([, attempt]) => attempt === 1)).toBe(true);
    });

    it("never processes one ask twice at once; what was asked of it meanwhile is done afterwards", async () => {
      let now = 0;
      let most = 0;
      const gate = Promise.withResolvers<void>();
      const { mock, ask } = handle(async () => {
        now += 1;
        most = Math.max(most, now);
        await gate.promise;
        await new Promise((resolve) => setTimeout(resolve, 5));
        now -= 1;
      });
      const { id } = await ask();
      await eventually(() => expect(mock).toHaveBeenCalledTimes(1));
      const stored = await Promise.all(Array.from({ length: 4 }, () => override(id)));
      const other = handle(async () => {});
      await other.ask();
      await eventually(() => expect(other.mock).toHaveBeenCalledTimes(1));
      expect(mock).toHaveBeenCalledTimes(1);
      gate.resolve();
      // Once for all four.
      await eventually(() => expect(mock).toHaveBeenCalledTimes(2));
      await idle();
      const [first] = stored;
      if (first?.kind !== "stored") throw new Error("not stored");
      await store.withdrawOverride(first.override.id, first.override.person);
      await eventually(() => expect(mock).toHaveBeenCalledTimes(3));
      await idle();
      expect(most).toBe(1);
    });

    it("works on as many jobs at once as it may, and no more", async () => {
      const gate = Promise.withResolvers<void>();
      const { mock, ask } = handle(() => gate.promise);
      await Promise.all(Array.from({ length: 12 }, ask));
      await eventually(async () => expect(await store.queue()).toMatchObject({ waiting: 4, running: 8 }));
      await eventually(() => expect(mock).toHaveBeenCalledTimes(8));
      expect((await store.queue()).oldestMs).toBeGreaterThan(0);
      gate.resolve();
      await eventually(() => expect(mock).toHaveBeenCalledTimes(12));
      await idle();
    });

    it("tries again what failed for now, not before the time the failure named, and works on others meanwhile", async () => {
      const times: number[] = [];
      const { mock, ask } = handle(async (_askId, attempt) => {
        times.push(Date.now());
        if (attempt < 3) throw new BotError("BACKEND_BUSY", "busy", { retryable: true, retryAfterMs: 300 });
      });
      await ask();
      await eventually(() => expect(mock).toHaveBeenCalledTimes(1));
      const other = handle(async () => {});
      await Promise.all(Array.from({ length: 20 }, other.ask));
      await eventually(() => expect(other.mock).toHaveBeenCalledTimes(20));
      await eventually(() => expect(mock).toHaveBeenCalledTimes(3));
      expect(mock.mock.calls.map(([, attempt]) => attempt)).toEqual([1, 2, 3]);
      const [first = 0, second = 0, third = 0] = times;
      expect(second - first).toBeGreaterThanOrEqual(300);
      expect(third - second).toBeGreaterThanOrEqual(300);
      await idle();
    });

    it("gives up what fails for no good reason after three tries, and still does later jobs of that ask", async () => {
      const { mock, ask } = handle(async (_askId, attempt) => {
        if (mock.mock.calls.length <= 3) throw new Error(`broken at attempt ${attempt}`);
      });
      const { id } = await ask();
      await eventually(() => expect(mock).toHaveBeenCalledTimes(3));
      await idle();
      await override(id);
      await eventually(() => expect(mock).toHaveBeenCalledTimes(4));
      expect(mock.mock.calls.map(([, attempt]) => attempt)).toEqual([1, 2, 3, 1]);
      await idle();
    });

    it("ends the jobs of an erased ask quietly", async () => {
      const gate = Promise.withResolvers<void>();
      const { mock, ask } = handle(() => gate.promise);
      const { id, person } = await ask();
      await eventually(() => expect(mock).toHaveBeenCalledTimes(1));
      await override(id);
      await store.erasePerson(person, { isPosted: false });
      gate.resolve();
      await idle();
      expect(await store.recordAnswer(id, answer)).toBe(false);
    });

    it("lets running jobs finish when it closes, takes no new ones, and keeps no text in the queue", async () => {
      const gate = Promise.withResolvers<void>();
      const { mock, ask } = handle(() => gate.promise);
      await Promise.all(Array.from({ length: 9 }, ask));
      await eventually(async () => expect(await store.queue()).toMatchObject({ waiting: 1, running: 8 }));
      const closed = store.close();
      const secret = `secret ${randomUUID()}`;
      gate.resolve();
      await closed;
      expect(mock).toHaveBeenCalledTimes(8);
      await expect(store.recordAsk(anAsk({ text: secret }))).rejects.toMatchObject({
        code: "STORE_UNAVAILABLE",
        retryable: true,
      });
      const rows = await backing.query("select * from fewshot.jobs");
      expect(rows).toMatchObject([{ version: 1, about: "ask", is_held: false, attempt: 0 }]);
      expect(JSON.stringify(rows)).not.toContain("secret");
      store = await backing.open();
      expect(await store.queue()).toMatchObject({ waiting: 1, running: 0 });
      await store.work(processAsk);
      await eventually(() => expect(mock).toHaveBeenCalledTimes(9));
      await idle();
    });

    it("stops at the deadline with a job still running, which continues after the next start", async () => {
      const { mock, ask } = handle(async (_askId, attempt) => {
        if (attempt === 1) await new Promise(() => {});
      });
      const { id } = await ask();
      await eventually(() => expect(mock).toHaveBeenCalledTimes(1));
      await store.close(50);
      store = await backing.open();
      await store.work(processAsk);
      await eventually(() => expect(mock).toHaveBeenLastCalledWith(id, 2));
      await idle();
    });
  });
}
