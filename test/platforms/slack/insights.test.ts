/** `/fewshot insights` in Slack, over the wire: measured in the background, then a native chart for the channel, or the same in words. */

import { afterAll, beforeAll, expect, it } from "vitest";
import { ADA, BEN, GENERAL, openSlackStack, type SlackStack, textOf } from "./stack.ts";

const BOSS = "U0BOSS";
const SOURCE = `summary: s
description: Decide.
input: Message
output: Mood
labels: [Positive, Negative]
examples: [{ input: a, output: Positive }]
tests: [{ input: Great, output: Positive }, { input: Awful, output: Negative }]
`;

let stack: SlackStack;
beforeAll(async () => {
  stack = await openSlackStack({ measures: true });
  const { workspace } = stack.slack;
  workspace.addUser({ id: BOSS, name: "Boss" });
  Object.assign(workspace.users.get(BOSS) ?? {}, { isAdmin: true });
  workspace.channels.get(GENERAL)?.members.add(BOSS);
  await stack.bot.handle(
    { kind: "save-source", subject: "", name: "mood", source: SOURCE, note: null },
    {
      ...{ interactionId: "save", channel: GENERAL, locale: "en" },
      person: { platform: "slack", workspace: "T0TEAM", id: ADA, name: "Ada" },
    },
  );
});
afterAll(() => stack.close());

const charts = () =>
  stack.slack.workspace.messages.filter((one) =>
    JSON.stringify(one.blocks ?? []).includes("data_visualization"),
  );
const notices = () =>
  stack.slack.workspace.messages.filter((one) => one.botId && textOf(one).includes("Insights of /mood"));

it("shows a chart in the channel, and the same in words where the workspace has no charts", async () => {
  const { payload } = await stack.slack.slash(GENERAL, BOSS, "fewshot insights mood");
  expect(payload.text).toContain("measured in the background");
  const boss = {
    ...{ interactionId: "list", channel: GENERAL, locale: "en", standing: async () => "operator" as const },
    person: { platform: "slack", workspace: "T0TEAM", id: BOSS, name: "Boss" },
  };
  await expect
    .poll(async () => JSON.stringify(await stack.bot.measure.list("insights", boss)))
    .toContain('"state":"done"');
  await stack.slack.slash(GENERAL, BOSS, "fewshot insights /Mood@1");
  const [first] = await stack.until(() => (charts().length === 1 ? charts() : false));
  expect(
    ((first?.blocks ?? []) as { type: string }[]).find(({ type }) => type === "data_visualization"),
  ).toMatchObject({
    title: "/mood: right answers by number of examples",
    chart: {
      type: "line",
      series: [
        {
          name: "mean",
          data: [
            { label: "0", value: 50 },
            { label: "1", value: 50 },
          ],
        },
        { name: "worst order" },
      ],
      axis_config: { categories: ["0", "1"], y_label: "right answers (%)" },
    },
  });
  expect(first?.text).toContain("mean: 0: 50%, 1: 50%");
  stack.slack.workspace.unknownBlocks.add("data_visualization");
  await stack.slack.slash(GENERAL, BOSS, "fewshot insights mood@1");
  await stack.until(() => notices().length === 2);
  expect(charts()).toHaveLength(1);
  expect(textOf(notices()[1] ?? {})).toContain("mean: 0: 50%");
});

it("is for those who may publish, and says what to write", async () => {
  expect((await stack.slack.slash(GENERAL, BEN, "fewshot insights mood")).payload.text).toContain(
    "只有可以發布指令的人",
  );
  expect((await stack.slack.slash(GENERAL, BOSS, "fewshot insights")).payload.text).toContain(
    "/fewshot insights triage",
  );
  expect((await stack.slack.slash(GENERAL, BOSS, "fewshot insights nothing")).payload.text).toContain(
    "nothing",
  );
  for (const [typed, said] of [
    ["mood@0", '"0" is no version: versions are numbered from 1, like mood@1.'],
    ["mood@1.5", '"1.5" is no version'],
    ["mood@new", '"new" is no version'],
    ["mood@99", "There is no version 99 of /mood that can be used here."],
    ["moood", "mood"],
  ])
    expect((await stack.slack.slash(GENERAL, BOSS, `fewshot insights ${typed}`)).payload.text).toContain(
      said,
    );
});
