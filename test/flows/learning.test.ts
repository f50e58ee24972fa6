/** What a command learns from its answers' corrections: who may be learned from, what decides, and what Why? says of it. */

import { afterAll, beforeAll, expect, it, vi } from "vitest";
import type { AskRecord, Person } from "../../src/core/ask.ts";
import type { Command } from "../../src/core/command/command.ts";
import { EVERYWHERE } from "../../src/core/command/saved-command.ts";
import type { ExplanationView } from "../../src/core/views/view.ts";
import { createResponder } from "../../src/flows/asks/answer/respond.ts";
import { learnHead } from "../../src/flows/learning/learn.ts";
import { keepHeadsTrained } from "../../src/flows/learning/retrain.ts";
import { createSee } from "../../src/flows/learning/see.ts";
import { type SeenText, trainHead } from "../../src/learning/head/head.ts";
import { noMetrics } from "../no-metrics.ts";
import { ada, ben, commands, openStack, type Stack, scoring } from "./stack.ts";

const [sentiment] = commands;
const reviewer: Person = { ...ben, id: "cleo", name: "Cleo" };
let stack: Stack;
let presses = 0;

/** A model that says Positive to everything, and whose state tells late parcels from others. */
const state = (text: string) => Float32Array.from([text.includes("late") ? 1 : 0, text.length % 7, 3]);
beforeAll(async () => {
  stack = await openStack({ commands });
  stack.backend.score.mockImplementation(async ({ prompt, wantsSeen }) => ({
    ...scoring([0.52, 0.24, 0.24]),
    ...(wantsSeen ? { seen: { kind: "state" as const, values: state(prompt.text) } } : {}),
  }));
});
afterAll(() => stack.close());

const learnPorts = () => ({
  backend: stack.backend,
  see: createSee(stack.backend),
  train: async (training: Parameters<typeof trainHead>[0]) => trainHead(training),
  rows: { of: stack.store.labelledRows },
});
const learn = (ports: Partial<ReturnType<typeof learnPorts>> = {}) =>
  learnHead({ ...learnPorts(), ...ports }, { command: sentiment as never, scope: EVERYWHERE });

async function rateRight({ ask }: AskRecord, person: Person): Promise<void> {
  await stack.store.recordRating({
    ...{ interactionId: `p${presses++}`, askId: ask.id, person, value: "right", reason: null },
  });
}

async function correct({ ask }: AskRecord, value: string, person: Person): Promise<void> {
  const made = await stack.store.recordOverride({
    ...{ interactionId: `p${presses++}`, askId: ask.id, person, value, reason: null, mayReuse: true },
  });
  if (made.kind !== "stored") throw new Error(made.kind);
  await stack.store.decideCorrection({ overrideId: made.override.id, decision: "row", by: reviewer });
}

async function explain(record: AskRecord, locale: string): Promise<string> {
  const actor = { interactionId: `p${presses++}`, person: ada, channel: "web", locale };
  const outcome = await stack.bot.handle({ kind: "explain", askId: record.ask.id }, actor);
  return (outcome as ExplanationView).sections.map(({ heading, text }) => `${heading}: ${text}`).join("\n");
}

it("does not learn from nothing, nor from overrides alone", async () => {
  expect(await learn()).toEqual({ kind: "no-rows", overrides: 0 });
  for (const [at, person] of [ada, ben].entries()) {
    const record = await stack.askAndWait({ text: `My parcel number ${at} is late`, person });
    // Ada corrects her own text; Ben's is corrected by Ada, who can't agree for him.
    await correct(record, "Negative", ada);
  }
  expect(await learn()).toEqual({ kind: "no-rows", overrides: 2 });
});

it("learns with ratings Right, and lets the head decide once a person has switched it on", async () => {
  for (const at of [1, 2, 3]) {
    await rateRight(await stack.askAndWait({ text: `Good work number ${at}` }), ada);
  }
  const train = vi.fn(learnPorts().train);
  const learned = await learn({ train });
  if (learned.kind !== "learned") throw new Error(learned.kind);
  // The prompt's own examples are learned from as well, each after a prompt without it.
  const own = (sentiment as Command).examples.map(({ input }) => input);
  expect(train.mock.calls[0]?.[0].rows.slice(5).map(({ text }) => text)).toEqual(own);
  const asked = stack.backend.score.mock.calls.flatMap(([{ prompt }]) =>
    prompt.text.includes(own[0] as string) ? [prompt.prefix] : [],
  );
  expect(asked).toHaveLength(1);
  expect(asked[0]).not.toContain(own[0]);
  expect(learned.counts).toEqual({ example: 0, override: 2, right: 3, "spot-check": 0 });
  expect(learned.gate.verdict).toBe("not-measured");
  expect(learned.isBetter).toBe(false);
  const before = await stack.askAndWait({ text: "It is late again" });
  expect(before.answer).toMatchObject({ label: "Positive" });
  const fewer = await stack.askAndWait({ text: "It is late", settings: { examples: 0 } });
  expect(await explain(before, "en")).not.toContain("classifier");

  const saved = await stack.store.saveHead(learned.head);
  await stack.store.publishHead(saved.id, { by: ada, note: null });
  await stack.heads.refresh();
  const late = await stack.askAndWait({ text: "It is late again" });
  expect(late.answer).toMatchObject({
    scores: [{ label: "Negative" }, {}, {}],
    head: { number: 1, rows: 5, prompted: [{ label: "Positive", score: expect.closeTo(0.52, 5) }, {}, {}] },
  });
  // Why? of what was answered before says so.
  expect(await explain(before, "en")).toContain(
    "Now a classifier decides beside the prompt; it learned from 5 labelled texts.",
  );
  for (const same of [late, fewer]) expect(await explain(same, "en")).not.toContain("Now ");
  const good = await stack.askAndWait({ text: "Good work" });
  expect(good.answer?.scores?.[0]?.label).toBe("Positive");
});

it("says in Why? what the prompt said and what came of it, with texts whose authors agreed alone", async () => {
  const late = await stack.askAndWait({ text: "parcel number 7 is late" });
  const english = await explain(late, "en");
  expect(english).toMatch(
    /What the classifier changed: The prompt said Positive \(52%\)\. With what it learned from 5 labelled texts: Negative \(\d+%\)\./,
  );
  expect(english).toContain("The nearest texts that it learned from: “My parcel number 0 is late”: Negative");
  expect(english).not.toContain("My parcel number 1");
  expect(english).not.toContain("Good work");
  const chinese = await explain(late, "zh-TW");
  expect(chinese).toMatch(
    /提示本身的答案是「Positive」（52%）。加上分類器從 5 則有標籤的文字學到的內容後：「Negative」（\d+%）。/,
  );
  expect(chinese).toContain("「My parcel number 0 is late」：Negative");

  await stack.store.setOptedOut(ada, true);
  expect(await explain(late, "en")).not.toContain("My parcel number 0");
  await stack.store.setOptedOut(ada, false);
});

it("adds to the corrected scores of a command with calibration, when it learns as when it is asked", async () => {
  const corrected = {
    ...(sentiment as Command),
    scoring: { calibration: "contextual" as const, abstainBelow: 0 },
  };
  const [seen] = await createSee(stack.backend)(corrected, ["It is late"]);
  const decide = vi.fn((own: SeenText) => own.logprobs);
  const respond = createResponder(stack.backend, { find: () => ({ number: 1, rows: 9, decide }) });
  const answer = await respond({ command: corrected, text: "It is late", settings: {} });
  expect(answer.calibrated).toBe(true);
  expect(decide.mock.calls[0]?.[0]).toEqual(seen);
  // A model that says the same of every text is sure of nothing.
  for (const { score } of answer.scores ?? []) expect(score).toBeCloseTo(1 / 3, 5);
});

it("has no head for an ask with fewer examples, nor for another model", async () => {
  const fewer = await stack.askAndWait({ text: "It is late", settings: { examples: 0 } });
  expect(fewer.answer?.head).toBeUndefined();
  const own = await stack.backend.describe();
  stack.backend.describe.mockResolvedValue({ ...own, revision: "another" });
  const other = await stack.askAndWait({ text: "It is late" });
  expect(other.answer).toMatchObject({ label: "Positive", model: { revision: "another" } });
  expect(other.answer?.head).toBeUndefined();
  stack.backend.describe.mockResolvedValue(own);
});

it("trains the live head again when a correction was accepted, and switches it off when overrides alone are left", async () => {
  const log = { debug() {}, info() {}, warn: vi.fn(), error() {} };
  const stop = keepHeadsTrained({
    pairs: () => [],
    metrics: noMetrics,
    ...{ store: stack.store, commands: stack.bot.commands, heads: stack.heads, log },
    ...learnPorts(),
  });
  const old = await stack.askAndWait({ text: "It is late", person: ben });
  const record = await stack.askAndWait({ text: "The letter is late", person: ada });
  await correct(record, "Negative", ada);
  // What came of a correction while it trained is trained again, so that the head's number is not known.
  await vi.waitFor(() => expect(stack.heads.list()).toMatchObject([{ rows: 6 }]), 60_000);
  await correct(await stack.askAndWait({ text: "My bill is late", person: ben }), "Negative", ben);
  await vi.waitFor(() => expect(stack.heads.list()).toMatchObject([{ rows: 7 }]), 60_000);
  expect(await explain(old, "en")).toContain("Now another classifier decides beside the prompt");
  await stack.erase(ada);
  await vi.waitFor(() => expect(stack.heads.list()).toEqual([]), 60_000);
  expect(await explain(old, "en")).toContain("Now no classifier decides here: the prompt alone does.");
  const events = await stack.store.listVersionEvents("sentiment");
  expect(events.at(-1)).toMatchObject({
    action: "head-off",
    note: "only overrides are left, and a head is not trained on those alone",
  });
  stop();
});
