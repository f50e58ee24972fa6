/**
 * Decides what the engine's thread runs next. Work that arrived while a run was under way is taken up together: asks over one prefix are
 * scored in one batch, and texts grow token by token in between.
 */

import { toBotError } from "../../../core/errors.ts";
import { firstLine } from "../../models/json.ts";
import type { TextTokenizer } from "../../models/tokenizer.ts";
import type { ModelSession } from "../graph/session.ts";
import { createPrefixCache, type Prefix, type PrefixCache, tokensOf } from "../prefix-cache.ts";
import { type Scored, scoreTasks } from "../score.ts";
import { createGenerator, type Generator } from "../text/generate.ts";
import type { GenerateTask } from "../text/writing.ts";
import type { CompleteWork, FromWorker, ScoreWork, ToWorker, Work, WorkerFault } from "./messages.ts";

/** Texts under way may fill this many times what prefixes may: a batch of many texts is worth more than a cache of many commands. */
const TEXTS_SHARE = 4;
/** An ask that comes meanwhile waits for one run of what nobody waits for: so long at most, unless a single row takes longer. */
const BACKGROUND_RUN_MS = 25;
/** What nobody waits for has a cache of its own, this many times smaller. */
const BACKGROUND_SHARE = 4;
/** A cache exists twice while a run makes the next one. */
const COPIES = 2;

export interface Scheduler {
  receive(message: ToWorker): void;
}

interface Parts {
  readonly session: ModelSession;
  readonly prefixes: PrefixCache;
  /** Of what nobody waits for, so that edits of a prompt don't push out what asks need. */
  readonly background: PrefixCache;
  readonly generator: Generator;
  readonly send: (message: FromWorker) => void;
  /** Work that has not begun, by its number. */
  readonly waiting: Map<number, Work>;
  /** What a row of what nobody waits for takes, about, in milliseconds. */
  rowMs: number;
}

export interface SchedulerOptions {
  readonly session: ModelSession;
  readonly decoder: Pick<TextTokenizer, "decode">;
  readonly endTokens: readonly number[];
  /** For prompts' keys and values. */
  readonly cacheBytes: number;
  readonly send: (message: FromWorker) => void;
  /** Called once after `close`, when no run is under way. */
  readonly onClosed: () => void;
}

export function createScheduler(options: SchedulerOptions): Scheduler {
  const { session, decoder, endTokens, cacheBytes, send, onClosed } = options;
  const prefixes = createPrefixCache(session, cacheBytes);
  const generator = createGenerator(session, prefixes, { decoder, endTokens });
  const waiting = new Map<number, Work>();
  const background = createPrefixCache(session, cacheBytes / BACKGROUND_SHARE);
  const parts: Parts = { session, prefixes, background, generator, send, waiting, rowMs: 0 };
  const texts = createTexts(parts, TEXTS_SHARE * cacheBytes);
  let isWorking = false;
  let isClosing = false;

  /** Works until nothing waits. Between two runs the thread takes messages, so that new work joins and aborts take effect. */
  async function work(): Promise<void> {
    isWorking = true;
    // What arrives in the same turn runs together; later, every run gives the turn away once.
    await new Promise(setImmediate);
    while (!isClosing && (waiting.size > 0 || generator.size > 0)) {
      await scoreWaiting(parts, () => isClosing);
      await texts.startWaiting();
      await texts.step();
      if (isClosing || generator.size > 0) continue;
      const isAsked = [...waiting.values()].some((item) => item.kind !== "score" || !item.isBackground);
      if (!isAsked) await scoreBackground(parts);
    }
    isWorking = false;
    if (isClosing) onClosed();
  }

  return {
    receive(message) {
      if (message.kind === "close") {
        isClosing = true;
        if (!isWorking) onClosed();
        return;
      }
      if (message.kind === "forget") {
        prefixes.clear();
        background.clear();
        return;
      }
      if (message.kind === "work") waiting.set(message.id, message.work);
      else {
        waiting.delete(message.id);
        texts.abort(message.id);
      }
      if (!isWorking) void work();
    },
  };
}

/** Scores all that people wait for, prefix by prefix. */
async function scoreWaiting(parts: Parts, isClosing: () => boolean): Promise<void> {
  const byPrefix = new Map<Prefix, Waiting[]>();
  for (const [id, item] of parts.waiting) {
    if (item.kind !== "score" || item.isBackground) continue;
    byPrefix.set(item.prefix, [...(byPrefix.get(item.prefix) ?? []), [id, item]]);
    parts.waiting.delete(id);
  }
  for (const group of byPrefix.values()) {
    if (isClosing()) return;
    await scoreGroup(parts, parts.prefixes, group);
  }
}

/** Scores one run's share of what nobody waits for. What people wait for may come in between two of them. */
async function scoreBackground(parts: Parts): Promise<void> {
  const { waiting, background } = parts;
  const items = [...waiting].filter((entry): entry is Waiting => entry[1].kind === "score");
  const prefix = items[0]?.[1].prefix;
  if (prefix === undefined) return;
  const mostRows = Math.floor(BACKGROUND_RUN_MS / Math.max(parts.rowMs, 0.1));
  const rows = Math.max(1, Math.min(background.maxRows(prefix), mostRows));
  const group = items.filter(([, item]) => item.prefix === prefix).slice(0, rows);
  for (const [id] of group) waiting.delete(id);
  // The time that the prefix takes says nothing of a row.
  const isMeasured = background.has(prefix);
  const startMs = performance.now();
  await scoreGroup(parts, background, group);
  const rowMs = (performance.now() - startMs) / group.length;
  if (isMeasured) parts.rowMs = 0.7 * parts.rowMs + 0.3 * rowMs;
}

type Waiting = [id: number, work: ScoreWork];

/** @param group work over one prefix */
async function scoreGroup(
  { session, send }: Parts,
  prefixes: PrefixCache,
  group: readonly Waiting[],
): Promise<void> {
  const prefix = group[0]?.[1].prefix;
  if (prefix === undefined) return;
  const ids = group.map(([id]) => id);
  send({ kind: "started", ids });
  const startMs = performance.now();
  const wasCached = prefixes.has(prefix);
  try {
    const tasks = group.map(([, item]) => item);
    const scored = await scoreTasks(session, prefixes, tasks);
    const durationMs = performance.now() - startMs;
    for (const [index, id] of ids.entries()) {
      const { logprobs, seen } = scored[index] as Scored;
      send({ kind: "done", id, result: { kind: "scored", logprobs, seen, durationMs, wasCached } });
    }
  } catch (cause) {
    for (const id of ids) send({ kind: "failed", id, fault: toFault(cause) });
  }
}

/** Texts under way: begun in the order in which they came, as far as memory allows. */
function createTexts({ session, prefixes, generator, send, waiting }: Parts, maxBytes: number) {
  /** With the bytes that its keys and values take at most. */
  const writing = new Map<number, { readonly task: GenerateTask; readonly bytes: number }>();

  const bytesOf = ({ prefix, text, maxNewTokens }: GenerateTask) =>
    COPIES * (tokensOf(prefix).length + text.length + maxNewTokens) * session.bytesPerToken;

  async function start(id: number, item: CompleteWork, bytes: number): Promise<void> {
    waiting.delete(id);
    send({ kind: "started", ids: [id] });
    const startMs = performance.now();
    const wasCached = prefixes.has(item.prefix);
    const onText = item.streams ? (text: string) => send({ kind: "text", id, text }) : undefined;
    const task: GenerateTask = { ...item, onText };
    writing.set(id, { task, bytes });
    try {
      await generator.start(task, (generated) => {
        writing.delete(id);
        const durationMs = performance.now() - startMs;
        send({ kind: "done", id, result: { kind: "completed", ...generated, durationMs, wasCached } });
      });
    } catch (cause) {
      writing.delete(id);
      send({ kind: "failed", id, fault: toFault(cause) });
    }
  }

  return {
    /** The next text waits until there is memory for it, or nothing else is written. */
    async startWaiting(): Promise<void> {
      for (const [id, item] of waiting) {
        if (item.kind !== "complete") continue;
        const bytes = bytesOf(item);
        let taken = 0;
        for (const text of writing.values()) taken += text.bytes;
        if (writing.size > 0 && taken + bytes > maxBytes) return;
        await start(id, item, bytes);
      }
    },
    async step(): Promise<void> {
      if (generator.size === 0) return;
      try {
        await generator.step();
      } catch (cause) {
        for (const [id, { task }] of writing) {
          generator.drop(task);
          send({ kind: "failed", id, fault: toFault(cause) });
        }
        writing.clear();
      }
    },
    abort(id: number): void {
      const text = writing.get(id);
      if (text) generator.drop(text.task);
      writing.delete(id);
    },
  };
}

export function toFault(cause: unknown): WorkerFault {
  const { code, message } = toBotError(cause);
  // A native library says where in its source it was, over many lines.
  return code === "INTERNAL"
    ? { code: "BACKEND_CRASHED", message: `the model could not be run: ${firstLine(cause)}` }
    : { code, message };
}
