/** Chooses which texts a command's prompt holds as examples, with the model that answers it. Stores nothing. */

import { createHash } from "node:crypto";
import type { Answer } from "../../core/ask.ts";
import type { Command } from "../../core/command/command.ts";
import { narrowness, type Scope } from "../../core/command/saved-command.ts";
import { BotError } from "../../core/errors.ts";
import { type Choice, chooseExamples, MAX_SETS } from "../../learning/examples/choose.ts";
import type { Judge, Judged } from "../../learning/examples/search.ts";
import type { Labelled } from "../../learning/examples/sets.ts";
import { gatherRows, type LabelledRow, type LabelledRows } from "../../learning/rows.ts";
import { inParallel } from "../asks/answer/in-parallel.ts";
import type { Question } from "../asks/answer/respond.ts";

export interface ChoosePorts {
  /** Answers by the prompt alone. */
  readonly respond: (question: Question) => Promise<Answer>;
  readonly rows: LabelledRows;
  /** Answers of an earlier run, by a hash of set and text; so that one that was interrupted continues. */
  readonly kept: {
    find(key: string): Judged | undefined;
    keep(key: string, judged: Judged): Promise<void>;
  };
  /** Called after each answer. `total` is the most that may be needed. */
  readonly onProgress: (done: number, total: number) => void;
  /** Ends it; for a person who waits no longer. */
  readonly signal?: AbortSignal;
}

export interface ProposeOptions {
  readonly command: Command;
  readonly scope: Scope;
  /** A whole number: the same one draws the same sets. */
  readonly seed: number;
  /** More examples are not tried. */
  readonly maxExamples: number;
}

/** Fewer texts than this are too few to choose by. */
export const MIN_TEXTS_TO_CHOOSE = 20;
const MIN_SHARE = 1e-4;

/** Texts that may become examples, and those that only judge.
 * @throws {BotError} STORE_* */
export async function textsToChooseBy(
  command: Command,
  scope: Scope,
  team: LabelledRows,
): Promise<{ readonly pool: readonly LabelledRow[]; readonly judges: readonly LabelledRow[] }> {
  const rows = await gatherRows(command, scope, team);
  // What was written in one workspace stays there.
  const mayCopy = narrowness(scope) > 0;
  return {
    pool: rows.filter(
      ({ source, mayBeShown }) => source === "example" || (mayCopy && source === "override" && mayBeShown),
    ),
    judges: rows.filter(({ source }) => source === "spot-check"),
  };
}

/** Texts of the examples file, and for one workspace its accepted corrections whose authors agreed, may become examples; spot checks judge as
 * well. The command's tests have no part in it: they measure the draft.
 * @throws {BotError} INPUT_USAGE for a command without labels or with too few labelled texts; BACKEND_*; STORE_* */
export async function proposeExamples(ports: ChoosePorts, options: ProposeOptions): Promise<Choice> {
  const { command, scope, seed, maxExamples } = options;
  const { name, labels } = command;
  if (labels === null)
    throw new BotError(
      "INPUT_USAGE",
      `/${name} answers in free text; examples are chosen for commands with labels.`,
    );
  const { pool, judges } = await textsToChooseBy(command, scope, ports.rows);
  const found = pool.length + judges.length;
  if (pool.length === 0 || found < MIN_TEXTS_TO_CHOOSE)
    throw new BotError(
      "INPUT_USAGE",
      `/${name} has ${found} labelled texts to choose by, and ${pool.length} of them may become examples; at least ${MIN_TEXTS_TO_CHOOSE} are needed. Write an examples_file.`,
    );
  const present = command.examples.map(
    ({ input, output }, at): Labelled => ({ id: `present-${at}`, text: input, label: output }),
  );
  return chooseExamples({
    ...{ labels, present, pool, judges, maxExamples, seed },
    judge: createJudge(ports, command, found),
  });
}

function createJudge(
  { respond, kept, onProgress, signal }: ChoosePorts,
  command: Command,
  rows: number,
): Judge {
  const known = new Map<string, Judged | null>();
  const total = MAX_SETS * rows;
  let done = 0;
  return async (set, own) => {
    const examples = set.map(({ text, label }) => ({ input: text, output: label }));
    const asked = { ...command, examples };
    const judged: (Judged | null)[] = new Array(own.length);
    const about = JSON.stringify(examples);
    await inParallel([...own.entries()], signal ?? null, async ([at, { text, label }]) => {
      const key = createHash("sha256").update(`${about}\n${label}\n${text}`).digest("base64");
      const found = known.get(key) ?? kept.find(key);
      if (found === undefined) {
        const answer = await respond({ command: asked, text, settings: { temperature: 0 }, signal }).catch(
          orTooLong,
        );
        judged[at] = answer && toJudged(answer, label);
        known.set(key, judged[at]);
        if (judged[at]) await kept.keep(key, judged[at]);
      } else judged[at] = found;
      onProgress(Math.min(++done, total), total);
    });
    // Null for all: an example did not fit into the prompt and was left out.
    return judged.every((one) => one !== null) ? judged : null;
  };
}

function toJudged({ scores, label, examplesDropped }: Answer, right: string): Judged | null {
  if (examplesDropped > 0) return null;
  const best = scores?.[0]?.label ?? label;
  const share =
    scores?.find((one) => one.label === right)?.score ?? (scores === null && best === right ? 1 : 0);
  return { label: best, worth: Math.log(Math.max(MIN_SHARE, share)) };
}

function orTooLong(cause: unknown): null {
  if (cause instanceof BotError && cause.code === "INPUT_TOO_LONG") return null;
  throw cause;
}
