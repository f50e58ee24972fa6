/** Asks the model about texts that a head learns from, a few at a time, and remembers what it saw of them. */

import { LRUCache } from "lru-cache";
import type { ModelInfo } from "../../core/ask.ts";
import type { Command } from "../../core/command.ts";
import { scoreLabels } from "../../core/decide.ts";
import type { SeenText } from "../../learning/head.ts";
import { promptDigest } from "../../learning/stored-head.ts";
import { backendFor } from "../asks/backend-for.ts";
import { fitPrompt } from "../asks/fit-prompt.ts";
import type { Backend, Scoring } from "../ports.ts";

/** Texts that are asked about at once: asks of people wait for no more than these. */
const AT_ONCE = 16;
/** Texts that are remembered; each takes a kilobyte. */
const MAX_REMEMBERED = 12_000;

/** Which model a head was trained on: its states mean nothing to another. */
export const modelKey = ({ name, revision, dtype }: ModelInfo): string =>
  `${name} ${revision} ${dtype ?? ""}`.trim();

/** What the model sees of texts after a command's prompt; null for a text that it can't score, or that leaves no room for all examples.
 * @throws {BotError} BACKEND_*; CONFIG_MODEL (from the returned function) */
export type See = (command: Command, texts: readonly string[]) => Promise<readonly (SeenText | null)[]>;

export function createSee(configured: Backend): See {
  const remembered = new LRUCache<string, SeenText>({ max: MAX_REMEMBERED });
  return async (command, texts) => {
    const backend = backendFor(configured, command);
    const model = await backend.describe();
    const digest = promptDigest(command);
    const seeOne = async (text: string): Promise<SeenText | null> => {
      const key = `${modelKey(model)}\n${digest}\n${text}`;
      const known = remembered.get(key);
      if (known) return known;
      const prompt = await fitPrompt(backend, { command, text }, { settings: {}, model }).catch(() => null);
      if (prompt === null || prompt.examplesDropped > 0) return null;
      const labels = command.labels ?? [];
      const { prefix, text: rest, turns } = prompt;
      const scoring = await backend.score({ prompt: { prefix, text: rest, turns }, labels, wantsSeen: true });
      if (scoring === null) return null;
      const seen = toSeen(text, labels, scoring);
      remembered.set(key, seen);
      return seen;
    };
    const found: (SeenText | null)[] = [];
    for (let at = 0; at < texts.length; at += AT_ONCE)
      found.push(...(await Promise.all(texts.slice(at, at + AT_ONCE).map(seeOne))));
    return found;
  };
}

function toSeen(text: string, labels: readonly string[], { logprobs, seen }: Scoring): SeenText {
  return { text, seen: seen ?? null, logprobs: logprobsOf(labels, scoreLabels(labels, logprobs, null)) };
}

/** Log-probabilities in the order of the labels, from scores in any. */
export function logprobsOf(
  labels: readonly string[],
  scores: readonly { readonly label: string; readonly score: number }[],
): number[] {
  const known = new Map(scores.map(({ label, score }) => [label, score]));
  return labels.map((label) => Math.log(known.get(label) ?? 0));
}
