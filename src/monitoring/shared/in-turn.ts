/** Heavy work for pages, one piece at a time: several at once would take the processor from asks, and none would be done sooner. */

/** A request that waits so long for others is refused with "try again": a browser and a proxy wait for a minute. */
const MAX_WAIT_MS = 20_000;
/** What whoever waited too long gets in place of a result. */
export const BUSY = "busy";

/** Runs work once all that came before it has ended, whether or not it failed.
 * @param key of the same work: requests for it that wait share one run. One that has begun is not shared: it may have read what is erased since */
export type InTurn<T> = (key: string, work: () => Promise<T>) => Promise<T | typeof BUSY>;

/** @param maxWaitMs work that could not begin for so long is not begun any more */
export function createInTurn<T>(maxWaitMs = MAX_WAIT_MS): InTurn<T> {
  const waiting = new Map<string, { readonly begin: () => void; readonly made: Promise<T | typeof BUSY> }>();
  let isBusy = false;

  function next(): void {
    const [first] = waiting.values();
    isBusy = first !== undefined;
    first?.begin();
  }

  return (key, work) => {
    const same = waiting.get(key);
    if (same !== undefined) return same.made;
    const { promise: made, resolve, reject } = Promise.withResolvers<T | typeof BUSY>();
    const begin = () => {
      clearTimeout(late);
      waiting.delete(key);
      work().then(resolve, reject).finally(next);
    };
    const late = setTimeout(() => {
      waiting.delete(key);
      resolve(BUSY);
    }, maxWaitMs);
    waiting.set(key, { begin, made });
    if (!isBusy) next();
    return made;
  };
}
