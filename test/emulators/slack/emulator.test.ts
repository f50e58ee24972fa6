/** The emulator itself, with Slack's own SDK: it refuses what Slack refuses, and delivers what Slack delivers. */

import { type Logger, LogLevel, webApi } from "@slack/bolt";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readAttention } from "./attention.ts";
import { openSlackEmulator, type SlackEmulator } from "./server.ts";
import { BOT_SCOPES } from "./workspace.ts";

/** The refusals are wanted here, so the SDK need not print them. */
const quiet: Logger = {
  debug() {},
  info() {},
  warn() {},
  error() {},
  getLevel: () => LogLevel.ERROR,
  setLevel() {},
  setName() {},
};

let slack: SlackEmulator;
let client: webApi.WebClient;
beforeAll(async () => {
  slack = await openSlackEmulator({ burst: 1000 });
  client = new webApi.WebClient(slack.botToken, {
    slackApiUrl: slack.apiUrl,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    logger: quiet,
  });
  slack.workspace.addUser({ id: "U1", name: "Ada" });
  slack.workspace.addChannel({ id: "C1", members: ["U1"] });
});
afterAll(() => slack.close());

/** Slack's code for why a call was refused. */
const errorOf = (call: Promise<unknown>) =>
  call.then(
    () => "ok",
    (error: { data?: { error?: string } }) => error.data?.error,
  );

const text = (length: number) => ({ type: "plain_text" as const, text: "x".repeat(length) });

describe("what the emulator refuses as Slack does", () => {
  it.each<[string, object, string]>([
    ["nothing to post", {}, "no_text"],
    ["51 blocks", { blocks: Array.from({ length: 51 }, () => ({ type: "divider" })) }, "invalid_blocks"],
    ["3,001 characters in a section", { blocks: [{ type: "section", text: text(3001) }] }, "invalid_blocks"],
    ["an empty text", { blocks: [{ type: "section", text: text(0) }] }, "invalid_blocks"],
    ["an unknown field", { blocks: [{ type: "divider", colour: "red" }] }, "invalid_blocks"],
    [
      "26 buttons",
      {
        blocks: [
          {
            type: "actions",
            elements: Array.from({ length: 26 }, (_, index) => ({
              type: "button",
              action_id: `a${index}`,
              text: text(3),
            })),
          },
        ],
      },
      "invalid_blocks",
    ],
    [
      "a button's text of 76 characters",
      { blocks: [{ type: "actions", elements: [{ type: "button", text: text(76) }] }] },
      "invalid_blocks",
    ],
    [
      "a button's value of 2,001 characters",
      {
        blocks: [{ type: "actions", elements: [{ type: "button", text: text(3), value: "x".repeat(2001) }] }],
      },
      "invalid_blocks",
    ],
    [
      "feedback buttons outside their block",
      { blocks: [{ type: "actions", elements: [{ type: "feedback_buttons" }] }] },
      "invalid_blocks",
    ],
    [
      "two blocks with one id",
      {
        blocks: [
          { type: "divider", block_id: "a" },
          { type: "divider", block_id: "a" },
        ],
      },
      "invalid_blocks",
    ],
    [
      "13,201 characters in all",
      { blocks: Array.from({ length: 5 }, () => ({ type: "section", text: text(2641) })) },
      "msg_blocks_too_long",
    ],
    ["a thread that does not exist", { text: "x", thread_ts: "1.000001" }, "thread_not_found"],
    ["metadata without a type", { text: "x", metadata: { event_payload: {} } }, "invalid_metadata_format"],
  ])("%s", async (_, message, error) => {
    const call = client.apiCall("chat.postMessage", { channel: "C1", ...message });
    expect(await errorOf(call)).toBe(error);
  });

  it("posts where the bot may not", async () => {
    slack.workspace.addChannel({ id: "C2", kind: "private", hasBot: false });
    slack.workspace.addChannel({ id: "C3" }).isArchived = true;
    slack.workspace.addChannel({ id: "C4" }).isRestricted = true;
    slack.workspace.addChannel({ id: "C5", hasBot: false });
    const post = (channel: string) => errorOf(client.chat.postMessage({ channel, text: "x" }));
    expect(await Promise.all(["C2", "C3", "C4", "C5", "C9"].map(post))).toEqual([
      "channel_not_found",
      "is_archived",
      "restricted_action",
      "ok",
      "channel_not_found",
    ]);
    const token = slack.workspace.tokens.get(slack.botToken);
    if (token) token.scopes = ["chat:write"];
    expect([await post("C5"), await errorOf(client.users.info({ user: "U1" }))]).toEqual([
      "not_in_channel",
      "missing_scope",
    ]);
    if (token) token.scopes = BOT_SCOPES;
  });

  it("an ephemeral message in a thread without replies: it is taken, and nobody sees it", async () => {
    slack.workspace.addChannel({ id: "C6", members: ["U1"] });
    const root = slack.say("C6", "U1", "root");
    const send = () =>
      errorOf(client.chat.postEphemeral({ channel: "C6", user: "U1", text: "psst", thread_ts: root.ts }));
    expect([await send(), slack.workspace.ephemeral("U1", "C6").length]).toEqual(["ok", 0]);
    slack.say("C6", "U1", "reply", root);
    expect([await send(), slack.workspace.ephemeral("U1", "C6").length]).toEqual(["ok", 1]);
  });

  it("a trigger that was used, is unknown, or is older than three seconds", async () => {
    const view = { type: "modal" as const, title: text(5), blocks: [] };
    const trigger = slack.workspace.newTrigger("U1");
    const open = (id: string) => errorOf(client.views.open({ trigger_id: id, view }));
    expect([await open(trigger), await open(trigger), await open("nonsense")]).toEqual([
      "ok",
      "exchanged_trigger_id",
      "invalid_trigger_id",
    ]);
    const old = slack.workspace.newTrigger("U1");
    slack.workspace.advance(3001);
    expect(await open(old)).toBe("expired_trigger_id");
  });

  it("a view with a title of 25 characters, 101 blocks, too much metadata, or inputs without submit", async () => {
    const open = (view: object) =>
      errorOf(
        client.apiCall("views.open", {
          trigger_id: slack.workspace.newTrigger("U1"),
          view: { type: "modal", title: text(5), blocks: [], ...view },
        }),
      );
    const input = { type: "input", label: text(3), element: { type: "plain_text_input", action_id: "a" } };
    expect(await open({ title: text(25) })).toBe("invalid_arguments");
    expect(await open({ blocks: Array.from({ length: 101 }, () => ({ type: "divider" })) })).toBe(
      "invalid_arguments",
    );
    expect(await open({ private_metadata: "x".repeat(3001) })).toBe("invalid_arguments");
    expect(await open({ blocks: [input] })).toBe("invalid_arguments");
    expect(await open({ blocks: [input], submit: text(4) })).toBe("ok");
    expect(
      await open({ blocks: Array.from({ length: 100 }, () => ({ type: "section", text: text(2900) })) }),
    ).toBe("view_too_large");
  });

  it("a response url after five uses, or after half an hour", async () => {
    const post = async (path: string) =>
      (await fetch(slack.origin + path, { method: "POST", body: JSON.stringify({ text: "x" }) })).status;
    const path = slack.workspace.newResponseUrl("C1", "U1");
    const statuses = [];
    for (let use = 0; use < 6; use++) statuses.push(await post(path));
    expect(statuses).toEqual([200, 200, 200, 200, 200, 404]);
    const old = slack.workspace.newResponseUrl("C1", "U1");
    slack.workspace.advance(30 * 60_000 + 1);
    expect(await post(old)).toBe(404);
  });

  it("more posts in a channel than one a second, with Retry-After", async () => {
    const own = await openSlackEmulator({ burst: 2 });
    try {
      own.workspace.addChannel({ id: "C1" });
      const caller = new webApi.WebClient(own.botToken, {
        slackApiUrl: own.apiUrl,
        retryConfig: { retries: 0 },
        rejectRateLimitedCalls: true,
        logger: quiet,
      });
      const post = () => caller.chat.postMessage({ channel: "C1", text: "x" });
      await post();
      await post();
      await expect(post()).rejects.toMatchObject({ retryAfter: 1 });
    } finally {
      await own.close();
    }
  });
});

describe("what the emulator sees in a message", () => {
  it.each([
    ["<!channel> and <@U1> and <!subteam^S1>", ["!channel", "@U1", "^S1"], []],
    ["&lt;!channel&gt;", [], []],
    ["<https://a.example|https://b.example>", [], ["https://a.example"]],
  ])("in mrkdwn %s", (markup, pings, links) => {
    expect(readAttention({ text: markup })).toMatchObject({ pings, disguisedLinks: links });
    const plain = [{ type: "section", text: { type: "plain_text", text: markup } }];
    expect(readAttention({ blocks: plain })).toMatchObject({ pings: [], disguisedLinks: [] });
    const mrkdwn = [{ type: "section", text: { type: "mrkdwn", text: markup } }];
    expect(readAttention({ blocks: mrkdwn })).toMatchObject({ pings, disguisedLinks: links });
  });
});

describe("the emulator's methods", () => {
  it("post, update, link, delete, and read the history with metadata", async () => {
    const { ts } = await client.chat.postMessage({
      channel: "C1",
      text: "one",
      metadata: { event_type: "e", event_payload: { a: "1" } },
    });
    const at = { channel: "C1", ts: String(ts) };
    await client.chat.update({ ...at, text: "two" });
    const { permalink } = await client.chat.getPermalink({ channel: "C1", message_ts: at.ts });
    expect(permalink).toContain("/archives/C1/p");
    const { messages } = await client.conversations.history({
      channel: "C1",
      include_all_metadata: true,
      limit: 1,
    });
    expect(messages?.[0]).toMatchObject({ text: "two", metadata: { event_payload: { a: "1" } } });
    await client.chat.delete(at);
    expect(await errorOf(client.chat.update({ ...at, text: "three" }))).toBe("message_not_found");
  });

  it("install by OAuth and revoke", async () => {
    const { access_token: token } = await client.oauth.v2.access({
      client_id: "1",
      client_secret: "2",
      code: "good-code",
    });
    expect(token).toBe(slack.botToken);
    expect(await errorOf(client.oauth.v2.access({ client_id: "1", client_secret: "2", code: "bad" }))).toBe(
      "invalid_code",
    );
    const own = await openSlackEmulator();
    const caller = new webApi.WebClient(own.botToken, {
      slackApiUrl: own.apiUrl,
      retryConfig: { retries: 0 },
      logger: quiet,
    });
    await caller.auth.revoke();
    expect(await errorOf(caller.auth.test())).toBe("token_revoked");
    await own.close();
  });
});
