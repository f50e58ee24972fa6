/** Starts `child.ts` and reads what it prints. */

import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { QUICK } from "../quick.ts";
import type { ChildLine, ChildTask } from "./child.ts";

const FILE = fileURLToPath(new URL("./child.ts", import.meta.url));

export interface Child {
  readonly lines: readonly ChildLine[];
  /** The first line of a kind (or the `count`th), as soon as it is there. */
  waitFor<Event extends ChildLine["event"]>(
    event: Event,
    count?: number,
  ): Promise<Extract<ChildLine, { event: Event }>>;
  /** Kills it as `kill -9` does. Returns when it is gone. */
  kill(): Promise<void>;
}

export function startChild(task: ChildTask): Child {
  const child = spawn(process.execPath, [...QUICK, FILE, JSON.stringify(task)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const lines: ChildLine[] = [];
  const listeners = new Set<() => void>();
  let rest = "";
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
    const parts = (rest + chunk).split("\n");
    rest = parts.pop() ?? "";
    for (const part of parts) lines.push(JSON.parse(part) as ChildLine);
    for (const listener of listeners) listener();
  });
  const closed = once(child, "close");
  return {
    lines,
    waitFor: (event, count = 1) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const line = lines.filter((one) => one.event === event)[count - 1];
          if (!line) return;
          listeners.delete(look);
          resolve(line as never);
        };
        listeners.add(look);
        look();
        void closed.then(() =>
          reject(new Error(`the child ended before it said ${event}: ${JSON.stringify(lines.at(-1))}`)),
        );
      }),
    async kill() {
      child.kill("SIGKILL");
      await closed;
    },
  };
}
