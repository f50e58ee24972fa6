/** Whose turn it is: PGlite runs one statement at a time. */

export interface Turns {
  /** First come, first served. */
  foreground<T>(work: () => Promise<T>): Promise<T>;
  /** The same, but after all of the foreground, unless it has waited too long already. */
  background<T>(work: () => Promise<T>): Promise<T>;
}

/** Where asks come without a pause, background work gets a turn this often. */
const MAX_WAIT_MS = 200;

interface Waiting {
  readonly sinceMs: number;
  readonly begin: () => Promise<unknown>;
}

/** @param maxWaitMs background work that has waited for so long goes next */
export function createTurns(maxWaitMs = MAX_WAIT_MS): Turns {
  const foreground: Waiting[] = [];
  const background: Waiting[] = [];
  let isBusy = false;

  async function run(): Promise<void> {
    isBusy = true;
    for (let next = take(); next !== undefined; next = take()) await next.begin();
    isBusy = false;
  }

  function take(): Waiting | undefined {
    const [oldest] = background;
    const isOverdue = oldest !== undefined && performance.now() - oldest.sinceMs >= maxWaitMs;
    return (isOverdue ? undefined : foreground.shift()) ?? background.shift();
  }

  const enqueue =
    (queue: Waiting[]) =>
    <T>(work: () => Promise<T>): Promise<T> => {
      const { promise, resolve, reject } = Promise.withResolvers<T>();
      queue.push({ sinceMs: performance.now(), begin: () => work().then(resolve, reject) });
      if (!isBusy) void run();
      return promise;
    };
  return { foreground: enqueue(foreground), background: enqueue(background) };
}
