/** Groups in Slack, over the wire: what people say of themselves, and user groups that an admin has mapped. */

import { afterAll, beforeAll, expect, it } from "vitest";
import { parse } from "yaml";
import { alertOnce } from "../../../src/flows/monitoring/groups/alerts.ts";
import { checkSlack } from "../../../src/platforms/slack/setup/doctor.ts";
import { slackManifest } from "../../../src/platforms/slack/setup/manifest.ts";
import { eventually } from "../../store/eventually.ts";
import { exported } from "../../store/exported.ts";
import { alertOptions } from "../group-finding.ts";
import { ADA, BEN, GENERAL, openSlackStack, type SlackStack, textOf } from "./stack.ts";

const NIGHT = { name: "Night shift", names: {}, slack: ["S0NIGHT", "S0LATE"], discord: [] };
const OPS = { name: "Ops", names: {}, slack: ["S0OPS"], discord: [] };
const declared = Array.from({ length: 12 }, (_, index) => ({ name: `Group ${index}`, names: {} }));

let stack: SlackStack;
beforeAll(async () => {
  stack = await openSlackStack({
    groups: { declared, mapped: [NIGHT, OPS] },
    userGroups: ["S0NIGHT", "S0LATE", "S0OPS"],
  });
});
afterAll(() => stack.close());

/** The groups that the bot keeps of a person, once `isThere`. */
async function mappedOf(
  id: string,
  isThere: (names: readonly string[]) => boolean,
): Promise<readonly string[]> {
  return eventually(async () => {
    const names = (await exported(stack.store, person(id))).groups.flatMap(({ source, name }) =>
      source === "mapped" ? name : [],
    );
    if (!isThere(names)) throw new Error("not there yet");
    return names;
  });
}

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

it("posts an alert once, with its thread, when Slack does not say whether the posts arrived", async () => {
  const alerts = { platform: "slack", channel: "C0ALERTS", locale: "zh-TW" };
  stack.slack.workspace.addChannel({ id: alerts.channel, name: "alerts", members: [ADA] });
  const options = alertOptions(stack, { channel: alerts, day: "2026-11-16" });
  for (let lost = 0; lost < 2; lost++)
    stack.slack.faults.add({
      method: "chat.postMessage",
      channel: alerts.channel,
      fault: { kind: "drop", after: true },
    });
  await eventually(async () => {
    await alertOnce(options);
    for (const { ask } of [await stack.store.takeGroupAlert({ platforms: ["slack"], forMs: 0 })].flatMap(
      (alert) => (alert ? [{ ask: alert }] : []),
    ))
      await stack.store.postponeGroupAlert(ask.id, -1_000);
    expect(stack.posts(alerts.channel)).toHaveLength(2);
  });
  await alertOnce(options);
  const [root, note] = stack.posts(alerts.channel);
  expect(stack.posts(alerts.channel)).toHaveLength(2);
  expect(textOf(root ?? {})).toContain("群Deaf people：「不確定」 40.0%");
  expect(note?.threadTs).toBe(root?.ts);
  expect(textOf(note ?? {})).toContain("/dashboard/groups?week=2026-11-16");
  // Nobody generated it.
  expect(JSON.stringify(note)).not.toContain("digital_source_type");
});

it("keeps which mapped user groups whoever asks is in, by what Slack says, and nobody else's", async () => {
  const { workspace } = stack.slack;
  // Without the scope nothing is known, and the log says what to do.
  await stack.until(() => stack.lines.find((line) => line.includes("the scope usergroups:read is missing")));
  await stack.slack.slash(GENERAL, ADA, "sentiment before anything is known");
  await stack.untilReply();
  expect(await mappedOf(ADA, () => true)).toEqual([]);
  const token = workspace.tokens.get(stack.slack.botToken);
  Object.assign(token ?? {}, { scopes: [...(token?.scopes ?? []), "usergroups:read"] });
  for (const [id, users] of [
    ["S0NIGHT", [ADA, BEN]],
    ["S0LATE", []],
    ["S0OPS", [BEN]],
  ] as const)
    workspace.userGroups.set(id, users);
  // The members are read at the start, and every hour.
  await stack.stop();
  const other = stack.makePlatform();
  await other.start();
  await stack.slack.slash(GENERAL, ADA, "sentiment by the night shift");
  expect(await mappedOf(ADA, (names) => names.length > 0)).toEqual(["Night shift"]);
  expect((await exported(stack.store, person(BEN))).groups).toEqual([]);
  await other.stop();
});

it("is checked by doctor, with what to do", async () => {
  const check = (userGroups: string[]) => checkSlack({ ...stack.slack, userGroups });
  expect((await check(["S0OPS"])).lines).toContain("1 mapped user groups can be read");
  const { ok, lines } = await check(["S0OPS", "S0GONE"]);
  expect([ok, lines.at(-1)]).toEqual([
    false,
    "Slack knows no user group S0GONE: correct it under mapped in GROUPS_FILE",
  ]);
  expect(parse(slackManifest([], { readsUserGroups: true })).oauth_config.scopes.bot).toContain(
    "usergroups:read",
  );
  expect(parse(slackManifest([])).oauth_config.scopes.bot).not.toContain("usergroups:read");
});
