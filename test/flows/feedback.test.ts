/** Rating, overriding, withdrawing, asking why, and what a person decides about their data. */

import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { AskRecord, Person } from "../../src/core/ask.ts";
import type { Actor } from "../../src/flows/bot/intents.ts";
import { exported as exportedOf } from "../store/exported.ts";
import { ada, ben, openStack, type Stack, scoring } from "./stack.ts";

let stack: Stack;
let record: AskRecord;
beforeAll(async () => {
  stack = await openStack();
  record = await stack.askAndWait();
});
afterAll(() => stack.close());

type By = Actor & { readonly askId: string };
/** Each act by its name. */
const bot = {
  rate: ({ askId, value, reason, ...by }: By & { value: "right" | "wrong"; reason: string | null }) =>
    stack.bot.handle({ kind: "rate", askId, value, reason }, by),
  override: ({
    askId,
    value,
    reason,
    mayReuse,
    ...by
  }: By & { value: string; reason: string | null; mayReuse: boolean }) =>
    stack.bot.handle({ kind: "override", askId, value, reason, mayReuse }, by),
  withdraw: ({ askId, overrideId, ...by }: By & { overrideId: string }) =>
    stack.bot.handle({ kind: "withdraw", askId, overrideId }, by),
  explain: ({ askId, ...by }: By) => stack.bot.handle({ kind: "explain", askId }, by),
};

let presses = 0;
const press = (person: Person = ada, channel = "web") => ({
  interactionId: `p${presses++}`,
  askId: record.ask.id,
  person,
  channel,
  locale: "en",
});
const lastReply = () => stack.shown(record.ask.id).at(-1)?.message;

describe("a rating", () => {
  it("is kept with its reason, and a second one of the same person replaces the first", async () => {
    expect(await bot.rate({ ...press(), value: "wrong", reason: " it was irony " })).toMatchObject({
      about: "done",
    });
    await bot.rate({ ...press(), value: "right", reason: null });
    await bot.rate({ ...press(ben), value: "wrong", reason: null });
    const { ratings } = (await stack.store.findAsk(record.ask.id)) ?? { ratings: [] };
    expect(ratings.map(({ person, value }) => [person.id, value]).sort()).toEqual([
      ["ada", "right"],
      ["ben", "wrong"],
    ]);
  });
});

describe("an override", () => {
  it("is shown first with who and when, the model's answer struck through; the newest wins and can be withdrawn by its author only", async () => {
    await bot.override({ ...press(), value: "Negative", reason: "irony", mayReuse: true });
    await vi.waitFor(
      () => expect(lastReply()?.blocks[0]).toMatchObject({ kind: "override", text: "Negative" }),
      60_000,
    );
    expect(lastReply()?.blocks[0]).toMatchObject({
      byline: expect.stringMatching(/^Overridden by Ada, \w+ \d+, 20\d\d/),
      reason: "Reason: irony",
    });
    expect(lastReply()?.blocks[1]).toEqual({
      kind: "struck",
      text: "Positive (90%)",
      spoken: "The model's answer: Positive (90%)",
    });

    await bot.override({ ...press(ben), value: "Neutral", reason: null, mayReuse: false });
    await vi.waitFor(() => expect(lastReply()?.blocks[0]).toMatchObject({ text: "Neutral" }), 60_000);
    const kept = (await stack.store.findAsk(record.ask.id))?.overrides ?? [];
    expect(kept.map(({ value, mayReuse }) => [value, mayReuse])).toEqual([
      ["Negative", true],
      ["Neutral", false],
    ]);

    const overrideId = kept[1]?.id ?? "";
    expect(await bot.withdraw({ ...press(ada), overrideId })).toMatchObject({
      refusal: "not-allowed",
    });
    expect(await bot.withdraw({ ...press(ben), overrideId })).toMatchObject({ about: "done" });
    await vi.waitFor(() => expect(lastReply()?.blocks[0]).toMatchObject({ text: "Negative" }), 60_000);
  });

  it("must be one of the labels, or some text for a free-text command", async () => {
    expect(await bot.override({ ...press(), value: "Great", reason: null, mayReuse: false })).toMatchObject({
      about: "refused",
      text: '"Great" is not one of the labels Positive, Negative, Neutral.',
    });
    expect(await bot.override({ ...press(), value: " \u200b", reason: null, mayReuse: false })).toMatchObject(
      { about: "refused" },
    );
  });

  it("pressed twice with one interaction is one override", async () => {
    const twice = { ...press(), value: "Neutral", reason: null, mayReuse: false };
    const before = (await stack.store.findAsk(record.ask.id))?.overrides.length ?? 0;
    await bot.override(twice);
    await bot.override(twice);
    expect((await stack.store.findAsk(record.ask.id))?.overrides).toHaveLength(before + 1);
  });
});

describe("a button", () => {
  it("works only where its answer is visible", async () => {
    const elsewhere = { ...press(ada, "other-channel"), value: "right" as const, reason: null };
    expect(await bot.rate(elsewhere)).toMatchObject({ refusal: "not-allowed" });
    const stranger = { ...ada, workspace: "other" };
    expect(await bot.explain(press(stranger))).toMatchObject({
      refusal: "not-allowed",
    });
    expect(await bot.explain({ ...press(), askId: "no-such-ask" })).toMatchObject({
      refusal: "not-found",
    });
  });
});

describe("why", () => {
  it("shows model and place, the exact prompt, parameters, all scores, people's answers, and what is kept until when", async () => {
    const explanation = await bot.explain(press());
    if (explanation.kind !== "explanation") throw new Error("no explanation");
    const text = explanation.sections.map((section) => `${section.heading}: ${section.text}`).join("\n");
    expect(text).toContain("test-neo, 1 million parameters, run on Fewshot's own machine");
    expect(text).toContain("Positive 90.0%");
    expect(text).toContain("Negative 5.0%");
    const last = explanation.sections.at(-1);
    expect(last).toMatchObject({
      isTechnical: true,
      text: expect.stringContaining("Model revision r0. Command revision sentiment-r1."),
    });
    expect(explanation.sections.filter(({ isTechnical }) => isTechnical)).toHaveLength(1);
    expect(text).toMatch(/kept until \w+ \d+, 20\d\d/);
    expect(text).toContain("Ben: Neutral");
    expect(explanation.sections.find(({ isVerbatim }) => isVerbatim)?.text).toBe(record.answer?.prompt);
  });

  it("distinguishes labels that were weighed by their first token from labels that were weighed whole", async () => {
    stack.backend.score.mockImplementationOnce(async () => ({ ...scoring([0.8, 0.1, 0.1]), isExact: false }));
    const byToken = await stack.askAndWait({ text: "weighed by the token" });
    expect(byToken.answer?.method).toBe("top-tokens");
    const explain = async (askId: string) => JSON.stringify(await bot.explain({ ...press(), askId }));
    const words = "weighed by the token it begins with, not whole";
    expect(await explain(byToken.ask.id)).toContain(words);
    expect(await explain(record.ask.id)).not.toContain(words);
  });

  it("speaks the person's language", async () => {
    const explanation = await bot.explain({ ...press(), locale: "zh-TW" });
    expect(JSON.stringify(explanation)).toContain("完整的提示");
  });
});

describe("privacy", () => {
  it("exports all that is kept of a person, and erases it with their ratings and overrides on others' asks", async () => {
    const carl: Person = { platform: "web", workspace: "web", id: "carl", name: "Carl" };
    const own = await stack.askAndWait({ person: carl, text: "a private thing" });
    await bot.rate({ ...press(carl), value: "wrong", reason: "hm" });
    await bot.override({ ...press(carl), value: "Neutral", reason: null, mayReuse: false });
    const data = await exportedOf(stack.store, carl);
    expect(data.asks.map(({ ask }) => ask.text)).toEqual(["a private thing"]);
    expect([data.ratings.length, data.overrides.length]).toEqual([1, 1]);

    await stack.store.setOptedOut(carl, true);
    await stack.erase(carl);
    expect(await stack.store.findAsk(own.ask.id)).toBeNull();
    const others = await stack.store.findAsk(record.ask.id);
    expect(JSON.stringify(others)).not.toContain("carl");
    expect(await stack.store.isOptedOut(carl)).toBe(true);
  });
});
