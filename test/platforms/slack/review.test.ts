/** Reviews in Slack, over the wire: by an admin of the workspace, in place and in the App Home. */

import { afterAll, beforeAll, expect, it } from "vitest";
import { EVERYWHERE } from "../../../src/core/command/saved-command.ts";
import type { Message } from "../../emulators/slack/workspace.ts";
import { makeCommand } from "../../flows/stack.ts";
import { storeDrawnAsk } from "../../store/drawn-ask.ts";
import { ADA, BEN, GENERAL, openSlackStack, type SlackStack, textOf } from "./stack.ts";

const BOSS = "U0BOSS";
let stack: SlackStack;
beforeAll(async () => {
  const labels = ["Positive", "Negative"];
  stack = await openSlackStack({ commands: [makeCommand("mood", { labels })] });
  const { workspace } = stack.slack;
  workspace.addUser({ id: BOSS, name: "Boss" });
  Object.assign(workspace.users.get(BOSS) ?? {}, { isAdmin: true });
  workspace.channels.get(GENERAL)?.members.add(BOSS);
});
afterAll(() => stack.close());

/** An ask of Ada's that was drawn, as the store holds it. */
const drawn = (text: string): Promise<string> =>
  storeDrawnAsk(stack.store, {
    person: { platform: "slack", workspace: "T0TEAM", id: ADA, name: "Ada" },
    channel: GENERAL,
    text,
  });
const decided = async () =>
  Object.fromEntries(
    (await stack.store.spotChecksOf("mood", EVERYWHERE)).map(({ askId, decision }) => [
      askId,
      decision?.label,
    ]),
  );
const seenBy = (user: string) => stack.slack.workspace.ephemeral(user, GENERAL);
const homeOf = (user: string) =>
  textOf({ blocks: stack.slack.workspace.homes.get(user)?.blocks as Message["blocks"] });

it("takes decisions where /fewshot review was typed, each next in the place of the last", async () => {
  const [first, second] = [await drawn("the first"), await drawn("the second")];
  const { payload } = await stack.slack.slash(GENERAL, BOSS, "fewshot review");
  expect(textOf({ blocks: payload.blocks as Message["blocks"] })).toContain("the second");
  const message = await stack.until(() => seenBy(BOSS).at(-1));
  await stack.slack.press(message, "fewshot-review-right", BOSS);
  const next = await stack.until(() => seenBy(BOSS).find((one) => textOf(one).includes("the first")));
  expect(seenBy(BOSS)).toHaveLength(1);
  expect(textOf(next)).toContain("Saved: Positive is right.");
  const form = await stack.openForm(BOSS, () => stack.slack.press(next, "fewshot-review-label", BOSS));
  // The text of the form, also where the message behind it has gone on to another.
  expect(textOf(form.content as never)).toContain("the first");
  await stack.slack.submit(form, { value: "=Negative" });
  const last = await stack.until(() => seenBy(BOSS).find((one) => textOf(one).includes("Nothing waits")));
  const again = await stack.openForm(BOSS, () => stack.slack.press(last, "fewshot-review-change", BOSS));
  expect(textOf(again.content as never)).toContain("the first");
  await stack.until(() => seenBy(BOSS).some((one) => textOf(one).includes("Nothing waits for a review.")));
  expect(seenBy(BOSS)).toHaveLength(1);
  expect(await decided()).toMatchObject({ [first]: "Negative", [second]: "Positive" });
});

it("says who may review to whoever may not", async () => {
  const { payload } = await stack.slack.slash(GENERAL, BEN, "fewshot review");
  expect(payload.text).toContain("可以發布指令的人才能審查");
});

it("shows what waits in the App Home of an admin, and takes decisions there", async () => {
  const [first, second] = [await drawn("seen at home"), await drawn("also seen at home")];
  await stack.slack.openHome(BEN);
  await stack.until(() => homeOf(BEN));
  expect(homeOf(BEN)).not.toContain("seen at home");
  await stack.slack.openHome(BOSS);
  await stack.until(() => homeOf(BOSS).includes("also seen at home"));
  await stack.slack.pressInView("home", "fewshot-review-right", BOSS);
  await stack.until(() => homeOf(BOSS).includes("Saved: Positive is right."));
  expect(homeOf(BOSS).match(/seen at home/g)).toHaveLength(1);
  const form = await stack.openForm(BOSS, () =>
    stack.slack.pressInView("home", "fewshot-review-label", BOSS),
  );
  await stack.slack.submit(form, { value: "none" });
  await stack.until(() => homeOf(BOSS).includes("Saved: none of the labels fits."));
  expect(await decided()).toMatchObject({ [first]: null, [second]: "Positive" });
});

it("takes back by one press what became of a correction, in place and in the App Home", async () => {
  const askId = await storeDrawnAsk(stack.store, {
    ...{ person: { platform: "slack", workspace: "T0TEAM", id: ADA, name: "Ada" }, channel: GENERAL },
    ...{ text: "so late again", isSpotCheck: false },
  });
  const person = { platform: "slack", workspace: "T0TEAM", id: ADA, name: "Ada" } as const;
  const made = await stack.store.recordOverride({
    ...{ interactionId: "corrected", askId, person, value: "Negative", reason: null, mayReuse: true },
  });
  if (made.kind !== "stored") throw new Error(made.kind);
  const decision = async () => (await stack.store.findCorrection(made.override.id))?.decision;
  // By mention, since the answer to a slash command has no message that could be pressed here.
  await stack.slack.mention(GENERAL, BOSS, "review");
  const shown = await stack.until(() => seenBy(BOSS).find((one) => textOf(one).includes("so late again")));
  await stack.slack.press(shown, "fewshot-review-dismiss", BOSS);
  const dismissed = await stack.until(() => seenBy(BOSS).find((one) => textOf(one).includes("Dismissed.")));
  expect(await decision()).toBe("dismissed");
  await stack.slack.press(dismissed, "fewshot-review-undo", BOSS);
  await stack.until(() => seenBy(BOSS).some((one) => textOf(one).includes("Taken back: it waits")));
  expect(await decision()).toBeNull();
  await stack.slack.openHome(BOSS);
  await stack.until(() => homeOf(BOSS).includes("so late again"));
  await stack.slack.pressInView("home", "fewshot-review-row", BOSS);
  await stack.until(() => homeOf(BOSS).includes("the classifier of the command learns from it"));
  await stack.slack.pressInView("home", "fewshot-review-undo", BOSS);
  await stack.until(() => homeOf(BOSS).includes("Taken back: it waits"));
  expect(await decision()).toBeNull();
  await stack.slack.pressInView("home", "fewshot-review-dismiss", BOSS);
  await stack.until(() => homeOf(BOSS).includes("Dismissed."));
});

it("lets whoever asked contest an answer from Why?, and shows the reviewer's decision with the answer", async () => {
  const { slack } = stack;
  await slack.slash(GENERAL, ADA, "mood so late again");
  const reply = await stack.until(() =>
    stack
      .posts()
      .find(
        (one) => textOf(one).includes("fewshot-why") || JSON.stringify(one.blocks).includes("fewshot-why"),
      ),
  );
  await slack.press(reply, "fewshot-why", ADA);
  await stack.until(() => textOf(slack.lastView(ADA).content as { blocks?: never }).includes("Contest"));
  const why = slack.lastView(ADA);
  await slack.pressInView(why, "fewshot-contest", ADA);
  const form = await stack.until(() => {
    const view = slack.lastView(ADA);
    return view.content.callback_id === "fewshot-form-contest" && view;
  });
  await slack.submit(form, { reason: "I was joking" });
  await stack.until(() =>
    seenBy(ADA).some((one) => textOf(one).includes("A person will review the answer.")),
  );
  const changed = (words: string) =>
    stack.until(() => stack.posts().some((one) => textOf(one).includes(words)));
  await changed("A person will review this answer");
  // The record comes as a file, to the person alone.
  await slack.pressInView(why, "fewshot-record", ADA);
  await stack.until(() => JSON.stringify([...slack.workspace.files.values()]).includes("fewshot-decision-"));
  const { payload } = await slack.slash(GENERAL, BOSS, "fewshot review mood");
  expect(textOf({ blocks: payload.blocks as Message["blocks"] })).toContain("They say: I was joking");
  const shown = await stack.until(() =>
    seenBy(BOSS).findLast((one) => textOf(one).includes("They say: I was joking")),
  );
  const choice = await stack.openForm(BOSS, () => slack.press(shown, "fewshot-contest-label", BOSS));
  await slack.submit(choice, { value: "=Negative" });
  await changed("Negative is right.");
});
