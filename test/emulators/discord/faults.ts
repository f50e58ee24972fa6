/** Faults that a test switches on: refusals, server errors, rate limits, broken connections, before or after the effect. */

export type FaultKind =
  /** Discord's `{ code, message }`. */
  | { readonly kind: "error"; readonly status: number; readonly code: number }
  | { readonly kind: "rate-limit"; readonly retryAfterS: number; readonly isGlobal: boolean }
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

export function createFaults() {
  const rules: { rule: FaultRule; left: number }[] = [];
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
    /** The fault that hits this call, if any. */
    take(route: string): FaultKind | null {
      const entry = rules.find(({ rule, left }) => left > 0 && rule.route.test(route));
      if (!entry) return null;
      entry.left--;
      hits++;
      return entry.rule.fault;
    },
    get hits() {
      return hits;
    },
  };
}
