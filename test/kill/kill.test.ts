/**
 * The whole product, killed at random points: every acknowledged ask is answered once, every acknowledged rating and override is there.
 * A real process, a real store, a real page; the model is a stub server, so that answers can be counted.
 */

import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { lastingPort } from "../emulators/lasting-port.ts";
import { type ModelServer, sendJson, startModelServer } from "../emulators/model-server/server.ts";
import { QUICK } from "../quick.ts";

const KILLS = 20;
/** Each start takes two seconds of processor time, which may be ten where other work has the processors. */
const KILLS_MS = 900_000;

let model: ModelServer;
let dataDir: string;
let child: ChildProcess;
let port: number;
let url: string;

/** Starts the bot as a newcomer would, and waits for its address. */
async function start(): Promise<void> {
  const { PATH = "", HOME = "" } = process.env;
  const settings = {
    PORT: String(port),
    DATA_DIR: dataDir,
    INFERENCE_URL: model.url,
    MODEL: "stub-neo",
    RATE_LIMIT: "0",
    LOG_LEVEL: "warn",
  };
  child = spawn(process.execPath, [...QUICK, resolve("src/cli.ts"), "start"], {
    env: { PATH, HOME, ...settings },
    stdio: ["ignore", "ignore", "pipe"],
  });
  url = await new Promise<string>((done, fail) => {
    let said = "";
    child.stderr?.on("data", (chunk) => {
      said += chunk;
      const found = /Fewshot is at (\S+)/.exec(said)?.[1];
      if (found) done(found);
    });
    child.once("exit", (code) => fail(new Error(`the bot ended with ${code}: ${said}`)));
  });
}

async function kill(): Promise<void> {
  const ended = new Promise((done) => child.once("exit", done));
  child.kill("SIGKILL");
  await ended;
}

/** A write as the page sends it. @returns what was acknowledged, or null when the bot died before it could */
async function post(path: string, body: object, cookie: string): Promise<{ id?: string } | null> {
  try {
    const headers = { "content-type": "application/json", accept: "application/json", origin: url, cookie };
    const answered = await fetch(url + path, { method: "POST", headers, body: JSON.stringify(body) });
    return answered.ok ? ((await answered.json()) as { id?: string }) : null;
  } catch {
    return null;
  }
}

interface Exported {
  readonly asks: {
    ask: { id: string; text: string };
    answer: { label: string } | null;
    deliveredAt: string | null;
    overrides: { value: string; reason: string }[];
    ratings: { reason: string }[];
  }[];
}

const exportData = async (cookie: string) =>
  (await (await fetch(`${url}/privacy/export`, { headers: { cookie } })).json()) as Exported;

beforeAll(async () => {
  model = await startModelServer();
  port = await lastingPort();
  // Slow enough that a kill finds asks on their way to the model, at the model, and on their way back.
  model.answer = async (_request, response) => {
    await sleep(Math.random() * 60);
    sendJson(response, 200, [{ generated_text: " Positive" }]);
  };
  dataDir = await mkdtemp(join(tmpdir(), "fewshot-kill-"));
  await start();
});
afterAll(async () => {
  await kill();
  await model.close();
  await rm(dataDir, { recursive: true, force: true });
});

describe("a bot killed at random points", () => {
  it(`loses nothing it acknowledged in ${KILLS} kills, and answers each ask once`, {
    timeout: KILLS_MS,
  }, async () => {
    const first = await fetch(url);
    const cookie = first.headers
      .getSetCookie()
      .map((line) => line.split(";")[0])
      .join("; ");
    const acknowledged: string[] = [];
    const overridden = new Map<string, string>();
    const rated = new Map<string, string>();
    for (let round = 0; round < KILLS; round++) {
      let isAlive = true;
      const writer = (async () => {
        for (let n = 0; isAlive; n++) {
          const text = `round ${round}, ask ${n}`;
          const sent = await post("/asks", { text: `/sentiment ${text}`, interactionId: text }, cookie);
          if (sent?.id) acknowledged.push(text);
          if (!sent?.id) break;
          const mark = `mark ${round}.${n}`;
          // Refused until the answer is there; meanwhile the next kill may come.
          const override = { value: "Negative", reason: mark, interactionId: mark };
          for (let tries = 0; isAlive && tries < 40 && !overridden.has(text); tries++) {
            if (await post(`/asks/${sent.id}/override`, override, cookie)) overridden.set(text, mark);
            else await sleep(25);
          }
          if (
            await post(
              `/asks/${sent.id}/rate`,
              { value: "wrong", reason: mark, interactionId: `r${mark}` },
              cookie,
            )
          )
            rated.set(text, mark);
        }
      })();
      // From the first acknowledgement of the round on: a bot that has just started takes its first write slowly.
      const before = acknowledged.length;
      await expect.poll(() => acknowledged.length, { timeout: 60_000, interval: 10 }).toBeGreaterThan(before);
      await sleep(Math.random() * 300);
      await kill();
      isAlive = false;
      await writer;
      await start();
    }
    // After the last start everything that waited is answered and shown.
    await expect
      .poll(
        async () =>
          (await exportData(cookie)).asks.filter(
            ({ answer, deliveredAt }) => answer === null || deliveredAt === null,
          ).length,
        { timeout: 60_000, interval: 250 },
      )
      .toBe(0);
    const { asks } = await exportData(cookie);
    const byText = new Map(asks.map((record) => [record.ask.text, record]));
    expect(byText.size, "no ask twice").toBe(asks.length);
    expect(
      acknowledged.filter((text) => !byText.has(text)),
      "no acknowledged ask is lost",
    ).toEqual([]);
    expect(acknowledged.length).toBeGreaterThanOrEqual(KILLS);
    for (const record of asks) expect(record.answer?.label).toBe("Positive");
    for (const [text, mark] of overridden)
      expect(byText.get(text)?.overrides.map(({ reason }) => reason)).toEqual([mark]);
    for (const [text, mark] of rated)
      expect(byText.get(text)?.ratings.map(({ reason }) => reason)).toEqual([mark]);
    expect(overridden.size).toBeGreaterThan(0);
  });

  it("refuses a second start on the same folder, saying who holds it and where", async () => {
    const { PATH = "", HOME = "" } = process.env;
    const second = spawn(process.execPath, [...QUICK, resolve("src/cli.ts"), "start"], {
      env: { PATH, HOME, PORT: "0", DATA_DIR: dataDir },
      stdio: ["ignore", "ignore", "pipe"],
    });
    let said = "";
    second.stderr.on("data", (chunk) => {
      said += chunk;
    });
    const code = await new Promise((done) => second.once("exit", done));
    expect(said).toContain(`in use by process ${child.pid}`);
    expect(said).toContain(url);
    expect(said).not.toMatch(/\n\s+at /);
    expect(code).toBe(75);
  });

  it("stops on a signal without losing what is under way", async () => {
    const cookie = (await fetch(url)).headers
      .getSetCookie()
      .map((line) => line.split(";")[0])
      .join("; ");
    const sent = await post("/asks", { text: "/sentiment just before the stop" }, cookie);
    expect(sent?.id).toBeDefined();
    const ended = new Promise((done) => child.once("exit", done));
    child.kill("SIGTERM");
    expect(await ended).toBe(0);
    await start();
    await expect
      .poll(async () => (await exportData(cookie)).asks[0]?.answer?.label, { timeout: 60_000 })
      .toBe("Positive");
  });
});
