/** What the editor's page sends. */

import { z } from "zod";
import type { Against } from "../../../flows/commands/editor/check.ts";

export const MAX_TEXT = 4_000;

/** As long as a body may be: what is too long for a command is given back with a sentence about its size. Browsers send line ends of two
 * characters. */
const text = z
  .string()
  .catch("")
  .transform((typed) => typed.replaceAll("\r\n", "\n"));
const formSchema = z.object({
  ...{ summary: text, description: text, input: text, output: text, labels: text, examples: text },
  ...{ tests: text, notSure: text, calibration: text },
});
export const againstSchema = z
  .union([
    z.literal("file"),
    z
      .string()
      .regex(/^[1-9]\d{0,8}$/)
      .transform(Number),
  ])
  .catch("in-force" as never) as z.ZodType<Against>;
export const checkSchema = z.object({
  name: z.string().max(64).catch(""),
  source: z.string(),
  form: z.object({ filled: formSchema, before: formSchema.nullable() }).nullable(),
  text: z.string().max(MAX_TEXT),
  against: againstSchema,
  runs: z.boolean(),
  isPressed: z.boolean().default(false),
});
export const saveSchema = formSchema.extend({
  ...{ name: text, note: text, source: text },
  from: z.enum(["form", "source"]).catch("form"),
  /** Where somebody wrote last: the script sends the YAML, which says the same as the form. */
  written: z.enum(["form", "source"]).optional().catch(undefined),
});
