/** The port to stored runs: each exists once for all processes that share the store, and one of them works on it. */

import type { Json } from "../../../core/ask.ts";
import type { MeasurementKind, MeasurementRun } from "../../ports/measurements.ts";

/** A run with what it is made of, for whichever process works on it. */
export interface StoredRun extends MeasurementRun {
  /** As `Measurements` wrote it. */
  readonly request: Json;
}

export type NewRun = Pick<
  StoredRun,
  "id" | "kind" | "command" | "version" | "revision" | "against" | "model" | "head" | "request"
>;

/** A process's hold on runs, which ends by itself when it is not renewed: a killed process holds nothing for long. */
export interface Hold {
  /** Names the process; no two are called the same. */
  readonly holder: string;
  /** How long the hold lasts, in milliseconds. */
  readonly forMs: number;
}

export interface RunEnd {
  readonly state: "done" | "failed" | "cancelled";
  readonly failure: MeasurementRun["failure"];
  readonly passed: boolean | null;
  /** What it found; null where it is not done. */
  readonly report: Json | null;
}

export interface RunStore {
  /** Adds a run that this process holds; one that has ended is started again, but not one that is done unless `again` is set. Old runs
   * that ended are deleted.
   * @returns the run, and whether this process is to work on it */
  addRun(
    run: NewRun,
    hold: Hold & { readonly again: boolean },
  ): Promise<{ readonly run: MeasurementRun; readonly isOurs: boolean }>;
  /** Runs of a kind, newest first. */
  listRuns(kind: MeasurementKind): Promise<readonly MeasurementRun[]>;
  findRun(id: string): Promise<MeasurementRun | null>;
  /** What a run found; null while it is not done. */
  runReport(id: string): Promise<Json | null>;
  /** Takes the oldest run that no process holds; null where there is none. */
  takeRun(hold: Hold): Promise<StoredRun | null>;
  /** Renews the hold on runs, and notes how far they are.
   * @returns ids of those that this process still holds: the others were cancelled, or taken by another process */
  holdRuns(
    runs: readonly Pick<MeasurementRun, "id" | "state" | "done" | "total">[],
    hold: Hold,
  ): Promise<readonly string[]>;
  /** Lets go of all runs that a process holds, so that others take them at once. */
  releaseRuns(holder: string): Promise<void>;
  /** Ends a run that this process holds. */
  endRun(id: string, holder: string, end: RunEnd): Promise<void>;
  /** Ends a run that waits or is under way, whoever holds it. */
  cancelRun(id: string): Promise<void>;
}
