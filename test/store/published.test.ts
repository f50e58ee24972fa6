/** A published version on two real processes that share a PostgreSQL: the next ask on either is answered by it, and after a step back by the file. */

import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { EVERYWHERE, OPERATOR } from "../../src/core/command/saved-command.ts";
import { type OpenedStore, openStore } from "../../src/store/store.ts";
import { type ModelServer, startModelServer } from "../emulators/model-server/server.ts";
import { type PostgresServer, startPostgres } from "../emulators/postgres.ts";
import { QUICK } from "../quick.ts";
import { eventually } from "./eventually.ts";

let postgres: PostgresServer;
let model: ModelServer;
let store: OpenedStore;
let home: string;
const children: ChildProcess[] = [];
let urls: string[];

async function startBot(databaseUrl: string): Promise<string> {
  const child = spawn(process.execPath, [...QUICK, "src/cli.ts", "start"], {
    env: {
      PATH: process.env.PATH ?? "",
      HOME: home,
      PORT: "0",
      RATE_LIMIT: "0",
      MODEL: "stub-neo",
      INFERENCE_URL: model.url,
      DATABASE_URL: databaseUrl,
    },
    stdio: ["ignore", "ignore", "pipe"],
  });
  children.push(child);
  let said = "";
  child.stderr?.on("data", (chunk) => {
    said += chunk;
  });
  return eventually(() => {
    const found = /Fewshot is at (\S+)/.exec(said)?.[1];
    if (found === undefined) throw new Error(`not up yet: ${said}`);
    return found;
  });
}

/** Asks on a page, and gives back what Why? says once the answer is there. */
async function askAt(url: string): Promise<string> {
  const before = await store.listAsks({ platform: "web", channel: "web", limit: 1 });
  const response = await fetch(`${url}/asks`, {
    method: "POST",
    headers: { "content-type": "application/json", accept: "application/json", origin: url },
    body: JSON.stringify({ command: "sentiment", text: "great job, team!", interactionId: randomUUID() }),
  });
  expect(response.status).toBe(202);
  const id = await eventually(async () => {
    const [newest] = await store.listAsks({ platform: "web", channel: "web", limit: 1 });
    if (!newest?.answer || newest.ask.id === before[0]?.ask.id) throw new Error("not answered yet");
    return newest.ask.id;
  });
  return (await fetch(`${url}/asks/${id}/why`)).text();
}

beforeAll(async () => {
  [postgres, model] = await Promise.all([startPostgres(), startModelServer()]);
  const databaseUrl = await postgres.createDatabase();
  home = await mkdtemp(join(tmpdir(), "fewshot-published-"));
  store = await openStore({ databaseUrl });
  urls = await Promise.all([startBot(databaseUrl), startBot(databaseUrl)]);
});
afterAll(async () => {
  await store.close();
  await Promise.all(
    children.map(async (child) => {
      const ended = once(child, "exit");
      child.kill("SIGTERM");
      await ended;
    }),
  );
  await model.close();
  await postgres.remove();
  await rm(home, { recursive: true, force: true });
});

it("answers the next ask on every process, and says in Why? which version it was", async () => {
  const file = await readFile("commands/sentiment.yaml", "utf8");
  for (const url of urls) expect(await askAt(url)).not.toContain("of the command, saved");
  const saved = await store.saveVersion({
    name: "sentiment",
    scope: EVERYWHERE,
    source: file.replace(/^description: .*$/m, "description: Judge the mood of a message."),
    note: null,
    author: OPERATOR,
    fileRevision: null,
  });
  if (!("version" in saved)) throw new Error(saved.kind);
  await store.publishVersion(saved.version, { scope: EVERYWHERE, by: OPERATOR, note: null });
  await eventually(async () => {
    for (const url of urls) expect(await askAt(url)).toContain("Version 1 of the command");
  });
  for (const url of urls) expect(await askAt(url)).toContain("Judge the mood of a message.");
  const [newest] = await store.listAsks({ platform: "web", channel: "web", limit: 1 });
  expect(newest?.answer?.commandVersion).toBe(1);

  await store.stepBack("sentiment", { scope: EVERYWHERE, by: OPERATOR, note: null });
  await eventually(async () => {
    for (const url of urls) expect(await askAt(url)).not.toContain("of the command, saved");
  });
});
