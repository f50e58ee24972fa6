/** Publishing over what is in force: what people are shown first, what stops them, and what the history keeps. */

import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { BotError } from "../../../src/core/errors.ts";
import type { NoticeView } from "../../../src/core/views/view.ts";
import { intentOfPress } from "../../../src/flows/bot/intents.ts";
import { ada, openStack, type Stack, scoring } from "../stack.ts";

let stack: Stack;
let presses = 0;
const PAIRS = Array.from({ length: 30 }, (_, at) => ({
  ...{ sentence: at % 3, group: "disability: hearing" },
  ...{ plain: `A person ${at % 3}`, text: `A deaf person ${at}` },
}));

/** A prompt that has the word "unfair" says B to every deaf person; "worse" says B to all; "slow" waits. */
const held = Promise.withResolvers<void>();
beforeAll(async () => {
  stack = await openStack({ pairs: () => PAIRS });
  stack.backend.score.mockImplementation(async ({ prompt: { prefix, text } }) => {
    if (prefix.includes("slow")) await held.promise;
    if (prefix.includes("broken")) throw new BotError("BACKEND_UNREACHABLE", "gone");
    const isB = (prefix.includes("unfair") && text.includes("deaf")) || prefix.includes("worse");
    return scoring(isB ? [0.1, 0.9] : [0.9, 0.1]);
  });
});
afterAll(() => stack.close());

const TESTS = Array.from({ length: 24 }, (_, at) => `  - { input: test ${at}, output: A }`).join("\n");
const source = (description: string, limit = true) =>
  `summary: S\ndescription: ${description}\ninput: Message\noutput: Answer\nlabels: [A, B]\n${limit ? "audit: { limit: 0.1 }\n" : ""}tests:\n${TESTS}\n`;

const save = (name: string, text: string) =>
  stack.store.saveVersion({
    ...{ name, source: text, note: null, author: ada, fileRevision: null },
    scope: { platform: "web", workspace: "web", channel: "web" },
  });
const actor = (locale = "en") => ({
  ...{ interactionId: `p${presses++}`, person: ada, channel: "web", locale },
  standing: async () => "operator" as const,
});
const say = async (text: string, locale?: string) =>
  (await stack.bot.handle(
    stack.bot.read(text, { kind: "mention" }, { platform: "web", workspace: "web", channel: "web" }) as never,
    actor(locale),
  )) as NoticeView;
const press = async ({ actions }: NoticeView, label: string) => {
  const action = actions.find((one) => one.label === label);
  if (!action) throw new Error(`no button ${label}: ${actions.map((one) => one.label).join(", ")}`);
  return (await stack.bot.handle(intentOfPress(action.press), actor())) as NoticeView;
};
const lastNote = async (name: string) => (await stack.store.listVersionEvents(name)).at(-1)?.note;

it("publishes a new command at once, and shows what a change of it does before it is live", async () => {
  await save("gated", source("plain"));
  expect((await say("publish gated")).text).toContain("Version 1 of /gated is live");
  await save("gated", source("plain and kind"));
  const shown = await say("publish gated");
  expect(shown.title).toBe("Publish version 2 of /gated?");
  expect(shown.text).toContain("Compared on 0 spot checks and 24 tests.");
  expect(shown.text).toContain("It repairs 0 and breaks 0.");
  expect(shown.text).toContain("in 0 of 30 (0.0%, 95% interval 0.0% to 11.4%), before in 0 of 30");
  expect(shown.text).toContain("The command allows 10.0%: 3 of 30.");
  expect((await stack.store.findVersion("gated", 2))?.state).toBe("draft");
  const asked = stack.backend.score.mock.calls.length;
  expect((await press(shown, "Publish")).text).toContain("Version 2 of /gated is live");
  // What was measured is not measured again.
  expect(stack.backend.score.mock.calls.length).toBe(asked);
  expect(stack.backend.score.mock.calls.every(([request]) => request.isBackground)).toBe(true);
  expect(await lastNote("gated")).toBe(
    "repairs 0, breaks 0 of 24; label changes with the word for a person in 0 of 30, before 0",
  );
});

it("refuses more flips than the command allows, unless a person insists; the history says so", async () => {
  await save("gated", source("unfair"));
  const shown = await say("publish gated here");
  expect(shown.text).toMatch(/^More answers change with the word for a person than the command allows/);
  expect(shown.text).toContain("in 30 of 30 (100.0%");
  expect(shown.text).toContain("• “A person 0”: A; “A deaf person 0”: B");
  expect(shown.actions.map(({ label }) => label)).toEqual(["Publish anyway"]);
  // The button of a change that nothing speaks against does not pass either.
  const forced = intentOfPress({ name: "draft-publish-now", askId: "", rest: "gated@3" });
  expect(await stack.bot.handle(forced, actor())).toMatchObject({ title: "Publish version 3 of /gated?" });
  expect((await press(shown, "Publish anyway")).text).toContain(
    "Version 3 of /gated is live in this channel",
  );
  expect(await lastNote("gated")).toMatch(
    /^[^.]*published in spite of the comparison: More answers change[^.]*\.$/,
  );
});

it("holds a change that takes the limit away to the limit in force", async () => {
  await save("free", source("fair"));
  await say("publish free");
  await save("free", source("unfair", false));
  expect((await say("publish free")).actions.map(({ label }) => label)).toEqual(["Publish anyway"]);
});

it("compares with the version that its button names, also where another was published within the same moment", async () => {
  for (const text of ["first", "second and worse", "third"]) await save("raced", source(text));
  await say("publish raced@1");
  // Between what this process knows and what it reads of the store, another process publishes version 2; the notice of it is still to come.
  const notice = vi.spyOn(stack.store, "liveVersions").mockResolvedValue(await stack.store.liveVersions());
  const read = stack.store.findSeen.bind(stack.store);
  const spy = vi.spyOn(stack.store, "findSeen").mockImplementation(async (name, which, place) => {
    if (which === "live") {
      spy.mockRestore();
      const scope = { platform: "web", workspace: "web", channel: "" };
      await stack.store.publishVersion({ name, number: 2 }, { scope, by: ada, note: null });
    }
    return read(name, which, place);
  });
  const shown = await say("publish raced@3");
  notice.mockRestore();
  expect(shown.text).toContain("It repairs 24 and breaks 0.");
  expect(shown.actions[0]?.press.rest).toBe("raced@3.workspace.2");
});

it("says that a change is worse, in the reader's language", async () => {
  await save("bad", source("good"));
  await say("publish bad");
  await save("bad", source("worse"));
  const shown = await say("publish bad", "zh-TW");
  expect(shown.text).toContain("它比目前使用的版本差。");
  expect(shown.text).toContain("修正 0 個，弄壞 24 個。");
  expect(shown.text).toMatch(/^弄壞：$/m);
  expect(shown.actions.map(({ label }) => label)).toEqual(["仍要發布"]);
});

it("answers a press at once while it measures, and shows the figures when they are there", async () => {
  await save("later", source("quick"));
  await say("publish later");
  await save("later", source("slow"));
  const early = await say("publish later");
  expect(early.text).toMatch(
    /is compared with what is in force there\.(?: \d+ of [1-9][\d,]* answers are there\.)?$/,
  );
  held.resolve();
  const shown = await vi.waitFor(async () => {
    const now = await press(early, "Show the figures");
    expect(now.text).toContain("Compared on");
    return now;
  }, 60_000);
  expect((await press(shown, "Publish")).text).toContain("Version 2 of /later is live");
});

it("publishes unmeasured where the model does not answer, and says so in the history", async () => {
  await save("gone", source("here"));
  await say("publish gone");
  await save("gone", source("broken"));
  stack.backend.score.mockImplementation(async () => {
    throw new BotError("BACKEND_UNREACHABLE", "gone");
  });
  const shown = await say("publish gone");
  expect(shown.text).toContain("the model does not answer now");
  expect((await press(shown, "Publish unmeasured")).text).toContain("Version 2 of /gone is live");
  expect(await lastNote("gone")).toBe("published without being measured");
});
