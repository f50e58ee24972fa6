/** Writes text token by token for several asks at once; asks join and leave between any two tokens. */

import type { TextTokenizer } from "../models/tokenizer.ts";
import type { Past } from "./kv-cache.ts";
import { type Prefix, type PrefixCache, tokensOf } from "./prefix-cache.ts";
import { createDrafter, type Drafter } from "./prompt-lookup.ts";
import { chooseToken, createRandom } from "./sampling.ts";
import type { ModelSession } from "./session.ts";

export interface GenerateTask {
  readonly prefix: Prefix;
  readonly text: readonly number[];
  readonly maxNewTokens: number;
  readonly endSequence: string;
  /** 0 takes the likeliest token each time. */
  readonly temperature: number;
  readonly seed: number;
  /** Called with the whole text so far, without a begun end sequence or half a character. */
  readonly onText?: (text: string) => void;
}

export interface Generated {
  readonly text: string;
  readonly finish: "end-sequence" | "end-of-text" | "length";
  readonly newTokens: number;
}

interface Writing {
  readonly task: GenerateTask;
  readonly done: (generated: Generated) => void;
  readonly tokens: number[];
  readonly random: () => number;
  readonly drafter: Drafter;
  told: string;
}

export interface Generator {
  /** Reads the prompt and joins the others. `done` is called once, unless the task is dropped before. */
  start(task: GenerateTask, done: (generated: Generated) => void): Promise<void>;
  /** One token for every ask under way; for a lone one, as many as were rightly guessed besides. */
  step(): Promise<void>;
  /** Leaves the task unfinished: `done` is not called any more. Those beside it are not touched. */
  drop(task: GenerateTask): void;
  /** Tasks under way, with those that were dropped since the last step. */
  readonly size: number;
}

/** @param endTokens tokens that end a text */
export function createGenerator(
  session: ModelSession,
  cache: PrefixCache,
  { tokenizer, endTokens }: { tokenizer: TextTokenizer; endTokens: readonly number[] },
): Generator {
  /** Asks that share a batch: one group for all where the graph takes positions, else one each. */
  let groups: { rows: Writing[]; past: Past; padding: number[] }[] = [];
  /** Tasks that were dropped, maybe while their prompt was still being read. */
  const dropped = new WeakSet<GenerateTask>();

  /** Takes the next token from logits; true when the ask goes on. */
  function accept(writing: Writing, logits: Float32Array): boolean {
    const { task, tokens, random, drafter } = writing;
    if (dropped.has(task)) return false;
    const token = chooseToken(logits, task.temperature, random);
    if (endTokens.includes(token)) return finish(writing, "end-of-text");
    tokens.push(token);
    drafter.add(token);
    const text = tokenizer.decode(tokens);
    if (endOf(text, task) !== -1) return finish(writing, "end-sequence");
    if (tokens.length >= task.maxNewTokens) return finish(writing, "length");
    tell(writing, withoutBegun(text, task.endSequence));
    return true;
  }

  function finish(writing: Writing, reason: Generated["finish"]): false {
    const { task, tokens, done } = writing;
    const whole = tokenizer.decode(tokens);
    const end = endOf(whole, task);
    const text = (end === -1 ? whole : whole.slice(0, end)).replace(/\ufffd+$/u, "");
    tell(writing, text);
    done({ text, finish: reason, newTokens: tokens.length });
    return false;
  }

  function tell(writing: Writing, text: string): void {
    if (text.length <= writing.told.length) return;
    writing.told = text;
    writing.task.onText?.(text);
  }

  /** Puts rows of several groups into one. */
  function join(parts: typeof groups): (typeof groups)[number] {
    const rows = parts.flatMap((group) => group.rows);
    const pasts = parts.flatMap(({ rows: own, past, padding }) =>
      own.map((_, row) => ({ past, row, padding: padding[row] ?? 0 })),
    );
    return { rows, ...session.merge(pasts) };
  }

  /** Leaves behind the rows that are done. */
  function keep(group: (typeof groups)[number], stays: (writing: Writing, row: number) => boolean): void {
    const staying = group.rows.flatMap((writing, row) => (stays(writing, row) ? [row] : []));
    groups = groups.filter((other) => other !== group);
    if (staying.length === 0) return;
    if (staying.length === group.rows.length) groups.push(group);
    else {
      const pasts = staying.map((row) => ({ past: group.past, row, padding: group.padding[row] ?? 0 }));
      groups.push({ rows: staying.map((row) => group.rows[row] as Writing), ...session.merge(pasts) });
    }
  }

  /** Runs a lone ask over its last token and what is guessed to follow: each token is chosen as ever, from the logits of those before. */
  async function stepAlone(group: (typeof groups)[number], writing: Writing): Promise<boolean> {
    const { tokens, task, drafter } = writing;
    const guessed = drafter.guess(task.maxNewTokens - tokens.length - 1);
    const row = [tokens.at(-1) as number, ...guessed];
    const { padding, past } = group;
    const { logits, present } = await session.run({
      rows: [row],
      past,
      pastPadding: padding,
      keep: row.length,
      wantsPresent: true,
    });
    let read = 0;
    let goesOn: boolean;
    do goesOn = accept(writing, logits(0, guessed.length - read++));
    while (goesOn && tokens.at(-1) === guessed[read - 1]);
    group.past = session.cut(present as Past, past.tokens + read);
    session.release(past);
    return goesOn;
  }

  return {
    get size() {
      return groups.reduce((sum, { rows }) => sum + rows.length, 0);
    },
    async start(task, done) {
      if (task.maxNewTokens < 1) return done({ text: "", finish: "length", newTokens: 0 });
      const past = await cache.take(task.prefix, 1);
      if (dropped.has(task)) return;
      const result = await session.run({ rows: [task.text], past, keep: 1, wantsPresent: true });
      const prompt = [...tokensOf(task.prefix), ...task.text];
      const writing: Writing = {
        task,
        done,
        tokens: [],
        random: createRandom(task.seed),
        drafter: createDrafter(prompt),
        told: "",
      };
      if (dropped.has(task) || !accept(writing, result.logits(0, 0))) return;
      const own = { rows: [writing], past: result.present as Past, padding: [0] };
      groups = session.takesPositions && groups.length > 0 ? [join([...groups, own])] : [...groups, own];
    },
    async step() {
      // A run may be under way when a task is dropped: only here, between two runs, are rows taken out of their groups.
      for (const group of [...groups]) keep(group, ({ task }) => !dropped.has(task));
      for (const group of [...groups]) {
        const [only, ...others] = group.rows;
        if (only && others.length === 0) {
          const goesOn = await stepAlone(group, only);
          keep(group, () => goesOn);
          continue;
        }
        const rows = group.rows.map(({ tokens }) => [tokens.at(-1) as number]);
        const result = await session.run({
          rows,
          past: group.past,
          pastPadding: group.padding,
          keep: 1,
          wantsPresent: true,
        });
        session.release(group.past);
        group.past = result.present as Past;
        const goesOn = group.rows.map((writing, row) => accept(writing, result.logits(row, 0)));
        keep(group, (_, row) => goesOn[row] ?? false);
      }
    },
    drop(task) {
      dropped.add(task);
    },
  };
}

/** Where the end sequence begins; -1 where it is not, or there is none. */
function endOf(text: string, { endSequence }: GenerateTask): number {
  return endSequence === "" ? -1 : text.indexOf(endSequence);
}

/** The text without what may become an end sequence, or is half a character. */
function withoutBegun(text: string, endSequence: string): string {
  const whole = text.replace(/\ufffd+$/u, "");
  for (let length = Math.min(endSequence.length - 1, whole.length); length > 0; length--)
    if (whole.endsWith(endSequence.slice(0, length))) return whole.slice(0, -length);
  return whole;
}
