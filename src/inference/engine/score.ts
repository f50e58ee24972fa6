/**
 * Scores label sets: the log-probability of each label after a prompt, many asks over one prefix in a batch. Nothing is sampled.
 *
 * Labels are distinguished where their tokens differ, as in constrained decoding: "Not spam" is not less likely than "Spam" for being
 * longer, which small models would make it. Where one label begins another, it has what the longer one leaves.
 */

import type { Seen } from "../../core/seen.ts";
import type { BatchResult } from "./graph/graph.ts";
import type { ModelSession } from "./graph/session.ts";
import { type Prefix, type PrefixCache, toPrefix } from "./prefix-cache.ts";
import { likeliestTokens } from "./text/likeliest.ts";
import { notANumber } from "./text/sampling.ts";

export interface ScoreTask {
  readonly prefix: Prefix;
  readonly text: readonly number[];
  /** Tokens of each label as it continues the prompt. */
  readonly labels: readonly (readonly number[])[];
  /** Whether what the model sees after the prompt is wanted too. */
  readonly wantsSeen?: boolean;
}

export interface Scored {
  /** One number a label; they sum to one over a set of different labels. */
  readonly logprobs: readonly number[];
  /** Null unless wanted. */
  readonly seen: Seen | null;
}

/** A place where labels differ: what they share before it, and how they may continue. */
interface Fork {
  readonly stem: readonly number[];
  readonly next: readonly number[];
  /** Whether a label ends here. */
  readonly mayEnd: boolean;
}

/** Where in a run's result a fork's logits are. */
interface Place {
  readonly result: BatchResult;
  readonly row: number;
  readonly fromEnd: number;
}

/** A row to run: the text, and a stem that ends at a fork; forks on the way are read off the same row. */
interface Row {
  readonly task: number;
  readonly tokens: readonly number[];
  readonly path: readonly number[];
}

/** Scores the labels of each task.
 * @param tasks all with the same prefix
 * @throws {BotError} BACKEND_MALFORMED when the model gives NaN */
export async function scoreTasks(
  session: ModelSession,
  cache: PrefixCache,
  tasks: readonly ScoreTask[],
): Promise<Scored[]> {
  const prefix = tasks[0]?.prefix ?? toPrefix([]);
  const forks = tasks.map(({ labels }) => forksOf(labels));
  const rows = tasks.flatMap((task, index) => rowsOf(task, forks[index] ?? new Map(), index));
  // Rows of like length share a batch, so that little is padded.
  rows.sort((a, b) => a.tokens.length - b.tokens.length);
  /** Log-probability of a step: from a stem to a token, or to the label's end. */
  const found = tasks.map(() => new Map<string, number>());
  const seen: (Seen | null)[] = tasks.map(() => null);
  const wantsSeen = tasks.some((task) => task.wantsSeen);
  const all = forks.flatMap((ways) => [...ways.values()]);
  // Without states, what is seen are the likeliest of all tokens.
  const needsAll = all.some(({ mayEnd }) => mayEnd) || (wantsSeen && !session.givesStates);
  const only = needsAll ? undefined : all.flatMap(({ next }) => next);
  const maxRows = cache.maxRows(prefix);
  for (let at = 0; at < rows.length; at += maxRows) {
    const batch = rows.slice(at, at + maxRows);
    const keep = Math.max(...batch.map(({ path }) => path.length)) + 1;
    const result = await session.run({
      rows: batch.map(({ tokens }) => tokens),
      cache: await cache.take(prefix, batch.length),
      keep,
      ...(only ? { only } : {}),
      wantsCache: false,
      wantsStates: wantsSeen,
    });
    for (const [index, { task, path }] of batch.entries()) {
      if (tasks[task]?.wantsSeen)
        seen[task] ??= seeAt({ result, row: index, fromEnd: path.length }, session.stateMeaning);
      for (let depth = 0; depth <= path.length; depth++) {
        const fork = forks[task]?.get(path.slice(0, depth).join());
        if (fork)
          choose(
            fork,
            { result, row: index, fromEnd: path.length - depth },
            found[task] as Map<string, number>,
          );
      }
    }
  }
  return tasks.map(({ labels }, index) => ({
    logprobs: labels.map((label) => {
      let sum = 0;
      for (let depth = 0; depth <= label.length; depth++)
        sum += found[index]?.get(stepOf(label.slice(0, depth), label[depth])) ?? 0;
      return sum;
    }),
    seen: seen[index] ?? null,
  }));
}

/** The state at a place, else the likeliest tokens there. A copy: the run's outputs are not kept. */
function seeAt({ result, row, fromEnd }: Place, meaning: number | null): Seen {
  const state = result.state(row, fromEnd);
  if (!state) return likeliestTokens(result.logits(row, fromEnd));
  return { kind: "state", values: state.slice(), ...(meaning === null ? {} : { meaning }) };
}

const stepOf = (stem: readonly number[], token: number | undefined) => `${stem.join()}>${token ?? ""}`;

/** Notes how likely each continuation of a fork is, given that one of them is taken. */
function choose({ stem, next, mayEnd }: Fork, place: Place, found: Map<string, number>): void {
  const { result, row, fromEnd } = place;
  const wanted = result.pick(row, fromEnd, next);
  // The alternative to an end is everything else that the model might write.
  const total = logSum(mayEnd ? result.logits(row, fromEnd) : wanted);
  if (!Number.isFinite(total)) throw notANumber();
  let left = 1;
  for (const [index, token] of next.entries()) {
    const logprob = (wanted[index] as number) - total;
    found.set(stepOf(stem, token), logprob);
    left -= Math.exp(logprob);
  }
  if (mayEnd) found.set(stepOf(stem, undefined), Math.log(Math.max(left, Number.MIN_VALUE)));
}

/** Where the labels of a set differ, by the stem's tokens. A set whose labels differ in their first token has one fork. */
function forksOf(labels: readonly (readonly number[])[]): Map<string, Fork> {
  const forks = new Map<string, Fork>();
  for (const label of labels)
    for (let depth = 0; depth <= label.length; depth++) {
      const stem = label.slice(0, depth);
      const key = stem.join();
      if (forks.has(key)) continue;
      const onward = labels.filter((other) => other.slice(0, depth).join() === key);
      const next = [
        ...new Set(onward.flatMap((other) => (other.length > depth ? [other[depth] as number] : []))),
      ];
      const mayEnd = next.length > 0 && onward.some((other) => other.length === depth);
      if (next.length > 1 || mayEnd) forks.set(key, { stem, next, mayEnd });
    }
  return forks;
}

/** One row for each longest stem of a fork. */
function rowsOf(task: ScoreTask, forks: Map<string, Fork>, index: number): Row[] {
  const stems = [...forks.values()].map(({ stem }) => stem);
  return stems
    .filter(
      (stem) =>
        !stems.some(
          (other) => other.length > stem.length && other.slice(0, stem.length).join() === stem.join(),
        ),
    )
    .map((path) => ({ task: index, path, tokens: [...task.text, ...path] }));
}

/** log Σ exp, in double precision. */
function logSum(logits: ArrayLike<number>): number {
  let highest = Number.NEGATIVE_INFINITY;
  // Counting is twice as fast as iterating here.
  const count = logits.length;
  for (let at = 0; at < count; at++) if (!((logits[at] as number) <= highest)) highest = logits[at] as number;
  let sum = 0;
  for (let at = 0; at < count; at++) sum += Math.exp((logits[at] as number) - highest);
  return highest + Math.log(sum);
}
