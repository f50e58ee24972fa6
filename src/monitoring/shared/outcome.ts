/** What a measurement keeps of an answer. */

import { z } from "zod";
import type { Answer } from "../../core/ask.ts";

export const outcomeSchema = z.object({
  /** The label with the highest score, or the one that was generated; null where the answer matched none. */
  best: z.string().nullable(),
  /** The label that people would see; null for "Not sure". */
  shown: z.string().nullable(),
  /** Probability by label, 0 to 1, summing to 1; null where the model only generated. */
  scores: z.record(z.string(), z.number()).nullable(),
});

export type Outcome = z.infer<typeof outcomeSchema>;

export function outcomeOf({ label, doubt, scores }: Answer): Outcome {
  return {
    best: scores?.[0]?.label ?? label,
    shown: doubt === null ? label : null,
    scores: scores && Object.fromEntries(scores.map((one) => [one.label, one.score])),
  };
}
