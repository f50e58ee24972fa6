/** Makes jobs of the changes that triggers noted, now and again: many changes of a day are then counted once. */

import type { StoreLog } from "../database/database.ts";
import { toStoreError } from "../database/faults.ts";
import type { RollUps } from "../queries/dashboard/roll-ups.ts";

/** @returns how to stop */
export function keepCollecting({
  rollUps,
  everyMs,
  onJobs,
  log,
}: {
  readonly rollUps: RollUps;
  readonly everyMs: number;
  /** Called after jobs were made. */
  readonly onJobs: () => void;
  readonly log: StoreLog;
}): () => void {
  let isStopped = false;
  let timer: NodeJS.Timeout | undefined;
  let isFirst = true;

  async function collect(): Promise<void> {
    try {
      if (isFirst) await rollUps.noteOutdated();
      isFirst = false;
      if ((await rollUps.collect()) > 0) onJobs();
    } catch (cause) {
      if (!isStopped)
        log.warn(
          { reason: toStoreError(cause).message },
          "changes could not be collected for counting; trying again",
        );
    }
    if (!isStopped) timer = setTimeout(collect, everyMs);
  }
  void collect();
  return () => {
    isStopped = true;
    clearTimeout(timer);
  };
}
