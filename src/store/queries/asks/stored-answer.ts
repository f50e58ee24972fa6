/** Answers as they are stored: they outlive releases, so they have a version, and what an older release did not write has a default. */

import { z } from "zod";
import type { Answer } from "../../../core/ask.ts";
import { BotError } from "../../../core/errors.ts";
import { toJsonText } from "../json.ts";

/** Grows when an older release could not read what this one writes. Release 0.1 wrote none, which is 1. */
const VERSION = 2;

const count = z.number().default(0);
const knownCount = z.number().nullable().default(null);
const scores = z.array(z.object({ label: z.string(), score: z.number() }));
const words = z.string().nullable().default(null);

/** Loose: keys that another release of the same version added are kept. */
const one = z.looseObject({
  version: z.number().default(1),
  label: words,
  text: words,
  scores: scores.nullable().default(null),
  doubt: z
    .enum(["below-threshold", "outside-labels", "unseen-script", "other-language", "empty"])
    .nullable()
    .default(null),
  method: z.enum(["scored", "top-tokens", "generated"]).default("generated"),
  calibrated: z.boolean().default(false),
  head: z.looseObject({ number: z.number(), rows: z.number(), prompted: scores }).nullish(),
  prompt: z.string().default(""),
  examplesUsed: count,
  examplesDropped: count,
  settings: z
    .looseObject({ temperature: count, maxNewTokens: count, endSequence: z.string().default("") })
    .prefault({}),
  model: z
    .looseObject({
      name: z.string().default("unknown"),
      family: words,
      parameters: knownCount,
      revision: z.string().default("unknown"),
      contextTokens: count,
      scripts: z.array(z.string()).nullable().default(null),
      abstainBelow: z.number().nullable().default(null),
      languages: z.array(z.string()).nullish(),
      builtin: z.boolean().default(false),
      dtype: words,
    })
    .prefault({}),
  backend: z.string().default("unknown"),
  where: z.string().default("unknown"),
  commandRevision: z.string().default("unknown"),
  commandVersion: z.number().nullish(),
  promptTokens: knownCount,
  cachedTokens: knownCount,
  newTokens: knownCount,
  finish: z.enum(["end-sequence", "end-of-text", "length"]).nullish(),
  durationMs: count,
});
const schema = one.extend({ inForce: one.nullish() });

/** The answer as the text of a jsonb column. */
export function toStoredAnswer(answer: Answer): string {
  return toJsonText({ ...answer, version: VERSION });
}

/** @throws {BotError} retryable: STORE_FOREIGN for an answer of a newer release, which a process of that release can show; INTERNAL for one that can't be read */
export function readStoredAnswer(stored: unknown): Answer | null {
  if (stored === null || stored === undefined) return null;
  const { version } = stored as { version?: unknown };
  if (typeof version === "number" && version > VERSION)
    throw new BotError(
      "STORE_FOREIGN",
      `An answer was stored by a newer version of Fewshot (format ${version}; this one reads ${VERSION}). Update this process.`,
      { retryable: true },
    );
  const read = schema.safeParse(stored);
  if (!read.success)
    throw new BotError(
      "INTERNAL",
      `A stored answer can't be read: ${read.error.issues.map(({ path }) => path.join(".")).join(", ")}.`,
      { retryable: true },
    );
  const { version: _, ...answer } = read.data;
  return answer as Answer;
}
