/** Prepares each statement once a connection: PostgreSQL takes longer to plan most statements of an ask than to run them. */

import type { PostgresPool, PostgresPoolClient } from "kysely";
import type pg from "pg";

/** Statements prepared in a process; texts that come later, e.g. of a restored backup, are not prepared. */
const MAX_PREPARED = 100;
/** A prepared statement that can't be used any more: its result changed with a newer release's tables, or the connection does not know
 * it (or knows another of its name), because a pooler gave us one of somebody else's. PostgreSQL finds this out before it runs anything. */
const UNUSABLE: ReadonlySet<unknown> = new Set(["0A000", "26000", "42P05"]);

const BEGIN = /^(begin|start transaction)\b/i;
const END = /^(commit|rollback)$/i;

/** @returns the pool as kysely uses it, with statements that have parameters prepared. Not within transactions: a statement that can't
 * be used any more would end one. */
export function preparing(pool: pg.Pool): PostgresPool {
  /** The name of each prepared statement by its text; null where it can't be prepared. */
  const names = new Map<string, string | null>();
  const clients = new WeakMap<pg.PoolClient, PostgresPoolClient>();

  function nameOf(text: string): string | null {
    const known = names.get(text);
    if (known !== undefined) return known;
    if (names.size >= MAX_PREPARED) return null;
    const name = `fewshot_${names.size}`;
    names.set(text, name);
    return name;
  }

  function wrap(client: pg.PoolClient): PostgresPoolClient {
    let isInTransaction = false;
    async function query(text: string, parameters: readonly unknown[]): Promise<pg.QueryResult> {
      if (parameters.length === 0) {
        if (BEGIN.test(text)) isInTransaction = true;
        else if (END.test(text)) isInTransaction = false;
        return client.query(text);
      }
      const values = parameters as unknown[];
      const name = isInTransaction ? null : nameOf(text);
      if (name === null) return client.query(text, values);
      try {
        return await client.query({ name, text, values });
      } catch (cause) {
        if (!UNUSABLE.has((cause as { code?: unknown }).code)) throw cause;
        names.set(text, null);
        return client.query(text, values);
      }
    }
    return {
      // kysely's type has a second form, for cursors, for which a cursor library would be needed.
      query: query as unknown as PostgresPoolClient["query"],
      release: (isBroken) => client.release(isBroken),
    };
  }

  return {
    options: pool.options,
    async connect() {
      const client = await pool.connect();
      const wrapped = clients.get(client) ?? wrap(client);
      clients.set(client, wrapped);
      return wrapped;
    },
    end: () => pool.end(),
  };
}
