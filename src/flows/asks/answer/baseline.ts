/** What a prompt alone makes the model say of labels, whatever the text: contextual calibration takes it off. */

import { hash } from "node:crypto";
import type { AskSettings } from "../../../core/ask.ts";
import type { Command } from "../../../core/command/command.ts";
import { buildPrompt, type Prompt } from "../../../core/command/prompt.ts";
import { softmax } from "../../../core/decide.ts";
import type { Backend, PromptParts } from "../../ports/backend.ts";

/** Texts without content. @see https://arxiv.org/abs/2102.09690 */
const EMPTY_TEXTS = ["N/A", "[MASK]", "…"];
/** Prompts whose baseline is remembered. */
const MAX_BASELINES = 200;

/** A question without its text. */
interface Prompting {
  readonly command: Command;
  readonly settings: AskSettings;
}

export interface Baseline {
  /** The model's probabilities of the labels after a prompt about nothing. */
  readonly shares: readonly number[];
  /** Scores of whole labels and of first tokens are never set against each other. */
  readonly isExact: boolean;
}

/** The baseline of a question's prompt; null where the model can't score labels. */
export type Baselines = (backend: Backend, prompt: Prompt, question: Prompting) => Promise<Baseline | null>;

/** Measures each prompt's baseline once. */
export function createBaselines(): Baselines {
  const known = new Map<string, Promise<Baseline | null>>();
  return (backend, prompt, question) => {
    const { command } = question;
    // By hash: examples may be erased.
    const key = hash("sha256", `${command.name}\n${command.revision}\n${prompt.prefix}`, "base64");
    const earlier = known.get(key);
    if (earlier) return earlier;
    const found = measureBaseline(backend, question, prompt.examplesUsed);
    if (known.size >= MAX_BASELINES) known.delete(known.keys().next().value ?? "");
    known.set(key, found);
    // What could not be measured now may be another time.
    const forget = () => known.delete(key);
    found.then((baseline) => baseline === null && forget(), forget);
    return found;
  };
}

/** What the model says of texts without content; null where it can't score labels. */
export async function measureBaseline(
  backend: Backend,
  { command, settings }: Prompting,
  maxExamples: number,
): Promise<Baseline | null> {
  const labels = command.labels ?? [];
  const sum = labels.map(() => 0);
  const unlimited = { settings, maxExamples, budgetTokens: Number.POSITIVE_INFINITY, countTokens: () => 0 };
  let isExact = true;
  for (const empty of EMPTY_TEXTS) {
    const scoring = await backend.score({ prompt: partsOf(buildPrompt(command, empty, unlimited)), labels });
    if (!scoring) return null;
    if (scoring.isExact === false) isExact = false;
    for (const [index, share] of softmax(scoring.logprobs).entries()) sum[index] = (sum[index] ?? 0) + share;
  }
  return { shares: sum.map((total) => total / EMPTY_TEXTS.length), isExact };
}

export function partsOf({ prefix, text, turns }: Prompt): PromptParts {
  return { prefix, text, turns };
}
