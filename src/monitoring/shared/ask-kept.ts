/** Asks about many texts and keeps the answers on the way. */

import type { z } from "zod";
import type { ModelInfo } from "../../core/ask.ts";
import { askAll } from "./ask-all.ts";
import { openKeptAnswers } from "./kept-answers.ts";

/** What ModelInfo says where a server names none. */
const UNKNOWN_REVISION = "unknown";

export interface AskKept<T> {
  /** Folder of the kept answers. */
  readonly folder: string;
  readonly model: ModelInfo;
  /** What else decides the answers: command, place, settings. */
  readonly about: object;
  readonly schema: z.ZodType<T>;
  /** What is asked about, each once. */
  readonly texts: readonly string[];
  readonly ask: (text: string) => Promise<T>;
  /** Asks under way at once; as many as `askAll` takes by itself where it is left out. */
  readonly atOnce?: number;
  /** Called with 0 before the first ask, then after each. */
  readonly onProgress: (done: number, total: number) => void;
}

/** Asks about every text that no earlier run has an answer to.
 * @returns answers by text; texts that got none are missing
 * @throws {BotError} CONFIG_INVALID where the folder can't be written; what the model throws where it answers nothing */
export async function askKept<T>(options: AskKept<T>): Promise<Map<string, T>> {
  const { folder, model, about, schema, texts, ask, atOnce, onProgress } = options;
  const kept = await openKeptAnswers(
    folder,
    { ...about, model: [model.name, model.revision, model.dtype] },
    schema,
  );
  const answers = new Map<string, T>();
  let done = 0;
  onProgress(0, texts.length);
  try {
    const outcomes = await askAll(
      texts,
      async (text) => {
        const known = kept.find(text);
        if (known !== undefined) return known;
        const answer = await ask(text);
        await kept.keep(text, answer);
        return answer;
      },
      {
        onDone: () => onProgress(++done, texts.length),
        givesUp: true,
        ...(atOnce === undefined ? {} : { atOnce }),
      },
    );
    for (const [index, outcome] of outcomes.entries())
      if ("answer" in outcome) answers.set(texts[index] as string, outcome.answer);
  } finally {
    // A server that does not say which weights it runs may run others tomorrow.
    await kept.close({ forget: model.revision === UNKNOWN_REVISION && answers.size === texts.length });
  }
  return answers;
}
