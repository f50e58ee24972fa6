/**
 * Guesses how a text goes on from what stands in it already, so that one run can judge several tokens. Few-shot prompts repeat
 * themselves: names, separators, phrases. A wrong guess changes nothing but time.
 */

const MOST = 8;
/** How many tokens must be the same before what followed them is guessed to follow again. */
const ALIKE = 2;

export interface Drafter {
  /** Tokens that may come next; none where nothing like the end stands earlier. At most `room`. */
  guess(room: number): number[];
  /** Takes up a token of the text, and what had been guessed in its place, if anything. */
  add(token: number, guess: number | undefined): void;
}

/** @param context tokens of the prompt */
export function createDrafter(context: readonly number[]): Drafter {
  const tokens: number[] = [];
  /** Where a pair of tokens was last followed by something. */
  const after = new Map<string, number>();
  /** Guesses grow while they come true. */
  let trust = 2;

  function append(token: number): void {
    if (tokens.length >= ALIKE) after.set(tokens.slice(-ALIKE).join(), tokens.length);
    tokens.push(token);
  }

  for (const token of context) append(token);
  return {
    guess(room) {
      const from = after.get(tokens.slice(-ALIKE).join());
      if (from === undefined) return [];
      const guessed: number[] = [];
      // What is guessed may be guessed from in turn: a text that repeats itself goes on doing so.
      for (let at = from; guessed.length < Math.min(trust, room); at++)
        guessed.push((at < tokens.length ? tokens[at] : guessed[at - tokens.length]) as number);
      return guessed;
    },
    add(token, guess) {
      if (guess !== undefined) trust = token === guess ? Math.min(MOST, trust + 1) : 1;
      append(token);
    },
  };
}
