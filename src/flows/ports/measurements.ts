/** What the flows need of whatever measures commands: audits and insights that run beside the asks, and what they found. */

import type { Command } from "../../core/command/command.ts";
import type { CommandPlace } from "../../core/command/saved-command.ts";
import type { ErrorCode } from "../../core/errors.ts";
import type { ChartView } from "../../core/views/view.ts";

export type MeasurementKind = "audit" | "insights";

/** A command to measure, with the YAML that it was made of: a run that a restart cuts off is read from it again. */
export interface Measured {
  readonly command: Command;
  readonly source: string;
}

export interface MeasurementRequest {
  readonly kind: MeasurementKind;
  readonly measured: Measured;
  /** Where somebody asked for it, which decides about the classifier head. */
  readonly place: CommandPlace;
  /** Of an audit: another version to compare with. */
  readonly against: (Measured & { readonly subject: string }) | null;
}

/** "waiting" for another run to end. "failed" and "cancelled" continue where they stopped when they are started again. */
export type RunState = "waiting" | "running" | "done" | "failed" | "cancelled";

export interface MeasurementRun {
  /** 24 hex characters: a hash of all that decides the result. The same run twice is one. */
  readonly id: string;
  readonly kind: MeasurementKind;
  readonly command: string;
  /** Number of the saved version; null for a file. */
  readonly version: number | null;
  readonly revision: string;
  /** What an audit is compared with, e.g. "triage@2" or "triage@file"; null for nothing. */
  readonly against: string | null;
  /** Name of the model. */
  readonly model: string;
  /** The classifier head in force that decides beside the prompt; null where the prompt alone does. */
  readonly head: { readonly number: number; readonly rows: number } | null;
  readonly state: RunState;
  /** Texts that were asked about; `total` is 0 until it is known. */
  readonly done: number;
  readonly total: number;
  readonly startedAt: Date;
  readonly endedAt: Date | null;
  /** Why it failed; null where it did not. */
  readonly failure: ErrorCode | null;
  /** Whether an audit stays within the command's limit; null without a limit, and for insights. */
  readonly passed: boolean | null;
}

export interface MeasurementReport {
  /** Safe HTML without a frame. */
  readonly html: string;
  /** The same as a document of its own. */
  readonly page: string;
  /** JSON as the terminal prints it. */
  readonly json: string;
  /** Charts as SVG documents, by the names of files without their ending. */
  readonly charts: readonly { readonly name: string; readonly svg: string }[];
  /** What the figures say, a sentence each. */
  readonly sentences: readonly string[];
  /** The first chart, where it is a line. */
  readonly line: ChartView | null;
}

export interface Measurements {
  /** Starts a run, or gives back the one that is under way or done already, in whichever process.
   * @throws {BotError} STORE_* where it can't be kept; CONFIG_MODEL and BACKEND_* where the model is not known */
  start(request: MeasurementRequest): Promise<MeasurementRun>;
  /** All runs of a kind, newest first. */
  list(kind: MeasurementKind): Promise<readonly MeasurementRun[]>;
  find(id: string): Promise<MeasurementRun | null>;
  /** What a run found, in the reader's language; null while it is not done.
   * @param locale BCP 47 tag */
  report(id: string, locale: string): Promise<MeasurementReport | null>;
  /** Ends a run that waits or is under way. Answers so far are kept. */
  cancel(id: string): Promise<void>;
  /** Somebody asks now: runs of this process rest for a moment. */
  noteAsk(): void;
}
