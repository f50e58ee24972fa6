/** What a dashboard needs of the store: counts over time, and the newest asks that went wrong. */

import type { Counts, Series } from "../../core/statistics/roll-up.ts";

/** What is counted. Null for all. */
export interface FigureFilter {
  readonly command: string | null;
  readonly platform: string | null;
  readonly workspace: string | null;
  /** First and last day (UTC) as "2026-11-27", both included. */
  readonly from: string;
  readonly to: string;
}

/** How long the steps of a chart are. Weeks begin on Monday. */
export type Step = "day" | "week" | "month";

/** What has the same version of a command, and of the model. */
export type VersionKey = Pick<Series, "version" | "revision" | "model" | "hasHead">;

export interface StepFigures extends VersionKey {
  /** First day of the step, also where the period begins later. */
  readonly step: string;
  readonly counts: Counts;
}

export interface VersionFigures extends VersionKey {
  readonly command: string;
  /** Days with asks. */
  readonly firstDay: string;
  readonly lastDay: string;
  readonly counts: Counts;
}

/** Numbers by key, as roll-ups have them. */
export interface StepSpread {
  readonly step: string;
  readonly key: string;
  readonly n: number;
}
export interface VersionChecks extends VersionKey {
  readonly key: string;
  readonly n: number;
}

export interface Figures {
  /** The version used last comes first. */
  readonly versions: readonly VersionFigures[];
  /** In the order of time; steps without an ask are left out. */
  readonly steps: readonly StepFigures[];
  readonly spread: readonly StepSpread[];
  /** Of one command only; empty where the filter names none. */
  readonly checks: readonly VersionChecks[];
  /** On which days which version answered, in the order of time; of one command only. */
  readonly days: readonly (VersionKey & { readonly day: string })[];
  /** What there is to choose from, whatever the filter. */
  readonly commands: readonly string[];
  readonly places: readonly { readonly platform: string; readonly workspace: string }[];
  /** Days of commands that changed and are counted next; new ones among them. */
  readonly pending: number;
  /** Older days of commands that were never counted, and how many were; null where none is missing. After an update to this release, all are. */
  readonly firstCount: { readonly missing: number; readonly counted: number } | null;
}

/** An ask of people who have not opted out, with its text. */
export interface SeenAsk {
  readonly command: string;
  readonly platform: string;
  readonly workspace: string;
  readonly askedAt: Date;
  readonly text: string;
}

export interface FailedAsk extends SeenAsk {
  readonly code: string;
}

/** An answer that a spot check found wrong. */
export interface WrongAnswer extends SeenAsk {
  readonly given: string;
  /** Null where none of the labels fits. */
  readonly expected: string | null;
}

export interface DashboardStore {
  readFigures(filter: FigureFilter & { readonly step: Step }): Promise<Figures>;
  /** Newest first. */
  newestFailures(filter: FigureFilter & { readonly limit: number }): Promise<readonly FailedAsk[]>;
  /** The ones that were reviewed last first. */
  newestWrong(filter: FigureFilter & { readonly limit: number }): Promise<readonly WrongAnswer[]>;
}
