/** Saved commands in Slack, over the wire: published by an admin, used at once by word, by mention and on a message. */

import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { OPERATOR } from "../../../src/core/command/saved-command.ts";
import { en } from "../../../src/i18n/en/index.ts";
import { IDS, type Message } from "../../emulators/slack/workspace.ts";
import { commands } from "../../flows/stack.ts";
import { FILED, filed, LOSES, source } from "../filed.ts";
import { ADA, BEN, GENERAL, isAnswer, openSlackStack, type SlackStack, textOf } from "./stack.ts";

const STRANGER = "U0STRANGER";
let stack: SlackStack;
beforeAll(async () => {
  stack = await openSlackStack({
    emulator: { burst: 1000, postsPerSecond: 1000 },
    commands: [...commands, filed],
  });
  const { workspace } = stack.slack;
  workspace.addUser({ id: STRANGER, name: "Stranger", team: "T0OTHER" }).isAdmin = true;
});
afterAll(() => stack.close());

const draft = (name: string, more = "") =>
  stack.store.saveVersion({
    ...{ name, source: source + more, note: null, author: OPERATOR, fileRevision: null },
    scope: { platform: "slack", workspace: IDS.team, channel: GENERAL },
  });
const say = async (user: string, text: string) => {
  const { payload } = await stack.slack.slash(GENERAL, user, `fewshot ${text}`);
  return textOf(payload as never);
};
const untilAnswerIn = (root: Message) => stack.until(() => stack.slack.thread(root).find(isAnswer));

it("is published by an admin of the workspace, not by a member, nor by an admin of a connected one", async () => {
  const { workspace } = stack.slack;
  await draft("route");
  expect(await say(ADA, "publish route")).toContain("You can't change what is in force there.");
  expect(await say(STRANGER, "publish route")).toContain("You can't change");
  const ada = workspace.users.get(ADA);
  if (ada) ada.isAdmin = true;
  expect(await say(ADA, "publish route")).toMatch(
    /^Version 1 of \/route is live in this workspace\..*\nAsk it with \/fewshot route and a text/,
  );
});

it("is not said to get a slash command that Slack answers itself", async () => {
  await draft("topic");
  const said = await say(ADA, "publish topic");
  expect(said).toContain(
    "Ask it with /fewshot topic and a text, or in a mention: Slack answers /topic itself.",
  );
  expect(said).not.toContain("manifest");
});

it("runs at once as /fewshot NAME text, by mention and in the choice on a message", async () => {
  const { slack } = stack;
  await slack.slash(GENERAL, BEN, "fewshot route Where is my money?");
  expect(textOf(await stack.untilReply())).toContain("Billing");
  const { message } = await slack.mention(GENERAL, BEN, "route Where is my money?");
  expect(textOf(await untilAnswerIn(message))).toContain("Billing");
  const asked = slack.say(GENERAL, BEN, "Where is my money?");
  const view = await stack.openForm(ADA, () => slack.shortcut("ask", asked, ADA));
  expect(JSON.stringify(view.content)).toContain("/route: Which team?");
  await slack.submit(view, { command: "route" });
  expect(textOf(await untilAnswerIn(asked))).toContain("Billing");
});

it("tries a draft in the thread of a root message that says so, and Why? names it", async () => {
  await draft("fresh");
  await stack.slack.slash(GENERAL, BEN, "fewshot try fresh Where is my money?");
  const root = await stack.until(() => stack.posts().find((post) => textOf(post).includes("草稿 1")));
  expect(textOf(root)).toContain("Ben 試用了 /fresh 的草稿 1");
  expect(textOf(await untilAnswerIn(root))).toContain("由當時尚未發布的草稿 1 回答。");
});

it("answers by the version whose number stands behind the name, and asks a text that begins with @", async () => {
  const { slack } = stack;
  await draft("numbered");
  await slack.slash(GENERAL, BEN, "fewshot numbered@1 Where is my money?");
  const root = await stack.until(() =>
    stack.posts().find((post) => textOf(post).includes("Ben 試用了 /numbered 的草稿 1")),
  );
  expect(textOf(root)).not.toContain("@1");
  expect(textOf(await untilAnswerIn(root))).toContain("由當時尚未發布的草稿 1 回答。");
  const { message } = await slack.mention(GENERAL, BEN, "numbered@1: Where is my money?");
  expect(textOf(await untilAnswerIn(message))).toContain("由當時尚未發布的草稿 1 回答。");
  // Alone it is about the message above.
  for (const typed of ["numbered@1", "try numbered@1"]) {
    const above = slack.say(GENERAL, ADA, "Where is my money?");
    await slack.mention(GENERAL, BEN, typed, above);
    expect(textOf(await untilAnswerIn(above))).toContain("由當時尚未發布的草稿 1 回答。");
  }
  expect(await say(ADA, "numbered@2 Where is my money?")).toContain("There is no version 2 of /numbered");
  expect(await say(ADA, "numbered@1.5 Where is it?")).toContain('"1.5" is no version');
  await slack.slash(GENERAL, ADA, "fewshot route @1 is late");
  await stack.until(() => stack.posts().find((post) => textOf(post).includes("@1 is late")));
});

it("answers by what is in force where its number is tried, and Why? says what is in force since", async () => {
  const { slack } = stack;
  await slack.slash(GENERAL, ADA, "fewshot try route@1 Where is my money?");
  const root = await stack.until(() =>
    stack.posts().find((post) => !post.threadTs && textOf(post).includes("Ada used /route")),
  );
  const answer = await untilAnswerIn(root);
  expect(textOf(answer)).not.toContain("draft");
  const why = async (user: string) => {
    const opened = slack.workspace.views.size;
    await slack.press(answer, "fewshot-why", user);
    await stack.until(() => slack.workspace.views.size > opened);
    const read = () => textOf(slack.lastView(user).content as never);
    return stack.until(() => /Version 1 of the command|指令第 1 版/.test(read()) && read());
  };
  expect(await why(ADA)).not.toContain("in force here");
  await draft("route", "experimental: true\n");
  expect(await say(ADA, "publish route")).toContain("Publish version 2 of /route?");
  const shown = await stack.untilNotice(ADA);
  await slack.press(shown, "fewshot-draft-publish-now", ADA);
  await stack.until(() => slack.workspace.ephemeral(ADA).some((one) => textOf(one).includes("Version 2 of")));
  expect(await why(ADA)).toContain(
    "Version 1 of the command, saved by the team. Now version 2 is in force here.",
  );
  expect(await why(BEN)).toContain("這裡現在使用第 2 版。");
  expect(await say(ADA, "back route")).toContain("version 1 is live again");
});

it("never offers /topic, which Slack answers itself: not in help, lists, usage, refusals and the App Home", async () => {
  await draft("topic");
  await say(ADA, "publish topic");
  const { slack } = stack;
  for (const typed of ["", "list", "help topic", "topic", "help topik"]) {
    const said = await say(ADA, typed);
    expect([typed, said]).toEqual([typed, expect.stringContaining("/fewshot topic")]);
    expect(said.replaceAll("/fewshot topic", "")).not.toContain("/topic");
  }
  await slack.openHome(BEN);
  const home = await stack.until(() => slack.workspace.homes.get(BEN));
  expect(JSON.stringify(home)).toContain("/fewshot topic");
});

it("says what a name or a word that is unknown may have meant", async () => {
  for (const [user, typed, said] of [
    [ADA, "pubish route", "There is no command /pubish. Did you mean /fewshot publish?"],
    [ADA, "nonsense it is", "There is no command /nonsense. /fewshot list shows all."],
    [BEN, "nonsense it is", "沒有 /nonsense 這個指令。輸入 /fewshot list 查看所有指令。"],
    [ADA, "rout hello", "There is no command /rout. Did you mean /route?"],
    [ADA, "help rout", "There is no command /rout. Did you mean /route?"],
    [ADA, "fresh hello", "/fresh is not live here. Try its newest draft: /fewshot try fresh and a text"],
    [ADA, "publish frech", "There is no command /frech. Did you mean /fresh?"],
    [ADA, "edit frech", "There is no command /frech. Did you mean /fresh?"],
    [BEN, "history frech", "沒有 /frech 這個指令。您是指 /fresh 嗎？"],
    [ADA, "retire frech", "There is no command /frech. Did you mean /fresh?"],
    [ADA, "compare frech hello", "There is no command /frech. Did you mean /fresh?"],
    [ADA, "try frech@3 hello", "There is no command /frech. Did you mean /fresh?"],
    [
      ADA,
      "share sentiment",
      "There is no draft of /sentiment that can be used here. /fewshot edit sentiment makes one.",
    ],
  ] as const)
    expect((await say(user, typed)).split("\n")[0], typed).toBe(said);
  expect(await say(ADA, "help publish")).not.toContain("There is no command");
  expect(await say(ADA, "")).toContain("compare COMMAND TEXT asks it and what is live");
});

it("goes back, and says what happened when Slack can't be asked who an admin is", async () => {
  expect(await say(ADA, "history route")).toContain("version 1 published in this workspace by Ada.");
  const stop = stack.slack.faults.add({
    method: "users.info",
    fault: { kind: "error", error: "user_not_visible" },
  });
  expect(await say(ADA, "back route")).toBe(en.failures.PLATFORM_REFUSED);
  stop();
  expect(await say(ADA, "back route")).toContain("is retired in this workspace");
  expect(await say(ADA, "route hello")).toContain("/route is not live here any more.");
});

it("makes a command in a form, changes its settings by a button, and publishes it by another", async () => {
  const { slack, store } = stack;
  const opened = await stack.openForm(ADA, () => slack.slash(GENERAL, ADA, "fewshot new"));
  const values = {
    name: "desk",
    description: "Which team?",
    labels: "Billing\nTravel",
    examples: "my money Billing",
  };
  const refused = await slack.submit(opened, values);
  expect(JSON.stringify(refused.payload)).toContain(
    "Examples, line 1: there is no =>. Write it as: text => label",
  );
  const ofBen = await stack.openForm(BEN, () => slack.slash(GENERAL, BEN, "fewshot new"));
  const inChinese = await slack.submit(ofBen, { ...values, labels: "Billing\nbilling", examples: "" });
  expect(JSON.stringify(inChinese.payload)).toContain("標籤第 2 行：標籤「billing」重複了");
  await slack.slash(GENERAL, BEN, "fewshot new", { delayMs: 3_500 });
  await stack.until(() =>
    slack.workspace
      .ephemeral(BEN)
      .find((one) => textOf(one) === "Slack 等候這個表單太久了，請再送出一次指令。"),
  );
  await slack.submit(opened, { ...values, examples: "my money => Billing\nmy flight => Travel" });
  const saved = await stack.until(() =>
    slack.workspace.ephemeral(ADA).find((one) => textOf(one).includes("Draft 1 of /desk")),
  );
  const settings = await stack.openForm(ADA, () => slack.press(saved, "fewshot-draft-settings", ADA));
  await slack.submit(settings, { summary: "Team", input: "Message", output: "Team", notSure: "60" });
  const second = await stack.until(() =>
    slack.workspace.ephemeral(ADA).find((one) => textOf(one).includes("Draft 2 of /desk")),
  );
  expect((await store.findVersion("desk", 2))?.source).toContain("abstain_below: 0.6");
  await slack.press(second, "fewshot-draft-publish", ADA);
  await stack.until(() =>
    slack.workspace.ephemeral(ADA).find((one) => textOf(one).includes("Version 2 of /desk is live")),
  );
  await slack.slash(GENERAL, BEN, "fewshot desk Where is my money?");
  await stack.until(() => stack.posts().find((post) => textOf(post).includes("Ben 使用了 /desk")));
  const live = slack.workspace
    .ephemeral(ADA)
    .find((one) => textOf(one).includes("Version 2 of /desk is live"));
  if (!live) throw new Error("no notice");
  await slack.press(live, "fewshot-draft-back", ADA);
  await stack.until(() =>
    slack.workspace.ephemeral(ADA).find((one) => textOf(one).includes("Version 2 of /desk is retired")),
  );

  // What was taken back is undone by one press, and nothing is measured for it.
  const retired = slack.workspace
    .ephemeral(ADA)
    .find((one) => textOf(one).includes("Version 2 of /desk is retired"));
  await slack.press(retired as never, "fewshot-draft-publish-again", ADA);
  await stack.until(async () => (await store.findVersion("desk", 2))?.state === "live");
  const edited = await stack.openForm(ADA, () => slack.slash(GENERAL, ADA, "fewshot edit desk"));
  expect(JSON.stringify(edited.content)).toContain("my money => Billing\\nmy flight => Travel");
  expect(edited.content.title).toMatchObject({ text: "Edit /desk" });
});

it("says every fault of a form at its own field, with the line as people count it there", async () => {
  const { slack, store } = stack;
  const opened = await stack.openForm(ADA, () => slack.slash(GENERAL, ADA, "fewshot new"));
  const refused = await slack.submit(opened, {
    name: "lines",
    description: "Which\tteam?",
    labels: `\nBilling\n\nTravel\n${"x".repeat(61)}`,
    examples: "my money => Billing\n\n\nmy card => Cards\n=> Travel",
  });
  const line = "must be one line; write spaces in place of line breaks, tabs and other control characters";
  expect(refused.payload).toEqual({
    response_action: "errors",
    errors: {
      description: `What it decides: ${line}`,
      labels: "Labels, line 5: has 61 characters; the limit is 60. Shorten it",
      examples: expect.stringMatching(
        /^Examples, line 4: "Cards" is not one of .*\nExamples, line 5: the text before => is empty; write something$/,
      ),
    },
  });
  const unknown = await slack.submit(opened, {
    ...{ name: "lines", description: "Which team?", labels: "\nBilling\n\nTravel => trips" },
    examples: "my money => Billing\n\n\nmy card => Cards",
  });
  expect(unknown.payload).toMatchObject({
    errors: { examples: expect.stringContaining('Examples, line 4: "Cards" is not one of the labels') },
  });
  // A test is on the other page, and its label on this one.
  await slack.submit(opened, {
    ...{ name: "lines", description: "Which team?", labels: "Billing\nTravel" },
    examples: "my money => Billing",
  });
  const scope = { platform: "slack", workspace: IDS.team, channel: GENERAL } as const;
  await stack.until(() => store.findSeen("lines", 1, scope));
  const settings = await stack.openForm(ADA, async () => {
    const saved = await stack.until(() =>
      slack.workspace.ephemeral(ADA).find((one) => textOf(one).includes("Draft 1 of /lines")),
    );
    await slack.press(saved, "fewshot-draft-settings", ADA);
  });
  const more = { summary: "Team", input: "Message", output: "message", notSure: "much" };
  expect((await slack.submit(settings, more)).payload).toEqual({
    response_action: "errors",
    errors: { notSure: "Not sure below: write a percentage from 0 to 100, or nothing" },
  });
  const tests = "my money => Billing\n\nmy flight => Travel";
  const refusedTests = { ...more, notSure: "", tests: `${tests}\nmy card => Cards` };
  expect((await slack.submit(settings, refusedTests)).payload).toMatchObject({
    errors: {
      output: expect.stringContaining(
        "Written before the answer: must differ from “Written before the text”",
      ),
      tests: expect.stringContaining('Tests, line 4: "Cards" is not one of the labels Billing, Travel.'),
    },
  });
  await slack.submit(settings, { ...more, output: "Team", notSure: "", tests });
  await stack.until(() => store.findSeen("lines", 2, scope));
  const edited = await stack.openForm(BEN, () => slack.slash(GENERAL, BEN, "fewshot edit lines"));
  const renamed = await slack.submit(edited, {
    ...{ description: "Which team?", labels: "Billing\nTrips", examples: "my money => Billing" },
  });
  expect(renamed.payload).toEqual({
    response_action: "errors",
    errors: {
      labels:
        "測試（在「更多設定」中）第 2 行：應為「Travel」，但這個標籤已經不在了。請先在「標籤」保留這個標籤並儲存，再到「更多設定」更改測試，最後才移除標籤",
    },
  });
});

it("shows what a version changes before it takes the place of another, and publishes it by button", async () => {
  const { slack } = stack;
  const notice = (text: string) =>
    stack.until(() => slack.workspace.ephemeral(ADA).find((one) => textOf(one).includes(text)));
  await draft("gated");
  const { payload } = await slack.slash(GENERAL, ADA, "fewshot publish gated");
  expect(textOf(payload as never)).toContain("Version 1 of /gated is live");
  await draft("gated", "tests: [{ input: my money, output: Billing }]\n");
  // By mention, since the answer to a slash command has no message that could be pressed here.
  await slack.mention(GENERAL, ADA, "publish gated");
  const shown = await notice("Publish version 2 of /gated?");
  expect(textOf(shown)).toContain("Compared on 0 spot checks and 1 test.");
  expect(textOf(shown)).toContain("Not measured: these are too few.");
  expect(textOf(shown)).toContain(
    "changes with the word for a person in 0 of 1 (0.0%, 95% interval 0.0% to 79.3%)",
  );
  expect((await stack.store.findVersion("gated", 2))?.state).toBe("draft");
  await slack.press(shown, "fewshot-draft-publish-now", ADA);
  // Whoever undoes a step back sees no figures: what was in force a moment ago is in force again.
  await slack.press(await notice("Version 2 of /gated is live"), "fewshot-draft-back", ADA);
  const back = await notice("Version 2 of /gated is retired in this workspace, and version 1 is live again.");
  const state = async () => (await stack.store.findVersion("gated", 2))?.state;
  await slack.press(back, "fewshot-draft-publish-again", ADA);
  await stack.until(async () => (await state()) === "live");
  // Once something else was published, the same button undoes nothing: it shows what it would change.
  await draft("gated", "tests: [{ input: my flight, output: Travel }]\n");
  const third = { name: "gated", number: 3 };
  await stack.store.publishVersion(third, {
    ...{ scope: (await stack.store.findVersion("gated", 2))?.scope as never, by: OPERATOR, note: null },
  });
  await slack.press(back, "fewshot-draft-publish-again", ADA);
  await notice("Version 3 of /gated was published meanwhile.");
  expect([await state(), (await stack.store.findVersion("gated", 3))?.state]).toEqual(["retired", "live"]);
});

it("says that an examples file stays behind before it is written, when it is saved, and before it is published", async () => {
  const { slack } = stack;
  const readFile = vi.spyOn(stack.bot.commands, "readFile").mockResolvedValue(FILED);
  const opened = await stack.openForm(ADA, () => slack.slash(GENERAL, ADA, "fewshot edit filed"));
  expect(textOf(opened.content as never)).toContain(LOSES);
  await slack.submit(opened, {
    ...{ description: "Route.", labels: "Billing\nTravel", examples: "my money => Billing" },
  });
  const saved = await stack.until(() =>
    slack.workspace.ephemeral(ADA).find((one) => textOf(one).includes("Draft 1 of /filed")),
  );
  expect(textOf(saved)).toContain(LOSES);
  const ofBen = await stack.openForm(BEN, () => slack.slash(GENERAL, BEN, "fewshot edit filed"));
  expect(textOf(ofBen.content as never)).toContain("儲存的版本不能指定範例檔案");
  readFile.mockRestore();
  expect(await say(ADA, "publish filed")).toContain(LOSES);
  expect((await stack.store.findVersion("filed", 1))?.state).toBe("draft");
});

it("says that Slack opens no form for a mention", async () => {
  await stack.slack.mention(GENERAL, ADA, "edit desk");
  const refusal = await stack.until(() =>
    stack.slack.workspace.ephemeral(ADA).find((one) => textOf(one).includes("slash commands only")),
  );
  expect(textOf(refusal)).toContain("Type the same after /fewshot.");
});

it("shares a draft with all, after a slash command and after a mention", async () => {
  await draft("shared");
  const { payload } = await stack.slack.slash(GENERAL, ADA, "fewshot share shared");
  expect(payload).toMatchObject({ response_type: "in_channel" });
  expect(textOf(payload as never)).toBe(
    "Draft 1 of /shared\nRoute it.\nBilling · Travel\nTry it, and rate the answer: /fewshot try shared@1 and a text",
  );
  const root = stack.slack.say(GENERAL, BEN, "look");
  await stack.slack.mention(GENERAL, ADA, "share shared@1", root);
  await stack.until(() =>
    stack.slack.thread(root).find((one) => one.botId && textOf(one).includes("Draft 1 of /shared")),
  );
  // Who shared it reads how others rated it.
  await stack.slack.slash(GENERAL, BEN, "fewshot try shared@1 Where is my money?");
  const tried = await stack.until(() =>
    stack.posts().find((post) => textOf(post).includes("Ben 試用了 /shared 的草稿 1")),
  );
  await stack.slack.press(await untilAnswerIn(tried), "fewshot-rate", BEN, { choice: "negative" });
  await expect
    .poll(() => say(ADA, "history shared"))
    .toContain("Tried: draft 1 was rated right 0 times, wrong 1 time.");
  expect(await say(BEN, "history shared")).toContain("試用評分：草稿 1 正確 0 次，不對 1 次。");
  const refused = await stack.slack.slash(GENERAL, ADA, "fewshot share nothing");
  expect(refused.payload).toMatchObject({ response_type: "ephemeral" });
});
