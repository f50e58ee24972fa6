/** Keys and values of prompts' prefixes, computed once and shared by every ask; the least recently used go when the bytes run out. */

import type { Past } from "./kv-cache.ts";
import type { ModelSession } from "./session.ts";

/** A prefix's token ids as one string: what the cache knows it by, and handed to the thread faster than a list of numbers. */
export type Prefix = string & { readonly tokens: unique symbol };

export const toPrefix = (tokens: readonly number[]): Prefix => tokens.join() as Prefix;
export const tokensOf = (prefix: Prefix): number[] =>
  prefix.length === 0 ? [] : prefix.split(",").map(Number);

/** Rows that a prefix is held for at once: a batch over one prefix needs it once a row, side by side. */
const MAX_ROWS = 8;

export interface PrefixCache {
  /** The prefix as a past for `rows` rows. Computes it at the first call. */
  take(prefix: Prefix, rows: number): Promise<Past | null>;
  /** Whether `take` need not compute it. */
  has(prefix: Prefix): boolean;
  /** Rows that a prefix may be held for: fewer when one prefix would fill the cache. */
  mostRows(prefix: Prefix): number;
  readonly bytes: number;
}

interface Entry {
  past: Past;
  rows: number;
}

/** @param budgetBytes entries beyond it are dropped, oldest use first; one entry is always kept */
export function createPrefixCache(session: ModelSession, budgetBytes: number): PrefixCache {
  const entries = new Map<Prefix, Entry>();
  let bytes = 0;
  const sizeOf = ({ past, rows }: Entry) => past.tokens * rows * session.bytesPerToken;

  function put(prefix: Prefix, entry: Entry): void {
    const old = entries.get(prefix);
    if (old) bytes -= sizeOf(old);
    entries.delete(prefix);
    entries.set(prefix, entry);
    bytes += sizeOf(entry);
    for (const [oldest, dropped] of entries) {
      if (bytes <= budgetBytes || oldest === prefix) break;
      entries.delete(oldest);
      bytes -= sizeOf(dropped);
    }
  }

  return {
    get bytes() {
      return bytes;
    },
    has: (prefix) => entries.has(prefix),
    mostRows(prefix) {
      const tokens = entries.get(prefix)?.past.tokens ?? tokensOf(prefix).length;
      return Math.max(
        1,
        Math.min(MAX_ROWS, Math.floor(budgetBytes / 4 / Math.max(1, tokens * session.bytesPerToken))),
      );
    },
    async take(prefix, rows) {
      if (prefix.length === 0) return null;
      let entry = entries.get(prefix);
      if (!entry) {
        const { present } = await session.run({
          rows: [tokensOf(prefix)],
          past: null,
          keep: 1,
          only: [],
          wantsPresent: true,
        });
        entry = { past: present as Past, rows: 1 };
      }
      if (entry.rows < rows) entry = { past: session.repeat(entry.past, rows), rows };
      put(prefix, entry);
      return entry.rows === rows ? entry.past : session.repeat(entry.past, rows);
    },
  };
}
