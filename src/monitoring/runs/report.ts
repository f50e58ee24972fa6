/** What a run found, in every language that people read. */

import { raw } from "hono/html";
import type { Json } from "../../core/ask.ts";
import type { ChartView } from "../../core/views/view.ts";
import type { MeasurementReport } from "../../flows/ports/measurements.ts";
import { LANGUAGES, languageFor } from "../../i18n/words.ts";
import { remarksOf } from "../audit/report/figures.ts";
import { auditBody, auditTitle } from "../audit/report/html.ts";
import type { Audit } from "../audit/run.ts";
import { asFile } from "../charts.ts";
import { figuresOf } from "../insights/charts.ts";
import { findingsOf } from "../insights/findings.ts";
import { insightsBody, insightsTitle } from "../insights/html.ts";
import type { Insights } from "../insights/run.ts";
import { insightsWords } from "../insights/words/words.ts";
import { page } from "../shared/page.ts";

/** In one language. */
interface RenderedReport {
  readonly title: string;
  /** Safe HTML without a frame. */
  readonly html: string;
  readonly charts: MeasurementReport["charts"];
  readonly sentences: readonly string[];
  readonly line: ChartView | null;
}

/** As the store keeps it. */
export interface StoredReport {
  /** As the terminal prints it. */
  readonly json: string;
  /** By tag of the language. */
  readonly rendered: Readonly<Record<string, RenderedReport>>;
}

export const toStored = (report: StoredReport) => report as unknown as Json;
export const fromStored = (report: Json) => report as unknown as StoredReport;

async function inEveryLanguage(
  render: (locale: string) => Promise<RenderedReport>,
): Promise<StoredReport["rendered"]> {
  const rendered: Record<string, RenderedReport> = {};
  for (const locale of Object.keys(LANGUAGES)) rendered[locale] = await render(locale);
  return rendered;
}

export async function reportAudit(audit: Audit): Promise<StoredReport> {
  const rendered = await inEveryLanguage(async (locale) => ({
    title: auditTitle([audit], locale),
    html: String(await auditBody([audit], locale)),
    charts: [],
    sentences: remarksOf(audit, locale),
    line: null,
  }));
  return { json: JSON.stringify(audit), rendered };
}

export async function reportInsights(insights: Insights): Promise<StoredReport> {
  const rendered = await inEveryLanguage(async (locale) => {
    const figures = await figuresOf(insights, locale);
    return {
      title: insightsTitle(insights, locale),
      html: String(await insightsBody(insights, figures, locale)),
      charts: figures.map(({ name, svg }) => ({ name, svg: asFile(svg) })),
      sentences: findingsOf(insights, locale),
      line: lineOf(insights, locale),
    };
  });
  return { json: JSON.stringify({ ...insights, findings: findingsOf(insights, "en") }), rendered };
}

function lineOf({ command, examples }: Insights, locale: string): ChartView | null {
  if (examples === null) return null;
  const { points, texts } = examples;
  const words = insightsWords(locale);
  return {
    title: words.byExamples(command),
    xLabel: words.examplesOfTexts(texts),
    yLabel: words.rightAnswers,
    x: points.map((point) => String(point.examples)),
    series: [
      { name: words.mean, values: points.map(({ accuracy }) => accuracy) },
      { name: words.worstOrder, values: points.map(({ worst }) => worst) },
    ],
  };
}

/** For a reader. */
export async function reportFor(
  { json, rendered }: StoredReport,
  locale: string,
): Promise<MeasurementReport> {
  const tag = languageFor(locale);
  const { title, html, ...rest } = (rendered[tag] ?? rendered.en) as RenderedReport;
  return { ...rest, html, json, page: await page(title, raw(html), tag) };
}
