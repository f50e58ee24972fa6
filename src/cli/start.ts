/** `fewshot start` and `fewshot worker`. */

import type { Command as Program } from "commander";
import { readConfig } from "../config.ts";
import type { BotError } from "../core/errors.ts";
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

/** Runs until a signal or a fatal fault. */
async function run(isWorker: boolean): Promise<void> {
  const config = readConfig();
  // Loaded here, so that the one-shot verbs start without the platforms and the store.
  const { runBot } = await import("../main.ts");
  let end: (error: BotError | null) => void = () => {};
  const ended = new Promise<BotError | null>((resolve) => {
    end = resolve;
  });
  const onSignal = () => end(null);
  process.once("SIGINT", onSignal).once("SIGTERM", onSignal);
  const running = await runBot({ config, isWorker, onFatal: (error) => end(error) });
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
