/** Has examples chosen: one answer that goes on until the choice is made. Nothing is kept of it, and whoever leaves ends it. */

import { stream } from "hono/streaming";
import type { z } from "zod";
import { toBotError } from "../../../../core/errors.ts";
import { wordsFor } from "../../../../i18n/words.ts";
import { readBody } from "../../routes/input.ts";
import { actorIn, type Visit } from "../../routes/visit.ts";
import { checkSchema } from "../input.ts";
import { type ChooseLine, endLine, progressLine } from "./result.ts";

const PROGRESS_EVERY_MS = 500;

const chooseSchema = checkSchema.pick({ name: true, source: true, form: true });

type StreamOut = Parameters<Parameters<typeof stream>[1]>[0];

export async function chooseExamples(visit: Visit): Promise<Response> {
  const { options, context, visitor } = visit;
  const { web } = wordsFor(visitor.locale);
  const body = chooseSchema.safeParse(await readBody(context));
  if (!body.success) return context.json({ text: web.badRequest }, 400);
  const seconds = await options.limits.takePress(context, visitor);
  if (seconds !== null) return context.json({ text: web.tooMany(seconds) }, 429);
  context.header("content-type", "application/x-ndjson");
  return stream(context, (out) => writeChoice(visit, body.data, out));
}

async function writeChoice(visit: Visit, edit: z.output<typeof chooseSchema>, out: StreamOut): Promise<void> {
  const { options, visitor } = visit;
  const left = new AbortController();
  out.onAbort(() => left.abort());
  const write = (line: ChooseLine) => out.write(`${JSON.stringify(line)}\n`);
  let latest: ChooseLine | null = null;
  const timer = setInterval(() => {
    if (latest) void write(latest);
  }, PROGRESS_EVERY_MS);
  try {
    const chosen = await options.bot.editor.choose(edit, actorIn(visit), {
      signal: left.signal,
      onProgress: (done, total) => {
        latest = progressLine(done, total, visitor.locale);
      },
    });
    clearInterval(timer);
    await write(endLine(chosen, visitor.locale));
  } catch (cause) {
    if (left.signal.aborted) return;
    const { code } = toBotError(cause);
    options.log.warn({ code }, "examples could not be chosen");
    const text = wordsFor(visitor.locale).failures[code];
    await write({ kind: "end", text, markup: "", examples: null, isProven: false });
  } finally {
    clearInterval(timer);
  }
}
