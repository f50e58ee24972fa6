/** What a head costs. */

import { createResponder } from "../../src/flows/asks/answer/respond.ts";
import type { Backend } from "../../src/flows/ports/backend.ts";
import { applyHead, type SeenText, type Training, trainHead } from "../../src/learning/head/head.ts";
import { createTrainer } from "../../src/learning/trainer.ts";
import { median, print } from "../report.ts";
import { seeTask } from "./see.ts";
import { type BenchTask, publicTasks } from "./tasks.ts";

const COST_ROUNDS = 300;
const WARM_UPS = 50;
const THREAD_ROUNDS = 7;

/** What a head adds to an ask, and how long training takes in this thread. Turn by turn, since a shared machine changes its pace. */
export async function measureCost(backend: Backend, data: string): Promise<void> {
  const [task] = publicTasks(data);
  if (!task) return;
  const { rows, labelCount } = await seeTask(backend, task);
  const training = rows.slice(0, 1_000).map((row) => ({ ...row, weight: 1 }));
  const { head } = trainHead({ rows: training, labelCount });
  const decide = (seen: SeenText) => applyHead(head, seen);
  const ways = {
    without: createResponder(backend),
    with: createResponder(backend, { find: () => ({ number: 1, rows: training.length, decide }) }),
  };
  const spent = { without: [] as number[], with: [] as number[] };
  const cpu = { without: [] as number[], with: [] as number[] };
  for (let round = -WARM_UPS; round < COST_ROUNDS; round++)
    for (const way of ["without", "with"] as const) {
      const { text } = task.rows[(round + WARM_UPS) % task.rows.length] as BenchTask["rows"][number];
      const before = process.cpuUsage();
      const startMs = performance.now();
      await ways[way]({ command: task.command, text, settings: {} });
      const { user, system } = process.cpuUsage(before);
      if (round < 0) continue;
      spent[way].push(performance.now() - startMs);
      cpu[way].push((user + system) / 1000);
    }
  print(
    `\nan ask of ${labelCount} labels (medians of ${COST_ROUNDS}): ${median(spent.without).toFixed(2)} ms, with a head ${median(spent.with).toFixed(2)} ms; processor time ${median(cpu.without).toFixed(2)} and ${median(cpu.with).toFixed(2)} ms`,
  );
  await measureThread({ rows: training, labelCount });
  for (const [n, penalty] of [
    [64, undefined],
    [300, undefined],
    [1_000, undefined],
    [1_000, head.penalty],
  ] as const) {
    const times = Array.from({ length: 3 }, () => {
      const before = process.cpuUsage();
      trainHead({ rows: training.slice(0, n), labelCount, ...(penalty === undefined ? {} : { penalty }) });
      const { user, system } = process.cpuUsage(before);
      return (user + system) / 1000;
    });
    print(
      `training on ${n} rows, ${labelCount} labels${penalty === undefined ? ", penalty by cross-validation" : ", penalty given"}: ${median(times).toFixed(0)} ms of processor time (median of 3)`,
    );
  }
}

/** How long the bot waits for a training: with the start of the thread, and in one that is kept. */
async function measureThread(training: Training): Promise<void> {
  const times = { fresh: [] as number[], kept: [] as number[] };
  for (let round = 0; round < THREAD_ROUNDS; round++) {
    const train = createTrainer({ idleMs: 1_000 });
    for (const way of ["fresh", "kept"] as const) {
      const startMs = performance.now();
      await train(training);
      times[way].push(performance.now() - startMs);
    }
  }
  print(
    `training on ${training.rows.length} rows, ${training.labelCount} labels, in a thread (medians of ${THREAD_ROUNDS}): ${median(times.fresh).toFixed(0)} ms with its start, ${median(times.kept).toFixed(0)} ms in one that is kept`,
  );
}
