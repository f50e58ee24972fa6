/** Limits on writes that the flows do not count: presses, and asks of visitors who bring no cookie and so are a new person each time. */

import type { Context } from "hono";
import { RateLimiterMemory, type RateLimiterRes } from "rate-limiter-flexible";
import type { Addresses } from "../access/address.ts";
import type { Visitor } from "../access/visitor.ts";

/** Ratings, overrides and withdrawals of one person a minute. */
const MAX_PRESSES = 60;
/** Checks of a text while it is written: the page sends at most four a second. */
const MAX_CHECKS = 300;
const WINDOW_SECONDS = 60;

export interface WriteLimits {
  /** Counts an ask. @returns seconds to wait; null when it may continue */
  takeAsk(context: Context, visitor: Visitor): Promise<number | null>;
  /** Counts a check of a text that is being written. @returns seconds to wait; null when it may continue */
  takeCheck(context: Context, visitor: Visitor): Promise<number | null>;
  /** Counts a press. @returns seconds to wait; null when it may continue */
  takePress(context: Context, visitor: Visitor): Promise<number | null>;
}

/** @param rateLimit asks that a person may make a minute; 0 = no limits at all */
export function createWriteLimits(addresses: Addresses, rateLimit: number): WriteLimits {
  const asks = new RateLimiterMemory({ points: Math.max(1, rateLimit), duration: WINDOW_SECONDS });
  const presses = new RateLimiterMemory({ points: MAX_PRESSES, duration: WINDOW_SECONDS });
  const checks = new RateLimiterMemory({ points: MAX_CHECKS, duration: WINDOW_SECONDS });
  const take = (limiter: RateLimiterMemory, key: string) =>
    limiter.consume(key).then(
      () => null,
      ({ msBeforeNext }: RateLimiterRes) => Math.max(1, Math.ceil(msBeforeNext / 1000)),
    );
  return {
    takeAsk: async (context, { isKnown }) =>
      rateLimit === 0 || isKnown ? null : take(asks, addresses.clientOf(context)),
    takeCheck: async (context, { person, isKnown }) =>
      rateLimit === 0 ? null : take(checks, isKnown ? person.id : addresses.clientOf(context)),
    takePress: async (context, { person, isKnown }) =>
      rateLimit === 0 ? null : take(presses, isKnown ? person.id : addresses.clientOf(context)),
  };
}
