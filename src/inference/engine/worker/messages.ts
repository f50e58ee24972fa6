/** The messages between the main thread and the engine's thread. Token ids only: the text stays where it was tokenised. */

import type { ErrorCode } from "../../../core/errors.ts";
import type { Seen } from "../../../core/seen.ts";
import type { ModelFolder } from "../../models/folder.ts";
import type { RuntimeKind } from "../graph/runtime.ts";
import type { Prefix } from "../prefix-cache.ts";

/** Handed to the thread at its start. */
export interface WorkerSetup {
  readonly folder: ModelFolder;
  readonly threads: number;
  readonly cacheBytes: number;
}

export interface ScoreWork {
  readonly kind: "score";
  readonly prefix: Prefix;
  readonly text: readonly number[];
  readonly labels: readonly (readonly number[])[];
  /** Whether a classifier head will read what the model sees. */
  readonly wantsSeen?: boolean;
  /** True for what runs only while nothing else waits. */
  readonly isBackground?: boolean;
}

export interface CompleteWork {
  readonly kind: "complete";
  readonly prefix: Prefix;
  readonly text: readonly number[];
  readonly maxNewTokens: number;
  readonly endSequence: string;
  readonly temperature: number;
  readonly seed: number;
  readonly streams: boolean;
}

export type Work = ScoreWork | CompleteWork;

export type ToWorker =
  | { readonly kind: "work"; readonly id: number; readonly work: Work }
  | { readonly kind: "abort"; readonly id: number }
  /** Forgets all prompts. */
  | { readonly kind: "forget" }
  /** Ends the thread once the run under way is over: a thread that is cut off inside a run takes the process with it. */
  | { readonly kind: "close" };

interface Spent {
  readonly durationMs: number;
  /** Whether the prefix's keys and values were there before the work began. */
  readonly wasCached: boolean;
}

export type WorkResult =
  | ({ readonly kind: "scored"; readonly logprobs: readonly number[]; readonly seen: Seen | null } & Spent)
  | ({
      readonly kind: "completed";
      readonly text: string;
      readonly finish: "end-sequence" | "end-of-text" | "length";
      readonly newTokens: number;
    } & Spent);

export interface WorkerFault {
  readonly code: ErrorCode;
  readonly message: string;
}

export type FromWorker =
  | { readonly kind: "ready"; readonly runtime: RuntimeKind }
  | { readonly kind: "unusable"; readonly fault: WorkerFault }
  | { readonly kind: "started"; readonly ids: readonly number[] }
  | { readonly kind: "text"; readonly id: number; readonly text: string }
  | { readonly kind: "done"; readonly id: number; readonly result: WorkResult }
  | { readonly kind: "failed"; readonly id: number; readonly fault: WorkerFault };
