/** Runs outlive their process: what a stop cuts off continues with what is missing, and what failed says why. */

import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, it, vi } from "vitest";
import { parseCommand } from "../../src/commands/source/parse.ts";
import { BotError } from "../../src/core/errors.ts";
import type { MeasurementRequest } from "../../src/flows/ports/measurements.ts";
import { openRuns } from "../../src/monitoring/runs/runs.ts";
import { createScriptedBackend, scoring } from "../flows/stack.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "fewshot-runs-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const source =
  "summary: s\ndescription: d\ninput: Message\noutput: Mood\nlabels: [Good, Bad]\nexamples: [{ input: a, output: Good }]\ntests:\n" +
  Array.from({ length: 40 }, (_, index) => `  - { input: text ${index}, output: Good }\n`).join("");
const parse = (name: string, text: string) => {
  const read = parseCommand(text, { file: `${name}.yaml`, name });
  return "faults" in read ? { faults: ["a fault"] } : read;
};
const log = { debug() {}, info() {}, warn: vi.fn(), error: vi.fn() };
const requestOf = (kind: MeasurementRequest["kind"]): MeasurementRequest => {
  const read = parse("mood", source);
  if ("faults" in read) throw new Error("the source has faults");
  return { kind, measured: { command: read.command, source }, against: null };
};

let backend: ReturnType<typeof createScriptedBackend>;
beforeEach(() => {
  backend = createScriptedBackend();
});
const open = (name: string) => openRuns({ backend, commands: { parse }, folder: join(folder, name), log });
const untilState = (runs: Awaited<ReturnType<typeof open>>, id: string, state: string) =>
  vi.waitFor(() => expect(runs.find(id)?.state).toBe(state), { timeout: 20_000, interval: 20 });

it("continues after a restart, and asks nothing twice", async () => {
  const never = new Promise<never>(() => {});
  const answered: string[] = [];
  backend.score.mockImplementation(async ({ labels, prompt }) => {
    if (answered.length === 30) return never;
    answered.push(prompt.prefix + prompt.text);
    return scoring(labels.map((_, index) => (index === 0 ? 0.8 : 0.2)));
  });
  const before = await open("restart");
  const { id } = await before.start(requestOf("insights"));
  await vi.waitFor(() => expect(backend.score.mock.calls.length).toBeGreaterThanOrEqual(31), {
    timeout: 20_000,
    interval: 20,
  });
  await before.close();
  const kept = JSON.parse(await readFile(join(folder, "restart", "runs", `${id}.json`), "utf8"));
  expect(kept).toMatchObject({ state: "running", endedAt: null, measured: { name: "mood" } });

  const again: string[] = [];
  backend.score.mockImplementation(async ({ labels, prompt }) => {
    again.push(prompt.prefix + prompt.text);
    return scoring(labels.map(() => 1 / labels.length));
  });
  const after = await open("restart");
  await untilState(after, id, "done");
  // No example and one, about 40 texts each. An answer that was on its way at the stop may be asked for again.
  expect(new Set([...answered, ...again]).size).toBe(80);
  expect(again.filter((text) => answered.includes(text)).length).toBeLessThanOrEqual(4);
  expect(JSON.parse((await after.report(id))?.json ?? "{}").examples.texts).toBe(40);
  expect((await after.start(requestOf("insights"))).state).toBe("done");
  await after.close();
});

it("says why a run failed, and starts it again", async () => {
  backend.score.mockRejectedValue(new BotError("BACKEND_REFUSED", "no"));
  const runs = await open("failed");
  const { id } = await runs.start(requestOf("insights"));
  await untilState(runs, id, "failed");
  expect(runs.find(id)).toMatchObject({ failure: "BACKEND_REFUSED" });
  expect(await runs.report(id)).toBeNull();
  backend.score.mockImplementation(async ({ labels }) => scoring(labels.map(() => 1 / labels.length)));
  expect((await runs.start(requestOf("insights"))).id).toBe(id);
  await untilState(runs, id, "done");
  const report = await runs.report(id);
  expect(report?.charts.map(({ name }) => name)).toContain("mood-examples");
  expect(report?.line).toMatchObject({ x: ["0", "1"], series: [{ name: "mean" }, { name: "worst order" }] });
  expect(runs.list("insights").map((run) => run.id)).toEqual([id]);
  expect(runs.list("audit")).toEqual([]);
  await runs.close();
});

it("takes no notice of files that are no runs, and says where it can't keep one", async () => {
  const runs = await open("odd");
  const { id } = await runs.start(requestOf("insights"));
  await untilState(runs, id, "done");
  await runs.close();
  await writeFile(join(folder, "odd", "runs", "0123456789abcdef01234567.json"), "{");
  await writeFile(join(folder, "odd", "runs", `${id}.report.json`), "[]");
  const again = await open("odd");
  expect(again.list("insights")).toHaveLength(1);
  expect(await again.report(id)).toBeNull();
  expect(await again.report("../../etc/passwd")).toBeNull();
  await again.close();
  await writeFile(join(folder, "file"), "");
  const nowhere = await openRuns({ backend, commands: { parse }, folder: join(folder, "file"), log });
  await expect(nowhere.start(requestOf("insights"))).rejects.toMatchObject({ code: "CONFIG_INVALID" });
  await nowhere.close();
});
