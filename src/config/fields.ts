/** The kinds of values that settings have, each with what is wrong in words. */

import { z } from "zod";
import { readHeaders } from "./headers.ts";

export const text = z.string().trim().min(1);
export const httpUrl = text.refine(
  (value) => /^https?:\/\/\S+$/i.test(value) && URL.canParse(value),
  "must be a URL that begins with http:// or https://",
);
export const wholeNumber = (least: number, most: number) =>
  z
    .string()
    .trim()
    .regex(/^\d+$/, `must be a whole number from ${least} to ${most}`)
    .transform(Number)
    .refine((value) => value >= least && value <= most, `must be a whole number from ${least} to ${most}`);
/** Some of these words, separated by commas; each once. */
export const list = <Word extends string>(words: readonly Word[]) =>
  text.toLowerCase().transform((value, context) => {
    const given = value.split(/[\s,]+/).filter((one) => one !== "");
    if (given.every((one): one is Word => words.some((word) => word === one)))
      return [...new Set(given as Word[])];
    context.addIssue({ code: "custom", message: `must be some of ${words.join(", ")}, separated by commas` });
    return z.NEVER;
  });
/** What comes along when a token is pasted: quotes, a line break or space inside, a dash that an editor has replaced. */
const token = text.regex(
  /^[!#-&(-_a-~]+$/,
  "holds a character that no token has (a line break, a space, a quote, a long dash): copy it again, without quotes around it",
);
export const tokenOf = (prefix: string, where: string) =>
  token.refine((value) => value.startsWith(prefix), `must begin with ${prefix} (${where})`);
export const discordToken = z
  .string()
  .refine((value) => !/^\s*["'`]?\s*(Bot|Bearer)\s/i.test(value), {
    error: 'must be the token alone: leave out the word "Bot" in front',
    abort: true,
  })
  .pipe(token)
  .refine(
    (value) => /^[\w-]+\.[\w-]+\.[\w-]+$/.test(value),
    "must be the bot's token, three parts with dots between (discord.com/developers/applications → Bot → Reset Token); neither the client secret nor the public key",
  );

export const headers = text.transform((value, context) => {
  const read = readHeaders(value);
  if (!("fault" in read)) return read as Record<string, string>;
  context.addIssue({ code: "custom", message: String(read.fault) });
  return z.NEVER;
});

/** "0,1/4": the first two of four. */
export function readShards(value: string): { ids: number[]; count: number } {
  const [ids = "", count] = value.split("/");
  return { ids: [...new Set(ids.split(",").map(Number))], count: Number(count) };
}
