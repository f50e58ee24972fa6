/** The editor's checks without a page: classifier heads, many tests, answers that are known, and a model that is not there yet. */

import { describe, expect, it, vi } from "vitest";
import { applyForm, toForm } from "../../src/commands/source/form.ts";
import { parseSource } from "../../src/commands/watch.ts";
import type { Command } from "../../src/core/command/command.ts";
import { EVERYWHERE } from "../../src/core/command/saved-command.ts";
import type { FlowPorts } from "../../src/flows/bot/context.ts";
import type { Edit } from "../../src/flows/commands/editor/check.ts";
import { createEditor } from "../../src/flows/commands/editor/editor.ts";
import type { Backend } from "../../src/flows/ports/backend.ts";
import type { Store } from "../../src/flows/ports/store.ts";
import { ada, createScriptedBackend } from "./stack.ts";

const source = (description: string, tests = 2) =>
  [
    `summary: s\ndescription: ${description}\ninput: In\noutput: Out\nlabels: [Good, Bad]\ntests:`,
    ...Array.from(
      { length: tests },
      (_, at) => `  - { input: test ${at}, output: ${at % 2 ? "Bad" : "Good"} }`,
    ),
  ].join("\n");
const actor = { interactionId: "i", person: ada, channel: "web", locale: "en" };

async function open({
  heads,
  status = "ready",
  countTokens,
  file = null,
  labelledRows = async () => [],
}: {
  heads?: FlowPorts["heads"];
  status?: "ready" | "loading";
  countTokens?: Backend["countTokens"];
  file?: string | null;
  labelledRows?: Store["labelledRows"];
} = {}) {
  const backend = createScriptedBackend();
  if (countTokens) Object.assign(backend, { countTokens });
  const model = await backend.describe();
  const live = { source: source("Decide."), number: 1 };
  const ports = {
    backend: backend as Backend,
    commands: {
      ...{ parse: parseSource, toForm, applyForm, readFile: async () => file },
      find: () => ({ version: null, examplesFile: file?.includes("examples_file") ? "more.jsonl" : null }),
    },
    store: {
      isOptedOut: async () => false,
      listVersions: async () => [],
      findSeen: async (_: string, which: unknown) => (which === "live" ? live : null),
      labelledRows,
      watchGone: () => () => {},
      acceptedTexts: async () => [],
    },
    model: { status: () => (status === "ready" ? { kind: "ready", model } : { kind: "loading" }) },
    ...(heads ? { heads } : {}),
  } as unknown as FlowPorts;
  const editor = createEditor(ports);
  const check = async (changes: Partial<Edit> = {}) => {
    const edit: Edit = {
      ...{
        name: "verdict",
        source: source("Decide."),
        form: null,
        text: "",
        against: "in-force",
        runs: true,
        isPressed: false,
      },
      ...changes,
    };
    const checked = await editor.check(edit, actor, new AbortController().signal);
    if (checked.kind === "notice") throw new Error(checked.text);
    return checked;
  };
  return { backend, check, editor };
}

describe("a check of a command that is edited", () => {
  it("answers with the head where there is one, and says that an edit of the prompt loses it", async () => {
    const head = { number: 1, rows: 9, decide: () => [Math.log(0.2), Math.log(0.8)] };
    const find = (command: Command) => (command.description === "Decide." ? head : null);
    const { check } = await open({ heads: { find } });
    // The head says Bad to everything, the prompt Good.
    expect(await check()).toMatchObject({ losesHead: false, tests: { right: 1 } });
    const edited = await check({ source: source("Decide well.") });
    expect(edited.losesHead).toBe(true);
    expect(edited.tests?.rows.map(({ before, now, change }) => [before?.label, now.label, change])).toEqual([
      ["Bad", "Good", "repaired"],
      ["Bad", "Good", "broken"],
    ]);
  });

  it("runs the first 200 tests, and asks the version that is compared with once a text", async () => {
    const { backend, check } = await open();
    const first = await check({ source: source("Decide now.", 230) });
    expect(first.tests).toMatchObject({ leftOut: 30, right: 100 });
    expect(first.tests?.rows).toHaveLength(200);
    expect(backend.score).toHaveBeenCalledTimes(400);
    await check({ source: source("Decide here.", 230) });
    expect(backend.score).toHaveBeenCalledTimes(600);
  });

  it("runs accepted corrections that are no tests, apart, and shows others' texts to reviewers alone", async () => {
    const row = (text: string, source: string, mayBeShown: boolean) => ({
      ...{ id: text, text, source, mayBeShown, label: "Good", given: "Bad" },
    });
    const labelledRows = vi.fn(async () => [
      ...[row("agreed", "override", true), row("not asked", "override", false)],
      ...[row("Test 0", "override", true), row("spot", "spot-check", true), row("rated", "right", true)],
    ]);
    const { check, editor } = await open({ labelledRows: labelledRows as never });
    const { tests, corrections } = await check();
    expect(tests?.rows).toHaveLength(2);
    expect(corrections).toMatchObject({
      right: 1,
      rows: [{ input: "agreed", output: "Good", change: null }],
    });
    await check({ source: source("Decide well.") });
    // Who types on does not have them read from the store each time.
    expect(labelledRows).toHaveBeenCalledTimes(1);
    const edit = {
      name: "verdict",
      source: source("Decide."),
      form: null,
      text: "",
      against: "in-force",
    } as const;
    const asReviewer = await editor.check(
      { ...edit, runs: true, isPressed: false },
      { ...actor, person: { ...ada, id: "boss" }, standing: async () => "operator" },
      new AbortController().signal,
    );
    expect(asReviewer).toMatchObject({
      corrections: { rows: [{ input: "agreed" }, { input: "not asked" }] },
    });
    expect(labelledRows).toHaveBeenLastCalledWith("verdict", { scope: EVERYWHERE, labels: ["Good", "Bad"] });
  });

  it("says what a threshold would do, the one in force among them", async () => {
    const { check } = await open();
    const { tests } = await check({ source: `${source("Decide.")}\nscoring: { abstain_below: 0.95 }` });
    expect(tests).toMatchObject({ notSure: 2, right: 0, threshold: 0.95 });
    expect(tests?.thresholds.at(-1)).toEqual({ share: 0.95, answered: 0, right: 0 });
    expect(tests?.thresholds[0]).toEqual({ share: 0, answered: 2, right: 1 });
  });

  it("has free text written when somebody asks for it, and not as they type", async () => {
    const { backend, check } = await open();
    const free = source("Continue.").replace(/labels:[\s\S]*/, "");
    expect(await check({ source: free, text: "Once" })).toMatchObject({ answer: null, tests: null });
    expect(backend.complete).not.toHaveBeenCalled();
    const pressed = await check({ source: free, text: "Once", isPressed: true });
    expect(pressed.answer?.now.text).toBe("some words");
  });

  it("edits a file with more examples beside it, as a version without them", async () => {
    const file = source("Decide.").replace("tests:", "examples_file: more.jsonl # many\ntests:");
    const { check, editor } = await open({ file });
    expect(await editor.open("verdict@file", actor)).toMatchObject({
      ...{ subject: "verdict@file", hasFile: true, losesFile: true, source: source("Decide.") },
    });
    expect((await check({ against: "file" })).tests?.rows[0]?.before?.label).toBe("Good");
  });

  it("waits for no model that is loading, and runs nothing then", async () => {
    const { backend, check } = await open({ status: "loading" });
    backend.describe.mockImplementation(() => new Promise(() => {}));
    expect(await check({ text: "hello" })).toMatchObject({
      ...{ isModelKnown: false, prompt: null, answer: null, tests: null, faults: [] },
    });
    expect(backend.score).not.toHaveBeenCalled();
  });

  it("says the rest where the text, or a test, leaves no room in the prompt", async () => {
    const { check } = await open({ countTokens: (text) => text.length });
    const long = await check({ text: "x".repeat(3_000) });
    expect(long).toMatchObject({ prompt: null, answer: null, tests: { right: 1 } });
    const { tests } = await check({ source: source("Decide.").replace("test 0", "x".repeat(1_999)) });
    expect(tests?.rows[0]).toMatchObject({ now: { label: null, best: null, score: null } });
    expect(tests?.rows[1]?.now.label).toBe("Good");
  });

  it("ends at the first fault of the model", async () => {
    const { backend, check } = await open();
    backend.score.mockImplementation(vi.fn(async () => Promise.reject(new Error("gone"))));
    await expect(check({ source: source("Decide now.", 100) })).rejects.toThrow("gone");
    const begun = backend.score.mock.calls.length;
    expect(begun).toBeLessThan(100);
    await new Promise(setImmediate);
    expect(backend.score).toHaveBeenCalledTimes(begun);
  });

  it("runs the tests of a few edits at once, and lets the others wait", async () => {
    const { backend, check } = await open();
    const answer = backend.score.getMockImplementation();
    const gate = Promise.withResolvers<void>();
    backend.score.mockImplementation(async (request) => {
      await gate.promise;
      return answer?.(request) ?? null;
    });
    const all = Array.from({ length: 30 }, (_, at) => check({ source: source(`Decide ${at}.`, 100) }));
    await vi.waitFor(() => expect(backend.score).toHaveBeenCalled(), 60_000);
    await new Promise(setImmediate);
    // Four runs, sixteen tests each of both versions at most.
    expect(backend.score.mock.calls.length).toBeLessThanOrEqual(4 * 16 * 2);
    gate.resolve();
    const checked = await Promise.all(all);
    expect(checked.every(({ tests }) => tests?.rows.length === 100)).toBe(true);
  });
});
