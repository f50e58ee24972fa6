/** Measures a change: both sides answer the same texts. */

import { createHash } from "node:crypto";
import { LRUCache } from "lru-cache";
import type { Answer, ModelInfo } from "../../core/ask.ts";
import type { Command } from "../../core/command/command.ts";
import { buildPrompt } from "../../core/command/prompt.ts";
import type { Scope } from "../../core/command/saved-command.ts";
import { BotError } from "../../core/errors.ts";
import { compare, type PairedRow } from "../../learning/gate.ts";
import { backendFor } from "../asks/backend-for.ts";
import { inParallel } from "../asks/in-parallel.ts";
import type { Question } from "../asks/respond.ts";
import { type LearnPorts, learnHead } from "../learning/learn.ts";
import { modelKey } from "../learning/see.ts";
import type { Backend } from "../ports/backend.ts";
import { compareFlips } from "./flips.ts";
import type { AuditPairs, GateReport, ProposedChange } from "./ports.ts";
import type { GateRow } from "./rows.ts";

export interface MeasurePorts {
  readonly backend: Backend;
  readonly respond: (question: Question) => Promise<Answer>;
  /** The number of the classifier head that decides beside a command's prompt; null for none. */
  readonly headOf: (command: Command, scope: Scope, model: ModelInfo) => number | null;
  readonly learn: LearnPorts;
  readonly pairs: AuditPairs;
}

export interface MeasureOptions {
  readonly rows: readonly GateRow[];
  readonly signal: AbortSignal;
  /** Called with 0 before the first answer, then after each. */
  readonly onProgress: (done: number, total: number) => void;
}

/** Sentences of the audit in each language: some 500 pairs a side with the built-in model, some 100 with one that may be slow or paid for. */
const SENTENCES = 16;
const FEW_SENTENCES = 3;
/** Answers that are remembered, by a hash of all that decides them. */
const MAX_KNOWN = 20_000;
/** Why a text has no label whatever a head says. */
const UNREAD: ReadonlySet<string> = new Set(["unseen-script", "other-language"]);

/** What one side says to a text. */
interface Said {
  /** The label that people would see; null for "Not sure". */
  readonly shown: string | null;
  readonly best: string | null;
  readonly isUnread: boolean;
  readonly threshold: number;
}

interface Side {
  readonly command: Command;
  readonly head: number | null;
  readonly model: ModelInfo;
}

export type Measure = (change: ProposedChange, options: MeasureOptions) => Promise<GateReport>;

/** @returns a function that measures one change
 * @throws {BotError} BACKEND_*; STORE_* (from the returned function) */
export function createMeasure(ports: MeasurePorts): Measure {
  const known = new LRUCache<string, Said>({ max: MAX_KNOWN });

  async function sideOf(command: Command, scope: Scope): Promise<Side> {
    const model = await backendFor(ports.backend, command).describe();
    return { command, model, head: command.labels && ports.headOf(command, scope, model) };
  }

  async function say(
    { command, head, model }: Side,
    text: string,
    options: { scope: Scope; signal: AbortSignal },
  ) {
    const about = [modelKey(model), ports.backend.where, command.name, command.revision, head ?? "", text];
    const key = createHash("sha256").update(about.join("\n")).digest("base64");
    const found = known.get(key);
    if (found) return found;
    const { scope, signal } = options;
    const place = scope.platform === "" ? {} : { place: scope };
    const said = await ports
      .respond({ command, text, ...place, signal, settings: { temperature: 0 } })
      .then(toSaid, (cause: unknown) => {
        if (cause instanceof BotError && cause.code === "INPUT_TOO_LONG") return NOTHING;
        throw cause;
      });
    known.set(key, said);
    return said;
  }

  return async (change, { rows, signal, onProgress }) => {
    const { scope } = change;
    const sides = [await sideOf(change.before, scope), await sideOf(change.after, scope)] as const;
    const [before, after] = sides;
    const isLabels = change.before.labels !== null && change.after.labels !== null;
    const pairs = isLabels
      ? ports.pairs(change.after, after.model, sentencesFor(ports.backend, after.model))
      : [];
    const texts = [
      ...new Set([...rows.map(({ text }) => text), ...pairs.flatMap(({ plain, text }) => [plain, text])]),
    ];
    const total = 2 * texts.length;
    let done = 0;
    onProgress(0, total);
    const said = [new Map<string, Said>(), new Map<string, Said>()] as const;
    const work = texts.flatMap((text) =>
      sides.map((side, at) => ({ text, side, to: said[at] as Map<string, Said> })),
    );
    await inParallel(work, signal, async ({ text, side, to }) => {
      to.set(text, await say(side, text, { scope, signal }));
      onProgress(++done, total);
    });
    const labelsOf = await Promise.all(
      sides.map(async (side, at) => {
        const own = said[at] as Map<string, Said>;
        const heldOut = side.head === null ? null : await heldOutOf(ports.learn, side, scope, rows);
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
              before: (text) => said[0].get(text)?.best,
              after: (text) => said[1].get(text)?.best,
              // Who takes the limit away changes the command, and is held to what is in force.
              limit: change.after.audit.limit ?? change.before.audit.limit,
            }),
      tokens: {
        before: tokensOf(ports.backend, change.before),
        after: tokensOf(ports.backend, change.after),
      },
      heads: { before: before.head, after: after.head },
    };
  };
}

/** Sentences of the audit that are asked before a change. */
export function sentencesFor(
  backend: Pick<Backend, "name">,
  { builtin }: Pick<ModelInfo, "builtin">,
): number {
  return backend.name === "onnx" && builtin ? SENTENCES : FEW_SENTENCES;
}

const NOTHING: Said = { shown: null, best: null, isUnread: true, threshold: 0 };

function toSaid({ label, doubt, scores, abstainBelow }: Answer): Said {
  return {
    shown: doubt === null ? label : null,
    best: scores?.[0]?.label ?? label,
    isUnread: doubt !== null && UNREAD.has(doubt),
    threshold: abstainBelow ?? 0,
  };
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

/** Tokens of the prompt without a text. */
function tokensOf(configured: Backend, command: Command): number {
  const backend = backendFor(configured, command);
  const unlimited = { settings: {}, budgetTokens: Number.POSITIVE_INFINITY, countTokens: () => 0 };
  return backend.countTokens(buildPrompt(command, "", unlimited).full);
}
