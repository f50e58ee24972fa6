/** Trains a live head again, once, and puts the new head in its place, unless something speaks against it. */

import type { Command } from "../../core/command/command.ts";
import { describeScope, ITSELF } from "../../core/command/saved-command.ts";
import { headTitle, type SavedHead } from "../../core/command/saved-head.ts";
import { decodeHead } from "../../learning/head/stored-head.ts";
import { gatherRows } from "../../learning/rows.ts";
import type { FlowMetrics, Log } from "../bot/context.ts";
import { auditHead } from "../commands/gate/audit-head.ts";
import { exceedsLimit } from "../commands/gate/flips.ts";
import type { AuditPairs } from "../commands/gate/ports.ts";
import type { Commands } from "../ports/commands.ts";
import type { Heads } from "./heads.ts";
import { type Learned, type LearnPorts, type LearnResult, learnHead } from "./learn.ts";
import type { HeadStore } from "./ports.ts";

export interface TrainingPorts extends LearnPorts {
  /** Of the audit, that a new head is held to. */
  readonly pairs: AuditPairs;
  readonly store: Pick<HeadStore, "claimHead" | "replaceHead" | "retireHead">;
  readonly commands: Pick<Commands, "find">;
  readonly heads: Pick<Heads, "list" | "unusable" | "refresh">;
  readonly log: Log;
  readonly metrics: Pick<FlowMetrics, "headTrained">;
}

export interface HeadTraining {
  /** @returns false where another process trains it */
  train(saved: SavedHead): Promise<boolean>;
  /** Whether fewer rows are left than the head learned from. */
  isShortOfRows(saved: SavedHead): Promise<boolean>;
}

/** Another process that took a training has died if it is not done by then. */
export const CLAIM_MS = 30_000;

/** So many rows are cross-validated within a second. With more, that is done again when a tenth of them is new. */
const QUICK_ROWS = 150;
const NEW_SHARE = 0.1;

export function createTraining(ports: TrainingPorts): HeadTraining {
  const { store, heads } = ports;
  /** The last cross-validation of each live head, by name and scope. */
  const measured = new Map<string, { readonly rows: number; readonly penalty: number }>();
  /** Rows of the team at the last look, by the id of a live head that can't be used. */
  const left = new Map<string, number>();

  /** A head for another prompt or model is for a person to train: what they see then is another comparison. But what it learned from texts that
   * are gone must not stay in its weights. */
  async function forgetUnusable(saved: SavedHead, command: Command | null): Promise<void> {
    const now = await countTeamRows(ports, saved);
    // Of those that it learned from, so many at least were the team's.
    const learned = command === null ? 0 : saved.rows - command.moreExamples.length;
    if (now < Math.max(left.get(saved.id) ?? 0, learned))
      await switchOff(ports, saved, "rows that it learned from are gone, and it can't be trained again");
    left.set(saved.id, now);
  }

  return {
    async train(saved) {
      const command = commandOf(ports, saved);
      if (command === null || heads.unusable().some(({ id }) => id === saved.id)) {
        await forgetUnusable(saved, command);
        return true;
      }
      if (!(await store.claimHead(saved.id, CLAIM_MS))) return false;
      const key = `${saved.name} ${describeScope(saved.scope)}`;
      const last = measured.get(key);
      const isAlike = last !== undefined && Math.abs(saved.rows - last.rows) < NEW_SHARE * last.rows;
      const known = isAlike && saved.rows > QUICK_ROWS ? { penalty: last.penalty } : {};
      const learned = await learnHead(ports, { command, scope: saved.scope, ...known });
      const verdict = await judge(ports, { command, saved, learned });
      if (verdict.kind === "replace" && !isAlike)
        measured.set(key, { rows: verdict.learned.head.rows, penalty: verdict.learned.penalty });
      await follow(ports, saved, verdict);
      return true;
    },

    async isShortOfRows(saved) {
      left.set(saved.id, await countTeamRows(ports, saved));
      const command = commandOf(ports, saved);
      return command === null || (await gatherRows(command, saved.scope, ports.rows)).length < saved.rows;
    },
  };
}

/** What becomes of a live head, after it was trained again. */
type Verdict =
  | { readonly kind: "replace"; readonly learned: Learned }
  | { readonly kind: "keep"; readonly fault: string }
  | { readonly kind: "switch-off"; readonly note: string };

interface Trained {
  readonly command: Command;
  readonly saved: SavedHead;
  readonly learned: LearnResult;
}

async function judge(ports: TrainingPorts, { command, saved, learned }: Trained): Promise<Verdict> {
  // What it learned from was erased, and must not go on in its weights.
  if (learned.kind === "no-rows")
    return {
      kind: "switch-off",
      note:
        learned.overrides > 0
          ? "only overrides are left, and a head is not trained on those alone"
          : "no rows are left to learn from",
    };
  const fault = await faultOf(ports, { command, saved, learned });
  if (fault === null) return { kind: "replace", learned };
  return learned.head.rows < saved.rows
    ? { kind: "switch-off", note: `rows are gone, and without them ${fault}` }
    : { kind: "keep", fault };
}

/** What speaks against a new head; null for nothing. */
async function faultOf(
  ports: TrainingPorts,
  { command, saved, learned: { gate, head } }: Trained & { readonly learned: Learned },
): Promise<string | null> {
  if (gate.verdict === "worse") return "it is worse than the prompt";
  const after = command.audit.limit === null ? null : decodeHead(head.weights);
  const audit = after && (await auditHead(ports, command, { after, before: decodeHead(saved.weights) }));
  return audit && exceedsLimit(audit)
    ? "more answers change with the word for a person than audit.limit allows"
    : null;
}

async function follow(ports: TrainingPorts, saved: SavedHead, verdict: Verdict): Promise<void> {
  const { store, heads, log, metrics } = ports;
  if (verdict.kind === "switch-off") return switchOff(ports, saved, verdict.note);
  if (verdict.kind === "keep") {
    metrics.headTrained(saved.name, "kept");
    log.warn({ head: headTitle(saved) }, `a classifier head was not replaced: ${verdict.fault}`);
    return;
  }
  const replaced = await store.replaceHead(saved.id, verdict.learned.head);
  metrics.headTrained(saved.name, replaced ? "replaced" : "kept");
  if (replaced)
    log.info(
      { head: headTitle(saved), by: replaced.number, rows: replaced.rows },
      "classifier head trained again",
    );
  await heads.refresh();
}

async function switchOff(
  { store, heads, log, metrics }: TrainingPorts,
  saved: SavedHead,
  note: string,
): Promise<void> {
  const { name, scope } = saved;
  const wasLive = await store.retireHead(name, { scope, by: ITSELF, note });
  if (wasLive) {
    metrics.headTrained(name, "switched-off");
    log.warn({ head: headTitle(saved) }, `a classifier head was switched off: ${note}`);
  }
  await heads.refresh();
}

const commandOf = ({ commands }: TrainingPorts, { name, scope }: SavedHead) =>
  commands.find(name, scope.platform === "" ? undefined : scope);

const countTeamRows = async ({ rows }: TrainingPorts, { name, scope, labels }: SavedHead) =>
  (await rows.of(name, { scope, labels })).length;
