/** How long the report of a week about groups takes, and for how long it holds the thread: `npm run bench -- groups [asks of the week …]`. */

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { closedWeeks } from "../src/monitoring/groups/rates/weeks.ts";
import { createGroupReports } from "../src/monitoring/groups/reports.ts";
import { DEFAULT_LISTS } from "../src/monitoring/groups/terms/default-lists.ts";
import { openCluster } from "../src/store/pglite/open.ts";
import { openStore } from "../src/store/store.ts";
import { answer } from "../test/store/samples.ts";
import { describeTimes, print, printMachine } from "./report.ts";

const RUNS = 5;
/** One text in four is about one of these. */
const ABOUT = ["a deaf customer", "an older woman", "my autistic colleague", "a refugee", "一位視障者"];

export async function run(args: readonly string[]): Promise<void> {
  printMachine(["@electric-sql/pglite"]);
  for (const asks of args.length > 0 ? args.map(Number) : [2_000, 20_000]) {
    const dataDir = await mkdtemp(join(tmpdir(), "fewshot-bench-"));
    await (await openStore({ dataDir })).close();
    const cluster = await openCluster(join(dataDir, "cluster"));
    await cluster.executeSql(filling(asks));
    await cluster.close();
    await measure(dataDir, asks);
    await rm(dataDir, { recursive: true });
  }
}

/** Asks of the newest week that is closed: five commands, 500 people, texts of some 40 words. */
function filling(asks: number): string {
  const [week] = closedWeeks(new Date(), null);
  const kept = JSON.stringify({ ...answer, prompt: "x".repeat(1_500) });
  const words = "the update is late again and nobody answers the phone in the afternoon ".repeat(3);
  const about = ABOUT.map((one) => `'${one}'`).join(", ");
  return `insert into fewshot.asks (id, platform, interaction_id, workspace, person_id, person_name, channel, place, command, text,
      settings, locale, created_at, answer, answered_at)
    select 'filled-' || n, 'slack', 'filled-' || n, 'T1', 'P' || n % 500, 'Somebody', 'C1', '{}', 'command' || n % 5,
      '${words}' || case when n % 4 = 0 then (array[${about}])[1 + n / 4 % ${ABOUT.length}] else '' end, '{}', 'en', at, '${kept}', at
    from (select n, '${week?.from.toISOString()}'::timestamptz + interval '7 days' * n / ${asks + 1} as at
      from generate_series(1, ${asks}) as n) as filled`;
}

async function measure(dataDir: string, asks: number): Promise<void> {
  const store = await openStore({ dataDir });
  const reports = createGroupReports({
    ...{
      store,
      sources: ["texts", "declared", "mapped"],
      lists: DEFAULT_LISTS,
      margin: 0.1,
      retentionDays: null,
      namesInForce: async () => new Set<string>(),
    },
  });
  const [week] = (await reports.weeks()).weeks;
  const times: number[] = [];
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  let rows = 0;
  for (let done = 0; done < RUNS; done++) {
    const startMs = performance.now();
    const report = await reports.report(week?.id ?? "");
    times.push(performance.now() - startMs);
    if (report === "busy") throw new Error("another report is being made");
    rows = report?.commands.reduce((sum, command) => sum + command.rows.length, 0) ?? 0;
  }
  delay.disable();
  print(`\n${asks} asks in the week, PGlite`);
  print(`  a report         ${describeTimes(times)}; ${rows} groups shown`);
  print(
    `  thread held      at most ${Math.round(delay.max / 1e6)} ms, p99 ${Math.round(delay.percentile(99) / 1e6)} ms`,
  );
  await store.close();
}
