/** The log: JSON lines on stderr, with everything secret taken out before it is written. */

import { type Logger, pino, stdTimeFunctions } from "pino";
import pretty from "pino-pretty";

export type { Logger } from "pino";

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

export interface LogOptions {
  /** Default stderr: stdout belongs to results. */
  readonly target?: LogTarget;
  /** For people at a terminal: coloured lines in place of JSON. Default false. */
  readonly pretty?: boolean;
  /** Exact values that are taken out too, such as every credential in use. */
  readonly secrets?: readonly string[];
}

/** Opens the log.
 * @param level debug, info, warn or error */
export function createLogger(level: string, options: LogOptions = {}): Logger {
  const { secrets = [] } = options;
  const target = options.target ?? (options.pretty ? openPretty() : process.stderr);
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
    { write: (line: string) => target.write(redact(line, secrets)) },
  );
}

function openPretty(): LogTarget {
  const stream = pretty({
    destination: 2,
    sync: true,
    translateTime: "SYS:HH:MM:ss",
    ignore: "time,version,node",
  });
  // A terminal that was closed takes no more lines; the bot continues.
  stream.on("error", () => {});
  return stream;
}

/** A secret shorter than this is not searched for by its value: a password of three letters would take words apart. */
const LEAST_SECRET = 6;

/** Takes everything that looks like a secret out of a text, and every one of `secrets`, also as JSON writes it. */
export function redact(text: string, secrets: readonly string[] = []): string {
  let clean = text;
  for (const secret of secrets)
    if (secret.length >= LEAST_SECRET)
      for (const form of [secret, JSON.stringify(secret).slice(1, -1)])
        clean = clean.replaceAll(form, "[secret]");
  return SECRETS.reduce((line, secret) => line.replace(secret, "[secret]"), clean);
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
