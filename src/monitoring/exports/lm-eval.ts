/**
 * A command as a task of EleutherAI's lm-evaluation-harness, so that others can check its figures with their own tools. What the harness
 * renders is our prompt, byte for byte. Pure.
 * @see https://github.com/EleutherAI/lm-evaluation-harness/blob/main/docs/new_task_guide.md
 */

import { stringify } from "yaml";
import type { Command } from "../../core/command/command.ts";
import { isCorrected } from "../../core/decide.ts";
import { BotError } from "../../core/errors.ts";
import { neutralise, plainCharacters } from "../../core/text/text.ts";

export interface LmEvalTask {
  /** Of both files, without their endings, and of the task. */
  readonly name: string;
  readonly yaml: string;
  /** One line of JSON a text: `input`, and `label` as an index into the choices. */
  readonly jsonl: string;
}

/** @param rows texts with known answers
 * @throws {BotError} INPUT_USAGE for a command without labels, or without rows */
export function lmEvalTask(
  command: Command,
  rows: readonly { readonly input: string; readonly expected: string }[],
): LmEvalTask {
  const { labels, examples, generation } = command;
  if (labels === null)
    throw new BotError(
      "INPUT_USAGE",
      `/${command.name} answers in free text; the task compares the likelihoods of labels.`,
    );
  if (rows.length === 0)
    throw new BotError(
      "INPUT_USAGE",
      `/${command.name} has no tests. Add tests to its file, or name a file with --data.`,
    );
  const name = `fewshot_${command.name}`;
  const toDoc = (input: string, label: string) => ({ input, label: labels.indexOf(label) });
  const task = {
    task: name,
    dataset_path: "json",
    dataset_kwargs: { data_files: { test: `${name}.jsonl` } },
    test_split: "test",
    output_type: "multiple_choice",
    // Some releases of the harness drop a newline at the end of a template, but not one that an expression writes.
    description: `${literal(command.description)}{{ "\\n" }}`,
    doc_to_text: `${literal(command.input)}: {{ input }}\n${literal(command.output)}:`,
    doc_to_target: "label",
    doc_to_choice: [...labels],
    target_delimiter: " ",
    fewshot_delimiter: `\n${generation.endSequence}\n`,
    num_fewshot: examples.length,
    ...(examples.length === 0
      ? {}
      : {
          fewshot_config: {
            sampler: "first_n",
            samples: examples.map(({ input, output }) => toDoc(plainCharacters(input), output)),
          },
        }),
    metric_list: [{ metric: "acc", aggregation: "mean", higher_is_better: true }],
    metadata: { version: 1, revision: command.revision },
  };
  const remarks = [
    ` /${command.name} of Fewshot, revision ${command.revision}. In this folder: lm_eval --include_path . --tasks ${name} --model …`,
    ...(isCorrected(command, { examplesUsed: examples.length, isBuiltin: true })
      ? [" Fewshot also corrects the scores of this command by calibration, which the harness does not."]
      : []),
  ];
  return {
    name,
    yaml: `${remarks.map((remark) => `#${remark}\n`).join("")}${stringify(task, { lineWidth: 0 })}`,
    jsonl: rows
      .map(
        ({ input, expected }) =>
          `${JSON.stringify(toDoc(neutralise(input, command, generation.endSequence), expected))}\n`,
      )
      .join(""),
  };
}

/** Text that Jinja leaves as it is. */
function literal(text: string): string {
  return /\{[{%#]/.test(text) ? `{{ ${JSON.stringify(text)} }}` : text;
}
