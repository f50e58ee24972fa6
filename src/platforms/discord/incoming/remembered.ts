/** Values that wait in memory for a form to come back. */

import { randomUUID } from "node:crypto";

/** A form lives no longer than its interaction's token. */
const REMEMBER_MS = 15 * 60_000;
/** The oldest go first. */
const MAX_REMEMBERED = 500;

export function createRemembered<T>() {
  const values = new Map<string, T>();
  return {
    /** Returns the key to read it by. */
    keep(value: T): string {
      const key = randomUUID();
      values.set(key, value);
      setTimeout(() => values.delete(key), REMEMBER_MS).unref();
      const [oldest] = values.keys();
      if (values.size > MAX_REMEMBERED && oldest !== undefined) values.delete(oldest);
      return key;
    },
    read: (key: string): T | null => values.get(key) ?? null,
  };
}
