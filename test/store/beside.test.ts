/** Verbs of the terminal beside the process that has the data folder: their statements run there, and never hold it up for long. */

import { mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { EVERYWHERE, OPERATOR } from "../../src/core/command/saved-command.ts";
import { backUp, restore } from "../../src/store/backup.ts";
import { silent } from "../../src/store/database/database.ts";
import { openDatabase } from "../../src/store/database/open-database.ts";
import { connectBeside } from "../../src/store/pglite/beside/connect.ts";
import { type OpenedStore, openStore } from "../../src/store/store.ts";
import { anAsk } from "./samples.ts";

let home: string;
let dataDir: string;
let bot: OpenedStore;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), "fewshot-beside-"));
  dataDir = join(home, "data");
  bot = await openStore({ dataDir, servesVerbs: true });
});
afterAll(async () => {
  await bot.close();
  await rm(home, { recursive: true });
});

const openVerb = (changes: object = {}) => openStore({ dataDir, isBeside: true, ...changes });
const openRaw = async () => (await openDatabase({ dataDir, isBeside: true }, silent)).database;
const holder = async () => JSON.parse(await readFile(join(dataDir, "holder.json"), "utf8"));
const version = (name: string) => ({
  ...{ name, scope: EVERYWHERE, source: "s", note: null, author: OPERATOR, fileRevision: null },
});

it("reads and changes what the other process has, which is notified of it at once", async () => {
  const { ask } = await bot.recordAsk(anAsk({ text: "an ask" }));
  const verb = await openVerb();
  expect((await verb.findAsk(ask.id))?.ask).toEqual(ask);
  const noticed = vi.fn();
  const stop = bot.watchVersions(noticed);
  const saved = await verb.saveVersion(version("beside"));
  if (!("version" in saved)) throw new Error("not saved");
  const change = { scope: EVERYWHERE, by: OPERATOR, note: null };
  await verb.publishVersion(saved.version, change);
  await vi.waitFor(() => expect(noticed).toHaveBeenCalled(), { timeout: 60_000 });
  expect((await bot.liveVersions()).map(({ name }) => name)).toEqual(["beside"]);
  stop();
  const onChange = vi.fn();
  verb.watchVersions(onChange);
  await bot.retireVersion("beside", change);
  await vi.waitFor(() => expect(onChange).toHaveBeenCalled(), { timeout: 60_000 });
  // Jobs in hand stay in hand, and the bot works on after the verb has gone.
  await verb.close();
  expect((await bot.findAsk(ask.id))?.ask).toEqual(ask);
});

it("keeps values as they are: dates, bytes, numbers and lists", async () => {
  const raw = await openRaw();
  const statement = sql`select now() as at, 'ab'::bytea as bytes, 1.5::float8 as number, array['x', 'y'] as list, '{"a":[1]}'::jsonb as json`;
  const [row] = (await statement.execute(raw.kysely)).rows as Record<string, unknown>[];
  expect(row).toMatchObject({ number: 1.5, list: ["x", "y"], json: { a: [1] } });
  expect(row?.at).toBeInstanceOf(Date);
  expect(Buffer.from(row?.bytes as Uint8Array).toString()).toBe("ab");
  await expect(sql`select 1/0`.execute(raw.kysely)).rejects.toMatchObject({ code: "22012" });
  await raw.close();
});

const insert = "insert into fewshot.settings (key, value) values ($1, '1'::jsonb)";

it("rolls back a transaction that the bot's own statements have waited for too long", async () => {
  const verb = await openRaw();
  const left = verb.kysely.transaction().execute(async (transaction) => {
    await sql`insert into fewshot.settings (key, value) values ('late', '1'::jsonb)`.execute(transaction);
    // Waits for the verb's transaction, until that is rolled back.
    expect(await bot.readSetting("late")).toBeNull();
    await sql`select 1`.execute(transaction);
  });
  await expect(left).rejects.toMatchObject({ code: "25P04" });
  // The same verb goes on.
  await verb.executeSql(insert, ["kept"]);
  expect(await bot.readSetting("kept")).toBe(1);
  expect(await bot.readSetting("late")).toBeNull();
  await verb.close();
});

it("rolls back what a verb left open when it is gone", async () => {
  const verb = await connectBeside(await holder(), () => {});
  if (verb === null) throw new Error("nobody answers");
  await verb.request({ kind: "exec", text: "begin" });
  await verb.request({ kind: "query", text: insert, values: ["left"] });
  await expect(verb.request({ kind: "query", text: "select 1/0", values: [] })).rejects.toMatchObject({
    code: "22012",
  });
  await verb.terminate();
  expect(await bot.readSetting("left")).toBeNull();
  await expect(verb.request({ kind: "exec", text: "commit" })).rejects.toMatchObject({
    code: "STORE_UNAVAILABLE",
  });
});

it("lets nobody in without the secret of the data folder, which nobody else can read", async () => {
  const { address, secret } = await holder();
  expect((await stat(join(dataDir, "holder.json"))).mode & 0o777).toBe(0o600);
  expect((await stat(join(dataDir, "socket"))).mode & 0o777).toBe(0o700);
  expect((await stat(address)).mode & 0o777).toBe(0o600);
  const say = (text: string, length = Buffer.byteLength(text)) =>
    new Promise<number>((resolve) => {
      let received = 0;
      const socket = connect(address);
      socket.on("data", (part) => {
        received += part.length;
        socket.destroy();
      });
      socket.on("error", () => {});
      socket.on("close", () => resolve(received));
      const header = Buffer.alloc(4);
      header.writeUInt32BE(length);
      socket.write(Buffer.concat([header, Buffer.from(text)]));
    });
  expect(await say(JSON.stringify({ secret: "guessed", migrations: "" }))).toBe(0);
  expect(await say("no JSON")).toBe(0);
  expect(await say("x", 2 ** 30)).toBe(0);
  // Of another release: it says so.
  expect(await say(JSON.stringify({ secret, migrations: "other" }))).toBeGreaterThan(0);
});

it("backs up what the other process has, and restores into no folder that another process has", async () => {
  const file = join(home, "beside.backup");
  expect(await backUp({ dataDir, file })).toMatchObject({ asks: 1, command_versions: 1 });
  await expect(restore({ dataDir, file })).rejects.toMatchObject({ code: "STORE_LOCKED" });
  expect(await restore({ dataDir: join(home, "again"), file })).toMatchObject({ asks: 1 });
});

it("waits for a verb that has the folder, takes a long path, and says so when the bot stops meanwhile", async () => {
  const long = join(home, "l".repeat(90));
  const first = await openStore({ dataDir: long, isBeside: true });
  const second = openStore({ dataDir: long, isBeside: true });
  await first.writeSetting("by", "first");
  await first.close();
  const store = await second;
  expect(await store.readSetting("by")).toBe("first");
  await store.close();
  const serving = await openStore({ dataDir: long, servesVerbs: true });
  const verb = await openStore({ dataDir: long, isBeside: true });
  expect(await verb.readSetting("by")).toBe("first");
  // The bot stops while the verb works.
  await serving.close();
  await expect(verb.readSetting("by")).rejects.toMatchObject({ code: "STORE_UNAVAILABLE" });
  await verb.close();
});
