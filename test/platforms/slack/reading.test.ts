/** Which text of a message is analysed, over the wire: wherever people see it, and never another message's. */

import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readVisibleText } from "../../../src/platforms/slack/incoming/visible-text.ts";
import type { Message } from "../../emulators/slack/workspace.ts";
import { ADA, BEN, isAnswer, openSlackStack, type SlackStack, textOf } from "./stack.ts";

const CARA = "U0CARA";
let stack: SlackStack;
beforeAll(async () => {
  stack = await openSlackStack({ emulator: { burst: 1000, postsPerSecond: 1000 } });
  stack.slack.workspace.addUser({ id: CARA, name: "Cara" });
});
afterAll(() => stack.close());

let channels = 0;
const newChannel = () =>
  stack.slack.workspace.addChannel({ id: `C0READ${++channels}`, members: [ADA, BEN, CARA] }).id;
const answerIn = (root: Message) => stack.until(() => stack.slack.thread(root).find(isAnswer));
const newestIn = async (channel: string) =>
  (await stack.bot.recent({ platform: "slack", channel, limit: 1 }))[0]?.ask;
const asksIn = async (channel: string) => stack.bot.recent({ platform: "slack", channel, limit: 9 });
const untilNotice = (user: string, channel: string) =>
  stack.until(() => stack.slack.workspace.ephemeral(user, channel).at(-1));
/** Lets every job come to rest, so that a second answer would be there to see. */
async function untilQuiet(): Promise<void> {
  for (let isBusy = true; isBusy; ) {
    await new Promise((resolve) => setTimeout(resolve, 60));
    const { waiting, running } = await stack.store.queue();
    isBusy = waiting + running > 0;
  }
}

const forward = (text: string, author = BEN, more: object = {}) => ({
  attachments: [
    {
      is_share: true,
      is_msg_unfurl: true,
      author_id: author,
      author_name: "Ben",
      text,
      fallback: text,
      ...more,
    },
  ],
});
const section = (text: string) => ({ type: "section", text: { type: "mrkdwn", text } });
const richText = (...elements: object[]) => ({
  type: "rich_text",
  elements: [{ type: "rich_text_section", elements }],
});
/** As another app posts it. */
const byApp = (extra: object) => ({ user: undefined, bot_id: "B0ALERTS", username: "Alerts", ...extra });

const SEEN: readonly [string, string, object, string][] = [
  ["a forwarded message", "", forward("The customer is furious"), "The customer is furious"],
  [
    "a forwarded message with a comment",
    "fyi",
    forward("The customer is furious"),
    "fyi\nThe customer is furious",
  ],
  [
    "a forwarded message that is given as blocks",
    "",
    forward("[no preview available]", BEN, {
      message_blocks: [{ message: { blocks: [richText({ type: "text", text: "It is on fire" })] } }],
    }),
    "It is on fire",
  ],
  [
    "a link to a message and nothing else",
    "<https://emulator.slack.com/archives/C1/p1>",
    {
      attachments: [
        { is_msg_unfurl: true, from_url: "https://emulator.slack.com/archives/C1/p1", text: "I am thrilled" },
      ],
    },
    "I am thrilled",
  ],
  [
    "a link with the preview that Slack shows of it",
    "Read this: <https://news.example/a>",
    { attachments: [{ from_url: "https://news.example/a", title: "A title", text: "A teaser" }] },
    "Read this: https://news.example/a",
  ],
  [
    "an alert in attachments",
    "",
    byApp({
      attachments: [
        {
          pretext: "Build failed",
          title: "main",
          text: "3 tests are red",
          fields: [{ title: "By", value: "Zoe" }],
        },
      ],
    }),
    "Build failed\nmain\n3 tests are red\nBy: Zoe",
  ],
  [
    "an alert that has a fallback only",
    "",
    byApp({ attachments: [{ fallback: "Disk &gt; 90 %", color: "danger" }] }),
    "Disk > 90 %",
  ],
  [
    "an alert in blocks, behind Slack's sentence for what it can't show",
    "This content can't be displayed.",
    byApp({
      blocks: [
        { type: "header", text: { type: "plain_text", text: "Deploy :rocket:" } },
        section("*It* went <https://ci.example|well>"),
        { type: "context", elements: [{ type: "mrkdwn", text: "by <@U1|zoe>" }] },
        { type: "actions", elements: [{ type: "button", text: { type: "plain_text", text: "Open" } }] },
      ],
    }),
    "Deploy 🚀\n*It* went well (https://ci.example)\nby @zoe",
  ],
  [
    "an app's message whose text is for notifications",
    "You have a new alert",
    byApp({ blocks: [section("Everything is lost")] }),
    "Everything is lost",
  ],
  [
    "rich text without a text",
    "",
    {
      blocks: [
        richText(
          { type: "text", text: "I " },
          { type: "emoji", name: "heart", unicode: "2764-fe0f" },
          { type: "text", text: " it, " },
          { type: "user", user_id: "U1" },
        ),
        {
          type: "rich_text",
          elements: [
            {
              type: "rich_text_list",
              elements: [
                { type: "rich_text_section", elements: [{ type: "text", text: "one" }] },
                { type: "rich_text_section", elements: [{ type: "text", text: "two" }] },
              ],
            },
          ],
        },
      ],
    },
    "I ❤️ it, @someone\none\ntwo",
  ],
  [
    "a table",
    "",
    byApp({
      blocks: [
        {
          type: "table",
          rows: [
            [
              { type: "raw_text", text: "Ada" },
              { type: "raw_text", text: "happy" },
            ],
          ],
        },
      ],
    }),
    "Ada happy",
  ],
  ["a comment on a file", "", { files: [{ initial_comment: { comment: "So sad" } }] }, "So sad"],
  ["a snippet", "", { files: [{ mode: "snippet", preview: "panic: it broke" }] }, "panic: it broke"],
  [
    "a picture with a text",
    "Look at my dog",
    { files: [{ mode: "hosted", name: "dog.png" }] },
    "Look at my dog",
  ],
];

describe("a message that is asked about by a shortcut", () => {
  it.each(SEEN)("is read where people see its text: %s", async (_, text, extra, seen) => {
    const channel = newChannel();
    const message = stack.slack.say(channel, CARA, text, undefined, extra as Message["extra"]);
    await stack.slack.shortcut("ask:sentiment", message, ADA);
    await answerIn(message);
    expect((await newestIn(channel))?.text).toBe(seen);
  });

  it.each([
    ["a picture", "", { files: [{ mode: "hosted", name: "dog.png" }] }],
    ["a filler", "This content can\u2019t be displayed.", byApp({})],
    ["a deleted message", "This message was deleted.", { subtype: "tombstone", user: "USLACKBOT" }],
    ["blocks without a text", "", byApp({ blocks: [{ type: "divider" }, { type: "image", alt_text: "x" }] })],
  ])("that has no text is refused in words: %s", async (_, text, extra) => {
    const channel = newChannel();
    const message = stack.slack.say(channel, CARA, text, undefined, extra as Message["extra"]);
    await stack.slack.shortcut("ask:sentiment", message, ADA);
    expect(textOf(await untilNotice(ADA, channel))).toBe("This message has no text that could be analysed.");
    expect(await asksIn(channel)).toEqual([]);
  });

  it("is by who wrote it, not by who forwarded it", async () => {
    const channel = newChannel();
    const message = stack.slack.say(channel, CARA, "", undefined, forward("The customer is furious"));
    await stack.slack.shortcut("ask:sentiment", message, ADA);
    await answerIn(message);
    expect((await newestIn(channel))?.author).toMatchObject({ id: BEN, name: "Ben" });
  });

  it.each([
    ["who forwarded it", CARA, "", forward("one two")],
    ["whose words are forwarded", BEN, "", forward("one two")],
    ["whose words are forwarded with a comment", BEN, "see", forward("one two")],
  ])("is left alone when somebody has opted out: %s", async (_, person, text, extra) => {
    const channel = newChannel();
    const gone = { platform: "slack" as const, workspace: "T0TEAM", id: person, name: "" };
    await stack.store.setOptedOut(gone, true);
    try {
      const message = stack.slack.say(channel, CARA, text, undefined, extra);
      await stack.slack.shortcut("ask:sentiment", message, ADA);
      expect(textOf(await untilNotice(ADA, channel))).toContain("author of this message has opted out");
      expect(await asksIn(channel)).toEqual([]);
    } finally {
      await stack.store.setOptedOut(gone, false);
    }
  });

  it("may have any shape", () => {
    fc.assert(
      fc.property(
        fc.record(
          {
            text: fc.anything(),
            blocks: fc.anything(),
            attachments: fc.array(
              fc.record(
                { text: fc.anything(), blocks: fc.anything(), message_blocks: fc.anything() },
                { requiredKeys: [] },
              ),
            ),
            files: fc.array(fc.anything()),
          },
          { requiredKeys: [] },
        ),
        (message) => {
          expect(typeof readVisibleText(message).text).toBe("string");
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe("the message above a mention", () => {
  it("is the last one, also where its text is in an attachment", async () => {
    const channel = newChannel();
    const root = stack.slack.say(channel, ADA, "I am thrilled");
    stack.slack.say(channel, CARA, "", root, forward("The customer is furious"));
    await stack.slack.mention(channel, ADA, "sentiment", root);
    await answerIn(root);
    expect((await newestIn(channel))?.text).toBe("The customer is furious");
  });

  it.each([
    ["a picture", "", { files: [{ mode: "hosted", name: "x.png" }] }],
    ["deleted", "This message was deleted.", { subtype: "tombstone", user: "USLACKBOT" }],
  ])("is never passed over for an older one: %s", async (_, text, extra) => {
    const channel = newChannel();
    const root = stack.slack.say(channel, ADA, "I am thrilled");
    stack.slack.say(channel, BEN, text, root, extra as Message["extra"]);
    await stack.slack.mention(channel, ADA, "sentiment", root);
    expect(textOf(await untilNotice(ADA, channel))).toBe("This message has no text that could be analysed.");
    expect(await asksIn(channel)).toEqual([]);
  });

  it("that was deleted is not analysed where it opened the thread", async () => {
    const channel = newChannel();
    const extra = { subtype: "tombstone", user: "USLACKBOT" };
    const root = stack.slack.say(channel, BEN, "This message was deleted.", undefined, extra);
    await stack.slack.mention(channel, ADA, "sentiment", root);
    expect(textOf(await untilNotice(ADA, channel))).toContain("no text that could be analysed");
  });

  it("may talk about Fewshot, and is no call to it for that", async () => {
    const channel = newChannel();
    const root = stack.slack.say(channel, ADA, "Look");
    stack.slack.say(channel, BEN, "I love <@U0FEWSHOT> dearly", root);
    await stack.slack.mention(channel, ADA, "sentiment", root);
    await answerIn(root);
    expect((await newestIn(channel))?.text).toBe("I love @someone dearly");
  });

  it("is not a call to Fewshot, however it begins", async () => {
    const channel = newChannel();
    const root = stack.slack.say(channel, ADA, "I hate this");
    stack.slack.say(channel, BEN, "hey <@U0FEWSHOT|fewshot> sentiment", root);
    await stack.slack.mention(channel, ADA, "sentiment", root);
    await answerIn(root);
    expect((await newestIn(channel))?.text).toBe("I hate this");
  });

  it("of a thread too long to read is said to be out of reach", async () => {
    const channel = newChannel();
    const root = stack.slack.say(channel, ADA, "the first");
    for (let index = 0; index < 2_050; index++) stack.slack.say(channel, BEN, `reply ${index}`, root);
    await stack.slack.mention(channel, ADA, "sentiment", root);
    expect(textOf(await untilNotice(ADA, channel))).toContain("may not read the messages here");
    expect(await asksIn(channel)).toEqual([]);
  });
});

describe("a mention", () => {
  it("that is edited is the same ask", async () => {
    const channel = newChannel();
    const { message } = await stack.slack.mention(channel, ADA, "sentiment I am happi");
    await answerIn(message);
    await stack.slack.edit(message, "<@U0FEWSHOT> sentiment I am happy");
    await untilQuiet();
    expect(await asksIn(channel)).toHaveLength(1);
    expect(stack.slack.thread(message).filter(({ botId }) => botId)).toHaveLength(1);
  });

  it("that was not understood may be mended by an edit", async () => {
    const channel = newChannel();
    const { message } = await stack.slack.mention(channel, ADA, "sentimint I am happy");
    await untilNotice(ADA, channel);
    await stack.slack.edit(message, "<@U0FEWSHOT> sentiment I am happy");
    await answerIn(message);
  });

  it("in a direct message that comes as two events is answered once", async () => {
    const { message } = await stack.slack.direct(ADA, "<@U0FEWSHOT> sentiment I am happy");
    await stack.slack.edit(message, message.text);
    const again = { channel: message.channel, ts: message.ts, user: ADA, text: message.text };
    await stack.slack.sendEvent({ type: "app_mention", ...again, event_ts: message.ts });
    await answerIn(message);
    await untilQuiet();
    expect(stack.slack.thread(message).filter(({ botId }) => botId)).toHaveLength(1);
    expect(await asksIn(message.channel)).toHaveLength(1);
  });

  it("in a direct message without a command is explained once, though it comes as two events", async () => {
    const { message } = await stack.slack.direct(CARA, "<@U0FEWSHOT> help");
    const again = { channel: message.channel, ts: message.ts, user: CARA, text: message.text };
    await stack.slack.sendEvent({ type: "app_mention", ...again, event_ts: message.ts });
    await untilNotice(CARA, message.channel);
    await untilQuiet();
    expect(stack.slack.workspace.ephemeral(CARA, message.channel)).toHaveLength(1);
  });

  it.each([
    ["with a name in it", "<@U0FEWSHOT|fewshot> sentiment so good"],
    ["behind a colleague's", "hi <@U0BEN> and <@U0FEWSHOT> sentiment so good"],
    ["that is there twice", "<@U0FEWSHOT> <@U0FEWSHOT> sentiment so good"],
    ["with a comma", "<@U0FEWSHOT>, sentiment so good"],
    ["with a colon", "<@U0FEWSHOT>: sentiment so good"],
    ["with a colon behind the command", "<@U0FEWSHOT> sentiment: so good"],
    ["with a bold command", "<@U0FEWSHOT> *sentiment* so good"],
    ["with a command as code", "<@U0FEWSHOT> `sentiment` so good"],
    ["with a command in curly quotes", "<@U0FEWSHOT> “sentiment” so good"],
    ["with a pasted zero-width space", "<@U0FEWSHOT> \u200bsentiment so good"],
    ["with a slash", "<@U0FEWSHOT> /sentiment so good"],
  ])("is understood %s", async (_, text) => {
    const channel = newChannel();
    const { message } = await stack.slack.mention(channel, ADA, text);
    await answerIn(message);
    expect((await newestIn(channel))?.text).toBe("so good");
  });

  it.each([["file_share"], ["thread_broadcast"], ["me_message"]])(
    "is taken with the subtype %s",
    async (subtype) => {
      const channel = newChannel();
      const { message } = await stack.slack.mention(channel, ADA, "sentiment so good", undefined, {
        extra: { subtype },
      });
      await answerIn(message);
    },
  );
});

describe("a direct message", () => {
  it.each([["file_share"], ["thread_broadcast"], ["me_message"]])(
    "is taken with the subtype %s",
    async (subtype) => {
      const { message } = await stack.slack.direct(ADA, `sentiment so ${subtype}`, { subtype, files: [] });
      await answerIn(message);
    },
  );

  it("with a forwarded message and a command asks about what is forwarded", async () => {
    const { message } = await stack.slack.direct(ADA, "sentiment", forward("The customer is furious"));
    await answerIn(message);
    expect(await newestIn(message.channel)).toMatchObject({
      text: "The customer is furious",
      author: { id: BEN },
    });
  });

  it.each([
    ["Slackbot", { user: "USLACKBOT" }],
    ["another app", { bot_id: "B0OTHER" }],
    ["Slack, about an edit", { subtype: "message_changed" }],
    ["Slack, about a deletion", { subtype: "message_deleted" }],
  ])("that is by no person is left out, and logged: %s", async (_, extra) => {
    const lines = stack.lines.length;
    const { message } = await stack.slack.direct(ADA, "sentiment so good", extra as Message["extra"]);
    await untilQuiet();
    expect(stack.slack.thread(message)).toEqual([]);
    expect(stack.lines.slice(lines).join("")).toContain("a message of Slack's is left out");
  });
});
