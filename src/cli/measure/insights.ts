/** `fewshot insights`: what examples and settings do to a command's answers. */

import { join } from "node:path";
import type { Command as Program } from "commander";
import { readConfig } from "../../config/config.ts";
import { backendFor } from "../../flows/asks/answer/backend-for.ts";
import { createWriter } from "../../flows/monitoring/measure/write.ts";
import { asFile } from "../../monitoring/charts.ts";
import { figuresOf } from "../../monitoring/insights/charts.ts";
import { findingsOf } from "../../monitoring/insights/findings.ts";
import { insightsHtml } from "../../monitoring/insights/html.ts";
import { type Insights, runInsights } from "../../monitoring/insights/run.ts";
import { toPng } from "../../monitoring/shared/png.ts";
import { table } from "../../monitoring/shared/text-table.ts";
import { addHeadOptions, answeringHead, type HeadOption, openTerminalHeads } from "../learning/heads.ts";
import { openBar } from "../shared/bar.ts";
import { findAny } from "../shared/find-any.ts";
import { readKnownTexts } from "../shared/known-texts.ts";
import { addLanguageOption, type LanguageOption, readLanguage } from "../shared/language.ts";
import { openTerminal } from "../shared/model.ts";
import { print, printJson } from "../shared/output.ts";
import { checkFileTarget, checkFolderTarget, writeReport } from "../shared/report-file.ts";
import { readLimit } from "./eval.ts";

interface InsightsOptions extends HeadOption, LanguageOption {
  readonly data?: string;
  readonly orders?: string;
  readonly svg?: string;
  readonly png?: string;
  readonly html?: string;
  readonly json?: boolean;
}

/** As many orders as show that the order matters, where it does. */
const ORDERS = 5;
const MAX_ORDERS = 50;

export function addInsightsCommand(program: Program): void {
  const insights = program
    .command("insights")
    .description("show what the number of examples and the settings of generation do to a command's answers")
    .argument("<command>", "a name, a saved version such as triage@3, or the path of a file")
    .option(
      "--data <file>",
      'texts with known answers in place of its tests: a JSONL file, each line {"input": "…", "output": "…"}',
    )
    .option("--orders <number>", `orders of the examples that are tried, ${ORDERS} when left out`)
    .option("--svg <folder>", "write the charts as SVG files")
    .option("--png <folder>", "write the charts as PNG files, black on white")
    .option("--html <file>", "write charts, tables and sentences as a page")
    .option("--json", "print one JSON object")
    .addHelpText("after", "\nAnswers are kept: an interrupted run continues, and the same one asks nothing.")
    .action(run);
  addLanguageOption(addHeadOptions(insights));
}

async function run(name: string, options: InsightsOptions): Promise<void> {
  const orders = Math.min(
    MAX_ORDERS,
    options.orders === undefined ? ORDERS : readLimit("--orders", options.orders),
  );
  const locale = readLanguage(options);
  const config = readConfig();
  const command = await findAny(name);
  const texts = options.data === undefined ? undefined : await readKnownTexts(options.data, command.labels);
  await checkFileTarget("--html", options.html);
  await checkFolderTarget("--svg", options.svg);
  await checkFolderTarget("--png", options.png);
  const heads = await openTerminalHeads(config, options, [command]);
  const terminal = await openTerminal(config);
  const bars = { examples: openBar("examples"), settings: openBar("settings") };
  try {
    const backend = backendFor(terminal.backend, command);
    const model = await backend.describe();
    const insights = await runInsights({
      command,
      model,
      head: answeringHead(terminal, heads, { command, model }),
      where: backend.where,
      write: createWriter(backend),
      respond: (asked, text) => terminal.respond(asked, text),
      texts,
      orders,
      folder: config.REPORTS_DIR,
      onProgress: (figure, done, total) => bars[figure].update(done, total),
    }).finally(() => {
      for (const bar of Object.values(bars)) bar.stop();
    });
    await writeCharts(insights, options, locale);
    if (options.html !== undefined)
      await writeReport("--html", options.html, await insightsHtml(insights, locale));
    if (options.json) printJson({ ...insights, findings: findingsOf(insights, "en") });
    else await printInsights(insights, locale);
  } finally {
    await terminal.close();
  }
}

async function writeCharts(insights: Insights, { svg, png }: InsightsOptions, locale: string): Promise<void> {
  if (svg === undefined && png === undefined) return;
  for (const figure of await figuresOf(insights, locale)) {
    const chart = asFile(figure.svg);
    if (svg !== undefined) await writeReport("--svg", join(svg, `${figure.name}.svg`), chart);
    if (png !== undefined) await writeReport("--png", join(png, `${figure.name}.png`), await toPng(chart));
  }
}

async function printInsights(insights: Insights, locale: string): Promise<void> {
  for (const { title, head, rows } of await figuresOf(insights, locale)) {
    print(title);
    for (const line of table(head, rows)) print(`  ${line}`);
    print("");
  }
  for (const finding of findingsOf(insights, locale)) print(finding);
}
