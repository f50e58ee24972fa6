/** What requests may contain: ids, asks and presses, checked before anything else sees them. */

import type { Context } from "hono";
import { z } from "zod";
import { MAX_NEW_TOKENS } from "../../../core/command/command.ts";
import type { Words } from "../../../i18n/words.ts";

/** An ask's or an override's id: what the store makes, and nothing that could lead an address elsewhere. */
const ID = "[A-Za-z0-9_-]{1,24}";
export const idSchema = z.string().regex(new RegExp(`^${ID}$`));
/** The same for a route's pattern. An address with any other id is not found. */
export const ID_PARAMETER = `:id{${ID}}`;

/** The most ids in one request for several asks. */
const MAX_IDS = 50;
export const idListSchema = z
  .string()
  .transform((list) => list.split(","))
  .pipe(z.array(idSchema).min(1).max(MAX_IDS));

/** The most examples that a command file may hold. */
const MAX_EXAMPLES = 32;

/** A number, from JSON or from a form. An empty field counts as not given. */
const numberSchema = z.preprocess(
  (value) => (value === "" ? undefined : value),
  z
    .union([
      z.number(),
      z
        .string()
        .trim()
        .regex(/^[+-]?(\d+(\.\d*)?|\.\d+)$/)
        .transform(Number),
    ])
    .optional(),
);

const askSchema = z.object({
  text: z.string(),
  command: z.string().max(64).default("sentiment"),
  interactionId: z.string().max(64).optional(),
  temperature: numberSchema,
  maxNewTokens: numberSchema,
  endSequence: z.string().optional(),
  examples: numberSchema,
});
export type AskInput = z.infer<typeof askSchema>;

const interactionId = z.string().max(64).optional();
const text = z
  .string()
  .nullish()
  .transform((value) => value ?? null);
export const ratingSchema = z.object({
  interactionId,
  value: z.enum(["right", "wrong"]),
  /** Left out by the buttons: a reason given before is then kept. */
  reason: z.string().optional(),
});
export const reasonSchema = z.object({ interactionId, reason: text });
export const overrideSchema = z.object({
  interactionId,
  value: text,
  reason: text,
  consent: z.enum(["yes", "no"]).optional(),
});
export const preferSchema = z.object({ interactionId, preferred: z.enum(["draft", "live"]) });
export const withdrawSchema = z.object({ interactionId, overrideId: idSchema });

/** Reads an ask from a request's body.
 * @returns the ask, or a sentence on the first field that is wrong and the text that was typed, where there is one */
export function parseAsk(
  body: unknown,
  words: Words,
): { readonly ask: AskInput } | { readonly fault: string; readonly typed: string | null } {
  const parsed = askSchema.safeParse(body);
  if (parsed.success) return { ask: parsed.data };
  const faults: Readonly<Record<string, string>> = {
    temperature: words.refusals.temperature,
    maxNewTokens: words.refusals.maxNewTokens(MAX_NEW_TOKENS),
    examples: words.refusals.examples(MAX_EXAMPLES),
  };
  const field = String(parsed.error.issues[0]?.path[0] ?? "");
  const typed = z.object({ text: z.string() }).safeParse(body).data?.text ?? null;
  return { fault: Object.hasOwn(faults, field) ? (faults[field] ?? "") : words.web.badRequest, typed };
}

/** The body as a value, from the script (JSON) or from a form; null when it can't be read. Nothing of it is checked yet. */
export async function readBody(context: Context): Promise<unknown> {
  try {
    return context.req.header("content-type")?.startsWith("application/json")
      ? await context.req.json()
      : await context.req.parseBody();
  } catch {
    return null;
  }
}

export function wantsJson(context: Context): boolean {
  return context.req.header("accept")?.includes("application/json") ?? false;
}
