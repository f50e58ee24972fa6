/**
 * Trains a live head again when its rows changed: a correction was accepted, a spot check decided, an ask erased. Every process is notified of
 * it; one of them trains, and all take the new head up by the store's notices.
 */

import type { Command } from "../../core/command/command.ts";
import { describeScope, OPERATOR } from "../../core/command/saved-command.ts";
import type { SavedHead } from "../../core/command/saved-head.ts";
import { toBotError } from "../../core/errors.ts";
import { decodeHead } from "../../learning/head/stored-head.ts";
import { gatherRows } from "../../learning/rows.ts";
import type { FlowMetrics, Log } from "../bot/context.ts";
import { auditHead } from "../commands/gate/audit-head.ts";
import { exceedsLimit } from "../commands/gate/flips.ts";
import type { AuditPairs } from "../commands/gate/ports.ts";
import type { Commands } from "../ports/commands.ts";
import type { Heads } from "./heads.ts";
import { type Learned, type LearnPorts, learnHead } from "./learn.ts";
import type { HeadStore } from "./ports.ts";

interface RetrainPorts extends LearnPorts {
  /** Of the audit, that a new head is held to. */
  readonly pairs: AuditPairs;
  readonly store: Pick<HeadStore, "claimHead" | "replaceHead" | "retireHead"> & {
    watchRows(listener: (command: string | null) => void): () => void;
  };
  readonly commands: Pick<Commands, "find">;
  readonly heads: Pick<Heads, "list" | "unusable" | "refresh">;
  readonly log: Log;
  readonly metrics: Pick<FlowMetrics, "headTrained">;
}

/** Another process that took a training has died if it is not done by then. */
const CLAIM_MS = 30_000;
/** After a training, rows gather for twice as long as it took, and no longer than this: a busy channel must not keep the model busy, and
 * whoever accepts a correction meanwhile waits for the next training. */
const MAX_PAUSE_MS = 1_000;

/** So many rows are cross-validated within a second. With more, that is done again when a tenth of them is new. */
const QUICK_ROWS = 150;
const NEW_SHARE = 0.1;

/** @returns how to stop */
export function keepHeadsTrained(ports: RetrainPorts): () => void {
  const { store, heads, log } = ports;
  /** By the live head's key: whether its rows changed since the training that is under way began. */
  const under = new Map<string, { isStale: boolean }>();
  /** The last cross-validation of each live head, by its key. */
  const measured = new Map<string, { readonly rows: number; readonly penalty: number }>();
  /** Rows of the team at the last look, by the id of a live head that can't be used. */
  const left = new Map<string, number>();
  const timers = new Set<NodeJS.Timeout>();
  let isStopped = false;

  function later(ms: number, work: () => void): void {
    const timer = setTimeout(() => {
      timers.delete(timer);
      work();
    }, ms).unref();
    timers.add(timer);
  }

  function onRows(command: string | null): void {
    for (const saved of heads.list())
      if (command === null || saved.name === command) void train(keyOf(saved));
  }

  const liveOf = (key: string) => heads.list().find((saved) => keyOf(saved) === key);

  async function train(key: string): Promise<void> {
    const running = under.get(key);
    if (running) {
      running.isStale = true;
      return;
    }
    const own = { isStale: false };
    under.set(key, own);
    const startMs = performance.now();
    const saved = liveOf(key);
    let isElsewhere = false;
    try {
      isElsewhere = saved !== undefined && !(await trainOne(saved));
    } catch (cause) {
      const { code, message, retryable } = toBotError(cause);
      own.isStale ||= retryable;
      if (saved) ports.metrics.headTrained(saved.name, "failed");
      log.warn(
        { head: key, code, reason: message },
        "a classifier head could not be trained again; the present one stays",
      );
    }
    later(isElsewhere ? CLAIM_MS : Math.min(MAX_PAUSE_MS, 2 * (performance.now() - startMs)), () => {
      under.delete(key);
      // The process that has the training is notified of every change as well. Where it died, the same head is still live.
      const isDue = isElsewhere ? liveOf(key)?.id === saved?.id : own.isStale;
      if (isDue && !isStopped) void train(key);
    });
  }

  /** @returns false where another process trains it */
  async function trainOne(saved: SavedHead): Promise<boolean> {
    const { name, scope } = saved;
    const command = ports.commands.find(name, scope.platform === "" ? undefined : scope);
    const title = `${name} head ${saved.number} (${describeScope(scope)})`;
    if (command === null || heads.unusable().some(({ head }) => head === title)) {
      await forgetUnusable(saved, command, title);
      return true;
    }
    if (!(await store.claimHead(saved.id, CLAIM_MS))) return false;
    const key = keyOf(saved);
    const last = measured.get(key);
    const isAlike = last !== undefined && Math.abs(saved.rows - last.rows) < NEW_SHARE * last.rows;
    const known = isAlike && saved.rows > QUICK_ROWS ? { penalty: last.penalty } : {};
    const learned = await learnHead(ports, { command, scope, ...known });
    if (learned.kind === "no-rows") {
      // What it learned from was erased, and must not go on in its weights.
      await switchOff(saved, title, "no rows are left to learn from");
      return true;
    }
    const fault = await faultOf(command, saved, learned);
    if (fault !== null && learned.head.rows < saved.rows) {
      await switchOff(saved, title, `rows are gone, and without them ${fault}`);
      return true;
    }
    if (fault !== null) {
      ports.metrics.headTrained(name, "kept");
      log.warn({ head: title }, `a classifier head was not replaced: ${fault}`);
      return true;
    }
    if (!isAlike) measured.set(key, { rows: learned.head.rows, penalty: learned.penalty });
    const replaced = await store.replaceHead(saved.id, learned.head);
    ports.metrics.headTrained(name, replaced ? "replaced" : "kept");
    if (replaced)
      log.info({ head: title, by: replaced.number, rows: replaced.rows }, "classifier head trained again");
    await heads.refresh();
    return true;
  }

  async function switchOff({ name, scope }: SavedHead, title: string, note: string): Promise<void> {
    const wasLive = await store.retireHead(name, { scope, by: OPERATOR, note });
    if (wasLive) {
      ports.metrics.headTrained(name, "switched-off");
      log.warn({ head: title }, `a classifier head was switched off: ${note}`);
    }
    await heads.refresh();
  }

  /** A head for another prompt or model is for a person to train: what they see then is another comparison. But what it learned from texts that
   * are gone must not stay in its weights. */
  async function forgetUnusable(saved: SavedHead, command: Command | null, title: string): Promise<void> {
    const now = await countTeamRows(saved);
    // Of those that it learned from, so many at least were the team's.
    const learned = command === null ? 0 : saved.rows - command.moreExamples.length;
    if (now < Math.max(left.get(saved.id) ?? 0, learned))
      await switchOff(saved, title, "rows that it learned from are gone, and it can't be trained again");
    left.set(saved.id, now);
  }

  const countTeamRows = async ({ name, scope, labels }: SavedHead) =>
    (await ports.rows.of(name, { scope, labels })).length;

  /** Texts may have been erased while no process ran. */
  async function lookAtStart(saved: SavedHead): Promise<void> {
    const { name, scope } = saved;
    left.set(saved.id, await countTeamRows(saved));
    const command = ports.commands.find(name, scope.platform === "" ? undefined : scope);
    const isShort = command === null || (await gatherRows(command, scope, ports.rows)).length < saved.rows;
    if (isShort && !isStopped) await train(keyOf(saved));
  }

  /** What speaks against a new head; null for nothing. */
  async function faultOf(
    command: Command,
    saved: SavedHead,
    { gate, head }: Learned,
  ): Promise<string | null> {
    if (gate.verdict === "worse") return "it is worse than the prompt";
    const after = command.audit.limit === null ? null : decodeHead(head.weights);
    const audit = after && (await auditHead(ports, command, { after, before: decodeHead(saved.weights) }));
    return audit && exceedsLimit(audit)
      ? "more answers change with the word for a person than audit.limit allows"
      : null;
  }

  const stopWatching = store.watchRows(onRows);
  for (const saved of heads.list())
    lookAtStart(saved).catch((cause) => {
      const { code, message } = toBotError(cause);
      log.warn({ head: keyOf(saved), code, reason: message }, "rows of a classifier head could not be read");
    });
  return () => {
    isStopped = true;
    stopWatching();
    for (const timer of timers) clearTimeout(timer);
  };
}

const keyOf = ({ name, scope }: SavedHead) => `${name} ${describeScope(scope)}`;
