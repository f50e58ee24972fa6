/** `fewshot chat`: talk to Fewshot here in the terminal. Works over SSH, and with lines piped in. */

import { hostname, userInfo } from "node:os";
import type { Command as Program } from "commander";
import { readConfig, secretsOf } from "../config/config.ts";
import type { BotError } from "../core/errors.ts";
import { createLogger } from "../observability/log.ts";
import { createTerminalPlatform, type TerminalPlatform } from "../platforms/terminal/platform.ts";

export function addChatCommand(program: Program): void {
  program.command("chat").description("talk to Fewshot here in the terminal").action(chat);
}

/** @throws {BotError} CONFIG_* and STORE_*, e.g. while a running bot uses the same data folder */
async function chat(): Promise<void> {
  const { runBot } = await import("../main.ts");
  const config = readConfig();
  const { stdin: input, stdout: output } = process;
  // Log lines would appear between the lines of the conversation.
  const log = createLogger(config.LOG_LEVEL === "info" ? "error" : config.LOG_LEVEL, {
    secrets: secretsOf(config),
  });
  const failed = Promise.withResolvers<never>();
  const onFatal = (error: BotError) => failed.reject(error);
  let terminal: TerminalPlatform | null = null;
  const running = await runBot({
    config: { ...config, PORT: undefined },
    log,
    isWorker: true,
    onFatal,
    openPlatform: (bot) => {
      terminal = createTerminalPlatform({
        bot,
        input,
        output,
        user: userInfo().username,
        host: hostname(),
        locale: Intl.DateTimeFormat().resolvedOptions().locale,
        hasColors: output.isTTY === true && output.hasColors(),
        folder: process.cwd(),
        log,
      });
      return terminal;
    },
  });
  try {
    const opened = terminal as TerminalPlatform | null;
    await opened?.start();
    await Promise.race([opened?.ended, failed.promise]);
  } finally {
    await running.stop();
  }
  process.exit(0);
}
