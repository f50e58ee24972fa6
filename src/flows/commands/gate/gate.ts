/** The gate: measures changes in the background, one after another, and remembers what was measured. */

import { createHash } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { BulkheadRejectedError, bulkhead } from "cockatiel";
import { LRUCache } from "lru-cache";
import { describeScope } from "../../../core/command/saved-command.ts";
import { toBotError } from "../../../core/errors.ts";
import { inBackground } from "../../asks/answer/in-background.ts";
import { infoOf, type KnownModel } from "../../asks/answer/known-model.ts";
import { createResponder } from "../../asks/answer/respond.ts";
import type { Heads } from "../../learning/heads.ts";
import type { LearnPorts } from "../../learning/learn.ts";
import { createSee, modelKey } from "../../learning/see.ts";
import type { Backend } from "../../ports/backend.ts";
import type { ReviewStore } from "../../review/ports.ts";
import { createMeasure, type MeasurePorts } from "./measure.ts";
import type { AuditPairs, Gate, GateState, ProposedChange } from "./ports.ts";
import { type GateRow, gateRows, labelsOfBoth } from "./rows.ts";

export interface GatePorts {
  readonly backend: Backend;
  readonly model: Pick<KnownModel, "status">;
  readonly heads: Pick<Heads, "find">;
  readonly learn: Pick<LearnPorts, "train" | "rows">;
  readonly pairs: AuditPairs;
  /** Figures quote texts: they go with them. */
  readonly watchGone: ReviewStore["watchGone"];
}

/** Changes whose figures are remembered, and that wait for their turn. */
const MAX_REMEMBERED = 50;
const MAX_WAITING = 20;

interface Measuring {
  /** Name of the command. */
  readonly command: string;
  state: GateState;
  readonly ended: Promise<void>;
  /** Ends it, since texts of it are gone. */
  readonly dropped: AbortController;
}

export function createGate({ backend, model, heads, learn, pairs, watchGone }: GatePorts): Gate {
  // Asks of people go first.
  const behind = inBackground(backend);
  const headOf: MeasurePorts["headOf"] = (command, scope, info) =>
    heads.find(command, scope.platform === "" ? undefined : scope, info)?.number ?? null;
  const measure = createMeasure({
    ...{ backend: behind, headOf, pairs },
    respond: createResponder(behind, heads),
    learn: { ...learn, backend: behind, see: createSee(behind) },
  });
  const memory = createMemory(watchGone);
  const turns = bulkhead(1, MAX_WAITING);
  const stop = new AbortController();
  function begin(key: string, change: ProposedChange, rows: readonly GateRow[]): Measuring {
    const dropped = new AbortController();
    const signal = AbortSignal.any([stop.signal, dropped.signal]);
    const run = async () => {
      const report = await measure(change, { rows, signal, onProgress });
      if (!dropped.signal.aborted) own.state = { kind: "measured", report };
    };
    const onProgress = (done: number, total: number) => {
      own.state = { kind: "running", done, total };
    };
    const own: Measuring = {
      ...{ command: change.after.name, dropped },
      state: { kind: "running", done: 0, total: 0 },
      ended: Promise.resolve()
        .then(() => turns.execute(run, signal))
        .catch((cause: unknown) => {
          const isBusy = cause instanceof BulkheadRejectedError;
          own.state = { kind: "failed", reason: isBusy ? "BACKEND_BUSY" : toBotError(cause).code };
          // Whoever looks again has it tried again.
          if (memory.remembered.get(key) === own) memory.remembered.delete(key);
        }),
    };
    memory.remembered.set(key, own);
    return own;
  }

  return {
    async look(change, waitMs) {
      const { before, after, scope } = change;
      const seen = memory.timesGone();
      const team = await learn.rows.of(after.name, { scope, labels: labelsOfBoth(change) });
      // They may have been read before texts went.
      if (seen !== memory.timesGone()) return this.look(change, waitMs);
      const rows = gateRows(change, team);
      const info = infoOf(model.status());
      const decide = info === null ? [] : [before, after].map((command) => headOf(command, scope, info));
      const about = [
        ...[info && modelKey(info), backend.where, describeScope(scope), after.name],
        ...[before.revision, after.revision, ...decide],
        ...rows.map(({ id, text, label }) => `${id} ${label} ${text}`),
      ];
      const key = createHash("sha256").update(JSON.stringify(about)).digest("base64");
      const own = memory.remembered.get(key) ?? begin(key, change, rows);
      await Promise.race([own.ended, sleep(waitMs, undefined, { ref: false })]);
      return own.dropped.signal.aborted ? this.look(change, waitMs) : own.state;
    },
    close() {
      memory.stop();
      stop.abort();
    },
  };
}

/** What was measured, or is being measured, until texts of it are gone. */
function createMemory(watchGone: GatePorts["watchGone"]) {
  const remembered = new LRUCache<string, Measuring>({ max: MAX_REMEMBERED });
  let times = 0;
  const stop = watchGone((command) => {
    times += 1;
    for (const [key, own] of [...remembered])
      if (command === null || own.command === command) {
        own.dropped.abort();
        remembered.delete(key);
      }
  });
  return { remembered, timesGone: () => times, stop };
}
