/** `fewshot check`: what is wrong or doubtful in command files, beyond what the schema refuses. */

import type { Command } from "../core/command/command.ts";
import { buildPrompt, countedTexts } from "../core/command/prompt.ts";
import { explainWarning, isError, type Warning, warningsOf } from "../core/command/warnings.ts";
import { promptBudget } from "../flows/asks/answer/fit-prompt.ts";
import type { Backend } from "../flows/ports/backend.ts";
import type { Words } from "../i18n/words.ts";

export interface Finding {
  readonly command: string;
  /** An error fails the check; a warning names something that may be wrong; a hint, what could be better. */
  readonly kind: "error" | "warning" | "hint";
  readonly message: string;
}

/** Below this, a model's free text is rarely of use; the article's smallest model that writes well has 1.3 billion. */
const FREE_TEXT_PARAMETERS = 1e9;

/** Checks one command with the model that will answer it.
 * @param words of the language of the findings */
export async function checkCommand(command: Command, backend: Backend, words: Words): Promise<Finding[]> {
  const findings: Finding[] = [];
  const say = (kind: Finding["kind"], message: string) =>
    findings.push({ command: command.name, kind, message });
  const model = await backend.describe();
  for (const warning of warningsOf(command, model.builtin))
    say(kindOf(warning), explainWarning(warning, words));
  await backend.learnTokens?.(countedTexts(command, "x", {}));
  const isEstimate = backend.isCountExact?.() === false;
  const countTokens = (text: string) => backend.countTokens(text);
  const budgetTokens = promptBudget(command, {}, { model, countTokens });
  const budget = { budget: budgetTokens, model: model.name, isEstimate };
  try {
    const { prefix, examplesDropped } = buildPrompt(command, "x", {
      settings: {},
      budgetTokens,
      countTokens,
    });
    const prefixTokens = countTokens(prefix);
    if (examplesDropped > 0)
      say(isEstimate ? "warning" : "error", words.check.examplesDropped(examplesDropped, budget));
    else if (prefixTokens > budgetTokens / 2) say("warning", words.check.longPrompt(prefixTokens, budget));
  } catch {
    say("error", words.check.descriptionTooLong(budget));
  }
  for (const labels of await sameFirstTokens(command, backend))
    say("warning", words.check.sameToken(labels, backend.where));
  // Free text of a small model is an experiment, and the file should say so.
  const isSmall = model.parameters !== null && model.parameters < FREE_TEXT_PARAMETERS;
  if (command.labels === null && isSmall && command.requiredParameters === null && !command.experimental)
    say("warning", words.check.freeText);
  return findings;
}

/** A label for the rest, and what Slack does with a name, are no doubt about the file. */
function kindOf(warning: Warning): Finding["kind"] {
  if (warning.kind === "no-other" || warning.kind === "slack-name") return "hint";
  return isError(warning) ? "error" : "warning";
}

/** Labels that begin with the same token, on a server that gives only the likeliest next tokens: it can't tell them apart. */
async function sameFirstTokens(command: Command, backend: Backend): Promise<readonly string[][]> {
  const { labels } = command;
  if (!labels || !backend.firstToken) return [];
  const groups = new Map<number, string[]>();
  for (const label of labels) {
    const first = backend.firstToken(` ${label}`);
    if (first !== undefined) groups.set(first, [...(groups.get(first) ?? []), label]);
  }
  const shared = [...groups.values()].filter((group) => group.length > 1);
  return shared.length === 0 || (await weighsWhole(command, labels, backend)) ? [] : shared;
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
