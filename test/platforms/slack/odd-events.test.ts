/** Whatever shape comes over Socket Mode, the process continues and the next ask is answered. */

import fc from "fast-check";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import type { Delivered } from "../../emulators/slack/sockets.ts";
import { change, garbage } from "../odd-payloads.ts";
import { ADA, BEN, GENERAL, isAnswer, openSlackStack, type SlackStack } from "./stack.ts";

let stack: SlackStack;
beforeAll(async () => {
  // What is not acknowledged is not repeated: there is too much of it.
  stack = await openSlackStack({ emulator: { burst: 10_000, postsPerSecond: 10_000 } });
});
afterAll(() => stack.close());

/** One of each kind of envelope, as Slack sends them. */
async function envelopes(): Promise<Delivered["envelope"][]> {
  const { slack } = stack;
  const asked = await slack.slash(GENERAL, ADA, "sentiment great");
  const reply = await stack.untilReply();
  const said = slack.say(GENERAL, BEN, "what a day");
  const form = await stack.openForm(ADA, () => slack.press(reply, "fewshot-override", ADA));
  const sent = await slack.submit(form, { value: "Negative" });
  return [
    asked,
    await slack.shortcut("ask:sentiment", said, ADA),
    await slack.shortcut("ask", said, ADA),
    await slack.press(reply, "fewshot-why", ADA),
    await slack.press(reply, "fewshot-rate", ADA, { choice: "positive" }),
    sent,
    await slack.mention(GENERAL, ADA, "sentiment", said),
    await slack.direct(ADA, "sentiment thanks"),
    await slack.openHome(ADA),
  ]
    .map((one) => one.envelope)
    .filter(Boolean);
}

it("ends nothing and answers on, whatever part of an envelope is missing or odd", async () => {
  const kinds = await envelopes();
  expect(kinds.length).toBeGreaterThan(5);
  const path = fc.array(fc.nat({ max: 40 }), { minLength: 1, maxLength: 7 });
  const delivered: Promise<unknown>[] = [];
  fc.assert(
    fc.property(fc.constantFrom(...kinds), path, garbage, ({ type, payload }, steps, value) => {
      delivered.push(stack.slack.sockets.deliver(type, change(payload, steps, value)));
    }),
    { numRuns: 200 },
  );
  for (const value of [null, 1, "x", [], {}])
    delivered.push(stack.slack.sockets.deliver("events_api", value as never));
  await Promise.race([Promise.all(delivered), new Promise((resolve) => setTimeout(resolve, 2_000))]);
  const { id: channel } = stack.slack.workspace.addChannel({ id: "C0AFTER", members: [ADA] });
  await vi.waitFor(
    async () => {
      await stack.slack.slash(channel, ADA, "sentiment still there?");
      expect(stack.posts(channel).some(isAnswer)).toBe(true);
    },
    { timeout: 60_000, interval: 500 },
  );
  expect(stack.fatal).toEqual([]);
});
