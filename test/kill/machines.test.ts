/**
 * Four machines on one PostgreSQL: two bots connected to Slack, two workers. Any of them acknowledges, answers and posts; some are
 * killed; nobody notices. And nothing that any of them writes anywhere holds a credential.
 */

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { type DiscordEmulator, openDiscordEmulator } from "../emulators/discord/server.ts";
import { type ModelServer, sendJson, startModelServer } from "../emulators/model-server/server.ts";
import { type PostgresServer, startPostgres } from "../emulators/postgres.ts";
import { openSlackEmulator, type SlackEmulator } from "../emulators/slack/server.ts";
import { GUILD } from "../platforms/discord/stack.ts";
import { ADA, GENERAL, isAnswer, settle } from "../platforms/slack/stack.ts";
import { QUICK } from "../quick.ts";

const ASKS = 24;
const ADMIN_TOKEN = "an-admin-token-of-this-test";
const HF_TOKEN = ["hf", "abcdefghijklmnopqrst"].join("_");
const INFERENCE_API_KEY = "a-key-of-a-gateway-of-this-test";

interface Machine {
  readonly kind: "start" | "worker";
  readonly child: ChildProcess;
  readonly url: string;
}

let postgres: PostgresServer;
let databaseUrl: string;
let model: ModelServer;
let slack: SlackEmulator;
let discord: DiscordEmulator;
let folder: string;
let said = "";
const children: ChildProcess[] = [];

/** Starts a machine and waits until it works. Its secrets come from files, as a container engine gives them. */
async function startMachine(kind: Machine["kind"]): Promise<Machine> {
  const secrets = {
    SLACK_BOT_TOKEN: slack.botToken,
    SLACK_APP_TOKEN: slack.appToken,
    DISCORD_TOKEN: discord.token,
    INFERENCE_API_KEY,
    DATABASE_URL: databaseUrl,
    ADMIN_TOKEN,
    HF_TOKEN,
  };
  const files: Record<string, string> = {};
  for (const [key, value] of Object.entries(secrets)) {
    files[`${key}_FILE`] = join(folder, key);
    await writeFile(join(folder, key), `${value}\n`);
  }
  const settings = {
    PORT: "0",
    RATE_LIMIT: "0",
    LOG_LEVEL: "debug",
    MODEL: "stub-gpt-neo",
    // The workers ask the same model through a gateway, with its key.
    INFERENCE_PROTOCOL: kind === "start" ? "huggingface" : "openai",
    // A bot takes one ask at a time, so that the others find work.
    WORKER_CONCURRENCY: kind === "start" ? "1" : "4",
  };
  const child = spawn(process.execPath, [...QUICK, "src/cli.ts", kind], {
    env: {
      PATH: process.env.PATH ?? "",
      HOME: folder,
      SLACK_API_URL: slack.apiUrl,
      DISCORD_API_URL: discord.apiUrl,
      INFERENCE_URL: model.url,
      ...settings,
      ...files,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  children.push(child);
  let own = "";
  for (const stream of [child.stdout, child.stderr])
    stream?.on("data", (data) => {
      own += String(data);
      said += String(data);
    });
  const url = await vi.waitFor(
    () => {
      const found = /Fewshot is at (\S+)/.exec(own)?.[1];
      if (!found) throw new Error(`not up yet: ${own}`);
      return found;
    },
    { timeout: 60_000 },
  );
  return { kind, child, url };
}

async function end(child: ChildProcess, signal: "SIGKILL" | "SIGTERM"): Promise<number | null> {
  const ended = once(child, "exit");
  child.kill(signal);
  return (await ended)[0] as number | null;
}

async function query<Row extends object>(text: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  const { rows } = await client.query<Row>(text);
  await client.end();
  return rows;
}

beforeAll(async () => {
  postgres = await startPostgres();
  databaseUrl = await postgres.createDatabase();
  model = await startModelServer();
  // Long enough that a kill finds asks at the model.
  model.answer = async ({ path }, response) => {
    await sleep(300 + Math.random() * 300);
    if (path.endsWith("/completions"))
      sendJson(response, 200, { choices: [{ index: 0, text: " Positive", finish_reason: "stop" }] });
    else sendJson(response, 200, [{ generated_text: " Positive" }]);
  };
  discord = await openDiscordEmulator();
  discord.addGuild(GUILD);
  slack = await openSlackEmulator({ postsPerSecond: 100, burst: 100 });
  settle(slack);
  folder = await mkdtemp(join(tmpdir(), "fewshot-machines-"));
});
afterAll(async () => {
  for (const child of children)
    if (child.exitCode === null && child.signalCode === null) await end(child, "SIGKILL");
  await slack.close();
  await discord.close();
  await model.close();
  await postgres.remove();
  await rm(folder, { recursive: true, force: true });
});

it("two bots and two workers share the asks; killed, they lose and repeat nothing; no credential is written anywhere", {
  timeout: 400_000,
}, async () => {
  // All at once on an empty database: one makes the tables, the others find them.
  const machines = await Promise.all((["start", "start", "worker", "worker"] as const).map(startMachine));
  await slack.sockets.untilConnected(4);
  const acknowledged: string[] = [];
  const answers = () => slack.workspace.visible(GENERAL).filter(isAnswer);
  for (let count = 0; count < ASKS; count++) {
    const text = `greatly private ${count} words`;
    if ((await slack.slash(GENERAL, ADA, `sentiment ${text}`)).isAcked) acknowledged.push(text);
    if (count === 7) await end((machines[2] as Machine).child, "SIGKILL");
    if (count === 15) {
      await end((machines[0] as Machine).child, "SIGKILL");
      machines[0] = await startMachine("start");
    }
  }
  expect(acknowledged.length).toBeGreaterThanOrEqual(ASKS - 2);
  const left = () =>
    query<{ text: string }>("select text from fewshot.asks where answer is null or delivered_at is null");
  await vi.waitFor(async () => expect(await left()).toEqual([]), { timeout: 60_000, interval: 250 });

  const kept = await query<{ text: string }>("select text from fewshot.asks");
  expect(kept.map(({ text }) => text)).toEqual(expect.arrayContaining(acknowledged));
  expect(new Set(kept.map(({ text }) => text)).size, "no ask is kept twice").toBe(kept.length);
  const threads = answers().map(({ threadTs }) => threadTs);
  expect(threads.length, "each ask is answered").toBe(kept.length);
  expect(new Set(threads).size, "in a thread of its own, once").toBe(threads.length);

  // What each machine counted itself: the bots acknowledged, the workers answered too.
  const headers = { authorization: `Bearer ${ADMIN_TOKEN}` };
  const alive = [machines[0], machines[1], machines[3]] as Machine[];
  const reported = await Promise.all(
    alive.map(async ({ url }) => (await fetch(`${url}/metrics`, { headers })).text()),
  );
  const counted = (text: string, outcome: string) =>
    Number(new RegExp(`fewshot_asks_total\\{.*outcome="${outcome}"\\} (\\d+)`).exec(text)?.[1] ?? 0);
  expect(counted(reported[1] ?? "", "accepted"), "the second bot acknowledged").toBeGreaterThan(0);
  expect(counted(reported[1] ?? "", "answered"), "the second bot answered").toBeGreaterThan(0);
  expect(counted(reported[2] ?? "", "accepted"), "a worker receives nothing").toBe(0);
  expect(counted(reported[2] ?? "", "answered"), "a worker answered and posted").toBeGreaterThan(0);

  // Asked to stop, each does so in order.
  expect(await Promise.all(alive.map(({ child }) => end(child, "SIGTERM")))).toEqual([0, 0, 0]);

  const rows = await query<{ dump: string }>(
    `select query_to_xml(format('select * from %I.%I', schemaname, tablename), true, false, '')::text as dump
      from pg_tables where schemaname = 'fewshot'`,
  );
  const dump = rows.map((row) => row.dump).join("\n");
  expect(dump).toContain("greatly private 0 words");
  const password = new URL(databaseUrl).password;
  const bearers = new Set(model.requests.map(({ headers }) => headers.authorization));
  expect(bearers, "the server's key was in use, and the hub's token stayed").toEqual(
    new Set([`Bearer ${INFERENCE_API_KEY}`]),
  );
  expect(discord.gateway.seen.identifies, "with Discord too").toBeGreaterThanOrEqual(2);
  const platforms = [slack.botToken, slack.appToken, discord.token];
  for (const secret of [...platforms, ADMIN_TOKEN, HF_TOKEN, INFERENCE_API_KEY, password]) {
    expect(said.includes(secret), "in a log").toBe(false);
    expect(reported.join("\n").includes(secret), "in the metrics").toBe(false);
    expect(dump.includes(secret), "in the store").toBe(false);
  }
  for (const person of ["greatly private", ADA, "Ada"])
    expect(reported.join("\n").includes(person), "a person in the metrics").toBe(false);
  expect(said).not.toContain("greatly private");
});

it("a machine that is refused says why without the credential it was refused for", async () => {
  const wrong = databaseUrl.replace(/:[^:@]+@/, ":a-wrong-password@");
  const file = join(folder, "WRONG_URL");
  await writeFile(file, wrong);
  const child = spawn(process.execPath, [...QUICK, "src/cli.ts", "worker"], {
    env: {
      PATH: process.env.PATH ?? "",
      DATABASE_URL_FILE: file,
      INFERENCE_URL: model.url,
      MODEL: "stub-gpt-neo",
      LOG_LEVEL: "debug",
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  children.push(child);
  let own = "";
  for (const stream of [child.stdout, child.stderr])
    stream?.on("data", (data) => {
      own += String(data);
    });
  const [code] = await once(child, "exit");
  expect(code).toBe(2);
  expect(own).toContain("refused the user or the password");
  expect(own).not.toContain("a-wrong-password");
});
