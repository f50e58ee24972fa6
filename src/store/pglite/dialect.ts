/** kysely over the engine: one connection, lent to many. A statement alone shares it; a transaction owns it until its end. */

import {
  CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type QueryResult,
} from "kysely";
import type { Engine } from "./engine.ts";
import type { Turns } from "./turns.ts";

export function createDialect(engine: Engine, turns: Turns): Dialect {
  return {
    createAdapter: () => new PGliteAdapter(),
    createDriver: () => createDriver(engine, turns),
    createIntrospector: (db) => new PostgresIntrospector(db),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  };
}

/** There is one process and one connection: migrations need no lock. */
class PGliteAdapter extends PostgresAdapter {
  override get supportsMultipleConnections() {
    return false;
  }
  override async acquireMigrationLock() {}
  override async releaseMigrationLock() {}
}

class Connection implements DatabaseConnection {
  readonly #engine: Engine;
  readonly #turns: Turns;
  #giveBack: (() => void) | null = null;

  constructor(engine: Engine, turns: Turns) {
    this.#engine = engine;
    this.#turns = turns;
  }

  async executeQuery<Row>({ sql, parameters }: CompiledQuery): Promise<QueryResult<Row>> {
    const giveBack = this.#giveBack ? null : await this.#turns.share();
    try {
      const { rows, affected } = await this.#engine.ask({ kind: "execute", text: sql, values: parameters });
      return { rows: rows as Row[], numAffectedRows: BigInt(affected) };
    } finally {
      giveBack?.();
    }
  }

  async begin() {
    this.#giveBack = await this.#turns.own();
    try {
      await this.executeQuery(CompiledQuery.raw("begin"));
    } catch (error) {
      this.#release();
      throw error;
    }
  }

  /** Ends the transaction; the connection is free again whatever came of it. */
  async end(word: "commit" | "rollback") {
    try {
      await this.executeQuery(CompiledQuery.raw(word));
    } finally {
      this.#release();
    }
  }

  // biome-ignore lint/correctness/useYield: kysely asks for the method; PGlite has no cursors, and nobody here streams.
  async *streamQuery<Row>(): AsyncIterableIterator<QueryResult<Row>> {
    throw new Error("PGlite can't stream rows");
  }

  #release() {
    this.#giveBack?.();
    this.#giveBack = null;
  }
}

function createDriver(engine: Engine, turns: Turns): Driver {
  const own = (connection: DatabaseConnection) => connection as Connection;
  return {
    init: async () => {},
    acquireConnection: async () => new Connection(engine, turns),
    releaseConnection: async () => {},
    beginTransaction: (connection) => own(connection).begin(),
    commitTransaction: (connection) => own(connection).end("commit"),
    rollbackTransaction: (connection) => own(connection).end("rollback"),
    destroy: async () => {},
  };
}
