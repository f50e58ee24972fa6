/** What people do with an answer on Discord, and with their data, over the wire. */

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ExportItem, Store } from "../../../src/flows/ports/store.ts";
import { controlsOf, TYPES } from "../../emulators/discord/world.ts";
import { commands } from "../../flows/stack.ts";
import { buttonId, type DiscordStack, GUILD, isAnswer, labelsOf, openDiscordStack, seen } from "./stack.ts";

let stack: DiscordStack;

beforeAll(async () => {
  stack = await openDiscordStack();
});
afterAll(() => stack.close());

/** An answer in a thread, and the thread as a place. */
async function answered(text = "great job, team!", command = "sentiment") {
  const { people, ada, general, world } = stack;
  const asked = people.slash({ user: ada, channel: general }, command, text);
  const answer = await stack.untilThreadAnswer(asked);
  const thread = world.channels.get(answer.channelId);
  if (!thread) throw new Error("no thread");
  const [record] = await stack.findAsk(asked);
  return { answer, thread, askId: record?.ask.id ?? "" };
}

describe("feedback on Discord", () => {
  it("keeps Right, and thanks the person alone", async () => {
    const { people, ben, ada, store } = stack;
    const { answer, thread, askId } = await answered();
    const pressed = people.press({ user: ada, channel: thread }, answer, buttonId(answer, "Right"));
    const reported = await stack.untilReply(pressed);
    expect(reported.seenBy).toBe(ada.id);
    expect(seen(reported)).toBe("Thank you. Your rating was saved.");
    people.press({ user: ben, channel: thread }, answer, buttonId(answer, "Right"));
    await stack.until(() => stack.world.privateTo(ben).length > 0);
    const record = await store.findAsk(askId);
    expect(record?.ratings.map(({ person, value }) => [person.name, value]).sort()).toEqual([
      ["Ada", "right"],
      ["Ben", "right"],
    ]);
  });

  it("counts Wrong at once, and keeps the reason that follows", async () => {
    const { people, ada, store } = stack;
    const { answer, thread, askId } = await answered();
    const where = { user: ada, channel: thread };
    const pressed = people.press(where, answer, buttonId(answer, "Wrong"));
    await stack.untilForm(pressed);
    await stack.untilReply(people.submit(where, pressed, { reason: "it is irony" }));
    expect((await store.findAsk(askId))?.ratings).toMatchObject([{ value: "wrong", reason: "it is irony" }]);
  });

  it("shows an override first with its reason and consent, the model's answer struck through, and lets its author withdraw it", async () => {
    const { people, ada, ben, store } = stack;
    const { answer, thread, askId } = await answered();
    const where = { user: ada, channel: thread };
    const pressed = people.press(where, answer, buttonId(answer, "Override"));
    const form = await stack.untilForm(pressed);
    expect(JSON.stringify(form)).toContain(
      '"options":[{"value":"Positive","label":"Positive","default":false},{"value":"Negative","label":"Negative","default":false}',
    );
    people.submit(where, pressed, { value: "Negative", reason: "it is irony", consent: true });
    await stack.until(() => seen(answer).includes("Overridden by Ada"));
    expect(seen(answer)).toMatch(
      /^-# Overridden\n\*\*Negative\*\*\n-# Overridden by Ada, .* UTC\n-# Reason: it is irony\n~~Positive \(90%\)~~/,
    );
    expect((await store.findAsk(askId))?.overrides).toMatchObject([{ value: "Negative", mayReuse: true }]);
    const withdraw = buttonId(answer, "Withdraw");
    const refused = people.press({ user: ben, channel: thread }, answer, withdraw);
    expect(seen(await stack.untilReply(refused))).toContain("只有");
    people.press(where, answer, withdraw);
    await stack.until(() => seen(answer).startsWith("-# Answered\n**Positive** 90%"));
    expect(labelsOf(answer)).not.toContain("Withdraw");
  });

  it("explains an answer to the person alone, with the exact prompt", async () => {
    const { people, ada } = stack;
    const { answer, thread } = await answered();
    const pressed = people.press({ user: ada, channel: thread }, answer, buttonId(answer, "Why?"));
    const reported = await stack.untilReply(pressed);
    expect(reported.seenBy).toBe(ada.id);
    expect(reported.content).toContain(
      "```\nDo sentiment.\nMessage: Thank you!\nAnswer: Positive\n###\nMessage: great job, team!\nAnswer:\n```",
    );
  });

  it("explains a long one in a file, whole", async () => {
    const { people, ada } = stack;
    const text = "a long story that goes on ".repeat(100);
    const { answer, thread } = await answered(text);
    const pressed = people.press({ user: ada, channel: thread }, answer, buttonId(answer, "Why?"));
    const reported = await stack.untilReply(pressed);
    expect(reported.files[0]?.name).toBe("why.txt");
    expect(reported.files[0]?.text).toContain(text.trim());
  });

  it("refuses a button that is pressed in another channel or server", async () => {
    const { people, ada, ben, world } = stack;
    const { answer } = await answered();
    for (const guildId of [GUILD, "700000000000000002"]) {
      const channel = world.addChannel({ type: TYPES.text, guildId });
      // Whoever asked reads why from anywhere.
      for (const [user, label] of [
        [ada, "Right"],
        [ben, "Why?"],
      ] as const) {
        const pressed = people.press({ user, channel }, answer, buttonId(answer, label));
        const said = user === ada ? "This button belongs to another channel." : "這個按鈕屬於另一個頻道。";
        expect(seen(await stack.untilReply(pressed))).toBe(said);
      }
    }
  });

  it("takes a text as an override where a command has no labels", async () => {
    const { people, ada } = stack;
    const { answer, thread } = await answered("autumn", "haiku");
    const where = { user: ada, channel: thread };
    const pressed = people.press(where, answer, buttonId(answer, "Override"));
    expect(JSON.stringify(await stack.untilForm(pressed))).toContain('"value":"some words"');
    people.submit(where, pressed, { value: "**leaves** @everyone" });
    await stack.until(() => seen(answer).includes("leaves"));
    expect(seen(answer)).toContain("****leaves** @everyone**");
    expect(answer.pings).toEqual([]);
  });

  it("has no id in its buttons above 100 characters, and none that can be guessed", async () => {
    const { answer, askId } = await answered();
    for (const { custom_id: id } of controlsOf(answer.components)) {
      expect(id.length).toBeLessThanOrEqual(100);
      expect(id).toContain(askId);
    }
    expect(askId.length).toBeGreaterThanOrEqual(16);
  });
});

describe("/fewshot on Discord", () => {
  it.each([
    ["help", "Fewshot answers with a small language model"],
    ["list", "/sentiment: What sentiment does\n/haiku (needs a larger model): What haiku does"],
    ["privacy", "You are opted in."],
  ])("%s is shown to the person alone", async (subcommand, words) => {
    const { people, ada, general } = stack;
    const reported = await stack.untilReply(people.fewshot({ user: ada, channel: general }, subcommand));
    expect(reported.seenBy).toBe(ada.id);
    expect(seen(reported)).toContain(words);
  });

  it("help says where the dashboard is to who manages the server, and to nobody else", async () => {
    const { people, ada, general } = stack;
    const helped = async (isManager: boolean) =>
      seen(await stack.untilReply(people.fewshot({ user: ada, channel: general, isManager }, "help")));
    expect(await helped(true)).toContain("For admins: the dashboard is at https://bot.example.com/dashboard");
    expect(await helped(false)).not.toContain("dashboard");
  });

  it("explains one command, and offers the names of commands alone", async () => {
    const { people, ada, general } = stack;
    const where = { user: ada, channel: general };
    expect(seen(await stack.untilReply(people.fewshot(where, "help", "sentiment")))).toContain(
      "Answers: Positive, Negative, Neutral.",
    );
    const typed = people.complete(where, "se");
    await stack.until(() => typed.response);
    expect(typed.response?.data).toEqual({
      choices: [{ name: "/sentiment: What sentiment does", value: "sentiment" }],
    });
    const poor = people.complete(where, "h");
    await stack.until(() => poor.response);
    expect(poor.response?.data).toEqual({
      choices: [{ name: "/haiku (needs a larger model): What haiku does", value: "haiku" }],
    });
    expect(seen(await stack.untilReply(people.fewshot(where, "help", "haiku")))).toContain(
      "needs a model of at least 1.3 billion parameters; this one has 1 million",
    );
    expect(stack.discord.registered.at(-1)?.commands).toMatchObject([
      { name: "haiku", description: "(needs a larger model) What haiku does" },
      { name: "sentiment", description: "What sentiment does" },
      { name: "fewshot" },
      { name: "Haiku (poor)" },
      { name: "Sentiment" },
    ]);
  });

  it("lets a person opt out from an answer and in again, export and erase", async () => {
    const { people, world, general } = stack;
    const user = world.addUser("Eve");
    const where = { user, channel: general };
    const answer = await stack.untilThreadAnswer(people.slash(where, "sentiment", "great"));
    const thread = world.channels.get(answer.channelId);
    if (!thread) throw new Error("no thread");
    const asksFirst = await stack.untilReply(
      people.press({ user, channel: thread }, answer, buttonId(answer, "Opt out")),
    );
    await stack.untilReply(people.press(where, asksFirst, buttonId(asksFirst, "Opt out")));
    const privacy = await stack.untilReply(people.fewshot(where, "privacy"));
    expect(seen(privacy)).toContain("You are opted out.");
    await stack.untilReply(people.press(where, privacy, buttonId(privacy, "Opt in")));
    const exported = await stack.untilReply(
      people.press(where, privacy, buttonId(privacy, "Export my data")),
    );
    const data = JSON.parse(exported.files[0]?.text ?? "{}");
    expect(data.asks).toHaveLength(1);
    expect(exported.files[0]?.text).not.toContain("aW50ZXJhY3Rpb2");
    const confirm = await stack.untilReply(people.press(where, privacy, buttonId(privacy, "Erase my data")));
    const erased = await stack.untilReply(people.press(where, confirm, buttonId(confirm, "Erase my data")));
    expect(seen(erased)).toBe("1 ask was erased.");
    const late = people.press({ user, channel: thread }, answer, buttonId(answer, "Why?"));
    expect(seen(await stack.untilReply(late))).toContain("no longer stored");
  });
});

describe("an export that one message can't hold", () => {
  it("is sent as several files, to the asker alone", async () => {
    const { people, world, general } = stack;
    const store = stack.store as { exportPerson: Store["exportPerson"] };
    const usual = store.exportPerson;
    store.exportPerson = async function* () {
      for (const at of ["1", "2", "3"])
        yield { list: "ratings", value: { reason: at.repeat(5_000_000) } } as unknown as ExportItem;
    };
    const where = { user: world.addUser("Gil"), channel: general };
    const privacy = await stack.untilReply(people.fewshot(where, "privacy"));
    const pressed = people.press(where, privacy, buttonId(privacy, "Export my data"));
    const later = () => [...world.messages.values()].filter(({ seenBy }) => seenBy === where.user.id);
    const files = () =>
      [...new Set([pressed.original, ...later()])].flatMap((message) => message?.files ?? []);
    await stack.until(() => files().length === 3);
    store.exportPerson = usual;
    expect(files().map(({ name }) => name)).toEqual([
      "fewshot-data.json",
      "fewshot-data-2.json",
      "fewshot-data-3.json",
    ]);
    expect(files().map(({ text }) => JSON.parse(text).ratings[0].reason[0])).toEqual(["1", "2", "3"]);
  });
});

describe("more commands than the menu of a message holds", () => {
  it("are offered in a form, and asked about that message", async () => {
    const [sentiment] = commands;
    if (!sentiment) throw new Error("no command");
    const many = Array.from({ length: 30 }, (_, index) => ({
      ...sentiment,
      name: `tone${String(index).padStart(2, "0")}`,
    }));
    const crowded = await openDiscordStack({ commands: many });
    try {
      const { people, ada, general, world, discord } = crowded;
      const menu = discord.registered[0]?.commands.filter(({ type }) => type === 3).map(({ name }) => name);
      expect(menu).toEqual(["Fewshot"]);
      const message = world.addMessage({ channelId: general.id, author: crowded.ben, content: "well done" });
      const where = { user: ada, channel: general };
      const opened = people.onMessage(where, "Fewshot", message);
      const form = JSON.stringify(await crowded.untilForm(opened));
      expect(form.match(/"value":"tone\d+"/g)).toHaveLength(30);
      people.submit(where, opened, { "command+1": "tone29" });
      const answer = await crowded.untilAnswer(message.id);
      expect(isAnswer(answer)).toBe(true);
      expect(seen(answer)).toContain("Ada used /tone29 on a message by Ben");
    } finally {
      await crowded.close();
    }
  });
});
