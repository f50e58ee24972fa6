/** Saved commands where people talk: who may do what, what the words mean, and what each act leads to. */

import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Person } from "../../src/core/ask.ts";
import {
  type CommandPlace,
  covers,
  EVERYWHERE,
  OPERATOR,
  type SavedVersion,
  type Scope,
  workspaceOf,
} from "../../src/core/command/saved-command.ts";
import { type Actor, type Intent, intentOfPress } from "../../src/flows/bot/intents.ts";
import { mayManage, mayPublish, type Standing } from "../../src/flows/commands/versions/rights.ts";
import { saveDraft } from "../../src/flows/commands/versions/save.ts";
import { readVersionWord } from "../../src/flows/commands/versions/words.ts";
import { anAsk } from "../store/samples.ts";
import { ada, openStack, type Stack } from "./stack.ts";

const source = (summary: string) =>
  `summary: ${summary}\ndescription: Decide.\ninput: Message\noutput: Verdict\nlabels: [Good, Bad]\n`;

describe("who may publish", () => {
  const place: CommandPlace = { platform: "slack", workspace: "T1", channel: "C1" };
  const versionOf = (scope: Scope): SavedVersion => ({
    ...{ id: "v", name: "n", number: 1, state: "draft", scope, source: "", note: null, author: null },
    ...{ createdAt: new Date(), fileRevision: null, replaced: null, isOfReviews: false },
  });
  const may = (standing: Standing, from: Scope, scope: Scope) =>
    mayPublish(standing, { version: versionOf(from), scope, place });

  it("is the operator everywhere, a manager in their own workspace, and no member", () => {
    const own = workspaceOf(place);
    expect([
      may("operator", place, EVERYWHERE),
      may("operator", place, own),
      may("operator", place, place),
    ]).toEqual([true, true, true]);
    expect([
      may("manager", place, EVERYWHERE),
      may("manager", place, own),
      may("manager", place, place),
    ]).toEqual([false, true, true]);
    expect([
      may("member", place, EVERYWHERE),
      may("member", place, own),
      may("member", place, place),
    ]).toEqual([false, false, false]);
  });

  it("takes no version of another place away, and nothing for everybody's direct messages on Discord", () => {
    const own = workspaceOf(place);
    expect(may("manager", EVERYWHERE, own)).toBe(false);
    expect(may("manager", { ...place, workspace: "T2" }, own)).toBe(false);
    expect(may("manager", { ...place, channel: "C2" }, own)).toBe(false);
    const direct = { platform: "discord", workspace: "dm", channel: "" };
    expect([mayManage("operator", direct, direct), mayManage("manager", direct, direct)]).toEqual([
      false,
      false,
    ]);
  });

  it("never lets anybody but the operator change what other workspaces use, whatever the scopes", () => {
    const word = fc.constantFrom("", "a", "b");
    const scope = fc.record({
      platform: fc.constantFrom("", "slack", "discord"),
      workspace: word,
      channel: word,
    });
    fc.assert(
      fc.property(scope, scope, fc.constantFrom("manager", "member"), (from, to, standing) => {
        if (!may(standing as Standing, from, to)) return;
        const others = { ...place, workspace: "other" };
        expect([standing, covers(to, others), covers(from, others)]).toEqual(["manager", false, false]);
      }),
    );
  });
});

describe("the words after /fewshot", () => {
  it("name a command, a version and a place", () => {
    const publish = { kind: "versions", action: "publish", name: "triage" };
    expect(readVersionWord("publish", "/Triage@3 everywhere")).toEqual({
      ...publish,
      number: 3,
      scope: "everywhere",
    });
    expect(readVersionWord("publish", "triage here")).toEqual({ ...publish, number: null, scope: "channel" });
    expect(readVersionWord("publish", "`triage`")).toEqual({ ...publish, number: null, scope: "workspace" });
    expect(readVersionWord("back", "")).toMatchObject({ action: "back", name: null });
    expect(readVersionWord("try", "triage@2: “Where is my money?”")).toEqual({
      kind: "ask",
      command: "triage",
      version: 2,
      text: "“Where is my money?”",
    });
    expect(readVersionWord("try", "triage hello")).toMatchObject({ version: "draft", text: "hello" });
    expect(readVersionWord("try", "")).toEqual({ kind: "unnamed", word: "try" });
    for (const typed of ["🎉", "評論", "مرحبا", "../../etc/passwd"])
      expect(readVersionWord("edit", `${typed} and more`)).toEqual({ kind: "unnamed", word: "edit", typed });
    expect(readVersionWord("publish", "x".repeat(100))).toMatchObject({
      name: null,
      typed: `${"x".repeat(39)}…`,
    });
    expect(readVersionWord("sentiment", "x")).toBeNull();
  });
});

it("lets only those who may publish draft, where DRAFTS says so", async () => {
  const stack = await openStack({ drafts: "admins" });
  const by = (standing: Standing): Actor => ({
    interactionId: standing,
    person: ada,
    channel: "web",
    locale: "en",
    standing: async () => standing,
  });
  const open = (standing: Standing) =>
    stack.bot.handle({ kind: "edit-command", subject: null, page: "command" }, by(standing));
  expect(await open("member")).toMatchObject({
    text: expect.stringMatching(
      /^Only people who may publish.* Ask one of them: an admin of the Slack workspace/,
    ),
  });
  // Nothing else sends people to what they would be refused.
  const place = { platform: "web", workspace: "", channel: "web" };
  const say = (typed: string) =>
    stack.bot.handle(
      stack.bot.read(typed, { kind: "slash", command: "fewshot" }, place) as Intent,
      by("member"),
    );
  for (const typed of ["publish sentiment", "history sentiment", "compare sentiment a text"])
    expect(await say(typed)).toMatchObject({
      text: expect.stringContaining("For those who may publish: /fewshot edit sentiment"),
    });
  const help = await say("help");
  expect(help).toMatchObject({ text: expect.stringContaining("For those who may: new, edit, publish") });
  expect(help).toMatchObject({ text: expect.not.stringContaining("/fewshot new") });
  expect(await open("manager")).toMatchObject({ kind: "form" });
  await stack.close();
});

describe("an act on saved commands", () => {
  let stack: Stack;
  const boss: Person = { platform: "slack", workspace: "T1", id: "U0BOSS", name: "Boss" };
  let count = 0;
  beforeAll(async () => {
    stack = await openStack({ admins: ["slack:U0BOSS"] });
  });
  afterAll(() => stack.close());

  const save = async (name: string, scope: Scope, summary = "ours") => {
    const saved = await stack.store.saveVersion({
      ...{ name, scope, source: source(summary), note: null, author: OPERATOR, fileRevision: null },
    });
    if (!("version" in saved)) throw new Error(saved.kind);
    return saved.version;
  };
  const place = (channel = "C1", workspace = "T1"): CommandPlace => ({
    platform: "slack",
    workspace,
    channel,
  });
  /** Says something in a place, and gives back what the person reads, or "accepted". */
  async function say(
    typed: string,
    options: { at?: CommandPlace; standing?: Standing; person?: Person; locale?: string } = {},
  ) {
    const { at = place(), standing, locale = "en" } = options;
    const person = options.person ?? { ...ada, platform: at.platform, workspace: at.workspace };
    const meaning = stack.bot.read(typed, { kind: "slash", command: "fewshot" }, at);
    const actor: Actor = {
      interactionId: `v${count++}`,
      ...{ person, channel: at.channel, locale },
      ...(standing ? { standing: async () => standing } : {}),
    };
    const outcome = await stack.bot.handle(
      meaning.kind === "ask" ? { ...meaning, author: null, native: null } : meaning,
      actor,
    );
    return outcome.kind === "notice" ? outcome.text : outcome.kind;
  }

  it("publishes for the workspace, and the next ask there is answered by it, and nowhere else", async () => {
    await save("route", place());
    expect(await say("route hello")).toContain("/route is not live here. Try its newest draft");
    expect(await say("publish route")).toContain("You can't change what is in force there.");
    expect(await say("publish route", { standing: "manager" })).toBe(
      "Version 1 of /route is live in this workspace. To undo: /fewshot back route@1",
    );
    expect(await say("route hello", { at: place("C2") })).toBe("accepted");
    expect(await say("route hello", { at: place("C1", "T2") })).toContain("There is no command /route");
    expect(await say("back route")).toContain("You can't change");
    expect(await say("back route@2", { standing: "manager" })).toContain(
      "Version 2 of /route is not live here any more",
    );
    expect(await say("back route", { standing: "manager" })).toContain("is retired in this workspace");
    expect(await say("route hello", { at: place("C2") })).toContain("/route is not live here any more.");
    expect(await say("back route", { standing: "manager" })).toBe(
      "No saved version of /route is live here, so nothing was changed. All of them: /fewshot history route",
    );
  });

  it("says who publishes what was drafted in direct messages on Discord, of which nobody is in charge", async () => {
    const at = { platform: "discord", workspace: "dm", channel: "D1" };
    await save("alone", at);
    expect(await say("publish alone", { at, standing: "manager" })).toMatch(
      /^In direct messages only people/,
    );
    expect(await say("back alone", { at })).toContain("All of them: /fewshot history alone");
    expect(await say("back sentiment", { at })).toMatch(/so nothing was changed\.$/);
  });

  it("publishes everywhere for those in ADMINS only", async () => {
    await save("vote", place());
    expect(await say("publish vote everywhere", { standing: "manager" })).toContain("You can't change");
    expect(await say("publish vote everywhere", { person: boss })).toContain("live everywhere");
    expect(await say("vote hello", { at: { ...place("C9", "T9"), platform: "discord" } })).toBe("accepted");
    expect(await say("retire vote", { standing: "manager" })).toContain("You can't change");
    expect(await say("retire vote", { person: boss })).toBe(
      "Version 1 of /vote is retired everywhere. To undo: /fewshot publish vote@1 everywhere",
    );
  });

  it("says how what is taken back is published again where it was, and no wider", async () => {
    await save("narrow", place());
    for (const [taken, locale] of [
      ["retire narrow", "en"],
      ["back narrow", "en"],
      ["retire narrow", "zh-TW"],
      ["back narrow", "zh-TW"],
    ] as const) {
      expect(await say("publish narrow@1 here", { person: boss })).toContain("live in this channel");
      expect(await say(taken, { person: boss, locale }), taken).toMatch(
        /[:：] ?\/fewshot publish narrow@1 here$/,
      );
    }
  });

  it("undoes a step back and the end of a version by one press, where nothing was changed since", async () => {
    const at = place("C-undo");
    for (const summary of ["one", "two"]) {
      const draft = { name: "undone", source: source(summary), note: null, author: boss };
      await stack.store.saveVersion({ ...draft, scope: at, fileRevision: null });
    }
    let pressed = 0;
    const acting = (channel = at.channel): Actor => ({
      ...{ interactionId: `undo${pressed++}`, person: boss, channel, locale: "en" },
      person: { ...boss, platform: at.platform, workspace: at.workspace },
      standing: async () => "manager",
    });
    const act = async (intent: Intent) => {
      const shown = await stack.bot.handle(intent, acting());
      if (shown.kind !== "notice") throw new Error(shown.kind);
      return shown;
    };
    const typed = (action: "publish" | "retire" | "back", number: number | null = null) =>
      act({ kind: "versions", action, name: "undone", number, scope: "channel", step: "anyway" });
    const undo = ({ actions }: Awaited<ReturnType<typeof act>>) => {
      const action = actions.find(({ press: { name } }) => name === "draft-publish-again");
      if (!action) throw new Error("no button to undo");
      return act(intentOfPress(action.press));
    };
    const live = async () => (await stack.store.findSeen("undone", "live", at))?.number ?? null;
    await typed("publish", 1);
    await typed("publish", 2);
    const back = await typed("back");
    expect(await live()).toBe(1);
    expect((await undo(back)).text).toContain("Version 2 of /undone is live in this channel.");
    expect(await live()).toBe(2);
    await typed("back");
    await undo(await typed("back"));
    expect(await live()).toBe(1);
    await typed("publish", 2);
    const ended = await typed("retire");
    expect(await live()).toBeNull();
    // Whoever may not publish any more undoes nothing, and neither does somebody of another workspace.
    const again = ended.actions.find(({ press: { name } }) => name === "draft-publish-again");
    const late = again ? intentOfPress(again.press) : null;
    if (late === null) throw new Error("no button to undo");
    const someone = { ...acting().person, id: "someone" };
    const member = { ...acting(), person: someone, standing: async () => "member" as const };
    expect(await stack.bot.handle(late, member)).toMatchObject({ refusal: "not-allowed" });
    const elsewhere = { ...acting(), person: { ...someone, workspace: "T-elsewhere" } };
    expect(await stack.bot.handle(late, elsewhere)).toMatchObject({ refusal: "unknown-command" });
    expect(await live()).toBeNull();
    await undo(ended);
    expect(await live()).toBe(2);
  });

  it("shows no draft of another channel, by no word", async () => {
    await save("secret", place("C-private"));
    for (const typed of [
      "try secret hello",
      "try secret@1 hello",
      "publish secret",
      "publish secret@1",
      "history secret",
    ])
      expect(await say(typed, { standing: "manager" })).toMatch(
        /^(There is no (draft of|version 1 of|command)|Nothing is saved of) \/secret/,
      );
    expect(await stack.bot.savedNames(place())).not.toContain("secret");
    expect(await stack.bot.savedNames(place("C-private"))).toContain("secret");
  });

  it("says that a version was deleted meanwhile, and nothing of it in another channel", async () => {
    const { number } = await save("gone", place("C-private"));
    const at = place("C-private");
    await stack.store.deleteVersion({ name: "gone", number }, ada);
    for (const typed of [
      "publish gone@1",
      "share gone@1",
      "try gone@1 hi",
      "compare gone@1 hi",
      "edit gone@1",
    ]) {
      expect(await say(typed, { at, standing: "manager" })).toBe(
        "Version 1 of /gone was deleted. By whom and when: /fewshot history gone",
      );
      expect(await say(typed, { standing: "manager" })).toMatch(/^There is no command \/gone/);
    }
    expect(await say("publish gone@1", { at, standing: "manager", locale: "zh-TW" })).toBe(
      "/gone 第 1 版已被刪除。由誰與何時刪除：/fewshot history gone",
    );
    expect(await say("history gone", { at })).toContain("version 1 deleted in this channel by Ada.");
  });

  it("tries a draft: the root message, the answer and Why? say which one", async () => {
    await save("mood", place());
    await save("mood", place(), "newer");
    expect(await say("try mood")).toBe("Write a text after the command, for example: /fewshot try mood …");
    expect(await say("try mood great job")).toBe("accepted");
    const [{ ask } = { ask: null }] = await stack.store.listAsks({
      platform: "slack",
      channel: "C1",
      limit: 1,
    });
    if (!ask) throw new Error("no ask");
    expect(ask.version).toBe(2);
    await stack.store.recordFailure(ask.id, { code: "BACKEND_REFUSED" });
    const tried = await stack.askAndWait({ command: "sentiment" });
    expect(tried.answer?.commandVersion).toBeNull();
    const webDraft = await save("mood", { platform: "web", workspace: "web", channel: "web" });
    const record = await stack.askAndWait({ command: "mood", version: webDraft.number });
    expect(record.answer).toMatchObject({ label: "Good", commandVersion: webDraft.number });
    const view = stack.bot.message(record, { locale: "en" });
    expect(view.root.heading).toBe(`Ada tried draft ${webDraft.number} of /mood`);
    expect(view.plainText).toContain(`Answered by draft ${webDraft.number}, which was not published then.`);
    const why = await stack.bot.handle(
      { kind: "explain", askId: record.ask.id },
      { interactionId: "w", person: ada, channel: "web", locale: "en" },
    );
    expect(JSON.stringify(why)).toContain(`Version ${webDraft.number} of the command, tried as a draft`);
  });

  it("calls a retired version that is tried by its number retired, in both languages, and counts what was tried in that workspace", async () => {
    const at = { platform: "web", workspace: "web", channel: "web" } as const;
    const { number } = await save("bygone", at);
    const scope = workspaceOf(at);
    await stack.store.publishVersion({ name: "bygone", number }, { scope, by: ada, note: null });
    await stack.store.retireVersion("bygone", { scope, by: ada, note: null });
    await stack.bot.commands.refresh();
    const notLive =
      "/bygone is not live here any more. Try its newest retired version: /fewshot try bygone@1 and a text";
    for (const typed of ["bygone great job", "try bygone great job"])
      expect(await say(typed, { at })).toBe(notLive);
    expect((await say("help bygone", { at })).split("\n")[0]).toBe(notLive);
    expect(await say("bygone great job", { at, locale: "zh-TW" })).toBe(
      "/bygone 在這裡已不再使用。試用最新的已停用版本：/fewshot try bygone@1 加上文字",
    );
    expect(await say("edit bygone", { at })).toBe(
      "Only retired versions of /bygone are here. Edit the newest one: /fewshot edit bygone@1",
    );
    expect(await say("edit bygone", { at, locale: "zh-TW" })).toBe(
      "這裡只有 /bygone 的已停用版本。編輯最新的一版：/fewshot edit bygone@1",
    );
    for (const word of ["publish", "share"])
      expect(await say(`${word} bygone`, { at })).toBe(
        `Only retired versions of /bygone are here. For the newest one: /fewshot ${word} bygone@1`,
      );
    expect(await say("publish bygone", { at, locale: "zh-TW" })).toBe(
      "這裡只有 /bygone 已停用的版本。使用最新的一版：/fewshot publish bygone@1",
    );
    expect(await say("edit bygone@1", { at })).toBe("form");
    // Elsewhere nothing is known of it.
    for (const typed of ["bygone hi", "try bygone hi", "help bygone", "edit bygone"])
      expect(await say(typed)).toMatch(/^There is no command \/bygone/);
    const by = { interactionId: `by${count++}`, person: ada, channel: "web", locale: "en" };
    const intent = { kind: "ask", command: "bygone", text: "great job", version: number } as const;
    const outcome = await stack.bot.handle(
      { ...intent, ...{ author: null, settings: {}, native: null } },
      by,
    );
    if (outcome.kind !== "accepted") throw new Error(outcome.kind);
    const record = await stack.untilDelivered(outcome.ask.id);
    const shown = (locale: string) => stack.bot.message(record, { locale });
    expect(shown("en").root.heading).toBe("Ada tried retired version 1 of /bygone");
    expect(shown("zh-TW").root.heading).toBe("Ada 試用了 /bygone 的已停用版本 1");
    expect(shown("en").plainText).toContain(
      "Answered by retired version 1, which was not in force here then.",
    );
    expect(shown("zh-TW").plainText).toContain("由已停用版本 1 回答，當時這裡使用的不是這個版本。");
    const compared = { ...record, ask: { ...record.ask, compares: true } };
    expect(stack.bot.message(compared, { locale: "en" }).root.heading).toBe(
      "Ada compared retired version 1 of /bygone with what is live",
    );
    const why = await stack.bot.handle({ kind: "explain", askId: record.ask.id }, by);
    expect(JSON.stringify(why)).toContain("Version 1 of the command, tried after it was retired.");
    const rating = { value: "right", reason: null, interactionId: "r", person: ada } as const;
    await stack.store.recordRating({ ...rating, askId: record.ask.id });
    const there = { person: { ...ada, workspace: "other" }, command: "bygone", version: number };
    const { ask } = await stack.store.recordAsk(anAsk({ ...there, versionState: "retired" }));
    await stack.store.recordRating({ ...rating, interactionId: "s", askId: ask.id });
    const line = "retired version 1 was rated right";
    expect(await say("history bygone", { at })).toContain(`\nTried: ${line} 1 time, wrong 0 times.`);
    const all = await say("history bygone", { at, person: boss });
    expect(all).toContain(`\nTried in all workspaces: ${line} 2 times, wrong 0 times.`);
    const zh = await say("history bygone", { at, person: boss, locale: "zh-TW" });
    expect(zh).toContain("試用評分（所有工作區）：已停用版本 1 正確 2 次，不對 0 次。");
  });

  it("shows the history with who and when, and names no name of somebody who erased their data", async () => {
    const author: Person = { platform: "slack", workspace: "T1", id: "U0ANNE", name: "Anne" };
    await stack.store.saveVersion({
      name: "past",
      scope: place(),
      source: source("x"),
      note: "a note",
      author,
      fileRevision: null,
    });
    await say("publish past", { person: boss });
    const lines = await say("history past");
    expect(lines).toMatch(
      /version 1 saved in this channel by Anne: a note\n.*version 1 published in this workspace by Boss\./,
    );
    await stack.erase(author);
    expect(await say("history past")).toMatch(
      /version 1 saved in this channel by somebody whose data is erased\.\n/,
    );
    expect(await say("history past", { locale: "zh-TW" })).toContain("Boss 在這個工作區發布了第 1 版");
  });

  it("makes a command by form: new, edited, its settings, published by button", async () => {
    const at = place("C-form");
    const person: Person = { platform: "slack", workspace: "T1", id: "U0FORM", name: "Form" };
    const by = (standing: Standing): Actor => ({
      interactionId: `f${count++}`,
      ...{ person, channel: at.channel, locale: "en", standing: async () => standing },
    });
    const send = (
      subject: string,
      values: Record<string, string | null>,
      standing: Standing = "member",
      locale = "en",
    ) => stack.bot.handle({ kind: "save-command", subject, values }, { ...by(standing), locale });
    expect(await say("new", { at, person })).toBe("form");
    const first = {
      name: "/Desk",
      description: "Which team?",
      labels: "Billing\nTravel",
      examples: "my money => Billing\nno arrow",
    };
    expect(await send("", first)).toMatchObject({
      field: "examples",
      text: "Examples, line 2: there is no =>. Write it as: text => label",
    });
    expect(await send("", { ...first, labels: "Billing", examples: "" })).toMatchObject({
      field: "labels",
      text: "Labels: needs at least 2 lines; write one more, or none for free text",
      remark: expect.stringContaining("Which team?"),
    });
    expect(
      await send("", { ...first, labels: "Billing\nbilling", examples: "" }, "member", "zh-TW"),
    ).toMatchObject({
      field: "labels",
      text: "標籤第 2 行：標籤「billing」重複了，請保留一個；大小寫視為相同",
    });
    const good = { ...first, examples: "my money => Billing" };
    // The summary is made of what it decides: that is said once, and a character of two code units is not cut in half.
    expect(await send("", { ...good, description: " " })).toMatchObject({
      field: "description",
      text: "What it decides: is empty; write something",
    });
    expect(await send("", { ...good, name: "emoji", description: `a${"👍".repeat(80)}` })).toMatchObject({
      about: "done",
    });
    expect(await send("", good)).toMatchObject({
      about: "done",
      text: expect.stringContaining("Draft 1 of /desk is saved"),
      actions: [{ press: { name: "draft-settings", rest: "desk@1" } }],
    });
    // Sent twice it is one draft; another text of the name is refused.
    expect(await send("", good)).toMatchObject({ about: "done", text: expect.stringContaining("Draft 1") });
    expect(await send("", { ...good, description: "Which?" })).toMatchObject({
      field: "name",
      text: expect.stringContaining("/fewshot edit desk"),
    });
    expect(await send("", { ...good, name: "edit" })).toMatchObject({ field: "name" });
    expect(await send("", { ...good, name: "../desk" })).toMatchObject({ field: "name" });

    const opened = await stack.bot.handle(
      { kind: "edit-command", subject: "desk", page: "command" },
      by("member"),
    );
    expect(opened).toMatchObject({
      kind: "form",
      askId: "desk@1",
      fields: [
        { id: "description", value: "Which team?" },
        { id: "labels" },
        { value: "my money => Billing" },
        { id: "note" },
      ],
    });
    const saved = await send(
      "desk@1",
      { description: "Which team, please?", labels: good.labels, examples: good.examples, note: "politer" },
      "manager",
    );
    expect(saved).toMatchObject({
      text: expect.stringContaining("Draft 2"),
      actions: [{ press: { name: "draft-settings" } }, { press: { name: "draft-publish", rest: "desk@2" } }],
    });
    expect(
      await send("desk@2", { summary: "Team", input: "Text", output: "Team", notSure: "60" }),
    ).toMatchObject({ text: expect.stringContaining("Draft 3") });
    expect((await stack.store.findVersion("desk", 3))?.source).toContain("abstain_below: 0.6");
    expect(
      await send("desk@3", { summary: "Team", input: "Team", output: "Team", notSure: "60" }),
    ).toMatchObject({ field: "output" });
    const publish = intentOfPress({ name: "draft-publish", askId: "", rest: "desk@3" });
    expect(await stack.bot.handle(publish, by("manager"))).toMatchObject({
      text: expect.stringContaining("Version 3 of /desk is live"),
    });
    // What is edited next starts from what is in force, and nobody elsewhere sees the draft.
    expect(
      await stack.bot.handle(
        { kind: "edit-command", subject: "desk@1", page: "command" },
        { ...by("manager"), channel: "C-else" },
      ),
    ).toMatchObject({ refusal: "unknown-command" });
    // A form of a version that was deleted meanwhile is saved all the same.
    expect(await send("desk@9", good)).toMatchObject({
      text: expect.stringContaining("Draft 4 of /desk is saved"),
    });
  });

  it("says how the tests of what was saved come out, and adds a label for the rest by a button", async () => {
    const at = place("C-rest");
    const person: Person = { platform: "slack", workspace: "T1", id: "U0REST", name: "Rest" };
    const actor: Actor = { interactionId: "rest", person, channel: at.channel, locale: "en" };
    const handle = (intent: Intent) => stack.bot.handle(intent, actor);
    const values = {
      name: "rest",
      description: "Which?",
      labels: "Positive\nNegative\nMixed => both at once",
    };
    const saved = await handle({ kind: "save-command", subject: "", values });
    expect(saved).toMatchObject({
      remark: expect.stringContaining('a label such as "Other"'),
      actions: [
        { press: { name: "draft-settings" } },
        { press: { name: "draft-other" }, label: 'Add "Other"' },
      ],
    });
    const added = await handle(intentOfPress({ name: "draft-other", askId: "", rest: "rest@1" }));
    expect(added).toMatchObject({
      text: expect.stringContaining("Draft 2 of /rest is saved"),
      remark:
        "No example shows Positive, Negative, Mixed: the model favours the labels that have examples; give each label one.",
      actions: [{ press: { name: "draft-settings", rest: "rest@2" } }],
    });
    expect((await stack.store.findVersion("rest", 2))?.source).toMatch(/Mixed: both at once[\s\S]*Other:/);
    const settings = await handle({ kind: "edit-command", subject: "rest@2", page: "command-settings" });
    expect(settings).toMatchObject({ fields: [{}, {}, {}, {}, { id: "tests", value: "" }] });
    const tests = "so good => Positive\nso bad => Negative";
    const more = { summary: "s", input: "In", output: "Out", notSure: "0", tests };
    expect(await handle({ kind: "save-command", subject: "rest@2", values: more })).toMatchObject({
      remark: expect.stringMatching(/^1 of 2 tests are answered as expected\.\nToo few tests to say/),
    });
    const zh = { ...values, name: "rest-zh", labels: "正面\n負面\n中性" };
    expect(
      await stack.bot.handle(
        { kind: "save-command", subject: "", values: zh },
        { ...actor, locale: "zh-TW" },
      ),
    ).toMatchObject({ actions: [{}, { label: "加上「其他」" }] });
  });

  it("compares a draft with what is in force, and refuses where there are no two to compare", async () => {
    const web: CommandPlace = { platform: "web", workspace: "web", channel: "web" };
    const at = { at: web, person: ada };
    expect(await say("compare weigh hello", at)).toContain("There is no command /weigh.");
    await save("weigh", web);
    expect(await say("weigh hello", at)).toBe(
      "/weigh is not live here. Try its newest draft: /fewshot try weigh and a text",
    );
    expect(await say("help weigh", at)).toContain(
      "/weigh is not live here. Try its newest draft: /fewshot try weigh and a text\n",
    );
    expect(await say("compare weigh hello", at)).toBe(
      "No /weigh is live here, so there is nothing to compare with. Try it alone: /fewshot try weigh",
    );
    await say("publish weigh", { ...at, standing: "operator" });
    expect(await say("compare weigh@1 hello", at)).toContain("Version 1 of /weigh is what is live here.");
    expect(await say("compare weigh@7 hello", at)).toContain("There is no version 7 of /weigh");
    await save("weigh", web, "newer");
    expect(await say("compare weigh", at)).toBe(
      "Write a text after the command, for example: /fewshot compare weigh …",
    );
    const record = await stack.askAndWait({ command: "weigh", version: 2, compares: true });
    expect(record.answer).toMatchObject({ commandVersion: 2, inForce: { commandVersion: 1, label: "Good" } });
    const { blocks, plainText } = stack.bot.message(record, { locale: "en" });
    expect(blocks.map(({ kind }) => kind)).toEqual(["compared", "note", "disclaimer"]);
    expect(plainText).toMatch(
      /^Live version 1\nGood \(90%\)\n.*\nDraft 2\nGood .*\n.*\nBoth give the same answer\.\n/,
    );

    const press = (intent: Intent, person = ada, locale = "en") =>
      stack.bot.handle(intent, { interactionId: `p${count++}`, person, channel: "web", locale });
    const { id: askId } = record.ask;
    expect(JSON.stringify(await press({ kind: "explain", askId }))).toMatch(
      /The exact prompt \(live version 1\).*The exact prompt \(draft 2\)/,
    );
    expect(JSON.stringify(await press({ kind: "explain", askId }, ada, "zh-TW"))).toContain(
      "完整的提示（目前使用的第 1 版）",
    );
    for (const intent of [
      { kind: "rate", askId, value: "right" },
      { kind: "open-override", askId },
      { kind: "override", askId, value: "Good", reason: null, mayReuse: true },
    ] as const)
      expect(await press(intent)).toMatchObject({
        text: "This is a comparison of two versions. Say which one you prefer.",
      });
    const chosen = intentOfPress({ name: "prefer-live", askId, rest: "" });
    expect(await press(chosen)).toMatchObject({
      text: "Thank you. It was saved that you prefer live version 1 on this text. /fewshot history weigh counts all.",
    });
    const gone: Person = { ...ada, id: "gone" };
    await stack.store.setOptedOut(gone, true);
    expect(await press(chosen, gone)).toMatchObject({ refusal: "opted-out" });
    const after = await stack.store.findAsk(askId);
    expect(after?.preferences).toMatchObject([{ preferred: "live", draft: 2, live: 1 }]);
    const offered = after && stack.bot.message(after, { locale: "en", person: ada }).actions;
    expect(offered?.map(({ label, isPressed }) => (isPressed ? `[${label}]` : label))).toEqual([
      "[Prefer live version 1]",
      "Prefer draft 2",
      "Why?",
      "Opt out",
    ]);
    expect(await say("history weigh", { ...at, locale: "zh-TW" })).toContain(
      "比較結果：草稿 2 較好 0 次，目前使用的第 1 版 較好 1 次。",
    );
    const usual = await stack.askAndWait({ command: "weigh" });
    expect(await press({ ...chosen, askId: usual.ask.id } as Intent)).toMatchObject({
      text: "This answer compares no versions.",
    });
  });

  it("refuses a text that is too long or no command, and keeps what no database can hold as it is shown", async () => {
    const save = (text: string) =>
      saveDraft(
        { store: stack.store, commands: stack.bot.commands },
        { name: "long", source: text, note: null, scope: place(), author: OPERATOR },
      );
    expect(await save(`${source("x")}# ${"é".repeat(33_000)}`)).toEqual({ kind: "too-large" });
    expect(await save("summary: *a")).toMatchObject({ kind: "faulty" });
    for (const [file, fault] of [
      ["/etc/passwd", "not-a-file-name"],
      ["x.jsonl", "saved-names-file"],
    ])
      expect(await save(`${source("x")}examples_file: ${file}\n`)).toMatchObject({
        faults: [{ fault: { code: fault } }],
      });
    const kept = await save(`${source("x")}# \ud800 \0`);
    expect("version" in kept && kept.version.source).toBe(`${source("x")}# \ufffd \ufffd`);
  });

  it("asks for a name where none is written, and does nothing for who has opted out", async () => {
    expect(await say("publish")).toBe("Write the name of a command: /fewshot publish triage");
    expect(await say("publish 🎉")).toMatch(/^“🎉” can't be the name of a command\. Write the name/);
    expect(await say("edit 評論", { locale: "zh-TW" })).toMatch(/^「評論」不能作為指令的名稱。/);
    for (const [typed, sentence] of [
      ["publish weigh@0", '"0" is no version: versions are numbered from 1, like weigh@1.'],
      ["publish /weigh@x everywhere", '"x" is no version'],
      ["share weigh@01", '"01" is no version'],
      ["edit weigh@1.5", '"1.5" is no version'],
      ["try weigh@ some text", "There is no number behind @"],
      ["compare `weigh@-1` text", '"-1" is no version'],
      ["publish weigh@999", "There is no command /weigh."],
      ["edit weigh@999", "There is no version 999 of /weigh that can be used here."],
      ["try weigh@999 text", "There is no command /weigh."],
    ] as const)
      expect(await say(typed), typed).toContain(sentence);
    const gone: Person = { platform: "slack", workspace: "T1", id: "U0GONE", name: "Gone" };
    await stack.store.setOptedOut(gone, true);
    expect(await say("publish mood", { person: gone, standing: "operator" })).toContain("You have opted out");
  });
});
