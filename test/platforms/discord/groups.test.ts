/** Groups on Discord, over the wire: what people say of themselves, and roles that an admin has mapped. */

import { afterAll, beforeAll, expect, it } from "vitest";
import { alertOnce } from "../../../src/flows/monitoring/groups/alerts.ts";
import { TYPES } from "../../emulators/discord/world.ts";
import { exported } from "../../store/exported.ts";
import { alertOptions } from "../group-finding.ts";
import { buttonId, type DiscordStack, GUILD, openDiscordStack, seen } from "./stack.ts";

const ROLE = "800000000000000001";

let stack: DiscordStack;
beforeAll(async () => {
  const declared = Array.from({ length: 12 }, (_, index) => ({ name: `Group ${index}`, names: {} }));
  stack = await openDiscordStack({
    groups: { declared, mapped: [{ name: "Night shift", names: {}, slack: [], discord: [ROLE] }] },
  });
});
afterAll(() => stack.close());

it("asks for groups behind /fewshot privacy, and keeps, changes and deletes them by the form", async () => {
  const { people, store, ada, general } = stack;
  const where = { user: ada, channel: general };
  const person = { platform: "discord", workspace: "dm", id: ada.id, name: "" };
  const privacy = await stack.untilReply(people.fewshot(where, "privacy"));
  const open = async () => {
    const pressed = people.press(where, privacy, buttonId(privacy, "My groups"));
    await stack.until(() => pressed.response);
    return pressed;
  };
  const saved = await stack.untilReply(
    people.submit(where, await open(), { groups: ["Group 3", "Group 7"] }),
  );
  expect(seen(saved)).toContain("apart from your texts: Group 3; Group 7");
  expect(await store.declaredGroups(person)).toEqual(["Group 3", "Group 7"]);
  // Sent as it was opened, it changes nothing.
  await stack.untilReply(people.submit(where, await open(), {}));
  expect(await store.declaredGroups(person)).toEqual(["Group 3", "Group 7"]);
  expect(seen(await stack.untilReply(people.submit(where, await open(), { groups: [] })))).toContain(
    "keeps no group",
  );
  expect(await store.declaredGroups(person)).toEqual([]);
});

it("keeps which mapped roles whoever asks has, by the interaction itself", async () => {
  const { people, store, world, general } = stack;
  const user = world.addUser("Cyd");
  const where = { user, channel: general };
  const groupsOf = async () =>
    (await exported(store, { platform: "discord", workspace: GUILD, id: user.id, name: "" })).groups;
  await stack.untilThreadAnswer(
    people.slash({ ...where, roles: ["800000000000000002", ROLE] }, "sentiment", "hello"),
  );
  expect(await groupsOf()).toMatchObject([
    { source: "mapped", place: `discord:${GUILD}`, name: "Night shift" },
  ]);
  // A direct message says nothing of roles, and changes nothing.
  const direct = world.addChannel({ type: TYPES.dm });
  await stack.untilReply(people.slash({ user, channel: direct }, "sentiment", "hello"));
  expect(await groupsOf()).toHaveLength(1);
  await stack.untilThreadAnswer(people.slash({ ...where, roles: [] }, "sentiment", "hello again"));
  expect(await groupsOf()).toEqual([]);
});

it("posts an alert once, with its thread", async () => {
  const { world } = stack;
  const channel = world.addChannel({ type: TYPES.text, guildId: GUILD });
  const options = alertOptions(stack, {
    channel: { platform: "discord", channel: channel.id, locale: "en" },
    day: "2026-11-16",
  });
  await alertOnce(options);
  await alertOnce(options);
  const posted = [...world.messages.values()].filter((message) => message.channelId === channel.id);
  expect(posted.map(seen)).toEqual([expect.stringContaining("Deaf people: “Not sure” 40.0%")]);
  const inThread = [...world.messages.values()].filter((message) => message.channelId === posted[0]?.id);
  expect(inThread.map(seen)).toEqual([expect.stringContaining("/dashboard/groups?week=2026-11-16")]);
});
