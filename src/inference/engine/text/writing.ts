/** One text as it grows: takes each next token from the logits, and ends it at its end sequence, end of text or length. */

import { createRandom } from "../../../core/statistics/random.ts";
import type { TextTokenizer } from "../../models/tokenizer.ts";
import { type Prefix, tokensOf } from "../prefix-cache.ts";
import { createDrafter } from "./prompt-lookup.ts";
import { chooseToken } from "./sampling.ts";

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

export interface Writing {
  readonly task: GenerateTask;
  /** The newest token. */
  readonly last: number;
  /** Takes the next token from logits of one position; false when the text has ended, and `done` was called. */
  accept(logits: Float32Array): boolean;
  /** Tokens that may come next, as far as the text may still grow. */
  guess(): number[];
}

/** @param endTokens tokens that end a text */
export function startWriting(
  task: GenerateTask,
  { decoder, endTokens }: { decoder: Pick<TextTokenizer, "decode">; endTokens: readonly number[] },
  done: (generated: Generated) => void,
): Writing {
  const tokens: number[] = [];
  const random = createRandom(task.seed);
  const drafter = createDrafter([...tokensOf(task.prefix), ...task.text]);
  let reported = "";

  function report(text: string): void {
    if (text.length <= reported.length) return;
    reported = text;
    task.onText?.(text);
  }

  function finish(reason: Generated["finish"]): false {
    const whole = decoder.decode(tokens);
    const end = endOf(whole, task);
    const text = (end === -1 ? whole : whole.slice(0, end)).replace(/\ufffd+$/u, "");
    report(text);
    done({ text, finish: reason, newTokens: tokens.length });
    return false;
  }

  return {
    task,
    get last() {
      return tokens.at(-1) as number;
    },
    accept(logits) {
      const token = chooseToken(logits, task.temperature, random);
      if (endTokens.includes(token)) return finish("end-of-text");
      tokens.push(token);
      drafter.add(token);
      const text = decoder.decode(tokens);
      if (endOf(text, task) !== -1) return finish("end-sequence");
      if (tokens.length >= task.maxNewTokens) return finish("length");
      report(withoutBegun(text, task.endSequence));
      return true;
    },
    guess: () => drafter.guess(task.maxNewTokens - tokens.length - 1),
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
