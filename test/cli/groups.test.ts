/** `fewshot groups`: figures of a week that is over, lists, and what it says where there is nothing to show. */

import { randomUUID } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { addGroupsCommand } from "../../src/cli/measure/groups.ts";
import { closedWeeks } from "../../src/monitoring/groups/rates/weeks.ts";
import { openCluster } from "../../src/store/pglite/open.ts";
import { openStore } from "../../src/store/store.ts";
import { storeDrawnAsk } from "../store/drawn-ask.ts";
import { aPerson } from "../store/samples.ts";
import { runCli, runHere } from "./run-cli.ts";

let folder: string;
let environment: Record<string, string>;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "fewshot-groups-"));
  environment = { DATA_DIR: join(folder, "data"), WATCH_GROUPS: "texts" };
  const store = await openStore({ dataDir: join(folder, "data") });
  for (let index = 0; index < 90; index++)
    await storeDrawnAsk(store, {
      ...{ person: aPerson(), channel: "web", isSpotCheck: false },
      text: index < 34 ? `A deaf customer wrote ${randomUUID()}` : "A customer wrote",
      given: index < 8 ? { label: null, doubt: "below-threshold" } : {},
    });
  await store.close();
  const [week] = closedWeeks(new Date(), null);
  const database = await openCluster(join(folder, "data", "cluster"));
  await database.executeSql(
    `update fewshot.asks set created_at = '${week?.from.toISOString()}'::timestamptz + interval '1 hour'`,
  );
  await database.close();
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const run = (args: readonly string[], changes: Record<string, string> = {}) =>
  runHere(addGroupsCommand, ["groups", ...args], { ...environment, ...changes });

describe("fewshot groups", () => {
  it("prints rates and what they say, and no text", async () => {
    const { stdout, code } = await runCli(["groups"], environment);
    expect(code).toBe(0);
    expect(stdout).toContain("/mood (not in force any more)\n  disability: hearing; feedback 0.0% (0 of 34;");
    expect(stdout).toContain("    Not sure: 23.5% (8 of 34; 12.4% – 40.0%)\n");
    expect(stdout).toContain("      everybody else 0.0% (0 of 56; 0.0% – 6.4%); +23.5 points");
    expect(stdout).toContain("not enough data: 34 of 73 needed to see 10 points");
    expect(stdout).not.toContain("wrote");
  });

  it("gives the same as JSON, for a week that was over", async () => {
    const week = closedWeeks(new Date(), null)[0]?.id ?? "";
    const report = JSON.parse((await run(["--json", "--week", week])).out);
    expect(report).toMatchObject({ week: { id: week }, margin: 0.1, sources: ["texts"] });
    expect(report.commands[0].rows[0].cells["not-sure"].rate).toMatchObject({ hits: 8, n: 34 });
    const other = await run(["--week", "2020-01-06"]);
    expect([other.code, other.err]).toEqual([
      2,
      expect.stringContaining("There is no week of 2020-01-06. Weeks that are over: "),
    ]);
  });

  it("says how to begin, and what is wrong with a file of lists", async () => {
    const off = await run([], { WATCH_GROUPS: "" });
    expect([off.code, off.err]).toEqual([2, expect.stringContaining("WATCH_GROUPS=texts")]);
    const unknown = await run([], { WATCH_GROUPS: "texts,names" });
    expect([unknown.code, unknown.err]).toEqual([
      2,
      expect.stringContaining("WATCH_GROUPS must be some of texts, declared, mapped"),
    ]);
    const file = join(folder, "groups.yaml");
    const lists = (await run(["--lists"])).out;
    expect(lists).toContain('- name: "disability: hearing"');
    await writeFile(file, lists);
    expect((await run(["--lists"], { GROUPS_FILE: file })).out).toBe(lists);
    await writeFile(file, `${lists.trimEnd()}\nwords: []\n`);
    const bad = await run(["--lists"], { GROUPS_FILE: file });
    expect([bad.code, bad.err]).toEqual([2, expect.stringMatching(/groups\.yaml:\d+: unknown key "words"/)]);
  });
});
