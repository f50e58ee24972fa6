/** What is known of how a bot answers groups of people, week by week. Figures alone: no text, no name, no id. */

/** Where groups come from: what a text is about, what people say of themselves, what an admin maps. */
export const GROUP_SOURCES = ["texts", "declared", "mapped"] as const;
export type GroupSource = (typeof GROUP_SOURCES)[number];

/** Kinds of failure, which are never added up. */
export const MEASURES = ["no-answer", "not-sure", "overridden", "wrong", "spot-check"] as const;
export type Measure = (typeof MEASURES)[number];

/** A week from Monday, 00:00 UTC. */
export interface Week {
  /** "2026-11-16", its Monday. */
  readonly id: string;
  readonly from: Date;
  readonly to: Date;
}

export interface GroupName {
  readonly source: GroupSource;
  /** Unique in its source. */
  readonly name: string;
  /** Names for people by tag of their language, where there are any. */
  readonly names: Readonly<Record<string, string>>;
}

/** `hits` of `n` with the 95 % Wilson interval of the share; shares are 0 to 1. */
export interface Rate {
  readonly hits: number;
  readonly n: number;
  readonly share: number;
  readonly low: number;
  readonly high: number;
}

/**
 * What a comparison with everybody else says.
 * different: the interval of the difference excludes zero, the difference is at least the margin, and it is corrected for many tests;
 * small: beyond doubt, and less than the margin;
 * similar: enough data for the margin, and nothing of that size was seen;
 * few: not enough data to say;
 * unclear: as much data as is needed for the margin, and what was seen may still be chance, or be due to one person.
 */
export type GroupVerdict = "different" | "small" | "similar" | "few" | "unclear";

export interface Comparison {
  readonly others: Rate;
  /** Share of the group less share of everybody else, with Newcombe's 95 % interval; −1 to 1. */
  readonly difference: number;
  readonly low: number;
  readonly high: number;
  readonly test: "score" | "fisher";
  readonly p: number;
  /** p, adjusted by Benjamini and Hochberg over all comparisons of the week. */
  readonly adjusted: number;
}

/** How much data there is of how much that is needed for 80 % power to see the margin: of the smaller side. */
export interface Enough {
  readonly n: number;
  readonly needed: number;
}

export type Cell =
  /** Fewer than ten answers, or another group would be known from it. */
  | { readonly kind: "hidden" }
  /** Fewer than thirty on one side: no comparison. */
  | { readonly kind: "rate"; readonly rate: Rate; readonly enough: Enough }
  | {
      readonly kind: "compared";
      readonly rate: Rate;
      readonly comparison: Comparison;
      readonly enough: Enough;
      readonly verdict: GroupVerdict;
    };

export interface GroupRow extends GroupName {
  readonly cells: Readonly<Record<Measure, Cell>>;
  /** Share of answers that anybody rated or overrode; null where it is hidden. */
  readonly feedback: Rate | null;
}

export interface CommandGroups {
  readonly command: string;
  /** Whether a file or a live version of this name exists now. */
  readonly isInForce: boolean;
  /** Groups of which a figure may be shown. */
  readonly rows: readonly GroupRow[];
}

/** One difference that is worth an alert. */
export interface Finding extends GroupName {
  readonly command: string;
  readonly measure: Measure;
  readonly rate: Rate;
  readonly comparison: Comparison;
}

export interface GroupsReport {
  readonly week: Week;
  /** 0 to 1. */
  readonly margin: number;
  readonly sources: readonly GroupSource[];
  /** All groups of the lists in force, whether or not there is anything of them. */
  readonly groups: readonly GroupName[];
  readonly commands: readonly CommandGroups[];
  /** How many comparisons the adjustment is for. */
  readonly comparisons: number;
  readonly findings: readonly Finding[];
}
