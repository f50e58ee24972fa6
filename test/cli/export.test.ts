/** `fewshot export`: a dataset in a folder, and scores for Langfuse in a file and over the wire, to a server that checks what is documented. */

import { randomUUID } from "node:crypto";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { addExportCommands } from "../../src/cli/export/export.ts";
import { traceIdsOf } from "../../src/flows/asks/trace.ts";
import { sendScores } from "../../src/monitoring/exports/langfuse/send.ts";
import { type OpenedStore, openStore } from "../../src/store/store.ts";
import { anAsk, answer, aPerson } from "../store/samples.ts";
import { runHere } from "./run-cli.ts";

/** An event as Langfuse's API reference has it. */
const common = { id: z.uuid(), traceId: z.string().regex(/^[0-9a-f]{32}$/), comment: z.string().optional() };
const metadata = z.record(z.string(), z.unknown()).optional();
const body = z.discriminatedUnion("dataType", [
  z.strictObject({
    ...common,
    metadata,
    name: z.string(),
    dataType: z.literal("NUMERIC"),
    value: z.number(),
  }),
  z.strictObject({
    ...common,
    metadata,
    name: z.string(),
    dataType: z.literal("CATEGORICAL"),
    value: z.string(),
  }),
  z.strictObject({
    ...{ ...common, metadata, name: z.string() },
    ...{ dataType: z.literal("BOOLEAN"), value: z.union([z.literal(0), z.literal(1)]) },
  }),
  z.strictObject({
    ...{ ...common, metadata, name: z.literal("output") },
    ...{ dataType: z.literal("CORRECTION"), value: z.string() },
  }),
]);
const event = z.strictObject({
  ...{ id: z.uuid(), type: z.literal("score-create"), timestamp: z.iso.datetime() },
  body,
});
type ScoreEvent = z.infer<typeof event>;

let folder: string;
let environment: Record<string, string>;
/** Has the data folder open, as a bot has: verbs beside it open no database of their own. */
let store: OpenedStore;
let server: Server;
let rightAskId: string;
/** What the server has: scores by id, events by id, requests, and how it answers the next ones. */
let [scores, events] = [new Map<string, ScoreEvent["body"]>(), new Set<string>()];
let requests: { readonly authorization: string | undefined; readonly events: number }[] = [];
let statuses: number[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "fewshot-export-"));
  await mkdir(join(folder, "commands"));
  await writeFile(
    join(folder, "commands", "mood.yaml"),
    "summary: Ours\ndescription: Decide.\ninput: Message\noutput: Mood\nlabels: [Positive, Negative]\n",
  );
  server = createServer(answerAsLangfuse);
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  environment = {
    DATA_DIR: join(folder, "data"),
    COMMANDS_DIR: join(folder, "commands"),
    LANGFUSE_HOST: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    LANGFUSE_PUBLIC_KEY: "pk-lf-1",
    LANGFUSE_SECRET_KEY: "sk-lf-2",
  };
  store = await openStore({ dataDir: environment.DATA_DIR ?? "", servesVerbs: true });
  rightAskId = await fillStore();
});
afterAll(async () => {
  await store.close();
  server.close();
  await rm(folder, { recursive: true, force: true });
});
beforeEach(() => {
  scores = new Map();
  events = new Set();
  requests = [];
  statuses = [];
});

/** Takes a batch, checks each event, and keeps the last score of an id; an event that was seen before changes nothing. */
async function answerAsLangfuse(request: IncomingMessage, response: import("node:http").ServerResponse) {
  let text = "";
  for await (const chunk of request) text += chunk;
  const { authorization } = request.headers;
  const status = statuses.shift();
  const batch = status === undefined ? (JSON.parse(text).batch as unknown[]) : [];
  requests.push({ authorization, events: batch.length });
  if (request.url !== "/api/public/ingestion" || request.method !== "POST")
    return response.writeHead(404).end();
  if (status !== undefined) return response.writeHead(status, { "retry-after": "0" }).end("{}");
  const [successes, errors] = [[] as object[], [] as object[]];
  for (const given of batch) {
    const read = event.safeParse(given);
    if (!read.success) {
      errors.push({ id: "?", status: 400, message: read.error.message });
      continue;
    }
    if (read.data.body.value === "refuse me")
      errors.push({ id: read.data.id, status: 400, message: "Bad score" });
    else successes.push({ id: read.data.id, status: 201 });
    if (!events.has(read.data.id)) scores.set(read.data.body.id, read.data.body);
    events.add(read.data.id);
  }
  return response
    .writeHead(207, { "content-type": "application/json" })
    .end(JSON.stringify({ successes, errors }));
}

/** An ask with a rating, a spot check and an agreed correction; and 105 with nothing.
 * @returns the first one's id */
async function fillStore(): Promise<string> {
  const person = aPerson("Ada");
  const { ask } = await store.recordAsk(
    anAsk({ command: "mood", text: "so late", person, isSpotCheck: true }),
  );
  await store.recordAnswer(ask.id, answer);
  const by = aPerson("Ben");
  const press = () => ({ interactionId: randomUUID(), askId: ask.id, reason: "a private reason" });
  await store.recordRating({ ...press(), person: by, value: "wrong" });
  await store.recordOverride({ ...press(), person, value: "Negative", mayReuse: true });
  await store.decideSpotCheck({ askId: ask.id, label: "Negative", by });
  for (let index = 0; index < 105; index += 1) {
    const { ask: other } = await store.recordAsk(anAsk({ command: "mood", text: "quiet" }));
    await store.recordAnswer(other.id, answer);
  }
  return ask.id;
}

const run = (args: readonly string[], changes: Record<string, string> = {}) =>
  runHere(addExportCommands, ["export", ...args], { ...environment, ...changes });

describe("fewshot export dataset", () => {
  it("writes what people agreed to, says how much, and asks for a licence", async () => {
    const to = join(folder, "set");
    const { code, out } = await run(["dataset", to]);
    expect([code, out]).toEqual([
      0,
      `${to}: 1 answer, 1 correction.\nThe card names no licence. Choose one with --license before you publish.`,
    ]);
    expect((await readdir(to)).sort()).toEqual(["README.md", "answers.jsonl", "corrections.jsonl"]);
    expect(await readFile(join(to, "corrections.jsonl"), "utf8")).toMatch(
      /^\{.*"correction":"Negative".*\}\n$/,
    );
    const json = await run(["dataset", to, "/mood", "--license", "cc0-1.0", "--json"]);
    expect(JSON.parse(json.out)).toEqual({ folder: to, answers: 1, corrections: 1, commands: { mood: 1 } });
  });

  it("says what is wrong with what was typed, and that nobody has agreed", async () => {
    const to = join(folder, "other");
    expect((await run(["dataset", to, "--license", "My Own!"])).err).toMatch(/no identifier of a licence/);
    expect((await run(["dataset", to, "no such name"])).err).toMatch(/names no command/);
    expect((await run(["dataset", to, "spam"])).out).toMatch(/an answer of spam, or nothing was asked/);
    expect(await run(["dataset", "/dev/null/x"])).toMatchObject({
      code: 2,
      err: expect.stringContaining("can't be written"),
    });
  });
});

describe("fewshot export langfuse", () => {
  it("sends scores in batches; sent again, nothing is doubled", async () => {
    const { code, out } = await run(["langfuse", "--send"]);
    const total = 5 + 1 + 105 * 2;
    expect([code, out]).toEqual([
      0,
      `Sent to ${new URL(environment.LANGFUSE_HOST ?? "").host}: ${total} scores.`,
    ]);
    expect(requests.map((request) => request.events)).toEqual([200, total - 200]);
    expect(new Set(requests.map(({ authorization }) => authorization))).toEqual(
      new Set([`Basic ${btoa("pk-lf-1:sk-lf-2")}`]),
    );
    const { traceId } = traceIdsOf(rightAskId);
    const own = [...scores.values()].filter((score) => score.traceId === traceId);
    expect(own.map(({ name, dataType, value }) => [name, dataType, value])).toEqual([
      ["sureness", "NUMERIC", 0.75],
      ["not-sure", "BOOLEAN", 0],
      ["rating", "BOOLEAN", 0],
      ["spot-check", "BOOLEAN", 0],
      ["spot-check-label", "CATEGORICAL", "Negative"],
      ["output", "CORRECTION", "Negative"],
    ]);
    expect(own[0]?.comment).toBe("/mood, answered by fewshot-neo");
    const before = [scores.size, events.size];
    expect((await run(["langfuse", "--send"])).code).toBe(0);
    expect([scores.size, events.size]).toEqual(before);
  });

  it("writes the same events into a file, without a reason or a text", async () => {
    const to = join(folder, "scores.jsonl");
    expect((await run(["langfuse", "--to", to], { LANGFUSE_HOST: "" })).out).toBe(`${to}: 216 scores.`);
    const text = await readFile(to, "utf8");
    const lines = text.trimEnd().split("\n");
    expect(lines.map((line) => event.safeParse(JSON.parse(line)).success)).not.toContain(false);
    expect(text).not.toMatch(/so late|quiet|private|Ada|Ben/);
    expect(requests).toEqual([]);
  });

  it("tries again where the server is busy, and says what is wrong where it is not that", async () => {
    const project = { host: environment.LANGFUSE_HOST ?? "", publicKey: "pk", secretKey: "sk" };
    const one = async function* () {
      yield { id: randomUUID(), type: "score-create", timestamp: "2026-01-01T00:00:00.000Z", body } as never;
    };
    const send = (changes: object = {}) => sendScores({ ...project, ...changes }, one(), [1, 1]);
    statuses = [503, 429];
    expect(await send()).toMatchObject({ taken: 0, refused: 1 });
    expect(requests).toHaveLength(3);
    statuses = [500, 500, 500];
    await expect(send()).rejects.toThrow(/can't take scores now \(500\)/);
    statuses = [401];
    await expect(send()).rejects.toThrow(/refuses the keys \(401\)/);
    statuses = [404];
    await expect(send()).rejects.toThrow(/without a path/);
    await expect(send({ host: "http://127.0.0.1:9" })).rejects.toMatchObject({
      code: "PLATFORM_UNREACHABLE",
    });
  });

  it("says what is missing before it opens anything", async () => {
    expect(await run(["langfuse"])).toMatchObject({
      code: 2,
      err: expect.stringContaining("Say what to do"),
    });
    expect(await run(["langfuse", "--send"], { LANGFUSE_SECRET_KEY: "" })).toMatchObject({
      code: 2,
      err: "--send needs LANGFUSE_SECRET_KEY. See .env.example.",
    });
  });

  it("says how many scores were refused, and why, and takes a key from a file", async () => {
    const key = join(folder, "key");
    await writeFile(key, "sk-lf-3\n");
    const person = aPerson("Eve");
    const { ask } = await store.recordAsk(anAsk({ command: "odd", person }));
    await store.recordAnswer(ask.id, answer);
    const made = {
      interactionId: randomUUID(),
      askId: ask.id,
      person,
      value: "refuse me",
      reason: null,
      mayReuse: true,
    };
    await store.recordOverride(made);
    const { code, out, err } = await run(["langfuse", "odd", "--send"], {
      LANGFUSE_SECRET_KEY: "",
      LANGFUSE_SECRET_KEY_FILE: key,
    });
    expect([code, err]).toEqual([1, "Langfuse refused 1 score: Bad score"]);
    expect(out).toMatch(/2 scores\.$/);
    expect(requests[0]?.authorization).toBe(`Basic ${btoa("pk-lf-1:sk-lf-3")}`);
  });
});
