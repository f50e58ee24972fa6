/** People of another workspace, over the wire: with Slack Connect a partner's events name the partner's workspace, and nothing may depend on it. */

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Message } from "../../emulators/slack/workspace.ts";
import { ADA, BEN, isAnswer, openSlackStack, type SlackStack, textOf } from "./stack.ts";

const PARTNER = "U0PARTNER";
const THEIR_TEAM = "T0PARTNER";
let stack: SlackStack;
beforeAll(async () => {
  stack = await openSlackStack({ emulator: { burst: 1000, postsPerSecond: 1000 } });
  stack.slack.workspace.addUser({ id: PARTNER, name: "Paz", team: THEIR_TEAM });
});
afterAll(() => stack.close());

let channels = 0;
const newChannel = () =>
  stack.slack.workspace.addChannel({ id: `C0SHARED${++channels}`, members: [ADA, BEN, PARTNER] }).id;
const answerIn = (root: Message) => stack.until(() => stack.slack.thread(root).find(isAnswer));
const untilNotice = (user: string, channel: string, words: string) =>
  stack.until(() =>
    stack.slack.workspace.ephemeral(user, channel).find((one) => textOf(one).includes(words)),
  );
const recordIn = async (channel: string) => {
  const [record] = await stack.bot.recent({ platform: "slack", channel, limit: 1 });
  if (!record) throw new Error("the ask is not stored");
  return record;
};

describe("in a channel that the partner's workspace made", () => {
  it("an opt-out of a colleague holds for a mention on their message", async () => {
    const channel = newChannel();
    await stack.slack.slash(channel, BEN, "fewshot privacy opt-out");
    try {
      const root = stack.slack.say(channel, BEN, "secret words");
      await stack.slack.mention(channel, ADA, "sentiment", root, { teamId: THEIR_TEAM });
      await untilNotice(ADA, channel, "author of this message has opted out");
      expect(await stack.bot.recent({ platform: "slack", channel, limit: 5 })).toEqual([]);
    } finally {
      await stack.slack.slash(channel, BEN, "fewshot privacy opt-in");
    }
  });

  it("answers that release 0.1 stored with the partner's workspace can be rated, overridden and explained", async () => {
    const channel = newChannel();
    const asker = { platform: "slack", workspace: THEIR_TEAM, id: ADA, name: "Ada" };
    await stack.bot.handle(
      {
        kind: "ask",
        command: "sentiment",
        text: "an old ask",
        author: null,
        native: { thread: null, responseUrl: null, responseUrlEndsMs: 0 },
      },
      { interactionId: "of-0.1", person: asker, channel, locale: "en" },
    );
    const reply = await stack.untilReply(channel);
    await stack.slack.press(reply, "fewshot-rate", ADA, { choice: "positive" });
    await untilNotice(ADA, channel, "rating was saved");
    const view = await stack.openForm(ADA, () => stack.slack.press(reply, "fewshot-override", ADA));
    await stack.slack.submit(view, { value: "Negative" });
    await stack.until(() => textOf(reply).startsWith("Overridden\nNegative"));
    await stack.slack.press(reply, "fewshot-why", ADA);
    await stack.until(() => JSON.stringify(stack.slack.lastView(ADA).content).includes("an old ask"));
    expect(await recordIn(channel)).toMatchObject({ ask: { person: { workspace: THEIR_TEAM } } });
  });

  it("home people can rate, override, withdraw and ask why", async () => {
    const channel = newChannel();
    const { message } = await stack.slack.mention(channel, ADA, "sentiment so good", undefined, {
      teamId: THEIR_TEAM,
    });
    const reply = await answerIn(message);
    await stack.slack.press(reply, "fewshot-rate", BEN, { choice: "positive" });
    await stack.until(() => stack.slack.workspace.ephemeral(BEN, channel).at(-1));
    expect((await recordIn(channel)).ratings).toMatchObject([{ value: "right", person: { id: BEN } }]);
    const view = await stack.openForm(ADA, () => stack.slack.press(reply, "fewshot-override", ADA));
    await stack.slack.submit(view, { value: "Negative" });
    await stack.until(() => textOf(reply).startsWith("Overridden\nNegative"));
    await stack.slack.press(reply, "fewshot-withdraw", ADA);
    await stack.until(() => textOf(reply).startsWith("Answered\nPositive"));
    await stack.slack.press(reply, "fewshot-why", ADA);
    await stack.until(() => JSON.stringify(stack.slack.lastView(ADA).content).includes("so good"));
  });
});

describe("a person of the partner's workspace", () => {
  it("can rate, override with a form, and withdraw", async () => {
    const channel = newChannel();
    await stack.slack.slash(channel, ADA, "sentiment so good");
    const reply = await stack.untilReply(channel);
    const reason = await stack.openForm(PARTNER, () =>
      stack.slack.press(reply, "fewshot-rate", PARTNER, { choice: "negative" }),
    );
    await stack.slack.submit(reason, { reason: "irony" });
    await untilNotice(PARTNER, channel, "rating was saved");
    const view = await stack.openForm(PARTNER, () => stack.slack.press(reply, "fewshot-override", PARTNER));
    await stack.slack.submit(view, { value: "Negative" });
    await stack.until(() => textOf(reply).includes("Overridden by Paz"));
    expect(await recordIn(channel)).toMatchObject({
      ratings: [{ value: "wrong", reason: "irony", person: { id: PARTNER } }],
      overrides: [{ value: "Negative", person: { id: PARTNER } }],
    });
    await stack.slack.press(reply, "fewshot-withdraw", PARTNER);
    await stack.until(() => textOf(reply).startsWith("Answered\nPositive"));
  });

  it("can ask by mention and by shortcut, and is known as one person", async () => {
    const channel = newChannel();
    const { message } = await stack.slack.mention(channel, PARTNER, "sentiment so good");
    await answerIn(message);
    const other = stack.slack.say(channel, BEN, "so bad");
    await stack.slack.shortcut("ask:sentiment", other, PARTNER);
    await answerIn(other);
    const asks = await stack.bot.recent({ platform: "slack", channel, limit: 5 });
    expect(new Set(asks.map(({ ask }) => ask.person.workspace)).size).toBe(1);
  });

  it("who opts out by a button is left alone wherever they wrote", async () => {
    const channel = newChannel();
    await stack.slack.slash(channel, ADA, "sentiment so good");
    const reply = await stack.untilReply(channel);
    await stack.slack.press(reply, "fewshot-opt-out", PARTNER);
    await untilNotice(PARTNER, channel, "You have opted out.");
    for (const teamId of [undefined, THEIR_TEAM]) {
      const root = stack.slack.say(channel, PARTNER, "my words");
      const seen = stack.slack.workspace.ephemeral(ADA, channel).length;
      await stack.slack.mention(channel, ADA, "sentiment", root, { teamId });
      await stack.until(() => stack.slack.workspace.ephemeral(ADA, channel).length > seen);
      expect(textOf(stack.slack.workspace.ephemeral(ADA, channel).at(-1) ?? {})).toContain("has opted out");
    }
  });
});
