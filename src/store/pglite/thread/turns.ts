/** Whose turn it is: PGlite runs one statement at a time. */

export interface Turns {
  /** First come, first served. */
  foreground<T>(work: () => Promise<T>): Promise<T>;
  /** The same, but after all of the foreground, unless it has waited too long already. */
  background<T>(work: () => Promise<T>): Promise<T>;
  /** How long the first of the foreground has been waiting, in milliseconds; 0 where none waits. */
  waitingMs(): number;
}

/** Where asks come without a pause, background work gets a turn this often. */
const MAX_WAIT_MS = 200;
/** An ask takes several statements, one after the other: the background waits this long for the next one, so that it holds up an ask once
 * at most. */
const REST_MS = 4;

interface Waiting {
  readonly sinceMs: number;
  readonly begin: () => Promise<unknown>;
}

/** @param maxWaitMs background work that has waited for so long goes next
 * @param restMs the background begins nothing for so long after a statement of the foreground */
export function createTurns({ maxWaitMs = MAX_WAIT_MS, restMs = REST_MS } = {}): Turns {
  const foreground: Waiting[] = [];
  const background: Waiting[] = [];
  let isBusy = false;
  let rest: NodeJS.Timeout | null = null;

  async function run(): Promise<void> {
    if (isBusy) return;
    isBusy = true;
    for (let next = take(); next !== undefined; next = take()) await next();
    isBusy = false;
  }

  function take(): (() => Promise<unknown>) | undefined {
    const [oldest] = background;
    const isOverdue = oldest !== undefined && performance.now() - oldest.sinceMs >= maxWaitMs;
    const ask = isOverdue ? undefined : foreground.shift();
    if (ask === undefined) return isOverdue || rest === null ? background.shift()?.begin : undefined;
    return async () => {
      await ask.begin();
      if (rest !== null) clearTimeout(rest);
      rest = setTimeout(() => {
        rest = null;
        void run();
      }, restMs);
    };
  }

  const enqueue =
    (queue: Waiting[]) =>
    <T>(work: () => Promise<T>): Promise<T> => {
      const { promise, resolve, reject } = Promise.withResolvers<T>();
      queue.push({ sinceMs: performance.now(), begin: () => work().then(resolve, reject) });
      void run();
      return promise;
    };
  const waitingMs = () => (foreground[0] ? performance.now() - foreground[0].sinceMs : 0);
  return { foreground: enqueue(foreground), background: enqueue(background), waitingMs };
}
