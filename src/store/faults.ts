/** Turns what drivers throw into the bot's own faults, once, at the store's door. */

import { BotError, type ErrorCode } from "../core/errors.ts";

/** What says that the database can't be reached now: Node's codes, SQLSTATE class 08 (connection), 57P (shutdown), 53 (resources). */
const LOST = /^(E[A-Z]+|08...|57P..|53...)$/;
const LOST_WORDS = /terminated|timeout exceeded|closed|destroyed|not queryable/i;

/** What is wrong with the database itself, by SQLSTATE. */
const WRONG: Readonly<Record<string, readonly [ErrorCode, string]>> = {
  "42501": [
    "STORE_UNWRITABLE",
    "PostgreSQL doesn't let this user make or change tables (SQLSTATE 42501). Grant it CREATE on the database, or name another user in DATABASE_URL.",
  ],
  "25006": [
    "STORE_UNWRITABLE",
    "PostgreSQL is read-only there (SQLSTATE 25006). Name the primary server in DATABASE_URL, not a replica.",
  ],
  "42P07": [
    "STORE_FOREIGN",
    "The database has a schema fewshot that isn't Fewshot's (SQLSTATE 42P07). Name another database in DATABASE_URL.",
  ],
};

/** @returns STORE_UNAVAILABLE, retryable, for a lost database; INTERNAL without the person's text for anything else */
export function toStoreError(cause: unknown): BotError {
  if (cause instanceof BotError) return cause;
  const {
    code,
    message = "",
    constraint,
  } = cause as { code?: string; message?: string; constraint?: string };
  if ((code && LOST.test(code)) || (!code && LOST_WORDS.test(message)))
    return new BotError("STORE_UNAVAILABLE", `The store can't be reached just now (${code ?? message}).`, {
      retryable: true,
    });
  const wrong = code === undefined ? undefined : WRONG[code];
  if (wrong) return new BotError(wrong[0], wrong[1]);
  // A database's own message may quote the row, and the row what a person wrote.
  const detail = code ? `SQLSTATE ${code}${constraint ? `, ${constraint}` : ""}` : message;
  return new BotError("INTERNAL", `The store refused a statement (${detail}).`);
}

/** The same methods, whose failures are BotErrors. */
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
