/** `fewshot check`: what is wrong or doubtful in command files, beyond what the schema refuses. */

import type { Command } from "../core/command/command.ts";
import { buildPrompt, countedTexts } from "../core/command/prompt.ts";
import { explainWarning, isError, type Warning, warningsOf } from "../core/command/warnings.ts";
import { promptBudget } from "../flows/asks/answer/fit-prompt.ts";
import type { Backend } from "../flows/ports/backend.ts";
import { en } from "../i18n/en/index.ts";

export interface Finding {
  readonly command: string;
  /** An error fails the check; a warning names something that may be wrong; a hint, what could be better. */
  readonly kind: "error" | "warning" | "hint";
  readonly message: string;
}

/** Below this, a model's free text is rarely of use; the article's smallest model that writes well has 1.3 billion. */
const FREE_TEXT_PARAMETERS = 1e9;

/** Checks one command with the model that will answer it. */
export async function checkCommand(command: Command, backend: Backend): Promise<Finding[]> {
  const findings: Finding[] = [];
  const say = (kind: Finding["kind"], message: string) =>
    findings.push({ command: command.name, kind, message });
  const model = await backend.describe();
  for (const warning of warningsOf(command, model.builtin)) say(kindOf(warning), explainWarning(warning, en));
  await backend.learnTokens?.(countedTexts(command, "x", {}));
  const isEstimate = backend.isCountExact?.() === false;
  const countTokens = (text: string) => backend.countTokens(text);
  const budgetTokens = promptBudget(command, {}, { model, countTokens });
  try {
    const { prefix, examplesDropped } = buildPrompt(command, "x", {
      settings: {},
      budgetTokens,
      countTokens,
    });
    const prefixTokens = countTokens(prefix);
    if (examplesDropped > 0)
      say(
        isEstimate ? "warning" : "error",
        `${examplesDropped} of its examples ${isEstimate ? "may not" : "don't"} fit into the ${budgetTokens} tokens that a prompt may have on ${model.name}; shorten them`,
      );
    else if (prefixTokens > budgetTokens / 2)
      say(
        "warning",
        `description and examples take ${prefixTokens} of ${budgetTokens} tokens; long texts will push examples out`,
      );
  } catch {
    say(
      "error",
      `its description alone does not fit into the ${budgetTokens} tokens that a prompt may have on ${model.name}`,
    );
  }
  for await (const message of checkFirstTokens(command, backend)) say("warning", message);
  if (command.labels === null && model.parameters !== null && model.parameters < FREE_TEXT_PARAMETERS)
    checkFreeText(command, say);
  return findings;
}

/** A label for the rest is no doubt about the file. */
function kindOf(warning: Warning): Finding["kind"] {
  if (warning.kind === "no-other") return "hint";
  return isError(warning) ? "error" : "warning";
}

/** Labels that begin with the same token, on a server that gives only the likeliest next tokens: it can't tell them apart. */
async function* checkFirstTokens(command: Command, backend: Backend): AsyncGenerator<string> {
  const { labels } = command;
  if (!labels || !backend.firstToken) return;
  const groups = new Map<number, string[]>();
  for (const label of labels) {
    const first = backend.firstToken(` ${label}`);
    if (first !== undefined) groups.set(first, [...(groups.get(first) ?? []), label]);
  }
  const shared = [...groups.values()].filter((group) => group.length > 1);
  if (shared.length === 0 || (await weighsWhole(command, labels, backend))) return;
  for (const group of shared)
    yield `the labels ${group.join(", ")} begin with the same token, and ${backend.where} does not weigh whole labels: answers have no scores and are never "Not sure". Let each label begin with another word, or take a server that gives the likelihoods of a prompt's tokens (vLLM with echo, TGI with decoder_input_details)`;
}

/** Whether the server gives the likelihoods of whole labels; a server that can't be asked now is not blamed. */
async function weighsWhole(command: Command, labels: readonly string[], backend: Backend): Promise<boolean> {
  const unlimited = {
    settings: {},
    budgetTokens: Number.POSITIVE_INFINITY,
    countTokens: () => 0,
    maxExamples: 1,
  };
  const { prefix, text, turns } = buildPrompt(command, "x", unlimited);
  try {
    const scoring = await backend.score({ prompt: { prefix, text, turns }, labels });
    return scoring !== null && scoring.isExact !== false;
  } catch {
    return true;
  }
}

/** Free text of a small model is an experiment, and the file should say so. */
function checkFreeText(command: Command, say: (kind: Finding["kind"], message: string) => void): void {
  if (command.requiredParameters === null && !command.experimental)
    say(
      "warning",
      "it answers in free text, which models below 1 billion parameters do badly; name the smallest good one under requires:, or set experimental: true",
    );
}
