/** The privacy policy names what is kept: every column of the tables has its sentence, in every language. */

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { KEPT_COLUMNS, KEPT_SENTENCES } from "../../src/core/kept-data.ts";
import { LANGUAGES, wordsFor } from "../../src/i18n/words.ts";
import { openDatabase } from "../../src/store/database/open-database.ts";
import { migrate } from "../../src/store/schema/migrate.ts";

let folder: string;
let columns: { table: string; column: string }[];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "fewshot-kept-data-"));
  const log = { info() {}, warn() {}, error() {} };
  const { database } = await openDatabase({ dataDir: folder }, log);
  await migrate(database.kysely);
  const found = await database.executeSql(
    `select table_name as table, column_name as column from information_schema.columns
     where table_schema = 'fewshot' and table_name not like 'migrations%'`,
  );
  columns = found.rows as typeof columns;
  await database.close();
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe("what the privacy policy says is kept", () => {
  it("names every column of every table, and none that is gone", () => {
    const named = Object.entries(KEPT_COLUMNS).flatMap(([table, own]) =>
      Object.keys(own).map((column) => `${table}.${column}`),
    );
    const real = columns.map(({ table, column }) => `${table}.${column}`);
    expect(named.sort()).toEqual(real.sort());
  });

  it("calls nothing technical that names a person or holds what somebody wrote", () => {
    const technical = Object.entries(KEPT_COLUMNS).flatMap(([table, own]) =>
      Object.entries(own).flatMap(([column, sentence]) =>
        sentence === "technical" ? [`${table}.${column}`] : [],
      ),
    );
    expect(
      technical.filter((name) => /person|author|reviewer|_name$|text|reason|note|source/.test(name)),
    ).toEqual([]);
  });

  it.each(Object.keys(LANGUAGES))("uses every sentence, and has each in %s", (tag) => {
    const used = new Set(Object.values(KEPT_COLUMNS).flatMap((own) => Object.values(own)));
    expect(KEPT_SENTENCES.filter((sentence) => !used.has(sentence))).toEqual([]);
    const { kept } = wordsFor(tag).policy;
    expect(Object.keys(kept).sort()).toEqual([...KEPT_SENTENCES].sort());
    for (const sentence of Object.values(kept)) expect(sentence.length).toBeGreaterThan(8);
  });
});
