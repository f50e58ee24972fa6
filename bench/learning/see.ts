/** What the model sees of a task's texts. */

import { createSee, seeExamples } from "../../src/flows/learning/see.ts";
import type { Backend } from "../../src/flows/ports/backend.ts";
import { type Head, type TrainingRow, trainHead } from "../../src/learning/head/head.ts";
import type { Row } from "./simulate.ts";
import type { BenchTask } from "./tasks.ts";

export interface Seen {
  readonly task: BenchTask;
  readonly rows: readonly Row[];
  /** The prompt's own, as the bot trains with them. */
  readonly examples: readonly TrainingRow[];
  readonly labelCount: number;
}

/** Asks the model for every row of a task. */
export async function seeTask(backend: Backend, task: BenchTask): Promise<Seen> {
  const { command, rows } = task;
  const see = createSee(backend);
  const labels = command.labels ?? [];
  const seen = await see(
    command,
    rows.map(({ text }) => text),
  );
  return {
    task,
    rows: rows.flatMap(({ label }, at) => {
      const own = seen[at];
      return own ? [{ ...own, label: labels.indexOf(label) }] : [];
    }),
    examples: await seeExamples(see, command),
    labelCount: labels.length,
  };
}

/** Trains as the bot does, with the prompt's examples.
 * @param weights of the rows; 1 each where they are left out */
export function train(
  { examples, labelCount }: Pick<Seen, "examples" | "labelCount">,
  rows: readonly Row[],
  weights?: readonly number[],
): { readonly head: Head; readonly heldOut: readonly (readonly number[])[] } {
  const own = rows.map((row, at) => ({ ...row, weight: weights?.[at] ?? 1 }));
  const { head, heldOut } = trainHead({ rows: [...own, ...examples], labelCount });
  return { head, heldOut: (heldOut ?? []).slice(0, rows.length) };
}
