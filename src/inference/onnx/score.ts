/** Scores label sets: the log-probability of each label after a prompt, many asks over one prefix in a batch. Nothing is sampled. */

import type { PrefixCache } from "./prefix-cache.ts";
import { notANumber } from "./sampling.ts";
import type { ModelSession } from "./session.ts";

export interface ScoreTask {
  readonly prefix: readonly number[];
  readonly text: readonly number[];
  /** Tokens of each label as it continues the prompt. */
  readonly labels: readonly (readonly number[])[];
}

/** A row to run: the text, and the part of a label whose successors are wanted. */
interface Row {
  readonly task: number;
  readonly tokens: readonly number[];
  /** Label tokens at the row's end. */
  readonly path: readonly number[];
}

/** Log-probabilities, one array a task, one number a label.
 * @param tasks all with the same prefix
 * @throws {BotError} BACKEND_MALFORMED when the model gives NaN */
export async function scoreTasks(
  session: ModelSession,
  cache: PrefixCache,
  tasks: readonly ScoreTask[],
): Promise<number[][]> {
  const prefix = tasks[0]?.prefix ?? [];
  const rows = tasks.flatMap((task, index) => rowsOf(task, index));
  // Rows of like length share a batch, so that little is padded.
  rows.sort((a, b) => a.tokens.length - b.tokens.length);
  /** Log-probability of a token after a path, by task. */
  const found = tasks.map(() => new Map<string, number>());
  const most = cache.mostRows(prefix.length);
  for (let at = 0; at < rows.length; at += most) {
    const batch = rows.slice(at, at + most);
    const keep = Math.max(...batch.map(({ path }) => path.length)) + 1;
    const past = await cache.take(prefix, batch.length);
    const result = await session.run({
      rows: batch.map(({ tokens }) => tokens),
      past,
      keep,
      wantsPresent: false,
    });
    for (const [index, { task, path }] of batch.entries())
      for (let depth = 0; depth <= path.length; depth++) {
        const logits = result.logits(index, path.length - depth);
        const known = found[task] as Map<string, number>;
        const stem = path.slice(0, depth).join();
        if (known.has(`${stem}>`)) continue;
        const total = logSum(logits);
        if (!Number.isFinite(total)) throw notANumber();
        known.set(`${stem}>`, total);
        for (const label of tasks[task]?.labels ?? [])
          if (label.length > depth && label.slice(0, depth).join() === stem)
            known.set(label.slice(0, depth + 1).join(), (logits[label[depth] as number] as number) - total);
      }
  }
  return tasks.map((task, index) =>
    task.labels.map((label) =>
      label.reduce(
        (sum, _, depth) => sum + (found[index]?.get(label.slice(0, depth + 1).join()) ?? Number.NaN),
        0,
      ),
    ),
  );
}

/** One row for each longest stem of the label trie: shared first tokens are run once, and a set of single tokens needs one row. */
function rowsOf(task: ScoreTask, index: number): Row[] {
  const stems = task.labels.map((label) => label.slice(0, -1));
  const longest = stems.filter(
    (stem, at) =>
      !stems.some(
        (other, otherAt) =>
          (other.length > stem.length || (other.length === stem.length && otherAt < at)) &&
          other.slice(0, stem.length).join() === stem.join(),
      ),
  );
  return longest.map((path) => ({ task: index, path, tokens: [...task.text, ...path] }));
}

/** log Σ exp, in double precision. */
function logSum(logits: Float32Array): number {
  let highest = Number.NEGATIVE_INFINITY;
  // Counting is twice as fast as iterating here, and this is most of what an ask costs outside the model.
  const count = logits.length;
  for (let at = 0; at < count; at++) if (!((logits[at] as number) <= highest)) highest = logits[at] as number;
  let sum = 0;
  for (let at = 0; at < count; at++) sum += Math.exp((logits[at] as number) - highest);
  return highest + Math.log(sum);
}
