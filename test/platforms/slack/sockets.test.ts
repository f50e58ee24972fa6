/** Connections to Slack, over the wire: refreshed, cut, refused, revoked. */

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createLogger } from "../../../src/observability/log.ts";
import { createSlackPlatform } from "../../../src/platforms/slack/platform.ts";
import type { FaultKind } from "../../emulators/slack/faults.ts";
import { openSlackEmulator, type SlackEmulator } from "../../emulators/slack/server.ts";
import { eventually } from "../../store/eventually.ts";
import { ADA, isAnswer, openSlackStack, type SlackStack, settle } from "./stack.ts";

describe("connections to Slack", () => {
  let stack: SlackStack;
  beforeAll(async () => {
    stack = await openSlackStack({ emulator: { burst: 1000, postsPerSecond: 1000 } });
  });
  afterAll(() => stack.close());

  let channels = 0;
  const newChannel = () => stack.slack.workspace.addChannel({ id: `C0SOCK${++channels}`, members: [ADA] }).id;
  const untilAnswer = (channel: string) =>
    stack.until(() => stack.slack.workspace.visible(channel).find(isAnswer));

  it.each(["warning", "refresh_requested"] as const)(
    "are replaced when Slack refreshes them (%s), and the ask that is running is answered",
    async (reason) => {
      const channel = newChannel();
      let finish = () => {};
      const finished = new Promise<void>((resolve) => {
        finish = resolve;
      });
      stack.backend.score.mockImplementationOnce(async ({ labels }) => {
        await finished;
        return {
          logprobs: labels.map((_, index) => -index),
          usage: { promptTokens: 1, cachedTokens: 0, newTokens: 0, durationMs: 1 },
        };
      });
      await stack.slack.slash(channel, ADA, "sentiment while you refresh");
      const opened = stack.slack.sockets.opened;
      stack.slack.sockets.disconnect(reason);
      await stack.slack.sockets.until(() => stack.slack.sockets.opened >= opened + 2);
      finish();
      await untilAnswer(channel);
      const after = newChannel();
      expect((await stack.slack.slash(after, ADA, "sentiment after")).isAcked).toBe(true);
      await untilAnswer(after);
    },
  );

  it("are replaced when they are cut, also when Slack can't be asked for a new one at first", async () => {
    stack.slack.faults.add({
      method: "apps.connections.open",
      fault: { kind: "drop", after: false },
      times: 2,
    });
    stack.slack.faults.add({
      method: "apps.connections.open",
      fault: { kind: "status", status: 503, after: false },
      times: 1,
    });
    const opened = stack.slack.sockets.opened;
    stack.slack.sockets.cut();
    await stack.slack.sockets.until(() => stack.slack.sockets.opened >= opened + 2);
    const channel = newChannel();
    expect((await stack.slack.slash(channel, ADA, "sentiment again")).isAcked).toBe(true);
    await untilAnswer(channel);
    expect(stack.fatal).toEqual([]);
  });

  it("survive a message that the SDK does not understand", async () => {
    await stack.slack.sockets.sendRaw({
      type: "interactive",
      envelope_id: "w",
      payload: { type: "unheard_of" },
    });
    // An event without its inner part rejects inside socket-mode 3.1.
    void stack.slack.sockets.sendRaw({
      type: "events_api",
      envelope_id: "x",
      payload: { type: "app_rate_limited" },
    });
    const channel = newChannel();
    await stack.slack.slash(channel, ADA, "sentiment still here");
    await untilAnswer(channel);
  });

  it("go on when a report of revoked tokens is not about the bot's", async () => {
    await stack.slack.revokeTokens({ oauth: ["U0SOMEBODY"], bot: [] });
    await stack.until(() => stack.slack.callsOf("auth.test").length >= 2);
    expect((await stack.slack.slash(newChannel(), ADA, "sentiment still here")).isAcked).toBe(true);
    expect(stack.fatal).toEqual([]);
    expect(stack.platform.connection?.()).toBe("connected");
  });

  it("end when the app is uninstalled, with a sentence that says what to do", async () => {
    await stack.slack.uninstall();
    const [error] = await stack.until(() => stack.fatal.length > 0 && stack.fatal);
    expect(error?.code).toBe("CONFIG_CREDENTIAL");
    expect(error?.message).toContain("OAuth & Permissions");
    expect(stack.fatal).toHaveLength(1);
    expect(stack.platform.connection?.()).toBe("refused");
  });

  it("are closed when stop resolves", async () => {
    await stack.stop();
    expect(stack.slack.sockets.open).toBe(0);
  });
});

describe("the state of the connection", () => {
  it("is connected while a socket is open, and only then", async () => {
    const stack = await openSlackStack();
    try {
      expect(stack.platform.connection?.()).toBe("connected");
      stack.slack.faults.add({
        method: "apps.connections.open",
        fault: { kind: "error", error: "internal_error" },
        times: 2,
      });
      stack.slack.sockets.cut();
      await stack.until(() => stack.platform.connection?.() === "connecting");
      await stack.until(() => stack.platform.connection?.() === "connected");
    } finally {
      await stack.close();
    }
  });
});

describe("a token that Slack refuses", () => {
  let slack: SlackEmulator;
  beforeEach(async () => {
    slack = await openSlackEmulator();
    settle(slack);
  });
  afterEach(() => slack.close());

  let lines: string[];
  const create = (changes: { botToken?: string; appToken?: string } = {}) => {
    const { botToken, appToken, apiUrl } = slack;
    lines = [];
    const log = createLogger("debug", { target: { write: (line) => void lines.push(line) } });
    const options = { bot: {} as never, memory: {} as never, botToken, appToken, apiUrl, log };
    return createSlackPlatform({ ...options, ...changes });
  };
  const start = (changes: { botToken?: string; appToken?: string } = {}) => create(changes).start();

  it.each([
    [
      "an unknown bot token",
      { botToken: "xoxb-no-such-token" },
      /SLACK_BOT_TOKEN was refused by Slack \(invalid_auth\).*OAuth & Permissions/,
    ],
    [
      "an unknown app token",
      { appToken: "xapp-no-such-token" },
      /SLACK_APP_TOKEN was refused by Slack \(invalid_auth\).*App-Level Tokens/,
    ],
  ])("at the start ends it with a sentence: %s", async (_, tokens, words) => {
    await expect(start(tokens)).rejects.toMatchObject({
      code: "CONFIG_CREDENTIAL",
      message: expect.stringMatching(words),
    });
    // Said once, not tried again and again.
    expect(
      slack.callsOf("auth.test").length + slack.callsOf("apps.connections.open").length,
    ).toBeLessThanOrEqual(2);
  });

  it("because the bot token was revoked is said", async () => {
    const token = slack.workspace.tokens.get(slack.botToken);
    if (token) token.isRevoked = true;
    await expect(start()).rejects.toMatchObject({ message: expect.stringContaining("token_revoked") });
  });

  it("because the app token lacks its scope is said", async () => {
    const token = slack.workspace.tokens.get(slack.appToken);
    if (token) token.scopes = [];
    await expect(start()).rejects.toMatchObject({
      message: expect.stringContaining("lacks the scope connections:write"),
    });
  });

  it.each(["\n", "\r", "\u2011"])("is never logged, also where it holds %j", async (character) => {
    const platform = create({ botToken: `xoxb-11${character}AND-THE-REST` });
    const started = platform.start().catch(() => {});
    await eventually(() => expect(lines.join("")).toContain("trying again"));
    await platform.stop();
    await started;
    expect(lines.join("")).not.toMatch(/xoxb-11|AND-THE-REST/);
  });
});

describe("Slack out of reach at the start", () => {
  let slack: SlackEmulator;
  beforeEach(async () => {
    slack = await openSlackEmulator();
    settle(slack);
  });
  afterEach(() => slack.close());

  const create = (lines: string[] = []) => {
    const { botToken, appToken, apiUrl } = slack;
    const log = createLogger("debug", { target: { write: (line) => void lines.push(line) } });
    const options = { bot: {} as never, memory: {} as never, botToken, appToken, apiUrl, log };
    return createSlackPlatform(options);
  };

  it.each<[string, string, FaultKind]>([
    ["auth.test", "fails", { kind: "status", status: 503, after: false }],
    ["auth.test", "is answered by a proxy", { kind: "status", status: 403, after: false }],
    ["auth.test", "is refused for a reason that is not the token", { kind: "error", error: "rollup_error" }],
    ["apps.connections.open", "fails", { kind: "drop", after: false }],
    ["apps.connections.open", "is limited", { kind: "rate-limit", retryAfterS: 1 }],
  ])("is waited for, and then connected: %s %s", async (method, _, fault) => {
    slack.faults.add({ method, fault });
    const lines: string[] = [];
    const platform = create(lines);
    expect(platform.connection?.()).toBe("connecting");
    await platform.start();
    await slack.sockets.untilConnected(2);
    expect(platform.connection?.()).toBe("connected");
    expect(lines.join("")).toMatch(/(tried|trying) again.*Slack is connected/s);
    await platform.stop();
    expect(slack.sockets.open).toBe(0);
  });

  it.each(["auth.test", "apps.connections.open"])(
    "is not asked again before the time that it named: %s",
    async (method) => {
      slack.faults.add({ method, fault: { kind: "rate-limit", retryAfterS: 3600 }, times: 99 });
      const platform = create();
      const started = platform.start();
      await eventually(() => expect(slack.callsOf(method)).toHaveLength(1));
      await new Promise((resolve) => setTimeout(resolve, 1_500));
      expect(slack.callsOf(method)).toHaveLength(1);
      await platform.stop();
      await started;
    },
  );

  it.each(["auth.test", "apps.connections.open"])("or silent can be stopped at once: %s", async (method) => {
    slack.faults.add({ method, fault: { kind: "hang", after: false } });
    const platform = create();
    void platform.start().catch(() => {});
    await eventually(() => expect(slack.faults.hits).toBe(1));
    const sinceMs = performance.now();
    await platform.stop();
    expect(performance.now() - sinceMs).toBeLessThan(5_000);
  });
});
