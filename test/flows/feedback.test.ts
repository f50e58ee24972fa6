/** Rating, overriding, withdrawing, asking why, and a person's wishes about their data. */

import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { AskRecord, Person } from "../../src/core/ask.ts";
import { ada, ben, openStack, type Stack, scoring } from "./stack.ts";

let stack: Stack;
let record: AskRecord;
beforeAll(async () => {
  stack = await openStack();
  record = await stack.askAndWait();
});
afterAll(() => stack.close());

let presses = 0;
const press = (person: Person = ada, channel = "web") => ({
  interactionId: `p${presses++}`,
  askId: record.ask.id,
  person,
  channel,
  locale: "en",
});
const lastReply = () => stack.shown(record.ask.id).at(-1)?.reply;

describe("a rating", () => {
  it("is kept with its reason, and a second one of the same person replaces the first", async () => {
    expect(await stack.bot.rate({ ...press(), value: "wrong", reason: " it was irony " })).toMatchObject({
      kind: "done",
    });
    await stack.bot.rate({ ...press(), value: "right", reason: null });
    await stack.bot.rate({ ...press(ben), value: "wrong", reason: null });
    const { ratings } = (await stack.store.findAsk(record.ask.id)) ?? { ratings: [] };
    expect(ratings.map(({ person, value }) => [person.id, value]).sort()).toEqual([
      ["ada", "right"],
      ["ben", "wrong"],
    ]);
  });
});

describe("an override", () => {
  it("stands in front with who and when, the model's answer struck through; the newest wins and can be withdrawn by its author only", async () => {
    expect(await stack.bot.overrideForm(press())).toMatchObject({
      labels: ["Positive", "Negative", "Neutral"],
      current: "Positive",
    });
    await stack.bot.override({ ...press(), value: "Negative", reason: "irony", mayReuse: true });
    await vi.waitFor(
      () => expect(lastReply()?.blocks[0]).toMatchObject({ kind: "override", text: "Negative" }),
      5000,
    );
    expect(lastReply()?.blocks[0]).toMatchObject({
      byline: expect.stringMatching(/^Overridden by Ada, \w+ \d+, 20\d\d/),
      reason: "Reason: irony",
    });
    expect(lastReply()?.blocks[1]).toEqual({ kind: "struck", text: "Positive (90 %)" });

    await stack.bot.override({ ...press(ben), value: "Neutral", reason: null, mayReuse: false });
    await vi.waitFor(() => expect(lastReply()?.blocks[0]).toMatchObject({ text: "Neutral" }), 5000);
    const kept = (await stack.store.findAsk(record.ask.id))?.overrides ?? [];
    expect(kept.map(({ value, mayReuse }) => [value, mayReuse])).toEqual([
      ["Negative", true],
      ["Neutral", false],
    ]);

    const overrideId = kept[1]?.id ?? "";
    expect(await stack.bot.withdraw({ ...press(ada), overrideId })).toMatchObject({
      kind: "refused",
      reason: "not-allowed",
    });
    expect(await stack.bot.withdraw({ ...press(ben), overrideId })).toMatchObject({ kind: "done" });
    await vi.waitFor(() => expect(lastReply()?.blocks[0]).toMatchObject({ text: "Negative" }), 5000);
  });

  it("must be one of the labels, or some text for a free-text command", async () => {
    expect(
      await stack.bot.override({ ...press(), value: "Great", reason: null, mayReuse: false }),
    ).toMatchObject({
      kind: "refused",
      text: '"Great" is not one of the labels Positive, Negative, Neutral.',
    });
    expect(
      await stack.bot.override({ ...press(), value: " \u200b", reason: null, mayReuse: false }),
    ).toMatchObject({ kind: "refused" });
  });

  it("pressed twice with one interaction is one override", async () => {
    const twice = { ...press(), value: "Neutral", reason: null, mayReuse: false };
    const before = (await stack.store.findAsk(record.ask.id))?.overrides.length ?? 0;
    await stack.bot.override(twice);
    await stack.bot.override(twice);
    expect((await stack.store.findAsk(record.ask.id))?.overrides).toHaveLength(before + 1);
  });
});

describe("a button", () => {
  it("works only where its answer is visible", async () => {
    const elsewhere = { ...press(ada, "other-channel"), value: "right" as const, reason: null };
    expect(await stack.bot.rate(elsewhere)).toMatchObject({ kind: "refused", reason: "not-allowed" });
    const stranger = { ...ada, workspace: "other" };
    expect(await stack.bot.explain(press(stranger))).toMatchObject({
      kind: "refused",
      reason: "not-allowed",
    });
    expect(await stack.bot.explain({ ...press(), askId: "no-such-ask" })).toMatchObject({
      kind: "refused",
      reason: "not-found",
    });
  });
});

describe("why", () => {
  it("shows model and place, the exact prompt, parameters, all scores, people's answers, and what is kept until when", async () => {
    const explanation = await stack.bot.explain(press());
    if (explanation.kind === "refused") throw new Error(explanation.text);
    const text = explanation.sections.map((section) => `${section.heading}: ${section.text}`).join("\n");
    expect(text).toContain("test-neo, 1 million parameters, revision r0, run on Fewshot's own machine");
    expect(text).toContain("Positive 90.0 %");
    expect(text).toContain("Negative 5.0 %");
    expect(text).toContain("Command file revision sentiment-r1");
    expect(text).toMatch(/kept until \w+ \d+, 20\d\d/);
    expect(text).toContain("Ben: Neutral");
    expect(explanation.sections.find(({ isVerbatim }) => isVerbatim)?.text).toBe(record.answer?.prompt);
  });

  it("tells labels that were weighed by their first token from labels that were weighed whole", async () => {
    stack.backend.score.mockImplementationOnce(async () => ({ ...scoring([0.8, 0.1, 0.1]), isExact: false }));
    const byToken = await stack.askAndWait({ text: "weighed by the token" });
    expect(byToken.answer?.method).toBe("top-tokens");
    const explain = async (askId: string) => JSON.stringify(await stack.bot.explain({ ...press(), askId }));
    const words = "weighed by the token it begins with, not whole";
    expect(await explain(byToken.ask.id)).toContain(words);
    expect(await explain(record.ask.id)).not.toContain(words);
  });

  it("speaks the person's language", async () => {
    const explanation = await stack.bot.explain({ ...press(), locale: "zh-TW" });
    expect(JSON.stringify(explanation)).toContain("完整的提示");
  });
});

describe("privacy", () => {
  it("exports all that is kept of a person, and erases it with their ratings and overrides on others' asks", async () => {
    const carl: Person = { platform: "web", workspace: "web", id: "carl", name: "Carl" };
    const own = await stack.askAndWait({ person: carl, text: "a private thing" });
    await stack.bot.rate({ ...press(carl), value: "wrong", reason: "hm" });
    await stack.bot.override({ ...press(carl), value: "Neutral", reason: null, mayReuse: false });
    const data = await stack.bot.privacy.exportData(carl);
    expect(data.asks.map(({ ask }) => ask.text)).toEqual(["a private thing"]);
    expect([data.ratings.length, data.overrides.length, data.optedOut]).toEqual([1, 1, false]);

    await stack.bot.privacy.optOut(carl, "en");
    await stack.bot.privacy.eraseData(carl, "en");
    expect(await stack.store.findAsk(own.ask.id)).toBeNull();
    const others = await stack.store.findAsk(record.ask.id);
    expect(JSON.stringify(others)).not.toContain("carl");
    expect(await stack.bot.privacy.isOptedOut(carl)).toBe(true);
  });
});

describe("help", () => {
  it("lists every command, or explains one with an example", () => {
    expect(stack.bot.help(null, "en")).toContain("/sentiment: What sentiment does");
    expect(stack.bot.help("sentiment", "en")).toContain("/sentiment Thank you!");
    expect(stack.bot.help("sentiment", "zh-TW")).toContain("答案");
  });
});
