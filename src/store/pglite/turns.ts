/** Whose turn it is on a single connection: statements may share it, a transaction has it alone. First come, first served. */

export interface Turns {
  /** Waits for a turn that others may share. Returns how to give it back. */
  share(): Promise<() => void>;
  /** Waits to be alone. Returns how to give the turn back. */
  own(): Promise<() => void>;
}

export function createTurns(): Turns {
  const queue: { isAlone: boolean; go(giveBack: () => void): void }[] = [];
  let shared = 0;
  let isOwned = false;

  const next = () => {
    for (let first = queue[0]; first; first = queue[0]) {
      if (isOwned || (first.isAlone && shared > 0)) return;
      queue.shift();
      if (first.isAlone) isOwned = true;
      else shared += 1;
      let isBack = false;
      const { isAlone, go } = first;
      go(() => {
        if (isBack) return;
        isBack = true;
        if (isAlone) isOwned = false;
        else shared -= 1;
        next();
      });
    }
  };
  const wait = (isAlone: boolean) =>
    new Promise<() => void>((go) => {
      queue.push({ isAlone, go });
      next();
    });
  return { share: () => wait(false), own: () => wait(true) };
}
