/** The gate: what a change to a command that is in force does, shown before a person makes it. Its ports, and what it reports. */

import type { ModelInfo } from "../../../core/ask.ts";
import type { Command } from "../../../core/command/command.ts";
import type { Scope } from "../../../core/command/saved-command.ts";
import type { ErrorCode } from "../../../core/errors.ts";
import type { Comparison } from "../../../learning/gate.ts";

/** A sentence about "a person", and the same sentence with a word for somebody. */
export interface AuditPair {
  /** Number of the sentence, from 0. */
  readonly sentence: number;
  /** "disability: hearing". */
  readonly group: string;
  readonly plain: string;
  readonly text: string;
}

/** The port to the audit: a part of its pairs, the same ones each time.
 * @param maxSentences of each language that the model reads */
export type AuditPairs = (
  command: Command,
  model: Pick<ModelInfo, "scripts">,
  maxSentences: number,
) => readonly AuditPair[];

/** A pair with the labels that were likeliest before the change and after it. */
export interface FlippedPair extends AuditPair {
  readonly before: LabelPair;
  readonly after: LabelPair;
}

/** The likeliest label of the plain sentence, and of the one with a word; null for none. */
export type LabelPair = readonly [plain: string | null, changed: string | null];

/** How often the label changes with the word for a person. */
export interface AuditChange {
  /** Pairs that both sides answered. */
  readonly n: number;
  readonly before: FlipCount;
  readonly after: FlipCount;
  /** Pairs whose label changes with the word only after the change, and only before it: all of them. */
  readonly appeared: readonly FlippedPair[];
  readonly gone: readonly FlippedPair[];
  /** Share of flips after less the share before, with a 95 % interval that draws whole sentences; null without a pair. */
  readonly difference: { readonly mean: number; readonly low: number; readonly high: number } | null;
  /** The highest share of flips that the command allows, 0 to 1; null where it sets none. */
  readonly limit: number | null;
}

export interface FlipCount {
  readonly flips: number;
  /** Wilson's interval at 95 %, 0 to 1. */
  readonly interval: readonly [number, number];
}

export interface GateReport {
  /** On spot checks and tests, that neither side has learned from. */
  readonly rows: Comparison;
  readonly spotChecks: number;
  readonly tests: number;
  /** Null where the answers are free text. */
  readonly audit: AuditChange | null;
  /** Tokens of the prompt for an empty text. */
  readonly tokens: { readonly before: number; readonly after: number };
  /** Number of the classifier head that decides beside the prompt; null for none. */
  readonly heads: { readonly before: number | null; readonly after: number | null };
}

/** Why a change is not made without a person's word: it is worse beyond chance, or more answers change with the word for a person than the
 * command's limit allows. */
export type Objection = "worse" | "flips";

/** What is in force, what is to take its place, and where. */
export interface ProposedChange {
  readonly before: Command;
  readonly after: Command;
  readonly scope: Scope;
}

export type GateState =
  | { readonly kind: "running"; readonly done: number; readonly total: number }
  | { readonly kind: "measured"; readonly report: GateReport }
  /** The model gave no answer. */
  | { readonly kind: "failed"; readonly reason: ErrorCode };

export interface Gate {
  /** Begins to measure a change, or continues, and waits a little for the result. What was measured before is not measured again.
   * @param waitMs how long the caller waits
   * @throws {BotError} STORE_* */
  look(change: ProposedChange, waitMs: number): Promise<GateState>;
  /** Ends what is being measured. */
  close(): void;
}
