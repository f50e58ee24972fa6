/** Faults of Slack and of the way there, over the wire: nothing is answered twice, nothing is lost, one channel holds up no other. */

import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { BotError } from "../../../src/core/errors.ts";
import type { FaultKind } from "../../emulators/slack/faults.ts";
import { IDS, type Message } from "../../emulators/slack/workspace.ts";
import { ADA, BEN, GENERAL, isAnswer, openSlackStack, type SlackStack, textOf } from "./stack.ts";

let stack: SlackStack;
beforeAll(async () => {
  stack = await openSlackStack();
});
afterAll(() => stack.close());

let channels = 0;
function newChannel(more: { kind?: "public" | "private"; hasBot?: boolean } = {}): string {
  const id = `C0FAULT${++channels}`;
  stack.slack.workspace.addChannel({ id, members: [ADA, BEN], ...more });
  return id;
}

const answersIn = (channel: string) => stack.slack.workspace.visible(channel).filter(isAnswer);
const untilAnswerIn = (channel: string) => stack.until(() => answersIn(channel)[0]);
const isReply = (args: Readonly<Record<string, unknown>>) => args.thread_ts !== undefined;
const isRoot = (args: Readonly<Record<string, unknown>>) => args.thread_ts === undefined;

/** Lets every job come to rest, so that a second post would be there to see. */
async function untilQuiet(): Promise<void> {
  for (;;) {
    const { waiting, running } = await stack.store.queue();
    if (waiting + running === 0) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function expectOneThread(channel: string): Promise<void> {
  await untilAnswerIn(channel);
  await untilQuiet();
  const posts = stack.posts(channel);
  expect(posts.map(({ threadTs }) => threadTs !== undefined)).toEqual([false, true]);
  expect(answersIn(channel)).toHaveLength(1);
}

describe("the same envelope twice", () => {
  it("on two connections is one ask", async () => {
    const channel = newChannel();
    expect(stack.slack.sockets.open).toBe(2);
    const delivered = await stack.slack.slash(channel, ADA, "sentiment nice");
    expect((await stack.slack.sockets.again(delivered)).isAcked).toBe(true);
    await expectOneThread(channel);
    expect(await stack.bot.recent({ platform: "slack", channel, limit: 5 })).toHaveLength(1);
  });

  it("as an event with a retry is one ask", async () => {
    const channel = newChannel();
    const { message, envelope } = await stack.slack.mention(channel, ADA, "sentiment nice");
    await stack.slack.sendEvent(envelope.payload.event as never, String(envelope.payload.event_id));
    await stack.until(() => stack.slack.thread(message).find(isAnswer));
    await untilQuiet();
    expect(stack.slack.thread(message)).toHaveLength(1);
  });
});

describe("too many posts", () => {
  it("in one channel are tried again after Retry-After, while others go on", async () => {
    const [slow, quick] = [newChannel(), newChannel()];
    const limit = stack.slack.faults.add({
      method: "chat.postMessage",
      channel: slow,
      fault: { kind: "rate-limit", retryAfterS: 1 },
      times: 1_000,
    });
    await stack.slack.slash(slow, ADA, "sentiment slow");
    await stack.slack.slash(quick, ADA, "sentiment quick");
    await untilAnswerIn(quick);
    await stack.until(() => stack.slack.callsOf("chat.postMessage", slow).length > 0);
    expect(answersIn(slow)).toEqual([]);
    limit();
    await expectOneThread(slow);
    const [first, second] = stack.slack.callsOf("chat.postMessage", slow);
    // A call that Slack asked to wait a second is not made again before.
    expect((second?.atMs ?? 0) - (first?.atMs ?? 0)).toBeGreaterThanOrEqual(950);
  });

  it("at once in one channel all arrive, at Slack's pace", async () => {
    const channel = newChannel();
    for (const index of [1, 2, 3, 4]) await stack.slack.slash(channel, ADA, `sentiment number ${index}`);
    await stack.until(() => answersIn(channel).length === 4);
    await untilQuiet();
    expect(stack.posts(channel)).toHaveLength(8);
  });
});

describe("a call whose outcome is unknown", () => {
  const fates: [string, FaultKind][] = [
    ["a server error after the post was made", { kind: "status", status: 502, after: true }],
    ["a server error before the post was made", { kind: "status", status: 503, after: false }],
    ["a connection that broke after the post was made", { kind: "drop", after: true }],
    ["a connection that broke before the post was made", { kind: "drop", after: false }],
    ["internal_error", { kind: "error", error: "internal_error" }],
  ];

  // All at once: each has a channel of its own, and most of its time is the pause before a retry.
  it.concurrent.each(fates)("leads to one post of the reply: %s", async (_, fault) => {
    const channel = newChannel();
    stack.slack.faults.add({ method: "chat.postMessage", channel, when: isReply, fault });
    await stack.slack.slash(channel, ADA, "sentiment nice");
    await expectOneThread(channel);
  });

  it.concurrent.each(fates)("leads to one root message: %s", async (_, fault) => {
    const channel = newChannel();
    stack.slack.faults.add({ method: "chat.postMessage", channel, when: isRoot, fault });
    await stack.slack.slash(channel, ADA, "sentiment nice");
    await expectOneThread(channel);
  });

  it("is found by its mark even where Slack sends no metadata", async () => {
    const channel = newChannel();
    const forget = stack.slack.workspace.addMessage;
    Object.assign(stack.slack.workspace, {
      addMessage: (message: Parameters<typeof forget>[0]) => forget({ ...message, metadata: undefined }),
    });
    try {
      stack.slack.faults.add({
        method: "chat.postMessage",
        channel,
        when: isReply,
        fault: { kind: "drop", after: true },
      });
      await stack.slack.slash(channel, ADA, "sentiment nice");
      await expectOneThread(channel);
    } finally {
      Object.assign(stack.slack.workspace, { addMessage: forget });
    }
  });

  it.each([
    ["the reply", isReply, 2],
    ["the root message", isRoot, 1],
  ])(
    "is not posted again where the history may not be read; the asker is answered alone and it is recorded: %s",
    async (_, when, posts) => {
      const token = stack.slack.workspace.tokens.get(stack.slack.botToken);
      if (!token) throw new Error("no token");
      const all = token.scopes;
      token.scopes = all.filter((scope) => !scope.endsWith(":history"));
      const counted = stack.metrics.undelivered.mock.calls.length;
      try {
        const channel = newChannel();
        stack.slack.faults.add({
          method: "chat.postMessage",
          channel,
          when,
          fault: { kind: "drop", after: true },
        });
        await stack.slack.slash(channel, ADA, "sentiment nice");
        const notice = await stack.until(() => stack.slack.workspace.ephemeral(ADA, channel).at(-1));
        expect(textOf(notice)).toContain("Slack did not say whether it was posted");
        expect(textOf(notice)).toContain("Generated by GPT-Neo");
        await untilQuiet();
        expect(stack.posts(channel)).toHaveLength(posts);
        expect(stack.slack.workspace.ephemeral(ADA, channel)).toHaveLength(1);
        const [record] = await stack.bot.recent({ platform: "slack", channel, limit: 1 });
        expect(record?.deliveryRecord).toMatchObject({ reason: "unknown-fate", isUnknown: true });
        expect(record?.deliveredAt).toBeInstanceOf(Date);
        expect(stack.metrics.undelivered.mock.calls.slice(counted).map(([, code]) => code)).toEqual([
          "PLATFORM_UNKNOWN_FATE",
        ]);
      } finally {
        token.scopes = all;
      }
    },
  );

  it("that was a response url is not used again, and recorded", async () => {
    const channel = newChannel({ kind: "private", hasBot: false });
    stack.slack.faults.add({ method: "response_url", fault: { kind: "drop", after: true } });
    await stack.slack.slash(channel, ADA, "sentiment nice");
    await stack.until(() => stack.slack.workspace.ephemeral(ADA, channel).at(-1));
    await untilQuiet();
    expect(stack.slack.workspace.ephemeral(ADA, channel)).toHaveLength(1);
    const [record] = await stack.bot.recent({ platform: "slack", channel, limit: 1 });
    expect(record?.deliveryRecord).toMatchObject({ isUnknown: true });
  });

  it("that was an update is simply made again", async () => {
    const channel = newChannel();
    await stack.slack.slash(channel, ADA, "sentiment nice");
    const reply = await untilAnswerIn(channel);
    stack.slack.faults.add({ method: "chat.update", fault: { kind: "drop", after: true } });
    const view = await stack.openForm(ADA, () => stack.slack.press(reply, "fewshot-override", ADA));
    await stack.slack.submit(view, { value: "Negative" });
    await stack.until(() => reply.edits === 2 && textOf(reply).startsWith("Overridden\nNegative"));
    expect(stack.posts(channel)).toHaveLength(2);
  });
});

describe("a worker in another process", () => {
  it("shows replies without ever having connected itself", async () => {
    const channel = newChannel();
    await stack.slack.slash(channel, ADA, "sentiment nice");
    await untilAnswerIn(channel);
    const [record] = await stack.bot.recent({ platform: "slack", channel, limit: 1 });
    if (!record) throw new Error("the ask is not stored");
    const records: unknown[] = [];
    await stack.makePlatform().deliver({
      ask: { ...record.ask, id: "another" },
      message: stack.bot.message(record, { locale: "en" }),
      waiting: null,
      deliveryRecord: null,
      keep: async (deliveryRecord) => void records.push(deliveryRecord),
    });
    const posts = stack.posts(channel);
    expect(posts).toHaveLength(4);
    // Each post was written down before it was made, and noted after.
    expect(records).toMatchObject([
      { posting: { part: "root" }, root: null },
      { posting: null, root: { channel, id: posts[2]?.ts } },
      { posting: { part: "answer" }, answer: null },
      { posting: null, answer: { channel, id: posts[3]?.ts }, shown: expect.any(String) },
    ]);
  });
});

describe("an answer that version 0.1 posted", () => {
  const old = { direct: null, posting: null, aside: null, responses: 0, isUnknown: false, shown: "x" };

  it("is edited where it is", async () => {
    const channel = newChannel();
    await stack.slack.slash(channel, ADA, "sentiment nice");
    const reply = await untilAnswerIn(channel);
    await untilQuiet();
    const [record] = await stack.bot.recent({ platform: "slack", channel, limit: 1 });
    if (!record) throw new Error("the ask is not stored");
    await stack.store.keepDeliveryRecord(record.ask.id, {
      ...old,
      anchor: reply.threadTs ?? "",
      reply: reply.ts,
    });
    const view = await stack.openForm(ADA, () => stack.slack.press(reply, "fewshot-override", ADA));
    await stack.slack.submit(view, { value: "Negative" });
    await stack.until(() => textOf(reply).startsWith("Overridden\nNegative"));
    await untilQuiet();
    expect(stack.posts(channel)).toHaveLength(2);
  });

  it("is found by its mark where 0.1 was killed between post and note", async () => {
    const channel = newChannel();
    await stack.slack.slash(channel, ADA, "sentiment nice");
    const reply = await untilAnswerIn(channel);
    await untilQuiet();
    const [record] = await stack.bot.recent({ platform: "slack", channel, limit: 1 });
    if (!record) throw new Error("the ask is not stored");
    const posting = { part: "reply", atMs: Date.now() };
    const deliveryRecord = { ...old, anchor: reply.threadTs ?? "", reply: null, posting, shown: null };
    await stack.platform.deliver({
      ask: record.ask,
      message: stack.bot.message(record, { locale: "en" }),
      waiting: null,
      deliveryRecord,
      keep: async () => {},
    });
    expect(reply.edits).toBeGreaterThan(0);
    expect(stack.posts(channel)).toHaveLength(2);
  });
});

describe("a delivery record of a later version", () => {
  it("is never taken for delivered: it is tried again, and the asker reads so", async () => {
    const channel = newChannel();
    await stack.slack.slash(channel, ADA, "sentiment nice");
    const reply = await untilAnswerIn(channel);
    await untilQuiet();
    const [record] = await stack.bot.recent({ platform: "slack", channel, limit: 1 });
    await stack.store.keepDeliveryRecord(record?.ask.id ?? "", { version: 99, root: "elsewhere" });
    const view = await stack.openForm(ADA, () => stack.slack.press(reply, "fewshot-override", ADA));
    await stack.slack.submit(view, { value: "Negative" });
    await stack.until(() =>
      stack.slack.workspace
        .ephemeral(ADA, channel)
        .find((one) => textOf(one).includes("Something went wrong inside Fewshot")),
    );
    expect(stack.posts(channel)).toHaveLength(2);
    expect(stack.lines.join("")).toContain("a delivery record can't be read");
  });
});

describe("a placeholder for a long wait", () => {
  it("is posted once, updated, and becomes the answer", async () => {
    const channel = newChannel();
    const [shown, finished] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    stack.backend.score.mockImplementationOnce(async ({ labels, onProgress }) => {
      for (const { position, next } of [
        { position: 9, next: shown.promise },
        { position: 4, next: finished.promise },
      ]) {
        await new Promise((resolve) => setTimeout(resolve, 2100));
        onProgress?.({ kind: "queued", position });
        await next;
      }
      return {
        logprobs: labels.map((_, index) => -index),
        usage: { promptTokens: 1, cachedTokens: 0, newTokens: 0, durationMs: 1 },
      };
    });
    await stack.slack.slash(channel, ADA, "sentiment wait");
    const placeholder = await stack.until(() =>
      stack.posts(channel).find((one) => textOf(one).includes("number 9 in line")),
    );
    shown.resolve();
    await stack.until(() => textOf(placeholder).includes("number 4 in line"));
    finished.resolve();
    await stack.until(() => isAnswer(placeholder));
    await untilQuiet();
    expect(stack.posts(channel)).toHaveLength(2);
  });

  it("is left out when Slack takes no more posts just then, and the answer is posted once", async () => {
    const channel = newChannel();
    const { promise, resolve } = Promise.withResolvers<void>();
    stack.backend.score.mockImplementationOnce(async ({ labels, onProgress }) => {
      onProgress?.({ kind: "loading", estimatedMs: 20_000 });
      await promise;
      return {
        logprobs: labels.map((_, index) => -index),
        usage: { promptTokens: 1, cachedTokens: 0, newTokens: 0, durationMs: 1 },
      };
    });
    stack.slack.faults.add({
      method: "chat.postMessage",
      channel,
      when: isReply,
      fault: { kind: "rate-limit", retryAfterS: 1 },
    });
    await stack.slack.slash(channel, ADA, "sentiment wait");
    await stack.until(() => stack.slack.callsOf("chat.postMessage", channel).length >= 2);
    resolve();
    await stack.until(() => stack.posts(channel).find(isAnswer));
    await untilQuiet();
    expect(stack.posts(channel)).toHaveLength(2);
  });

  it.each<[string, string, (placeholder: Message) => void]>([
    [
      "the channel is archived",
      "the channel is archived",
      ({ channel }) => Object.assign(stack.slack.workspace.channels.get(channel) ?? {}, { isArchived: true }),
    ],
    [
      "the placeholder is deleted",
      "Slack did not let Fewshot post it",
      (placeholder) => {
        const { messages } = stack.slack.workspace;
        messages.splice(messages.indexOf(placeholder), 1);
      },
    ],
  ])("gives way to an answer for the asker alone when %s meanwhile", async (_, reason, happen) => {
    const channel = newChannel();
    let finish = () => {};
    const finished = new Promise<void>((resolve) => {
      finish = resolve;
    });
    stack.backend.score.mockImplementationOnce(async ({ labels, onProgress }) => {
      await new Promise((resolve) => setTimeout(resolve, 2100));
      onProgress?.({ kind: "queued", position: 9 });
      await finished;
      return {
        logprobs: labels.map((_, index) => -index),
        usage: { promptTokens: 1, cachedTokens: 0, newTokens: 0, durationMs: 1 },
      };
    });
    await stack.slack.slash(channel, ADA, "sentiment wait");
    const isPlaceholder = (one: Message) => textOf(one).includes("number 9 in line");
    happen(await stack.until(() => stack.posts(channel).find(isPlaceholder)));
    finish();
    const notice = await stack.until(() => stack.slack.workspace.ephemeral(ADA, channel).find(isAnswer));
    expect(textOf(notice)).toContain(reason);
  });
});

describe("refusals", () => {
  it("msg_blocks_too_long leads to a plain text that says it was shortened, with all buttons", async () => {
    const channel = newChannel();
    stack.slack.faults.add({
      method: "chat.postMessage",
      channel,
      when: isReply,
      fault: { kind: "error", error: "msg_blocks_too_long" },
      times: 3,
    });
    await stack.slack.slash(channel, ADA, "sentiment nice");
    const reply = await untilAnswerIn(channel);
    expect(reply.blocks?.map(({ type }) => type)).toEqual([
      "context",
      "section",
      "context",
      "context",
      "actions",
    ]);
    expect(textOf(reply)).toContain("Shortened to fit into a message.");
  });

  it("of feedback buttons lead to ordinary ones, from then on", async () => {
    const first = newChannel();
    const own = await openSlackStack();
    try {
      own.slack.workspace.addChannel({ id: first, members: [ADA] });
      own.slack.faults.add({
        method: "chat.postMessage",
        when: (args) => JSON.stringify(args.blocks).includes("context_actions"),
        fault: { kind: "error", error: "invalid_blocks" },
        times: 9,
      });
      await own.slack.slash(first, ADA, "sentiment nice");
      const reply = await own.untilReply(first);
      expect(JSON.stringify(reply.blocks)).toContain('"fewshot-right"');
      await own.slack.slash(first, ADA, "sentiment again");
      await own.until(() => own.slack.workspace.visible(first).filter(isAnswer).length === 2);
      // With Why? folded in, and without.
      expect(own.slack.faults.hits).toBe(2);
      await own.slack.press(reply, "fewshot-right", ADA);
      expect(textOf(await own.untilNotice(ADA))).toContain("Your rating was saved");
    } finally {
      await own.close();
    }
  });

  it.concurrent.each([
    ["not_in_channel", "Fewshot is not in this conversation"],
    ["channel_not_found", "Fewshot is not in this conversation"],
    ["is_archived", "the channel is archived"],
    ["restricted_action", "may not post in this channel"],
    ["thread_not_found", "did not let Fewshot post it in a thread"],
  ])("of a reply after its root message was posted go to the asker alone: %s", async (error, words) => {
    const channel = newChannel();
    stack.slack.faults.add({
      method: "chat.postMessage",
      channel,
      when: isReply,
      fault: { kind: "error", error },
    });
    await stack.slack.slash(channel, ADA, "sentiment nice");
    const notice = await stack.until(() => stack.slack.workspace.ephemeral(ADA, channel).at(-1));
    expect(textOf(notice)).toContain(words);
    await untilQuiet();
    expect(answersIn(channel)).toEqual([]);
  });

  it("after the response url has died lead to a direct message without buttons", async () => {
    const channel = newChannel({ kind: "private", hasBot: false });
    stack.slack.faults.add({
      method: "response_url",
      fault: { kind: "error", error: "expired_url" },
      times: 0,
    });
    stack.backend.score.mockImplementationOnce(async ({ labels }) => {
      for (let used = 0; used < 5; used++) await useUp(channel);
      return {
        logprobs: labels.map((_, index) => -index),
        usage: { promptTokens: 1, cachedTokens: 0, newTokens: 0, durationMs: 1 },
      };
    });
    await stack.slack.slash(channel, BEN, "sentiment nice");
    const direct = stack.slack.workspace.directChannel(BEN).id;
    const notice = await stack.until(() => stack.slack.workspace.visible(direct).find(isAnswer));
    expect(textOf(notice)).toContain("您是在 Fewshot 無法回答的對話裡提問的。");
    expect(notice.blocks?.some(({ type }) => type === "actions")).toBe(false);
    // What changes later changes there.
    const [record] = await stack.bot.recent({ platform: "slack", channel, limit: 1 });
    await stack.bot.handle(
      { kind: "override", askId: record?.ask.id ?? "", value: "Negative", reason: null, mayReuse: false },
      {
        interactionId: `o${channel}`,
        person: { platform: "slack", workspace: IDS.team, id: BEN, name: "Ben" },
        channel,
        locale: "en",
      },
    );
    await stack.until(() => notice.edits === 1 && textOf(notice).includes("Negative"));
  });

  it("everywhere end the ask, which counts as undelivered and not as answered", async () => {
    const channel = newChannel();
    const refuse = (error: string) => ({ kind: "error", error }) as const;
    stack.slack.faults.add({
      method: "chat.postMessage",
      channel,
      fault: refuse("restricted_action"),
      times: 9,
    });
    stack.slack.faults.add({ method: "conversations.open", fault: refuse("user_disabled") });
    // A mention has no response url.
    await stack.slack.mention(channel, ADA, "sentiment nice");
    const isOver = async () =>
      (await stack.bot.recent({ platform: "slack", channel, limit: 1 }))[0]?.deliveredAt ?? null;
    await vi.waitFor(async () => expect(await isOver()).not.toBeNull(), { timeout: 60_000 });
    const isHere = ({ place }: { place: { channel: string } }) => place.channel === channel;
    expect(
      stack.metrics.undelivered.mock.calls.filter(([ask]) => isHere(ask)).map(([, code]) => code),
    ).toEqual(["PLATFORM_REFUSED"]);
    expect(stack.metrics.delivered.mock.calls.filter(([{ ask }]) => isHere(ask))).toEqual([]);
  });

  /** Uses the response url of the latest command in a channel once. */
  async function useUp(channel: string): Promise<void> {
    const [record] = await stack.bot.recent({ platform: "slack", channel, limit: 1 });
    if (!record) throw new Error("the ask is not stored");
    const { responseUrl } = record.ask.place.native as { responseUrl: string };
    await fetch(responseUrl, { method: "POST", body: JSON.stringify({ text: "used" }) });
  }
});

describe("a store that fails", () => {
  it("is explained in a sentence to the person who pressed a button, and logged with its code", async () => {
    const channel = newChannel();
    await stack.slack.slash(channel, ADA, "sentiment nice");
    const reply = await untilAnswerIn(channel);
    const { findAsk } = stack.store;
    Object.assign(stack.store, {
      findAsk: async () => {
        throw new BotError("STORE_UNAVAILABLE", "the database is away", { retryable: true });
      },
    });
    try {
      await stack.slack.press(reply, "fewshot-rate", ADA);
      const notice = await stack.until(() => stack.slack.workspace.ephemeral(ADA, channel).at(-1));
      expect(textOf(notice)).toBe("Fewshot's store can't be reached right now. Please try again.");
      expect(stack.lines.join("")).toContain("STORE_UNAVAILABLE");
    } finally {
      Object.assign(stack.store, { findAsk });
    }
  });

  it("is explained in a sentence to the person who used a command", async () => {
    const { recordAsk } = stack.store;
    Object.assign(stack.store, {
      recordAsk: async () => {
        throw new BotError("STORE_UNAVAILABLE", "the database is away", { retryable: true });
      },
    });
    try {
      const { isAcked, payload } = await stack.slack.slash(newChannel(), ADA, "sentiment nice");
      expect(isAcked).toBe(true);
      expect(payload.text).toBe("Fewshot's store can't be reached right now. Please try again.");
    } finally {
      Object.assign(stack.store, { recordAsk });
    }
  });

  it("to hurry does not keep Slack waiting: the command is acknowledged in time and answered later", async () => {
    const channel = newChannel();
    const { recordAsk } = stack.store;
    Object.assign(stack.store, {
      recordAsk: async (ask: Parameters<typeof recordAsk>[0]) => {
        await new Promise((resolve) => setTimeout(resolve, 2_600));
        return recordAsk(ask);
      },
    });
    try {
      const { isAcked } = await stack.slack.slash(channel, ADA, "sentiment nice");
      expect(isAcked).toBe(true);
    } finally {
      Object.assign(stack.store, { recordAsk });
    }
    await expectOneThread(channel);
  });
});

describe("a token that is revoked while asks wait", () => {
  it("loses none of them: they are answered once Slack takes the token again", async () => {
    const own = await openSlackStack();
    try {
      const token = own.slack.workspace.tokens.get(own.slack.botToken);
      if (!token) throw new Error("no token");
      own.backend.score.mockImplementationOnce(async ({ labels }) => {
        token.isRevoked = true;
        return {
          logprobs: labels.map((_, index) => -index),
          usage: { promptTokens: 1, cachedTokens: 0, newTokens: 0, durationMs: 1 },
        };
      });
      await own.slack.slash(GENERAL, ADA, "sentiment wait for me");
      const [error] = await own.until(() => own.fatal.length > 0 && own.fatal);
      expect(error).toMatchObject({ code: "CONFIG_CREDENTIAL" });
      expect(own.slack.workspace.ephemeral(ADA)).toEqual([]);
      token.isRevoked = false;
      await own.untilReply();
    } finally {
      await own.close();
    }
  });
});

describe("logs", () => {
  afterEach(() => expect(stack.fatal).toEqual([]));

  it("hold no token, no response url and no text, whatever went wrong before", async () => {
    const channel = newChannel({ kind: "private", hasBot: false });
    await stack.slack.slash(channel, ADA, "sentiment xylophone-secret");
    await stack.until(() => stack.slack.workspace.ephemeral(ADA, channel).at(-1));
    const nonsense = { type: "nonsense", secret: "xylophone-secret" };
    await stack.slack.sockets.sendRaw({ type: "interactive", envelope_id: "n", payload: nonsense });
    await stack.until(() => stack.lines.some((line) => line.includes("Could not determine the type")));
    const all = stack.lines.join("\n");
    expect(stack.lines.length).toBeGreaterThan(2);
    expect(all).not.toContain(stack.slack.botToken);
    expect(all).not.toContain(stack.slack.appToken);
    expect(all).not.toMatch(/xox[abp]-|xapp-/);
    expect(all).not.toContain("/commands/");
    expect(all).not.toContain("xylophone-secret");
    expect(all).not.toContain("sentiment nice");
    expect(all).not.toContain("ticket=");
  });
});
