/** A finding about a group of a week that is over, as the flows that alert get it. */

import type { AlertChannel, AlertOptions } from "../../src/flows/monitoring/groups/alerts.ts";
import type { Finding, GroupsReport } from "../../src/flows/monitoring/groups/report.ts";
import type { Platform } from "../../src/flows/ports/platform.ts";
import type { Store } from "../../src/flows/ports/store.ts";
import { weekOf } from "../../src/monitoring/groups/rates/weeks.ts";

const rate = (hits: number, n: number) => ({ hits, n, share: hits / n, low: 0.2, high: 0.6 });

export const aFinding = (name: string): Finding => ({
  ...{ source: "texts", name, names: { "zh-TW": `群${name}` }, command: "triage", measure: "not-sure" },
  rate: rate(24, 60),
  comparison: {
    ...{
      others: rate(40, 400),
      difference: 0.3,
      low: 0.18,
      high: 0.43,
      test: "score",
      p: 1e-6,
      adjusted: 1e-5,
    },
  },
});

/** What alerts with one finding, of the week that a day is in. */
export function alertOptions(
  { store, platform }: { readonly store: Store; readonly platform: Platform },
  { channel, day }: { readonly channel: AlertChannel; readonly day: string },
): AlertOptions {
  const week = weekOf(new Date(day));
  const report = async (): Promise<GroupsReport> => ({
    ...{ week, margin: 0.1, sources: ["texts"], groups: [], commands: [], comparisons: 12 },
    findings: [aFinding("Deaf people")],
  });
  const log = { debug() {}, info() {}, warn() {}, error() {} };
  return {
    ...{ store, log, platforms: new Map([[platform.name, platform]]), channels: [channel], publicUrl: null },
    reports: { sources: ["texts"], weeks: async () => ({ weeks: [week], isClockDoubted: false }), report },
    now: () => new Date(),
  };
}
