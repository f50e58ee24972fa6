/** Keys and values of prompts' prefixes, computed once and shared by every ask; the least recently used go when the bytes run out. */

import type { Past } from "./past.ts";
import type { ModelSession } from "./session.ts";

/** Rows that a prefix is held for at once: a batch over one prefix needs it once a row, side by side. */
const MOST_ROWS = 8;

export interface PrefixCache {
  /** The prefix as a past for `rows` rows. Computes it at the first call. */
  take(tokens: readonly number[], rows: number): Promise<Past | null>;
  /** Rows that a prefix of so many tokens may be held for: fewer when one prefix would fill the cache. */
  mostRows(tokens: number): number;
  readonly bytes: number;
}

interface Entry {
  past: Past;
  rows: number;
}

/** @param budgetBytes entries beyond it are dropped, oldest use first; one entry is always kept */
export function createPrefixCache(session: ModelSession, budgetBytes: number): PrefixCache {
  const entries = new Map<string, Entry>();
  let bytes = 0;
  const sizeOf = ({ past, rows }: Entry) => past.tokens * rows * session.bytesPerToken;

  function put(key: string, entry: Entry): void {
    const old = entries.get(key);
    if (old) bytes -= sizeOf(old);
    entries.delete(key);
    entries.set(key, entry);
    bytes += sizeOf(entry);
    for (const [oldest, dropped] of entries) {
      if (bytes <= budgetBytes || oldest === key) break;
      entries.delete(oldest);
      bytes -= sizeOf(dropped);
    }
  }

  return {
    get bytes() {
      return bytes;
    },
    mostRows: (tokens) =>
      Math.max(
        1,
        Math.min(MOST_ROWS, Math.floor(budgetBytes / 4 / Math.max(1, tokens * session.bytesPerToken))),
      ),
    async take(tokens, rows) {
      if (tokens.length === 0) return null;
      const key = tokens.join();
      let entry = entries.get(key);
      if (!entry) {
        const { present } = await session.run({
          rows: [tokens],
          past: null,
          keep: 1,
          only: [],
          wantsPresent: true,
        });
        entry = { past: present as Past, rows: 1 };
      }
      if (entry.rows < rows) entry = { past: session.repeat(entry.past, rows), rows };
      put(key, entry);
      return entry.rows === rows ? entry.past : session.repeat(entry.past, rows);
    },
  };
}
