/** Asks the model about texts that a head learns from, a few at a time, and remembers what it saw of them. */

import { createHash } from "node:crypto";
import { LRUCache } from "lru-cache";
import type { ModelInfo } from "../../core/ask.ts";
import type { Command } from "../../core/command/command.ts";
import { isCorrected, logprobsOf, scoreLabels } from "../../core/decide.ts";
import type { SeenText, TrainingRow } from "../../learning/head/head.ts";
import { promptDigest } from "../../learning/head/stored-head.ts";
import { backendFor } from "../asks/answer/backend-for.ts";
import { type Baseline, measureBaseline } from "../asks/answer/baseline.ts";
import { fitPrompt } from "../asks/answer/fit-prompt.ts";
import type { Backend, Scoring } from "../ports/backend.ts";

/** Texts that are asked about at once: asks of people wait for no more than these. */
const AT_ONCE = 16;
/** Texts that are remembered; each takes a kilobyte. */
const MAX_REMEMBERED = 12_000;

/** Which model a head was trained on: its states mean nothing to another. */
export const modelKey = ({ name, revision, dtype }: ModelInfo): string =>
  `${name} ${revision} ${dtype ?? ""}`.trim();

/** What the model sees of texts after a command's prompt; null for a text that it can't score, or that does not fit beside all examples.
 * @throws {BotError} BACKEND_*; CONFIG_MODEL (from the returned function) */
export type See = (command: Command, texts: readonly string[]) => Promise<readonly (SeenText | null)[]>;

export function createSee(configured: Backend): See {
  // By hash: a text that was erased is not kept here.
  const remembered = new LRUCache<string, Omit<SeenText, "text">>({ max: MAX_REMEMBERED });
  return async (command, texts) => {
    const backend = backendFor(configured, command);
    const model = await backend.describe();
    const digest = promptDigest(command);
    // As in an ask: a head adds to what the prompt's scores are when they are corrected.
    const baseline = isCorrected(command, {
      examplesUsed: command.examples.length,
      isBuiltin: model.builtin,
    })
      ? await measureBaseline(backend, { command, settings: {} }, command.examples.length)
      : null;
    const seeOne = async (text: string): Promise<SeenText | null> => {
      const key = createHash("sha256")
        .update(`${modelKey(model)}\n${digest}\n${text}`)
        .digest("base64");
      const known = remembered.get(key);
      if (known) return { text, ...known };
      const prompt = await fitPrompt(backend, { command, text }, { settings: {}, model }).catch(() => null);
      if (prompt === null || prompt.examplesDropped > 0) return null;
      const labels = command.labels ?? [];
      const { prefix, text: rest, turns } = prompt;
      const scoring = await backend.score({ prompt: { prefix, text: rest, turns }, labels, wantsSeen: true });
      if (scoring === null) return null;
      const seen = toSeen(labels, scoring, baseline);
      remembered.set(key, seen);
      return { text, ...seen };
    };
    const found: (SeenText | null)[] = [];
    for (let at = 0; at < texts.length; at += AT_ONCE)
      found.push(...(await Promise.all(texts.slice(at, at + AT_ONCE).map(seeOne))));
    return found;
  };
}

/** The prompt's own examples as rows to learn from, each as the model sees it after a prompt without it: an example that the prompt
 * holds is copied. @throws what `see` throws */
export async function seeExamples(see: See, command: Command): Promise<TrainingRow[]> {
  const labels = command.labels ?? [];
  const rows: TrainingRow[] = [];
  for (const [at, { input, output }] of command.examples.entries()) {
    const [seen] = await see({ ...command, examples: command.examples.toSpliced(at, 1) }, [input]);
    if (seen && labels.includes(output)) rows.push({ ...seen, label: labels.indexOf(output), weight: 1 });
  }
  return rows;
}

function toSeen(
  labels: readonly string[],
  { logprobs, seen, isExact }: Scoring,
  baseline: Baseline | null,
): Omit<SeenText, "text"> {
  const shares = baseline?.isExact === (isExact !== false) ? baseline.shares : null;
  return { seen: seen ?? null, logprobs: logprobsOf(labels, scoreLabels(labels, logprobs, shares)) };
}
