/** Runs the tests of a command that is edited, beside another version of it: what an edit repairs, and what it breaks. */

import { createHash } from "node:crypto";
import { LRUCache } from "lru-cache";
import type { Answer } from "../../../core/ask.ts";
import type { Command, Example } from "../../../core/command/command.ts";
import type { CommandPlace } from "../../../core/command/saved-command.ts";
import { BotError } from "../../../core/errors.ts";
import { type Verdict, verdictOf } from "../../../core/statistics/verdict.ts";
import type { Question } from "../../asks/answer/respond.ts";

/** What a version says to one test. */
export interface Judged {
  /** The label that people would see; null for "Not sure". */
  readonly label: string | null;
  /** The likeliest label, shown or not; null where none was found. */
  readonly best: string | null;
  /** Of the likeliest label, 0 to 1; null where labels are generated. */
  readonly score: number | null;
}

export interface TestRow extends Example {
  readonly now: Judged;
  /** Of the other version; null where there is none, or where it has no such label. */
  readonly before: Judged | null;
  readonly change: "repaired" | "broken" | null;
}

/** How many answers a threshold lets through, and how many of those are right. */
export interface Threshold {
  /** 0 to 1. */
  readonly share: number;
  readonly answered: number;
  readonly right: number;
}

export interface TestRun {
  /** In the order of the tests. */
  readonly rows: readonly TestRow[];
  /** Tests that were left out: the first so many are run here. */
  readonly leftOut: number;
  readonly right: number;
  readonly notSure: number;
  /** Tests whose likeliest label is right, "Not sure" or not: what the verdict is about. */
  readonly likeliestRight: number;
  readonly verdict: Verdict;
  /** Below this an answer is "Not sure", 0 to 1: the command's own, else the model's. */
  readonly threshold: number;
  /** What other thresholds of "Not sure" would do; empty where labels have no scores. */
  readonly thresholds: readonly Threshold[];
}

type Respond = (question: Question) => Promise<Answer>;
/** The number of the classifier head that decides beside a command's prompt; null where there is none. */
export type HeadOf = (command: Command, place: CommandPlace) => number | null;
export type RunTests = (
  versions: { readonly command: Command; readonly other: Command | null; readonly place: CommandPlace },
  signal: AbortSignal,
) => Promise<TestRun | null>;

/** The tests of a version that was just saved. Null where it has none, where running them is not free or takes long, or where nothing answers. */
export type TestSaved = (command: Command, place: CommandPlace) => Promise<TestRun | null>;

/** Tests that are run while a command is edited; `fewshot check` runs all. */
const MAX_TESTS = 200;
/** Under way at once: enough for the engine to batch. */
const AT_ONCE = 16;
/** Of versions that are compared with, which do not change while a command is edited: by a hash, and without the answer's prompt, so that no text stays. */
const MAX_KNOWN = 4_000;
const THRESHOLDS = [0, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9];

/** @returns a function that runs the tests of a command; null where it has none, or answers in free text */
export function createTestRunner(respond: Respond, headOf: HeadOf): RunTests {
  const known = new LRUCache<string, Promise<Judged>>({ max: MAX_KNOWN });

  /** What a version that stays as it is says. */
  function judgedBy(command: Command, text: string, place: CommandPlace): Promise<Judged> {
    const about = [command.name, command.revision, headOf(command, place) ?? "", text].join("\n");
    const key = createHash("sha256").update(about).digest("base64");
    const found = known.get(key);
    if (found) return found;
    // Whoever asked first may stop waiting; the next one is given the answer all the same.
    const asked = respond({ command, text, place, settings: {} }).then(judge);
    known.set(key, asked);
    asked.catch(() => known.delete(key));
    return asked;
  }

  return async ({ command, other, place }, signal) => {
    const { labels } = command;
    if (labels === null || command.tests.length === 0) return null;
    const tests = command.tests.slice(0, MAX_TESTS);
    const rows: TestRow[] = new Array(tests.length);
    let threshold = 0;
    let next = 0;
    const failure = new AbortController();
    const stop = AbortSignal.any([signal, failure.signal]);
    async function work(): Promise<void> {
      for (let at = next++; at < tests.length; at = next++) {
        stop.throwIfAborted();
        const test = tests[at] as Example;
        const [now, before] = await Promise.all([
          orTooLong(respond({ command, place, text: test.input, settings: {}, signal: stop })),
          other?.labels ? orTooLong(judgedBy(other, test.input, place)) : null,
        ]);
        threshold = now?.abstainBelow ?? threshold;
        rows[at] = toRow(test, now, before);
      }
    }
    try {
      await Promise.all(Array.from({ length: AT_ONCE }, work));
    } catch (cause) {
      // Nobody wants the rest of a run that has failed.
      failure.abort();
      throw cause;
    }
    const counts = labels.map((label) => rows.filter(({ output }) => output === label).length);
    const likeliestRight = rows.filter(({ now, output }) => now.best === output).length;
    return {
      rows,
      leftOut: command.tests.length - tests.length,
      right: rows.filter(({ now, output }) => now.label === output).length,
      notSure: rows.filter(({ now }) => now.label === null).length,
      likeliestRight,
      verdict: verdictOf(likeliestRight, rows.length, { counts, labels: labels.length }),
      threshold,
      thresholds: rows.every(({ now }) => now.score !== null) ? thresholdsOf(rows, threshold) : [],
    };
  };
}

/** Null for a text that is too long for the prompt; the page says so beside it. */
export async function orTooLong<T>(answer: Promise<T>): Promise<T | null> {
  try {
    return await answer;
  } catch (cause) {
    if (cause instanceof BotError && cause.code === "INPUT_TOO_LONG") return null;
    throw cause;
  }
}

function toRow(test: Example, answer: Answer | null, before: Judged | null): TestRow {
  const now = answer === null ? { label: null, best: null, score: null } : judge(answer);
  const isRight = now.label === test.output;
  const wasRight = before === null ? isRight : before.label === test.output;
  return { ...test, now, before, change: isRight === wasRight ? null : isRight ? "repaired" : "broken" };
}

function judge({ label, doubt, scores }: Answer): Judged {
  const top = scores?.[0];
  return {
    label: doubt === null ? label : null,
    best: top?.label ?? label,
    score: top?.score ?? null,
  };
}

/** @param own the threshold in force, which is among them */
function thresholdsOf(rows: readonly TestRow[], own: number): Threshold[] {
  const shares = [...new Set([...THRESHOLDS, own])].sort((a, b) => a - b);
  return shares.map((share) => {
    const answered = rows.filter(({ now }) => (now.score ?? 0) >= share);
    return {
      share,
      answered: answered.length,
      right: answered.filter(({ now, output }) => now.best === output).length,
    };
  });
}
