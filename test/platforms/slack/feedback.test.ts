/** What people do with an answer in Slack, over the wire: rate, override, withdraw, ask why, opt out; and who may. */

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Message } from "../../emulators/slack/workspace.ts";
import { completion } from "../../flows/stack.ts";
import { eventually } from "../../store/eventually.ts";
import { ADA, BEN, isAnswer, openSlackStack, type SlackStack, textOf } from "./stack.ts";

let stack: SlackStack;
beforeAll(async () => {
  stack = await openSlackStack({ emulator: { burst: 1000, postsPerSecond: 1000 } });
  stack.slack.workspace.addUser({ id: "U0CARA", name: "Cara" });
  // Ben's language is known from here on: a modal waits for it only a moment.
  await stack.slack.openHome(BEN);
  await stack.until(() => stack.slack.workspace.homes.has(BEN));
});
afterAll(() => stack.close());

let channels = 0;
/** Asks in a fresh channel and gives the answer. */
async function answerTo(
  line = "sentiment nice",
): Promise<{ channel: string; reply: Message; askId: string }> {
  const channel = `C0FEED${++channels}`;
  stack.slack.workspace.addChannel({ id: channel, members: [ADA, BEN, "U0CARA"] });
  await stack.slack.slash(channel, ADA, line);
  const reply = await stack.until(() => stack.slack.workspace.visible(channel).find(isAnswer));
  const [record] = await stack.bot.recent({ platform: "slack", channel, limit: 1 });
  if (!record) throw new Error("the ask is not stored");
  return { channel, reply, askId: record.ask.id };
}

const recordOf = async (askId: string) => {
  const record = await stack.store.findAsk(askId);
  if (!record) throw new Error("unknown ask");
  return record;
};

describe("rating in Slack", () => {
  it("Right counts at once and thanks the person in the thread, alone", async () => {
    const { channel, reply, askId } = await answerTo();
    const { isAcked, payload } = await stack.slack.press(reply, "fewshot-rate", BEN, { choice: "positive" });
    expect([isAcked, payload]).toEqual([true, {}]);
    const notice = await stack.until(() => stack.slack.workspace.ephemeral(BEN, channel).at(-1));
    expect([textOf(notice), notice.threadTs]).toEqual(["謝謝，您的評分已保存。", reply.threadTs]);
    expect((await recordOf(askId)).ratings).toMatchObject([
      { value: "right", reason: null, person: { id: BEN } },
    ]);
  });

  it("Wrong counts at once and asks for a reason, which is kept in its place", async () => {
    const { reply, askId } = await answerTo();
    const press = () => stack.slack.press(reply, "fewshot-rate", ADA, { choice: "negative" });
    const view = await stack.openForm(ADA, press);
    await eventually(async () => expect((await recordOf(askId)).ratings).toHaveLength(1));
    await stack.slack.submit(view, { reason: "it was meant ironically" });
    await stack.until(() =>
      stack.slack.workspace.ephemeral(ADA).some((one) => textOf(one).includes("rating was saved")),
    );
    const { ratings } = await recordOf(askId);
    expect(ratings).toMatchObject([{ value: "wrong", reason: "it was meant ironically" }]);
  });

  it("counts for a form that is closed without a reason", async () => {
    const { reply, askId } = await answerTo();
    const press = () => stack.slack.press(reply, "fewshot-rate", ADA, { choice: "negative" });
    const view = await stack.openForm(ADA, press);
    await stack.slack.closeView(view);
    await eventually(async () => expect((await recordOf(askId)).ratings[0]?.value).toBe("wrong"));
  });
});

describe("a second look at an answer in Slack", () => {
  it("keeps the reason that was given, when Wrong is pressed again without one", async () => {
    const { reply, askId } = await answerTo();
    const press = () => stack.slack.press(reply, "fewshot-rate", ADA, { choice: "negative" });
    const view = await stack.openForm(ADA, press);
    await stack.slack.submit(view, { reason: "irony" });
    await eventually(async () => expect((await recordOf(askId)).ratings[0]?.reason).toBe("irony"));
    await stack.openForm(ADA, press);
    expect((await recordOf(askId)).ratings).toMatchObject([{ value: "wrong", reason: "irony" }]);
  });

  it("leads nobody through a form who has opted out", async () => {
    const { reply } = await answerTo();
    const cara = { platform: "slack" as const, workspace: "T0TEAM", id: "U0CARA", name: "Cara" };
    await stack.store.setOptedOut(cara, true);
    try {
      for (const [id, more] of [
        ["fewshot-override", {}],
        ["fewshot-rate", { choice: "negative" as const }],
      ] as const) {
        await stack.slack.press(reply, id, "U0CARA", more);
        const view = await stack.until(() => {
          const opened = stack.slack.lastView("U0CARA");
          return JSON.stringify(opened.content).includes("You have opted out") && opened;
        });
        expect(view.content.callback_id).toBeUndefined();
      }
    } finally {
      await stack.store.setOptedOut(cara, false);
    }
  });

  it("does not strike an answer through that somebody confirmed", async () => {
    const { reply, askId } = await answerTo();
    const view = await stack.openForm(ADA, () => stack.slack.press(reply, "fewshot-override", ADA));
    expect(JSON.stringify(view.content)).not.toContain("initial_option");
    await stack.slack.submit(view, { value: "Positive" });
    await stack.until(() => textOf(reply).includes("Confirmed by Ada"));
    expect((await recordOf(askId)).overrides).toHaveLength(1);
    expect(JSON.stringify(reply.blocks)).not.toContain('"strike":true');
  });
});

describe("overriding in Slack", () => {
  it("takes two clicks: a form opens at once, and the reply is updated for all, the model's answer struck through", async () => {
    const { channel, reply, askId } = await answerTo();
    const view = await stack.openForm(BEN, () => stack.slack.press(reply, "fewshot-override", BEN));
    expect(textOf({ blocks: view.content.blocks as Message["blocks"] })).toContain(
      "Positive\nNegative\nNeutral",
    );
    // The window was opened before the record was read.
    const order = stack.slack.calls
      .map(({ method }) => method)
      .filter((method) => method.startsWith("views."));
    expect(order.slice(-2)).toEqual(["views.open", "views.update"]);
    await stack.slack.submit(view, { value: "Negative", reason: "<!channel> irony", consent: ["yes"] });
    await stack.until(() => stack.slack.workspace.findMessage(channel, reply.ts)?.edits === 1);
    const text = textOf(reply);
    expect(text).toMatch(
      /^Overridden\nNegative\nOverridden by Ben, .* UTC\nReason: <!channel> irony\nPositive \(90%\)\n/,
    );
    expect(JSON.stringify(reply.blocks)).toContain('"text":"Positive (90%)","style":{"strike":true}');
    expect(text).toContain("Withdraw");
    expect((await recordOf(askId)).overrides).toMatchObject([
      { value: "Negative", reason: "<!channel> irony", mayReuse: true, person: { id: BEN } },
    ]);
    expect(stack.slack.workspace.attention().flatMap(({ pings }) => pings)).toEqual([]);
  });

  it("can be withdrawn by who wrote it, and by nobody else", async () => {
    const { channel, reply, askId } = await answerTo();
    const view = await stack.openForm(ADA, () => stack.slack.press(reply, "fewshot-override", ADA));
    await stack.slack.submit(view, { value: "Neutral" });
    await stack.until(() => textOf(reply).includes("Withdraw"));
    await stack.slack.press(reply, "fewshot-withdraw", "U0CARA");
    const notice = await stack.until(() => stack.slack.workspace.ephemeral("U0CARA", channel).at(-1));
    expect(textOf(notice)).toBe("Only the person who wrote an override can withdraw it.");
    await stack.slack.press(reply, "fewshot-withdraw", ADA);
    await stack.until(() => textOf(reply).startsWith("Answered\nPositive"));
    expect((await recordOf(askId)).overrides[0]?.withdrawnAt).toBeInstanceOf(Date);
  });

  it("offers a text field where the command has no labels", async () => {
    stack.backend.complete.mockResolvedValueOnce(completion("old pond, a frog jumps in"));
    const { reply, askId } = await answerTo("haiku a pond");
    expect(textOf(reply)).toMatch(/^Answered\nold pond, a frog jumps in\n/);
    const view = await stack.openForm(ADA, () => stack.slack.press(reply, "fewshot-override", ADA));
    await stack.slack.submit(view, { value: "the sound of water" });
    await stack.until(() => textOf(reply).startsWith("Overridden\nthe sound of water"));
    expect((await recordOf(askId)).overrides).toMatchObject([
      { value: "the sound of water", mayReuse: false },
    ]);
  });

  it("keeps the form open and says why when a text says nothing", async () => {
    const { reply } = await answerTo("haiku a pond");
    const view = await stack.openForm(ADA, () => stack.slack.press(reply, "fewshot-override", ADA));
    const { payload } = await stack.slack.submit(view, { value: "\u200b" });
    expect(payload).toEqual({
      response_action: "errors",
      errors: { value: "Write the answer that should be shown first." },
    });
    expect(view.isOpen).toBe(true);
  });

  it("that is sent twice is one", async () => {
    const { reply, askId } = await answerTo();
    const view = await stack.openForm(ADA, () => stack.slack.press(reply, "fewshot-override", ADA));
    const sent = await stack.slack.submit(view, { value: "Negative" });
    await stack.slack.sockets.again(sent);
    expect((await recordOf(askId)).overrides).toHaveLength(1);
  });
});

describe("Why? in Slack", () => {
  it("shows the record to the person who asked, and to nobody else", async () => {
    const { channel, reply } = await answerTo("sentiment <b>nice</b> & *bold*");
    const before = stack.slack.workspace.messages.length;
    await stack.slack.press(reply, "fewshot-why", "U0CARA");
    const text = await stack.until(() => {
      const { content } = stack.slack.lastView("U0CARA");
      const shown = textOf({ blocks: content.blocks as Message["blocks"] });
      return shown.includes("The exact prompt") && shown;
    });
    expect(text).toContain("Why this answer to /sentiment?");
    expect(text).toContain("Message: <b>nice</b> & *bold*\nAnswer:");
    expect(stack.slack.workspace.messages).toHaveLength(before);
    expect(stack.posts(channel)).toHaveLength(2);
  });

  it("fits a long prompt into the window", async () => {
    const long = "word ".repeat(1000);
    const { reply } = await answerTo(`sentiment ${long}`);
    await stack.slack.press(reply, "fewshot-why", ADA);
    const view = await stack.until(() => {
      const opened = stack.slack.lastView(ADA);
      return JSON.stringify(opened.content).includes("The exact prompt") && opened;
    });
    const pieces = textOf({ blocks: view.content.blocks as Message["blocks"] }).replaceAll("\n", "");
    expect(pieces).toContain(long.trim().slice(0, 2000));
  });
});

describe("buttons in Slack", () => {
  it("belong to the channel of the ask: pressed elsewhere, nothing of it is shown", async () => {
    const { reply, askId } = await answerTo("sentiment a secret");
    stack.slack.workspace.addChannel({ id: "C0SPY", members: [BEN] });
    await stack.slack.press(reply, "fewshot-rate", BEN, { in: "C0SPY" });
    const notice = await stack.until(() => stack.slack.workspace.ephemeral(BEN, "C0SPY").at(-1));
    expect(textOf(notice)).toBe("這個按鈕屬於另一個頻道。");
    await stack.slack.press(reply, "fewshot-why", BEN, { in: "C0SPY" });
    const view = await stack.until(() => {
      const opened = stack.slack.lastView(BEN);
      return JSON.stringify(opened.content).includes("另一個頻道") && opened;
    });
    expect(JSON.stringify(view.content)).not.toContain("secret");
    await stack.slack.press(reply, "fewshot-override", BEN, { in: "C0SPY" });
    await stack.until(() => JSON.stringify(stack.slack.lastView(BEN).content).includes("另一個頻道"));
    expect(await recordOf(askId)).toMatchObject({ ratings: [], overrides: [] });
  });

  it("opt out whoever presses the button, and confirm it to them", async () => {
    const { channel, reply } = await answerTo();
    await stack.slack.press(reply, "fewshot-opt-out", "U0CARA");
    const notice = await stack.until(() => stack.slack.workspace.ephemeral("U0CARA", channel).at(-1));
    expect(textOf(notice)).toContain("You have opted out.");
    const { payload } = await stack.slack.slash(channel, "U0CARA", "sentiment hello");
    expect(payload.text).toContain("You have opted out");
    await stack.slack.slash(channel, "U0CARA", "fewshot privacy opt-in");
  });

  it("whose trigger has died say so and can be pressed again", async () => {
    const { channel, reply } = await answerTo();
    await stack.slack.press(reply, "fewshot-override", "U0CARA", { delayMs: 3500 });
    const notice = await stack.until(() => stack.slack.workspace.ephemeral("U0CARA", channel).at(-1));
    expect(textOf(notice)).toBe("Slack waited too long for this form. Please press the button again.");
  });

  it("for forms open a window even while the store is slow", async () => {
    const { reply } = await answerTo();
    const find = stack.store.findAsk;
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    Object.assign(stack.store, { findAsk: async (id: string) => held.then(() => find(id)) });
    try {
      const { isAcked } = await stack.slack.press(reply, "fewshot-override", ADA);
      expect(isAcked).toBe(true);
      const view = await stack.until(() => {
        const opened = stack.slack.lastView(ADA);
        return JSON.stringify(opened.content).includes("One moment") && opened;
      });
      release();
      await stack.until(() => view.content.callback_id === "fewshot-form-override");
    } finally {
      Object.assign(stack.store, { findAsk: find });
    }
  });
});
