/** Groups in Slack, over the wire: what people say of themselves. */

import { afterAll, beforeAll, expect, it } from "vitest";
import { ADA, BEN, GENERAL, openSlackStack, type SlackStack, textOf } from "./stack.ts";

const declared = Array.from({ length: 12 }, (_, index) => ({ name: `Group ${index}`, names: {} }));

let stack: SlackStack;
beforeAll(async () => {
  stack = await openSlackStack({ groups: { declared, mapped: [] } });
});
afterAll(() => stack.close());

const seenBy = (user: string) => stack.slack.workspace.ephemeral(user, GENERAL);
const person = (id: string) => ({ platform: "slack", workspace: "T0TEAM", id, name: "" });

it("asks for groups behind /fewshot privacy, and keeps, changes and deletes them by the form", async () => {
  await stack.slack.slash(GENERAL, ADA, "fewshot privacy");
  const privacy = await stack.until(() => seenBy(ADA).at(-1));
  const form = await stack.openForm(ADA, () => stack.slack.press(privacy, "fewshot-privacy-groups", ADA));
  expect(JSON.stringify(form.content)).toContain("Groups that you belong to");
  await stack.slack.submit(form, { groups: ["Group 3", "Group 7"] });
  await stack.until(() =>
    seenBy(ADA).find((one) => textOf(one).includes("apart from your texts: Group 3; Group 7")),
  );
  expect(await stack.store.declaredGroups(person(ADA))).toEqual(["Group 3", "Group 7"]);
  const again = await stack.openForm(ADA, () => stack.slack.press(privacy, "fewshot-privacy-groups", ADA));
  await stack.slack.submit(again, { groups: [] });
  await stack.until(() => seenBy(ADA).find((one) => textOf(one).includes("keeps no group of you")));
  expect(await stack.store.declaredGroups(person(ADA))).toEqual([]);
});

it("opens the form for words too, in the person's language", async () => {
  const form = await stack.openForm(BEN, () => stack.slack.slash(GENERAL, BEN, "fewshot privacy groups"));
  expect(JSON.stringify(form.content)).toContain("您所屬的群體");
});
