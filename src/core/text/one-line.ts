/** Texts of command files: one line, as the eye sees it. */

import { z } from "zod";
import { toOneLine } from "./text.ts";

/** A text of one line without control characters, trimmed and composed. @param maxLength characters */
export const oneLine = (maxLength: number) =>
  z
    .string()
    .trim()
    .normalize("NFC")
    .min(1)
    .max(maxLength)
    .regex(/^[^\p{Cc}\u2028\u2029]*$/u, "must be one line without control characters")
    .refine(
      (text) => text.isWellFormed() && !/[\u202a-\u202e\u2066-\u2069]/u.test(text),
      "holds half a character, or a character that turns the direction of writing around",
    )
    .refine((text) => text === "" || toOneLine(text) !== "", "holds nothing that can be seen");
