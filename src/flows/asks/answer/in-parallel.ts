/** Does some things at a time. */

/** Enough for the engine to batch. */
const AT_ONCE = 16;

/** The first failure ends all. @throws what the work throws; the signal's reason once it fires */
export async function inParallel<T>(
  items: readonly T[],
  signal: AbortSignal | null,
  work: (item: T) => Promise<void>,
): Promise<void> {
  let next = 0;
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      while (next < items.length) {
        signal?.throwIfAborted();
        const item = items[next++] as T;
        await work(item).catch((cause: unknown) => {
          next = items.length;
          throw cause;
        });
      }
    }),
  );
}
