/** What may be wrong with the place a store is opened on, in words; and what passes by itself. */

import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import type { Change } from "../../src/flows/ports/store.ts";
import { checkStore } from "../../src/store/database/check.ts";
import { TEMPLATE } from "../../src/store/pglite/data-folder.ts";
import { openCluster } from "../../src/store/pglite/open.ts";
import { unpackFolder } from "../../src/store/pglite/template/pack.ts";
import { isUpToDate } from "../../src/store/schema/migrate.ts";
import { openStore } from "../../src/store/store.ts";
import { runCli } from "../cli/run-cli.ts";
import { type PostgresServer, startPostgres } from "../emulators/postgres.ts";
import { queryAt } from "./backings.ts";
import { eventually } from "./eventually.ts";
import { anAsk, answer } from "./samples.ts";
import { startChild } from "./start-child.ts";

const FUTURE =
  "insert into fewshot.migrations (name, timestamp) values ('9999-from-the-future', '2999-01-01')";

describe("a data folder", () => {
  let parent: string;
  let dataDir: string;
  beforeEach(async () => {
    parent = await mkdtemp(join(tmpdir(), "fewshot-folder-"));
    dataDir = join(parent, "data");
    return () => rm(parent, { recursive: true });
  });

  it("that another process has open is refused with who that is, and free as soon as the process is killed", async () => {
    const child = startChild({ where: { dataDir }, does: "hold" });
    const { pid } = await child.waitFor("open");
    await expect(openStore({ dataDir })).rejects.toMatchObject({
      code: "STORE_LOCKED",
      message: expect.stringMatching(
        new RegExp(
          `in use by process ${pid}, since \\d{4}-\\S+Z, on http://127.0.0.1:3000\\. Stop that process`,
        ),
      ),
    });
    await child.kill();
    await (await openStore({ dataDir })).close();
  });

  it("is refused to a second store of the same process too, and free after it was closed", async () => {
    const first = await openStore({ dataDir });
    await expect(openStore({ dataDir })).rejects.toMatchObject({ code: "STORE_LOCKED" });
    await first.close();
    await (await openStore({ dataDir })).close();
  });

  it("with other people's files is refused and left as it was", async () => {
    await mkdir(dataDir);
    await writeFile(join(dataDir, "thesis.docx"), "years of work");
    await expect(openStore({ dataDir })).rejects.toMatchObject({
      code: "STORE_FOREIGN",
      message: expect.stringContaining("thesis.docx"),
    });
    expect(await readdir(dataDir)).toEqual(["thesis.docx"]);
  });

  it("is finished by the next start when its first start was interrupted", async () => {
    await mkdir(join(dataDir, "cluster.new", "base"), { recursive: true });
    await writeFile(join(dataDir, "cluster.new", "half"), "a file");
    const store = await openStore({ dataDir });
    expect((await store.recordAsk(anAsk())).isNew).toBe(true);
    await store.close();
    expect(await readdir(dataDir)).not.toContain("cluster.new");
  });

  it("of a newer layout, with a broken marker, or of another PostgreSQL is refused", async () => {
    await (await openStore({ dataDir })).close();
    const marker = join(dataDir, "fewshot.json");
    const right = await readFile(marker, "utf8");
    await writeFile(marker, JSON.stringify({ layout: 99 }));
    await expect(openStore({ dataDir })).rejects.toMatchObject({
      code: "STORE_FOREIGN",
      message: expect.stringContaining("newer Fewshot"),
    });
    await writeFile(marker, "{");
    await expect(openStore({ dataDir })).rejects.toMatchObject({
      code: "STORE_FOREIGN",
      message: expect.stringContaining("not what Fewshot wrote"),
    });
    await writeFile(marker, right);
    await writeFile(join(dataDir, "cluster", "PG_VERSION"), "19\n");
    await expect(openStore({ dataDir })).rejects.toMatchObject({
      code: "STORE_FOREIGN",
      message: expect.stringContaining("PostgreSQL 19"),
    });
  });

  it("whose tables a newer Fewshot changed is refused", async () => {
    await (await openStore({ dataDir })).close();
    const database = await openCluster(join(dataDir, "cluster"));
    await database.executeSql(FUTURE);
    await database.close();
    await expect(openStore({ dataDir })).rejects.toMatchObject({
      code: "STORE_FOREIGN",
      message: expect.stringContaining("newer version"),
    });
  });

  it("begins with a database that has all tables already", async () => {
    await unpackFolder(await readFile(TEMPLATE), dataDir);
    const database = await openCluster(dataDir);
    expect(await isUpToDate(database.kysely)).toBe(true);
    await database.close();
  });

  it("that is a file, or below one, is refused with the path", async () => {
    await writeFile(dataDir, "a file");
    await expect(openStore({ dataDir })).rejects.toMatchObject({
      code: "STORE_UNWRITABLE",
      message: expect.stringContaining(dataDir),
    });
    await expect(openStore({ dataDir: join(dataDir, "below") })).rejects.toMatchObject({
      code: "STORE_UNWRITABLE",
    });
  });

  it("that may only be read is refused, whether it is there already or not", async () => {
    await (await openStore({ dataDir })).close();
    await chmod(dataDir, 0o555);
    await chmod(join(dataDir, "lock.db"), 0o444);
    await chmod(parent, 0o555);
    const isRoot = process.getuid?.() === 0;
    // To root everything is writable.
    if (isRoot) process.seteuid?.(65_534);
    try {
      for (const folder of [dataDir, join(parent, "new")])
        await expect(openStore({ dataDir: folder })).rejects.toMatchObject({
          code: "STORE_UNWRITABLE",
          message: expect.stringMatching(/The data folder \S+ can't be (written|locked).*Make it writable/),
        });
    } finally {
      if (isRoot) process.seteuid?.(0);
      await chmod(parent, 0o755);
      await chmod(dataDir, 0o755);
    }
  });

  it("is readable by its owner only, also one that release 0.1 made readable for all", async () => {
    if (process.platform === "win32") return;
    const modeOf = async (...path: string[]) => (await stat(join(dataDir, ...path))).mode & 0o777;
    await (await openStore({ dataDir })).close();
    await chmod(dataDir, 0o755);
    const store = await openStore({ dataDir });
    expect([await modeOf(), await modeOf("cluster")]).toEqual([0o700, 0o700]);
    expect([await modeOf("holder.json"), await modeOf("fewshot.json")]).toEqual([0o600, 0o600]);
    await store.close();
  });

  it("without the file that names its PostgreSQL is called damaged, not unwritable", async () => {
    await (await openStore({ dataDir })).close();
    await rm(join(dataDir, "cluster", "PG_VERSION"));
    await expect(openStore({ dataDir })).rejects.toMatchObject({
      code: "STORE_UNAVAILABLE",
      message: expect.stringContaining("damaged: PG_VERSION is missing"),
    });
  });

  it("is tried by doctor, which sees what a start would see", async () => {
    expect(await checkStore({ dataDir })).toEqual({ ok: true, lines: ["will be made at the first start"] });
    const store = await openStore({ dataDir });
    expect(await checkStore({ dataDir })).toEqual({
      ok: true,
      lines: [expect.stringContaining(`in use by process ${process.pid}`)],
    });
    await store.close();
    expect(await checkStore({ dataDir })).toEqual({
      ok: true,
      lines: ["no bot is running on it", "its database opens"],
    });
    await writeFile(join(dataDir, "cluster", "global", "pg_control"), "nonsense");
    expect(await checkStore({ dataDir })).toMatchObject({
      ok: false,
      lines: [expect.stringContaining("it is damaged")],
    });
  });

  it("whose database is damaged is refused in words, and the lock is let go", async () => {
    await (await openStore({ dataDir })).close();
    await writeFile(join(dataDir, "cluster", "global", "pg_control"), "nonsense");
    for (let tries = 0; tries < 2; tries++)
      await expect(openStore({ dataDir })).rejects.toMatchObject({
        code: "STORE_UNAVAILABLE",
        message: expect.stringContaining("can't be opened"),
      });
  });
});

describe("PostgreSQL", () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(() => server.remove());

  it("that can't be used is named with the reason and without the password", async () => {
    const url = new URL(await server.createDatabase());
    const cases: [string, RegExp, code?: string][] = [
      [
        `postgres://postgres:hunter2@127.0.0.1:${server.port}${url.pathname}`,
        /refused the user or the password/,
        "CONFIG_INVALID",
      ],
      [
        `${url.origin === "null" ? `postgres://postgres:${url.password}@127.0.0.1:${server.port}` : url.origin}/nowhere`,
        /does not exist/,
        "CONFIG_INVALID",
      ],
      ["postgres://postgres:hunter2@127.0.0.1:1/db", /127\.0\.0\.1:1\/db: nothing listens there/],
      ["postgres://postgres:hunter2@host.invalid/db", /host\.invalid:5432\/db: the host's name is unknown/],
    ];
    for (const [databaseUrl, reason, code = "STORE_UNAVAILABLE"] of cases) {
      const error: Error = await openStore({ databaseUrl }).then(
        () => new Error("it opened"),
        (refusal) => refusal,
      );
      expect(error).toMatchObject({ code, message: expect.stringMatching(reason) });
      expect(error).toMatchObject({ retryable: code === "STORE_UNAVAILABLE" });
      expect(error.message).not.toContain("hunter2");
      expect(error.message).not.toContain(url.password);
    }
  });

  it("that is read-only ends the start with a sentence and an exit code, before and after the tables are there", async () => {
    const databaseUrl = await server.createDatabase();
    const { pathname } = new URL(databaseUrl);
    const database = pathname.slice(1);
    const env = { DATABASE_URL: databaseUrl, PORT: "0", INFERENCE_URL: "http://127.0.0.1:1", MODEL: "stub" };
    for (const isPrepared of [false, true]) {
      if (isPrepared) await (await openStore({ databaseUrl })).close();
      await queryAt(databaseUrl, `alter database ${database} set default_transaction_read_only = on`);
      const { code, stderr } = await runCli(["start"], env);
      expect({ code, isTold: stderr.includes("read-only there (SQLSTATE 25006)") }).toEqual({
        code: 75,
        isTold: true,
      });
      await queryAt(
        databaseUrl,
        `begin read write; alter database ${database} reset default_transaction_read_only; commit`,
      );
    }
  });

  it("whose tables a newer Fewshot changed is refused", async () => {
    const databaseUrl = await server.createDatabase();
    await (await openStore({ databaseUrl })).close();
    await queryAt(databaseUrl, FUTURE);
    await expect(openStore({ databaseUrl })).rejects.toMatchObject({ code: "STORE_FOREIGN" });
  });

  it("where we may not make tables, or somebody else's are in our place, is refused with what to do", async () => {
    const databaseUrl = await server.createDatabase();
    await queryAt(databaseUrl, "create role reader login password 'only-for-reading'");
    const url = new URL(databaseUrl);
    url.username = "reader";
    url.password = "only-for-reading";
    await expect(openStore({ databaseUrl: url.href })).rejects.toMatchObject({
      code: "STORE_UNWRITABLE",
      message: expect.stringContaining("Grant it CREATE"),
    });
    await queryAt(databaseUrl, "create schema fewshot");
    await queryAt(databaseUrl, "create table fewshot.asks (question text)");
    await expect(openStore({ databaseUrl })).rejects.toMatchObject({ code: "STORE_FOREIGN" });
  });

  it("is looked at by doctor before the first start without making anything", async () => {
    const databaseUrl = await server.createDatabase();
    const { ok, lines } = await checkStore({ databaseUrl, dataDir: "" });
    expect({ ok, use: lines[1] }).toEqual({
      ok: true,
      use: "the tables are made or updated at the next start",
    });
    expect(await queryAt(databaseUrl, "select 1 from pg_namespace where nspname like 'fewshot%'")).toEqual(
      [],
    );
  });

  it("is made ready once by several processes that start at the same time", async () => {
    const databaseUrl = await server.createDatabase();
    const stores = await Promise.all(Array.from({ length: 5 }, () => openStore({ databaseUrl })));
    const { ask } = await (stores[0] as (typeof stores)[0]).recordAsk(anAsk());
    for (const store of stores) expect((await store.findAsk(ask.id))?.ask).toEqual(ask);
    const { ok, lines } = await checkStore({ databaseUrl, dataDir: "" });
    expect({ ok, use: lines[1] }).toEqual({ ok: true, use: "5 processes are connected, 1 ask waits" });
    await Promise.all(stores.map((store) => store.close()));
  });

  it("may restart while the bot runs: what was kept is there, jobs continue, and changes are reported again", async () => {
    const databaseUrl = await server.createDatabase();
    const store = await openStore({ databaseUrl });
    const carried = vi.fn(async (id: string) => void (await store.recordAnswer(id, answer)));
    await store.work(carried);
    const { ask: before } = await store.recordAsk(anAsk());
    await eventually(async () => expect((await store.findAsk(before.id))?.answer).toEqual(answer));
    const heard = vi.fn<(change: Change) => void>();
    store.watch(heard);
    await server.stop();
    await expect(store.recordAsk(anAsk())).rejects.toMatchObject({
      code: "STORE_UNAVAILABLE",
      retryable: true,
    });
    await server.start();
    const after = await eventually(async () => (await store.recordAsk(anAsk())).ask);
    await eventually(() => expect(carried).toHaveBeenCalledWith(after.id, 1));
    // Told of it by its id, or, when the connection came back later, that any may have changed.
    await eventually(() =>
      expect(heard.mock.calls.flat()).toContainEqual(
        expect.objectContaining({ platform: "web", askId: expect.toBeOneOf([after.id, null]) }),
      ),
    );
    expect((await store.findAsk(before.id))?.answer).toEqual(answer);
    // The line is back: a change made now by another process is heard.
    const other = await openStore({ databaseUrl });
    heard.mockClear();
    await other.recordDelivered(before.id);
    await eventually(() => expect(heard).toHaveBeenCalledWith({ platform: "web", askId: before.id }));
    await other.close();
    await store.close();
  });

  it("notifies each process of what the others recorded, and lets any of them process it", async () => {
    const databaseUrl = await server.createDatabase();
    const [front, worker] = [await openStore({ databaseUrl }), await openStore({ databaseUrl })];
    const heard = vi.fn<(change: Change) => void>();
    front.watch(heard);
    const carried = vi.fn(async (id: string) => void (await worker.recordAnswer(id, answer)));
    await worker.work(carried);
    const { ask } = await front.recordAsk(anAsk());
    await eventually(() => expect(carried).toHaveBeenCalledWith(ask.id, 1));
    await eventually(async () => expect((await front.findAsk(ask.id))?.answer).toEqual(answer));
    await eventually(() => expect(heard).toHaveBeenCalledWith({ platform: "web", askId: ask.id }));
    await Promise.all([front.close(), worker.close()]);
  });
});
