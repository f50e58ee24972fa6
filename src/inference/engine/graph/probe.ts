/**
 * Finds out with a few tokens, when a model is opened, how its graph may be run. Two asks at once must get what each gets alone, and
 * graphs differ: some count positions by themselves, onnxruntime's GroupQueryAttention takes several rows of one token only and wants
 * their caches padded on the right, and 8-bit graphs round a whole run by its largest number.
 */

import { basename } from "node:path";
import type { ModelFolder } from "../../models/folder.ts";
import { modelFault } from "../../models/json.ts";
import type { Batch, BatchResult, Graph, RunMode } from "./graph.ts";
import type { KvCache, KvCaches, PaddingSide } from "./kv-cache.ts";
import type { Signature } from "./signature.ts";

export interface Batching extends RunMode {
  /** Whether rows of several tokens may share a run. */
  readonly sharesRows: boolean;
}

/** How far a row's logits may be from those that it has alone, as a share of the largest of them. Rounding differs with the batch. */
const TOLERANCES = { float32: 2e-4, float16: 5e-3 } as const;
/** How far logits over a cache may be from those of the whole prompt: more is no rounding. A share of their spread. */
const CACHE_TOLERANCE = 0.3;
/** How far logits computed from states may be from the graph's own. */
const STATE_TOLERANCE = 0.02;

/** Two prompts, and what follows each of them. */
const FIRST = [1, 5, 2];
const SECOND = [3];
const FOLLOWING = [6, 9];

interface Parts {
  readonly signature: Signature;
  readonly folder: ModelFolder;
  readonly caches: KvCaches;
}

/** @throws {BotError} CONFIG_MODEL when the graph gives other logits over a cache than without
 * @throws what the runtime says when the graph does not run */
export async function probe(graph: Graph, { signature, folder, caches }: Parts): Promise<Batching> {
  const maxTokens = await findMaxTokens(graph, signature, folder);
  const mode: RunMode = { side: null, maxTokens, givesStates: false };
  // A graph with fewer positions than the config says would fail at the first long ask. One that counts positions by itself is not
  // tried: that would take as many tokens, which a large one works on for minutes.
  await graph.tryPosition(folder.context - 1);
  const givesStates = signature.givesStates && (await readsStates(graph, mode));
  // Known from its operators: with few tokens the difference may be too small to be seen.
  if (folder.roundsRuns || signature.isSingle) return { ...mode, sharesRows: false, givesStates };

  const isSame = isClose(TOLERANCES[signature.kvType.name]);
  const [first, second] = await Promise.all(
    [FIRST, SECOND].map(async (tokens) => {
      const { cache } = await graph.run({ rows: [tokens], cache: null, keep: 1, wantsCache: true }, mode);
      const alone = { rows: [FOLLOWING], cache, keep: 2, wantsCache: false };
      const { logits } = await graph.run(alone, mode);
      return { cache: cache as KvCache, after: [logits(0, 1), logits(0, 0)] as const };
    }),
  );
  const pair = [first, second] as [Alone, Alone];
  let side: PaddingSide | null = null;
  for (const one of ["left", "right"] as const)
    if (side === null && (await padsOn(one, graph, { caches, mode, pair, isSame }))) side = one;
  const [alone] = pair;
  const batch = { rows: [FOLLOWING, FOLLOWING.slice(0, 1)], cache: caches.repeat(alone.cache, 2), keep: 1 };
  const sharesRows =
    maxTokens === null &&
    (await agrees(graph, { ...batch, wantsCache: false }, mode, async ({ logits }) =>
      [alone.after[1], alone.after[0]].every((expected, row) => isSame(expected, logits(row, 0))),
    ));
  return { ...mode, side, sharesRows, givesStates };
}

/** What a prompt gives alone: its cache, and logits after each of the tokens that follow. */
interface Alone {
  readonly cache: KvCache;
  readonly after: readonly [Float32Array, Float32Array];
}

/** Whether rows with caches of different lengths, padded on this side, get in two steps what each gets alone. The second step shows
 * whether the first one's cache is padded where it was. */
async function padsOn(
  side: PaddingSide,
  graph: Graph,
  {
    caches,
    mode,
    pair,
    isSame,
  }: { caches: KvCaches; mode: RunMode; pair: readonly Alone[]; isSame: ReturnType<typeof isClose> },
): Promise<boolean> {
  const { cache, padding } = caches.merge(
    pair.map((one) => ({ cache: one.cache, row: 0, padding: 0 })),
    side,
  );
  let current: KvCache | null = cache;
  for (const [step, token] of FOLLOWING.entries()) {
    const rows = pair.map(() => [token]);
    const batch = { rows, cache: current, padding, keep: 1, wantsCache: true };
    const isRight = await agrees(graph, batch, { ...mode, side }, async (result) => {
      current = result.cache;
      return pair.every(({ after }, row) => isSame(after[step] as Float32Array, result.logits(row, 0)));
    });
    if (!isRight) return false;
  }
  return true;
}

/** One where the graph takes no more than one token over a cache, as the second half of an old export may; null for any number.
 * @throws {BotError} CONFIG_MODEL when the graph gives other logits over a cache than without */
async function findMaxTokens(
  graph: Graph,
  signature: Signature,
  { onnxFile }: ModelFolder,
): Promise<number | null> {
  const lastOf = async (maxTokens: number | null) => {
    const mode = { side: null, maxTokens, givesStates: false };
    const { logits } = await graph.run({ rows: [FIRST], cache: null, keep: 1, wantsCache: false }, mode);
    return logits(0, 0);
  };
  const oneByOne = await lastOf(1);
  if (signature.maxTokens !== null) return signature.maxTokens;
  const isHalf = basename(onnxFile).startsWith("decoder_with_past_model");
  const together = isHalf ? await lastOf(null).catch(() => null) : await lastOf(null);
  if (together !== null && isNear(oneByOne, together)) return null;
  if (isHalf) return 1;
  throw modelFault(
    `${onnxFile} gives other logits over past_key_values than for the whole prompt; its export is broken`,
  );
}

/** Whether logits picked from states are those that the graph gives. */
async function readsStates(graph: Graph, mode: RunMode): Promise<boolean> {
  const batch = { rows: [FIRST], cache: null, keep: 1, wantsCache: false };
  const tokens = [0, 1, 2, 3, 4, 5, 6, 7];
  const { logits } = await graph.run(batch, mode);
  return agrees(graph, { ...batch, only: tokens }, { ...mode, givesStates: true }, async ({ pick }) =>
    pick(0, 0, tokens).every(
      (logit, token) => Math.abs(logit - (logits(0, 0)[token] as number)) < STATE_TOLERANCE,
    ),
  );
}

/** Whether a run's result is as expected; a graph may also refuse it. */
async function agrees(
  graph: Graph,
  batch: Batch,
  mode: RunMode,
  isExpected: (result: BatchResult) => Promise<boolean>,
): Promise<boolean> {
  try {
    return await isExpected(await graph.run(batch, mode));
  } catch {
    return false;
  }
}

function isClose(tolerance: number) {
  return (expected: Float32Array, found: Float32Array) => {
    let largest = 0;
    let farthest = 0;
    for (let at = 0; at < expected.length; at++) {
      largest = Math.max(largest, Math.abs(expected[at] as number));
      const distance = Math.abs((expected[at] as number) - (found[at] as number));
      if (!(distance <= farthest)) farthest = distance;
    }
    return farthest <= tolerance * largest;
  };
}

/** By the mean square of the differences, beside that of the logits' own spread. */
function isNear(expected: Float32Array, found: Float32Array): boolean {
  let sum = 0;
  let squares = 0;
  let differences = 0;
  for (let at = 0; at < expected.length; at++) {
    const value = expected[at] as number;
    sum += value;
    squares += value * value;
    differences += (value - (found[at] as number)) ** 2;
  }
  const variance = squares / expected.length - (sum / expected.length) ** 2;
  // Of logits that are no numbers nothing can be said; each ask that meets them is refused.
  if (Number.isNaN(differences)) return true;
  return differences / expected.length <= CACHE_TOLERANCE ** 2 * variance;
}
