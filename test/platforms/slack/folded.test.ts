/** Why? folded into an answer in Slack, and workspaces that do not take it: every answer comes once, and what was learned is remembered. */

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Json } from "../../../src/core/ask.ts";
import type { ExplanationView } from "../../../src/core/views/view.ts";
import { foldedBlock } from "../../../src/platforms/slack/outgoing/views/container.ts";
import { STYLES, type Style } from "../../../src/platforms/slack/outgoing/views/render.ts";
import { createStyles } from "../../../src/platforms/slack/outgoing/views/styles.ts";
import { findBlockFaults } from "../../emulators/slack/validate.ts";
import type { Message } from "../../emulators/slack/workspace.ts";
import { ADA, GENERAL, isAnswer, openSlackStack, type SlackStack, textOf } from "./stack.ts";

const containerOf = ({ blocks = [] }: Pick<Message, "blocks">) =>
  blocks.find(({ type }) => type === "container");

describe("an answer in Slack", () => {
  let stack: SlackStack;
  beforeAll(async () => {
    stack = await openSlackStack({ emulator: { burst: 1000 } });
  });
  afterAll(() => stack.close());

  it("holds how it came about, collapsed, with the exact prompt, and follows an override", async () => {
    await stack.slack.slash(GENERAL, ADA, "sentiment great job, team!");
    const reply = await stack.untilReply();
    const container = containerOf(reply);
    expect(container).toMatchObject({
      title: { text: "Why this answer to /sentiment?" },
      is_collapsible: true,
      default_collapsed: true,
    });
    const folded = textOf({ blocks: container ? [container] : [] });
    for (const words of [
      "A language model made this answer.",
      "The exact prompt\nDo sentiment.",
      "Message: great job, team!",
      "are kept until",
      "Why? shows all of this in your language",
    ])
      expect(folded).toContain(words);
    const view = await stack.openForm(ADA, () => stack.slack.press(reply, "fewshot-override", ADA));
    await stack.slack.submit(view, { value: "Negative", reason: "it is irony" });
    await expect
      .poll(() => textOf({ blocks: [containerOf(reply) ?? {}] }), { timeout: 60_000 })
      .toMatch(/Negative.*it is irony/s);
  });

  it("comes once, and at once, where the workspace has no containers, which is learned from the first", async () => {
    stack.slack.workspace.unknownBlocks.add("container");
    // A channel takes one post a second.
    const channels = ["C0ONE", "C0TWO", "C0THREE"];
    for (const id of channels) stack.slack.workspace.addChannel({ id, members: [ADA] });
    const answers = () =>
      stack.slack.workspace.messages.filter(
        (one) => channels.includes(one.channel) && one.botId && isAnswer(one),
      );
    const refused = () => stack.slack.calls.filter(({ answer }) => answer?.error === "invalid_blocks").length;
    for (const count of [1, 2]) {
      await stack.slack.slash(channels[count] ?? "", ADA, `sentiment nice ${count}`);
      await stack.until(() => answers().length === count);
      expect([refused(), answers().filter(containerOf).length]).toEqual([1, 0]);
    }
    // Today's window is the fallback.
    await stack.slack.press(answers()[0] as Message, "fewshot-why", ADA);
    await stack.until(() => textOf(stack.slack.lastView(ADA).content as never).includes("The exact prompt"));
    expect(stack.lines.join("").match(/does not take richer answers/g)).toHaveLength(1);
    // Another process of the same store begins with what was learned.
    const next = stack.makePlatform();
    await next.start();
    const [ask] = await stack.store.listAsks({ platform: "slack", channel: "C0TWO", limit: 1 });
    if (!ask) throw new Error("no ask");
    const place = { ...ask.ask.place, channel: "C0ONE" };
    const other = { ...ask, ask: { ...ask.ask, id: "askOfTheNextProcess", place } };
    await next.deliver({
      ...{ ask: other.ask, message: stack.bot.message(other, { locale: "en" }), explanation: why },
      ...{ waiting: null, deliveryRecord: null, keep: async () => {} },
    });
    expect([answers().length, refused()]).toEqual([3, 1]);
    await next.stop();
  });
});

const section = (heading: string, text: string, isVerbatim = false) => ({
  ...{ heading, text, isVerbatim, isTechnical: false },
});
const why: ExplanationView = {
  kind: "explanation",
  title: "Why this answer to /sentiment?",
  sections: [section("Model", "fewshot-neo"), section("The exact prompt", "Message: nice\nAnswer:", true)],
};

describe("what is folded", () => {
  const texts = (sections: ExplanationView["sections"]) => {
    const block = foldedBlock({ ...why, sections }, "en");
    expect(findBlockFaults([block], "message")).toEqual([]);
    return textOf({ blocks: [block as never] });
  };

  it("has the prompt only where it is shown letter by letter", () => {
    const prompt = (text: string) => texts([section("The exact prompt", text, true)]);
    expect(prompt("a\nb")).toContain("The exact prompt\na\nb");
    for (const text of ["a\u202eb", "a \n\n\n b", "x".repeat(3_000)])
      expect(prompt(text)).not.toContain("exact prompt\n");
  });

  it("leaves out what finds no room, and keeps what does", () => {
    const many = Array.from({ length: 30 }, (_, index) =>
      section(`Heading ${index}`, "x".repeat(index % 2 ? 2_000 : 10)),
    );
    const shown = texts(many);
    expect(shown).toContain("Heading 0\n");
    expect(shown.length).toBeLessThan(8_000);
    expect(shown.match(/Heading/g)?.length).toBe(9);
  });
});

describe("the style of a workspace", () => {
  const day = 24 * 3_600_000;
  function open(kept: Json | null = null) {
    let [stored, nowMs] = [kept, 0];
    const logged: string[] = [];
    const log = { warn: (_: object, message: string) => void logged.push(message) } as never;
    const styles = createStyles({
      memory: {
        readSetting: async () => stored,
        async writeSetting(_, value) {
          stored = value;
        },
      },
      workspace: () => "T1",
      log,
      now: () => nowMs,
    });
    /** Posts where some styles are refused. Returns the styles that were tried. */
    async function post(refused: readonly Style[], code = "invalid_blocks", same: readonly Style[] = []) {
      const tried: string[] = [];
      const outcome = await styles.call(
        (style) => ({ text: same.includes(style) ? "same" : style, blocks: [] }),
        async ({ text }) => {
          tried.push(text);
          const isRefused =
            refused.some((style) => style === text) || (text === "same" && refused.length > 0);
          return isRefused ? ({ kind: "refused", code } as const) : ({ kind: "done", value: null } as const);
        },
      );
      return { tried, kind: outcome.kind };
    }
    return {
      post,
      stored: () => stored,
      after(ms: number) {
        nowMs += ms;
      },
    };
  }

  it("is the richest at first, and what passed once richer ones were refused; tried again after a day", async () => {
    const { post, stored, after } = open();
    expect(await post([])).toEqual({ tried: ["folded"], kind: "done" });
    expect(stored()).toBeNull();
    expect(await post(["folded"])).toEqual({ tried: ["folded", "feedback"], kind: "done" });
    expect(stored()).toEqual({ style: "feedback", untilMs: day });
    expect(await post(["folded"])).toEqual({ tried: ["feedback"], kind: "done" });
    after(day);
    expect(await post([])).toEqual({ tried: ["folded"], kind: "done" });
  });

  it("is what another process learned; what can't be read is forgotten", async () => {
    expect((await open({ style: "buttons", untilMs: 1 }).post([])).tried).toEqual(["buttons"]);
    for (const odd of ["x", { style: "glitter", untilMs: 9 }, []] as Json[])
      expect((await open(odd).post([])).tried).toEqual(["folded"]);
  });

  it.each<[string, readonly Style[], string, readonly Style[]]>([
    ["a message that is too long", ["folded"], "msg_blocks_too_long", []],
    [
      "a message that only the plainest style passes",
      ["folded", "feedback", "buttons"],
      "invalid_blocks",
      [],
    ],
    ["a message that no style passes", STYLES, "invalid_blocks", []],
    ["a message that looks the same in all styles", ["folded"], "invalid_blocks", STYLES],
    ["a refusal that is not about blocks", ["folded"], "is_archived", []],
  ])("is not learned from %s", async (_, refused, code, same) => {
    const { post, stored } = open();
    const { tried } = await post(refused, code, same);
    expect(stored()).toBeNull();
    expect(new Set(tried).size).toBe(tried.length);
  });
});
