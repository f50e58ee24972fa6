/** Writes text token by token for several asks at once; asks join and leave between any two tokens. */

import type { TextTokenizer } from "../../models/tokenizer.ts";
import type { KvCache } from "../graph/kv-cache.ts";
import type { ModelSession } from "../graph/session.ts";
import type { PrefixCache } from "../prefix-cache.ts";
import { type Generated, type GenerateTask, startWriting, type Writing } from "./writing.ts";

export interface Generator {
  /** Reads the prompt and joins the others. `done` is called once, unless the task is dropped before. */
  start(task: GenerateTask, done: (generated: Generated) => void): Promise<void>;
  /** One token for every ask under way; for a lone one, as many as were rightly guessed besides. */
  step(): Promise<void>;
  /** Leaves the task unfinished: `done` is not called any more. Those beside it are not touched. */
  drop(task: GenerateTask): void;
  /** Tasks under way, with those that were dropped since the last step. */
  readonly size: number;
}

/** Asks that share a run, with their cache; `padding` tokens of each row hold nothing. */
interface Group {
  readonly rows: readonly Writing[];
  cache: KvCache;
  readonly padding: readonly number[];
}

/** @param endTokens tokens that end a text */
export function createGenerator(
  session: ModelSession,
  prefixes: PrefixCache,
  options: { decoder: Pick<TextTokenizer, "decode">; endTokens: readonly number[] },
): Generator {
  /** One group for all where the graph allows it, else one each. */
  let groups: Group[] = [];
  /** Tasks that were dropped, maybe while their prompt was still being read. */
  const dropped = new WeakSet<GenerateTask>();
  const accepts = (writing: Writing, logits: Float32Array) =>
    !dropped.has(writing.task) && writing.accept(logits);

  /** Takes the rows that are done out of their group. */
  function keep(group: Group, stays: (writing: Writing, row: number) => boolean): void {
    const rows = [...group.rows.keys()].filter((row) => stays(group.rows[row] as Writing, row));
    groups = groups.filter((other) => other !== group);
    if (rows.length === group.rows.length) groups.push(group);
    else if (rows.length > 0) groups.push(merge(session, [group], rows));
  }

  async function stepOne(group: Group): Promise<void> {
    const [only, ...others] = group.rows;
    if (only && others.length === 0) {
      const goesOn = await stepAlone(session, group, { writing: only, accepts });
      return keep(group, () => goesOn);
    }
    const result = await session.run({
      rows: group.rows.map(({ last }) => [last]),
      cache: group.cache,
      padding: group.padding,
      keep: 1,
      wantsCache: true,
    });
    session.caches.release(group.cache);
    group.cache = result.cache as KvCache;
    const goesOn = group.rows.map((writing, row) => accepts(writing, result.logits(row, 0)));
    keep(group, (_, row) => goesOn[row] ?? false);
  }

  return {
    get size() {
      return groups.reduce((sum, { rows }) => sum + rows.length, 0);
    },
    async start(task, done) {
      if (task.maxNewTokens < 1) return done({ text: "", finish: "length", newTokens: 0 });
      const cache = await prefixes.take(task.prefix, 1);
      if (dropped.has(task)) return;
      const result = await session.run({ rows: [task.text], cache, keep: 1, wantsCache: true });
      const writing = startWriting(task, options, done);
      if (!accepts(writing, result.logits(0, 0))) return;
      const own: Group = { rows: [writing], cache: result.cache as KvCache, padding: [0] };
      groups = session.batching.side === null ? [...groups, own] : [merge(session, [...groups, own])];
    },
    async step() {
      // A run may be under way when a task is dropped: only here, between two runs, are rows taken out of their groups.
      for (const group of [...groups]) keep(group, ({ task }) => !dropped.has(task));
      for (const group of [...groups]) await stepOne(group);
    },
    drop(task) {
      dropped.add(task);
    },
  };
}

/** Puts rows of several groups into one.
 * @param chosen of the rows together; all where left out */
function merge(
  { caches, batching }: ModelSession,
  groups: readonly Group[],
  chosen?: readonly number[],
): Group {
  const [first, ...others] = groups;
  if (first && others.length === 0 && chosen === undefined) return first;
  const all = groups.flatMap(({ rows, cache, padding }) =>
    rows.map((writing, row) => ({ writing, cache, row, padding: padding[row] ?? 0 })),
  );
  const parts = chosen ? chosen.map((at) => all[at] as (typeof all)[number]) : all;
  return {
    rows: parts.map(({ writing }) => writing),
    ...caches.merge(parts, batching.side ?? "left"),
  };
}

/** Runs a lone ask over its last token and what is guessed to follow: each token is chosen as ever, from the logits of those before.
 * @returns whether the ask continues */
async function stepAlone(
  { run, caches }: ModelSession,
  group: Group,
  { writing, accepts }: { writing: Writing; accepts: (writing: Writing, logits: Float32Array) => boolean },
): Promise<boolean> {
  const guessed = writing.guess();
  const row = [writing.last, ...guessed];
  const { cache, padding } = group;
  const result = await run({ rows: [row], cache, padding, keep: row.length, wantsCache: true });
  let read = 0;
  let goesOn: boolean;
  do goesOn = accepts(writing, result.logits(0, guessed.length - read++));
  while (goesOn && writing.last === guessed[read - 1]);
  group.cache = caches.cut(result.cache as KvCache, cache.tokens + read);
  caches.release(cache);
  return goesOn;
}
