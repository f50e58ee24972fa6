/** `fewshot chat`: talk to Fewshot here in the terminal. Works over SSH, and with lines piped in. */

import type { Command as Program } from "commander";
import { isDumbTerminal, readConfig, secretsOf } from "../config/config.ts";
import { createLogger } from "../observability/log.ts";
import { createTerminalHere } from "../platforms/terminal/here.ts";
import type { TerminalPlatform } from "../platforms/terminal/platform.ts";

export function addChatCommand(program: Program): void {
  program.command("chat").description("talk to Fewshot here in the terminal").action(chat);
}

/** @throws {BotError} CONFIG_* and STORE_*, e.g. while a running bot uses the same data folder */
async function chat(): Promise<void> {
  const { runBot } = await import("../main.ts");
  const config = readConfig();
  // Log lines would appear between the lines of the conversation.
  const log = createLogger(config.LOG_LEVEL === "info" ? "error" : config.LOG_LEVEL, {
    secrets: secretsOf(config),
  });
  const stopped = Promise.withResolvers<void>();
  let terminal: TerminalPlatform | null = null;
  const running = await runBot({
    config: { ...config, PORT: undefined },
    log,
    isWorker: true,
    onFatal: stopped.reject,
    openPlatform(bot) {
      terminal = createTerminalHere({ bot, log, isDumb: isDumbTerminal() });
      return terminal;
    },
  });
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => stopped.resolve());
  try {
    const opened = terminal as TerminalPlatform | null;
    await opened?.start();
    await Promise.race([opened?.ended, stopped.promise]);
  } finally {
    await running.stop();
  }
  process.exit(0);
}
