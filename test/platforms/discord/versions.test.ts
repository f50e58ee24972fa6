/** Saved commands on Discord, over the wire: registered for their server alone, used there, and published by who manages it. */

import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { OPERATOR } from "../../../src/core/command/saved-command.ts";
import { TYPES } from "../../emulators/discord/world.ts";
import { commands } from "../../flows/stack.ts";
import { FILED, filed, LOSES, source } from "../filed.ts";
import { buttonId, type DiscordStack, GUILD, isAnswer, labelsOf, openDiscordStack, seen } from "./stack.ts";

const OTHER = "700000000000000002";
let stack: DiscordStack;
beforeAll(async () => {
  stack = await openDiscordStack({ commands: [...commands, filed] });
  stack.discord.addGuild(OTHER);
});
afterAll(() => stack.close());

const draft = (name: string, scope: { workspace: string; channel: string }, more = "") =>
  stack.store.saveVersion({
    ...{ name, source: source + more, note: null, author: OPERATOR, fileRevision: null },
    scope: { platform: "discord", ...scope },
  });
/** The commands that one server has of its own, by the last registration. */
const namesIn = (guildId: string) =>
  stack.discord.registered.findLast((one) => one.guildId === guildId)?.commands.map(({ name }) => name);

it("registers what a manager publishes in that server at once, and answers it there", async () => {
  const { people, ada, general, world } = stack;
  await draft("route", { workspace: GUILD, channel: general.id });
  const refused = people.fewshot({ user: ada, channel: general }, "publish", "route");
  expect(seen(await stack.untilReply(refused))).toContain("You can't change what is in force there.");
  const published = people.fewshot({ user: ada, channel: general, isManager: true }, "publish", "route", {
    where: "server",
  });
  expect(seen(await stack.untilReply(published))).toContain("Version 1 of /route is live in this workspace.");
  await stack.until(() => namesIn(GUILD)?.join() === "route,Route");
  expect(
    stack.discord.registered.filter(({ guildId }) => guildId === null || guildId === undefined),
  ).toHaveLength(1);
  const asked = people.slash({ user: ada, channel: general }, "route", "Where is my money?");
  expect(seen(await stack.untilThreadAnswer(asked))).toContain("**Billing**");
  const elsewhere = world.addChannel({ type: TYPES.text, guildId: OTHER });
  const unknown = people.slash({ user: ada, channel: elsewhere }, "route", "Where is my money?");
  const unnamed = seen(await stack.untilReply(unknown));
  expect(unnamed).toContain("There is no command /route");
  // What was typed is nowhere else.
  expect(unnamed).toContain("You wrote: Where is my money?");
});

it("keeps the server's commands when one of them is used, which Discord marks as the server's own", async () => {
  const { people, ada, general, discord } = stack;
  const before = discord.registered.length;
  const asked = people.actChanged({ user: ada, channel: general }, (payload) => ({
    ...payload,
    data: { ...(payload.data as object), name: "route", guild_id: GUILD },
  }));
  await stack.untilThreadAnswer(asked);
  expect(discord.registered).toHaveLength(before);
});

it("registers no second command where the name is registered everywhere already", async () => {
  const { people, ada, general } = stack;
  await draft("sentiment", { workspace: GUILD, channel: general.id });
  const where = { user: ada, channel: general, isManager: true };
  const shown = await stack.untilReply(people.fewshot(where, "publish", "sentiment"));
  const published = people.press(where, shown, buttonId(shown, "Publish"));
  expect(seen(await stack.untilReply(published))).toContain("is live");
  const asked = people.slash({ user: ada, channel: general }, "sentiment", "Where is my money?");
  expect(seen(await stack.untilThreadAnswer(asked))).toContain("**Billing**");
  expect(namesIn(GUILD)).toEqual(["route", "Route"]);
});

it("tries a draft in a thread that says so, and offers its name while it is typed", async () => {
  const { people, ada, general } = stack;
  await draft("fresh", { workspace: GUILD, channel: general.id });
  const typed = people.complete({ user: ada, channel: general }, "fr", "try");
  expect((await stack.until(() => typed.response)).data).toEqual({
    choices: [{ name: "/fresh", value: "fresh" }],
  });
  const asked = people.fewshot({ user: ada, channel: general }, "try", "fresh", {
    text: "Where is my money?",
  });
  const answer = await stack.untilThreadAnswer(asked);
  expect(isAnswer(answer)).toBe(true);
  expect(seen(answer)).toContain("Answered by draft 1");
  expect(seen(await stack.untilReply(asked))).toContain("Ada tried draft 1 of /fresh");
});

it("says what a name that is unknown may have meant, and asks what is in force by its number", async () => {
  const { people, ada, ben, general } = stack;
  const where = { user: ada, channel: general, isManager: true };
  for (const [verb, name, more] of [
    ["publish", "rout", {}],
    ["history", "rout", {}],
    ["share", "rout", {}],
    ["edit", "rout", {}],
    ["compare", "rout", { text: "hello" }],
    ["help", "rout", {}],
  ] as const)
    expect(seen(await stack.untilReply(people.fewshot(where, verb, name, more))), verb).toContain(
      "There is no command /rout. Did you mean /route?",
    );
  const inChinese = people.fewshot({ user: ben, channel: general }, "back", "rout");
  expect(seen(await stack.untilReply(inChinese))).toContain("您是指 /route 嗎？");
  const asked = people.fewshot(where, "try", "route@1", { text: "Where is my money?" });
  const answer = await stack.untilThreadAnswer(asked);
  expect(seen(answer)).not.toContain("draft");
  expect(seen(await stack.untilReply(asked))).toContain("Ada used /route");
});

it("takes the server's commands away when they are retired, and shows the history", async () => {
  const { people, ada, general } = stack;
  const sent = people.fewshot({ user: ada, channel: general }, "history", "route");
  expect(seen(await stack.untilReply(sent))).toMatch(/version 1 published in this workspace by Ada/);
  for (const name of ["route", "sentiment"])
    await stack.untilReply(people.fewshot({ user: ada, channel: general, isManager: true }, "retire", name));
  await stack.until(() => namesIn(GUILD)?.length === 0);
});

it("makes a command in a form, and gives back what was typed where something is wrong", async () => {
  const { people, ada, general, store } = stack;
  const where = { user: ada, channel: general, isManager: true };
  const opened = people.fewshot(where, "new");
  await stack.untilForm(opened);
  const values = {
    name: "desk",
    description: "Which team?",
    labels: "Billing\nTravel",
    examples: "my money Billing",
  };
  const refused = seen(await stack.untilReply(people.submit(where, opened, values)));
  expect(refused).toContain("Examples, line 1: there is no =>");
  expect(refused).toContain("my money Billing");
  const blank = people.submit(where, opened, {
    ...{
      ...values,
      labels: "\nBilling\n\nTravel\nbilling",
      examples: "my money => Billing\n\nmy flight => Travel",
    },
  });
  const twice = seen(await stack.untilReply(blank));
  expect(twice).toContain('Labels, line 5: the label "billing" is there twice; keep one.');
  expect(twice).toMatch(/Labels:\n(-# )?\s*\n(-# )?Billing/);
  // More than a message shows comes back as a file, whole.
  const lines = Array.from({ length: 30 }, (_, index) => `my money is lost, part ${index} => Billing`);
  const long = { ...values, description: "Whose *desk* is it?", examples: [...lines, "no arrow"].join("\n") };
  const withFile = await stack.untilReply(people.submit(where, opened, long));
  expect(seen(withFile)).toContain("Examples, line 31: there is no =>");
  expect(seen(withFile)).toContain("Shortened. The file holds all of it.");
  expect(withFile.files[0]?.text).toContain(
    `Whose *desk* is it?\nLabels:\nBilling\nTravel\nExamples:\n${long.examples}`,
  );
  const sent = people.submit(where, opened, { ...values, examples: "my money => Billing" });
  const saved = await stack.untilReply(sent);
  expect(seen(saved)).toContain("Draft 1 of /desk is saved");
  expect(labelsOf(saved)).toEqual(["More settings", "Publish"]);
  const settings = people.press(where, saved, buttonId(saved, "More settings"));
  await stack.untilForm(settings);
  const second = people.submit(where, settings, {
    summary: "Team",
    input: "Message",
    output: "Team",
    notSure: "",
  });
  const again = await stack.untilReply(second);
  expect(seen(again)).toContain("Draft 2 of /desk");
  const published = people.press(where, again, buttonId(again, "Publish"));
  expect(seen(await stack.untilReply(published))).toContain("Version 2 of /desk is live");
  await stack.until(() => namesIn(GUILD)?.join() === "desk,Desk");
  expect((await store.findVersion("desk", 2))?.source).toContain("summary: Team");

  const edit = people.fewshot(where, "edit", "desk");
  expect(JSON.stringify(await stack.untilForm(edit))).toContain("my money => Billing");
  // What is written into the form is saved, also where the version that it shows is deleted meanwhile.
  const scope = { platform: "discord", workspace: GUILD, channel: "" };
  await store.retireVersion("desk", { scope, by: OPERATOR, note: null });
  for (const number of [1, 2]) await store.deleteVersion({ name: "desk", number }, OPERATOR);
  const late = people.submit(where, edit, {
    ...{ description: "Whose desk?", labels: values.labels, examples: "my flight => Travel" },
  });
  expect(seen(await stack.untilReply(late))).toContain("Draft 3 of /desk is saved");
});

it("shows what a version changes before it takes the place of another, and publishes it by button", async () => {
  const { people, ada, general, store } = stack;
  const where = { user: ada, channel: general, isManager: true };
  await draft("gated", { workspace: GUILD, channel: general.id });
  await stack.untilReply(people.fewshot(where, "publish", "gated", { where: "everywhere" }));
  await stack.untilReply(people.fewshot(where, "publish", "gated"));
  await draft("gated", { workspace: GUILD, channel: general.id }, "experimental: true\n");
  const shown = await stack.untilReply(people.fewshot(where, "publish", "gated", { where: "here" }));
  expect(seen(shown)).toContain("Publish version 2 of /gated?");
  expect(seen(shown)).toContain("Not measured: there are no spot checks and no tests.");
  expect((await store.findVersion("gated", 2))?.state).toBe("draft");
  const published = people.press(where, shown, buttonId(shown, "Publish"));
  const said = seen(await stack.untilReply(published));
  expect(said).toContain("Version 2 of /gated is live in this channel");
  expect(said).not.toContain("can't be typed");
});

it("says that an examples file stays behind before it is written, when it is saved, and before it is published", async () => {
  const { people, ada, general } = stack;
  const where = { user: ada, channel: general, isManager: true };
  const readFile = vi.spyOn(stack.bot.commands, "readFile").mockResolvedValue(FILED);
  const edit = people.fewshot(where, "edit", "filed");
  const form = JSON.stringify(await stack.untilForm(edit));
  expect(form).toContain(LOSES);
  // All fields are there beside it.
  expect(form).toContain("Why, for the history");
  const sent = people.submit(where, edit, {
    ...{ description: "Route.", labels: "Billing\nTravel", examples: "my money => Billing" },
  });
  expect(seen(await stack.untilReply(sent))).toContain(LOSES);
  readFile.mockRestore();
  const shown = await stack.untilReply(people.fewshot(where, "publish", "filed"));
  expect(seen(shown)).toContain(LOSES);
  expect(seen(shown)).toContain("Publish version 1 of /filed?");
});

it("says to the publisher how a command is used that can't be typed: of one channel, or beyond Discord's limit", async () => {
  const { people, ada, ben, general, world } = stack;
  const publish = async (user: typeof ada, name: string, more: Record<string, string>, channel = general) => {
    await draft(name, { workspace: channel.guildId ?? "", channel: channel.id });
    return seen(
      await stack.untilReply(people.fewshot({ user, channel, isManager: true }, "publish", name, more)),
    );
  };
  expect(await publish(ada, "nook", { where: "here" })).toContain(
    "Discord has no commands for one channel alone, so that /nook can't be typed. Ask it with /fewshot try nook and a text.",
  );
  expect(await publish(ada, "hall", {})).not.toContain("can't be typed");
  const full = world.addChannel({ type: TYPES.text, guildId: OTHER });
  const scope = { platform: "discord", workspace: OTHER, channel: "" };
  for (let number = 100; number < 199; number++) {
    const name = `own${number}`;
    await draft(name, { workspace: OTHER, channel: full.id });
    const version = await stack.store.findSeen(name, "draft", { ...scope, channel: full.id });
    if (version)
      await stack.store.publishVersion(version, { scope, by: OPERATOR, note: null, instead: null });
  }
  expect(await publish(ben, "zebra", {}, full)).toContain("請用 /fewshot try zebra 加上文字");
  const asked = people.fewshot({ user: ada, channel: full }, "try", "zebra", { text: "Where is my money?" });
  expect(seen(await stack.untilThreadAnswer(asked))).toContain("**Billing**");
});

it("shares a draft with all in the channel, and a refusal with nobody", async () => {
  const { people, ben, general } = stack;
  await draft("shared", { workspace: GUILD, channel: general.id });
  const shared = await stack.untilReply(people.fewshot({ user: ben, channel: general }, "share", "shared"));
  expect([shared.seenBy, seen(shared)]).toEqual([null, expect.stringContaining("/shared 的草稿 1")]);
  expect(seen(shared)).toContain("Billing · Travel");
  const { ada, world } = stack;
  const asked = people.fewshot({ user: ada, channel: general }, "try", "shared", {
    text: "Where is my money?",
  });
  const answer = await stack.untilThreadAnswer(asked);
  const thread = world.channels.get(answer.channelId) ?? general;
  await stack.untilReply(people.press({ user: ada, channel: thread }, answer, buttonId(answer, "Right")));
  const history = people.fewshot({ user: ben, channel: general }, "history", "shared");
  expect(seen(await stack.untilReply(history))).toContain("試用評分：草稿 1 正確 1 次，不對 0 次。");
  const refused = await stack.untilReply(people.fewshot({ user: ben, channel: general }, "share", "nothing"));
  expect(refused.seenBy).toBe(ben.id);
});
