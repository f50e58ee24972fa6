/** What a dashboard is asked to show, read from the words of an address. Pure. */

import { COMMAND_NAME } from "../../../core/command/command.ts";
import type { FigureFilter, Step } from "../../ports/dashboard.ts";

export interface DashboardFilter extends FigureFilter {
  readonly step: Step;
  /** Which version the figures of spot checks are of, as `versionId` writes it; null for the newest with any. */
  readonly version: string | null;
}

/** What is wrong with a filter. */
export type FilterFault =
  | { readonly kind: "command" | "platform" | "workspace" | "days" | "day" | "step"; readonly value: string }
  | { readonly kind: "order" }
  | { readonly kind: "too-long" | "too-many-steps"; readonly days: number; readonly most: number };

const DAY_MS = 24 * 60 * 60_000;
const DEFAULT_DAYS = 30;
const MAX_DAYS = 1_100;
/** Earlier and later ones are no days of asks; those of five digits can't be compared as texts. */
const FIRST_DAY = "2000-01-01";
const LAST_DAY = "2999-12-31";
const MAX_STEPS = 93;
const MAX_CHARACTERS = 200;
/** Up to so many days are shown by day, then by week, then by month. */
const BY_DAY = 31;
const BY_WEEK = 190;
const STEPS: readonly Step[] = ["day", "week", "month"];

const dayOf = (date: Date) => date.toISOString().slice(0, 10);
/** @param days may be negative */
export const dayAfter = (day: string, days: number) => dayOf(new Date(Date.parse(day) + days * DAY_MS));

/** @param words those of an address: command, platform, workspace, days, from, to, step, version; empty ones count as left out */
export function readFilter(
  words: Readonly<Record<string, string>>,
  now: Date,
): { readonly filter: DashboardFilter } | { readonly fault: FilterFault } {
  const given = (name: string) => words[name]?.trim() || null;
  const command = given("command");
  if (command !== null && !COMMAND_NAME.test(command)) return { fault: { kind: "command", value: command } };
  for (const kind of ["platform", "workspace"] as const)
    if ((given(kind)?.length ?? 0) > MAX_CHARACTERS) return { fault: { kind, value: given(kind) ?? "" } };
  const period = readPeriod({ days: given("days"), from: given("from"), to: given("to") }, now);
  if ("fault" in period) return period;
  const days = (Date.parse(period.to) - Date.parse(period.from)) / DAY_MS + 1;
  const step = given("step") ?? "auto";
  if (step !== "auto" && !STEPS.includes(step as Step)) return { fault: { kind: "step", value: step } };
  if (step === "day" && days > MAX_STEPS) return { fault: { kind: "too-many-steps", days, most: MAX_STEPS } };
  const automatic = days <= BY_DAY ? "day" : days <= BY_WEEK ? "week" : "month";
  return {
    filter: {
      ...{ command, platform: given("platform"), workspace: given("workspace"), ...period },
      step: step === "auto" ? automatic : (step as Step),
      version: given("version"),
    },
  };
}

function readPeriod(
  { days, from, to }: Readonly<Record<"days" | "from" | "to", string | null>>,
  now: Date,
): Pick<DashboardFilter, "from" | "to"> | { readonly fault: FilterFault } {
  for (const day of [from, to])
    if (day !== null && !isDay(day)) return { fault: { kind: "day", value: day } };
  if (days !== null && !/^[1-9]\d{0,3}$/.test(days)) return { fault: { kind: "days", value: days } };
  const count = Number(days ?? DEFAULT_DAYS);
  const last = to ?? dayOf(now);
  const first = from ?? dayAfter(last, 1 - count);
  if (first > last) return { fault: { kind: "order" } };
  const length = (Date.parse(last) - Date.parse(first)) / DAY_MS + 1;
  if (length > MAX_DAYS) return { fault: { kind: "too-long", days: length, most: MAX_DAYS } };
  return { from: first, to: last };
}

/** "2026-02-29" is none, and no year is that of an ask before 2000 or after 2999. */
function isDay(text: string): boolean {
  const ms = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(text) : Number.NaN;
  return !Number.isNaN(ms) && dayOf(new Date(ms)) === text && text >= FIRST_DAY && text <= LAST_DAY;
}

/** The first days of all steps of a period, also of those without an ask. */
export function stepsOf({ from, to, step }: Pick<DashboardFilter, "from" | "to" | "step">): string[] {
  const steps: string[] = [];
  for (let day = beginOf(from, step); day <= to; day = nextOf(day, step)) steps.push(day);
  return steps;
}

/** The first day of the step that a day is in. Weeks begin on Monday. */
export function beginOf(day: string, step: Step): string {
  if (step === "day") return day;
  if (step === "month") return `${day.slice(0, 8)}01`;
  return dayAfter(day, -((new Date(day).getUTCDay() + 6) % 7));
}

function nextOf(day: string, step: Step): string {
  if (step !== "month") return dayAfter(day, step === "day" ? 1 : 7);
  return beginOf(dayAfter(day, 31), "month");
}
