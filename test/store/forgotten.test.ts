/**
 * Two real processes that share a PostgreSQL: once a person has erased their data at one of them, neither has a word of it in memory. Heaps are
 * searched as a debugger would do it, after everything that shows texts was opened on both.
 */

import { randomUUID } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdtemp, open, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { OPERATOR } from "../../src/core/command/saved-command.ts";
import { type OpenedStore, openStore } from "../../src/store/store.ts";
import { type ModelServer, sendJson, startModelServer } from "../emulators/model-server/server.ts";
import { type PostgresServer, startPostgres } from "../emulators/postgres.ts";
import { eventually } from "./eventually.ts";
import { endBots, type StartedBot, startBotProcess } from "./start-bots.ts";

const TOKEN = "the-token-of-both-admins";
const WEB = { platform: "web", workspace: "web", channel: "" } as const;
/** In every text of the person who erases, and in nothing else. */
const MARK = "Quetzalcoatl";
let postgres: PostgresServer;
let model: ModelServer;
let store: OpenedStore;
let home: string;
const bots: (StartedBot & { readonly heaps: string })[] = [];

async function startBot(databaseUrl: string, number: number) {
  const heaps = await mkdtemp(join(home, `heaps-${number}-`));
  const started = await startBotProcess(
    {
      ...{ HOME: home, ADMIN_TOKEN: TOKEN, DATABASE_URL: databaseUrl },
      // The other one has its model in the process.
      ...(number === 0 ? { MODEL: "stub-neo", INFERENCE_URL: model.url } : {}),
    },
    ["--heapsnapshot-signal=SIGUSR2", `--diagnostic-dir=${heaps}`],
  );
  bots[number] = { ...started, heaps };
}

/** Whether a process has the mark in memory. */
async function remembers({ child, heaps }: (typeof bots)[number]): Promise<boolean> {
  const before = await readdir(heaps);
  child.kill("SIGUSR2");
  const name = await eventually(async () => {
    const [found] = (await readdir(heaps)).filter((one) => !before.includes(one));
    if (found === undefined) throw new Error("no snapshot yet");
    return found;
  });
  const path = join(heaps, name);
  // It is written while we look: the last character is a brace.
  await eventually(async () => {
    if (!(await tail(path)).trimEnd().endsWith("}")) throw new Error("not written yet");
  });
  for await (const part of createReadStream(path, "latin1")) if (part.includes(MARK)) return true;
  return false;
}

async function tail(path: string): Promise<string> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const { buffer, bytesRead } = await file.read(Buffer.alloc(64), 0, 64, Math.max(0, size - 64));
    return buffer.subarray(0, bytesRead).toString("latin1");
  } finally {
    await file.close();
  }
}

/** Somebody at a page who knows the token, known by a cookie. */
async function visitor(): Promise<(at: number, path: string, body?: object) => Promise<Response>> {
  const first = await fetch(bots[0]?.url ?? "", { headers: { authorization: `Bearer ${TOKEN}` } });
  const cookie = first.headers.get("set-cookie")?.split(";")[0] ?? "";
  return (at, path, body) => {
    const { url } = bots[at] as (typeof bots)[number];
    return fetch(url + path, {
      method: body ? "POST" : "GET",
      headers: {
        ...{ "content-type": "application/json", accept: "application/json", origin: url, cookie },
        authorization: `Bearer ${TOKEN}`,
      },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
  };
}

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), "fewshot-forgotten-"));
  [postgres, model] = await Promise.all([startPostgres(), startModelServer()]);
  // Whoever has the person's example is right where the others are wrong.
  model.answer = ({ body }, response) =>
    sendJson(response, 200, [
      {
        generated_text: body.inputs?.includes(`where is ${MARK}\nSentiment: Negative`)
          ? " Negative"
          : " Positive",
      },
    ]);
  const databaseUrl = await postgres.createDatabase();
  store = await openStore({ databaseUrl });
  const file = await readFile("commands/sentiment.yaml", "utf8");
  await store.saveVersion({
    ...{ name: "sentiment", scope: WEB, source: `${file}review: { every: 1 }\n` },
    ...{ note: null, author: OPERATOR, fileRevision: null },
  });
  await store.publishVersion({ name: "sentiment", number: 1 }, { scope: WEB, by: OPERATOR, note: null });
  await Promise.all([startBot(databaseUrl, 0), startBot(databaseUrl, 1)]);
});
afterAll(async () => {
  await store.close();
  await endBots(bots);
  await model.close();
  await postgres.remove();
  await rm(home, { recursive: true, force: true });
});

it("leaves no text of a person in the memory of either process", async () => {
  const [writer, boss] = await Promise.all([visitor(), visitor()]);
  const ask = async (at: number, text: string) => {
    const asked = await writer(at, "/asks", { command: "sentiment", text, interactionId: randomUUID() });
    const { id } = (await asked.json()) as { id: string };
    await eventually(async () => {
      if (!(await store.findAsk(id))?.answer) throw new Error("not answered yet");
    });
    return id;
  };
  const [checked, corrected] = [await ask(0, `${MARK} is late`), await ask(1, `where is ${MARK}`)];
  await writer(1, `/asks/${corrected}/override`, {
    ...{ value: "Negative", reason: `${MARK} says so`, consent: "yes", interactionId: randomUUID() },
  });
  for (const id of [checked, corrected])
    expect((await boss(0, `/review/spot-checks/${id}`, { value: "=Negative" })).status).toBe(200);
  const [correction] = (await store.findAsk(corrected))?.overrides ?? [];
  const accepted = await boss(1, `/review/corrections/${correction?.id}`, { decision: "example" });
  expect(await accepted.text()).toContain("Draft 2 of /sentiment has it as an example.");
  await ask(0, `once more, ${MARK}`);

  const source = (await store.findVersion("sentiment", 2))?.source ?? "";
  const check = { name: "sentiment", source, form: null, text: `${MARK}?`, against: "in-force", runs: true };
  for (const at of [0, 1]) {
    for (const path of ["/", "/review", "/commands/sentiment@2", "/dashboard", `/asks/${checked}/why`])
      expect((await boss(at, path)).status).toBe(200);
    expect((await boss(at, "/commands/check", { ...check, isPressed: true })).status).toBe(200);
    await eventually(async () => {
      const shown = await boss(at, "/drafts/sentiment@2/publish", { confirm: "yes" });
      expect(await shown.text()).toContain(at === 0 ? `“${MARK} is late”` : "Compared on 1 spot check");
    });
  }
  for (const bot of bots) expect(await remembers(bot)).toBe(true);

  expect((await writer(0, "/privacy/erase", { confirm: "yes" })).status).toBe(200);
  for (const bot of bots) await eventually(async () => expect(await remembers(bot)).toBe(false));
  expect(JSON.stringify(await store.listVersions("sentiment"))).not.toContain(MARK);
});
