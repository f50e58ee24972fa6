/** Connecting and registering on Discord when Discord is slow, asks to wait, or something between answers in its place. */

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Json } from "../../../src/core/ask.ts";
import type { Command } from "../../../src/core/command/command.ts";
import { sortMenu } from "../../../src/core/views/menu.ts";
import type { Bot } from "../../../src/flows/bot/bot.ts";
import type { Platform } from "../../../src/flows/ports/platform.ts";
import type { DiscordPlatformOptions } from "../../../src/platforms/discord/platform.ts";
import { TYPES } from "../../emulators/discord/world.ts";
import { openProxy } from "../../emulators/proxy.ts";
import { commands as few } from "../../flows/stack.ts";
import { type DiscordStack, GUILD, openDiscordStack } from "./stack.ts";

let stack: DiscordStack;
const started: Platform[] = [];

beforeAll(async () => {
  stack = await openDiscordStack({ isStarted: false });
});
beforeEach(() => {
  stack.lines.splice(0);
});
afterEach(async () => {
  stack.discord.faults.clear();
  Object.assign(stack.discord.sessions, { remaining: 999, resetAfterMs: 1 });
  for (const platform of started.splice(0)) await platform.stop();
  stack.discord.registered.splice(0);
});
afterAll(() => stack.close());

/** A platform of its own for a test, stopped after it. */
function open(changes: Partial<DiscordPlatformOptions> = {}): Platform {
  const platform = stack.makePlatform({ ...settings(), startMs: 300, ...changes });
  started.push(platform);
  return platform;
}
/** Settings in which nothing is known to be registered. */
function settings(): Pick<DiscordPlatformOptions, "readSetting" | "writeSetting"> {
  const kept = new Map<string, Json>();
  return {
    readSetting: async (key) => kept.get(key) ?? null,
    writeSetting: async (key, value) => void kept.set(key, value),
  };
}
const log = () => stack.lines.join("");

async function expectAnswered() {
  await stack.until(() => stack.discord.gateway.connected === 1);
  const channel = stack.world.addChannel({ type: TYPES.text, guildId: GUILD });
  return stack.untilThreadAnswer(stack.people.slash({ user: stack.ada, channel }, "sentiment", "thank you"));
}

const REFUSED: Record<string, Parameters<DiscordStack["discord"]["faults"]["add"]>[0]["fault"]> = {
  "429 with Retry-After 40": { kind: "rate-limit", retryAfterS: 40, isGlobal: false },
  "429 with Retry-After 3600": { kind: "rate-limit", retryAfterS: 3_600, isGlobal: true },
  "429 without Retry-After": { kind: "rate-limit", retryAfterS: null, isGlobal: false },
  "no answer at all": { kind: "hang" },
  "a proxy's 407": { kind: "html", status: 407 },
};

describe("a start that Discord holds up", () => {
  it.each(Object.entries(REFUSED))(
    "continues beside everything else, with a line and few calls: %s",
    async (_, fault) => {
      const { faults } = stack.discord;
      const platform = open();
      const { hits } = faults;
      faults.add({ route: /^GET \/gateway\/bot$/, fault, times: 1_000 });
      await platform.start();
      expect(platform.connection?.()).toBe("connecting");
      expect(log()).toContain("Discord is not ready yet");
      // A wait that Discord named is kept; a foreign answer is tried three times in a row, then after a pause.
      expect(faults.hits - hits).toBeLessThanOrEqual(fault.kind === "html" ? 6 : 1);
    },
  );

  it("waits for a new session as long as Discord says, and begins it then", async () => {
    const { discord } = stack;
    Object.assign(discord.sessions, { remaining: 0, resetAfterMs: 60_000 });
    const { identifies } = discord.gateway.seen;
    await open().start();
    expect(discord.gateway.seen.identifies).toBe(identifies);
    expect(log()).toContain("Discord allows no new session yet");
  });

  it("ends with a sentence when Discord itself refuses the token", async () => {
    const platform = open({ token: "M.G.wrong" });
    await expect(platform.start()).rejects.toMatchObject({ code: "CONFIG_CREDENTIAL" });
    expect(platform.connection?.()).toBe("refused");
  });

  it("is no refusal where a proxy answers for Discord", async () => {
    stack.discord.faults.add({ route: /./, fault: { kind: "html", status: 401 }, times: 8 });
    const platform = open();
    await platform.start();
    await stack.until(() => platform.connection?.() === "connected");
    await expectAnswered();
    expect(stack.fatal).toEqual([]);
  });
});

describe("the connection of a platform", () => {
  it("is known: connected, lost, connected again", async () => {
    const { gateway } = stack.discord;
    const platform = open({ startMs: 15_000 });
    await platform.start();
    expect(platform.connection?.()).toBe("connected");
    gateway.silence(true);
    gateway.cut();
    await stack.until(() => platform.connection?.() === "connecting");
    gateway.silence(false);
    gateway.cutAll();
    await stack.until(() => platform.connection?.() === "connected");
    await expectAnswered();
  });

  it("goes over a proxy, REST and Gateway alike, but not where NO_PROXY says so", async () => {
    const proxy = await openProxy();
    const before = { ...process.env };
    try {
      Object.assign(process.env, { HTTP_PROXY: proxy.url, NO_PROXY: "" });
      await open({ startMs: 15_000 }).start();
      const { host } = new URL(stack.discord.apiUrl);
      expect(new Set(proxy.tunnels)).toEqual(new Set([host]));
      const used = proxy.tunnels.length;
      expect(used).toBeGreaterThanOrEqual(2);
      process.env.NO_PROXY = "127.0.0.1";
      await open({ startMs: 15_000 }).start();
      expect(proxy.tunnels).toHaveLength(used);
    } finally {
      process.env = before;
      await proxy.close();
    }
  });
});

describe("the registration of commands", () => {
  it.each([
    ["30034, the day's limit", { kind: "error", status: 400, code: 30034 }],
    ["Cloudflare's 403", { kind: "html", status: 403 }],
  ] as const)("keeps the bot running, and is tried again, after %s", async (_, fault) => {
    const { discord } = stack;
    discord.faults.add({ route: /^PUT /, fault, times: fault.kind === "html" ? 3 : 1 });
    await open().start();
    await expectAnswered();
    await stack.until(() => discord.registered.length === 1);
    expect(log()).toContain("the commands are not registered with Discord yet");
    expect(stack.fatal).toEqual([]);
  });

  it("brings an edit although Discord asked to wait when it was made", async () => {
    const { discord, bot } = stack;
    const listeners = new Set<() => void>();
    let list: readonly Command[] = few;
    const onMenuChange: Bot["onMenuChange"] = (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    };
    await open({ bot: { ...bot, menu: () => sortMenu(list, 1e6), onMenuChange } }).start();
    const fault = { kind: "rate-limit", retryAfterS: 5.1, isGlobal: false } as const;
    discord.faults.add({ route: /^PUT /, fault });
    list = [{ ...few[0], name: "tone" } as Command, ...few];
    for (const listener of listeners) listener();
    await stack.until(() => discord.registered.length === 2);
    expect(discord.registered[1]?.commands.map(({ name }) => name)).toContain("tone");
  });

  it("removes the copies of a server that is no longer named, and says which names Discord does not take", async () => {
    const { discord, bot } = stack;
    const many = Array.from({ length: 101 }, (_, index) => ({ ...few[0], name: `tone${index}` }) as Command);
    const kept = settings();
    const first = open({ bot: { ...bot, menu: () => sortMenu(many, 1e6) }, guildId: GUILD, ...kept });
    await first.start();
    await stack.until(() => discord.registered.length === 1);
    expect(log()).toContain('"commands":["tone99","tone100"]');
    await first.stop();
    await open(kept).start();
    const sent = () => discord.registered.map(({ guildId, commands }) => [guildId, commands.length > 0]);
    await stack.until(() => discord.registered.length === 3);
    expect(sent()).toEqual([
      [GUILD, true],
      [GUILD, false],
      [null, true],
    ]);
  });
});
