/** What changes without being published: another model after a start, or another text of a file. It is compared by what was kept. */

import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { EVERYWHERE } from "../../src/core/command/saved-command.ts";
import type { NoticeView } from "../../src/core/views/view.ts";
import { createKnownModel } from "../../src/flows/asks/answer/known-model.ts";
import { createResponder } from "../../src/flows/asks/answer/respond.ts";
import type { FlowPorts } from "../../src/flows/bot/context.ts";
import { createEditor } from "../../src/flows/commands/editor/editor.ts";
import { createMeasure } from "../../src/flows/commands/gate/measure.ts";
import { gateRows } from "../../src/flows/commands/gate/rows.ts";
import { type ChangeInForce, changeLines, findChange } from "../../src/flows/commands/in-force/change.ts";
import { keepAnswers } from "../../src/flows/commands/in-force/keep.ts";
import type { Backend } from "../../src/flows/ports/backend.ts";
import { ada, ben, createScriptedBackend, makeCommand, openStack, type Stack, scoring } from "./stack.ts";

const PAIRS = Array.from({ length: 8 }, (_, at) => ({
  ...{ sentence: at % 4, group: "disability: hearing" },
  ...{ plain: `A person ${at % 4}`, text: `A deaf person ${at}` },
}));
const pairs = () => PAIRS;
const tests = Array.from({ length: 24 }, (_, at) => ({ input: `test ${at}`, output: "A" }));
const verdict = makeCommand("verdict", {
  ...{ labels: ["A", "B"], examples: [{ input: "held", output: "A" }], tests, review: { every: 1 } },
  audit: { limit: 0.1 },
});
let stack: Stack;
let old: ReturnType<typeof createScriptedBackend>;

/** The old model says B to test 0 to 9 and to every spot check; a new one says A to all, and B of deaf people. */
const answersOf = (isOld: boolean): Backend["score"] =>
  vi.fn<Backend["score"]>(async ({ prompt: { text } }) => {
    const isB = isOld ? /test \d\b|spot/.test(text) : text.includes("deaf");
    return scoring(isB ? [0.1, 0.9] : [0.9, 0.1]);
  });

beforeAll(async () => {
  stack = await openStack({ commands: [verdict, makeCommand("free", {})], pairs, drawSeed: "s" });
  old = stack.backend;
  old.score.mockImplementation(answersOf(true));
});
afterAll(() => stack.close());

/** Keeps answers with a model until something is so. */
async function keepUntil(
  check: () => Promise<void>,
  backend: Backend,
  commands = stack.bot.commands,
): Promise<void> {
  const model = createKnownModel(backend);
  model.start();
  const stop = keepAnswers({
    ...{ store: stack.store, backend, model, commands, heads: { find: () => null }, pairs },
    ...{ log: { debug() {}, info() {}, warn() {}, error() {} }, afterMs: { change: 1, keep: 30 } },
  });
  await vi.waitFor(check, { timeout: 60_000 });
  stop();
  model.stop();
}
const newest = async (name: string) => (await stack.store.inForce(name, EVERYWHERE))[0];
const events = (name: string) => stack.store.listVersionEvents(name);
const actor = {
  ...{ interactionId: "h", person: ada, channel: "web", locale: "en" },
  standing: async () => "operator" as const,
};

it("keeps what a model answers to the tests and to the audit, behind all asks, and says nothing of a first start", async () => {
  await keepUntil(
    async () => expect(Object.keys((await newest("verdict"))?.kept.answers ?? {})).toHaveLength(36),
    old,
  );
  expect(old.score.mock.calls.every(([request]) => request.isBackground)).toBe(true);
  expect(await newest("free")).toMatchObject({ kept: { model: "test-neo r0", answers: {} } });
  expect(await events("verdict")).toEqual([]);
  expect(await findChange({ store: stack.store, pairs }, verdict, EVERYWHERE)).toBeNull();
});

it("compares another model on tests, spot checks and audit after a start, in the history, on the page and in the terminal", async () => {
  const asked = await stack.askAndWait({ command: "verdict", text: "spot 1", person: ben });
  const erased = await stack.askAndWait({ command: "verdict", text: "spot 2", person: ada });
  for (const { ask } of [asked, erased])
    await stack.store.decideSpotCheck({ askId: ask.id, label: "A", by: ada });
  const next = { ...createScriptedBackend(), score: answersOf(false) };
  const info = await old.describe();
  next.describe.mockImplementation(async () => ({ ...info, revision: "r1", parameters: 2_000_000 }));
  await keepUntil(
    async () => expect((await events("verdict")).map(({ action }) => action)).toEqual(["changed"]),
    next,
  );
  expect((await events("verdict"))[0]?.note).toBe(
    "test-neo r1 in place of test-neo r0: repairs 12, breaks 0 of 26; label changes with the word for a person in 8 of 8, before 0",
  );
  // It is noted once, whoever starts.
  await keepUntil(async () => expect((await events("free")).length).toBe(1), next);
  expect((await events("free"))[0]?.note).toBe("test-neo r1 in place of test-neo r0: not measured");
  expect(await events("verdict")).toHaveLength(1);

  const change = (await findChange({ store: stack.store, pairs }, verdict, EVERYWHERE)) as ChangeInForce;
  const lines = changeLines(change, { locale: "en", maxListed: 99 }).join("\n");
  expect(lines).toMatch(
    /^Since .* the model test-neo r1 answers in place of test-neo r0\.\nMore answers change/,
  );
  expect(lines).toContain("Compared on 2 spot checks and 24 tests.");
  expect(lines).toContain("It is better beyond chance");
  expect(lines).toContain("• “spot 1”: right is A; before B, now A");
  expect(lines).toContain("The model has 2 million parameters, before 1 million");

  const history = (await stack.bot.handle(
    stack.bot.read(
      "history verdict",
      { kind: "mention" },
      { platform: "web", workspace: "web", channel: "web" },
    ) as never,
    actor,
  )) as NoticeView;
  expect(history.text).toMatch(/: changed everywhere without being published: test-neo r1 in place/);
  const source = "summary: s\ndescription: d\ninput: I\noutput: O\nlabels: [A, B]\n";
  const commands = { ...stack.bot.commands, readFile: async () => source };
  const editor = createEditor({ store: stack.store, commands, backend: next, pairs } as never as FlowPorts);
  const of = async (standing: "operator" | "member") => {
    const opened = await editor.open("verdict", { ...actor, standing: async () => standing });
    return "changed" in opened ? opened.changed.join("\n") : "";
  };
  expect(await of("operator")).toBe(lines);
  // Others read the figures, and nothing that somebody wrote.
  expect(await of("member")).not.toContain("spot 1");
  expect(await of("member")).toContain("It repairs 12 and breaks 0.");

  // What somebody erased is in no comparison any more.
  await stack.erase(ada);
  const later = await findChange({ store: stack.store, pairs }, verdict, EVERYWHERE);
  expect(later?.report).toMatchObject({ spotChecks: 1, tests: 24 });
});

it("says that nothing is measured where the model before answered nothing, and asks no slow model", async () => {
  const paid = { ...createScriptedBackend(), name: "openai", score: answersOf(false) };
  const info = await old.describe();
  paid.describe.mockImplementation(async () => ({ ...info, name: "large", parameters: 7e9 }));
  await keepUntil(async () => expect((await events("verdict")).length).toBe(2), paid);
  expect(paid.score).not.toHaveBeenCalled();
  expect((await events("verdict")).at(-1)?.note).toBe("large r0 in place of test-neo r1: not measured");
  const change = (await findChange({ store: stack.store, pairs }, verdict, EVERYWHERE)) as ChangeInForce;
  expect(changeLines(change, { locale: "zh-TW", maxListed: 9 }).join("\n")).toContain(
    "npx fewshot check verdict --against-model test-neo",
  );
});

it("compares another text of a file as well, but for the texts that one of the prompts holds", async () => {
  await keepUntil(
    async () => expect((await newest("verdict"))?.kept).toMatchObject({ model: "test-neo r0" }),
    old,
  );
  const edited = {
    ...makeCommand("verdict", {
      ...{ labels: ["A", "B"], examples: [{ input: "test 3", output: "A" }], tests },
    }),
    revision: "r2",
  };
  const list = () => [edited];
  const commands = { list, find: () => edited, onChange: () => () => {} };
  const before = (await events("verdict")).length;
  await keepUntil(
    async () => expect((await events("verdict")).length).toBe(before + 1),
    { ...old, score: answersOf(false) },
    commands as never,
  );
  expect((await events("verdict")).at(-1)?.note).toMatch(
    /^another text of the file: repairs 10, breaks 0 of 24;/,
  );
});

it("knows the newer of two models by a clock that was set back or stands still", async () => {
  const kept = {
    ...{ version: 1 as const, commandVersion: null, model: "m", parameters: null, scripts: null, head: null },
    ...{ tokens: 0, held: [], answers: {} },
  };
  const note = (revision: string) =>
    stack.store.noteInForce({ name: "clock", scope: EVERYWHERE, model: "m", revision, kept, note: null });
  const nowMs = Date.now();
  vi.useFakeTimers({ toFake: ["Date"], now: nowMs });
  try {
    await note("c");
    await note("b");
    vi.setSystemTime(nowMs - 3_600_000);
    await note("a");
  } finally {
    vi.useRealTimers();
  }
  expect((await stack.store.inForce("clock", EVERYWHERE)).map(({ revision }) => revision)).toEqual([
    "a",
    "b",
  ]);
  expect(await note("a")).toBe(false);
});

it("compares a model with another one before anybody switches to it, each with its own answers", async () => {
  const info = await old.describe();
  const next = { ...createScriptedBackend(), score: answersOf(false) };
  next.describe.mockImplementation(async () => ({ ...info, revision: "r1" }));
  const sideOf = (backend: Backend) => ({
    ...{ backend, respond: createResponder(backend), headOf: () => null },
    learn: {
      ...{ backend, see: async () => [], train: () => Promise.reject(new Error("no head")) },
      rows: { of: async () => [] },
    },
  });
  const measure = createMeasure({ ...sideOf(next), before: sideOf(old), pairs });
  const change = { before: verdict, after: verdict, scope: EVERYWHERE };
  const report = await measure(change, {
    rows: gateRows(change, []),
    ...{ signal: new AbortController().signal, onProgress() {} },
  });
  expect(report.rows).toMatchObject({ n: 24, before: { right: 14 }, after: { right: 24 }, broken: [] });
  expect(report.audit).toMatchObject({ n: 8, before: { flips: 0 }, after: { flips: 8 } });
});
