/** Real processes for measurements over several machines: bots, workers and their supervisor, on one PostgreSQL and one model server. */

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";

export interface Supervised {
  readonly kind: "start" | "worker";
  readonly pid: () => number | undefined;
  /** Of the page; null where there is none, or while the process starts. */
  readonly url: () => string | null;
  /** Resolves when the process is up for the first time. */
  readonly up: Promise<void>;
  /** As `kill -9`; the supervisor starts the process again. */
  kill(): void;
  /** Asks it to stop; it is not started again. */
  stop(): Promise<void>;
}

/** Keeps one process running, as systemd or a container engine would. */
export function supervise(kind: Supervised["kind"], settings: Record<string, string>): Supervised {
  let child: ChildProcess;
  let url: string | null = null;
  let port = "0";
  let isStopped = false;
  const up = Promise.withResolvers<void>();
  const launch = () => {
    const { PATH = "", HOME = "" } = process.env;
    const own = kind === "start" ? { PORT: port } : {};
    child = spawn(process.execPath, ["src/cli.ts", kind], {
      env: { PATH, HOME, RATE_LIMIT: "0", LOG_LEVEL: "info", ...settings, ...own },
      stdio: ["ignore", "ignore", "pipe"],
    });
    child.stderr?.setEncoding("utf8").on("data", (said: string) => {
      const found = /Fewshot is at (\S+)/.exec(said)?.[1];
      if (found) {
        url = found;
        port = new URL(found).port;
      }
      if (found || said.includes("the model is ready")) up.resolve();
    });
    child.once("exit", () => {
      url = null;
      // A moment's rest: PostgreSQL may be away, and the process ended for it.
      if (!isStopped) setTimeout(launch, 500);
    });
  };
  launch();
  return {
    kind,
    pid: () => child.pid,
    url: () => url,
    up: up.promise,
    kill: () => void child.kill("SIGKILL"),
    async stop() {
      isStopped = true;
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill("SIGTERM");
      await once(child, "exit");
    },
  };
}
