/**
 * The SDK's logger, wrapped: its debug lines hold whole messages and its info lines are noise, so both are dropped;
 * warnings and errors go to our log, short and without secrets.
 */

import { type Logger, LogLevel } from "@slack/bolt";
import type { Log } from "../../../flows/bot/context.ts";

const MAX_CHARACTERS = 300;
/** A header's value is removed up to its quotation mark: a faulty token may hold spaces and line breaks. */
const SECRETS =
  /\bBearer [^"]*|\bx(?:ox[a-z]|app)-[\w.-]+|https?:\/\/\S*\/(?:commands|actions|workflows)\/\S+|\bwss?:\/\/\S+/gi;

export function wrapLog(log: Log): Logger {
  const write =
    (level: "warn" | "error") =>
    (...parts: readonly unknown[]) =>
      log[level]({ sdk: parts.map(describe).join(" ").slice(0, MAX_CHARACTERS) }, "Slack's SDK");
  return {
    debug: () => {},
    info: () => {},
    warn: write("warn"),
    error: write("error"),
    // The SDK asks before it composes debug lines.
    getLevel: () => LogLevel.WARN,
    setLevel: () => {},
    setName: () => {},
  };
}

/** Errors by name and message; objects not at all, since they hold requests, payloads and people's text. */
function describe(part: unknown): string {
  const text = part instanceof Error ? `${part.name}: ${part.message}` : typeof part === "string" ? part : "";
  return text.replace(SECRETS, "[secret]");
}
