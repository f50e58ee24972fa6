/** Answers on Discord as containers: what they look like, and that every message can be changed, whichever layout it was posted in. */

import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { AskRecord, Json } from "../../../src/core/ask.ts";
import type { MessageView } from "../../../src/core/views/view.ts";
import { messageBody, Refused } from "../../../src/platforms/discord/client/rest.ts";
import { renderContainer } from "../../../src/platforms/discord/outgoing/views/container.ts";
import { type Forms, sendFirst, textForms } from "../../../src/platforms/discord/outgoing/views/layout.ts";
import { messageFaults } from "../../emulators/discord/validate.ts";
import { COMPONENTS_V2, controlsOf, type Message, type Row, TYPES } from "../../emulators/discord/world.ts";
import { completion } from "../../flows/stack.ts";
import { buttonId, type DiscordStack, GUILD, isAnswer, labelsOf, openDiscordStack, seen } from "./stack.ts";

const isContainer = ({ flags, components }: Message) =>
  (flags & COMPONENTS_V2) !== 0 && components.length === 1 && components[0]?.type === 17;
const colourOf = ({ components }: Pick<Message, "components">) => components[0]?.accent_color;

describe("an answer on Discord", () => {
  let stack: DiscordStack;
  beforeAll(async () => {
    stack = await openDiscordStack();
  });
  afterAll(() => stack.close());
  const channel = () => stack.world.addChannel({ type: TYPES.text, guildId: GUILD });

  async function override(answer: Message, value: string): Promise<void> {
    const where = { user: stack.ada, channel: stack.world.channels.get(answer.channelId) ?? stack.general };
    const pressed = stack.people.press(where, answer, buttonId(answer, "Override"));
    await stack.untilForm(pressed);
    stack.people.submit(where, pressed, { value, reason: "irony" });
    await stack.until(() => seen(answer).includes("irony"));
  }

  it("says by colour and word that it is one, that it was overridden, that it is not sure, and that there is none", async () => {
    const ask = (text: string) =>
      stack.people.slash({ user: stack.ada, channel: channel() }, "sentiment", text);
    const answered = await stack.untilThreadAnswer(ask("nice"));
    expect(isContainer(answered)).toBe(true);
    expect(seen(answered)).toMatch(/^-# Answered\nPositive|^-# Answered\n\*\*Positive/);
    const colours = [colourOf(answered)];
    await override(answered, "Negative");
    expect(seen(answered)).toMatch(/^-# Overridden\n\*\*Negative\*\*/);
    colours.push(colourOf(answered));
    stack.backend.score.mockResolvedValueOnce({
      ...{ logprobs: [-1, -1.01, -1.02], isExact: true, seen: null },
      usage: { promptTokens: 40, cachedTokens: 30, newTokens: 0, durationMs: 3 },
    } as never);
    const unsure = await stack.untilThreadAnswer(ask("hm"));
    // The answer itself is the word.
    expect(seen(unsure)).toMatch(/^\*\*Not sure\*\*/);
    colours.push(colourOf(unsure));
    stack.backend.score.mockRejectedValueOnce(new Error("broken"));
    const failing = ask("oops");
    const failed = await stack.until(() =>
      stack.world.messages.find(
        (one) => one.channelId === failing.original?.id && seen(one).includes("No answer"),
      ),
    );
    expect(seen(failed)).toMatch(/^-# Failed\nNo answer/);
    colours.push(colourOf(failed));
    expect(new Set(colours).size).toBe(4);
    expect(colours).not.toContain(undefined);
  });

  it("sets the disclaimer apart, has its buttons inside, and pings nobody", async () => {
    stack.backend.complete.mockResolvedValueOnce(completion(`@everyone <@${stack.ada.id}>`));
    const asked = stack.people.slash({ user: stack.ada, channel: channel() }, "haiku", "x");
    const answer = await stack.untilThreadAnswer(asked);
    const inside = answer.components[0]?.components?.map(({ type }) => type);
    expect(inside).toEqual([10, 14, 10, 1]);
    expect(labelsOf(answer)).toEqual(["Right", "Wrong", "Override", "Why?", "Opt out"]);
    expect([answer.content, answer.pings]).toEqual(["", []]);
    // The root message is a text: that is what Discord's own search finds of an ask.
    expect(asked.original?.content).toContain("used /haiku");
  });

  it("that was posted as text is changed into a container, and one that is a container stays one", async () => {
    const asked = stack.people.slash({ user: stack.ada, channel: channel() }, "sentiment", "nice");
    const { channelId } = await stack.untilThreadAnswer(asked);
    const [record] = (await stack.findAsk(asked)) as [AskRecord];
    const ask = { ...record.ask, id: "askInTwoLayouts" };
    const view = stack.bot.message({ ...record, ask }, { locale: "en" });
    const own = () => stack.world.posts(channelId).filter((one) => JSON.stringify(one).includes(ask.id));
    let kept: Json | null = null;
    const deliver = async (layout: "container" | "text", text: string) => {
      await stack.makePlatform({ layout }).deliver({
        ...{ ask, message: { ...view, blocks: [{ kind: "result", text, detail: null }] } },
        ...{ waiting: null, deliveryRecord: kept },
        async keep(posted) {
          kept = posted;
        },
      });
      expect(own().map(labelsOf)).toEqual([["Right", "Wrong", "Override", "Why?", "Opt out"]]);
      return own().map((one) => [seen(one), isContainer(one), one.flags & COMPONENTS_V2])[0];
    };
    expect(await deliver("text", "one")).toEqual(["one", false, 0]);
    expect(await deliver("container", "two")).toEqual(["-# Answered\ntwo", true, COMPONENTS_V2]);
    expect(await deliver("container", "three")).toEqual(["-# Answered\nthree", true, COMPONENTS_V2]);
    // Discord keeps the flag: what is text now is a text display there.
    expect(await deliver("text", "four")).toEqual(["four", false, COMPONENTS_V2]);
  });

  it("that Discord does not take as a container comes as text, once", async () => {
    const here = channel();
    stack.discord.faults.add({
      route: /^POST \/channels\/\d+\/messages$/,
      fault: { kind: "error", status: 400, code: 50035 },
    });
    const answer = await stack.untilThreadAnswer(
      stack.people.slash({ user: stack.ada, channel: here }, "sentiment", "nice"),
    );
    expect([isContainer(answer), seen(answer).split("\n")[0]]).toEqual([false, "**Positive** 90%"]);
    expect(stack.world.posts(answer.channelId).filter(isAnswer)).toHaveLength(1);
    expect(stack.lines.join("").match(/refused the components of a message/g)).toHaveLength(1);
    await override(answer, "Negative");
    expect(isContainer(answer)).toBe(true);
  });

  it("where no thread can be opened takes the place of the root message, and an erasure takes it back", async () => {
    const direct = stack.world.addChannel({ type: TYPES.dm });
    const user = stack.world.addUser("Dee");
    const asked = stack.people.slash({ user, channel: direct }, "sentiment", "a private matter");
    const answer = await stack.untilReply(asked, isAnswer);
    expect(isContainer(answer)).toBe(true);
    expect(seen(answer)).toMatch(/Dee used \/sentiment[\s\S]*a private matter[\s\S]*Answered[\s\S]*Positive/);
    const privacy = await stack.untilReply(stack.people.fewshot({ user, channel: direct }, "privacy"));
    const question = await stack.untilReply(
      stack.people.press({ user, channel: direct }, privacy, buttonId(privacy, "Erase my data")),
    );
    stack.people.press({ user, channel: direct }, question, buttonId(question, "Erase my data"));
    await stack.until(() => !seen(answer).includes("a private matter"));
    expect(seen(answer)).toContain("Erased");
    expect(controlsOf(answer.components)).toEqual([]);
  });
});

const wild = fc.oneof(
  fc.string({ unit: "grapheme", maxLength: 3_000 }),
  fc
    .array(fc.constantFrom("*", "`", "|", "\n", "@everyone", "<@1>", "[a](b)", "\u202e", "家", "-# "), {
      maxLength: 2_000,
    })
    .map((parts) => parts.join("")),
);

describe("a container", () => {
  const names = ["right", "wrong", "override", "why", "opt-out", "withdraw"] as const;
  const messageOf = (blocks: MessageView["blocks"], quote = "x"): MessageView => ({
    ...{ kind: "message", askId: "a".repeat(24), state: "answered", blocks, plainText: "", locale: "en" },
    badge: { kind: "answered", word: "Answered" },
    root: { heading: "Ada used /sentiment", quote },
    actions: names.map((name) => ({
      press: { name, askId: "a".repeat(24), rest: name === "withdraw" ? "o".repeat(24) : "" },
      ...{ label: name, isPressed: false, confirm: null },
    })),
  });
  const disclaimer = { kind: "disclaimer", text: "Generated by GPT-Neo." } as const;

  it("is what Discord takes, with badge and disclaimer, whatever is in it", () => {
    fc.assert(
      fc.property(wild, wild, fc.array(wild, { maxLength: 12 }), (quote, result, notes) => {
        const rest = notes.map((text) => ({ kind: "note", text }) as const);
        const one = { kind: "result", text: result, detail: quote } as const;
        const sides = ["Live", "Draft"].map((title) => ({ title, blocks: [one, ...rest] }));
        for (const blocks of [
          [one, ...rest, disclaimer],
          [
            { kind: "override", text: result, byline: quote, reason: quote } as const,
            { kind: "struck", text: result, spoken: "" } as const,
            ...rest,
            disclaimer,
          ],
          [{ kind: "compared", sides } as const, disclaimer],
        ]) {
          const body = messageBody(renderContainer(messageOf(blocks, quote), { above: "root", why: quote }));
          expect(messageFaults(body)).toEqual([]);
          expect(JSON.stringify(body)).toMatch(/-# Answered.*-# Generated by GPT-Neo\./);
        }
      }),
      { numRuns: 60 },
    );
  });

  it("holds more of a long answer than a text does", () => {
    const text = "word ".repeat(800).trim();
    const { components } = renderContainer(messageOf([{ kind: "result", text, detail: null }, disclaimer]), {
      above: "root",
    });
    const texts = (components as Row[]).flatMap(({ components: inner = [] }) =>
      inner.map(({ content = "" }) => content),
    );
    expect(texts.join("").length).toBeGreaterThan(1_700);
    expect(texts.join("").length).toBeLessThan(3_500);
  });
});

describe("what is sent in the first form that Discord takes", () => {
  const forms: Forms = [{ content: null, components: [] }, ...textForms({ content: "x", components: [] })];
  /** Sends while the first forms are refused. Returns how many were tried, or the code of the refusal. */
  async function send(refusals: readonly number[]) {
    let tried = 0;
    const sent = sendFirst(forms, async () => {
      const code = refusals[tried++];
      if (code !== undefined) throw new Refused(code, "");
    });
    const code = await sent.then(
      () => null,
      (error: Refused) => error.code,
    );
    return { tried, code };
  }

  it("is tried in other forms only where a form was invalid", async () => {
    expect(await send([])).toEqual({ tried: 1, code: null });
    expect(await send([50035, 50035])).toEqual({ tried: 3, code: null });
    expect(await send([50035, 50035, 50035])).toEqual({ tried: 3, code: 50035 });
    expect(await send([50013])).toEqual({ tried: 1, code: 50013 });
    expect(await send([50035, 50083])).toEqual({ tried: 2, code: 50083 });
  });
});
