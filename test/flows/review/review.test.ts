/** Reviews: who may, what they see, and what becomes of a decision. */

import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { type Person, personKey } from "../../../src/core/ask.ts";
import { EVERYWHERE } from "../../../src/core/command/saved-command.ts";
import type { NoticeView, PressName, View } from "../../../src/core/views/view.ts";
import { intentOfForm, intentOfPress } from "../../../src/flows/bot/intents.ts";
import type { ReviewIntent } from "../../../src/flows/review/intents.ts";
import { noMetrics } from "../../no-metrics.ts";
import { ada, ben, makeCommand, openStack, type Stack, scoring } from "../stack.ts";

const labels = ["Positive", "Negative"];
const boss: Person = { platform: "web", workspace: "web", id: "boss", name: "Boss" };
const second: Person = { ...boss, id: "second", name: "Second" };

const SOURCE = `# The team's own words.
summary: What plain does
description: Do plain.
input: Message
output: Answer
labels: [Positive, Negative] # both are needed
examples:
  - { input: "Thank you!", output: Positive } # the usual one
`;

let stack: Stack;
beforeAll(async () => {
  stack = await openStack({
    commands: [
      makeCommand("mood", { labels, review: { every: 1 } }),
      makeCommand("other", { labels, review: { every: 1 } }),
      makeCommand("plain", { labels: ["Positive", "Negative"] }),
      makeCommand("team", {
        ...{
          labels: ["Sales", "Support", "Positive"],
          review: { every: 1 },
          scoring: { abstain_below: 0.5 },
        },
      }),
      makeCommand("free", {}),
      makeCommand("filed", { labels, examples_file: "filed.jsonl" }),
    ],
    drawSeed: "seed",
    admins: [personKey(boss), personKey(second)],
  });
  const version = { name: "plain", number: 1 };
  await stack.store.saveVersion({
    ...version,
    scope: EVERYWHERE,
    source: SOURCE,
    note: null,
    author: ada,
    fileRevision: null,
  });
  await stack.store.publishVersion(version, { scope: EVERYWHERE, by: ada, note: null });
  await stack.bot.commands.refresh();
});
afterAll(() => stack.close());

const actor = (person: Person, locale = "en") => ({
  ...{ interactionId: randomUUID(), person, channel: "web", locale },
});
const isNotice = (view: View | { kind: "accepted" }): NoticeView => {
  if (view.kind !== "notice") throw new Error(`${view.kind} in place of a notice`);
  return view;
};
const say = async (line: string, person = boss) => {
  const meaning = stack.bot.read(line, { kind: "slash", command: "fewshot" }, placeOf(person));
  if (meaning.kind === "ask") throw new Error("an ask");
  return isNotice(await stack.bot.handle(meaning, actor(person)));
};
const placeOf = ({ platform, workspace }: Person) => ({ platform, workspace, channel: "web" });
const press = (view: NoticeView, name: PressName, person = boss) => {
  const action = view.actions.find((one) => one.press.name === name);
  if (!action) throw new Error(`no button ${name} in ${view.actions.map((one) => one.press.name).join()}`);
  return stack.bot.handle(intentOfPress(action.press), actor(person));
};
const shown = (view: NoticeView) =>
  [view.title, view.text, view.remark, ...view.actions.map(({ label }) => label)].join("\n");

/** Decides whatever waits, so that each test begins with nothing. */
async function settle() {
  for (const about of ["waitingSpotChecks", "waitingCorrections"] as const)
    for (const one of await stack.store[about]({
      ...{ scope: EVERYWHERE, command: null, except: null, after: null, limit: 100 },
    }))
      if ("override" in one)
        await stack.store.decideCorrection({ overrideId: one.override.id, decision: "dismissed", by: boss });
      else await stack.store.decideSpotCheck({ askId: one.ask.id, label: "Positive", by: boss });
}

async function corrected(changes: {
  text: string;
  value?: string;
  by?: Person;
  person?: Person;
  command?: string;
}) {
  const { text, value = "Negative", person = ada, by = person, command = "plain" } = changes;
  const { ask } = await stack.askAndWait({ person, text, command });
  const made = await stack.store.recordOverride({
    ...{ interactionId: randomUUID(), askId: ask.id, person: by, value, reason: null, mayReuse: true },
  });
  if (made.kind !== "stored") throw new Error(made.kind);
  return { askId: ask.id, overrideId: made.override.id };
}

describe("a spot check", () => {
  it("is shown with text and answer, but without scores, ratings, overrides and names", async () => {
    await settle();
    const { ask } = await stack.askAndWait({ command: "mood", text: "what a day" });
    await stack.bot.handle({ kind: "rate", askId: ask.id, value: "wrong", reason: "no" }, actor(ben));
    await stack.bot.handle(
      { kind: "override", askId: ask.id, value: "Negative", reason: "because", mayReuse: true },
      actor(ben),
    );
    const view = await say("review");
    expect(view.title).toBe("Was this right? /mood");
    expect(view.text).toBe("what a day\nThe model's answer: Positive");
    expect(shown(view)).not.toMatch(/90|%|Negative|because|Wrong|Ada|Ben/);
    expect(view.actions.map(({ label }) => label)).toEqual(["Right", "Another label", "Skip"]);
    // A correction of the same answer would lead the reviewer: it waits behind the spot check.
    expect(view.remark).toBe("1 spot check and 0 corrections wait in all.");
  });

  it("is decided by one press, and the next is shown at once, of the same command first", async () => {
    await settle();
    await stack.askAndWait({ command: "mood", text: "first" });
    await stack.askAndWait({ command: "mood", text: "second" });
    await stack.askAndWait({ command: "other", text: "third" });
    const first = await say("review mood");
    expect(first.text).toContain("second");
    const next = isNotice(await press(first, "review-right"));
    expect(next.remark).toBe("Saved: Positive is right.\n2 spot checks and 0 corrections wait in all.");
    expect(next.text).toContain("first");
    const form = await press(next, "review-label");
    expect(form).toMatchObject({ kind: "form", form: "review-label", title: "Choose the right label" });
    if (form.kind !== "form") return;
    const [choice] = form.fields;
    expect(choice).toMatchObject({ selected: null });
    expect(choice?.kind === "choice" && choice.options.map(({ label }) => label)).toEqual([
      ...labels,
      "None of the labels fits",
    ]);
    const last = isNotice(
      await stack.bot.handle(intentOfForm("review-label", form.askId, { value: "=Negative" }), actor(boss)),
    );
    expect(last.text).toContain("third");
    expect(last.remark).toContain("Saved: Negative is right.");
    // The last one can be changed by whoever decided it.
    const again = await press(last, "review-change");
    expect(again).toMatchObject({ kind: "form", askId: form.askId });
    await stack.bot.handle(intentOfForm("review-label", form.askId, { value: "none" }), actor(boss));
    const checks = await stack.store.spotChecksOf("mood", EVERYWHERE);
    expect(checks.slice(-2).map(({ decision }) => decision?.label)).toEqual([null, "Positive"]);
    const end = isNotice(await press(last, "review-right"));
    expect(end.text).toBe("Nothing waits for a review.");
    expect(end.remark).toContain("Spot checks are off for /filed, /plain.");
  });

  it("can be skipped, and is shown again next time", async () => {
    await settle();
    await stack.askAndWait({ command: "mood", text: "first" });
    await stack.askAndWait({ command: "mood", text: "second" });
    const one = await say("review");
    const two = isNotice(await press(one, "review-skip"));
    expect([one.text, two.text].map((text) => text.split("\n")[0])).toEqual(["second", "first"]);
    expect(isNotice(await press(two, "review-skip")).text).toBe(
      "Nothing else waits. What you skipped is shown again next time.",
    );
    expect((await say("review")).text).toContain("second");
  });

  it("that was skipped does not come again before the others are decided", async () => {
    await settle();
    for (const text of ["one", "two", "three"]) await stack.askAndWait({ command: "mood", text });
    const three = await say("review");
    const two = isNotice(await press(three, "review-skip"));
    const one = isNotice(await press(two, "review-right"));
    const again = isNotice(await press(one, "review-right"));
    expect([three, two, one, again].map(({ text }) => text.split("\n")[0])).toEqual([
      ...["three", "two", "one", "three"],
    ]);
  });

  it("asks for the label alone where the model was not sure", async () => {
    await settle();
    stack.backend.score.mockImplementationOnce(async () => scoring([0.36, 0.34, 0.3]));
    const { ask } = await stack.askAndWait({ command: "team", text: "hm" });
    const view = await say("review");
    expect(view.title).toBe("Which label is right? /team");
    expect(view.text).toBe("hm\nThe model was not sure.");
    expect(view.actions.map(({ label }) => label)).toEqual(["Choose the right label", "Skip"]);
    const verdict = { kind: "right" } as const;
    const decided = await stack.bot.handle({ kind: "decide-check", askId: ask.id, verdict }, actor(boss));
    expect(isNotice(decided).remark).toContain("The model was not sure, so there is no answer");
  });

  it("keeps the first of two decisions, and says so to the second person", async () => {
    await settle();
    await stack.askAndWait({ command: "mood", text: "contested" });
    const view = await say("review");
    const other = await say("review", second);
    await press(view, "review-right");
    const form = await press(other, "review-label", second);
    if (form.kind !== "form") throw new Error(form.kind);
    const reply = await stack.bot.handle(
      intentOfForm("review-label", form.askId, { value: "=Negative" }),
      actor(second),
    );
    expect(isNotice(reply).remark).toContain(
      "Somebody else decided before you: Positive. Yours was not saved.",
    );
    expect(isNotice(await press(other, "review-right", second)).remark).toContain(
      "Somebody else decided the same before you.",
    );
  });

  it("of an erased ask is gone, in words, and what waits next is shown", async () => {
    await settle();
    await stack.askAndWait({ command: "mood", text: "stays", person: ben });
    const cy = { ...ada, id: "cy", name: "Cy" };
    await stack.askAndWait({ command: "mood", text: "goes", person: cy });
    const view = await say("review");
    await stack.erase(cy);
    const next = isNotice(await press(view, "review-right"));
    expect(next.remark).toContain("This is not stored any more");
    expect(next.text).toContain("stays");
    expect(isNotice(await press(view, "review-label")).text).toContain("This is not stored any more");
  });

  it("refuses a label that the answer could not choose", async () => {
    await settle();
    const { ask } = await stack.askAndWait({ command: "mood", text: "x" });
    const outcome = await stack.bot.handle(
      intentOfForm("review-label", ask.id, { value: "=Purple" }),
      actor(boss),
    );
    expect(isNotice(outcome)).toMatchObject({ refusal: "not-a-label", field: "value" });
    // Nothing chosen, and a value that no form has, decide nothing.
    for (const value of [null, "", "Positive"]) {
      const empty = await stack.bot.handle(intentOfForm("review-label", ask.id, { value }), actor(boss));
      expect(isNotice(empty)).toMatchObject({ text: "Choose the right label", field: "value" });
    }
    expect((await say("review")).text).toContain("x\n");
  });
});

describe("who reviews", () => {
  it("must be one who may publish, and gets a sentence otherwise", async () => {
    const refused = await say("review", ada);
    expect(refused).toMatchObject({ refusal: "not-allowed" });
    expect(refused.text).toContain("Reviews are for people who may publish");
    expect(await stack.bot.nextReview(actor(ada))).toBeNull();
  });

  it("never reviews their own asks while others can", async () => {
    await settle();
    const { ask } = await stack.askAndWait({ command: "mood", text: "mine", person: boss });
    expect((await say("review")).text).toBe("Nothing waits for a review.");
    expect((await say("review nothere")).remark).toMatch(/^There is no command \/nothere\./);
    expect((await say("review mood")).remark ?? "").not.toContain("There is no command");
    const outcome = await stack.bot.handle(
      { kind: "decide-check", askId: ask.id, verdict: { kind: "right" } },
      actor(boss),
    );
    expect(isNotice(outcome).remark).toContain("This is your own. Somebody else reviews it.");
    expect((await say("review", second)).text).toContain("mine");
  });

  it("reviews their own asks where nobody else is there to do it", async () => {
    const alone = await openStack({
      commands: [makeCommand("mood", { labels, review: { every: 1 } })],
      drawSeed: "seed",
      admins: [personKey(boss)],
    });
    await alone.askAndWait({ command: "mood", text: "mine", person: boss });
    const view = await alone.bot.handle({ kind: "review", command: null, after: null }, actor(boss));
    expect(isNotice(view).text).toContain("mine");
    await alone.close();
  });

  it("sees only what was asked in the workspace that they manage", async () => {
    await settle();
    const slack = { platform: "slack", workspace: "T1", id: "U1", name: "U" };
    const there = { channel: "C1", native: null };
    await stack.askAndWait({ command: "mood", text: "here", person: ada });
    const recorded = await stack.store.recordAsk({
      ...{ interactionId: randomUUID(), person: slack, author: null, place: there, command: "mood" },
      ...{ text: "in slack", settings: {}, locale: "en", isSpotCheck: true },
    });
    const { answer } = (await stack.store.listAsks({ platform: "web", channel: "web", limit: 1 }))[0] ?? {};
    if (answer) await stack.store.recordAnswer(recorded.ask.id, answer);
    const manager = {
      ...actor({ ...slack, id: "U2" }),
      channel: "C9",
      standing: async () => "manager" as const,
    };
    const view = isNotice(await stack.bot.handle({ kind: "review", command: null, after: null }, manager));
    expect(view.text).toContain("in slack");
    expect((await stack.bot.nextReview(manager))?.text).toContain("in slack");
    const elsewhere = {
      ...manager,
      person: { ...manager.person, workspace: "T2" },
    };
    const nothing = isNotice(
      await stack.bot.handle({ kind: "review", command: null, after: null }, elsewhere),
    );
    expect(nothing.text).toBe("Nothing waits for a review.");
    const foreign = await stack.bot.handle(
      { kind: "decide-check", askId: recorded.ask.id, verdict: { kind: "right" } },
      elsewhere,
    );
    expect(isNotice(foreign).remark).toContain("This is not stored any more");
  });

  it("must not have opted out", async () => {
    await stack.store.setOptedOut(second, true);
    expect(await say("review", second)).toMatchObject({ refusal: "opted-out" });
    await stack.store.setOptedOut(second, false);
  });
});

describe("a correction", () => {
  it("is shown with text, the model's answer and who disagrees with whom", async () => {
    await settle();
    const { askId } = await corrected({ text: "So late again" });
    await stack.store.recordOverride({
      ...{
        interactionId: randomUUID(),
        askId,
        person: ben,
        value: "Positive",
        reason: null,
        mayReuse: false,
      },
    });
    await corrected({ text: "so late  AGAIN", person: { ...ada, id: "dan", name: "Dan" } });
    const newest = await say("review");
    expect(newest.title).toBe("Correction of /plain");
    expect(newest.text.split("\n")).toEqual([
      "so late  AGAIN",
      "The model's answer: Positive",
      "Dan: Negative",
      "The same by Ada: Negative",
    ]);
    const older = isNotice(await press(newest, "review-skip"));
    expect(older.text.split("\n")).toEqual([
      "So late again",
      "The model's answer: Positive",
      "Ada: Negative",
      "Contradicted by Ben: Positive",
      "The same by Dan: Negative",
    ]);
    await stack.store.setOptedOut(ben, true);
    expect(isNotice(await press(newest, "review-skip")).text).not.toContain("Ben");
    await stack.store.setOptedOut(ben, false);
    expect(older.actions.map(({ label }) => label)).toEqual([
      "As an example",
      "As a test",
      "For the classifier only",
      "Dismiss",
      "Skip",
    ]);
  });

  it("becomes an example in a new draft, and several accepted in a row come together", async () => {
    await settle();
    const one = await corrected({ text: "one:\n two" });
    await corrected({ text: "three" });
    await press(await say("review"), "review-test");
    const last = isNotice(await press(await say("review"), "review-example"));
    expect(last.remark).toContain(
      "Draft 3 of /plain has it as an example. It is in force nowhere yet. To publish it: /fewshot publish plain@3",
    );
    expect(last.remark).not.toContain("everywhere");
    const draft = await stack.store.findVersion("plain", 3);
    // What is live is for everywhere; somebody's text stays in their workspace.
    const { platform, workspace } = ada;
    expect(draft).toMatchObject({
      state: "draft",
      scope: { platform, workspace, channel: "" },
      author: { id: "boss" },
    });
    expect(draft?.source).toContain("# The team's own words.");
    expect(draft?.source).toContain('{ input: "Thank you!", output: Positive } # the usual one');
    const parsed = stack.bot.commands.parse("plain", draft?.source ?? "");
    if ("faults" in parsed) throw new Error(parsed.faults.join());
    expect(parsed.command.tests).toEqual([{ input: "three", output: "Negative" }]);
    expect(parsed.command.examples.at(-1)).toEqual({ input: "one: two", output: "Negative" });
    expect(stack.bot.commands.find("plain")?.examples).toHaveLength(1);
    // Not a row for the classifier: it is in the command.
    const rows = await stack.store.labelledRows("plain", { scope: EVERYWHERE, labels });
    expect(rows.filter(({ id }) => id === one.askId)).toEqual([]);
  });

  it("goes on with another reviewer's draft, also when that person has erased their data, and not with one that only has its note", async () => {
    await settle();
    const gone: Person = { ...boss, id: "gone" };
    const { platform, workspace } = ada;
    const override = (await corrected({ text: "before the erasure" })).overrideId;
    const [before] = await stack.store.listVersions("plain");
    const draft = {
      name: "plain",
      scope: { platform, workspace, channel: "" },
      author: gone,
      fileRevision: null,
    };
    const source = `${SOURCE}  - { input: "of the one who left", output: Negative }\n`;
    await stack.store.saveVersion({ ...draft, source, note: null, isOfReviews: true });
    await stack.store.erasePerson(gone, { isPosted: false });
    const intent = { kind: "decide-correction", overrideId: override, decision: "example" } as const;
    await stack.bot.handle(intent, actor(boss));
    const [newest] = await stack.store.listVersions("plain");
    expect([newest?.number, newest?.isOfReviews]).toEqual([(before?.number ?? 0) + 2, true]);
    expect(newest?.source).toContain("of the one who left");
    const note = "An accepted correction, as an example";
    await stack.store.saveVersion({ ...draft, author: ben, source: `${SOURCE}# by hand\n`, note });
    const { overrideId } = await corrected({ text: "after the draft by hand" });
    await stack.bot.handle({ ...intent, overrideId }, actor(boss));
    const [last, byHand] = await stack.store.listVersions("plain");
    expect([byHand?.isOfReviews, last?.source.includes("# by hand")]).toEqual([false, false]);
    for (const one of await stack.store.listVersions("plain"))
      if (one.number > (before?.number ?? 0)) await stack.store.deleteVersion(one, boss);
  });

  it("of a command with an examples file becomes an example in a draft without it, and says so", async () => {
    await settle();
    const file = SOURCE.replace("examples:", "examples_file: filed.jsonl\nexamples:");
    const readFile = vi.spyOn(stack.bot.commands, "readFile").mockResolvedValue(file);
    await corrected({ text: "beside the file", command: "filed" });
    const reply = isNotice(await press(await say("review"), "review-example"));
    expect(reply.remark).toContain("Draft 1 of /filed has it as an example.");
    expect(reply.remark).toContain("A saved version can't name an examples file");
    const [draft] = await stack.store.listVersions("filed");
    expect(draft?.source).toBe(`${SOURCE}  - { input: beside the file, output: Negative }\n`);
    // So does an edit, which starts from the same file.
    const source = SOURCE.replace("Do plain.", "Do it.");
    const edit = { kind: "save-source", subject: "filed@file", name: "filed", source, note: null } as const;
    expect(isNotice(await stack.bot.handle(edit, actor(boss))).remark).toContain(
      "A saved version can't name an examples file",
    );
    readFile.mockRestore();
  });

  it("becomes a row for the classifier, and says so", async () => {
    await settle();
    const { askId } = await corrected({ text: "a row" });
    const reply = isNotice(await press(await say("review"), "review-row"));
    expect(reply.remark).toContain("Saved: the classifier of the command learns from it.");
    const rows = await stack.store.labelledRows("plain", { scope: EVERYWHERE, labels });
    expect(rows.find(({ id }) => id === askId)).toMatchObject({ label: "Negative", mayBeShown: true });
  });

  it("that a spot check of the same answer contradicts is marked, and is no row for the classifier", async () => {
    await settle();
    const { askId, overrideId } = await corrected({ text: "checked before", command: "mood" });
    await stack.store.decideSpotCheck({ askId, label: "Positive", by: boss });
    const view = await say("review");
    expect(view.text).toContain("A spot check of this answer found Positive. The classifier learns that.");
    expect(view.actions.map(({ press: { name } }) => name)).not.toContain("review-row");
    const asRow = { kind: "decide-correction", overrideId, decision: "row" } as const;
    expect(isNotice(await stack.bot.handle(asRow, actor(boss))).remark).not.toContain("learns from it");
    await stack.store.decideSpotCheck({ askId, label: "Negative", by: boss });
    expect((await say("review")).actions.map(({ press: { name } }) => name)).toContain("review-row");
  });

  it("of a text that somebody else wrote is never copied into the command", async () => {
    await settle();
    const { overrideId } = await corrected({ text: "written by Ada", by: ben });
    const view = await say("review");
    expect(view.text).toContain("Somebody else wrote the text and was not asked");
    expect(view.actions.map(({ press }) => press.name)).toEqual([
      "review-row",
      "review-dismiss",
      "review-skip",
    ]);
    const forced = await stack.bot.handle(
      { kind: "decide-correction", overrideId, decision: "example" },
      actor(boss),
    );
    expect(isNotice(forced).remark).toContain("this can't be decided so any more");
  });

  it("is marked where the command has the text already, and can't be added twice", async () => {
    await settle();
    await corrected({ text: "thank YOU!", value: "Positive" });
    const same = await say("review");
    expect(same.text).toContain("The command has it as an example already.");
    expect(same.actions.map(({ press }) => press.name)).not.toContain("review-example");
    await settle();
    await corrected({ text: "Thank you!", value: "Negative" });
    const other = await say("review");
    expect(other.text).toContain("An example of the command says Positive for the same text.");
    expect(other.actions.map(({ press }) => press.name)).toEqual([
      ...["review-test", "review-row", "review-dismiss", "review-skip"],
    ]);
  });

  it("leaves no draft behind where somebody else was faster or it was withdrawn", async () => {
    await settle();
    const { overrideId } = await corrected({ text: "contested" });
    const view = await say("review");
    const other = await say("review", second);
    await press(view, "review-dismiss");
    const before = (await stack.store.listVersions("plain")).length;
    const reply = isNotice(await press(other, "review-example", second));
    expect(reply.remark).toContain("This was decided before: dismissed. Yours was not saved.");
    expect(await stack.store.listVersions("plain")).toHaveLength(before);
    await stack.store.withdrawOverride(overrideId, ada);
    expect(isNotice(await press(other, "review-row", second)).remark).toContain("not stored any more");
  });

  it("is refused as an example beyond the limit, with what to do, also where two are accepted at once", async () => {
    await settle();
    const { platform, workspace } = ada;
    const examples = Array.from({ length: 31 }, (_, at) => `  - { input: text ${at}, output: Positive }`);
    const head =
      "summary: S\ndescription: D.\ninput: Message\noutput: Answer\nlabels: [Positive, Negative]\n";
    await stack.store.saveVersion({
      ...{ name: "plain", source: `${head}examples:\n${examples.join("\n")}\n`, note: null },
      ...{ author: boss, fileRevision: null, scope: { platform, workspace, channel: "" } },
    });
    await corrected({ text: "the last" });
    await corrected({ text: "one too many" });
    const newest = await say("review");
    const older = isNotice(await press(newest, "review-skip"));
    const replies = await Promise.all([newest, older].map((view) => press(view, "review-example")));
    const said = replies.map((reply) => isNotice(reply).remark).sort();
    expect(said).toEqual([
      expect.stringContaining(
        "/plain has 32 examples already, and can't have more. Take one out first (/fewshot edit plain), or decide this one in another way.",
      ),
      expect.stringMatching(/Draft \d+ of \/plain has it as an example/),
    ]);
    const [draft] = await stack.store.listVersions("plain");
    expect(draft?.source.match(/output: Negative/g)).toHaveLength(1);
    await stack.store.deleteVersion({ name: "plain", number: draft?.number ?? 0 }, boss);
    await stack.store.deleteVersion({ name: "plain", number: (draft?.number ?? 0) - 1 }, boss);
  });

  it("that was dismissed or became a row is taken back by one press, and waits again", async () => {
    await settle();
    const { askId } = await corrected({ text: "by mistake" });
    const rows = async () =>
      (await stack.store.labelledRows("plain", { scope: EVERYWHERE, labels })).filter(
        ({ id }) => id === askId,
      );
    for (const name of ["review-dismiss", "review-row"] as const) {
      const decided = isNotice(await press(await say("review"), name));
      expect(decided.text).toBe("Nothing waits for a review.");
      expect(await rows()).toHaveLength(name === "review-row" ? 1 : 0);
      const again = isNotice(await press(decided, "review-undo"));
      expect(again.text).toContain("by mistake");
      expect(again.remark).toContain("Taken back: it waits for a decision again.");
      expect(again.actions.map(({ press: one }) => one.name)).toContain("review-example");
      expect(await rows()).toHaveLength(0);
      // A second press says the same.
      expect(isNotice(await press(decided, "review-undo")).text).toContain("by mistake");
    }
    const decided = isNotice(await press(await say("review"), "review-dismiss"));
    // A manager of the workspace takes back their own decisions alone.
    const manager: Person = { ...ada, id: "manager", name: "Manager" };
    const undo = intentOfPress(
      decided.actions.find(({ press: one }) => one.name === "review-undo")?.press as never,
    );
    const refused = await stack.bot.handle(undo, { ...actor(manager), standing: async () => "manager" });
    expect(isNotice(refused).remark).toContain("Somebody else decided this, and can take it back.");
    const elsewhere: Person = { ...manager, platform: "slack", workspace: "T-elsewhere" };
    const unseen = await stack.bot.handle(undo, { ...actor(elsewhere), standing: async () => "manager" });
    expect(isNotice(unseen).remark).toContain("not stored any more");
    expect(isNotice(unseen).remark).not.toContain("by mistake");
    const member = await stack.bot.handle(undo, { ...actor(boss), person: manager });
    expect(member).toMatchObject({ refusal: "not-allowed" });
    expect(await say("review", second)).toMatchObject({ text: "Nothing waits for a review." });
    // Who is in charge of everything may take back all, and finds them listed.
    const list = await stack.bot.reviews(actor(second));
    expect("kind" in list ? list : list.decided[0]).toMatchObject({
      ...{ quote: "by mistake", lines: ["Ada: Negative", "Decided: dismissed"] },
      actions: [{ label: "Undo" }],
    });
    expect(isNotice(await press(decided, "review-undo", second)).text).toContain("by mistake");
    expect(await say("review", ada)).toMatchObject({ refusal: "not-allowed" });
  });

  it("that went into a draft is taken out of it by one press, and of no other's text", async () => {
    await settle();
    const versions = async () => (await stack.store.listVersions("plain")).map(({ number }) => number);
    const before = await versions();
    await corrected({ text: "the older one" });
    await corrected({ text: "the newer one" });
    const first = isNotice(await press(await say("review"), "review-example"));
    const [draft] = await versions();
    // Nothing else is in the draft: it goes.
    const undone = isNotice(await press(first, "review-undo"));
    expect(undone.remark).toContain(`draft ${draft} of /plain, which had it, is deleted.`);
    expect(await versions()).toEqual(before);
    const history = await stack.store.listVersionEvents("plain");
    expect(history.at(-1)).toMatchObject({ number: draft, action: "deleted", person: { name: "Boss" } });
    const newer = isNotice(await press(undone, "review-example"));
    const older = isNotice(await press(newer, "review-test"));
    expect(older.text).toBe("Nothing waits for a review.");
    // The first of two is taken out, and the second stays.
    const rest = isNotice(await press(newer, "review-undo"));
    const [last] = await stack.store.listVersions("plain");
    expect(rest.remark).toContain(`draft ${last?.number} of /plain is without it.`);
    expect(last?.source).toContain("the older one");
    expect(last?.source).not.toContain("the newer one");
    expect(last?.source).toContain("# the usual one");
    expect(last).toMatchObject({
      state: "draft",
      isOfReviews: true,
      note: "An accepted correction taken back",
    });
    // Once it is published, it is taken back in a draft: what is live changes by publishing alone.
    if (last) await stack.store.publishVersion(last, { scope: last.scope, by: boss, note: null });
    await stack.bot.commands.refresh();
    const published = isNotice(await press(older, "review-undo"));
    expect(published.remark).toContain(`draft ${(last?.number ?? 0) + 1} of /plain is without it.`);
    expect((await stack.store.findVersion("plain", last?.number ?? 0))?.state).toBe("live");
    if (last) await stack.store.retireVersion("plain", { scope: last.scope, by: boss, note: null });
    await stack.bot.commands.refresh();
    for (const number of await versions())
      if (number > (before[0] ?? 0)) await stack.store.deleteVersion({ name: "plain", number }, boss);
  });

  it("is taken out of its draft also where somebody else has saved a draft of their own since", async () => {
    await settle();
    await corrected({ text: "below another draft" });
    const decided = isNotice(await press(await say("review"), "review-example"));
    const [draft] = await stack.store.listVersions("plain");
    const others = { ...ada, id: "drafter", name: "Drafter" };
    const saved = await stack.store.saveVersion({
      ...{ name: "plain", source: `${SOURCE}# theirs\n`, note: null, fileRevision: null, author: others },
      scope: draft?.scope ?? EVERYWHERE,
    });
    const undone = isNotice(await press(decided, "review-undo"));
    expect(undone.remark).toContain(`draft ${draft?.number} of /plain, which had it, is deleted.`);
    const sources = (await stack.store.listVersions("plain")).map(({ source }) => source).join();
    expect(sources).not.toContain("below another draft");
    expect(sources).toContain("# theirs");
    if ("version" in saved) await stack.store.deleteVersion(saved.version, boss);
  });

  it("of a command in free text becomes an example or a test only", async () => {
    await settle();
    await corrected({ text: "write", value: "better words", command: "free" });
    const names = (await say("review")).actions.map(({ press }) => press.name);
    expect(names).toEqual(["review-example", "review-test", "review-dismiss", "review-skip"]);
  });
});

it("switches spot checks on in a draft, for whoever publishes it", async () => {
  const reply = isNotice(
    await stack.bot.handle({ kind: "switch-on-checks", command: "plain" }, actor(second)),
  );
  expect(reply.remark).toMatch(/^Draft \d+ of \/plain has spot checks\./);
  const [newest] = await stack.store.listVersions("plain");
  expect(newest?.source).toContain("every: 20");
});

describe("the counters of reviews", () => {
  it("count what is refused, and what two reviewers decide at once", async () => {
    await settle();
    const refused = vi.spyOn(noMetrics, "refused");
    const reviewed = vi.spyOn(noMetrics, "reviewed");
    const counted = async (intent: ReviewIntent, by = boss) => {
      refused.mockClear();
      await stack.bot.handle(intent, actor(by));
      return refused.mock.calls.map(([, reason]) => reason);
    };
    const { ask } = await stack.askAndWait({ command: "mood", text: "count me" });
    const check = (label: string) =>
      ({ kind: "decide-check", askId: ask.id, verdict: { kind: "label", label } }) as const;
    expect(await counted(check(""))).toEqual(["not-a-label"]);
    expect(await counted(check("Nonsense"))).toEqual(["not-a-label"]);
    expect(await counted(check("Positive"))).toEqual([]);
    expect(await counted(check("Negative"), second)).toEqual(["decided-before"]);

    const { overrideId } = await corrected({ text: "counted", command: "free", value: "Anything" });
    const decide = (decision: "row" | "dismissed") =>
      ({ kind: "decide-correction", overrideId, decision }) as const;
    expect(await counted(decide("row"))).toEqual(["not-allowed"]);
    expect(await counted(decide("dismissed"))).toEqual([]);
    expect(await counted(decide("dismissed"), second)).toEqual(["decided-before"]);

    await stack.bot.handle({ kind: "contest", askId: ask.id, reason: null }, actor(ada));
    const stands = { kind: "decide-contest", askId: ask.id, verdict: { kind: "right" } } as const;
    expect(await counted(stands)).toEqual([]);
    expect(reviewed).toHaveBeenLastCalledWith("mood", { kind: "contest", decision: "upheld" });
    expect(await counted(stands, second)).toEqual(["decided-before"]);
    await stack.erase(ada);
    for (const intent of [check("Positive"), decide("row"), stands])
      expect(await counted(intent)).toEqual(["not-found"]);
    vi.restoreAllMocks();
  });
});
