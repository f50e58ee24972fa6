/** Runs exist once for all processes, outlive each of them, and say why they failed. */

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from "vitest";
import { parseCommand } from "../../src/commands/source/parse.ts";
import { BotError } from "../../src/core/errors.ts";
import type { RunStore } from "../../src/flows/monitoring/measure/ports.ts";
import type { MeasurementRequest } from "../../src/flows/ports/measurements.ts";
import { openRuns, type RunsOptions } from "../../src/monitoring/runs/runs.ts";
import type { OpenedStore } from "../../src/store/store.ts";
import { createScriptedBackend, scoring } from "../flows/stack.ts";
import { type Backing, createPostgresBacking } from "../store/backings.ts";

let folder: string;
let backing: Backing;
/** Of two processes on one PostgreSQL. */
let stores: [OpenedStore, OpenedStore];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "fewshot-runs-"));
  backing = await createPostgresBacking();
  stores = [await backing.open(), await backing.open()];
});
afterAll(async () => {
  for (const store of stores) await store.close();
  await backing.remove();
  await rm(folder, { recursive: true, force: true });
});

const sourceOf = (summary: string) =>
  `summary: ${summary}\ndescription: d\ninput: Message\noutput: Mood\nlabels: [Good, Bad]\nexamples: [{ input: a, output: Good }]\ntests:\n${Array.from({ length: 40 }, (_, index) => `  - { input: text ${index}, output: Good }\n`).join("")}`;
const parse = (name: string, text: string) => parseCommand(text, { file: name, name });
const log = { debug() {}, info() {}, warn: vi.fn(), error: vi.fn() };
const requestOf = (kind: MeasurementRequest["kind"], summary: string): MeasurementRequest => {
  const source = sourceOf(summary);
  const read = parse("mood", source);
  if ("faults" in read) throw new Error("the source has faults");
  const place = { platform: "web" as const, workspace: "web", channel: "web" };
  return { kind, measured: { command: read.command, source }, against: null, place };
};

/** A short hold, so that a dead process is noticed soon. */
const HOLD_MS = 1_000;
type Runs = ReturnType<typeof openRuns>;
let backend: ReturnType<typeof createScriptedBackend>;
const opened: Runs[] = [];
beforeEach(() => {
  backend = createScriptedBackend();
});
afterEach(async () => {
  for (const kind of ["audit", "insights"] as const)
    for (const { id } of await stores[0].listRuns(kind)) await stores[0].cancelRun(id);
  for (const runs of opened.splice(0)) await runs.close();
});
function open(store: RunStore, changes: Partial<RunsOptions> = {}): Runs {
  const runs = openRuns({
    ...{ backend, commands: { parse }, heads: { find: () => null }, store, folder, log, holdMs: HOLD_MS },
    ...changes,
  });
  opened.push(runs);
  return runs;
}
const untilState = (runs: Runs, id: string, state: string) =>
  vi.waitFor(async () => expect((await runs.find(id))?.state).toBe(state), { timeout: 60_000, interval: 20 });
const untilAsked = (times: number) =>
  vi.waitFor(() => expect(backend.score.mock.calls.length).toBeGreaterThanOrEqual(times), {
    timeout: 60_000,
    interval: 20,
  });

const never = new Promise<never>(() => {});
/** What was asked and answered; no more than `limit` is answered. */
function answerUpTo(limit: number): string[] {
  const answered: string[] = [];
  backend.score.mockImplementation(async ({ labels, prompt }) => {
    if (answered.length >= limit) return never;
    answered.push(prompt.prefix + prompt.text);
    return scoring(labels.map((_, index) => (index === 0 ? 0.8 : 0.2)));
  });
  return answered;
}
/** A store through which a process was heard of until it was killed. */
function mortal(store: RunStore) {
  const dead = { is: false };
  const gone = async () => {
    throw new BotError("STORE_UNAVAILABLE", "the process is gone");
  };
  const own = new Proxy(store, { get: (all, key) => (dead.is ? gone : Reflect.get(all, key)) });
  return { store: own, kill: () => (dead.is = true) };
}

it("is one for two processes, and each sees how far it is and what it found", async () => {
  answerUpTo(30);
  const [one, other] = [open(stores[0]), open(stores[1])];
  const request = requestOf("insights", "shared");
  const [first, second] = await Promise.all([one.start(request), other.start(request)]);
  expect(second.id).toBe(first.id);
  await untilAsked(31);
  // Both see the progress, wherever it runs.
  for (const runs of [one, other])
    await vi.waitFor(
      async () => expect(await runs.find(first.id)).toMatchObject({ state: "running", total: 80 }),
      {
        timeout: 60_000,
      },
    );
  expect(await other.start(request)).toMatchObject({ id: first.id, state: "running" });
  expect(backend.score.mock.calls.length).toBeLessThanOrEqual(34);

  // Cancelled in either process, it ends in the one where it runs, and is continued by whoever starts it again.
  await Promise.all([one.cancel(first.id), other.cancel(first.id)]);
  await untilState(one, first.id, "cancelled");
  answerUpTo(1_000);
  await other.start(request);
  await untilState(one, first.id, "done");
  for (const [runs, locale, word] of [
    [one, "en", "right answers by number of examples"],
    [other, "zh-TW", "各範例數目的正確率"],
  ] as const) {
    const report = await runs.report(first.id, locale);
    expect(report?.html).toContain(word);
    expect(report?.page).toContain(`<html lang="${locale}">`);
    expect(JSON.parse(report?.json ?? "{}").examples.texts).toBe(40);
  }
  expect((await one.list("insights")).map(({ id }) => id)).toEqual([first.id]);
  expect((await one.start(request)).state).toBe("done");
});

it("is taken over where its process was killed, and asks nothing twice", async () => {
  const answered = answerUpTo(30);
  const killed = mortal(stores[0]);
  const dead = open(killed.store);
  const { id } = await dead.start(requestOf("insights", "killed"));
  await untilAsked(31);
  killed.kill();
  const again = answerUpTo(1_000);
  const alive = open(stores[1]);
  await untilState(alive, id, "done");
  // No example and one, about 40 texts each. Answers that were on their way may be asked for again.
  expect(new Set([...answered, ...again]).size).toBe(80);
  expect(again.filter((text) => answered.includes(text)).length).toBeLessThanOrEqual(4);
});

it("continues at once after a stop in order, with the command as it was", async () => {
  answerUpTo(10);
  const before = open(stores[0]);
  const { id } = await before.start(requestOf("insights", "stopped"));
  await untilAsked(11);
  await before.close();
  expect(await stores[1].findRun(id)).toMatchObject({ state: "running", endedAt: null });
  answerUpTo(1_000);
  await untilState(open(stores[0], { holdMs: 4_000 }), id, "done");
});

it("is not continued with another model: it can be started again", async () => {
  answerUpTo(10);
  const killed = mortal(stores[0]);
  const { id } = await open(killed.store).start(requestOf("insights", "another"));
  await untilAsked(11);
  killed.kill();
  const other = createScriptedBackend();
  const model = await other.describe();
  other.describe.mockImplementation(async () => ({ ...model, name: "another-model" }));
  await untilState(open(stores[1], { backend: other }), id, "cancelled");
  expect(other.score).not.toHaveBeenCalled();
});

it("answers with the classifier head that is in force, and says so", async () => {
  answerUpTo(10_000);
  const decide = vi.fn(() => [Math.log(0.1), Math.log(0.9)]);
  const heads = { find: vi.fn(() => ({ number: 3, rows: 64, decide })) };
  const runs = open(stores[0], { heads });
  const request = requestOf("audit", "head");
  const withHead = await runs.start(request);
  expect(withHead.head).toEqual({ number: 3, rows: 64 });
  expect(heads.find).toHaveBeenCalledWith(request.measured.command, request.place, expect.anything());
  // The audit asks through it, and is another run than one by the prompt alone.
  await vi.waitFor(() => expect(decide).toHaveBeenCalled(), { timeout: 60_000 });
  expect((await open(stores[1]).start(request)).id).not.toBe(withHead.id);
  await runs.cancel(withHead.id);

  // Insights measure the number of examples by the prompt alone, and the command as it is with the head.
  const insights = await runs.start(requestOf("insights", "head"));
  await untilState(runs, insights.id, "done");
  const found = JSON.parse((await runs.report(insights.id, "en"))?.json ?? "{}");
  expect(found.examples.withHead).toEqual({ accuracy: 0, promptAlone: 1 });
  expect(found.examples.points.at(-1).accuracy).toBe(1);
  expect(found.examples.byLabel).toMatchObject([{ label: "Good", right: 0, n: 40 }]);
  expect(found.findings.join(" ")).toContain("0.0% are right with it, 100.0% by the prompt alone");
});

it("says why it failed, and is started again", async () => {
  backend.score.mockRejectedValue(new BotError("BACKEND_REFUSED", "no"));
  const runs = open(stores[0]);
  const { id } = await runs.start(requestOf("insights", "failed"));
  await untilState(runs, id, "failed");
  expect(await runs.find(id)).toMatchObject({ failure: "BACKEND_REFUSED" });
  expect(await runs.report(id, "en")).toBeNull();
  answerUpTo(1_000);
  expect((await runs.start(requestOf("insights", "failed"))).id).toBe(id);
  await untilState(runs, id, "done");
  const report = await runs.report(id, "en");
  expect(report?.charts.map(({ name }) => name)).toContain("mood-examples");
  expect(report?.line).toMatchObject({ x: ["0", "1"], series: [{ name: "mean" }, { name: "worst order" }] });
  expect(await runs.report("../../etc/passwd", "en")).toBeNull();
});

it("is refused with a sentence where answers can't be kept", async () => {
  answerUpTo(1_000);
  const runs = open(stores[0], { folder: "/dev/null/nowhere" });
  const { id } = await runs.start(requestOf("insights", "nowhere"));
  await untilState(runs, id, "failed");
  expect(await runs.find(id)).toMatchObject({ failure: "CONFIG_INVALID" });
});
