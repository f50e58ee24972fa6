/** Trains a head for a command, and measures it beside the prompt. Stores nothing. */

import type { Command } from "../../core/command/command.ts";
import type { Scope } from "../../core/command/saved-command.ts";
import type { MeasuredHead } from "../../core/command/saved-head.ts";
import { BotError } from "../../core/errors.ts";
import { type Comparison, compare, type PairedRow } from "../../learning/gate.ts";
import {
  applyHead,
  type SeenText,
  type Trained,
  type Training,
  type TrainingRow,
} from "../../learning/head/head.ts";
import { encodeHead, promptDigest } from "../../learning/head/stored-head.ts";
import { gatherRows, type LabelledRow, type LabelledRows, trainingWeights } from "../../learning/rows.ts";
import { backendFor } from "../asks/answer/backend-for.ts";
import type { Backend } from "../ports/backend.ts";
import type { NewHead } from "./ports.ts";
import { modelKey, type See, seeExamples } from "./see.ts";

export interface LearnPorts {
  readonly backend: Backend;
  readonly see: See;
  readonly train: (training: Training) => Promise<Trained>;
  readonly rows: LabelledRows;
}

export interface LearnOptions {
  readonly command: Command;
  readonly scope: Scope;
  /** A penalty that was found before on about the same rows; left out, the best one is found by cross-validation. */
  readonly penalty?: number;
}

/** Rows of each kind that count. */
export type RowCounts = Readonly<Record<LabelledRow["source"], number>>;

export interface Learned {
  readonly head: NewHead;
  /** That the head was trained with. */
  readonly penalty: number;
  readonly counts: RowCounts;
  /** Beside the prompt, on spot checks and the command's tests: what a change is judged by. */
  readonly gate: Comparison;
  /** The same on the examples file, cross-validated: which texts are in it is the choice of whoever wrote it. */
  readonly examples: Comparison;
  /** By a row's id, the labels' log-probabilities by a head that has not seen it; empty where a penalty was given. */
  readonly heldOut: ReadonlyMap<string, readonly number[]>;
  /** Whether the head is proven to be better by the gate, or where that has too few rows, by the examples. */
  readonly isBetter: boolean;
}

export type LearnResult =
  | ({ readonly kind: "learned" } & Learned)
  /** No row counts: there are none, or overrides alone, which are never trained on. */
  | { readonly kind: "no-rows"; readonly overrides: number };

/** @throws {BotError} INPUT_USAGE for a command without labels, or a model that can't score labels; BACKEND_*; STORE_* */
export async function learnHead(
  ports: LearnPorts,
  { command, scope, penalty }: LearnOptions,
): Promise<LearnResult> {
  const { labels } = command;
  if (labels === null)
    throw new BotError(
      "INPUT_USAGE",
      `/${command.name} answers in free text; only commands with labels can learn.`,
    );
  const known = await seeRows(ports, command, await gatherRows(command, scope, ports.rows));
  const weights = trainingWeights(known.map(({ row }) => row));
  const counting = known.filter((_, at) => (weights[at] as number) > 0);
  const counted = countRows(counting);
  if (counting.length === 0)
    return { kind: "no-rows", overrides: known.filter(({ row }) => row.source === "override").length };
  const rows = known.map(
    ({ row, own }, at): TrainingRow => ({
      ...own,
      label: labels.indexOf(row.label),
      weight: weights[at] as number,
    }),
  );
  rows.push(...(await seeExamples(ports.see, command)));
  const given = penalty === undefined ? {} : { penalty };
  const trained = await ports.train({ rows, labelCount: labels.length, ...given });
  // Rows that the head has learned from say nothing of it.
  const pairs = known.flatMap(({ row, own }, at) => {
    const after = trained.heldOut?.[at];
    return after ? [{ source: row.source, pair: pair(labels, { ...row, own, after }) }] : [];
  });
  const of = (wanted: LabelledRow["source"]) =>
    pairs.flatMap(({ source, pair }) => (source === wanted ? [pair] : []));
  const gate = compare([...of("spot-check"), ...(await pairTests(ports, command, trained))]);
  const examples = compare(of("example"));
  const head: NewHead = {
    ...{ name: command.name, scope, labels },
    model: modelKey(await backendFor(ports.backend, command).describe()),
    promptDigest: promptDigest(command),
    rows: counting.length,
    measured: toMeasured(gate),
    weights: encodeHead(trained.head),
  };
  const isBetter =
    gate.verdict === "better" || (gate.verdict === "not-measured" && examples.verdict === "better");
  const heldOut = new Map(
    known.flatMap(({ row }, at) => (trained.heldOut?.[at] ? [[row.id, trained.heldOut[at]]] : [])),
  );
  return {
    ...{ kind: "learned", head, penalty: trained.head.penalty, counts: counted },
    ...{ gate, examples, heldOut, isBetter },
  };
}

interface SeenRow {
  readonly row: LabelledRow;
  readonly own: SeenText;
}

/** The rows that the model can read, with what it sees.
 * @throws {BotError} INPUT_USAGE where it can score none */
async function seeRows(
  { see }: LearnPorts,
  command: Command,
  rows: readonly LabelledRow[],
): Promise<SeenRow[]> {
  const seen = await see(
    command,
    rows.map(({ text }) => text),
  );
  const known = rows.flatMap((row, at) => {
    const own = seen[at];
    return own ? [{ row, own }] : [];
  });
  if (rows.length > 0 && known.length === 0)
    throw new BotError(
      "INPUT_USAGE",
      "This model can't score labels, or the command's examples fill its context, so that no head can be trained.",
    );
  return known;
}

function countRows(rows: readonly SeenRow[]): RowCounts {
  const count = (source: LabelledRow["source"]) => rows.filter(({ row }) => row.source === source).length;
  return {
    example: count("example"),
    override: count("override"),
    right: count("right"),
    "spot-check": count("spot-check"),
  };
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
