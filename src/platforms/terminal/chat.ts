/** `fewshot chat`: the terminal that this process runs in, who sits there, in which language, and what it can show. */

import { hostname, userInfo } from "node:os";
import { isDumbTerminal } from "../../config/config.ts";
import type { ForegroundPlatform } from "../port.ts";
import { createTerminalPlatform } from "./platform.ts";

export const chat: ForegroundPlatform = {
  verb: "chat",
  description: "talk to Fewshot here in the terminal",
  open({ bot, log }) {
    const { stdin: input, stdout: output } = process;
    return createTerminalPlatform({
      bot,
      log,
      input,
      output,
      isDumb: isDumbTerminal(),
      user: userInfo().username,
      host: hostname(),
      locale: Intl.DateTimeFormat().resolvedOptions().locale,
      hasColors: output.isTTY === true && output.hasColors(),
      folder: process.cwd(),
    });
  },
};
