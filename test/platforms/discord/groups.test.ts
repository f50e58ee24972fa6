/** Groups on Discord, over the wire: what people say of themselves. */

import { afterAll, beforeAll, expect, it } from "vitest";
import { buttonId, type DiscordStack, openDiscordStack, seen } from "./stack.ts";

let stack: DiscordStack;
beforeAll(async () => {
  const declared = Array.from({ length: 12 }, (_, index) => ({ name: `Group ${index}`, names: {} }));
  stack = await openDiscordStack({ groups: { declared, mapped: [] } });
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
