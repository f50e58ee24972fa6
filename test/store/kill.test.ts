/** Processes killed at any moment: nothing acknowledged is lost, nothing is answered or counted twice, and others take over. */

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { type OpenedStore, openStore } from "../../src/store/store.ts";
import { type PostgresServer, startPostgres } from "../emulators/postgres.ts";
import type { ChildLine, ChildTask } from "./child.ts";
import { eventually } from "./eventually.ts";
import { anAsk, answer } from "./samples.ts";
import { type Child, startChild } from "./start-child.ts";

let server: PostgresServer;
let dataDir: string;
beforeAll(async () => {
  server = await startPostgres();
  dataDir = await mkdtemp(join(tmpdir(), "fewshot-kill-"));
});
afterAll(async () => {
  await server.remove();
  await rm(dataDir, { recursive: true });
});

/** Lets a child work for a moment, kills it in the middle of something, and gives back when. */
async function killSoon(child: Child): Promise<number> {
  await child.waitFor("asked", 5);
  await sleep(Math.random() * 300);
  await child.kill();
  return Date.now();
}

/** Works on what is left until nothing is. */
async function finish(where: ChildTask["where"]): Promise<OpenedStore> {
  const store = await openStore({ ...where, rollUpEveryMs: 20 });
  await store.work(async (id) => {
    await store.recordAnswer(id, answer);
    await store.recordDelivered(id);
  });
  await eventually(async () => expect(await store.queue()).toMatchObject({ waiting: 0, running: 0 }));
  return store;
}

const idsOf = (lines: readonly ChildLine[], event: ChildLine["event"]) =>
  lines.flatMap((line) => (line.event === event && "id" in line ? [line.id] : []));

async function expectNothingLost(store: OpenedStore, lines: readonly ChildLine[]): Promise<void> {
  const asked = idsOf(lines, "asked");
  expect(asked.length).toBeGreaterThanOrEqual(25);
  const overrides: string[] = [];
  for (const id of asked) {
    const found = await store.findAsk(id);
    expect(found).toMatchObject({ answer, deliveredAt: expect.any(Date) });
    overrides.push(...(found?.overrides ?? []).map((override) => override.id));
  }
  expect(overrides).toEqual(expect.arrayContaining(idsOf(lines, "overridden")));
  const answered = idsOf(lines, "answered");
  expect(new Set(answered).size).toBe(answered.length);
  await expectCounted(store, { atLeast: asked.length });
}

/** The counts of the day were being made as well when the processes were killed. An ask may be stored whose process could not say so. */
async function expectCounted(store: OpenedStore, { atLeast }: { atLeast: number }): Promise<void> {
  const all = {
    command: null,
    platform: null,
    workspace: null,
    from: "2026-01-01",
    to: "2999-12-31",
  } as const;
  await eventually(async () => {
    const { pending, steps } = await store.readFigures({ ...all, step: "month" });
    expect(pending).toBe(0);
    const asks = steps.reduce((sum, { counts }) => sum + counts.asks, 0);
    const answers = steps.reduce((sum, { counts }) => sum + counts.answered, 0);
    expect(asks).toBeGreaterThanOrEqual(atLeast);
    expect(answers).toBe(asks);
  });
}

describe.concurrent("kill -9", () => {
  it("loses nothing on PGlite, five times in a row on one folder", { timeout: 400_000 }, async () => {
    const lines: ChildLine[] = [];
    for (let round = 0; round < 5; round++) {
      const child = startChild({ where: { dataDir }, does: "asks" });
      await killSoon(child);
      lines.push(...child.lines);
    }
    const store = await finish({ dataDir });
    await expectNothingLost(store, lines);
    await store.close();
  });

  it("loses nothing on PostgreSQL with two processes at a time, and no ask is ever processed by both", {
    timeout: 400_000,
  }, async () => {
    const where = { databaseUrl: await server.createDatabase() };
    const lines: ChildLine[] = [];
    const spans: { id: string; fromMs: number; toMs: number }[] = [];
    const rounds = Array.from({ length: 2 }, async () => {
      for (let round = 0; round < 4; round++) {
        const child = startChild({ where, does: "asks" });
        const killedMs = await killSoon(child);
        lines.push(...child.lines);
        const open = new Map<string, number>();
        for (const line of child.lines)
          if (line.event === "begin") open.set(line.id, line.atMs);
          else if (line.event === "end") {
            spans.push({ id: line.id, fromMs: open.get(line.id) ?? 0, toMs: line.atMs });
            open.delete(line.id);
          }
        for (const [id, fromMs] of open) spans.push({ id, fromMs, toMs: killedMs });
      }
    });
    await Promise.all(rounds);
    const store = await finish(where);
    await expectNothingLost(store, lines);
    await store.close();
    const overlaps = spans.filter((one, index) =>
      spans.some(
        (other, at) =>
          at > index && other.id === one.id && other.fromMs < one.toMs && one.fromMs < other.toMs,
      ),
    );
    expect(overlaps).toEqual([]);
  });

  it("hands a dead process's job to a living one within 15 seconds, and leaves a slow one its own", {
    timeout: 400_000,
  }, async () => {
    const where = { databaseUrl: await server.createDatabase() };
    const child = startChild({ where, does: "stick" });
    await child.waitFor("open");
    const slow = await openStore(where);
    const { ask: orphan } = await slow.recordAsk(anAsk());
    expect(await child.waitFor("begin")).toMatchObject({ id: orphan.id });
    await child.kill();
    const gate = Promise.withResolvers<void>();
    const slowWork = vi.fn((id: string) => (id === orphan.id ? Promise.resolve() : gate.promise));
    await slow.work(slowWork);
    const { ask: long } = await slow.recordAsk(anAsk());
    await eventually(() => expect(slowWork).toHaveBeenCalledWith(long.id, 1));
    const other = await openStore(where);
    const otherWork = vi.fn(async () => {});
    await other.work(otherWork);
    await eventually(() =>
      expect([...slowWork.mock.calls, ...otherWork.mock.calls]).toContainEqual([orphan.id, 2]),
    );
    // Longer than a lease after the slow job began, nobody else has taken it.
    await sleep(3_000);
    gate.resolve();
    await eventually(async () => expect(await slow.queue()).toMatchObject({ waiting: 0, running: 0 }));
    expect(slowWork.mock.calls.filter(([id]) => id === long.id)).toHaveLength(1);
    expect(otherWork.mock.calls).not.toContainEqual([long.id, expect.anything()]);
    await slow.close();
    await other.close();
  });
});
