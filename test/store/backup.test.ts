/** Backups: whole, portable between PGlite and PostgreSQL and from release 0.1, and refused in words where they are not. */

import { createHash } from "node:crypto";
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { EVERYWHERE } from "../../src/core/command/saved-command.ts";
import { backUp, restore } from "../../src/store/backup.ts";
import { DRAFTS_AND_TRIALS } from "../../src/store/schema/migrate.ts";
import { openStore } from "../../src/store/store.ts";
import { runCli } from "../cli/run-cli.ts";
import { type PostgresServer, startPostgres } from "../emulators/postgres.ts";
import { queryAt } from "./backings.ts";
import { eventually } from "./eventually.ts";
import { openRelease01, type Release01 } from "./release-0.1.ts";
import { anAsk, answer, aPerson } from "./samples.ts";

let home: string;
let server: PostgresServer;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), "fewshot-backup-"));
  server = await startPostgres();
});
afterAll(async () => {
  await server.remove();
  await rm(home, { recursive: true, force: true });
});

/** All lines but the first and the last, which name the file itself. */
const rowsIn = async (file: string) => (await readFile(file, "utf8")).trimEnd().split("\n").slice(1, -1);

describe.each(["PGlite", "PostgreSQL"] as const)("a store of release 0.1 on %s", (kind) => {
  let release: Release01;
  beforeAll(async () => {
    release = await openRelease01(kind);
  });
  afterAll(() => release.remove());

  it("goes to PostgreSQL and to PGlite and back, row by row the same; what waits is answered there", async () => {
    const files = ["first", "second", "third"].map((name) => join(home, `${kind}-${name}.backup`));
    const [first = "", second = "", third = ""] = files;
    const onServer = { databaseUrl: await server.createDatabase() };
    const inFolder = { dataDir: join(home, `${kind}-data`) };
    const counts = await backUp({ ...release.where, file: first });
    expect(counts).toMatchObject({ asks: 16, overrides: 4, ratings: 3, opt_outs: 3, jobs: 5 });
    expect(await restore({ ...onServer, file: first })).toEqual(counts);
    await backUp({ ...onServer, file: second });
    expect(await restore({ ...inFolder, file: second })).toEqual(counts);
    await backUp({ ...inFolder, file: third });
    const rows = await rowsIn(first);
    expect(await rowsIn(second)).toEqual(rows);
    expect(await rowsIn(third)).toEqual(rows);
    expect((await stat(first)).mode & 0o077).toBe(0);

    for (const where of [onServer, inFolder]) {
      const store = await openStore(where);
      expect(await store.isOptedOut({ platform: "slack", workspace: "T0TEAM", id: "U0CARA", name: "" })).toBe(
        true,
      );
      await store.work(async (id) => void (await store.recordAnswer(id, answer)));
      await eventually(async () => expect(await store.queue()).toMatchObject({ waiting: 0, running: 0 }));
      expect((await store.findAsk(release.saved.ids.webWaiting))?.answer).toEqual(answer);
      // New rows come after the restored ones.
      const place = { channel: "web", native: null };
      const { ask } = await store.recordAsk(anAsk({ place }));
      const listed = await store.listAsks({ platform: "web", channel: "web", limit: 1 });
      expect(listed.map((record) => record.ask.id)).toEqual([ask.id]);
      await store.close();
    }
  });
});

describe("a backup", () => {
  const version = {
    name: "triage",
    number: 1,
    scope: { platform: "web", workspace: "web", channel: "" },
    source: "# “ü” 字\nsummary: x\n",
    note: "first",
    author: aPerson(),
    fileRevision: null,
  };
  let where: { dataDir: string };
  let good: string;
  beforeAll(async () => {
    where = { dataDir: join(home, "many") };
    const store = await openStore(where);
    const person = aPerson();
    for (let n = 0; n < 450; n++)
      await store.recordAsk(anAsk({ person, text: `text ${n} “ü” 字 \u2028\u2029\r\n \\u0000` }));
    for (const label of ["Positive", null]) {
      const { ask } = await store.recordAsk(anAsk({ command: "checked", isSpotCheck: true }));
      await store.recordAnswer(ask.id, answer);
      await store.decideSpotCheck({ askId: ask.id, label, by: person });
    }
    const { ask } = await store.recordAsk(anAsk({ command: "checked" }));
    await store.recordAnswer(ask.id, answer);
    const made = await store.recordOverride({
      ...{
        interactionId: "o",
        askId: ask.id,
        person: ask.person,
        value: "Negative",
        reason: null,
        mayReuse: true,
      },
    });
    const overrideId = made.kind === "stored" ? made.override.id : "";
    await store.decideCorrection({ overrideId, decision: "row", by: person });
    await store.saveVersion(version);
    await store.publishVersion(version, { scope: version.scope, by: person, note: null });
    await store.close();
    const file = join(home, "many.backup");
    await backUp({ ...where, file });
    good = await readFile(file, "utf8");
  });

  it("holds more rows than are read at once", async () => {
    expect(good.match(/"table":"asks"/g)).toHaveLength(453);
    const dataDir = join(home, "many-again");
    expect(await restore({ dataDir, file: join(home, "many.backup") })).toMatchObject({
      asks: 453,
      spot_checks: 2,
      correction_reviews: 1,
      command_versions: 1,
      command_events: 2,
    });
  });

  it("holds spot checks, decisions and the rows that commands learn from", async () => {
    const store = await openStore({ dataDir: join(home, "many-again") });
    const checks = await store.spotChecksOf("checked", EVERYWHERE);
    expect(checks.map(({ decision }) => decision?.label)).toEqual(["Positive", null]);
    const rows = await store.labelledRows("checked", { scope: EVERYWHERE, labels: ["Positive", "Negative"] });
    expect(rows.map(({ source, label }) => [source, label])).toEqual([
      ["spot-check", "Positive"],
      ["override", "Negative"],
    ]);
    await store.close();
  });

  it("holds the saved commands with their history, and new ones are numbered after them", async () => {
    const store = await openStore({ dataDir: join(home, "many-again") });
    const { number: _, ...kept } = version;
    expect(await store.liveVersions()).toMatchObject([{ ...kept, number: 1, replaced: null }]);
    expect(await store.saveVersion({ ...version, source: "other" })).toMatchObject({
      version: { number: 2 },
    });
    const events = await store.listVersionEvents(version.name);
    expect(events.map(({ action, number }) => `${action} ${number}`)).toEqual([
      "saved 1",
      "published 1",
      "saved 2",
    ]);
    await store.close();
  });

  const lines = () => good.trimEnd().split("\n");
  const cases: [string, () => string, RegExp][] = [
    ["is empty", () => "", /is empty/],
    ["is something else", () => '{"name":"fewshot"}\n', /is no backup of Fewshot/],
    ["is not even JSON", () => "PK\u0003\u0004", /is no backup of Fewshot/],
    ["was cut off between lines", () => lines().slice(0, 300).join("\n"), /ends too early/],
    ["was cut off in a line", () => good.slice(0, 60_000), /is damaged at line \d+/],
    ["lost a row", () => lines().toSpliced(7, 1).join("\n"), /checksum is wrong/],
    ["was edited", () => good.replace("text 33 ", "text 34 "), /checksum is wrong/],
    ["goes on after its end", () => `${good}{"table":"asks","row":{}}\n`, /more lines after its end/],
    ["is of a newer file format", () => good.replace('"version":1', '"version":2'), /newer version/],
    [
      "is of newer tables",
      () => good.replace('"migrations":[', '"migrations":["9999-future",'),
      /newer version/,
    ],
    [
      "names a table that isn't there",
      () => good.replace('"table":"asks"', '"table":"pg_user"'),
      /is damaged at line/,
    ],
  ];
  it.each(cases)("that %s is refused, and nothing is written", async (_what, make, reason) => {
    const file = join(home, "bad.backup");
    await writeFile(file, make());
    const dataDir = join(home, "untouched");
    await expect(restore({ dataDir, file })).rejects.toMatchObject({
      code: "INPUT_USAGE",
      message: expect.stringMatching(reason),
    });
    expect(await readdir(home)).not.toContain("untouched");
  });

  it("of a release before the mark marks what reviews made by its note, as the update of the tables does", async () => {
    const [head = "", ...rest] = lines();
    const rows = rest.slice(0, -1).filter((line) => line.includes('"table":"command_'));
    const older = [
      head.replace(`,"${DRAFTS_AND_TRIALS}"`, ""),
      ...rows.map((line) =>
        line.replace('"note":"first"', '"note":"採用更正作為範例"').replace('"of_reviews":false,', ""),
      ),
    ];
    const sha256 = createHash("sha256")
      .update(`${older.join("\n")}\n`)
      .digest("hex");
    const file = join(home, "older.backup");
    const end = JSON.stringify({ end: true, rows: rows.length, sha256 });
    await writeFile(file, `${[...older, end].join("\n")}\n`);
    const databaseUrl = await server.createDatabase();
    await restore({ databaseUrl, file });
    for (const statement of [
      "select",
      `alter table fewshot.command_versions drop column of_reviews; alter table fewshot.asks drop column version_state;
        drop index fewshot.asks_by_version; drop table fewshot.accepted_texts; drop function fewshot.tell_of_gone_override cascade;
        drop function fewshot.tell_of_gone_source cascade; delete from fewshot.migrations where name >= '${DRAFTS_AND_TRIALS}'`,
    ]) {
      await queryAt(databaseUrl, statement);
      const store = await openStore({ databaseUrl });
      await store.saveVersion({ ...version, source: statement });
      expect((await store.listVersions("triage")).map((one) => one.isOfReviews).at(-1)).toBe(true);
      expect((await store.listVersions("triage"))[0]?.isOfReviews).toBe(false);
      await store.close();
    }
  });

  it("is not read over people's data, and overwrites no file", async () => {
    const file = join(home, "many.backup");
    await expect(restore({ ...where, file })).rejects.toMatchObject({
      code: "INPUT_USAGE",
      message: expect.stringContaining("holds asks, opt-outs or saved commands already"),
    });
    await expect(backUp({ ...where, file })).rejects.toMatchObject({
      code: "INPUT_USAGE",
      message: expect.stringContaining("exists already"),
    });
    expect(await readFile(file, "utf8")).toBe(good);
    for (const bad of [join(home, "no", "such", "folder"), home])
      await expect(restore({ ...where, file: bad })).rejects.toMatchObject({ code: "INPUT_USAGE" });
    await expect(backUp({ ...where, file: join(home, "no", "such", "folder") })).rejects.toMatchObject({
      code: "INPUT_USAGE",
    });
  });

  it("is made and read in the terminal, and restored in no folder that another process has", async () => {
    const file = join(home, "cli.backup");
    const env = { DATA_DIR: where.dataDir };
    expect(await runCli(["backup", file], env)).toMatchObject({
      code: 0,
      stdout: `${file}: 453 asks, 1 override, 0 ratings, 0 opt-outs, 1 saved command version, 453 waiting jobs.\n`,
    });
    const restored = await runCli(["restore", file, "--json"], { DATA_DIR: join(home, "cli-data") });
    expect(JSON.parse(restored.stdout)).toMatchObject({ file, rows: { asks: 453, jobs: 453 } });
    const store = await openStore(where);
    const refused = await runCli(["restore", file], env);
    expect(refused).toMatchObject({ code: 75, stderr: expect.stringContaining("in use by process") });
    await store.close();
  });
});
