/** A progress bar on stderr, where that is a terminal. */

import { SingleBar } from "cli-progress";

export interface Bar {
  update(done: number, total: number): void;
  stop(): void;
}

/** @param name shown before the bar; it appears with the first update */
export function openBar(name: string): Bar {
  if (!process.stderr.isTTY) return { update() {}, stop() {} };
  const bar = new SingleBar({
    format: `${name} {bar} {value}/{total}  {eta} s left`,
    stream: process.stderr,
  });
  let isStarted = false;
  return {
    update(done, total) {
      if (!isStarted) bar.start(total, done);
      isStarted = true;
      bar.setTotal(total);
      bar.update(done);
    },
    stop: () => bar.stop(),
  };
}
