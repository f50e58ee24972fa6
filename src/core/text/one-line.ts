/** Texts of command files: one line, as the eye sees it. */

import { z } from "zod";
import { pattern, unless } from "../command/faults.ts";
import { toOneLine } from "./text.ts";

/** A text of one line without control characters, trimmed and composed. @param maxLength characters */
export const oneLine = (maxLength: number) =>
  z
    .string()
    .trim()
    .normalize("NFC")
    .min(1)
    .max(maxLength)
    .regex(...pattern(/^[^\p{Cc}\u2028\u2029]*$/u, "not-one-line"))
    .refine(
      (text) => text.isWellFormed() && !/[\u202a-\u202e\u2066-\u2069]/u.test(text),
      unless({ code: "broken-characters" }),
    )
    .refine((text) => text === "" || toOneLine(text) !== "", unless({ code: "invisible" }));
