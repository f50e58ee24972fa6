/** A verb that runs the bot with one platform for whoever typed it, and ends when that has ended. Works over SSH, and with lines piped in. */

import type { Command as Program } from "commander";
import { readConfig, secretsOf } from "../../config/config.ts";
import { createLogger } from "../../observability/log.ts";
import type { ForegroundPlatform } from "../../platforms/port.ts";

export const addForeground = (platform: ForegroundPlatform) => (program: Program) => {
  program
    .command(platform.verb)
    .description(platform.description)
    .action(() => run(platform));
};

/** @throws {BotError} CONFIG_* and STORE_*, e.g. while a running bot uses the same data folder */
async function run(platform: ForegroundPlatform): Promise<void> {
  const { runBot } = await import("../../main.ts");
  const config = readConfig();
  // Log lines would appear between the lines of the conversation.
  const log = createLogger(config.LOG_LEVEL === "info" ? "error" : config.LOG_LEVEL, {
    secrets: secretsOf(config),
  });
  const stopped = Promise.withResolvers<void>();
  let opened: ReturnType<ForegroundPlatform["open"]> | undefined;
  const running = await runBot({
    config: { ...config, PORT: undefined },
    log,
    isWorker: true,
    onFatal: stopped.reject,
    openPlatform(bot) {
      opened = platform.open({ bot, log });
      return opened;
    },
  });
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => stopped.resolve());
  try {
    await opened?.start();
    await Promise.race([opened?.ended, stopped.promise]);
  } finally {
    await running.stop();
  }
  process.exit(0);
}
