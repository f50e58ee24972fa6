/** Repeats a reading whenever something may have changed: one at a time, and again after a failure. */

/** A reading that failed in the background is tried again after this long. */
const RETRY_MS = 2_000;

export interface Refresh {
  /** Reads. Whoever asks while a reading is under way gets the next one, which sees what was stored before they asked. */
  now(): Promise<void>;
  /** The same without waiting, and until it succeeds. */
  inBackground(): void;
  stop(): void;
}

/** @param onFailed called for each reading in the background that failed */
export function createRefresh(read: () => Promise<void>, onFailed: (error: Error) => void): Refresh {
  let reading: Promise<void> | null = null;
  let next: Promise<void> | null = null;
  let retry: NodeJS.Timeout | undefined;
  let isStopped = false;

  function now(): Promise<void> {
    if (reading === null) {
      reading = read().finally(() => {
        reading = null;
      });
      return reading;
    }
    next ??= reading
      .catch(() => {})
      .then(() => {
        next = null;
        return now();
      });
    return next;
  }

  function inBackground(): void {
    clearTimeout(retry);
    if (isStopped) return;
    now().catch((error: Error) => {
      if (isStopped) return;
      onFailed(error);
      retry = setTimeout(inBackground, RETRY_MS);
    });
  }

  return {
    now,
    inBackground,
    stop() {
      isStopped = true;
      clearTimeout(retry);
    },
  };
}
