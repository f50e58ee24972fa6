/** `/fewshot` and the App Home, over the wire: help, list, a person's data. */

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Json } from "../../../src/core/ask.ts";
import type { ExportItem, Store } from "../../../src/flows/ports/store.ts";
import type { Message } from "../../emulators/slack/workspace.ts";
import { eventually } from "../../store/eventually.ts";
import { ADA, BEN, GENERAL, isAnswer, openSlackStack, type SlackStack, textOf } from "./stack.ts";

let stack: SlackStack;
beforeAll(async () => {
  stack = await openSlackStack({
    emulator: { burst: 1000, postsPerSecond: 1000 },
  });
});
afterAll(() => stack.close());

const homeOf = (user: string) =>
  textOf({ blocks: stack.slack.workspace.homes.get(user)?.blocks as Message["blocks"] });

/** What a person alone is shown for a line. On a busy machine it comes after the acknowledgement instead of with it. */
async function fewshot(line: string, user = ADA): Promise<string> {
  const before = stack.slack.workspace.ephemeral(user, GENERAL).length;
  await stack.slack.slash(GENERAL, user, `fewshot ${line}`.trim());
  return textOf(await stack.until(() => stack.slack.workspace.ephemeral(user, GENERAL)[before]));
}

/** Erases a person's data, which asks before it does. */
async function erase(user: string, channel: string): Promise<void> {
  const { payload } = await stack.slack.slash(channel, user, "fewshot privacy erase");
  expect(payload.text).toContain("It can't be undone.");
  const asked = await stack.until(() => stack.slack.workspace.ephemeral(user, channel).at(-1));
  await stack.slack.press(asked, "fewshot-privacy-erase-now", user);
  await stack.until(() =>
    stack.slack.workspace.ephemeral(user, channel).some((one) => /\d+ asks? .*erased/.test(textOf(one))),
  );
}

describe("/fewshot in Slack", () => {
  it.each(["", "help", "?"])("explains itself: /fewshot %s", async (line) => {
    const text = await fewshot(line);
    expect(text).toContain("Fewshot answers with a small language model");
    expect(text).toContain("/sentiment: What sentiment does\n/haiku (needs a larger model): What haiku does");
  });

  it("lists the commands", async () => {
    expect(await fewshot("list")).toBe(
      "Commands\n/sentiment: What sentiment does\n/haiku (needs a larger model): What haiku does",
    );
  });

  it("says what is kept, and lets a person out and in again", async () => {
    expect(await fewshot("privacy")).toContain("for 90 days");
    expect(await fewshot("privacy opt-out")).toContain("You have opted out.");
    expect(await fewshot("privacy")).toContain("You are opted out.");
    expect(await fewshot("privacy opt in")).toContain("You have opted in.");
    expect(await fewshot("privacy")).toContain("You are opted in.");
  });

  it("sends a person everything that is kept of them, as a file that only they get", async () => {
    const token = "response_url";
    await stack.slack.slash(GENERAL, ADA, "sentiment my own words");
    await stack.untilReply();
    expect(await fewshot("privacy export")).toBe("Your data was sent to you as a direct message.");
    const file = stack.slack.workspace.files.at(-1);
    expect(file?.channel).toBe(stack.slack.workspace.directChannel(ADA).id);
    expect(file?.content).toContain("my own words");
    expect(file?.content).toContain('"prompt"');
    // Addresses that let anybody post are no part of a person's data.
    expect(file?.content).not.toContain("/commands/");
    expect(file?.content).not.toContain(token);
  });

  it("sends more than one file holds as several", async () => {
    const before = stack.slack.workspace.files.length;
    const store = stack.store as { exportPerson: Store["exportPerson"] };
    const usual = store.exportPerson;
    store.exportPerson = async function* () {
      for (const at of ["1", "2", "3"])
        yield { list: "ratings", value: { reason: at.repeat(5_000_000) } } as unknown as ExportItem;
    };
    await fewshot("privacy export");
    store.exportPerson = usual;
    const files = await stack.until(
      () => stack.slack.workspace.files.length === before + 3 && stack.slack.workspace.files.slice(before),
    );
    expect(files.map(({ name }) => name)).toEqual([
      "fewshot-data.json",
      "fewshot-data-2.json",
      "fewshot-data-3.json",
    ]);
    expect(files.map(({ content }) => /"reason":"(.)/.exec(content)?.[1])).toEqual(["1", "2", "3"]);
  });

  it("erases what is kept of a person", async () => {
    await stack.slack.slash(GENERAL, ADA, "sentiment forget me");
    await stack.untilReply();
    await erase(ADA, GENERAL);
    expect(
      (await stack.bot.recent({ platform: "slack", channel: GENERAL, limit: 50 })).filter(
        ({ ask }) => ask.person.id === ADA,
      ),
    ).toEqual([]);
  });

  it("takes back what was posted of an erased ask, also under somebody's message", async () => {
    const cyd = "U0CYD";
    stack.slack.workspace.addUser({ id: cyd, name: "Cyd" });
    const { id: channel } = stack.slack.workspace.addChannel({ id: "C0ERASE", members: [ADA, cyd] });
    const message = stack.slack.say(channel, cyd, "my private words");
    await stack.slack.slash(channel, cyd, "sentiment a private matter");
    await stack.untilReply(channel);
    await stack.slack.shortcut("ask:sentiment", message, ADA);
    await stack.until(() => stack.slack.thread(message).find(isAnswer));
    const shown = () => JSON.stringify(stack.posts(channel));
    await erase(cyd, channel);
    await stack.until(() => !shown().includes("a private matter") && stack.posts(channel).length === 1);
    expect(stack.posts(channel).map(textOf)).toEqual([
      "Erased at the request of the person whose text it was.",
    ]);
    expect(shown()).not.toMatch(/Cyd|Positive|ask_/);
  });

  it.each(["root", "answer"] as const)(
    "finds the %s that a killed process posted and did not note, and takes it back",
    async (part) => {
      const { id: channel } = stack.slack.workspace.addChannel({
        id: `C0LOST${part.toUpperCase()}`,
        members: [ADA],
      });
      await stack.slack.slash(channel, ADA, "sentiment a private matter");
      await stack.untilReply(channel);
      const [record] = await stack.bot.recent({ platform: "slack", channel, limit: 1 });
      if (!record) throw new Error("not recorded");
      const delivery = await eventually(async () => {
        const { deliveryRecord } = (await stack.store.findAsk(record.ask.id)) ?? {};
        expect(deliveryRecord).toMatchObject({ root: {}, answer: {}, posting: null });
        return deliveryRecord as Record<string, Json>;
      });
      const lost = { ...delivery, [part]: null, posting: { part, atMs: Date.now() } };
      await stack.platform.retract?.({ ...record.ask, platform: "slack", deliveryRecord: lost });
      expect(stack.posts(channel).map(textOf)).toEqual([
        "Erased at the request of the person whose text it was.",
      ]);
    },
  );

  it("takes it back once Slack can be reached again", async () => {
    const { id: channel } = stack.slack.workspace.addChannel({ id: "C0ERASE2", members: [ADA] });
    await stack.slack.slash(channel, ADA, "sentiment a private matter");
    await stack.untilReply(channel);
    const fault = { kind: "status", status: 503, after: false } as const;
    stack.slack.faults.add({ method: "chat.update", channel, fault, times: 3 });
    await erase(ADA, channel);
    await stack.until(() => !JSON.stringify(stack.posts(channel)).includes("a private matter"));
  });

  it("shows the model's answer again where an override was erased", async () => {
    const zoe = "U0ZOE";
    stack.slack.workspace.addUser({ id: zoe, name: "Zoe" });
    const { id: channel } = stack.slack.workspace.addChannel({ id: "C0ERASE3", members: [ADA, zoe] });
    await stack.slack.slash(channel, ADA, "sentiment great");
    const reply = await stack.untilReply(channel);
    const view = await stack.openForm(zoe, () => stack.slack.press(reply, "fewshot-override", zoe));
    await stack.slack.submit(view, { value: "Negative" });
    await stack.until(() => textOf(reply).includes("Overridden by Zoe"));
    await erase(zoe, channel);
    await stack.until(() => textOf(reply).startsWith("Answered\nPositive"));
    expect(textOf(reply)).not.toContain("Zoe");
  });

  it("says what failed when a request can't be met", async () => {
    stack.slack.faults.add({
      method: "files.completeUploadExternal",
      fault: { kind: "error", error: "file_update_failed" },
    });
    expect(await fewshot("privacy export")).toBe("The answer may not be posted here.");
  });
});

describe("the App Home in Slack", () => {
  it("shows help, commands and a person's data in their language", async () => {
    await stack.slack.openHome(BEN);
    const text = await stack.until(() => homeOf(BEN));
    expect(text).toContain("/sentiment：What sentiment does");
    expect(text).toContain("您目前已加入。");
  });

  it("meets requests where they are pressed, and shows what became of them", async () => {
    await stack.slack.openHome(BEN);
    await stack.until(() => homeOf(BEN));
    await stack.slack.pressInView("home", "fewshot-privacy-opt-out", BEN);
    await stack.until(() => homeOf(BEN).includes("您已選擇不參與。"));
    expect(await stack.store.isOptedOut({ platform: "slack", workspace: "T0TEAM", id: BEN, name: "" })).toBe(
      true,
    );
    await stack.slack.pressInView("home", "fewshot-privacy-opt-in", BEN);
    await stack.until(() => homeOf(BEN).includes("您已重新參與。"));
    await stack.slack.pressInView("home", "fewshot-privacy-erase", BEN);
    await stack.until(() => homeOf(BEN).includes("已刪除"));
  });

  it("shows where the dashboard is to an admin of the workspace, and to nobody else", async () => {
    const line = "For admins: the dashboard is at https://bot.example.com/dashboard";
    stack.slack.workspace.addUser({ id: "U0BOSS", name: "Boss" });
    Object.assign(stack.slack.workspace.users.get("U0BOSS") ?? {}, { isAdmin: true });
    await stack.slack.openHome("U0BOSS");
    expect(await stack.until(() => homeOf("U0BOSS"))).toContain(line);
    await stack.slack.openHome(ADA);
    expect(await stack.until(() => homeOf(ADA))).not.toContain("dashboard");
    expect(await fewshot("help")).not.toContain("dashboard");
  });

  it("is left alone when another tab is opened", async () => {
    stack.slack.workspace.addUser({ id: "U0DAN", name: "Dan" });
    await stack.slack.openHome("U0DAN", "messages");
    await stack.slack.openHome(ADA);
    await stack.until(() => homeOf(ADA));
    expect(stack.slack.workspace.homes.has("U0DAN")).toBe(false);
  });
});
