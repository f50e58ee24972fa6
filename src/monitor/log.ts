/** The log: JSON lines on stderr, with everything secret taken out before it is written. */

import { type Logger, pino, stdTimeFunctions } from "pino";

/** What a secret looks like, whoever wrote it into a message: Slack, Hugging Face and Discord tokens, response urls, interaction tokens, passwords in URLs. */
const SECRETS: readonly RegExp[] = [
  /\bx(?:ox[a-z]|app)-[\w.-]+/gi,
  /\bhf_\w{6,}/g,
  /\b[\w-]{23,28}\.[\w-]{6,7}\.[\w-]{27,}\b/g,
  /\b(?:Bot|Bearer)\s+[\w.~+/=-]{8,}/g,
  /https?:\/\/hooks\.slack\.com\/\S+/g,
  /(?<=\/(?:commands|actions)\/)T\w+\/\S+/g,
  /(?<=\/webhooks\/\d{5,}\/)[\w-]{20,}/g,
  /(?<=\/interactions\/\d{5,}\/)[\w-]{20,}/g,
  /\baW50ZXJhY3Rpb2[\w=-]+/g,
  /(?<=:\/\/[^:/\s@]*:)[^@\s/]+(?=@)/g,
];

/** Keys whose values are never written: credentials, and what people wrote. */
const HIDDEN_KEYS = new Set([
  "token",
  "authorization",
  "password",
  "secret",
  "cookie",
  "response_url",
  "responseUrl",
  "text",
  "input",
  "prompt",
  "value",
  "reason_text",
  "name",
]);

/** Where log lines go: a stream with `write`. */
export interface LogTarget {
  write(line: string): void;
}

/** Opens the log.
 * @param level debug, info, warn or error
 * @param target stderr where it is left out: stdout belongs to results */
export function createLogger(level: string, target: LogTarget = process.stderr): Logger {
  return pino(
    {
      level,
      base: null,
      timestamp: stdTimeFunctions.isoTime,
      formatters: {
        level: (label) => ({ level: label }),
        log: (fields) => hide(fields, 0) as Record<string, unknown>,
      },
    },
    { write: (line: string) => target.write(redact(line)) },
  );
}

/** Takes everything that looks like a secret out of a text. */
export function redact(text: string): string {
  return SECRETS.reduce((line, secret) => line.replace(secret, "[secret]"), text);
}

/** A copy of log fields without hidden keys; errors keep message and code only, since SDKs hang requests on them. */
function hide(value: unknown, depth: number): unknown {
  if (value instanceof Error) return { message: value.message, code: (value as NodeJS.ErrnoException).code };
  if (typeof value !== "object" || value === null) return value;
  if (depth > 4) return "[deep]";
  if (Array.isArray(value)) return value.map((item) => hide(item, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key,
      HIDDEN_KEYS.has(key) ? "[hidden]" : hide(inner, depth + 1),
    ]),
  );
}
