/** Names of steps of time, and times, by the rules of a language. */

import type { Step } from "../../../flows/ports/dashboard.ts";

/** @param tag BCP 47 */
export function createNames(
  tag: string,
  units: { readonly ms: string; readonly s: string; readonly min: string },
) {
  const days = new Intl.DateTimeFormat(tag, { month: "short", day: "numeric", timeZone: "UTC" });
  const months = new Intl.DateTimeFormat(tag, { year: "numeric", month: "short", timeZone: "UTC" });
  const short = new Intl.NumberFormat(tag, { maximumSignificantDigits: 3 });
  return {
    step: (day: string, step: Step) => (step === "month" ? months : days).format(new Date(day)),
    time(ms: number) {
      if (ms < 1_000) return `${short.format(ms)} ${units.ms}`;
      return ms < 60_000
        ? `${short.format(ms / 1_000)} ${units.s}`
        : `${short.format(ms / 60_000)} ${units.min}`;
    },
  };
}
