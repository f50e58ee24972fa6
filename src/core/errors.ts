/**
 * Every fault the bot knows, in one table, and the one error class for them.
 * Outcomes that a person causes in good faith (opted out, unknown command) are replies, not errors.
 */

/** Codes by whose fault it is: INPUT the person's, CONFIG the operator's, BACKEND the model's, PLATFORM the platform's, STORE the store's. */
export const ERROR_CODES = [
  "INPUT_TOO_LONG",
  "INPUT_USAGE",
  "CONFIG_INVALID",
  "CONFIG_COMMAND",
  "CONFIG_PORT",
  "CONFIG_MODEL",
  "CONFIG_CREDENTIAL",
  "BACKEND_BUSY",
  "BACKEND_LOADING",
  "BACKEND_UNREACHABLE",
  "BACKEND_REFUSED",
  "BACKEND_RATE_LIMITED",
  "BACKEND_TIMEOUT",
  "BACKEND_MALFORMED",
  "BACKEND_CRASHED",
  "BACKEND_ABORTED",
  "PLATFORM_REFUSED",
  "PLATFORM_RATE_LIMITED",
  "PLATFORM_UNREACHABLE",
  "PLATFORM_UNKNOWN_FATE",
  "STORE_UNAVAILABLE",
  "STORE_LOCKED",
  "STORE_FULL",
  "STORE_UNWRITABLE",
  "STORE_FOREIGN",
  "INTERNAL",
] as const;

export type ErrorCode = (typeof ERROR_CODES)[number];

export interface BotErrorOptions {
  /** Whether the same call may succeed later without anybody changing anything. Default false. */
  readonly retryable?: boolean;
  /** How long to wait before trying again, in milliseconds, where the other side said so. */
  readonly retryAfterMs?: number;
  readonly cause?: unknown;
}

/** A fault with a code. `message` is for the operator: what failed, with which value, what to do. It never holds a token or a person's text. */
export class BotError extends Error {
  override readonly name = "BotError";
  readonly code: ErrorCode;
  readonly retryable: boolean;
  readonly retryAfterMs: number | null;

  constructor(code: ErrorCode, message: string, options: BotErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.retryable = options.retryable ?? false;
    this.retryAfterMs = options.retryAfterMs ?? null;
  }
}

/** Turns whatever was thrown into a BotError; what is already one passes through. */
export function toBotError(cause: unknown): BotError {
  if (cause instanceof BotError) return cause;
  const message = cause instanceof Error ? cause.message : String(cause);
  return new BotError("INTERNAL", message, { cause });
}
