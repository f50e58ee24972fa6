/** Whatever shape comes over the Gateway, the process continues and the next ask is answered. */

import { setTimeout as sleep } from "node:timers/promises";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { TYPES } from "../../emulators/discord/world.ts";
import { change, garbage } from "../odd-payloads.ts";
import { type DiscordStack, GUILD, isAnswer, openDiscordStack, seen } from "./stack.ts";

let stack: DiscordStack;

beforeAll(async () => {
  stack = await openDiscordStack();
});
afterAll(() => stack.close());

/** Waits until all that was sent has been read. Behind it, and behind what comes again after a new connection, an interaction of a busy
 * machine waits longer than the three seconds after which Discord takes no response to it. */
async function untilRead() {
  const where = { user: stack.ada, channel: stack.general };
  await stack.until(() => stack.discord.gateway.connected === 1);
  const marks = [stack.people.complete(where, "se")];
  while (!marks.some(({ response }) => response)) {
    await sleep(200);
    marks.push(stack.people.complete(where, "se"));
  }
}

async function expectAnswered() {
  await untilRead();
  const channel = stack.world.addChannel({ type: TYPES.text, guildId: GUILD });
  await stack.untilThreadAnswer(stack.people.slash({ user: stack.ada, channel }, "sentiment", "thank you"));
}

describe("a dispatch of any shape", () => {
  it("about anything else than interactions is passed over", async () => {
    const { gateway } = stack.discord;
    const types = [
      "GUILD_CREATE",
      "MESSAGE_CREATE",
      "THREAD_UPDATE",
      "USER_UPDATE",
      "NEW_EVENT",
      "ENTITLEMENT_CREATE",
    ];
    fc.assert(
      fc.property(fc.constantFrom(...types), fc.jsonValue(), (type, data) =>
        gateway.dispatch(type, data as object),
      ),
      { numRuns: 200 },
    );
    await expectAnswered();
  });

  it("that is an interaction ends nothing, whatever part of it is missing or odd", async () => {
    const { people, ada, general, ben, world, discord } = stack;
    const where = { user: ada, channel: general };
    const path = fc.array(fc.nat({ max: 40 }), { minLength: 1, maxLength: 6 });
    const message = world.addMessage({ channelId: general.id, author: ben, content: "well" });
    const sent: object[] = [];
    people.actChanged(where, (payload) => {
      const { data: _, ...base } = payload;
      const component = { message: {}, data: { component_type: 2, custom_id: "fewshot:why:abc" } };
      const form = { components: [{ type: 18, component: { type: 4, custom_id: "value", value: "x" } }] };
      sent.push(
        payload,
        {
          ...base,
          type: 2,
          data: {
            type: 3,
            name: "Sentiment",
            target_id: message.id,
            resolved: {
              messages: {
                [message.id]: {
                  id: message.id,
                  content: "hm",
                  author: { id: "1", username: "x" },
                  mentions: [],
                },
              },
            },
          },
        },
        {
          ...base,
          type: 4,
          data: { type: 1, name: "fewshot", options: [{ type: 1, name: "help", options: [] }] },
        },
        { ...base, type: 3, ...component },
        { ...base, type: 5, data: { custom_id: "fewshot:override-form:abc", ...form } },
        { ...base, type: 5, data: { custom_id: "fewshot:reason-form:abc", ...form } },
        {
          ...base,
          type: 3,
          data: { component_type: 3, custom_id: "fewshot:choose:abc", values: ["sentiment"] },
        },
        { ...base, type: 2, data: { type: 2, name: "user" } },
        { ...base, type: 99 },
      );
      return payload;
    });
    fc.assert(
      fc.property(fc.constantFrom(...sent), path, garbage, (payload, steps, value) =>
        discord.gateway.dispatch("INTERACTION_CREATE", change(payload, steps, value)),
      ),
      { numRuns: 500 },
    );
    for (const data of [null, 1, "x", [], {}, { id: 1 }])
      discord.gateway.dispatch("INTERACTION_CREATE", data as object);
    await expectAnswered();
    expect(stack.fatal).toEqual([]);
  });

  it("that is no frame at all, or a control frame of another shape, costs a connection at most", async () => {
    const { gateway } = stack.discord;
    const frames = [
      "",
      "{",
      "null",
      "[]",
      '"x"',
      "1",
      '{"op":"0"}',
      '{"op":0}',
      '{"op":0,"t":"READY"}',
      '{"op":0,"t":"READY","d":null,"s":-5}',
      '{"op":0,"t":"READY","d":{"session_id":"","resume_gateway_url":1},"s":null}',
      '{"op":10}',
      '{"op":10,"d":{"heartbeat_interval":"soon"}}',
      '{"op":11,"d":[]}',
      '{"op":1}',
      '{"op":7,"d":1}',
      '{"op":99}',
    ];
    const { resumes } = gateway.seen;
    for (const frame of frames) gateway.sendRaw(frame);
    await stack.until(() => gateway.seen.resumes > resumes && gateway.connected === 1);
    await expectAnswered();
  });
});

describe("a message command", () => {
  it.each([
    [
      "a poll",
      {
        poll: {
          question: { text: "Lunch?" },
          answers: [{ answer_id: 1, poll_media: { text: "yes" } }],
          layout_type: 1,
        },
      },
    ],
    ["a forwarded poll", { message_snapshots: [{ message: { content: "", poll: {} } }] }],
    [
      "a message of null parts",
      { author: null, mentions: null, content: null, embeds: null, components: null },
    ],
    ["a message with a sticker", { sticker_items: [{ id: "1", name: "s", format_type: 1 }] }],
  ])("on %s is answered, wherever it is", async (_, more) => {
    const { people, ada, ben, world } = stack;
    const places = [
      world.addChannel({ type: TYPES.text, guildId: "700000000000000009" }),
      world.addChannel({ type: TYPES.dm }),
      world.addChannel({ type: TYPES.publicThread, guildId: GUILD, archived: true }),
      stack.general,
    ];
    for (const [index, channel] of places.entries()) {
      const message = world.addMessage({ channelId: channel.id, author: ben, content: "" });
      const where = { user: ada, channel, isUserInstalled: index === 0 };
      const asked = people.onMessage(where, "Sentiment", message, more);
      const reply = await stack.untilReply(asked);
      expect(seen(reply) !== "" || isAnswer(reply)).toBe(true);
    }
    await expectAnswered();
  });
});
