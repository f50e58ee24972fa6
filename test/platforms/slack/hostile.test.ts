/** Text that means harm, over the wire: it is posted as plain text, pings nobody, hides no link, and leaves no trace in the log. */

import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Answer, AskRecord } from "../../../src/core/ask.ts";
import { composeExplanation } from "../../../src/core/views/answer/explanation.ts";
import { composeMessage } from "../../../src/core/views/answer/message.ts";
import { fitText, visibleText } from "../../../src/platforms/shared/text.ts";
import { decodeText } from "../../../src/platforms/slack/incoming/text.ts";
import { fallback } from "../../../src/platforms/slack/outgoing/views/blocks.ts";
import { renderAnswer, renderRoot, STYLES } from "../../../src/platforms/slack/outgoing/views/render.ts";
import { codePoint } from "../../code-point.ts";
import { readAttention } from "../../emulators/slack/attention.ts";
import { countCharacters, findBlockFaults } from "../../emulators/slack/validate.ts";
import { completion } from "../../flows/stack.ts";
import { ADA, isAnswer, openSlackStack, type SlackStack, textOf } from "./stack.ts";

let stack: SlackStack;
beforeAll(async () => {
  stack = await openSlackStack({ emulator: { burst: 1000, postsPerSecond: 1000 } });
});
afterAll(() => stack.close());

let channels = 0;
const newChannel = () => stack.slack.workspace.addChannel({ id: `C0EVIL${++channels}`, members: [ADA] }).id;

const HOSTILE = [
  ["a call to the whole channel", "<!channel> wake up", "@channel wake up"],
  ["a call to the whole channel, as Slack escapes it", "&lt;!channel&gt; wake up", "<!channel> wake up"],
  ["a mention", "<@U0BEN> look", "@someone look"],
  ["a mention, as Slack escapes it", "&lt;@U0BEN&gt; look", "<@U0BEN> look"],
  [
    "a link with another label",
    "<https://evil.example|https://bank.example>",
    "https://bank.example (https://evil.example)",
  ],
  ["a link with another label, escaped", "&lt;https://evil.example|bank&gt;", "<https://evil.example|bank>"],
  [
    "mrkdwn",
    "*bold* _italic_ ~struck~ `code` ```block``` &gt; quote :tada:",
    "*bold* _italic_ ~struck~ `code` ```block``` > quote 🎉",
  ],
  [
    "zero-width and bidi characters",
    "pay\u200bpal \u202eevil\u202c \u2066x\u2069 a\u00adb",
    "paypal evil x ab",
  ],
  ["only emoji", "😀👩‍👩‍👧‍👦🇹🇼", "😀👩‍👩‍👧‍👦🇹🇼"],
  ["half a surrogate pair", "broken \ud83d end", "broken \ufffd end"],
  ["entities twice escaped", "&amp;lt;!here&amp;gt;", "&lt;!here&gt;"],
] as const;

describe("hostile text in Slack", () => {
  it.each(HOSTILE)("is quoted as plain text and pings nobody: %s", async (_, text, shown) => {
    const channel = newChannel();
    await stack.slack.slash(channel, ADA, `sentiment ${text}`);
    await stack.until(() => stack.slack.workspace.visible(channel).find(isAnswer));
    const [root] = stack.posts(channel);
    expect(textOf(root ?? {})).toBe(`Ada used /sentiment\n${shown}`);
    for (const message of stack.posts(channel))
      expect(readAttention(message)).toMatchObject({ pings: [], disguisedLinks: [] });
  });

  it.each(HOSTILE)("made by the model is posted as plain text: %s", async (_, text) => {
    const channel = newChannel();
    stack.backend.complete.mockResolvedValueOnce(
      completion(text.replaceAll("&lt;", "<").replaceAll("&gt;", ">")),
    );
    await stack.slack.slash(channel, ADA, "haiku anything");
    const reply = await stack.until(() => stack.slack.workspace.visible(channel).find(isAnswer));
    expect(readAttention(reply)).toMatchObject({ pings: [], disguisedLinks: [] });
    expect(reply.text).not.toMatch(/<[!@#]/);
  });

  it("of 40,000 characters is refused in words, to the asker alone", async () => {
    const channel = newChannel();
    const { isAcked, payload } = await stack.slack.slash(channel, ADA, `sentiment ${"long ".repeat(8000)}`);
    expect(isAcked).toBe(true);
    expect(payload.text).toMatch(/too long for the model. It can read about [\d,]+ words/);
    expect(stack.posts(channel)).toEqual([]);
  });

  it("as long as the model can read is quoted shortened, and analysed whole", async () => {
    const channel = newChannel();
    const text = "字".repeat(4000);
    await stack.slack.slash(channel, ADA, `sentiment ${text}`);
    await stack.until(() => stack.slack.workspace.visible(channel).find(isAnswer));
    const [record] = await stack.bot.recent({ platform: "slack", channel, limit: 1 });
    expect(record?.ask.text).toBe(text);
    expect(textOf(stack.posts(channel)[0] ?? {})).toMatch(/字…$/);
  });

  it("in a person's name pings nobody", async () => {
    stack.slack.workspace.addUser({ id: "U0EVE", name: "<!channel> \u202eEve" });
    const channel = newChannel();
    stack.slack.workspace.channels.get(channel)?.members.add("U0EVE");
    await stack.slack.slash(channel, "U0EVE", "sentiment hi");
    await stack.until(() => stack.slack.workspace.visible(channel).find(isAnswer));
    expect(textOf(stack.posts(channel)[0] ?? {})).toBe("<!channel> Eve used /sentiment\nhi");
    expect(stack.slack.workspace.attention().flatMap(({ pings }) => pings)).toEqual([]);
  });
});

/** Payloads near the real ones: known names with values of any kind, missing or nested where they should not be. */
const anyValue: fc.Arbitrary<unknown> = fc.oneof(
  { depthSize: "small" },
  fc.constantFrom(
    null,
    true,
    0,
    -1,
    "",
    "x",
    "T1",
    ADA,
    "1.5",
    [],
    {},
    "im",
    "home",
    "https://nowhere.example/a",
  ),
  fc.array(fc.constantFrom(null, "x", {}), { maxLength: 2 }),
  fc.record({ id: fc.constantFrom(null, "x", ADA), name: fc.constant("n"), ts: fc.constant("1.2") }),
);
const anyFields = (names: readonly string[]) =>
  fc.record(Object.fromEntries(names.map((name) => [name, anyValue])), { requiredKeys: [] });
const anyEvent = fc.tuple(
  fc.constantFrom<[string, unknown]>(
    ["slash_commands", {}],
    ["events_api", { event: { type: "app_mention" } }],
    ["events_api", { event: { type: "message", channel_type: "im", user: ADA } }],
    ["events_api", { event: { type: "app_home_opened", tab: "home" } }],
    ["events_api", { event: { type: "error" } }],
    ["events_api", { event: { type: "disconnected" } }],
    ["events_api", { event: { type: "close" } }],
    ["events_api", { event: null }],
    ["events_api", {}],
    ["interactive", { type: "block_actions", actions: [{ action_id: "fewshot-right", value: "x" }] }],
    ["interactive", { type: "block_actions", actions: [{ action_id: "fewshot-why", value: "a:b" }] }],
    ["interactive", { type: "block_actions", actions: [{ action_id: "fewshot-privacy-export" }] }],
    ["interactive", { type: "message_action", callback_id: "ask:sentiment" }],
    ["interactive", { type: "message_action", callback_id: "ask" }],
    ["interactive", { type: "view_submission", view: { callback_id: "fewshot-form-override" } }],
    ["interactive", { type: "view_submission", view: { callback_id: "fewshot-form-choose" } }],
    ["interactive", { type: "view_closed" }],
    ["disconnected", {}],
    ["nonsense", {}],
  ),
  anyFields([
    ..."team user channel view actions message container trigger_id response_url command text".split(" "),
    ..."channel_id user_id user_name team_id authorizations event_id state callback_id is_enterprise_install".split(
      " ",
    ),
  ]),
  anyFields("user text channel ts thread_ts blocks attachments files subtype bot_id edited tab".split(" ")),
);

/** So many envelopes are sent before the bot has to acknowledge one of a person. */
const AT_ONCE = 20;

describe("an envelope of any shape", () => {
  it("ends neither the process nor the connection", async () => {
    const { opened } = stack.slack.sockets;
    const channel = newChannel();
    const envelopes = fc.sample(anyEvent, { numRuns: 400, seed: 20261127 });
    for (const [index, [[type, sure], payload, event]] of envelopes.entries()) {
      const known = sure as { event?: object | null };
      await stack.slack.sockets.sendRaw({
        type,
        envelope_id: "e",
        payload: { ...payload, ...known, ...(known.event ? { event: { ...event, ...known.event } } : {}) },
      });
      // People are answered in between; behind all of these, a busy machine would take longer than Slack waits.
      if (index % AT_ONCE === AT_ONCE - 1)
        expect((await stack.slack.slash(channel, ADA, "fewshot list")).isAcked).toBe(true);
    }
    for (const raw of [
      "null",
      "[]",
      "1",
      '"x"',
      "{}",
      "{",
      '{"type":5}',
      '{"type":"events_api","payload":null}',
    ])
      stack.slack.sockets.sendText(raw);
    expect((await stack.slack.slash(channel, ADA, "sentiment still here")).isAcked).toBe(true);
    await stack.until(() => stack.slack.workspace.visible(channel).find(isAnswer));
    expect(stack.fatal).toEqual([]);
    expect(stack.slack.sockets.opened).toBe(opened);
  });
});

const anyText = fc.oneof(
  fc.string({ unit: codePoint, maxLength: 300 }),
  fc
    .array(
      fc.constantFrom(
        "<",
        ">",
        "&",
        "!channel",
        "@U1",
        "|",
        "amp;",
        "lt;",
        "https://a.b",
        "\u202e",
        "\u200b",
        "😀",
        "*",
        "\n",
        "x".repeat(900),
      ),
      { maxLength: 30 },
    )
    .map((parts) => parts.join("")),
);

describe("rendering for Slack", () => {
  it("makes of any text a message that Slack takes, that pings nobody and hides no link", () => {
    fc.assert(
      fc.property(anyText, anyText, anyText, fc.constantFrom(...STYLES), (text, output, name, style) => {
        const record = recordOf(text, output, name);
        const message = composeMessage(record, { locale: "en", command: null });
        const explanation = composeExplanation(record, null, { locale: "en" });
        for (const content of [
          renderRoot(message),
          renderAnswer(message, { style, explanation }),
          renderAnswer(message, { style, whyHere: "why" }),
        ]) {
          expect(findBlockFaults(content.blocks, "message")).toEqual([]);
          expect(countCharacters(content.blocks)).toBeLessThan(13_200);
          expect(readAttention(content)).toMatchObject({ pings: [], disguisedLinks: [] });
          expect(content.text.length).toBeGreaterThan(0);
        }
      }),
      { numRuns: 150 },
    );
  });

  it("decodes what it escapes", () => {
    fc.assert(
      fc.property(fc.string({ unit: codePoint, maxLength: 200 }), (text) => {
        // A name between colons would become an emoji.
        const seen = visibleText(text.replaceAll(":", ";"));
        expect(decodeText(fallback(seen))).toBe(seen);
      }),
    );
  });

  it("cuts without breaking a character, and never shows nothing", () => {
    fc.assert(
      fc.property(anyText, fc.integer({ min: 2, max: 50 }), (text, most) => {
        const cut = fitText(visibleText(text), most);
        expect(cut.length).toBeLessThanOrEqual(most);
        expect(cut.isWellFormed()).toBe(true);
        expect(cut).not.toBe("");
      }),
    );
  });
});

function recordOf(text: string, output: string, name: string): AskRecord {
  const person = { platform: "slack" as const, workspace: "T", id: "U", name };
  const createdAt = new Date(0);
  const answer: Answer = {
    label: null,
    text: output,
    scores: null,
    doubt: null,
    method: "generated",
    calibrated: false,
    prompt: "",
    examplesUsed: 0,
    examplesDropped: 0,
    settings: { temperature: 0, maxNewTokens: 1, endSequence: "###" },
    model: {
      name: "m",
      family: "GPT-Neo",
      parameters: 1,
      revision: "r",
      contextTokens: 10,
      scripts: null,
      abstainBelow: null,
      builtin: false,
      dtype: null,
    },
    backend: "onnx",
    where: "here",
    commandRevision: "r",
    promptTokens: null,
    cachedTokens: null,
    newTokens: null,
    durationMs: 1,
  };
  const override = {
    id: "o1",
    askId: "ask_1",
    person,
    value: output,
    reason: text,
    mayReuse: false,
    createdAt,
    withdrawnAt: null,
  };
  return {
    ask: {
      id: "ask_1",
      interactionId: "i",
      person,
      author: person,
      place: { channel: "C", native: null },
      command: "haiku",
      text,
      settings: {},
      locale: "en",
      createdAt,
      expiresAt: null,
    },
    answer,
    failure: null,
    answeredAt: createdAt,
    overrides: text.length % 2 ? [override] : [],
    ratings: [],
    preferences: [],
    deliveryRecord: null,
    deliveredAt: null,
  };
}
