/** Reviews on Discord, over the wire: by whoever manages the server, with a choice of more labels than one menu holds. */

import { afterAll, beforeAll, expect, it } from "vitest";
import { EVERYWHERE } from "../../../src/core/command/saved-command.ts";
import type { Message } from "../../emulators/discord/world.ts";
import { makeCommand } from "../../flows/stack.ts";
import { storeDrawnAsk } from "../../store/drawn-ask.ts";
import { buttonId, type DiscordStack, GUILD, openDiscordStack, seen } from "./stack.ts";

const labels = Array.from({ length: 25 }, (_, at) => `Label ${at + 1}`);
/** Longer than a field's description. */
const LONG = "so late ".repeat(100).trim();
/** On a busy machine Discord is asked to wait first. */
const isThere = (message: Message) => message.content !== "";
let stack: DiscordStack;
beforeAll(async () => {
  stack = await openDiscordStack({
    commands: [
      makeCommand("mood", { labels, examples: [] }),
      makeCommand("short", { labels: ["Positive", "Negative"] }),
    ],
  });
});
afterAll(() => stack.close());

const drawn = (text: string): Promise<string> =>
  storeDrawnAsk(stack.store, {
    person: { platform: "discord", workspace: GUILD, id: "700000000000000077", name: "Somebody" },
    channel: stack.general.id,
    text,
    given: {
      label: "Label 1",
      scores: labels.map((label, at) => ({ label, score: at === 0 ? 0.52 : 0.02 })),
    },
  });

it("takes decisions of whoever manages the server, by press and by choice, and of nobody else", async () => {
  const { people, ada, general } = stack;
  const [first, second] = [await drawn(`the first, ${LONG}`), await drawn("the second")];
  const refused = await stack.untilReply(people.fewshot({ user: ada, channel: general }, "review"), isThere);
  expect(seen(refused)).toContain("Reviews are for people who may publish");
  const where = { user: ada, channel: general, isManager: true };
  const shown = await stack.untilReply(people.fewshot(where, "review", "mood"), isThere);
  expect(seen(shown)).toContain("the second");
  expect(seen(shown)).not.toMatch(/52|Somebody/);
  const next = await stack.untilReply(people.press(where, shown, buttonId(shown, "Right")), isThere);
  expect(seen(next)).toContain("the first");
  const choose = () => people.press(where, next, buttonId(next, "Another label"));
  const empty = choose();
  await stack.untilForm(empty);
  const asked = await stack.untilReply(people.submit(where, empty, {}), isThere);
  expect(seen(asked)).toContain("Choose the right label");
  const filled = choose();
  expect(JSON.stringify(await stack.untilForm(filled))).toContain(`> the first, ${LONG.slice(0, 500)}`);
  const done = await stack.untilReply(people.submit(where, filled, { value: "=Label 7" }), isThere);
  expect(seen(done)).toContain("Saved: Label 7 is right.");
  // Whoever changes a decision sees the text and what they decided.
  const change = people.press(where, done, buttonId(done, "Change the last one"));
  const form = JSON.stringify(await stack.untilForm(change));
  expect(form).toContain("> the first");
  expect(form).toContain("You decided before: Label 7 is right.");
  const checks = await stack.store.spotChecksOf("mood", EVERYWHERE);
  expect(checks.map(({ askId, decision }) => [askId, decision?.label])).toEqual([
    [first, "Label 7"],
    [second, "Label 1"],
  ]);
});

it("lets whoever asked contest an answer from Why?, found under their data, and shows what a manager decides", async () => {
  const { people, ada, general, world, store } = stack;
  const where = { user: ada, channel: general };
  people.slash(where, "short", "so late again");
  const newest = async () =>
    (await store.listAsks({ platform: "discord", channel: general.id, limit: 1 }))[0] ?? null;
  await expect.poll(newest, { timeout: 60_000 }).toMatchObject({ deliveredAt: expect.any(Date) });
  const id = (await newest())?.ask.id ?? "";
  const privacy = await stack.untilReply(people.fewshot(where, "privacy"));
  const decisions = await stack.untilReply(
    people.press(where, privacy, buttonId(privacy, "Decisions about me")),
  );
  const why = await stack.untilReply(
    people.press(where, decisions, buttonId(decisions, "1. /short: Positive")),
  );
  const record = await stack.untilReply(people.press(where, why, buttonId(why, "Decision record")));
  expect(JSON.stringify(record)).toContain(`fewshot-decision-${id}.json`);
  const pressed = people.press(where, why, buttonId(why, "Contest"));
  await stack.untilForm(pressed);
  const sent = await stack.untilReply(people.submit(where, pressed, { reason: "I was joking" }));
  expect(seen(sent)).toContain("A person will review the answer.");
  const all = () =>
    [...world.channels.keys()]
      .flatMap((channel) => world.posts(channel))
      .map(seen)
      .join("\n");
  await expect.poll(all, { timeout: 60_000 }).toContain("A person will review this answer");
  const manager = { ...where, isManager: true };
  const shown = await stack.untilReply(people.fewshot(manager, "review", "short"));
  expect(seen(shown)).toContain("They say: I was joking");
});
