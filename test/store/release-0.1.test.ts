/** Stores made by release 0.1, opened by the real process of today: nobody who waits is forgotten, and old answers can still be used. */

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openStore } from "../../src/store/store.ts";
import { type DiscordEmulator, openDiscordEmulator } from "../emulators/discord/server.ts";
import { type ModelServer, startModelServer } from "../emulators/model-server/server.ts";
import { openSlackEmulator, type SlackEmulator } from "../emulators/slack/server.ts";
import { buttonId, seen } from "../platforms/discord/stack.ts";
import { QUICK } from "../quick.ts";
import { eventually } from "./eventually.ts";
import { exported as exportedOf, type PersonData } from "./exported.ts";
import { openRelease01, type Release01, restoreDiscord, restoreSlack } from "./release-0.1.ts";

const GENERAL = "C0GENERAL";

for (const kind of ["PGlite", "PostgreSQL"] as const)
  describe(`a store on ${kind} that release 0.1 left behind`, () => {
    let release: Release01;
    let model: ModelServer;
    let slack: SlackEmulator;
    let discord: DiscordEmulator;
    let home: string;
    let child: ChildProcess;
    let url: string;
    let said = "";

    beforeAll(async () => {
      [release, model, slack, discord] = await Promise.all([
        openRelease01(kind),
        startModelServer(),
        openSlackEmulator({ postsPerSecond: 100, burst: 100 }),
        openDiscordEmulator(),
      ]);
      restoreSlack(slack, release.saved.slack);
      restoreDiscord(discord, release.saved.discord);
      home = await mkdtemp(join(tmpdir(), "fewshot-01-home-"));
      child = spawn(process.execPath, [...QUICK, "src/cli.ts", "start"], {
        env: {
          PATH: process.env.PATH ?? "",
          HOME: home,
          PORT: "0",
          RATE_LIMIT: "0",
          RETENTION_DAYS: "0",
          MODEL: "stub-neo",
          INFERENCE_URL: model.url,
          SLACK_API_URL: slack.apiUrl,
          SLACK_BOT_TOKEN: slack.botToken,
          SLACK_APP_TOKEN: slack.appToken,
          DISCORD_API_URL: discord.apiUrl,
          DISCORD_TOKEN: discord.token,
          ...("dataDir" in release.where
            ? { DATA_DIR: release.where.dataDir }
            : { DATABASE_URL: release.where.databaseUrl }),
        },
        stdio: ["ignore", "ignore", "pipe"],
      });
      child.stderr?.on("data", (chunk) => {
        said += chunk;
      });
      url = await eventually(() => {
        const found = /Fewshot is at (\S+)/.exec(said)?.[1];
        if (found === undefined) throw new Error(`not up yet: ${said}`);
        return found;
      });
    });
    afterAll(async () => {
      if (child.exitCode === null) {
        const ended = once(child, "exit");
        child.kill("SIGKILL");
        await ended;
      }
      await Promise.all([release.remove(), model.close(), slack.close(), discord.close()]);
      await rm(home, { recursive: true, force: true });
    });

    const get = async (path: string, cookie: string) =>
      (await fetch(url + path, { headers: { cookie } })).text();
    const post = async (path: string, cookie: string, body: object = {}) => {
      const headers = { "content-type": "application/json", accept: "application/json", origin: url, cookie };
      return (await fetch(url + path, { method: "POST", headers, body: JSON.stringify(body) })).status;
    };
    const exported = async (cookie: string) => JSON.parse(await get("/privacy/export", cookie)) as PersonData;

    it("answers who waits on the page, and keeps what was answered, rated and overridden there", async () => {
      const { cookies, ids } = release.saved;
      const { asks } = await eventually(async () => {
        const data = await exported(cookies.webAda);
        expect(data.asks.find(({ ask }) => ask.id === ids.webWaiting)?.answer?.label).toBe("Positive");
        return data;
      });
      const found = (id: string) => asks.find(({ ask }) => ask.id === id);
      expect(found(ids.webAnswered)).toMatchObject({
        answer: { label: "Positive", method: "generated", model: { name: "stub-neo" } },
        ratings: [{ value: "wrong" }],
        overrides: [
          { value: "Negative", reason: "Irony.", mayReuse: true },
          { value: "Neutral", reason: null, mayReuse: false },
        ],
      });
      expect(found(ids.webFreeText)?.answer?.text).toContain("Positive");
      expect(found(ids.webRefused)?.failure).toEqual({ code: "BACKEND_REFUSED" });
    });

    it("lets old answers on the page be rated, overridden and explained", async () => {
      const { cookies, ids } = release.saved;
      expect(await post(`/asks/${ids.webAnswered}/rate`, cookies.webAda, { value: "right" })).toBe(200);
      expect(await post(`/asks/${ids.webFreeText}/override`, cookies.webBen, { value: "my own end" })).toBe(
        200,
      );
      expect(await get(`/asks/${ids.webAnswered}/why`, cookies.webAda)).toContain("great job, team!");
      const { asks } = await exported(cookies.webAda);
      expect(asks.find(({ ask }) => ask.id === ids.webAnswered)?.ratings).toHaveLength(2);
      expect(asks.find(({ ask }) => ask.id === ids.webFreeText)?.overrides).toMatchObject([
        { value: "my own end" },
      ]);
    });

    it("still refuses who opted out, on the page, in Slack and in that one server of Discord", async () => {
      const { cookies, discord: saved } = release.saved;
      expect(await post("/asks", cookies.webOut, { text: "/sentiment again" })).toBe(422);
      const before = slack.workspace.visible(GENERAL).length;
      await slack.slash(GENERAL, "U0CARA", "sentiment again");
      await eventually(() => expect(slack.workspace.ephemeral("U0CARA").length).toBeGreaterThan(0));
      expect(slack.workspace.visible(GENERAL)).toHaveLength(before);
      const ben = [...discord.world.users.values()].find(({ username }) => username === "Ben");
      const channel = [...discord.world.channels.values()].find(
        ({ guildId, parentId }) => guildId === saved.guilds[0] && !parentId,
      );
      if (!ben || !channel) throw new Error("not restored");
      const asked = discord.people.slash({ user: ben, channel }, "sentiment", "again");
      await eventually(() => expect(asked.original?.seenBy).toBe(ben.id));
    });

    it("answers who waits in Slack in the thread that was begun, and posts nothing twice", async () => {
      for (const text of ["hold this in Slack", "nobody heard of it"])
        await eventually(() => {
          const roots = slack.workspace
            .visible(GENERAL)
            .filter((one) => !one.threadTs && one.text.includes(text));
          expect(roots).toHaveLength(1);
          const replies = slack.workspace
            .visible(GENERAL, roots[0]?.ts)
            .filter((one) => one.botId && one.threadTs);
          expect(replies.map(({ text }) => text.split("\n")[0])).toEqual(["Positive"]);
        });
    });

    it("lets an old answer in Slack be rated and its override be withdrawn", async () => {
      const reply = slack.workspace.visible(GENERAL).find((one) => one.text.includes("Overridden by Ada"));
      if (!reply) throw new Error("not restored");
      const before = slack.workspace.ephemeral("U0ADA").length;
      await slack.press(reply, "fewshot-rate", "U0ADA", { choice: "positive" });
      await eventually(() => expect(slack.workspace.ephemeral("U0ADA").length).toBeGreaterThan(before));
      await slack.press(reply, "fewshot-withdraw", "U0ADA");
      await eventually(() => expect(reply.text).toMatch(/^Positive\n/));
    });

    it("answers who waits on Discord in the thread that was begun, and posts nothing twice", async () => {
      const { world } = discord;
      for (const text of ["hold this on Discord", "nobody heard of it there"])
        await eventually(() => {
          const roots = world.messages.filter(({ content }) => content.includes(text));
          expect(roots).toHaveLength(1);
          const answers = world
            .posts(roots[0]?.id ?? "")
            .filter((one) => seen(one).startsWith("-# Answered\nPositive"));
          expect(answers).toHaveLength(1);
        });
    });

    it("lets an old answer on Discord be rated and its override be withdrawn", async () => {
      const { world, people } = discord;
      const answer = world.messages.find(({ content }) => content.includes("Overridden by Ada"));
      const channel = world.channels.get(answer?.channelId ?? "");
      const ada = [...world.users.values()].find(({ username }) => username === "Ada");
      if (!answer || !channel || !ada) throw new Error("not restored");
      const rated = people.press({ user: ada, channel }, answer, buttonId(answer, "Wrong"));
      await eventually(() => expect(rated.response).not.toBeNull());
      people.press({ user: ada, channel }, answer, buttonId(answer, "Withdraw"));
      // What was posted as text is a container from its first change on.
      await eventually(() => expect(seen(answer)).toMatch(/^-# Answered\n\**Positive/));
      expect([answer.content, seen(answer).includes("Overridden by Ada")]).toEqual(["", false]);
    });

    it("erases a visitor and nobody else, and stops in order with no job left", async () => {
      const { cookies, ids } = release.saved;
      expect(await post("/privacy/erase", cookies.webAda, { confirm: "yes" })).toBe(200);
      expect((await exported(cookies.webAda)).asks).toEqual([]);
      expect(await get(`/asks/${ids.webAnswered}`, cookies.webBen)).not.toContain("great job");
      const ended = once(child, "exit");
      child.kill("SIGTERM");
      expect(await ended).toEqual([0, null]);
      const store = await openStore(release.where);
      try {
        expect(await store.queue()).toMatchObject({ waiting: 0, running: 0 });
        const slackAda = await exportedOf(store, {
          platform: "slack",
          workspace: "T0TEAM",
          id: "U0ADA",
          name: "",
        });
        expect(slackAda.asks.map(({ ask, deliveredAt }) => [ask.text, deliveredAt !== null])).toEqual([
          ["what a lovely day", true],
          ["please refuse this", true],
          ["hold this in Slack", true],
          ["such a sad story", true],
          ["nobody heard of it", true],
        ]);
      } finally {
        await store.close();
      }
    });
  });
