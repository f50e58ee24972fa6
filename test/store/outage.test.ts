/** PostgreSQL that goes away under load: nothing that was acknowledged is lost, and the process lives on. */

import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type OpenedStore, openStore } from "../../src/store/store.ts";
import { type PostgresServer, startPostgres } from "../emulators/postgres.ts";
import { queryAt } from "./backings.ts";
import { eventually } from "./eventually.ts";
import { anAsk, answer, aPerson } from "./samples.ts";

describe("PostgreSQL under load", () => {
  let server: PostgresServer;
  let databaseUrl: string;
  let store: OpenedStore;
  beforeAll(async () => {
    server = await startPostgres();
    databaseUrl = await server.createDatabase();
    store = await openStore({ databaseUrl });
    await store.work(async (id) => {
      await store.recordAnswer(id, answer);
      await store.recordDelivered(id);
    });
  });
  afterAll(async () => {
    await store.close();
    await server.remove();
  });

  /** Asks and erases without a pause while `harm` is done, which may wait until more asks were acknowledged. Returns their ids. */
  async function whileAsking(
    harm: (acknowledge: (more: number) => Promise<void>) => Promise<void>,
  ): Promise<string[]> {
    const acknowledged: string[] = [];
    let isOver = false;
    const acknowledge = async (more: number) => {
      const target = acknowledged.length + more;
      await eventually(() => expect(acknowledged.length).toBeGreaterThanOrEqual(target));
    };
    const asker = async () => {
      while (!isOver) {
        await store.recordAsk(anAsk()).then(
          ({ ask }) => void acknowledged.push(ask.id),
          (error: { code: string }) => expect(error.code).toBe("STORE_UNAVAILABLE"),
        );
        // A transaction: its connection may be lost between two statements.
        await store
          .erasePerson(aPerson(), { isPosted: false })
          .catch((error: { code: string }) => expect(error.code).toBe("STORE_UNAVAILABLE"));
        await sleep(2);
      }
    };
    const askers = Promise.all([asker(), asker(), asker(), asker()]);
    await harm(acknowledge).finally(() => {
      isOver = true;
    });
    await askers;
    return acknowledged;
  }

  async function expectAllAnswered(ids: readonly string[]): Promise<void> {
    await eventually(async () => expect(await store.queue()).toMatchObject({ waiting: 0, running: 0 }));
    for (const id of ids)
      expect(await store.findAsk(id)).toMatchObject({ answer, deliveredAt: expect.any(Date) });
  }

  it("may cut all connections again and again", async () => {
    const ids = await whileAsking(async (acknowledge) => {
      for (let cut = 0; cut < 12; cut++) {
        await acknowledge(2);
        await queryAt(
          databaseUrl,
          "select pg_terminate_backend(pid) from pg_stat_activity where application_name like 'fewshot%'",
        );
      }
    });
    await expectAllAnswered(ids);
  });

  it("may be restarted", async () => {
    const ids = await whileAsking(async (acknowledge) => {
      for (let restart = 0; restart < 3; restart++) {
        await acknowledge(5);
        await server.stop();
        await server.start();
      }
      await acknowledge(5);
    });
    await expectAllAnswered(ids);
  });

  it("that holds a lock for long makes an ask fail with a sentence, not hang", async () => {
    const client = new pg.Client({ connectionString: databaseUrl });
    await client.connect();
    await client.query("begin");
    await client.query("lock table fewshot.asks in access exclusive mode");
    await expect(store.recordAsk(anAsk())).rejects.toMatchObject({
      code: "STORE_UNAVAILABLE",
      retryable: true,
      message: expect.stringContaining("lock"),
    });
    await client.query("rollback");
    await client.end();
    expect((await store.recordAsk(anAsk())).isNew).toBe(true);
  });
});
