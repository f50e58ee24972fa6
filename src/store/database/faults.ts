/** Turns what drivers throw into the bot's own errors. */

import { statfs } from "node:fs/promises";
import { BotError, type ErrorCode } from "../../core/errors.ts";

/** The database can't be reached now: Node's codes, SQLSTATE class 08 (connection), 57P (shutdown), 53 (resources). */
const LOST = /^(E[A-Z]+|08...|57P..|53...)$/;
const LOST_WORDS = /terminated|timeout exceeded|closed|destroyed|not queryable/i;
const DISK_FULL = /^(53100|ENOSPC|EDQUOT)$/;
const DISK_FULL_WORDS = /no space left|disk quota|disk (is )?full/i;

/** What is wrong with the database, by SQLSTATE. The retryable ones pass without anybody changing the configuration. */
const KNOWN: Readonly<
  Record<string, { readonly code: ErrorCode; readonly message: string; readonly retryable: boolean }>
> = {
  "42501": {
    code: "STORE_UNWRITABLE",
    message:
      "PostgreSQL doesn't let this user make or change tables (SQLSTATE 42501). Grant it CREATE on the database, or name another user in DATABASE_URL.",
    retryable: false,
  },
  "25006": {
    code: "STORE_UNWRITABLE",
    message:
      "PostgreSQL is read-only there (SQLSTATE 25006). Name the primary server in DATABASE_URL, not a replica.",
    // A failover passes.
    retryable: true,
  },
  "42P07": {
    code: "STORE_FOREIGN",
    message:
      "The database has a schema fewshot that isn't Fewshot's (SQLSTATE 42P07). Name another database in DATABASE_URL.",
    retryable: false,
  },
  "55P03": {
    code: "STORE_UNAVAILABLE",
    message:
      "A statement waited too long for a lock that another session of PostgreSQL holds (SQLSTATE 55P03). pg_stat_activity and pg_locks show which.",
    retryable: true,
  },
  "25P04": {
    code: "STORE_LOCKED",
    message:
      "Asks waited two seconds for this work, so that the bot that has the data folder undid it. Try again when there are fewer, stop the bot for it, or store on PostgreSQL.",
    retryable: false,
  },
  "57014": {
    code: "STORE_UNAVAILABLE",
    message: "PostgreSQL took too long for a statement and stopped it (SQLSTATE 57014).",
    retryable: true,
  },
};

/** Whether the reason of an error is that the disk is full. */
export function isDiskFull(cause: unknown): boolean {
  const { code, message = "" } = cause as { code?: string | null; message?: string };
  return (code ? DISK_FULL.test(code) : false) || DISK_FULL_WORDS.test(message);
}

/** Bytes that this user may still write where a folder is; infinite where that is not known. */
export async function freeBytes(folder: string): Promise<number> {
  return statfs(folder).then(
    ({ bavail, bsize }) => bavail * bsize,
    () => Number.POSITIVE_INFINITY,
  );
}

/** @param place whose disk is full, e.g. a folder */
export function diskFullIn(place: string, cause: unknown): BotError {
  return new BotError(
    "STORE_FULL",
    `The disk that holds ${place} is full. Free some space there; nothing that was stored is lost.`,
    { cause, retryable: true },
  );
}

/** @returns STORE_UNAVAILABLE, retryable, for a lost database; INTERNAL without the person's text for anything unexpected */
export function toStoreError(cause: unknown): BotError {
  if (cause instanceof BotError) return cause;
  const {
    code,
    message = "",
    constraint,
  } = cause as { code?: string | null; message?: string; constraint?: string | null };
  if (isDiskFull(cause)) return diskFullIn("the store", cause);
  const known = code ? KNOWN[code] : undefined;
  if (known) return new BotError(known.code, known.message, { retryable: known.retryable, cause });
  if ((code && LOST.test(code)) || (!code && LOST_WORDS.test(message)))
    return new BotError("STORE_UNAVAILABLE", `The store can't be reached just now (${code ?? message}).`, {
      retryable: true,
    });
  // A database's own message may quote the row, and the row what a person wrote.
  const detail = code ? `SQLSTATE ${code}${constraint ? `, ${constraint}` : ""}` : message;
  return new BotError("INTERNAL", `The store refused a statement (${detail}).`);
}

/** The same methods, whose errors are BotErrors. */
export function guard<Methods extends object>(methods: Methods): Methods {
  const guarded = Object.entries(methods).map(([name, method]) => [
    name,
    async (...values: unknown[]) => {
      try {
        return await (method as (...values: unknown[]) => Promise<unknown>).apply(methods, values);
      } catch (cause) {
        throw toStoreError(cause);
      }
    },
  ]);
  return Object.fromEntries(guarded) as Methods;
}

/** The same for what is read item by item. */
export async function* guardItems<Item>(items: AsyncIterable<Item>): AsyncGenerator<Item> {
  try {
    yield* items;
  } catch (cause) {
    throw toStoreError(cause);
  }
}
