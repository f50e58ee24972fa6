/** Insights where people talk: what is known is shown to all of the channel, what is not is measured in the background. */

import { notice } from "../../../core/views/notices.ts";
import type { ChartView, NoticeView } from "../../../core/views/view.ts";
import { createFormat } from "../../../i18n/format.ts";
import { wordsFor } from "../../../i18n/words.ts";
import type { FlowPorts } from "../../bot/context.ts";
import type { Actor } from "../../bot/intents.ts";
import { refuse } from "../../bot/outcome.ts";
import { createMeasure } from "./measure.ts";
import { measureWords } from "./words.ts";

export interface InsightsIntent {
  readonly kind: "insights";
  /** A name, or a name and a version; null where none was typed. */
  readonly subject: string | null;
}

export async function showInsights(
  ports: FlowPorts,
  { subject }: InsightsIntent,
  actor: Actor,
): Promise<NoticeView> {
  const words = measureWords(actor.locale);
  if (await ports.store.isOptedOut(actor.person))
    return refuse(ports, actor, "opted-out", wordsFor(actor.locale).refusals.optedOut);
  if (subject === null) return refuse(ports, actor, "unknown-command", words.usage);
  const measure = createMeasure(ports);
  const run = await measure.start({ kind: "insights", subject, against: null }, actor);
  if (run.kind === "notice") return run;
  const opened = run.state === "done" ? await measure.open(run.id, actor) : null;
  if (opened === null || "kind" in opened || opened.report === null)
    return notice(
      "done",
      words.measuring(subject, run.total === 0 ? null : Math.floor((100 * run.done) / run.total)),
    );
  const { sentences, line } = opened.report;
  const version = run.version === null ? words.file : words.version(run.version);
  return {
    ...notice("shared", [...(line === null ? [] : linesOf(line, actor.locale)), ...sentences].join("\n")),
    title: words.insightsTitle(run.command),
    remark: words.measuredOn(version, run.model),
    ...(line === null ? {} : { chart: line }),
  };
}

/** The chart in words: "mean: 0: 45%, 1: 60%". */
function linesOf({ x, xLabel, series }: ChartView, locale: string): string[] {
  const { percent } = createFormat(locale);
  return [
    `${xLabel}:`,
    ...series.map(
      ({ name, values }) =>
        `${name}: ${values.map((value, index) => `${x[index]}: ${percent(value)}`).join(", ")}`,
    ),
  ];
}
