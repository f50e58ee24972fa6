/** From intents to views: what each act leads to, who may do it, and that everything is said in the language of whoever acted. */

import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { AskRecord, Person } from "../../src/core/ask.ts";
import { BotError } from "../../src/core/errors.ts";
import type { FileView, FormView, NoticeView } from "../../src/core/views/view.ts";
import type { Actor, Intent } from "../../src/flows/bot/intents.ts";
import { ada, ben, openStack, type Stack } from "./stack.ts";

let stack: Stack;
let record: AskRecord;
beforeAll(async () => {
  stack = await openStack();
  record = await stack.askAndWait();
});
afterAll(() => stack.close());

let acts = 0;
const actor = (person: Person = ada, changes: Partial<Actor> = {}): Actor => ({
  interactionId: `act${acts++}`,
  person,
  channel: "web",
  locale: "en",
  ...changes,
});
const handle = (intent: Intent, by = actor()) => stack.bot.handle(intent, by);
const about = () => ({ askId: record.ask.id });
const stored = async () => (await stack.store.findAsk(record.ask.id)) as AskRecord;
const shown = () => stack.shown(record.ask.id).at(-1)?.message;

describe("an ask", () => {
  it("is accepted, or refused with a notice", async () => {
    const intent = { kind: "ask", command: "sentiment", text: "nice", author: null, native: null } as const;
    expect(await handle(intent)).toMatchObject({ kind: "accepted", isNew: true });
    expect(await handle({ ...intent, command: "sentimant" }, actor(ada, { locale: "zh-TW" }))).toMatchObject({
      kind: "notice",
      about: "refused",
      refusal: "unknown-command",
      text: expect.stringContaining("/sentiment"),
    });
  });
});

describe("Wrong", () => {
  it("counts at once and asks for the reason, and keeps a reason that was given when it is pressed again", async () => {
    const wrong = { kind: "rate", ...about(), value: "wrong" } as const;
    expect(await handle(wrong)).toMatchObject({ kind: "form", form: "reason" });
    expect((await stored()).ratings).toMatchObject([{ value: "wrong", reason: null }]);
    expect(await handle({ ...wrong, reason: "irony" })).toMatchObject({ about: "done" });
    const again = (await handle(wrong)) as FormView;
    expect(again.fields[0]).toMatchObject({ id: "reason", value: "irony" });
    expect((await stored()).ratings).toMatchObject([{ value: "wrong", reason: "irony" }]);
    // Who empties the field takes the reason back.
    await handle({ ...wrong, reason: null });
    expect((await stored()).ratings).toMatchObject([{ reason: null }]);
    expect(await handle({ ...wrong, value: "right" })).toMatchObject({ about: "done" });
  });
});

describe("an override", () => {
  it("is chosen from the labels of the answer, with none selected; only a person's own is selected", async () => {
    const form = (await handle({ kind: "open-override", ...about() })) as FormView;
    expect(form.fields[0]).toMatchObject({ kind: "choice", selected: null });
    expect(form.fields.map(({ id }) => id)).toEqual(["value", "reason", "consent"]);
    await handle({ kind: "override", ...about(), value: "Neutral", reason: null, mayReuse: false });
    const again = (await handle({ kind: "open-override", ...about() })) as FormView;
    expect(again.fields[0]).toMatchObject({ selected: "Neutral" });
  });

  it("is one override when its form is sent again", async () => {
    const before = (await stored()).overrides.length;
    const act = { kind: "override", ...about(), value: "Negative", reason: "irony", mayReuse: true } as const;
    await handle(act);
    expect(await handle(act)).toMatchObject({ about: "done" });
    expect((await stored()).overrides).toHaveLength(before + 1);
    // The same from somebody else, or with another reason, is their own.
    await handle(act, actor(ben));
    await handle({ ...act, reason: "sarcasm" });
    expect((await stored()).overrides).toHaveLength(before + 3);
  });

  it("is refused, and said to be, when the answer was overridden too often", async () => {
    const recordOverride = vi.spyOn(stack.store, "recordOverride");
    recordOverride.mockImplementationOnce(async () => ({ kind: "too-many" }));
    const act = { kind: "override", ...about(), value: "Neutral", reason: "again", mayReuse: true } as const;
    expect(await handle(act)).toMatchObject({ about: "refused", refusal: "rate-limited" });
    recordOverride.mockRestore();
  });

  it("names the field that is wrong", async () => {
    const act = { kind: "override", ...about(), value: "Great", reason: null, mayReuse: false } as const;
    expect(await handle(act)).toMatchObject({ refusal: "not-a-label", field: "value" });
    expect(await handle({ ...act, value: " " })).toMatchObject({ refusal: "not-a-label", field: "value" });
  });

  it("that agrees with the model confirms its answer instead of striking it through", async () => {
    await handle({ kind: "override", ...about(), value: "Positive", reason: null, mayReuse: false });
    await vi.waitFor(
      () => expect(shown()?.blocks[0]).toMatchObject({ kind: "override", text: "Positive" }),
      60_000,
    );
    expect(shown()?.blocks[0]).toMatchObject({ byline: expect.stringMatching(/^Confirmed by Ada/) });
    expect(shown()?.blocks.map(({ kind }) => kind)).not.toContain("struck");
    await handle({ kind: "override", ...about(), value: "Negative", reason: null, mayReuse: false });
    await vi.waitFor(() => expect(shown()?.blocks[1]).toMatchObject({ kind: "struck" }), 60_000);
    // What the disclaimer is about is said where a person's answer comes first.
    expect(shown()?.blocks.at(-1)).toMatchObject({
      text: expect.stringMatching(/^About the model's answer: Generated by/),
    });
  });

  it("can be withdrawn by its author, whose view alone offers it", async () => {
    const overrideId = (await stored()).overrides.at(-1)?.id ?? "";
    const offered = async (person?: Person) =>
      stack.bot
        .message(await stored(), { locale: "en", ...(person ? { person } : {}) })
        .actions.map(({ press }) => press.name);
    expect(await offered(ada)).toContain("withdraw");
    expect(await offered(ben)).not.toContain("withdraw");
    expect(await offered()).toContain("withdraw");
    const act = { kind: "withdraw", ...about(), overrideId } as const;
    expect(await handle(act, actor(ben))).toMatchObject({ refusal: "not-allowed" });
    expect(await handle(act)).toMatchObject({ about: "done" });
  });
});

describe("an answer may be acted on only where it is visible", () => {
  const acts: Intent[] = [
    { kind: "rate", askId: "", value: "right" },
    { kind: "open-override", askId: "" },
    { kind: "override", askId: "", value: "Negative", reason: null, mayReuse: false },
    { kind: "withdraw", askId: "", overrideId: "x" },
    { kind: "explain", askId: "" },
  ];
  it.each(acts)("$kind", async (act) => {
    const intent = { ...act, ...about() } as Intent;
    const elsewhere = [
      actor(ada, { channel: "elsewhere" }),
      actor({ ...ada, platform: "slack" }),
      actor({ ...ada, workspace: "another" }),
    ];
    // Whoever asked reads why, from anywhere: it is about them.
    const others =
      act.kind === "explain" ? [actor(ben, { channel: "elsewhere" }), ...elsewhere.slice(1)] : elsewhere;
    for (const by of others)
      expect(await handle(intent, by)).toMatchObject({ about: "refused", refusal: "not-allowed" });
    expect(await handle({ ...intent, askId: "gone" } as Intent)).toMatchObject({ refusal: "not-found" });
  });

  it("and who has opted out reads so before a form opens", async () => {
    const carl = { ...ada, id: "carl" };
    await handle({ kind: "privacy", request: "opt-out", isConfirmed: true }, actor(carl));
    for (const act of acts.slice(0, 3)) {
      const intent = { ...act, ...about() } as Intent;
      expect(await handle(intent, actor(carl))).toMatchObject({ refusal: "opted-out" });
    }
    expect((await stored()).ratings.map(({ person }) => person.id)).not.toContain("carl");
  });
});

describe("Why?", () => {
  it("names the threshold in force when the answer was given, and none for answers that kept none", async () => {
    const before = stack.bot.commands.find("sentiment");
    if (!before) throw new Error("no command");
    const find = vi.spyOn(stack.bot.commands, "find");
    find.mockImplementation(() => ({ ...before, scoring: { ...before.scoring, abstainBelow: 0.99 } }));
    const text = JSON.stringify(await handle({ kind: "explain", ...about() }));
    find.mockRestore();
    expect(text).toContain("Below 50%");
    expect(text).not.toContain("99%");
  });
});

describe("the labels of an override", () => {
  it("are those of the answer when the command was edited since", async () => {
    const before = stack.bot.commands.find("sentiment");
    if (!before) throw new Error("no command");
    const find = vi.spyOn(stack.bot.commands, "find");
    find.mockImplementation(() => ({ ...before, labels: ["Good", "Bad"] }));
    const form = (await handle({ kind: "open-override", ...about() })) as FormView;
    const act = { kind: "override", ...about(), reason: null, mayReuse: false } as const;
    const edited = await handle({ ...act, value: "Good" });
    find.mockRestore();
    expect(form.fields[0]).toMatchObject({
      options: ["Positive", "Negative", "Neutral"].map((label) => ({ value: label, label })),
    });
    expect(edited).toMatchObject({ refusal: "not-a-label" });
  });
});

describe("privacy", () => {
  const dora = { ...ada, id: "dora" };
  const ask = (request: Extract<Intent, { kind: "privacy" }>["request"], isConfirmed: boolean) =>
    handle({ kind: "privacy", request, isConfirmed }, actor(dora));

  it("shows what is kept, and asks before what can't be undone", async () => {
    const sheet = (await ask(null, false)) as NoticeView;
    expect(sheet).toMatchObject({ title: "Your data", remark: "You are opted in." });
    expect(sheet.actions.map(({ press, confirm }) => [press.name, confirm?.press.name])).toEqual([
      ["opt-out", "opt-out-now"],
      ["export", undefined],
      ["erase", "erase-now"],
      ["decisions", undefined],
    ]);
    const question = (await ask("erase", false)) as NoticeView;
    expect(question).toMatchObject({ about: "confirm" });
    expect(question.actions.map(({ press }) => press.name)).toEqual(["erase-now"]);
    expect(((await ask("opt-out", false)) as NoticeView).actions).toHaveLength(1);
    expect(await stack.store.isOptedOut(dora)).toBe(false);
  });

  it("opts out and in, and says so", async () => {
    expect(await ask("opt-out", true)).toMatchObject({ about: "done" });
    expect(await ask(null, false)).toMatchObject({ remark: "You are opted out." });
    expect(await ask("opt-in", true)).toMatchObject({ about: "done" });
    expect(await stack.store.isOptedOut(dora)).toBe(false);
  });

  it("exports without what would let anybody post, and erases", async () => {
    const native = { token: "secret-token" };
    await stack.askAndWait({ person: dora, place: { channel: "web", native }, text: "mine" });
    const file = await ask("export", true);
    expect(file).toMatchObject({ kind: "file", name: "fewshot-data.json", mediaType: "application/json" });
    let content = "";
    for await (const { text } of (file as FileView).pieces()) content += text;
    expect(JSON.parse(content)).toMatchObject({ person: { id: dora.id }, optedOut: false, ratings: [] });
    expect(JSON.parse(content).asks[0].ask).toMatchObject({ text: "mine", place: { channel: "web" } });
    expect(content).not.toContain("secret-token");
    expect(content).not.toContain("deliveryRecord");
    expect(await ask("erase", true)).toMatchObject({ text: "1 ask was erased." });
  });
});

describe("help", () => {
  it("lists all commands, or explains one; the form to choose one offers all", async () => {
    expect(await handle({ kind: "help", command: null })).toMatchObject({
      about: "help",
      text: expect.stringContaining("/haiku (needs a larger model): What haiku does"),
    });
    expect(await handle({ kind: "help", command: "sentiment" })).toMatchObject({
      text: expect.stringContaining("/sentiment Thank you!"),
    });
    expect(await handle({ kind: "commands" })).toMatchObject({ text: expect.stringContaining("/haiku") });
    const form = (await handle({ kind: "choose-command" })) as FormView;
    expect(form.fields[0]).toMatchObject({ options: [{ value: "sentiment" }, { value: "haiku" }] });
  });
});

describe("what an ask waits for", () => {
  it("is worded for whoever looks, not for who asked", async () => {
    const waiting = { kind: "loading", estimatedMs: 60_000 } as const;
    const asked = { ...record, answer: null, ask: { ...record.ask, locale: "zh-TW" } };
    const text = (locale: string) => stack.bot.message(asked, { locale, waiting }).plainText;
    expect(text("en")).toBe("The model is loading, about 60 seconds to go …");
    expect(text("zh-TW")).toContain("60 秒");
  });
});

describe("an answer that can't be shown", () => {
  it("because of a fault of ours is tried again, reported to the asker, and never noted as delivered", async () => {
    const report = vi.fn(async () => {});
    Object.assign(stack.platform, { report });
    let deliveries = 0;
    stack.platform.deliver.mockImplementation(async ({ message }) => {
      if (message.state === "waiting") return;
      deliveries++;
      throw new TypeError("Cannot read properties of undefined");
    });
    const outcome = await stack.ask({ person: { ...ada, id: "eve" } });
    if (outcome.kind !== "accepted") throw new Error(JSON.stringify(outcome));
    await vi.waitFor(() => expect(report).toHaveBeenCalledOnce(), { timeout: 60_000 });
    expect(report).toHaveBeenCalledWith(
      expect.objectContaining({ id: outcome.ask.id }),
      expect.objectContaining({ about: "failed", text: expect.stringContaining("went wrong") }),
    );
    expect(deliveries).toBe(3);
    expect((await stack.store.findAsk(outcome.ask.id))?.deliveredAt).toBeNull();
    await vi.waitFor(async () => expect((await stack.store.queue()).running).toBe(0), 60_000);
  });

  it("is shown after a fault that passed, by a platform that can't be reached or a bug that was mended", async () => {
    for (const fault of [
      new TypeError("a bug"),
      new BotError("PLATFORM_UNREACHABLE", "down", { retryable: true, retryAfterMs: 20 }),
    ]) {
      let isBroken = true;
      stack.platform.deliver.mockImplementation(async ({ message }) => {
        if (message.state === "waiting" || !isBroken) return;
        isBroken = false;
        throw fault;
      });
      const { deliveredAt } = await stack.askAndWait();
      expect(deliveredAt).not.toBeNull();
    }
  });

  it("is given up where the platform won't take it", async () => {
    stack.platform.deliver.mockImplementation(async ({ message }) => {
      if (message.state !== "waiting") throw new BotError("PLATFORM_REFUSED", "no");
    });
    expect((await stack.askAndWait()).deliveredAt).not.toBeNull();
  });
});
