/**
 * Builds the few-shot prompt: task description, examples, and the start of a new example.
 * @see https://huggingface.co/blog/few-shot-learning-gpt-neo-and-inference-api the article that the format comes from
 */

import type { AskSettings, GenerationSettings } from "../ask.ts";
import { BotError } from "../errors.ts";
import { neutralise, plainCharacters } from "../text/text.ts";
import type { Command, Example } from "./command.ts";

export interface Prompt {
  /** Description, examples and the new example's input caption: the same for every ask of a command with the same settings. */
  readonly prefix: string;
  /** The rest of the new example, from the space after its input caption up to its output caption, with no trailing space. */
  readonly text: string;
  /** `prefix + text`: what the model reads. */
  readonly full: string;
  /** The same as questions and answers, for models that take a conversation. */
  readonly turns: PromptTurns;
  readonly examplesUsed: number;
  /** Examples left out, oldest first, because the prompt would not fit. */
  readonly examplesDropped: number;
}

/** A prompt as a conversation: what to do, each example as a question with its answer, and the last question. */
export interface PromptTurns {
  readonly instruction: string;
  readonly examples: readonly Example[];
  readonly input: string;
}

export interface PromptOptions {
  readonly settings: AskSettings;
  /** The newest so many examples at most; what this leaves out counts as dropped. Default: as many as fit. */
  readonly maxExamples?: number;
  /** Tokens that the prompt may have: the context less what will be generated. */
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

/** Whether an ask is answered with the command's own settings. */
export function hasOwnSettings(command: Command, settings: AskSettings): boolean {
  const own = settingsFor(command, {});
  const used = settingsFor(command, settings);
  const isSame = (Object.keys(own) as (keyof GenerationSettings)[]).every((key) => used[key] === own[key]);
  return isSame && (settings.examples ?? Number.POSITIVE_INFINITY) >= command.examples.length;
}

/** Builds the few-shot prompt sent to the model.
 * @param input a person's text, as it was written
 * @throws {BotError} INPUT_TOO_LONG when description and input alone pass the budget
 * @example buildPrompt(command, "great job, team!", { settings: {}, budgetTokens: 999, countTokens }) */
export function buildPrompt(command: Command, input: string, options: PromptOptions): Prompt {
  const { settings, budgetTokens, countTokens, maxExamples = Number.POSITIVE_INFINITY } = options;
  const { endSequence } = settingsFor(command, settings);
  const own = neutralise(input, command, endSequence);
  const { head, caption, text } = fixedParts(command, own);
  const wanted = newest(command.examples, settings.examples ?? Number.POSITIVE_INFINITY);
  const rendered = wanted.map((example) => renderExample(command, example, endSequence));
  // Counted piece by piece, which is never less than the whole: the tokenizer may merge across a seam, not split.
  const fixed = countTokens(head) + countTokens(caption) + countTokens(text);
  if (fixed > budgetTokens)
    throw new BotError(
      "INPUT_TOO_LONG",
      `the prompt of /${command.name} needs ${fixed} tokens without examples; the model can take ${budgetTokens}`,
    );
  const costs = rendered.map(countTokens);
  let first = Math.max(0, rendered.length - maxExamples);
  let total = fixed + costs.slice(first).reduce((sum, cost) => sum + cost, 0);
  while (total > budgetTokens) total -= costs[first++] ?? 0;
  const prefix = head + rendered.slice(first).join("") + caption;
  return {
    prefix,
    text,
    full: prefix + text,
    turns: turnsOf(command, wanted.slice(first), own),
    examplesUsed: rendered.length - first,
    examplesDropped: first,
  };
}

/** The texts whose tokens `buildPrompt` counts, for a counter that has to fetch its counts first. */
export function countedTexts(command: Command, input: string, settings: AskSettings): string[] {
  const { endSequence } = settingsFor(command, settings);
  const { head, caption, text } = fixedParts(command, neutralise(input, command, endSequence));
  const wanted = newest(command.examples, settings.examples ?? Number.POSITIVE_INFINITY);
  return [head, caption, text, ...wanted.map((example) => renderExample(command, example, endSequence))];
}

/** What every prompt of a command holds, and the new example from its text on.
 * @param own a person's text, made ready */
function fixedParts(command: Command, own: string): { head: string; caption: string; text: string } {
  return {
    head: `${command.description}\n`,
    caption: `${command.input}:`,
    text: ` ${own}\n${command.output}:`,
  };
}

function newest<T>(items: readonly T[], most: number): readonly T[] {
  return items.slice(Math.max(0, items.length - most));
}

function turnsOf(command: Command, examples: readonly Example[], own: string): PromptTurns {
  const answers = command.labels
    ? `Answer with one of these words only: ${command.labels.join(", ")}.${explanationLines(command)}`
    : `Answer with the ${command.output} only.`;
  return {
    instruction: `${command.description}\n${answers}`,
    examples: examples.map(({ input, output }) => ({
      input: `${command.input}: ${plainCharacters(input)}`,
      output,
    })),
    input: `${command.input}: ${own}`,
  };
}

/** What belongs to each label, for models that follow instructions. As text before the examples it lowered the built-in model's recall from 0.56
 * to 0.53 to 0.56 on eight commands of 40 rows each (`npm run bench -- explanations`), so the text prompt has none. */
const explanationLines = ({ labels, labelExplanations }: Command): string =>
  (labels ?? [])
    .filter((label) => Object.hasOwn(labelExplanations, label))
    .map((label) => `\n${label}: ${labelExplanations[label]}`)
    .join("");

/** What stands in a prompt that is kept in place of an erased text. */
const ERASED = "[erased]";

/** An example as prompts that are kept hold it, as a text or as a conversation, and what stands there once it is erased. */
export function erasedInPrompts(
  command: Command,
  { input, output }: Example,
): readonly { readonly from: string; readonly to: string }[] {
  // The output of free text was written by the same person.
  const after = command.labels === null ? ERASED : output;
  return [`\n${command.output}: `, "\n\nassistant: "].map((between) => ({
    from: `${command.input}: ${plainCharacters(input)}${between}${output}\n`,
    to: `${command.input}: ${ERASED}${between}${after}\n`,
  }));
}

function renderExample(command: Command, example: Example, endSequence: string): string {
  return `${command.input}: ${plainCharacters(example.input)}\n${command.output}: ${example.output}\n${endSequence}\n`;
}
