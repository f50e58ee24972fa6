/** A text while a server writes it: what may be shown so far, and when there is enough of it. */

import type { CompletionRequest } from "../../flows/ports/backend.ts";

/** No tokenizer's tokens are longer than this on average over a text; a server that sends more does not keep to `maxNewTokens`. */
const MAX_CHARACTERS_PER_TOKEN = 16;

export interface GrowingText {
  /** All that was added since the last restart. */
  readonly whole: string;
  /** Begins again, for a second attempt: nothing is shown until it has more than was shown. */
  restart(): void;
  /** @returns true when the text is complete: at its end sequence, at its bound, or because the server says so */
  add(piece: string, isLast: boolean): boolean;
}

export function createGrowingText({ endSequence, maxNewTokens, onText }: CompletionRequest): GrowingText {
  const bound = { endSequence, maxNewTokens };
  let text = "";
  let shown = "";
  return {
    get whole() {
      return text;
    },
    restart() {
      text = "";
    },
    add(piece, isLast) {
      text += piece;
      if (isLast || cutAtEnd(text, bound) !== text) return true;
      const safe = withoutBegun(text, endSequence);
      if (safe.length > shown.length) {
        shown = safe;
        onText?.(safe);
      }
      return false;
    },
  };
}

/** A text up to its end sequence, and no longer than `maxNewTokens` tokens can be. */
export function cutAtEnd(
  text: string,
  { endSequence, maxNewTokens }: Pick<CompletionRequest, "endSequence" | "maxNewTokens">,
): string {
  const end = text.indexOf(endSequence);
  const cut = end === -1 ? text : text.slice(0, end);
  const most = maxNewTokens * MAX_CHARACTERS_PER_TOKEN;
  // A character of two code units is not cut in half.
  return cut.length <= most ? cut : cut.slice(0, most).replace(/[\uD800-\uDBFF]$/, "");
}

/** A text without the part of an end sequence that it may be about to write. */
export function withoutBegun(text: string, endSequence: string): string {
  for (let length = Math.min(endSequence.length - 1, text.length); length > 0; length--)
    if (text.endsWith(endSequence.slice(0, length))) return text.slice(0, -length);
  return text;
}
