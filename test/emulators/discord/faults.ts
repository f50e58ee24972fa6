/** Faults that a test switches on: refusals, server errors, rate limits, broken connections, before or after the effect. */

import { createRandom } from "../../../src/core/statistics/random.ts";

export type FaultKind =
  /** Discord's `{ code, message }`. */
  | { readonly kind: "error"; readonly status: number; readonly code: number }
  /** Without Retry-After, in header and body, where it is null. */
  | { readonly kind: "rate-limit"; readonly retryAfterS: number | null; readonly isGlobal: boolean }
  /** HTML in the place of Discord's JSON, as a proxy or Cloudflare sends it. */
  | { readonly kind: "html"; readonly status: number }
  /** The call is never answered. */
  | { readonly kind: "hang" }
  /** An HTTP status such as 503; `after` says whether the call had its effect first. */
  | { readonly kind: "status"; readonly status: number; readonly after: boolean }
  /** The connection is cut without an answer. */
  | { readonly kind: "drop"; readonly after: boolean };

export interface FaultRule {
  /** "POST /channels/1/messages" is matched against this. */
  readonly route: RegExp;
  readonly fault: FaultKind;
  /** How many calls it hits; default 1. */
  readonly times?: number;
}

const RANDOM_KINDS: readonly FaultKind[] = [
  { kind: "status", status: 503, after: false },
  { kind: "status", status: 502, after: true },
  { kind: "drop", after: false },
  { kind: "drop", after: true },
  { kind: "rate-limit", retryAfterS: 1, isGlobal: false },
];

export function createFaults() {
  const rules: { rule: FaultRule; left: number }[] = [];
  let random: { share: number; route: RegExp; next: () => number } | null = null;
  let hits = 0;
  return {
    /** Switches a fault on. Returns how to switch it off. */
    add(rule: FaultRule): () => void {
      const entry = { rule, left: rule.times ?? 1 };
      rules.push(entry);
      return () => {
        entry.left = 0;
      };
    },
    /** Switches every fault off. */
    clear(): void {
      rules.length = 0;
      random = null;
    },
    /** Lets this share (0 to 1) of the calls to these routes fail in a way picked at random. `seed` makes it repeatable. */
    addRandom({ share, seed, route }: { share: number; seed: number; route: RegExp }): void {
      random = { share, route, next: createRandom(seed) };
    },
    /** The fault that hits this call, if any. */
    take(route: string): FaultKind | null {
      const entry = rules.find(({ rule, left }) => left > 0 && rule.route.test(route));
      if (entry) {
        entry.left--;
        hits++;
        return entry.rule.fault;
      }
      if (random?.route.test(route) && random.next() < random.share) {
        hits++;
        return RANDOM_KINDS[Math.floor(random.next() * RANDOM_KINDS.length)] ?? null;
      }
      return null;
    },
    get hits() {
      return hits;
    },
  };
}
