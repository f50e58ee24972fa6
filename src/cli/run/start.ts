/** `fewshot start` and `fewshot worker`: the life of the process from its first log line to its exit code. */

import { once } from "node:events";
import { flushCompileCache } from "node:module";
import { setTimeout as sleep } from "node:timers/promises";
import type { Command as Program } from "commander";
import { type Config, describeConfig, isRunByNpm, readConfig, secretsOf } from "../../config/config.ts";
import { VERSION } from "../../config/version.ts";
import { BotError } from "../../core/errors.ts";
import type { RunningBot } from "../../main.ts";
import { createLogger, type Logger } from "../../observability/log.ts";
import { exitCodeOf, explainExit, say } from "../shared/output.ts";
import { installLastResort } from "./last-resort.ts";

/** A stop may take this long: whatever is left continues in another process, or at the next start. */
const STOP_DEADLINE_MS = 20_000;
/** A start that is given up may take this long to close what it opened. */
const GIVE_UP_MS = 2_000;
const PARENT_CHECK_MS = 500;

export function addStartCommands(program: Program): void {
  program
    .command("start", { isDefault: false })
    .description("serve Slack and Discord (where their tokens are set), the web page, and workers")
    .action(() => run(false));
  program
    .command("worker")
    .description("workers only, for more machines on one PostgreSQL")
    .action(() => run(true));
}

/** Runs until a signal, or a fault that nothing but a person can mend. Exits the process. */
async function run(isWorker: boolean): Promise<void> {
  const isTerminal = process.stderr.isTTY === true;
  let log = createLogger("info", { pretty: isTerminal });
  try {
    const config = readConfig();
    if (isWorker && !config.DATABASE_URL)
      throw new BotError(
        "CONFIG_INVALID",
        "npx fewshot worker needs DATABASE_URL, the PostgreSQL that it shares with the other processes; without one, npx fewshot start does its own work",
      );
    log = createLogger(config.LOG_LEVEL, { pretty: isTerminal, secrets: secretsOf(config) });
    log.info(
      {
        version: VERSION,
        node: process.versions.node,
        mode: isWorker ? "worker" : "start",
        ...describeConfig(config),
      },
      "Fewshot starts",
    );
    const fault = await serve({ config, isWorker, log });
    if (fault === null) process.exit(0);
    process.exit(reportFatal(fault, log, isTerminal));
  } catch (cause) {
    process.exit(reportFatal(cause, log, isTerminal));
  }
}

interface ServeOptions {
  readonly config: Config;
  readonly isWorker: boolean;
  readonly log: Logger;
}

/** Serves until the end.
 * @returns null after a signal, else the fault that ended it
 * @throws {BotError} when the start fails */
async function serve({ config, isWorker, log }: ServeOptions): Promise<unknown> {
  // Loaded here, so that the one-shot commands start without the platforms and the store.
  const { runBot } = await import("../../main.ts");
  let end: (fault: unknown) => void = () => {};
  const ended = new Promise<unknown>((resolve) => {
    end = resolve;
  });
  const giveUp = new AbortController();
  const leave = (fault: unknown) => {
    giveUp.abort();
    end(fault);
  };
  installLastResort(log, () =>
    leave(new BotError("INTERNAL", "Fewshot stopped after an error it did not expect; the log says where")),
  );
  for (const signal of ["SIGINT", "SIGTERM"] as const)
    process.once(signal, () => {
      log.info({ signal }, "stopping");
      leave(null);
    });
  if (isRunByNpm()) watchParent(() => leave(null), log);
  const { signal } = giveUp;
  const starting = runBot({ config, isWorker, log, onFatal: leave, signal });
  const running = await Promise.race([starting, once(signal, "abort").then(() => null)]);
  if (running === null) {
    await leaveStart(starting);
    return ended;
  }
  if (running.url !== null) {
    if (process.stderr.isTTY) say(`Fewshot is at ${running.url}`);
    // Printed at every log level: with PORT=0 nothing else says where the page is.
    else
      log
        .child({}, { level: "info" })
        .info({ url: running.url }, `Fewshot is at ${running.url} and takes asks`);
  }
  // Now, not only at the end: a process that is killed would leave nothing, and the next start would compile all of it again.
  flushCompileCache();
  const fault = await ended;
  const late = setTimeout(() => {
    log.warn(
      { seconds: STOP_DEADLINE_MS / 1000 },
      "stopping took too long; what is left continues at the next start",
    );
    process.exit(1);
  }, STOP_DEADLINE_MS);
  await running.stop();
  clearTimeout(late);
  log.info("stopped");
  return fault;
}

/** Stops when the parent process is gone: under npm, SIGTERM ends npm and its shell, and the bot would run on as an orphan. */
function watchParent(leave: () => void, log: Logger): void {
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    log.info("npm has ended; stopping");
    leave();
  }, PARENT_CHECK_MS);
  timer.unref();
}

/** Closes a start that was given up, without waiting for what it waits for (a database, a download). */
async function leaveStart(starting: Promise<RunningBot>): Promise<void> {
  const closed = starting.then((running) => running.stop());
  await Promise.race([closed.catch(() => {}), sleep(GIVE_UP_MS)]);
}

/** Says why the process ends: in a terminal as a sentence, elsewhere as a log line, so that stderr stays JSON.
 * @returns the exit code */
function reportFatal(cause: unknown, log: Logger, isTerminal: boolean): number {
  if (isTerminal) return explainExit(cause);
  const isOurs = cause instanceof BotError;
  log.fatal(
    isOurs ? { code: cause.code } : { code: "INTERNAL" },
    isOurs ? cause.message : `Fewshot can't start: ${(cause as Error).message}`,
  );
  return exitCodeOf(cause);
}
