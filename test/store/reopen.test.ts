/** PGlite that is lost while the bot runs: it is opened again, and nothing that was acknowledged is missing. */

import { mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Worker } from "node:worker_threads";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { openStore } from "../../src/store/store.ts";
import { eventually } from "./eventually.ts";
import { anAsk, answer } from "./samples.ts";

describe("a data folder whose thread ends", () => {
  let dataDir: string;
  const threads: Worker[] = [];
  beforeEach(async () => {
    threads.length = 0;
    const note = (thread: Worker) => void threads.push(thread);
    process.on("worker", note);
    dataDir = await mkdtemp(join(tmpdir(), "fewshot-reopen-"));
    return async () => {
      process.off("worker", note);
      await rm(dataDir, { recursive: true });
    };
  });

  it("is opened again: what was stored is there, jobs go on, and changes are noticed", async () => {
    const store = await openStore({ dataDir });
    const carried = vi.fn(async (id: string) => void (await store.recordAnswer(id, answer)));
    await store.work(carried);
    const { ask: before } = await store.recordAsk(anAsk());
    await eventually(() => expect(carried).toHaveBeenCalledTimes(1));
    const onChange = vi.fn();
    store.watch(onChange);
    for (let round = 0; round < 2; round++) {
      const acknowledged: string[] = [];
      const asking = Array.from({ length: 20 }, () =>
        store.recordAsk(anAsk()).then(
          ({ ask }) => void acknowledged.push(ask.id),
          (error) => expect(error).toMatchObject({ code: "STORE_UNAVAILABLE", retryable: true }),
        ),
      );
      await threads.at(-1)?.terminate();
      await Promise.all(asking);
      onChange.mockClear();
      const { ask: after } = await eventually(() => store.recordAsk(anAsk()));
      for (const id of [...acknowledged, after.id])
        await eventually(async () => expect(await store.findAsk(id)).toMatchObject({ answer }));
      await eventually(() => expect(onChange).toHaveBeenCalled());
    }
    expect((await store.findAsk(before.id))?.answer).toEqual(answer);
    await eventually(async () => expect(await store.queue()).toMatchObject({ waiting: 0, running: 0 }));
    await store.close();
  });

  it("in the middle of an erasure loses all of it or nothing", async () => {
    const store = await openStore({ dataDir });
    const { ask } = await store.recordAsk(anAsk());
    const erasing = store
      .erasePerson(ask.person, { isPosted: false })
      .catch((error) => expect(error.code).toBe("STORE_UNAVAILABLE"));
    await threads.at(-1)?.terminate();
    await erasing;
    await eventually(async () =>
      expect([0, 1]).toContain(await store.erasePerson(ask.person, { isPosted: false })),
    );
    expect(await store.findAsk(ask.id)).toBeNull();
    await store.close();
  });

  it("and can't be opened again ends the process's work with a sentence, after a minute of trying", async () => {
    vi.useFakeTimers({ toFake: ["performance"] });
    const onFatal = vi.fn();
    const store = await openStore({ dataDir, onFatal });
    const control = join(dataDir, "cluster", "global", "pg_control");
    await rename(control, `${control}.away`);
    await writeFile(control, "nonsense");
    await threads.at(-1)?.terminate();
    await expect(store.recordAsk(anAsk())).rejects.toMatchObject({ code: "STORE_UNAVAILABLE" });
    vi.advanceTimersByTime(61_000);
    await eventually(() =>
      expect(onFatal).toHaveBeenCalledWith(
        expect.objectContaining({
          code: "STORE_UNAVAILABLE",
          message: expect.stringContaining("can't be opened"),
        }),
      ),
    );
    vi.useRealTimers();
    await store.close();
  });
});
