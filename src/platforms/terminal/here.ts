/** The terminal that this process runs in: who sits there, in which language, and what it can show. */

import { hostname, userInfo } from "node:os";
import { createTerminalPlatform, type TerminalOptions, type TerminalPlatform } from "./platform.ts";

export function createTerminalHere(
  options: Pick<TerminalOptions, "bot" | "log" | "isDumb">,
): TerminalPlatform {
  const { stdin: input, stdout: output } = process;
  return createTerminalPlatform({
    ...options,
    input,
    output,
    user: userInfo().username,
    host: hostname(),
    locale: Intl.DateTimeFormat().resolvedOptions().locale,
    hasColors: output.isTTY === true && output.hasColors(),
    folder: process.cwd(),
  });
}
