/** Statements are prepared on PostgreSQL, and one that can't be used any more costs nothing but its speed. */

import { Kysely, PostgresDialect, sql } from "kysely";
import pg from "pg";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { preparing } from "../../src/store/postgres/prepared.ts";
import { type PostgresServer, startPostgres } from "../emulators/postgres.ts";

interface Tables {
  readonly notes: { readonly id: number; readonly text: string };
}

let server: PostgresServer;
let pool: pg.Pool;
let db: Kysely<Tables>;
beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server.remove());
beforeEach(async () => {
  // One connection, so that each statement meets what the one before left.
  pool = new pg.Pool({ connectionString: await server.createDatabase(), max: 1 });
  pool.on("error", () => {});
  db = new Kysely({ dialect: new PostgresDialect({ pool: preparing(pool) }) });
  await sql`create table notes (id integer, text text)`.execute(db);
  return () => db.destroy();
});

const find = (from: Kysely<Tables> = db) =>
  from.selectFrom("notes").selectAll().where("id", "=", 1).execute();
const prepared = async () =>
  (await sql<{ statement: string }>`select statement from pg_prepared_statements`.execute(db)).rows.length;

it("prepares a statement with parameters once, however often and with whatever values it runs", async () => {
  for (let id = 1; id <= 10; id++)
    await db
      .insertInto("notes")
      .values({ id, text: `${id}` })
      .execute();
  expect(await find()).toEqual([{ id: 1, text: "1" }]);
  expect(await prepared()).toBe(2);
});

it("runs a statement whose result changed with the tables of a newer release, from then on unprepared", async () => {
  await db.insertInto("notes").values({ id: 1, text: "one" }).execute();
  await find();
  await sql`alter table notes add column colour text default 'red'`.execute(db);
  for (let times = 0; times < 2; times++)
    expect(await find()).toEqual([{ id: 1, text: "one", colour: "red" }]);
});

it("runs a statement on a connection that does not know it, as a pooler may give one", async () => {
  await db.insertInto("notes").values({ id: 1, text: "one" }).execute();
  await find();
  await sql`deallocate all`.execute(db);
  expect(await find()).toEqual([{ id: 1, text: "one" }]);
});

it("prepares nothing within a transaction, which one unusable statement would end", async () => {
  await find();
  await sql`alter table notes add column colour text`.execute(db);
  await db.transaction().execute(async (transaction) => {
    await transaction.insertInto("notes").values({ id: 1, text: "one" }).execute();
    expect(await find(transaction)).toHaveLength(1);
  });
  expect(await find()).toHaveLength(1);
});

it("prepares a hundred statements and no more", async () => {
  for (let n = 0; n < 150; n++) await sql`select ${n}::integer + ${sql.lit(n)} as sum`.execute(db);
  expect(await prepared()).toBe(100);
});

it("passes on what a statement is refused for", async () => {
  await expect(sql`select ${1}::integer / 0`.execute(db)).rejects.toMatchObject({ code: "22012" });
});
