/** What breaks between the bot and Discord, each switched on over the wire: the answer comes all the same, and once. */

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ALL, PERMISSIONS, TYPES } from "../../emulators/discord/world.ts";
import { buttonId, type DiscordStack, GUILD, isAnswer, openDiscordStack, seen } from "./stack.ts";

let stack: DiscordStack;

beforeAll(async () => {
  stack = await openDiscordStack({ emulator: { heartbeatMs: 1_000 } });
});
afterAll(() => stack.close());

const inChannel = () => stack.world.addChannel({ type: TYPES.text, guildId: GUILD });
const ask = (channel = inChannel(), text = "great job, team!") => ({
  channel,
  asked: stack.people.slash({ user: stack.ada, channel }, "sentiment", text),
});

/** The answer in the thread, and that there is one only. */
async function expectOneAnswer({ asked }: ReturnType<typeof ask>) {
  const answer = await stack.untilThreadAnswer(asked);
  expect(stack.world.posts(answer.channelId)).toHaveLength(1);
  return answer;
}

describe("calls to Discord that fail", () => {
  it.each([
    ["a 429 of one route", { kind: "rate-limit", retryAfterS: 0.2, isGlobal: false }],
    ["a global 429", { kind: "rate-limit", retryAfterS: 0.2, isGlobal: true }],
    ["a 502 before the effect", { kind: "status", status: 502, after: false }],
    ["a 503 after the effect", { kind: "status", status: 503, after: true }],
    ["a connection that drops before the effect", { kind: "drop", after: false }],
    ["a connection that drops after the effect", { kind: "drop", after: true }],
  ] as const)("are made good after %s, whichever call it hits", async (_, fault) => {
    for (const route of [/callback$/, /\/threads$/, /^POST \/channels\/\d+\/messages$/]) {
      const before = stack.discord.faults.hits;
      stack.discord.faults.add({ route, fault });
      await expectOneAnswer(ask());
      expect(stack.discord.faults.hits).toBe(before + 1);
    }
  });

  it("are tried again later when Discord asks for a longer wait than a call should take", async () => {
    const { discord } = stack;
    discord.faults.add({
      route: /\/threads$/,
      fault: { kind: "rate-limit", retryAfterS: 6, isGlobal: false },
    });
    await expectOneAnswer(ask());
    expect(stack.lines.join("")).toContain("PLATFORM_RATE_LIMITED");
  });

  it.each([
    ["a 403 of Cloudflare's", { kind: "html", status: 403 }],
    ["a 404 of a proxy's", { kind: "html", status: 404 }],
    ["a 200 of a login page", { kind: "html", status: 200 }],
    ["a 302 to a login page", { kind: "html", status: 302 }],
    ["a 429 without Retry-After", { kind: "rate-limit", retryAfterS: null, isGlobal: false }],
  ] as const)("are no refusal, and no reason to hammer, after %s", async (_, fault) => {
    const { faults } = stack.discord;
    const before = faults.hits;
    const times = fault.kind === "html" ? 4 : 1;
    const route = /\/threads$|^POST \/channels\/\d+\/messages$/;
    faults.add({ route, fault, times });
    await expectOneAnswer(ask());
    expect(faults.hits - before).toBe(times);
  });

  it("leave the answer to the bot's own root message when the interaction was acknowledged too late", async () => {
    const { discord, world } = stack;
    discord.faults.add({ route: /callback$/, fault: { kind: "error", status: 404, code: 10062 } });
    const { channel, asked } = ask();
    const rootMessage = await stack.until(() => world.posts(channel.id)[0]);
    expect(seen(rootMessage)).toBe("**Ada used /sentiment**\n> great job, team!");
    expect(isAnswer(await stack.untilAnswer(rootMessage.id))).toBe(true);
    expect(asked.original).toBeNull();
    expect(world.posts(channel.id)).toHaveLength(1);
  });

  it.each([
    ["Missing Access", 403, 50001, "Fewshot may not open or use a thread here"],
    ["Missing Permissions", 403, 50013, "Fewshot may not open or use a thread here"],
    ["too many threads", 400, 160006, "There are too many open threads here"],
  ])(
    "put the answer into the reply after %s at opening a thread, and say so",
    async (_, status, code, words) => {
      stack.discord.faults.add({ route: /\/threads$/, fault: { kind: "error", status, code } });
      const { asked } = ask();
      const reply = await stack.untilReply(asked, isAnswer);
      expect(seen(reply)).toContain(words);
      expect(seen(reply)).toContain("**Positive** 90%");
    },
  );

  it("put the answer into the reply when the thread was archived before it came", async () => {
    const route = /^POST \/channels\/\d+\/messages$/;
    stack.discord.faults.add({ route, fault: { kind: "error", status: 400, code: 50083 } });
    expect(seen(await stack.untilReply(ask().asked, isAnswer))).toContain("is archived");
  });

  it("use the thread that an earlier try opened", async () => {
    stack.discord.faults.add({ route: /\/threads$/, fault: { kind: "status", status: 500, after: true } });
    await expectOneAnswer(ask());
    expect(stack.discord.calls.filter(({ route }) => /\/threads$/.test(route)).length).toBeGreaterThan(1);
  });
});

describe("a wait that is longer than the interaction's token lives", () => {
  it("shows the place in the queue by editing, and tidies up", async () => {
    const { backend } = stack;
    const { promise, resolve } = Promise.withResolvers<void>();
    const usual = backend.score.getMockImplementation();
    backend.score.mockImplementationOnce(async (request) => {
      await new Promise((later) => setTimeout(later, 2_100));
      request.onProgress?.({ kind: "queued", position: 3 });
      await promise;
      return usual ? usual(request) : null;
    });
    const { asked } = ask();
    const waiting = await stack.untilReply(asked, ({ content }) => content.includes("number 3 in line"));
    resolve();
    await stack.untilThreadAnswer(asked);
    await stack.until(() => seen(waiting) === "**Ada used /sentiment**\n> great job, team!");
  });

  it.each([
    ["in a thread of the root message", ALL],
    ["as the bot's own message where it may open none", ALL & ~PERMISSIONS.publicThreads],
  ])("is answered %s", async (_, permissions) => {
    const { backend, world } = stack;
    const { promise, resolve } = Promise.withResolvers<void>();
    const usual = backend.score.getMockImplementation();
    backend.score.mockImplementationOnce(async (request) => {
      await promise;
      return usual ? usual(request) : null;
    });
    const channel = inChannel();
    channel.permissions = permissions;
    const { asked } = ask(channel);
    const rootMessage = await stack.untilReply(asked);
    asked.isDead = true;
    resolve();
    const hasThreads = permissions === ALL;
    const answer = await stack.untilAnswer(hasThreads ? rootMessage.id : channel.id);
    expect(answer.id).not.toBe(rootMessage.id);
    if (!hasThreads) expect(answer.replyTo).toBe(rootMessage.id);
    // And its buttons change it still.
    const place = hasThreads ? world.channels.get(rootMessage.id) : channel;
    const where = { user: stack.ada, channel: place ?? channel };
    const pressed = stack.people.press(where, answer, buttonId(answer, "Override"));
    await stack.untilForm(pressed);
    stack.people.submit(where, pressed, { value: "Neutral" });
    await stack.until(() => seen(answer).includes("Overridden by Ada"));
  });
});

describe("the Gateway", () => {
  it("is resumed after a cut, and what happened meanwhile is answered", async () => {
    const { discord } = stack;
    const { resumes, identifies } = discord.gateway.seen;
    discord.gateway.cut();
    await expectOneAnswer(ask());
    expect(discord.gateway.seen.resumes).toBe(resumes + 1);
    expect(discord.gateway.seen.identifies).toBe(identifies);
  });

  it("is connected anew when it asks for that", async () => {
    const { discord } = stack;
    const { resumes } = discord.gateway.seen;
    discord.gateway.askToReconnect();
    await stack.until(() => discord.gateway.seen.resumes === resumes + 1 && discord.gateway.connected === 1);
    await expectOneAnswer(ask());
  });

  it.each([true, false])("continues after an invalid session (resumable: %s)", async (isResumable) => {
    const { discord } = stack;
    const before = discord.gateway.seen[isResumable ? "resumes" : "identifies"];
    discord.gateway.invalidate(isResumable);
    await stack.until(
      () =>
        discord.gateway.seen[isResumable ? "resumes" : "identifies"] > before &&
        discord.gateway.connected === 1,
    );
    await expectOneAnswer(ask());
  });

  it("is kept while heartbeats are answered", async () => {
    const { seen } = stack.discord.gateway;
    const { heartbeats, resumes, identifies } = seen;
    await stack.until(() => seen.heartbeats >= heartbeats + 3);
    expect(seen).toMatchObject({ resumes, identifies });
  });

  it("is left and resumed when heartbeats are not answered", async () => {
    const { discord } = stack;
    const { resumes } = discord.gateway.seen;
    discord.gateway.acknowledge(false);
    await stack.until(() => discord.gateway.seen.resumes > resumes);
    discord.gateway.acknowledge(true);
    await expectOneAnswer(ask());
  });
});
