/** A person's requests about their data on Discord hold for the person: in every server, and in direct messages. */

import { afterAll, beforeAll, expect, it } from "vitest";
import type { Json } from "../../../src/core/ask.ts";
import { type Channel, TYPES, type User } from "../../emulators/discord/world.ts";
import { buttonId, type DiscordStack, GUILD, isAnswer, openDiscordStack, seen } from "./stack.ts";

let stack: DiscordStack;

beforeAll(async () => {
  stack = await openDiscordStack();
});
afterAll(() => stack.close());

const places = () => ({
  direct: stack.world.addChannel({ type: TYPES.dm }),
  here: stack.world.addChannel({ type: TYPES.text, guildId: GUILD }),
  elsewhere: stack.world.addChannel({ type: TYPES.text, guildId: "700000000000000002" }),
});

it("an opt-out in a direct message holds in every server, and an opt-in in one server everywhere", async () => {
  const { people, world, ada } = stack;
  const { direct, here, elsewhere } = places();
  const user = world.addUser("Cyd");
  const privacy = await stack.untilReply(people.fewshot({ user, channel: direct }, "privacy"));
  const confirm = await stack.untilReply(
    people.press({ user, channel: direct }, privacy, buttonId(privacy, "Opt out")),
  );
  await stack.untilReply(people.press({ user, channel: direct }, confirm, buttonId(confirm, "Opt out")));
  for (const channel of [here, elsewhere]) {
    const asked = people.slash({ user, channel }, "sentiment", "secret");
    expect(seen(await stack.untilReply(asked))).toContain("You have opted out");
    const message = world.addMessage({ channelId: channel.id, author: user, content: "mine" });
    const about = people.onMessage({ user: ada, channel }, "Sentiment", message);
    expect(seen(await stack.untilReply(about))).toContain("has opted out");
    expect([...(await stack.findAsk(asked)), ...(await stack.findAsk(about))]).toEqual([]);
  }
  const again = await stack.untilReply(people.fewshot({ user, channel: here }, "privacy"));
  await stack.untilReply(people.press({ user, channel: here }, again, buttonId(again, "Opt in")));
  await stack.untilThreadAnswer(people.slash({ user, channel: elsewhere }, "sentiment", "hello"));
});

it("an opt-out that release 0.1 stored for one server holds in all of them", async () => {
  const { people, world, store } = stack;
  const user = world.addUser("Dot");
  await store.setOptedOut(
    { platform: "discord", workspace: "700000000000000007", id: user.id, name: "" },
    true,
  );
  const asked = people.slash({ user, channel: places().direct }, "sentiment", "secret");
  expect(seen(await stack.untilReply(asked))).toContain("You have opted out");
});

it("export and erase in a direct message hold what was asked in servers", async () => {
  const { people, world } = stack;
  const { direct, here, elsewhere } = places();
  const user = world.addUser("Eve");
  for (const channel of [here, elsewhere])
    await stack.untilThreadAnswer(people.slash({ user, channel }, "sentiment", "thank you"));
  const where = { user, channel: direct };
  const privacy = await stack.untilReply(people.fewshot(where, "privacy"));
  const exported = await stack.untilReply(people.press(where, privacy, buttonId(privacy, "Export my data")));
  expect(JSON.parse(exported.files[0]?.text ?? "{}").asks).toHaveLength(2);
  const confirm = await stack.untilReply(people.press(where, privacy, buttonId(privacy, "Erase my data")));
  const erased = await stack.untilReply(people.press(where, confirm, buttonId(confirm, "Erase my data")));
  expect(seen(erased)).toContain("2 asks were erased");
});

/** Erases a person's data, by the buttons. */
async function erase(user: User, channel: Channel) {
  const { people } = stack;
  const where = { user, channel };
  const privacy = await stack.untilReply(people.fewshot(where, "privacy"));
  const confirm = await stack.untilReply(people.press(where, privacy, buttonId(privacy, "Erase my data")));
  await stack.untilReply(people.press(where, confirm, buttonId(confirm, "Erase my data")));
}

it("an erasure takes the text out of root message, answer and thread, also of an answer in the reply", async () => {
  const { people, world } = stack;
  const { direct, here } = places();
  const user = world.addUser("Fay");
  const inThread = people.slash({ user, channel: here }, "sentiment", "a private matter");
  const answer = await stack.untilThreadAnswer(inThread);
  const inReply = people.slash({ user, channel: direct }, "sentiment", "a private matter");
  await stack.untilReply(inReply, isAnswer);
  await expect.poll(async () => (await stack.findAsk(inReply))[0]?.deliveredAt).toBeTruthy();
  const thread = world.channels.get(answer.channelId);
  if (thread) thread.archived = true;
  await erase(user, here);
  const shown = () =>
    JSON.stringify([
      world.posts(here.id),
      world.posts(direct.id),
      world.posts(answer.channelId),
      thread?.name,
    ]);
  await stack.until(() => !shown().includes("private matter") && !shown().includes("Positive"));
  expect(seen(await stack.untilReply(inThread))).toBe(
    "Erased at the request of the person whose text it was.",
  );
  expect(thread?.name).toBe("/sentiment");
  expect(shown()).not.toContain("Fay");
});

it("an erasure finds an answer that a killed process posted and did not note", async () => {
  const { people, world } = stack;
  const { here } = places();
  const user = world.addUser("Gil");
  const slash = people.slash({ user, channel: here }, "sentiment", "a private matter");
  const answer = await stack.untilThreadAnswer(slash);
  await expect.poll(async () => (await stack.findAsk(slash))[0]?.deliveredAt).toBeTruthy();
  const [record] = await stack.findAsk(slash);
  if (!record) throw new Error("not recorded");
  const { deliveryRecord } = (await stack.store.findAsk(record.ask.id)) ?? {};
  const lost = {
    ...(deliveryRecord as Record<string, Json>),
    answer: null,
    posting: { part: "answer", atMs: Date.now() },
  };
  await stack.platform.retract?.({ ...record.ask, platform: "discord", deliveryRecord: lost });
  expect(world.posts(answer.channelId)).toEqual([]);
});

it("an erased override is no longer shown, and the model's answer is again", async () => {
  const { people, ada, world } = stack;
  const { here } = places();
  const user = world.addUser("Zoe");
  const answer = await stack.untilThreadAnswer(
    people.slash({ user: ada, channel: here }, "sentiment", "great"),
  );
  const thread = world.channels.get(answer.channelId) ?? here;
  const pressed = people.press({ user, channel: thread }, answer, buttonId(answer, "Override"));
  await stack.untilForm(pressed);
  people.submit({ user, channel: thread }, pressed, { value: "Negative", reason: "I know better" });
  await stack.until(() => seen(answer).includes("Overridden by Zoe"));
  await erase(user, here);
  await stack.until(() => seen(answer).startsWith("-# Answered\n**Positive** 90%"));
  expect(seen(answer)).not.toContain("Zoe");
});
