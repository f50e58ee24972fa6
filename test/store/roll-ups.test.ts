/** The contract of counts by day, on PGlite and on a real PostgreSQL; and that a store counts by itself. */

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { silent } from "../../src/store/database/database.ts";
import { openDatabase } from "../../src/store/database/open-database.ts";
import { startPostgres } from "../emulators/postgres.ts";
import { createPGliteBacking } from "./backings.ts";
import { eventually } from "./eventually.ts";
import { describeRollUps } from "./roll-ups-contract.ts";
import { anAsk, answer } from "./samples.ts";

describeRollUps("PGlite", {
  runs: 6,
  async open() {
    const dataDir = await mkdtemp(join(tmpdir(), "fewshot-roll-ups-"));
    const { database } = await openDatabase({ dataDir }, silent);
    return { database, remove: () => rm(dataDir, { recursive: true }) };
  },
});

describeRollUps("PostgreSQL", {
  runs: 12,
  async open() {
    const server = await startPostgres();
    const { database } = await openDatabase({ databaseUrl: await server.createDatabase() }, silent);
    return { database, remove: () => server.remove() };
  },
});

it("counts while it works, and after a restart what was left", async () => {
  const backing = await createPGliteBacking();
  const day = new Date().toISOString().slice(0, 10);
  const query = {
    ...{ command: null, platform: null, workspace: null, step: "day" as const },
    ...{ from: "2026-01-01", to: "2999-12-31" },
  };
  const first = await backing.open({ rollUpEveryMs: 60_000 });
  await first.recordAsk(anAsk());
  await first.close();
  // Killed while it counted.
  await backing.query(
    `insert into fewshot.rollup_jobs (unit, version, is_held, seen_at, taken) values ('${day} sentiment', 1, true, now(), 1)`,
  );
  const second = await backing.open({ rollUpEveryMs: 20 });
  await second.work(async (id) => void (await second.recordAnswer(id, answer)));
  await eventually(async () => {
    const { steps, pending } = await second.readFigures(query);
    expect(steps[0]?.counts).toMatchObject({ asks: 1, answered: 1 });
    expect(pending).toBe(0);
  });
  await second.close();
  await backing.remove();
});
