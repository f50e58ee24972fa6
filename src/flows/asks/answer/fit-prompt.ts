/** Fits a command's prompt into what the model can read: examples are left out before a text is refused. */

import type { AskSettings, ModelInfo } from "../../../core/ask.ts";
import type { Command } from "../../../core/command/command.ts";
import { buildPrompt, countedTexts, type Prompt, settingsFor } from "../../../core/command/prompt.ts";
import { BotError } from "../../../core/errors.ts";
import type { Backend } from "../../ports/backend.ts";

/** Tokens kept free after the prompt of a label command, at least. */
const MIN_LABEL_TOKENS = 16;
/** What a model writes where a label is wanted, at most, unless a label is longer. */
const MAX_LABEL_TOKENS = 64;

export interface ModelLimits {
  readonly model: ModelInfo;
  readonly countTokens: (text: string) => number;
}

/** Tokens that the answer may have: as many as the settings say, for a label command enough for its longest label. */
export function answerTokens(
  command: Command,
  settings: AskSettings,
  { countTokens }: Pick<ModelLimits, "countTokens">,
): number {
  const { maxNewTokens } = settingsFor(command, settings);
  if (!command.labels) return maxNewTokens;
  return Math.max(Math.min(maxNewTokens, MAX_LABEL_TOKENS), longestLabel(command, countTokens) + 2);
}

/** Tokens that a command's prompt may have on this model.
 * @returns tokens; the rest of the context is for the answer */
export function promptBudget(command: Command, settings: AskSettings, limits: ModelLimits): number {
  const { contextTokens, promptTokens } = limits.model;
  const kept = answerTokens(command, settings, limits);
  const whole = contextTokens - (command.labels ? Math.max(kept, MIN_LABEL_TOKENS) : kept);
  // A server's own limit counts a label that is scored behind the prompt, and "must have less than" is meant.
  return promptTokens === undefined
    ? whole
    : Math.min(whole, promptTokens - 1 - longestLabel(command, limits.countTokens));
}

export interface FitOptions {
  readonly settings: AskSettings;
  readonly model: ModelInfo;
  /** The newest so many examples at most. */
  readonly maxExamples?: number;
}

/** Builds the prompt of an ask. Where estimated counts leave something out, the server's tokenizer is asked first.
 * @throws {BotError} INPUT_TOO_LONG when description and text alone are too long */
export async function fitPrompt(
  backend: Backend,
  { command, text }: { readonly command: Command; readonly text: string },
  { settings, model, maxExamples }: FitOptions,
): Promise<Prompt> {
  const countTokens = (piece: string) => backend.countTokens(piece);
  const build = () =>
    buildPrompt(command, text, {
      settings,
      maxExamples,
      budgetTokens: promptBudget(command, settings, { model, countTokens }),
      countTokens,
    });
  if (!backend.learnTokens || backend.isCountExact?.() !== false) return build();
  try {
    const prompt = build();
    if (prompt.examplesDropped === 0) return prompt;
  } catch (error) {
    if (!(error instanceof BotError) || error.code !== "INPUT_TOO_LONG") throw error;
  }
  const labels = (command.labels ?? []).map((label) => ` ${label}`);
  await backend.learnTokens([...countedTexts(command, text, settings), ...labels]);
  return build();
}

function longestLabel({ labels }: Command, countTokens: (text: string) => number): number {
  return Math.max(0, ...(labels ?? []).map((label) => countTokens(` ${label}`)));
}
