/** Decision records, and contested answers: for whoever asked or wrote the text; decided once by a person; never a spot check. */

import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type AskRecord, type Person, personKey } from "../../src/core/ask.ts";
import { EVERYWHERE } from "../../src/core/command/saved-command.ts";
import type { FileView, View } from "../../src/core/views/view.ts";
import { type Intent, intentOfForm, intentOfPress } from "../../src/flows/bot/intents.ts";
import { exportPerson } from "../../src/flows/privacy/export.ts";
import { reportVersions } from "../../src/learning/spot-checks/report.ts";
import { ada, ben, completion, makeCommand, openStack, type Stack } from "./stack.ts";

const boss: Person = { platform: "web", workspace: "web", id: "boss", name: "Boss" };
const second: Person = { ...boss, id: "second", name: "Second" };

let stack: Stack;
beforeAll(async () => {
  stack = await openStack({
    commands: [
      makeCommand("mood", { labels: ["Positive", "Negative"] }),
      makeCommand("drawn", { labels: ["Positive", "Negative"], review: { every: 1 } }),
      makeCommand("haiku", {}),
    ],
    drawSeed: "seed",
    admins: [personKey(boss), personKey(second)],
  });
});
afterAll(() => stack.close());

const actor = (person: Person, channel = "web") => ({
  ...{ interactionId: randomUUID(), person, channel, locale: "en" },
});
const handle = async (intent: Intent, person: Person = ada, channel = "web") =>
  (await stack.bot.handle(intent, actor(person, channel))) as View;
const textOf = (view: View) => (view.kind === "notice" ? view.text : view.kind);
const ask = (changes: object = {}) => stack.askAndWait({ command: "mood", ...changes });
const idOf = ({ ask: { id: askId } }: AskRecord) => ({ askId });
const contest = (record: AskRecord, reason: string | null = null, person = ada) =>
  handle({ kind: "contest", ...idOf(record), reason }, person);
const waiting = async () =>
  (await stack.bot.reviews(actor(boss))) as Extract<
    Awaited<ReturnType<Stack["bot"]["reviews"]>>,
    { counts: object }
  >;
const noteOf = (record: AskRecord | null) =>
  record &&
  stack.bot
    .message(record, { locale: "en" })
    .blocks.map((block) => ("text" in block ? block.text : ""))
    .join("\n");

async function read(view: View): Promise<Record<string, unknown>> {
  if (view.kind !== "file") throw new Error(textOf(view));
  let text = "";
  for await (const piece of (view as FileView).pieces()) text += piece.text;
  return JSON.parse(text);
}

describe("the record of a decision", () => {
  it("says what was decided, by what, from what, how sure, and who changed it", async () => {
    const record = await ask({ text: "so late again" });
    await handle(
      { kind: "override", ...idOf(record), value: "Negative", reason: "irony", mayReuse: false },
      ben,
    );
    const found = await read(await handle({ kind: "record", ...idOf(record) }));
    expect(found).toMatchObject({
      format: "fewshot decision record 1",
      about: { text: "so late again", command: "mood", asked_by: "Ada", written_by: "Ada" },
      decision: {
        ...{ answer: "Positive", how_sure: expect.closeTo(0.9), not_sure_because: null, examples_used: 1 },
        scores: [{ label: "Positive" }, { label: "Negative" }],
        ...{ command_version: null, command_revision: "mood-r1" },
        model: { name: "test-neo", revision: "r0", where: "in this process" },
        prompt: expect.stringContaining("so late again"),
      },
      changed_by_people: [{ by: "Ben", value: "Negative", reason: "irony" }],
      contested: null,
    });
    expect(JSON.stringify(found)).toContain("The exact prompt");
    // Nothing by which somebody could be found, or a message be posted.
    expect(JSON.stringify(found)).not.toMatch(/"(native|interactionId|person|platform)"/);
  });

  it("is for whoever asked and whoever wrote the text, from anywhere, and for nobody else", async () => {
    const record = await ask({ author: ben, place: { channel: "here", native: null } });
    for (const person of [ada, ben])
      expect((await handle({ kind: "record", ...idOf(record) }, person, "elsewhere")).kind).toBe("file");
    expect(await handle({ kind: "record", ...idOf(record) }, boss, "here")).toMatchObject({
      refusal: "not-allowed",
    });
    expect(await handle({ kind: "record", askId: "gone" })).toMatchObject({ refusal: "not-found" });
    const why = await handle({ kind: "explain", ...idOf(record) }, ben, "elsewhere");
    expect(why).toMatchObject({
      kind: "explanation",
      actions: [{ press: { name: "record" } }, { press: { name: "contest" } }],
    });
    expect(await handle({ kind: "explain", ...idOf(record) }, boss, "here")).toMatchObject({ actions: [] });
    const decisions = await handle(intentOfPress({ name: "decisions", askId: "", rest: "" }), ben);
    expect(decisions).toMatchObject({
      title: "Decisions about me",
      actions: [{ press: { name: "why", ...idOf(record) } }],
    });
    expect(textOf(decisions)).toContain("1. /mood: Positive");
  });

  it("keeps what somebody told reviewers from the other whom the answer concerns", async () => {
    const record = await ask({ author: ben });
    await contest(record, "only for reviewers", ben);
    const exported = async (person: Person) =>
      JSON.stringify(await read((await exportPerson(stack.store, person, "en")) as View));
    const recorded = async (person: Person) =>
      JSON.stringify(await read(await handle({ kind: "record", ...idOf(record) }, person)));
    for (const shown of [exported, recorded]) {
      expect(await shown(ben)).toContain("only for reviewers");
      expect(await shown(ada)).toContain(record.ask.id);
      expect(await shown(ada)).not.toContain("only for reviewers");
    }
    expect(JSON.parse(await recorded(ada))).toMatchObject({
      contested: { at: expect.any(String), review: null },
    });
    await stack.erase(ben);
  });

  it("stays to be had after an opt-out, and goes with an erasure", async () => {
    const carl = { ...ada, id: "carl", name: "Carl" };
    const record = await ask({ person: carl });
    await stack.store.setOptedOut(carl, true);
    expect((await handle({ kind: "record", ...idOf(record) }, carl)).kind).toBe("file");
    expect(await contest(record, null, carl)).toMatchObject({ refusal: "opted-out" });
    await stack.store.setOptedOut(carl, false);
    await contest(record, "please look", carl);
    await stack.erase(carl);
    expect(await handle({ kind: "record", ...idOf(record) }, carl)).toMatchObject({ refusal: "not-found" });
    expect((await waiting()).contests).toEqual([]);
  });
});

describe("a contested answer", () => {
  it("waits for a reviewer, marked as such, is no spot check, and the outcome is shown with the answer", async () => {
    const record = await ask({ text: "so late again" });
    const form = await handle(intentOfPress({ name: "contest", ...idOf(record), rest: "" }));
    expect(form).toMatchObject({ kind: "form", form: "contest", title: "Contest" });
    expect(
      textOf(await handle(intentOfForm("contest", record.ask.id, { reason: " I was joking " }))),
    ).toContain("A person will review");
    expect(textOf(await contest(record, "again"))).toContain("contested already");
    expect(noteOf(await stack.store.findAsk(record.ask.id))).toContain("A person will review this answer");
    const { contests, spotChecks, counts } = await waiting();
    expect([contests.length, spotChecks.length, counts.contests]).toEqual([1, 0, 1]);
    expect(contests[0]?.view).toMatchObject({
      title: "Contested: /mood",
      lines: [expect.stringContaining("Positive"), "They say: I was joking"],
    });
    const shown = await handle({ kind: "review", command: null, after: null }, boss);
    expect(shown).toMatchObject({ title: "Contested: /mood", remark: "1 contested answer waits." });
    // Whoever contested it does not decide about it.
    expect(
      await handle({ kind: "decide-contest", ...idOf(record), verdict: { kind: "right" } }),
    ).toMatchObject({ refusal: "not-allowed" });
    const labels = await handle(intentOfPress({ name: "contest-label", ...idOf(record), rest: "" }), boss);
    expect(labels).toMatchObject({ kind: "form", form: "contest-label" });
    expect(
      textOf(await handle(intentOfForm("contest-label", record.ask.id, { value: "=Sad" }), boss)),
    ).toContain("Sad");
    const done = await handle(intentOfForm("contest-label", record.ask.id, { value: "=Negative" }), boss);
    expect(done).toMatchObject({ remark: expect.stringContaining("Saved.") });
    const decided = await stack.store.findAsk(record.ask.id);
    expect(decided?.contest?.decision).toMatchObject({ outcome: "changed", label: "Negative" });
    expect(noteOf(decided)).toMatch(
      /Negative[\s\S]*Contested, and reviewed by a person on .*: Negative is right\./,
    );
    expect(stack.bot.message(decided as AskRecord, { locale: "zh-TW" }).plainText).toContain("由人審查");
    expect((await waiting()).contests).toEqual([]);
    expect(await stack.store.spotChecksOf("mood", EVERYWHERE)).toEqual([]);
    expect(await read(await handle({ kind: "record", ...idOf(record) }))).toMatchObject({
      contested: { reason: "I was joking", review: { outcome: "changed", label: "Negative" } },
      changed_by_people: [{ by: "Boss", value: "Negative" }],
    });
    // It is posted again: the reply was updated for the decision.
    await expect
      .poll(() => stack.shown(record.ask.id).at(-1)?.message.plainText)
      .toContain("Contested, and reviewed");
  });

  it("may be upheld, and a second reviewer reads that somebody was first", async () => {
    const record = await ask();
    await contest(record);
    const uphold = intentOfPress({ name: "contest-right", ...idOf(record), rest: "" });
    expect(await handle(uphold, boss)).toMatchObject({ remark: expect.stringContaining("Saved.") });
    expect(await handle(uphold, second)).toMatchObject({
      remark: expect.stringContaining("Somebody else decided"),
    });
    expect(noteOf(await stack.store.findAsk(record.ask.id))).toMatch(/the answer stands\./);
  });

  it("of free text is upheld or rejected", async () => {
    stack.backend.complete.mockResolvedValueOnce(completion("words"));
    const record = await ask({ command: "haiku" });
    await contest(record);
    expect((await waiting()).contests[0]).toMatchObject({
      form: null,
      view: { actions: [{ press: { name: "contest-right" } }, { press: { name: "contest-wrong" } }] },
    });
    await handle(intentOfPress({ name: "contest-wrong", ...idOf(record), rest: "" }), boss);
    expect((await stack.store.findAsk(record.ask.id))?.contest?.decision).toMatchObject({
      outcome: "rejected",
      label: null,
    });
    expect(noteOf(await stack.store.findAsk(record.ask.id))).toMatch(/the answer is wrong\./);
  });

  it("that is a spot check too waits until this is decided, and changes nothing of it", async () => {
    const record = await ask({ command: "drawn" });
    await contest(record, "wrong!");
    expect([(await waiting()).contests.length, (await waiting()).spotChecks.length]).toEqual([0, 1]);
    const shown = await handle({ kind: "review", command: null, after: null }, boss);
    expect(JSON.stringify(shown)).not.toContain("wrong!");
    await handle({ kind: "decide-check", ...idOf(record), verdict: { kind: "right" } }, boss);
    expect((await waiting()).contests).toHaveLength(1);
    const before = reportVersions(await stack.store.spotChecksOf("drawn", EVERYWHERE));
    await handle(intentOfForm("contest-label", record.ask.id, { value: "=Negative" }), boss);
    expect(reportVersions(await stack.store.spotChecksOf("drawn", EVERYWHERE))).toEqual(before);
  });

  it("is not shown of people who have opted out, goes with them, and takes no name of a reviewer who erases their data", async () => {
    const dora = { ...ada, id: "dora", name: "Dora" };
    const record = await ask({ person: ada, author: dora });
    await contest(record, "mine", dora);
    await stack.store.setOptedOut(dora, true);
    expect((await waiting()).contests).toEqual([]);
    await stack.store.setOptedOut(dora, false);
    const third = { ...boss, id: "third", name: "Third" };
    await stack.store.decideContest({ ...idOf(record), outcome: "upheld", label: null, by: third });
    const exported = async (person: Person) => {
      const items = [];
      for await (const { list, value } of stack.store.exportPerson(person))
        if (list === "reviews") items.push(value);
      return items;
    };
    expect(await exported(third)).toMatchObject([
      { about: "contest", decision: "upheld", isOwnDecision: true },
    ]);
    expect(await exported(dora)).toMatchObject([{ about: "contest", isOwnDecision: false }]);
    await stack.erase(third);
    expect(await exported(third)).toEqual([]);
    expect((await stack.store.findAsk(record.ask.id))?.contest?.decision?.outcome).toBe("upheld");
  });
});
