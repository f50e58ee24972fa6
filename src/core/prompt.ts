/**
 * Builds the few-shot prompt: task description, examples, and the start of a new example.
 * @see https://huggingface.co/blog/few-shot-learning-gpt-neo-and-inference-api the article that the format comes from
 */

import type { AskSettings, GenerationSettings } from "./ask.ts";
import type { Command, Example } from "./command.ts";
import { BotError } from "./errors.ts";
import { neutralise } from "./text.ts";

export interface Prompt {
  /** Description, examples and the new example's input caption: the same for every ask of a command with the same settings. */
  readonly prefix: string;
  /** The rest of the new example, from the space after its input caption up to its output caption, with no trailing space. */
  readonly text: string;
  /** `prefix + text`: what the model reads. */
  readonly full: string;
  readonly examplesUsed: number;
  /** Examples left out, oldest first, because the prompt would not fit. */
  readonly examplesDropped: number;
}

export interface PromptOptions {
  readonly settings: AskSettings;
  /** Room for the prompt, in model tokens: the context less what will be generated. */
  readonly budgetTokens: number;
  /** Counts the tokens of a text. */
  readonly countTokens: (text: string) => number;
}

/** The settings of generation in force for one ask. */
export function settingsFor(command: Command, settings: AskSettings): GenerationSettings {
  return {
    temperature: settings.temperature ?? command.generation.temperature,
    maxNewTokens: settings.maxNewTokens ?? command.generation.maxNewTokens,
    endSequence: settings.endSequence ?? command.generation.endSequence,
  };
}

/** Builds the few-shot prompt sent to the model.
 * @param input a person's text, as it was written
 * @throws {BotError} INPUT_TOO_LONG when description and input alone pass the budget
 * @example buildPrompt(command, "great job, team!", { settings: {}, budgetTokens: 999, countTokens }) */
export function buildPrompt(command: Command, input: string, options: PromptOptions): Prompt {
  const { settings, budgetTokens, countTokens } = options;
  const { endSequence } = settingsFor(command, settings);
  const text = ` ${neutralise(input, command, endSequence)}\n${command.output}:`;
  const wanted = command.examples.slice(
    Math.max(0, command.examples.length - (settings.examples ?? Number.POSITIVE_INFINITY)),
  );
  const head = `${command.description}\n`;
  const caption = `${command.input}:`;
  const rendered = wanted.map((example) => renderExample(command, example, endSequence));
  // Counted piece by piece, which is never less than the whole: the tokenizer may merge across a seam, not split.
  const fixed = countTokens(head) + countTokens(caption) + countTokens(text);
  if (fixed > budgetTokens)
    throw new BotError(
      "INPUT_TOO_LONG",
      `the prompt of /${command.name} needs ${fixed} tokens without examples; the model has room for ${budgetTokens}`,
    );
  const costs = rendered.map(countTokens);
  let first = 0;
  let total = fixed + costs.reduce((sum, cost) => sum + cost, 0);
  while (total > budgetTokens) total -= costs[first++] ?? 0;
  const prefix = head + rendered.slice(first).join("") + caption;
  return { prefix, text, full: prefix + text, examplesUsed: rendered.length - first, examplesDropped: first };
}

function renderExample(command: Command, example: Example, endSequence: string): string {
  return `${command.input}: ${example.input}\n${command.output}: ${example.output}\n${endSequence}\n`;
}
