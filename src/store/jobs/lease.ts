/**
 * The holder of a job touches it every few seconds; a job that nobody touched for long is put back. So a killed process loses nothing,
 * and a slow one keeps what it has. After an outage no process takes back anything until all had the time to touch theirs.
 */

import { sql } from "kysely";
import type { Database, StoreLog } from "../database/database.ts";
import type { Job, Queue } from "./queue.ts";

const BEAT_EVERY_MS = 2_000;
/** A process that is silent for this long is dead. With a check every two seconds the jobs of a dead process are taken over within ten. */
const LEASE_MS = 8_000;
/** A beat that comes later than this was held up by an outage, or by a busy process. */
const LATE_MS = 3 * BEAT_EVERY_MS;

export function keepLease(options: {
  readonly database: Database;
  readonly queue: Queue;
  readonly running: () => readonly Job[];
  readonly onTakenBack: () => void;
  readonly log: StoreLog;
}): () => void {
  const { database, queue, running, onTakenBack, log } = options;
  let isBeating = false;
  let lastBeatMs = performance.now();
  let trustedFromMs = 0;

  const beat = async () => {
    if (isBeating) return;
    isBeating = true;
    const startedMs = performance.now();
    if (startedMs - lastBeatMs > LATE_MS) trustedFromMs = startedMs + LEASE_MS;
    try {
      await queue.touch(running());
      lastBeatMs = performance.now();
      if (startedMs >= trustedFromMs && !(await hasJustStarted(database))) {
        const jobs = await queue.takeBack(LEASE_MS);
        if (jobs > 0) {
          log.warn({ jobs }, "jobs of a process that fell silent were taken over");
          onTakenBack();
        }
      }
    } catch (error) {
      trustedFromMs = performance.now() + LEASE_MS;
      log.warn(
        { reason: (error as Error).message },
        "the heartbeat of this process could not be written; trying again",
      );
    }
    isBeating = false;
  };
  const timer = setInterval(beat, BEAT_EVERY_MS);
  void beat();
  return () => clearInterval(timer);
}

/** Whether the server came up so lately that living processes may not have touched their jobs yet. */
async function hasJustStarted(database: Database): Promise<boolean> {
  const { rows } = await sql<{ just: boolean }>`
    select now() - pg_postmaster_start_time() < ${LEASE_MS} * interval '1 millisecond' as just`.execute(
    database.kysely,
  );
  return rows[0]?.just ?? false;
}
