/** The product as a real process: killed at the worst moments, asked to stop, given a bad token. Slack and the model's server are on loopback. */

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { openSlackEmulator, type SlackEmulator } from "../../emulators/slack/server.ts";
import { QUICK } from "../../quick.ts";
import { eventually } from "../../store/eventually.ts";
import { ADA, GENERAL, isAnswer, settle } from "./stack.ts";

describe("a bot process", () => {
  let slack: SlackEmulator;
  let dataDir: string;
  const children: ChildProcess[] = [];
  /** The model's server: finds everything positive, or says nothing. */
  let model: Server;
  let isModelSilent = false;
  beforeEach(async () => {
    isModelSilent = false;
    model = createServer((request, response) => {
      request.resume().on("end", () => {
        if (!isModelSilent) response.end(JSON.stringify([{ generated_text: " Positive" }]));
      });
    }).listen(0, "127.0.0.1");
    await once(model, "listening");
    slack = await openSlackEmulator();
    settle(slack);
    dataDir = await mkdtemp(join(tmpdir(), "fewshot-slack-kill-"));
  });
  afterEach(async () => {
    for (const child of children.splice(0))
      if (child.exitCode === null && child.signalCode === null) child.kill("SIGKILL");
    await slack.close();
    model.closeAllConnections();
    model.close();
    await rm(dataDir, { recursive: true, force: true });
  });

  /** Starts the product and waits until it serves, or has ended. */
  async function startBot(
    more: Record<string, string> = {},
  ): Promise<{ child: ChildProcess; output: () => string }> {
    const child = spawn(process.execPath, [...QUICK, "src/cli.ts", "start"], {
      env: {
        PATH: process.env.PATH ?? "",
        DATA_DIR: dataDir,
        PORT: "0",
        SLACK_BOT_TOKEN: slack.botToken,
        SLACK_APP_TOKEN: slack.appToken,
        SLACK_API_URL: slack.apiUrl,
        INFERENCE_URL: `http://127.0.0.1:${(model.address() as AddressInfo).port}/`,
        MODEL: "EleutherAI/gpt-neo-125M",
        LOG_LEVEL: "debug",
        ...more,
      },
      stdio: ["ignore", "pipe", "pipe"],
    });
    children.push(child);
    let output = "";
    for (const stream of [child.stdout, child.stderr])
      stream?.on("data", (data) => {
        output += String(data);
      });
    const isUp = () => output.includes("Fewshot is at") || child.exitCode !== null;
    await vi.waitFor(() => expect(isUp()).toBe(true), { timeout: 60_000 });
    return { child, output: () => output };
  }

  async function kill(child: ChildProcess): Promise<void> {
    const ended = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGKILL");
    await ended;
  }

  const answers = () => slack.workspace.visible(GENERAL).filter(isAnswer);
  const posts = () => slack.workspace.visible(GENERAL).filter(({ botId }) => botId);
  const untilAnswered = () =>
    vi.waitFor(() => expect(answers()).toHaveLength(1), { timeout: 60_000, interval: 50 });

  it("killed between acknowledgement and answer: the next one answers, once", async () => {
    isModelSilent = true;
    const { child, output } = await startBot();
    expect((await slack.slash(GENERAL, ADA, "sentiment survive")).isAcked).toBe(true);
    await kill(child);
    expect(answers()).toEqual([]);
    isModelSilent = false;
    const next = await startBot();
    await untilAnswered();
    expect(posts()).toHaveLength(2);
    // What the product itself writes at its most talkative holds nothing secret, and nothing that people wrote.
    const log = output() + next.output();
    expect(log).toContain('"level":"info"');
    for (const secret of [slack.botToken, slack.appToken, "survive", "/commands/", "ticket="])
      expect(log).not.toContain(secret);
  });

  it.each([
    ["before Slack took the post", false],
    ["after Slack took the post", true],
  ])(
    "killed between answer and post, %s: the next one sees to it that it is there, once",
    async (_, after) => {
      slack.faults.add({
        method: "chat.postMessage",
        when: (args) => args.thread_ts !== undefined,
        fault: { kind: "hang", after },
      });
      const { child } = await startBot();
      await slack.slash(GENERAL, ADA, "sentiment survive");
      await vi.waitFor(() => expect(slack.faults.hits).toBe(1), { timeout: 60_000 });
      await kill(child);
      expect(answers()).toHaveLength(after ? 1 : 0);
      await startBot();
      await untilAnswered();
      // Wait for the job to end: whatever it does is done by then.
      await vi.waitFor(
        () => expect(slack.callsOf(after ? "chat.update" : "chat.postMessage").length).toBeGreaterThan(0),
        { timeout: 60_000 },
      );
      expect(posts()).toHaveLength(2);
    },
  );

  it("killed between an erasure and what it takes back: the next one takes it back", async () => {
    const { child } = await startBot();
    await slack.slash(GENERAL, ADA, "sentiment a private matter");
    await untilAnswered();
    slack.faults.add({ method: "chat.update", fault: { kind: "hang", after: false } });
    await slack.slash(GENERAL, ADA, "fewshot privacy erase");
    const asked = await eventually(() => {
      const newest = slack.workspace.ephemeral(ADA, GENERAL).at(-1);
      if (!newest) throw new Error("not asked yet");
      return newest;
    });
    await slack.press(asked, "fewshot-privacy-erase-now", ADA);
    await vi.waitFor(() => expect(slack.faults.hits).toBe(1), { timeout: 60_000 });
    await kill(child);
    const shown = () => JSON.stringify(posts());
    expect(shown()).toContain("a private matter");
    await startBot();
    await vi.waitFor(() => expect(shown()).not.toMatch(/a private matter|Positive|Ada/), { timeout: 60_000 });
  });

  it("with a token that Slack refuses ends with a sentence, not a loop", async () => {
    const { child, output } = await startBot({ SLACK_BOT_TOKEN: "xoxb-wrong" });
    await vi.waitFor(() => expect(child.exitCode).toBe(2), { timeout: 60_000 });
    expect(output()).toContain("SLACK_BOT_TOKEN was refused by Slack (invalid_auth)");
    expect(output()).not.toContain("xoxb-wrong");
  });

  it("asked to stop closes its connections before it ends", async () => {
    const { child } = await startBot();
    await slack.sockets.untilConnected(2);
    const ended = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGTERM");
    await slack.sockets.untilEmpty();
    await ended;
    expect(child.exitCode).toBe(0);
  });
});
