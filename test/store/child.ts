/**
 * A process with a store of its own, for tests that kill it. Started with JSON: where the store is, and what to do.
 * It writes a line of JSON for each thing done, before going on, so that the line is out when the process is killed.
 */

import { randomUUID } from "node:crypto";
import { writeSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { openStore, type StoreOptions } from "../../src/store/store.ts";
import { anAsk, answer, aPerson } from "./samples.ts";

export interface ChildTask {
  readonly where: Pick<StoreOptions, "databaseUrl" | "dataDir">;
  /** "hold" opens and waits; "stick" works on one job without end; "asks" records asks and overrides and works on them. */
  readonly does: "hold" | "stick" | "asks";
}

export type ChildLine =
  | { readonly event: "open"; readonly pid: number }
  | { readonly event: "refused"; readonly code: string; readonly message: string }
  | { readonly event: "asked" | "overridden" | "answered"; readonly id: string }
  | { readonly event: "begin" | "end"; readonly id: string; readonly atMs: number };

const say = (line: ChildLine) => writeSync(1, `${JSON.stringify(line)}\n`);
const { where, does } = JSON.parse(process.argv[2] ?? "") as ChildTask;

try {
  const store = await openStore({ ...where, concurrency: 8, rollUpEveryMs: 20 });
  await store.noteUrl("http://127.0.0.1:3000");
  say({ event: "open", pid: process.pid });
  if (does === "hold") await sleep(60_000);
  await store.work(async (id) => {
    say({ event: "begin", id, atMs: Date.now() });
    if (does === "stick") await sleep(60_000);
    const found = await store.findAsk(id);
    if (found?.answer === null) {
      await sleep(10 + Math.random() * 60);
      if (await store.recordAnswer(id, answer)) say({ event: "answered", id });
    }
    await store.recordDelivered(id);
    say({ event: "end", id, atMs: Date.now() });
  });
  for (let count = 0; does === "asks"; count++) {
    const { ask } = await store.recordAsk(anAsk());
    say({ event: "asked", id: ask.id });
    if (count % 3 === 0) {
      const stored = await store.recordOverride({
        interactionId: randomUUID(),
        askId: ask.id,
        person: aPerson(),
        value: "Negative",
        reason: null,
        mayReuse: true,
      });
      if (stored.kind === "stored") say({ event: "overridden", id: stored.override.id });
    }
    await sleep(Math.random() * 20);
  }
} catch (error) {
  const { code, message } = error as { code: string; message: string };
  say({ event: "refused", code, message });
  process.exit(1);
}
