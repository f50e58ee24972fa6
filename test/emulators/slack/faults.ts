/** Faults that a test switches on: refusals, server errors, rate limits, broken connections and silence, before or after the effect. */

import { createRandom } from "../../../src/core/statistics/random.ts";

export type FaultKind =
  /** Slack's `{ ok: false, error }`. */
  | { readonly kind: "error"; readonly error: string }
  /** 429 with Retry-After: seconds, a date, or null for none. */
  | { readonly kind: "rate-limit"; readonly retryAfterS: number | string | null }
  /** An HTTP status such as 503; `after` says whether the call had its effect first. */
  | { readonly kind: "status"; readonly status: number; readonly after: boolean }
  /** The connection is cut without an answer. */
  | { readonly kind: "drop"; readonly after: boolean }
  /** No answer until the emulator closes. */
  | { readonly kind: "hang"; readonly after: boolean }
  | { readonly kind: "delay"; readonly delayMs: number };

interface FaultRule {
  /** Method name such as "chat.postMessage", or "response_url". */
  readonly method: string;
  readonly fault: FaultKind;
  /** Only calls about this channel. */
  readonly channel?: string;
  /** Only calls for which this holds. */
  readonly when?: (args: Readonly<Record<string, unknown>>) => boolean;
  /** How many calls it hits; default 1. */
  readonly times?: number;
}

export interface Faults {
  /** Switches a fault on. Returns how to switch it off. */
  add(rule: FaultRule): () => void;
  /** Lets this share of all calls (0 to 1) fail in a way picked at random. `seed` makes it repeatable. */
  addRandom(options: {
    readonly share: number;
    readonly seed: number;
    readonly methods: readonly string[];
  }): void;
  /** The fault that hits this call, if any. */
  take(method: string, args: Readonly<Record<string, unknown>>): FaultKind | null;
  /** How many calls were hit. */
  readonly hits: number;
}

const RANDOM_KINDS: readonly FaultKind[] = [
  { kind: "status", status: 503, after: false },
  { kind: "status", status: 502, after: true },
  { kind: "drop", after: false },
  { kind: "drop", after: true },
  { kind: "rate-limit", retryAfterS: 1 },
  { kind: "error", error: "internal_error" },
];

export function createFaults(): Faults {
  const rules: { rule: FaultRule; left: number }[] = [];
  let random: { share: number; methods: readonly string[]; next: () => number } | null = null;
  let hits = 0;
  return {
    get hits() {
      return hits;
    },
    add(rule) {
      const entry = { rule, left: rule.times ?? 1 };
      rules.push(entry);
      return () => {
        entry.left = 0;
      };
    },
    addRandom({ share, seed, methods }) {
      random = { share, methods, next: createRandom(seed) };
    },
    take(method, args) {
      const entry = rules.find(
        ({ rule, left }) =>
          left > 0 &&
          rule.method === method &&
          (rule.channel === undefined || rule.channel === args.channel) &&
          (rule.when?.(args) ?? true),
      );
      if (entry) {
        entry.left--;
        hits++;
        return entry.rule.fault;
      }
      if (random?.methods.includes(method) && random.next() < random.share) {
        hits++;
        return RANDOM_KINDS[Math.floor(random.next() * RANDOM_KINDS.length)] ?? null;
      }
      return null;
    },
  };
}
