/** From an ask's text to the model's answer: builds the prompt, asks the backend, decides. Knows no store and no platform. */

import type { Answer, AskSettings, Doubt, LabelScore, Method, ModelInfo } from "../core/ask.ts";
import type { Command } from "../core/command.ts";
import { scoreLabels, softmax } from "../core/decide.ts";
import { matchLabel } from "../core/match-label.ts";
import { buildPrompt, type Prompt, settingsFor } from "../core/prompt.ts";
import { isMostlyOutside } from "../core/text.ts";
import type { Backend, PromptParts, RequestOptions, Usage } from "./ports.ts";

export interface Question extends RequestOptions {
  readonly command: Command;
  readonly text: string;
  readonly settings: AskSettings;
  readonly onText?: (text: string) => void;
}

/** Room kept free behind the prompt of a label command: the longest label in tokens stays well below. */
const LABEL_TOKENS = 16;
/** Texts without content, to learn what the prompt alone makes the model say. @see https://arxiv.org/abs/2102.09690 */
const EMPTY_TEXTS = ["N/A", "[MASK]", "…"];
/** Prompts whose baseline is remembered. */
const MAX_BASELINES = 200;

/** Tokens that a command's prompt may have on this model.
 * @returns tokens; the rest of the context is for what is generated */
export function promptBudget(command: Command, settings: AskSettings, model: ModelInfo): number {
  const generated = settingsFor(command, settings).maxNewTokens;
  return model.contextTokens - (command.labels ? Math.max(LABEL_TOKENS, Math.min(generated, 64)) : generated);
}

/** Opens the way from text to answer over one backend; it remembers each prompt's baseline for calibration.
 * @returns a function that answers one question
 * @throws {BotError} INPUT_TOO_LONG; BACKEND_*; CONFIG_MODEL (from the returned function) */
export function createResponder(backend: Backend): (question: Question) => Promise<Answer> {
  const baselines = new Map<string, Promise<readonly number[] | null>>();

  /** The model's probabilities of the labels after a prompt about nothing. */
  function baselineFor(prefix: string, { command, settings }: Question): Promise<readonly number[] | null> {
    const key = `${command.name}\n${command.revision}\n${prefix}`;
    const known = baselines.get(key);
    if (known) return known;
    const found = measureBaseline(backend, command, { prefix, settings });
    if (baselines.size >= MAX_BASELINES) baselines.delete(baselines.keys().next().value ?? "");
    baselines.set(key, found);
    found.catch(() => baselines.delete(key));
    return found;
  }

  return async (question) => {
    const { command, text, settings, signal, onProgress, traceparent } = question;
    const waiting = { signal, onProgress, traceparent };
    const model = await backend.describe();
    const prompt = buildPrompt(command, text, {
      settings,
      budgetTokens: promptBudget(command, settings, model),
      countTokens: (piece) => backend.countTokens(piece),
    });
    const finish = (found: Found) => assemble({ question, prompt, model, backend, found });
    if (command.labels) {
      const scoring = await backend.score({ prompt: parts(prompt), labels: command.labels, ...waiting });
      if (scoring) {
        const baseline =
          command.scoring.calibration === "contextual" ? await baselineFor(prompt.prefix, question) : null;
        const scores = scoreLabels(command.labels, scoring.logprobs, baseline);
        return finish({
          method: scoring.isExact === false ? "top-tokens" : "scored",
          scores,
          text: null,
          label: scores[0]?.label ?? null,
          usage: scoring.usage,
          calibrated: baseline !== null,
        });
      }
    }
    const { endSequence, maxNewTokens, temperature } = settingsFor(command, settings);
    const completion = await backend.complete({
      prompt: parts(prompt),
      endSequence,
      maxNewTokens,
      temperature,
      onText: question.onText,
      ...waiting,
    });
    const written = completion.text.trim();
    const label = command.labels ? matchLabel(written, command.labels, command.output) : null;
    return finish({
      method: "generated",
      scores: null,
      text: written,
      label,
      usage: completion.usage,
      calibrated: false,
    });
  };
}

interface Found {
  readonly method: Method;
  readonly scores: LabelScore[] | null;
  readonly text: string | null;
  readonly label: string | null;
  readonly usage: Usage;
  readonly calibrated: boolean;
}

async function measureBaseline(
  backend: Backend,
  command: Command,
  { prefix, settings }: { prefix: string; settings: AskSettings },
): Promise<readonly number[] | null> {
  const labels = command.labels ?? [];
  const sum = labels.map(() => 0);
  const room = {
    settings: { ...settings, examples: 0 },
    budgetTokens: Number.POSITIVE_INFINITY,
    countTokens: () => 0,
  };
  for (const empty of EMPTY_TEXTS) {
    const scoring = await backend.score({
      prompt: { prefix, text: buildPrompt(command, empty, room).text },
      labels,
    });
    if (!scoring) return null;
    for (const [index, share] of softmax(scoring.logprobs).entries()) sum[index] = (sum[index] ?? 0) + share;
  }
  return sum.map((total) => total / EMPTY_TEXTS.length);
}

interface Assembly {
  readonly question: Question;
  readonly prompt: Prompt;
  readonly model: ModelInfo;
  readonly backend: Backend;
  readonly found: Found;
}

function assemble({ question, prompt, model, backend, found }: Assembly): Answer {
  const { command, text, settings } = question;
  const doubt = findDoubt(command, found, model.scripts !== null && isMostlyOutside(text, model.scripts));
  return {
    label: doubt === null ? found.label : null,
    text: found.text,
    scores: found.scores,
    doubt,
    method: found.method,
    calibrated: found.calibrated,
    abstainBelow: command.labels ? command.scoring.abstainBelow : null,
    prompt: prompt.full,
    examplesUsed: prompt.examplesUsed,
    examplesDropped: prompt.examplesDropped,
    settings: settingsFor(command, settings),
    model,
    backend: backend.name,
    where: backend.where,
    commandRevision: command.revision,
    promptTokens: found.usage.promptTokens,
    cachedTokens: found.usage.cachedTokens,
    newTokens: found.usage.newTokens,
    durationMs: found.usage.durationMs,
  };
}

function findDoubt(command: Command, found: Found, isUnseenScript: boolean): Doubt | null {
  if (!command.labels) return found.text === "" ? "empty" : isUnseenScript ? "unseen-script" : null;
  if (isUnseenScript) return "unseen-script";
  if (found.label === null) return "outside-labels";
  const best = found.scores?.[0]?.score ?? 1;
  return best < command.scoring.abstainBelow ? "below-threshold" : null;
}

function parts(prompt: Prompt): PromptParts {
  return { prefix: prompt.prefix, text: prompt.text };
}
