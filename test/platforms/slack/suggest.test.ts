/** What is suggested to somebody who opens the messages of Fewshot in Slack. */

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { sortMenu } from "../../../src/core/views/menu.ts";
import { suggestAsks } from "../../../src/core/views/suggestions.ts";
import { BOT_SCOPES } from "../../emulators/slack/workspace.ts";
import { makeCommand } from "../../flows/stack.ts";
import { ADA, BEN, isAnswer, openSlackStack, type SlackStack, textOf } from "./stack.ts";

describe("the messages of Fewshot in Slack", () => {
  let stack: SlackStack;
  beforeAll(async () => {
    const test = { input: "the build is green again", output: "Positive" };
    const commands = [
      makeCommand("sentiment", { tests: [test, test] }),
      makeCommand("haiku", { requires: { parameters: "1.3B" } }),
    ];
    stack = await openSlackStack({ commands, emulator: { burst: 1000 } });
  });
  afterAll(() => stack.close());
  const suggestedTo = (user: string) => stack.slack.workspace.prompts.get(`D${user.slice(1)}`);

  it("suggest commands that the model does well, and help; a press asks and is answered", async () => {
    await stack.slack.openHome(ADA, "messages");
    expect(await stack.until(() => suggestedTo(ADA))).toEqual({
      title: "Try one of these",
      prompts: [
        { title: "What sentiment does", message: "sentiment the build is green again" },
        { title: "What can Fewshot do?", message: "help" },
      ],
    });
    const { message } = await stack.slack.pressPrompt(ADA, "What sentiment does");
    const answer = await stack.until(() => stack.slack.thread(message).find(isAnswer));
    expect(textOf(answer)).toContain("Positive");
    await stack.slack.pressPrompt(ADA, "What can Fewshot do?");
    expect(textOf(await stack.untilNotice(ADA))).toContain("/sentiment: What sentiment does");
  });

  it("suggest in the reader's language, and nothing on the other tabs", async () => {
    await stack.slack.openHome(BEN, "about");
    await stack.slack.openHome(BEN, "home");
    await stack.until(() => stack.slack.workspace.homes.get(BEN));
    expect(suggestedTo(BEN)).toBeUndefined();
    await stack.slack.openHome(BEN, "messages");
    expect((await stack.until(() => suggestedTo(BEN))).prompts.at(-1)).toMatchObject({
      message: "help",
      title: "Fewshot 能做什麼？",
    });
  });

  it("suggest in the thread of each conversation in an older app, with assistant_view", async () => {
    const { slack } = stack;
    slack.workspace.isAssistant = true;
    const channel = slack.workspace.directChannel(ADA).id;
    const thread = slack.workspace.newTs();
    await slack.sendEvent({
      type: "assistant_thread_started",
      assistant_thread: {
        user_id: ADA,
        context: { team_id: "T0TEAM" },
        channel_id: channel,
        thread_ts: thread,
      },
      event_ts: slack.workspace.newTs(),
    });
    const suggested = await stack.until(() => slack.workspace.prompts.get(`${channel}:${thread}`));
    expect(suggested.prompts[0]).toMatchObject({ message: "sentiment the build is green again" });
    slack.workspace.isAssistant = false;
  });

  it("suggest nothing in an app without agent_view, which is asked once an hour, and work as before", async () => {
    const { slack } = stack;
    const token = slack.workspace.tokens.get(slack.botToken);
    if (token) token.scopes = BOT_SCOPES.filter((scope) => scope !== "assistant:write");
    const asked = () => slack.callsOf("assistant.threads.setSuggestedPrompts").length;
    const before = asked();
    await slack.openHome(ADA, "messages");
    await stack.until(() => stack.lines.some((line) => line.includes("nothing could be suggested")));
    await slack.openHome(ADA, "messages");
    const { message } = await slack.direct(ADA, "sentiment nice");
    await stack.until(() => slack.thread(message).find(isAnswer));
    expect(asked() - before).toBe(1);
  });
});

describe("suggestions", () => {
  it("are of good commands with a text to try, in one line, as many as there is room for", () => {
    const names = (parameters: number | null, max = 9) => {
      const commands = [
        makeCommand("b", { tests: [] }),
        makeCommand("large", { requires: { parameters: "1.3B" } }),
        makeCommand("empty", { tests: [], examples: [] }),
        makeCommand("a", {}),
      ];
      return suggestAsks(sortMenu(commands, parameters), "en", max).map(({ command }) => command);
    };
    expect(names(1_000_000)).toEqual(["b", "a"]);
    expect(names(2e9)).toEqual(["b", "large", "a"]);
    expect(names(2e9, 1)).toEqual(["b"]);
  });

  it("for texts in another language than the reader's come last", () => {
    const menu = sortMenu(
      ["mood", "mood-zh", "un-do", "tone"].map((name) =>
        makeCommand(name, name === "mood-zh" ? { language: "zh", variant_of: "mood" } : {}),
      ),
      null,
    );
    const names = (locale: string) => suggestAsks(menu, locale, 9).map(({ command }) => command);
    expect(names("en")).toEqual(["mood", "un-do", "tone", "mood-zh"]);
    expect(names("zh-TW")).toEqual(["mood", "mood-zh", "un-do", "tone"]);
  });
});
