/**
 * The engine's thread: a run blocks the thread it is on, so the model has one of its own. Work that arrived while a run was
 * under way is taken up together: asks over one prefix score in one batch, texts grow token by token in between.
 */

import { type MessagePort, parentPort, workerData } from "node:worker_threads";
import { toBotError } from "../../../core/errors.ts";
import { firstLine } from "../../models/first-line.ts";
import { openTokenizer } from "../../models/tokenizer.ts";
import { createGenerator, type GenerateTask } from "../generate.ts";
import { createPrefixCache, type Prefix, tokensOf } from "../prefix-cache.ts";
import { scoreTasks } from "../score.ts";
import { openSession } from "../session.ts";
import type { FromWorker, ScoreWork, ToWorker, WorkerFault, WorkerSetup, WorkResult } from "./messages.ts";

/** Texts under way may fill this many times what prefixes may: a batch of many texts is worth more than a cache of many commands. */
const TEXTS_SHARE = 4;
/** A past exists twice while a run makes the next one. */
const COPIES = 2;

const port = parentPort as MessagePort;
const { folder, threads, cacheBytes } = workerData as WorkerSetup;
const tell = (message: FromWorker) => port.postMessage(message);

try {
  const [session, tokenizer] = await Promise.all([openSession(folder, threads), openTokenizer(folder)]);
  const cache = createPrefixCache(session, cacheBytes);
  const generator = createGenerator(session, cache, { tokenizer, endTokens: folder.endTokens });
  const waiting = new Map<number, Extract<ToWorker, { kind: "work" }>["work"]>();
  /** With the bytes that its keys and values take at most. */
  const writing = new Map<number, { readonly task: GenerateTask; readonly bytes: number }>();
  const textBytes = TEXTS_SHARE * cacheBytes;
  let isWorking = false;
  let isClosing = false;

  port.on("message", (message: ToWorker) => {
    if (message.kind === "close") {
      isClosing = true;
      if (!isWorking) void end();
      return;
    }
    if (message.kind === "work") waiting.set(message.id, message.work);
    else abort(message.id);
    if (!isWorking) void work();
  });
  tell({ kind: "ready" });

  function abort(id: number): void {
    waiting.delete(id);
    const text = writing.get(id);
    if (text) generator.drop(text.task);
    writing.delete(id);
  }

  /** Works until nothing waits. Between two runs the thread listens, so that new work joins and aborts are heard. */
  async function work(): Promise<void> {
    isWorking = true;
    // What arrives in the same turn runs together; later, every run gives the turn away once.
    await new Promise(setImmediate);
    while (!isClosing && (waiting.size > 0 || generator.size > 0)) {
      await scoreWaiting();
      await startWaiting();
      if (generator.size > 0) await generator.step().catch(failWriting);
    }
    isWorking = false;
    if (isClosing) await end();
  }

  /** Lets the model go before the thread ends: its memory is not the thread's to leave behind. */
  async function end(): Promise<void> {
    await session.close();
    port.close();
  }

  async function scoreWaiting(): Promise<void> {
    const byPrefix = new Map<Prefix, [number, ScoreWork][]>();
    for (const [id, item] of waiting) {
      if (item.kind !== "score") continue;
      byPrefix.set(item.prefix, [...(byPrefix.get(item.prefix) ?? []), [id, item]]);
      waiting.delete(id);
    }
    for (const [prefix, group] of byPrefix) {
      if (isClosing) return;
      const ids = group.map(([id]) => id);
      tell({ kind: "started", ids });
      const startMs = performance.now();
      const wasCached = cache.has(prefix);
      try {
        const scored = await scoreTasks(
          session,
          cache,
          group.map(([, item]) => item),
        );
        const durationMs = performance.now() - startMs;
        for (const [index, id] of ids.entries())
          finish(id, { kind: "scored", logprobs: scored[index] ?? [], durationMs, wasCached });
      } catch (cause) {
        for (const id of ids) tell({ kind: "failed", id, fault: toFault(cause) });
      }
    }
  }

  const bytesOf = ({ prefix, text, maxNewTokens }: GenerateTask) =>
    COPIES * (tokensOf(prefix).length + text.length + maxNewTokens) * session.bytesPerToken;

  /** Texts begin in the order in which they came; the next one waits until there is room for it, or nothing else is written. */
  async function startWaiting(): Promise<void> {
    for (const [id, item] of waiting) {
      if (item.kind !== "complete") continue;
      const bytes = bytesOf(item);
      let taken = 0;
      for (const text of writing.values()) taken += text.bytes;
      if (writing.size > 0 && taken + bytes > textBytes) return;
      waiting.delete(id);
      tell({ kind: "started", ids: [id] });
      const startMs = performance.now();
      const wasCached = cache.has(item.prefix);
      const onText = item.streams ? (text: string) => tell({ kind: "text", id, text }) : undefined;
      const task: GenerateTask = { ...item, onText };
      writing.set(id, { task, bytes });
      await generator
        .start(task, (generated) => {
          writing.delete(id);
          const durationMs = performance.now() - startMs;
          finish(id, { kind: "completed", ...generated, durationMs, wasCached });
        })
        .catch((cause) => {
          writing.delete(id);
          tell({ kind: "failed", id, fault: toFault(cause) });
        });
    }
  }

  function failWriting(cause: unknown): void {
    for (const [id, { task }] of writing) {
      generator.drop(task);
      tell({ kind: "failed", id, fault: toFault(cause) });
    }
    writing.clear();
  }

  function finish(id: number, result: WorkResult): void {
    tell({ kind: "done", id, result });
  }
} catch (cause) {
  tell({ kind: "unusable", fault: toFault(cause) });
}

function toFault(cause: unknown): WorkerFault {
  const { code, message } = toBotError(cause);
  // A native library says where in its source it was, over many lines.
  return code === "INTERNAL"
    ? { code: "BACKEND_CRASHED", message: `the model could not be run: ${firstLine(cause)}` }
    : { code, message };
}
