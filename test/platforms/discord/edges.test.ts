/** What reaches the bot on Discord in other shapes than usual, and what it says when it can't do its usual. */

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { fixedCommands } from "../../../src/commands/watch.ts";
import type { Command } from "../../../src/core/command/command.ts";
import { notice } from "../../../src/core/views/notices.ts";
import { createCalls, Refused } from "../../../src/platforms/discord/client/rest.ts";
import { TYPES } from "../../emulators/discord/world.ts";
import { commands as few } from "../../flows/stack.ts";
import { buttonId, type DiscordStack, GUILD, isAnswer, openDiscordStack, seen } from "./stack.ts";

let stack: DiscordStack;

beforeAll(async () => {
  stack = await openDiscordStack();
});
afterAll(() => stack.close());

describe("an interaction", () => {
  it("without its optional channel object is answered", async () => {
    const { people, ada, general } = stack;
    const asked = people.actChanged({ user: ada, channel: general }, ({ channel: _, ...rest }) => rest);
    const reply = await stack.untilReply(asked, isAnswer);
    expect(seen(reply)).toContain("**Positive** 90%");
    const why = people.press({ user: ada, channel: general }, reply, buttonId(reply, "Why?"));
    expect(seen(await stack.untilReply(why))).toContain("great job, team!");
  });

  it("of a button or a menu that this release does not know says so", async () => {
    const { people, ada, general, world } = stack;
    const where = { user: ada, channel: general };
    const message = world.addMessage({ channelId: general.id, author: world.bot, content: "old" });
    const pressed = people.press(where, message, "fewshot:no-such-button:abc");
    const chosen = people.choose(where, message, { customId: "fewshot:choose:abc:0", value: "sentiment" });
    for (const asked of [pressed, chosen])
      expect(seen(await stack.untilReply(asked))).toContain("from another version of Fewshot");
  });

  it("without a locale or a name is answered", async () => {
    const { people, world, general } = stack;
    const user = world.addUser("");
    const asked = people.actChanged({ user, channel: general }, ({ locale: _, ...rest }) => rest);
    expect(isAnswer(await stack.untilThreadAnswer(asked))).toBe(true);
  });

  it("of a command that one server still has of its own is answered, and that copy is removed", async () => {
    const { people, ada, discord, world } = stack;
    const channel = world.addChannel({ type: TYPES.text, guildId: "700000000000000005" });
    const asked = people.actChanged({ user: ada, channel }, (payload) => ({
      ...payload,
      data: { ...(payload.data as object), guild_id: "700000000000000005" },
    }));
    await stack.untilThreadAnswer(asked);
    await stack.until(() => discord.registered.some(({ guildId }) => guildId === "700000000000000005"));
    expect(discord.registered.at(-1)).toEqual({ guildId: "700000000000000005", commands: [] });
  });

  it.each<[string, object]>([
    [
      "a forwarded message",
      { message_snapshots: [{ message: { content: "The customer is <t:0:d> furious" } }] },
    ],
    ["an alert", { embeds: [{ type: "rich", description: "The customer is <t:0:d> furious" }] }],
  ])("on %s is about the text that people see there", async (_, more) => {
    const { people, ada, ben, general, world, backend } = stack;
    const message = world.addMessage({ channelId: general.id, author: ben, content: "" });
    people.onMessage({ user: ada, channel: general }, "Sentiment", message, more);
    await stack.untilAnswer(message.id);
    expect(backend.score.mock.lastCall?.[0].prompt.text).toContain("The customer is 1970-01-01 furious");
  });
});

describe("a form", () => {
  it("that is sent again is one override", async () => {
    const { people, ada, general, world } = stack;
    const asked = people.slash({ user: ada, channel: general }, "sentiment", "thank you");
    const answer = await stack.untilThreadAnswer(asked);
    const where = { user: ada, channel: world.channels.get(answer.channelId) ?? general };
    const pressed = people.press(where, answer, buttonId(answer, "Override"));
    await stack.untilForm(pressed);
    for (let times = 0; times < 2; times++)
      await stack.untilReply(people.submit(where, pressed, { value: "Negative", reason: "no" }));
    expect((await stack.findAsk(asked))[0]?.overrides).toHaveLength(1);
  });

  it("is not opened for somebody who opted out", async () => {
    const { people, general, world, bot, ada } = stack;
    const user = world.addUser("Gus");
    const answer = await stack.untilThreadAnswer(
      people.slash({ user: ada, channel: general }, "sentiment", "thank you"),
    );
    await bot.handle(
      { kind: "privacy", request: "opt-out", isConfirmed: true },
      {
        interactionId: "1",
        person: { platform: "discord", workspace: "dm", id: user.id, name: "Gus" },
        channel: "1",
        locale: "en",
      },
    );
    const where = { user, channel: world.channels.get(answer.channelId) ?? general };
    for (const label of ["Override", "Wrong"]) {
      const pressed = people.press(where, answer, buttonId(answer, label));
      expect(seen(await stack.untilReply(pressed))).toContain("opted out");
    }
  });
});

it("a failure of ours is shown to the asker alone", async () => {
  const { people, ada, general, platform, world } = stack;
  const asked = people.slash({ user: ada, channel: general }, "sentiment", "thank you");
  await stack.untilThreadAnswer(asked);
  const [record] = await stack.findAsk(asked);
  if (!record) throw new Error("no ask");
  await platform.report?.(record.ask, notice("failed", "Something went wrong."));
  const reported = world.privateTo(ada).at(-1);
  expect(reported && seen(reported)).toBe("Something went wrong.");
});

it("after many refused calls no more are made for a while, so that Discord does not ban the address", async () => {
  const { discord } = stack;
  const calls = createCalls({ token: discord.token, apiUrl: discord.apiUrl, maxInvalid: 50 });
  const fault = { kind: "error", status: 403, code: 50013 } as const;
  const allow = discord.faults.add({ route: /^GET \/users\/@me$/, fault, times: 50 });
  const refusal = () => calls.call("get", "/users/@me").catch((error: unknown) => error);
  // The SDK counts for the whole process: what other tests of this worker were refused is among the 50.
  let last = await refusal();
  for (let times = 1; times < 51 && last instanceof Refused; times++) last = await refusal();
  expect(last).toMatchObject({ code: "PLATFORM_RATE_LIMITED" });
  expect(discord.calls.filter(({ route }) => route === "GET /users/@me")).toEqual([]);
  allow();
});

it("a list of commands that no message holds comes whole in a file", async () => {
  const { bot, makePlatform, people, ada, world, platform } = stack;
  const many = Array.from({ length: 120 }, (_, index) => ({ ...few[0], name: `tone${index}` }) as Command);
  const commands = fixedCommands(many);
  await platform.stop();
  const handle: typeof bot.handle = async (intent, actor) =>
    intent.kind === "commands"
      ? notice("commands", many.map(({ name }) => `/${name}: What sentiment does`).join("\n"))
      : bot.handle(intent, actor);
  const crowded = makePlatform({ bot: { ...bot, commands, handle } });
  await crowded.start();
  try {
    const channel = world.addChannel({ type: TYPES.text, guildId: GUILD });
    const reported = await stack.untilReply(people.fewshot({ user: ada, channel }, "list"));
    expect(reported.content.length).toBeLessThanOrEqual(2_000);
    expect(reported.content).toContain("Shortened");
    expect(reported.files[0]?.text.split("\n")).toHaveLength(120);
  } finally {
    await crowded.stop();
  }
});
