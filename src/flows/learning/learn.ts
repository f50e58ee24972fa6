/** Trains a head for a command, and measures it beside the prompt. Stores nothing. */

import type { Command } from "../../core/command.ts";
import { BotError } from "../../core/errors.ts";
import type { Scope } from "../../core/saved-command.ts";
import type { MeasuredHead } from "../../core/saved-head.ts";
import { type Comparison, compare, type PairedRow } from "../../learning/gate.ts";
import {
  applyHead,
  type SeenText,
  type Trained,
  type Training,
  type TrainingRow,
} from "../../learning/head.ts";
import { gatherRows, type LabelledRow, type LabelledRows, trainingWeights } from "../../learning/rows.ts";
import { encodeHead, promptDigest } from "../../learning/stored-head.ts";
import type { Backend } from "../ports.ts";
import type { NewHead } from "./ports.ts";
import { modelKey, type See } from "./see.ts";

export interface LearnPorts {
  readonly backend: Backend;
  readonly see: See;
  readonly train: (training: Training) => Promise<Trained>;
  readonly rows: LabelledRows;
}

export interface LearnOptions {
  readonly command: Command;
  readonly scope: Scope;
}

/** Rows of each kind that count. */
export type RowCounts = Readonly<Record<LabelledRow["source"], number>>;

export interface Learned {
  readonly head: NewHead;
  readonly counts: RowCounts;
  /** Beside the prompt, on spot checks and the command's tests: what a change is judged by. */
  readonly gate: Comparison;
  /** The same on the examples file, cross-validated: which texts are in it is the choice of whoever wrote it. */
  readonly examples: Comparison;
  /** Whether the head is proven to be better by the gate, or where that has too few rows, by the examples. */
  readonly isBetter: boolean;
}

export type LearnResult =
  | ({ readonly kind: "learned" } & Learned)
  /** No row counts: there are none, or overrides alone, which are never trained on. */
  | { readonly kind: "no-rows"; readonly overrides: number };

/** @throws {BotError} INPUT_USAGE for a command without labels, or a model that can't score labels; BACKEND_*; STORE_* */
export async function learnHead(ports: LearnPorts, { command, scope }: LearnOptions): Promise<LearnResult> {
  const { labels } = command;
  if (labels === null)
    throw new BotError(
      "INPUT_USAGE",
      `/${command.name} answers in free text; only commands with labels can learn.`,
    );
  const gathered = await gatherRows(command, scope, ports.rows);
  const seen = await ports.see(
    command,
    gathered.map(({ text }) => text),
  );
  const known = gathered.flatMap((row, at) => {
    const own = seen[at];
    return own ? [{ row, own }] : [];
  });
  if (gathered.length > 0 && known.length === 0)
    throw new BotError(
      "INPUT_USAGE",
      "This model can't score labels, so that no head can be trained for it.",
    );
  const weights = trainingWeights(known.map(({ row }) => row));
  const overrides = known.filter(({ row }) => row.source === "override").length;
  if (!weights.some((weight) => weight > 0)) return { kind: "no-rows", overrides };
  const rows = known.map(
    ({ row, own }, at): TrainingRow => ({
      ...own,
      label: labels.indexOf(row.label),
      weight: weights[at] as number,
    }),
  );
  const trained = await ports.train({ rows, labelCount: labels.length });
  const pairs = known.map(({ row, own }, at) =>
    pair(labels, { ...row, own, after: trained.heldOut?.[at] ?? [] }),
  );
  const of = (source: LabelledRow["source"]) => pairs.filter((_, at) => known[at]?.row.source === source);
  const gate = compare([...of("spot-check"), ...(await pairTests(ports, command, trained))]);
  const examples = compare(of("example"));
  const counting = known.filter((_, at) => (weights[at] as number) > 0);
  const count = (source: LabelledRow["source"]) => counting.filter(({ row }) => row.source === source).length;
  const counts = {
    example: count("example"),
    override: count("override"),
    right: count("right"),
    "spot-check": count("spot-check"),
  };
  const head: NewHead = {
    name: command.name,
    scope,
    model: modelKey(await ports.backend.describe()),
    promptDigest: promptDigest(command),
    labels,
    rows: counting.length,
    measured: toMeasured(gate),
    weights: encodeHead(trained.head),
  };
  const isBetter =
    gate.verdict === "better" || (gate.verdict === "not-measured" && examples.verdict === "better");
  return { kind: "learned", head, counts, gate, examples, isBetter };
}

/** The command's tests, which no head learns from. */
async function pairTests({ see }: LearnPorts, command: Command, { head }: Trained): Promise<PairedRow[]> {
  const labels = command.labels ?? [];
  const seen = await see(
    command,
    command.tests.map(({ input }) => input),
  );
  return command.tests.flatMap(({ input, output }, at) => {
    const own = seen[at];
    return own
      ? [pair(labels, { id: `test-${at}`, text: input, label: output, own, after: applyHead(head, own) })]
      : [];
  });
}

interface Judged {
  readonly id: string;
  readonly text: string;
  readonly label: string;
  readonly own: SeenText;
  readonly after: readonly number[];
}

function pair(labels: readonly string[], { id, text, label, own, after }: Judged): PairedRow {
  const best = (logprobs: readonly number[]) => labels[logprobs.indexOf(Math.max(...logprobs))] ?? null;
  return { id, text, label, before: best(own.logprobs), after: best(after) };
}

function toMeasured({ n, before, after, repaired, broken, p, verdict }: Comparison): MeasuredHead {
  return {
    n,
    before: before.right,
    after: after.right,
    repaired: repaired.length,
    broken: broken.length,
    p,
    verdict,
  };
}
