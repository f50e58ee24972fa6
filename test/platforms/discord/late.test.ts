/** Answers on Discord that come late: past the three seconds, past the token, past the nonce, and into threads that were closed. */

import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { Json } from "../../../src/core/ask.ts";
import type { MessageRef } from "../../../src/platforms/shared/delivery-record.ts";
import {
  ALL,
  type Channel,
  type Interaction,
  type Message,
  PERMISSIONS,
  TYPES,
} from "../../emulators/discord/world.ts";
import { buttonId, type DiscordStack, GUILD, isAnswer, openDiscordStack, seen } from "./stack.ts";

let stack: DiscordStack;
let aheadMs = 0;
const realNow = Date.now;

beforeAll(async () => {
  // The clock only ever goes ahead: the SDK's own limits would wait for one that was set back.
  vi.spyOn(Date, "now").mockImplementation(() => realNow() + aheadMs);
  stack = await openDiscordStack();
});
afterAll(async () => {
  await stack.close();
  vi.restoreAllMocks();
});

const MINUTE_MS = 60_000;
const inChannel = (given: Partial<Channel> = {}) =>
  stack.world.addChannel({ type: TYPES.text, guildId: GUILD, ...given });

/** Lets the model wait. Returns how to let it go on. */
function holdModel(): () => void {
  const { promise, resolve } = Promise.withResolvers<void>();
  const usual = stack.backend.score.getMockImplementation();
  stack.backend.score.mockImplementationOnce(async (request) => {
    await promise;
    return usual ? usual(request) : null;
  });
  return resolve;
}

/** An answer in a thread, and what a person needs to press its buttons. */
async function answered() {
  const asked = stack.people.slash(
    { user: stack.ada, channel: inChannel() },
    "sentiment",
    "great job, team!",
  );
  const answer = await stack.untilThreadAnswer(asked);
  const thread = stack.world.channels.get(answer.channelId);
  if (!thread) throw new Error("no thread");
  await expect
    .poll(async () => (await stack.findAsk(asked))[0]?.deliveredAt, { timeout: 60_000 })
    .toBeTruthy();
  return { asked, answer, thread, where: { user: stack.ada, channel: thread } };
}

async function override(answer: Message, thread: Channel): Promise<Interaction> {
  const where = { user: stack.ada, channel: thread };
  const pressed = stack.people.press(where, answer, buttonId(answer, "Override"));
  await stack.untilForm(pressed);
  return stack.people.submit(where, pressed, { value: "Neutral" });
}

describe("a store that is slower than Discord waits", () => {
  it("has every interaction acknowledged within three seconds, and what it gives is shown there later", async () => {
    const { people, ada, bot, world } = stack;
    const { answer, where } = await answered();
    const gone = world.addUser("Cyd");
    await stack.store.setOptedOut({ platform: "discord", workspace: GUILD, id: gone.id, name: "Cyd" }, true);
    const slowly = <T>(work: T) => new Promise<T>((later) => setTimeout(later, 2_300, work));
    const { handle } = bot;
    vi.spyOn(bot, "handle").mockImplementation(async (intent, actor) => slowly(await handle(intent, actor)));
    const asked = people.slash({ user: ada, channel: inChannel() }, "sentiment", "thank you");
    const refused = people.slash({ user: gone, channel: inChannel() }, "sentiment", "secret");
    const explained = people.press(where, answer, buttonId(answer, "Why?"));
    const overridden = people.press(where, answer, buttonId(answer, "Override"));
    const made = people.fewshot({ user: ada, channel: inChannel() }, "new");
    await stack.untilThreadAnswer(asked);
    // The words about waiting are taken away after the answer is in its thread.
    await stack.untilReply(asked, (message) => seen(message) === "**Ada used /sentiment**\n> thank you");
    expect(asked.response?.type).toBe(5);
    const reported = await stack.until(() => world.privateTo(gone)[0]);
    expect(seen(reported)).toContain("You have opted out");
    expect(world.posts(refused.channelId)).toEqual([]);
    const late = await stack.untilReply(explained, ({ content }) => content.includes("Message: great job"));
    expect([explained.response?.type, late.seenBy]).toEqual([5, ada.id]);
    expect(seen(await stack.untilReply(overridden, ({ content }) => content !== ""))).toBe(
      "This took longer than Discord waits. Please press again.",
    );
    expect(seen(await stack.untilReply(made, ({ content }) => content !== ""))).toBe(
      "This took longer than Discord waits. Please send the command again.",
    );
    vi.mocked(bot.handle).mockRestore();
  });
});

describe("an answer after the interaction's token", () => {
  it("goes by the bot's own message before the 15 minutes are over, and the dying token is not used", async () => {
    const { people, ada, world, discord } = stack;
    const goOn = holdModel();
    const channel = inChannel({ permissions: ALL & ~PERMISSIONS.publicThreads });
    const asked = people.slash({ user: ada, channel }, "sentiment", "great job, team!");
    const rootMessage = await stack.untilReply(asked);
    await stack.until(() => stack.backend.score.mock.lastCall);
    aheadMs += 14 * MINUTE_MS + 1_000;
    const before = discord.calls.length;
    goOn();
    const answer = await stack.until(() => world.posts(channel.id).find((one) => isAnswer(one)));
    expect(answer).toMatchObject({ author: world.bot, replyTo: rootMessage.id, pings: [] });
    expect(discord.calls.slice(before).filter(({ route }) => route.includes("/webhooks/"))).toEqual([]);
  });

  it("says nothing untrue where all can read what was meant for the asker alone", async () => {
    const { people, ada, ben, world } = stack;
    const channel = inChannel();
    const message = world.addMessage({ channelId: channel.id, author: ben, content: "this keeps crashing" });
    world.addChannel({ id: message.id, type: TYPES.publicThread, guildId: GUILD, locked: true });
    const goOn = holdModel();
    const asked = people.onMessage({ user: ada, channel }, "Sentiment", message);
    await stack.untilReply(asked);
    asked.isDead = true;
    goOn();
    const answer = await stack.until(() => world.posts(channel.id).find((one) => isAnswer(one)));
    expect(answer).toMatchObject({ seenBy: null, replyTo: message.id });
    expect(seen(answer)).toContain("The thread for this answer is locked, so the answer is here.");
    expect(seen(answer)).not.toContain("only you");
  });

  it("is given up, and counted, where only the person added the bot", async () => {
    const { people, ada, world, metrics } = stack;
    const goOn = holdModel();
    const channel = inChannel({ permissions: 0n });
    const asked = people.slash({ user: ada, channel, isUserInstalled: true }, "sentiment", "great");
    await stack.untilReply(asked);
    asked.isDead = true;
    goOn();
    await stack.until(() => metrics.undelivered.mock.calls.some(([, code]) => code === "PLATFORM_REFUSED"));
    expect(world.posts(channel.id)).toHaveLength(1);
  });
});

describe("an answer whose post was not written down", () => {
  it.each([
    [
      "today's",
      ({ channel, id }: MessageRef) => ({
        version: 2,
        root: { channel, id },
        thread: id,
        posting: { part: "answer", atMs: 0 },
      }),
    ],
    [
      "release 0.1's",
      (root: MessageRef) => ({
        anchor: root,
        isOwnAnchor: false,
        isWaiting: false,
        thread: root.id,
        reply: null,
        postingMs: 0,
        aside: null,
        shown: null,
      }),
    ],
  ] as [string, (root: MessageRef) => Json][])(
    "is found again by its buttons once Discord has forgotten the nonce, by %s record",
    async (_, lost) => {
      const { asked, answer, thread } = await answered();
      const [record] = await stack.findAsk(asked);
      if (!record || !asked.original) throw new Error("no ask");
      aheadMs += 10 * MINUTE_MS;
      const kept: unknown[] = [];
      await stack.platform.deliver({
        ask: record.ask,
        message: stack.bot.message(record, { locale: "en" }),
        waiting: null,
        deliveryRecord: lost({ channel: asked.channelId, id: asked.original.id }),
        keep: async (posted) => void kept.push(posted),
      });
      expect(stack.world.posts(thread.id)).toHaveLength(1);
      expect(kept.at(-1)).toMatchObject({ answer: { channel: thread.id, id: answer.id } });
    },
  );
});

describe("threads that were closed", () => {
  it("are opened again for an override, when they fell asleep", async () => {
    const { answer, thread } = await answered();
    const pressed = await override(answer, thread);
    await stack.untilReply(pressed);
    await stack.until(() => seen(answer).includes("Overridden by Ada"));
    thread.archived = true;
    stack.people.press({ user: stack.ada, channel: thread }, answer, buttonId(answer, "Withdraw"));
    await stack.until(() => seen(answer).startsWith("-# Answered\n**Positive** 90%"));
    expect(thread.archived).toBe(false);
  });

  it("are opened again for an answer to what was asked in them", async () => {
    const { people, ada, world } = stack;
    const goOn = holdModel();
    const thread = world.addChannel({ type: TYPES.publicThread, guildId: GUILD, parentId: "1" });
    const asked = people.slash({ user: ada, channel: thread }, "sentiment", "great job, team!");
    await stack.untilReply(asked);
    thread.archived = true;
    goOn();
    await stack.untilReply(asked, isAnswer);
  });

  it("keep the override and say why it is not shown, when they are locked", async () => {
    const { asked, answer, thread } = await answered();
    Object.assign(thread, { archived: true, locked: true });
    const undelivered = stack.metrics.undelivered.mock.calls.length;
    const saved = await stack.untilReply(await override(answer, thread));
    expect(seen(saved)).toContain("Your answer was saved, but this message can't be changed any more");
    await stack.until(() => stack.metrics.undelivered.mock.calls.length > undelivered);
    expect(seen(answer)).toMatch(/^-# Answered\n\*\*Positive\*\* 90%/);
    expect((await stack.findAsk(asked))[0]?.overrides).toMatchObject([{ value: "Neutral" }]);
  });

  it("say so as well where only the person has the app, once the token of the ask is dead, and not before", async () => {
    const { people, ada, world } = stack;
    const channel = world.addChannel({ type: TYPES.text, guildId: "700000000000000009" });
    const where = { user: ada, channel, isUserInstalled: true };
    const asked = people.slash(where, "sentiment", "great job, team!");
    const answer = await stack.untilReply(asked, isAnswer);
    await expect.poll(async () => (await stack.findAsk(asked))[0]?.deliveredAt).toBeTruthy();
    const send = async (value: string) => {
      const pressed = people.press(where, answer, buttonId(answer, "Override"));
      await stack.untilForm(pressed);
      return seen(await stack.untilReply(people.submit(where, pressed, { value })));
    };
    expect(await send("Neutral")).toBe("Your answer is now shown first.");
    await stack.until(() => seen(answer).startsWith("**Ada used") && seen(answer).includes("**Neutral**"));
    aheadMs += 15 * MINUTE_MS;
    expect(await send("Negative")).toContain("this message can't be changed any more");
  });

  it("put the answer into the reply with words that are true for all who read it", async () => {
    const { people, ada, world } = stack;
    const goOn = holdModel();
    const asked = people.slash({ user: ada, channel: inChannel() }, "sentiment", "great job, team!");
    const rootMessage = await stack.untilReply(asked);
    const parentId = asked.channelId;
    world.addChannel({
      id: rootMessage.id,
      type: TYPES.publicThread,
      guildId: GUILD,
      parentId,
      locked: true,
    });
    goOn();
    const reply = await stack.untilReply(asked, isAnswer);
    expect(reply.seenBy).toBeNull();
    expect(seen(reply)).toContain("The thread for this answer is locked, so the answer is here.");
  });
});
