/** What a run's thread and the main thread say to each other. */

import type { Answer, AskSettings, GenerationSettings, ModelInfo } from "../../core/ask.ts";
import type { Command } from "../../core/command/command.ts";
import type { ErrorCode } from "../../core/errors.ts";
import type { MeasurementKind } from "../../flows/ports/measurements.ts";
import type { AuditedHead } from "../audit/run.ts";
import type { StoredReport } from "./report.ts";

/** What a thread starts with. */
export interface RunTask {
  readonly kind: MeasurementKind;
  readonly command: Command;
  readonly against: { readonly version: string; readonly command: Command } | null;
  /** The classifier heads that decide beside the prompts. */
  readonly head: AuditedHead | null;
  readonly againstHead: AuditedHead | null;
  readonly model: ModelInfo;
  readonly where: string;
  readonly folder: string;
  /** Asks under way at once, from 1. */
  readonly atOnce: number;
}

/** From the thread. */
export type FromRun =
  | { readonly kind: "progress"; readonly done: number; readonly total: number }
  | {
      readonly kind: "ask";
      readonly id: number;
      /** Whether the version that is compared with is asked. */
      readonly isAgainst: boolean;
      /** In place of the command's own; null for those. */
      readonly examples: Command["examples"] | null;
      readonly text: string;
      readonly settings: AskSettings;
      /** Whether the model is to write with these settings, whatever the command is. */
      readonly writes: GenerationSettings | null;
    }
  | { readonly kind: "done"; readonly report: StoredReport; readonly passed: boolean | null }
  | { readonly kind: "failed"; readonly code: ErrorCode };

/** To the thread. */
export type ToRun =
  | { readonly id: number; readonly answer: Answer | null; readonly written: Written | null }
  | {
      readonly id: number;
      readonly error: {
        readonly code: ErrorCode;
        readonly retryable: boolean;
        readonly retryAfterMs: number | null;
      };
    };

export interface Written {
  readonly text: string;
  readonly finish: "end-sequence" | "end-of-text" | "length";
}
