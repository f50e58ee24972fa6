/** Refusals that pass by themselves, over the wire: an ask that was acknowledged is answered once they have passed, and Slack is not hammered meanwhile. */

import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createDispatcher } from "../../../src/platforms/shared/dispatcher.ts";
import { createFetch } from "../../../src/platforms/slack/client/http.ts";
import type { FaultKind } from "../../emulators/slack/faults.ts";
import { ADA, BEN, isAnswer, openSlackStack, type SlackStack, textOf } from "./stack.ts";

let stack: SlackStack;
beforeAll(async () => {
  stack = await openSlackStack({ emulator: { burst: 1000, postsPerSecond: 1000 } });
});
afterAll(() => stack.close());

let channels = 0;
const newChannel = () =>
  stack.slack.workspace.addChannel({ id: `C0PASS${++channels}`, members: [ADA, BEN] }).id;

/** Every post in the channel meets the fault for a while. */
async function during(channel: string, fault: FaultKind, ms: number, ask: () => Promise<unknown>) {
  const end = stack.slack.faults.add({ method: "chat.postMessage", channel, fault, times: 1_000 });
  await ask();
  await new Promise((resolve) => setTimeout(resolve, ms));
  end();
}

const error = (code: string): FaultKind => ({ kind: "error", error: code });
const html = (status: number): FaultKind => ({ kind: "status", status, after: false });

const PASSING: readonly [string, FaultKind][] = [
  ...[
    "rate_limited",
    "ratelimited",
    "message_limit_exceeded",
    "org_login_required",
    "team_added_to_org",
    "accesslimited",
    "rollup_error",
    "external_channel_migrating",
    "internal_error",
  ].map((code): [string, FaultKind] => [code, error(code)]),
  ...[403, 404, 407, 408, 503].map((status): [string, FaultKind] => [
    `a page with HTTP ${status}`,
    html(status),
  ]),
  ["429 without Retry-After", { kind: "rate-limit", retryAfterS: null }],
  [
    "429 with Retry-After as a date",
    { kind: "rate-limit", retryAfterS: new Date(Date.now() + 1_000).toUTCString() },
  ],
];

describe("a refusal that passes", () => {
  it.concurrent.each(PASSING)("is waited for, and the thread gets its answer: %s", async (_, fault) => {
    const channel = newChannel();
    await during(channel, fault, 600, () => stack.slack.slash(channel, ADA, "sentiment nice"));
    const answer = await stack.until(() => stack.slack.workspace.visible(channel).find(isAnswer));
    expect(answer.threadTs).toBeDefined();
    expect(stack.posts(channel)).toHaveLength(2);
    expect(stack.slack.workspace.ephemeral(ADA, channel)).toEqual([]);
  });

  it("of a mention is waited for as well", async () => {
    const channel = newChannel();
    await during(channel, error("rate_limited"), 600, () =>
      stack.slack.mention(channel, ADA, "sentiment nice"),
    );
    await stack.until(() => stack.slack.workspace.visible(channel).find(isAnswer));
  });

  it("of a response url is waited for: a proxy's page says nothing about the url", async () => {
    const channel = stack.slack.workspace.addChannel({ id: "C0HIDDEN", kind: "private", hasBot: false }).id;
    stack.slack.faults.add({ method: "response_url", fault: html(403), times: 2 });
    await stack.slack.slash(channel, ADA, "sentiment nice");
    const notice = await stack.until(() => stack.slack.workspace.ephemeral(ADA, channel).find(isAnswer));
    expect(textOf(notice)).toContain("Fewshot is not in this conversation");
  });
});

describe("a limit without a time", () => {
  it("is asked about ever more slowly", async () => {
    const channel = newChannel();
    await during(channel, { kind: "rate-limit", retryAfterS: null }, 2_500, () =>
      stack.slack.slash(channel, ADA, "sentiment nice"),
    );
    const calls = stack.slack.callsOf("chat.postMessage", channel);
    expect(calls.length).toBeLessThanOrEqual(3);
    await stack.until(() => stack.slack.workspace.visible(channel).find(isAnswer));
  });
});

describe("Retry-After", () => {
  it.each([
    ["7", 7],
    ["0", 0],
    ["1.5", 2],
    ["86400", 3_600],
    ["-5", 0],
    ["soon", 0],
    [null, 0],
    ["Thu, 01 Jan 1970 00:00:00 GMT", 0],
    ["Fri, 01 Jan 2100 00:00:00 GMT", 3_600],
  ])("is read as whole seconds, up to an hour: %s", async (header, seconds) => {
    const server = createServer((_, response) =>
      response.writeHead(429, header === null ? {} : { "retry-after": header }).end("slow down"),
    );
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    const response = await createFetch(createDispatcher())(`http://127.0.0.1:${port}/`);
    server.close();
    expect(response.headers.get("retry-after")).toBe(String(seconds));
  });
});
