/** `fewshot start` and `fewshot worker`. */

import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import type { Command as Program } from "commander";
import { readConfig } from "../config/config.ts";
import type { BotError } from "../core/errors.ts";
import type { RunningBot } from "../main.ts";
import { explainExit, say } from "./output.ts";

/** A stop that takes longer than this is ended: whatever is left goes on in another process, or at the next start. */
const STOP_DEADLINE_MS = 20_000;

export function addStartCommands(program: Program): void {
  program
    .command("start", { isDefault: false })
    .description("serve all platforms with credentials, the web page, and workers")
    .action(() => run(false));
  program
    .command("worker")
    .description("workers only, for more machines on one PostgreSQL")
    .action(() => run(true));
}

/** What a start that is given up may take to close; nothing was taken in hand yet. */
const GIVE_UP_MS = 2_000;

/** Runs until a signal or a fatal fault. */
async function run(isWorker: boolean): Promise<void> {
  const config = readConfig();
  // Loaded here, so that the one-shot verbs start without the platforms and the store.
  const { runBot } = await import("../main.ts");
  let end: (error: BotError | null) => void = () => {};
  const ended = new Promise<BotError | null>((resolve) => {
    end = resolve;
  });
  const giveUp = new AbortController();
  const onSignal = () => {
    giveUp.abort();
    end(null);
  };
  process.once("SIGINT", onSignal).once("SIGTERM", onSignal);
  const { signal } = giveUp;
  const starting = runBot({ config, isWorker, onFatal: (error) => end(error), signal });
  const running = await Promise.race([starting, once(signal, "abort").then(() => null)]);
  if (running === null) return leaveStart(starting);
  if (running.url) say(`Fewshot is at ${running.url}`);
  const fault = await ended;
  const late = setTimeout(() => {
    say(`Stopping took longer than ${STOP_DEADLINE_MS / 1000} s; what is left goes on at the next start.`);
    process.exit(1);
  }, STOP_DEADLINE_MS);
  await running.stop();
  clearTimeout(late);
  // Timers and sockets of SDKs may outlive their clients; everything of ours is closed by now.
  process.exit(fault === null ? 0 : explainExit(fault));
}

/** Ends a start that a signal came into: whatever it waits for (a database, a download), nobody waits for it. */
async function leaveStart(starting: Promise<RunningBot>): Promise<never> {
  const late = sleep(GIVE_UP_MS);
  const closed = starting.then((running) => running.stop());
  await Promise.race([closed.catch(() => {}), late]);
  process.exit(0);
}
