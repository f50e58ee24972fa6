/** Measures a change: both sides answer the same texts. */

import type { ModelInfo } from "../../../core/ask.ts";
import type { Scope } from "../../../core/command/saved-command.ts";
import { compare, type PairedRow } from "../../../learning/gate.ts";
import { inParallel } from "../../asks/answer/in-parallel.ts";
import { type LearnPorts, learnHead } from "../../learning/learn.ts";
import type { Backend } from "../../ports/backend.ts";
import { compareFlips } from "./flips.ts";
import type { AuditPairs, GateReport, ProposedChange } from "./ports.ts";
import type { GateRow } from "./rows.ts";
import { createSides, type Said, type Side, type SidePorts } from "./sides.ts";

export interface MeasurePorts extends SidePorts {
  readonly learn: LearnPorts;
  readonly pairs: AuditPairs;
  /** What answers now, where a change is one of the model; else the same answers both sides. */
  readonly before?: SidePorts & { readonly learn: LearnPorts };
}

export interface MeasureOptions {
  readonly rows: readonly GateRow[];
  readonly signal: AbortSignal;
  /** Called with 0 before the first answer, then after each. */
  readonly onProgress: (done: number, total: number) => void;
}

/** Sentences of the audit in each language: some 500 pairs a side with the built-in model, some 100 with one that may be slow or paid for. */
export const SENTENCES = 16;
const FEW_SENTENCES = 3;

export type Measure = (change: ProposedChange, options: MeasureOptions) => Promise<GateReport>;

/** @returns a function that measures one change
 * @throws {BotError} BACKEND_*; STORE_* (from the returned function) */
export function createMeasure(ports: MeasurePorts): Measure {
  const { before: portsBefore = ports } = ports;
  const sideOf = createSides();
  return async (change, { rows, signal, onProgress }) => {
    const { scope } = change;
    const before = await sideOf(portsBefore, change.before, scope);
    const after = await sideOf(ports, change.after, scope);
    const sides = [before, after] as const;
    const isLabels = change.before.labels !== null && change.after.labels !== null;
    const pairs = isLabels
      ? ports.pairs(change.after, after.model, sentencesFor(ports.backend, after.model))
      : [];
    const texts = [
      ...new Set([...rows.map(({ text }) => text), ...pairs.flatMap(({ plain, text }) => [plain, text])]),
    ];
    const said = await askSides(sides, texts, { signal, onProgress });
    const learnOf = [portsBefore.learn, ports.learn] as const;
    const labelsOf = await Promise.all(
      sides.map(async (side, at) => {
        const own = said[at] as Map<string, Said>;
        const heldOut =
          side.head === null ? null : await heldOutOf(learnOf[at] as LearnPorts, side, scope, rows);
        return ({ id, text }: GateRow) => labelOf(side, own.get(text), heldOut?.get(id));
      }),
    );
    const paired = rows.map(
      (row): PairedRow => ({
        ...{ id: row.id, text: row.text, label: row.label },
        before: labelsOf[0]?.(row) ?? null,
        after: labelsOf[1]?.(row) ?? null,
      }),
    );
    return {
      rows: compare(paired),
      spotChecks: rows.filter(({ kind }) => kind === "spot-check").length,
      tests: rows.filter(({ kind }) => kind === "test").length,
      audit:
        pairs.length === 0
          ? null
          : compareFlips(pairs, {
              before: (text) => said[0]?.get(text)?.best,
              after: (text) => said[1]?.get(text)?.best,
              // Who takes the limit away changes the command, and is held to what is in force.
              limit: change.after.audit.limit ?? change.before.audit.limit,
            }),
      tokens: { before: before.tokens, after: after.tokens },
      heads: { before: before.head, after: after.head },
    };
  };
}

/** Has each side answer all texts, several at a time.
 * @returns what each side says by text, in the order of the sides */
export async function askSides(
  sides: readonly Side[],
  texts: readonly string[],
  { signal, onProgress }: Pick<MeasureOptions, "signal" | "onProgress">,
): Promise<readonly Map<string, Said>[]> {
  const total = sides.length * texts.length;
  let done = 0;
  onProgress(0, total);
  const said = sides.map(() => new Map<string, Said>());
  const work = texts.flatMap((text) =>
    sides.map((side, at) => ({ text, side, to: said[at] as Map<string, Said> })),
  );
  await inParallel(work, signal, async ({ text, side, to }) => {
    to.set(text, await side.say(text, signal));
    onProgress(++done, total);
  });
  return said;
}

/** Sentences of the audit that are asked before a change. */
export function sentencesFor(
  backend: Pick<Backend, "name">,
  { builtin }: Pick<ModelInfo, "builtin">,
): number {
  return backend.name === "onnx" && builtin ? SENTENCES : FEW_SENTENCES;
}

/** What people would see. A head that has learned from a spot check says nothing of it: there, one that has not seen it answers. */
function labelOf(
  { command }: Side,
  said: Said | undefined,
  heldOut: readonly number[] | undefined,
): string | null {
  if (said === undefined) return null;
  if (heldOut === undefined || said.isUnread) return said.shown;
  const highest = Math.max(...heldOut);
  return Math.exp(highest) < said.threshold ? null : (command.labels?.[heldOut.indexOf(highest)] ?? null);
}

/** By the id of a spot check, what heads that have not learned from it say. */
async function heldOutOf(
  learn: LearnPorts,
  { command }: Side,
  scope: Scope,
  rows: readonly GateRow[],
): Promise<ReadonlyMap<string, readonly number[]>> {
  if (!rows.some(({ kind }) => kind === "spot-check")) return new Map();
  const learned = await learnHead(learn, { command, scope });
  return learned.kind === "learned" ? learned.heldOut : new Map();
}
