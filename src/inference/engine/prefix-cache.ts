/** Keys and values of prompts' prefixes, computed once and shared by every ask; the least recently used go when the bytes run out. */

import { LRUCache } from "lru-cache";
import type { KvCache } from "./graph/kv-cache.ts";
import type { ModelSession } from "./graph/session.ts";

/** A prefix's token ids as one string: the cache's key, and sent to the thread faster than a list of numbers. */
export type Prefix = string & { readonly tokens: unique symbol };

export const toPrefix = (tokens: readonly number[]): Prefix => tokens.join() as Prefix;
export const tokensOf = (prefix: Prefix): number[] =>
  prefix.length === 0 ? [] : prefix.split(",").map(Number);

/** Rows that a prefix is held for at once: a batch over one prefix needs it once a row, side by side. */
const MAX_ROWS = 8;

export interface PrefixCache {
  /** The prefix as a cache of `rows` rows, null for an empty one. Computes it at the first call. */
  take(prefix: Prefix, rows: number): Promise<KvCache | null>;
  /** Whether `take` need not compute it. */
  has(prefix: Prefix): boolean;
  /** Rows that may share a run over the prefix: one where the graph takes them alone, fewer when one prefix would fill the cache. */
  maxRows(prefix: Prefix): number;
  /** Forgets all prefixes. */
  clear(): void;
  readonly bytes: number;
}

interface Entry {
  readonly cache: KvCache;
  readonly rows: number;
}

/** @param budgetBytes entries beyond it are dropped, oldest use first; one entry is always kept */
export function createPrefixCache(session: ModelSession, budgetBytes: number): PrefixCache {
  const { caches, batching, bytesPerToken } = session;
  const entries = new LRUCache<Prefix, Entry>({
    maxSize: budgetBytes,
    // An entry larger than the whole cache counts as the whole cache: it is kept alone.
    sizeCalculation: ({ cache, rows }) =>
      Math.min(budgetBytes, Math.max(1, cache.tokens * rows * bytesPerToken)),
  });
  return {
    get bytes() {
      return entries.calculatedSize;
    },
    clear: () => entries.clear(),
    has: (prefix) => entries.has(prefix),
    maxRows(prefix) {
      if (!batching.sharesRows) return 1;
      const tokens = entries.peek(prefix)?.cache.tokens ?? tokensOf(prefix).length;
      const fitting = Math.floor(budgetBytes / 4 / Math.max(1, tokens * bytesPerToken));
      return Math.max(1, Math.min(MAX_ROWS, fitting));
    },
    async take(prefix, rows) {
      if (prefix.length === 0) return null;
      const known = entries.get(prefix);
      const cache =
        known?.cache ??
        ((await session.run({ rows: [tokensOf(prefix)], cache: null, keep: 1, only: [], wantsCache: true }))
          .cache as KvCache);
      const held = known?.rows ?? 1;
      const entry = held < rows ? { cache: caches.repeat(cache, rows), rows } : { cache, rows: held };
      if (entry.cache !== known?.cache) entries.set(prefix, entry);
      return entry.rows === rows ? entry.cache : caches.repeat(entry.cache, rows);
    },
  };
}
