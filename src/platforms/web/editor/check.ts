/** What is said of a text while it is written. */

import { explainFault, namePlace } from "../../../core/command/faults.ts";
import { wordsFor } from "../../../i18n/words.ts";
import { readBody } from "../routes/input.ts";
import { actorIn, type Visit } from "../routes/visit.ts";
import { checkSchema } from "./input.ts";
import { renderParts, summaryOf } from "./parts.ts";

export async function checkEdit(visit: Visit): Promise<Response> {
  const { options, context, visitor } = visit;
  const words = wordsFor(visitor.locale);
  const body = checkSchema.safeParse(await readBody(context));
  if (!body.success) return context.json({ text: words.web.badRequest }, 400);
  const seconds = await options.limits.takeCheck(context, visitor);
  if (seconds !== null) return context.json({ text: words.web.tooMany(seconds) }, 429);
  const { signal } = context.req.raw;
  try {
    const checked = await options.bot.editor.check(body.data, actorIn(visit), signal);
    if (checked.kind === "notice") return context.json({ text: checked.text }, 422);
    const { source, form } = checked;
    const parts = Object.fromEntries(
      Object.entries(renderParts(checked, visitor.locale)).map(([name, part]) => [name, String(part)]),
    );
    // A line that is no example yet is in the form alone.
    const isInStep = checked.formFault === null;
    const status = summaryOf(checked, visitor.locale);
    const faults = checked.faults.map((fault) => ({
      ...{ line: fault.line, column: fault.column, place: namePlace(fault.place), ...fault.fault },
      text: explainFault(fault, words),
    }));
    return context.json({ source, form, isInStep, parts, faults, status });
  } catch (cause) {
    // Whoever types on has no use for the answer to what was typed before.
    if (!signal.aborted) throw cause;
    options.log.debug({ path: context.req.routePath }, "a check was cancelled");
    return context.body(null, 204);
  }
}
