/** Everything that Fewshot shows in Slack, checked by blocks.validate over the wire, and what doctor says of it. */

import { webApi } from "@slack/bolt";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { STYLES } from "../../../src/platforms/slack/outgoing/views/render.ts";
import { checkSlack } from "../../../src/platforms/slack/setup/doctor.ts";
import { makeSamples } from "../../../src/platforms/slack/setup/samples.ts";
import { openSlackEmulator, type SlackEmulator } from "../../emulators/slack/server.ts";

let slack: SlackEmulator;
let client: webApi.WebClient;
beforeAll(async () => {
  slack = await openSlackEmulator();
  client = new webApi.WebClient(slack.botToken, {
    slackApiUrl: slack.apiUrl,
    retryConfig: { retries: 0 },
    logger: { debug() {}, info() {}, warn() {}, error() {}, getLevel: () => webApi.LogLevel.ERROR } as never,
  });
});
afterAll(() => slack.close());

/** What Slack finds wrong with a payload. */
const faultsOf = (payload: object) =>
  client.blocks.validate(payload).then(
    () => [],
    ({ data }: { data?: { error?: string; errors?: unknown[] } }) => data?.errors ?? [data?.error],
  );

const TEXTS = {
  usual: "The new build is so much faster, thank you!",
  "with markup": "<!channel> <@U1> <https://a.example|b> & *bold* `code` ```\u202e😀",
  "of many lines": "a line\n".repeat(500),
  "of 3,000 long words": "Donaudampfschifffahrt ".repeat(3_000),
  invisible: "\u200b \u2060",
};

describe.each(Object.entries(TEXTS))("a text %s", (_, text) => {
  it.each(["en", "zh-TW"])("makes nothing that Slack refuses, in %s", async (locale) => {
    const samples = makeSamples({ locale, text });
    expect(new Set(samples.map(({ style }) => style))).toEqual(new Set([undefined, ...STYLES]));
    for (const { what, style, payload } of samples)
      expect({ what, style, faults: await faultsOf(payload) }).toEqual({ what, style, faults: [] });
  });
});

describe("blocks.validate refuses", () => {
  const section = { type: "section", text: { type: "plain_text", text: "x" } };
  const container = {
    type: "container",
    title: { type: "plain_text", text: "Why?" },
    child_blocks: [section],
  };
  it.each<[string, object, RegExp]>([
    ["none or two of its arguments", { blocks: [section], message: { blocks: [section] } }, /invalid_arg/],
    [
      "a section of 3,001 characters",
      { blocks: [{ ...section, text: { type: "plain_text", text: "x".repeat(3001) } }] },
      /less than 3001/,
    ],
    ["a container without a title", { blocks: [{ ...container, title: undefined }] }, /title.*missing/],
    [
      "one with eleven blocks",
      { blocks: [{ ...container, child_blocks: Array(11).fill(section) }] },
      /no more than 10/,
    ],
    [
      "rich text in one",
      { blocks: [{ ...container, child_blocks: [{ type: "rich_text", elements: [] }] }] },
      /unsupported block type: rich_text/,
    ],
    [
      "one in one",
      { blocks: [{ ...container, child_blocks: [container] }] },
      /unsupported block type: container/,
    ],
    [
      "one that is collapsed and can't be opened",
      { blocks: [{ ...container, default_collapsed: true }] },
      /requires is_collapsible/,
    ],
    [
      "one in a window",
      { view: { type: "modal", title: { type: "plain_text", text: "x" }, blocks: [container] } },
      /for this surface/,
    ],
  ])("%s", async (_, payload, fault) => {
    expect(JSON.stringify(await faultsOf(payload))).toMatch(fault);
  });
});

describe("fewshot doctor about blocks", () => {
  const stops: (() => void)[] = [];
  afterEach(() => {
    for (const stop of stops.splice(0)) stop();
    slack.workspace.unknownBlocks.clear();
  });
  const check = async () => {
    const { ok, lines } = await checkSlack(slack);
    return { ok, blocks: lines.filter((line) => line.startsWith("blocks:")) };
  };
  const refuse = (error: string, when?: (args: Readonly<Record<string, unknown>>) => boolean) =>
    void stops.push(
      slack.faults.add({
        method: "blocks.validate",
        fault: { kind: "error", error },
        times: 99,
        ...(when ? { when } : {}),
      }),
    );

  it("is content where Slack takes all of them", async () => {
    expect(await check()).toEqual({
      ok: true,
      blocks: [expect.stringMatching(/^blocks: Slack takes all \d+ messages and windows$/)],
    });
  });

  it("goes on where this Slack does not know the method", async () => {
    refuse("unknown_method");
    expect(await check()).toEqual({
      ok: true,
      blocks: ["blocks: this Slack has no blocks.validate, so they are not checked"],
    });
  });

  it("goes on where Slack takes no more calls", async () => {
    refuse("ratelimited");
    expect(await check()).toEqual({ ok: true, blocks: ["blocks: Slack does not check them now (limited)"] });
  });

  it("says what a workspace goes without", async () => {
    slack.workspace.unknownBlocks.add("context_actions");
    const { ok, blocks } = await check();
    expect(ok).toBe(true);
    expect(blocks).toContain(
      'blocks: Slack refuses an overridden answer in the style "feedback": Right and Wrong are ordinary buttons',
    );
  });

  it("fails where a window is refused, which has one look only", async () => {
    refuse("invalid_view", ({ view }) => JSON.stringify(view ?? "").includes("fewshot-form-override"));
    expect(await check()).toEqual({
      ok: false,
      blocks: ["blocks: Slack refuses the form override: please report it, with the version of Fewshot"],
    });
  });
});
