/** `fewshot card`: measures a command and writes its card. */

import { basename } from "node:path";
import type { Command as Program } from "commander";
import { readConfig } from "../../config/config.ts";
import { VERSION } from "../../config/version.ts";
import { BotError } from "../../core/errors.ts";
import { backendFor } from "../../flows/asks/answer/backend-for.ts";
import { createResponder } from "../../flows/asks/answer/respond.ts";
import { createWriter } from "../../flows/monitoring/measure/write.ts";
import { runAudit } from "../../monitoring/audit/run.ts";
import { cardOf } from "../../monitoring/card/card.ts";
import { keepCard } from "../../monitoring/card/kept-cards.ts";
import { cardMarkdown } from "../../monitoring/card/markdown.ts";
import { runInsights } from "../../monitoring/insights/run.ts";
import { addHeadOptions, answeringHead, type HeadOption, openTerminalHeads } from "../learning/heads.ts";
import { openBar } from "../shared/bar.ts";
import { findAny } from "../shared/find-any.ts";
import { readKnownTexts } from "../shared/known-texts.ts";
import { addLanguageOption, type LanguageOption, readLanguage } from "../shared/language.ts";
import { openTerminal } from "../shared/model.ts";
import { print, printJson } from "../shared/output.ts";
import { checkFileTarget, writeReport } from "../shared/report-file.ts";
import { readLimit } from "./eval.ts";

/** Orders of the examples that are tried. */
const ORDERS = 5;

interface CardOptions extends HeadOption, LanguageOption {
  readonly data?: string;
  readonly sentences?: string;
  readonly to?: string;
  readonly json?: boolean;
}

export function addCardCommand(program: Program): void {
  const card = program
    .command("card")
    .description("measure a command and write its card: use, data, results by label and by group, caveats")
    .argument("<command>", "a name, a saved version such as triage@3, or the path of a file")
    .option("--data <file>", "texts with known answers in place of its tests: a JSONL file as for eval")
    .option("--sentences <number>", "sentences of the audit, all when left out")
    .option("--to <file>", "write the card as Markdown into a file")
    .option("--json", "print one JSON object")
    .addHelpText(
      "after",
      "\nThe page shows the card of a command's present revision: it is linked from Why?.",
    )
    .action(run);
  addLanguageOption(addHeadOptions(card));
}

async function run(name: string, options: CardOptions): Promise<void> {
  const maxSentences = readLimit("--sentences", options.sentences);
  const locale = readLanguage(options);
  const config = readConfig();
  const command = await findAny(name);
  const { labels } = command;
  if (labels !== null && command.tests.length === 0 && options.data === undefined)
    throw new BotError(
      "INPUT_USAGE",
      `/${command.name} has no tests, and a card without figures says little: add tests to its file, or name a file with --data.`,
    );
  const texts = options.data === undefined ? undefined : await readKnownTexts(options.data, labels);
  await checkFileTarget("--to", options.to);
  const heads = await openTerminalHeads(config, options, [command]);
  const terminal = await openTerminal(config);
  try {
    const backend = backendFor(terminal.backend, command);
    const model = await backend.describe();
    const common = { command, folder: config.REPORTS_DIR, where: backend.where, model };
    const bar = openBar(`/${command.name}`);
    const respondWithHead = createResponder(terminal.backend, heads);
    const measure = async () => ({
      insights: await runInsights({
        ...common,
        respond: (asked, text) => terminal.respond(asked, text),
        head: answeringHead(terminal, heads, { command, model }),
        write: createWriter(backend),
        texts,
        orders: ORDERS,
        onProgress: (_figure, done, total) => bar.update(done, total),
      }),
      audit: await runAudit({
        ...common,
        respond: (asked, text, settings) => respondWithHead({ command: asked, text, settings }),
        headOf: (asked) => heads.of(asked, model),
        maxSentences,
        onProgress: bar.update,
      }),
    });
    const measured =
      labels === null ? { insights: null, audit: null } : await measure().finally(() => bar.stop());
    const card = await cardOf({
      ...common,
      ...measured,
      where: backend.name === "onnx" ? null : backend.where,
      data: options.data === undefined ? null : basename(options.data),
      day: new Date(),
      release: VERSION,
    });
    await keepCard(config.REPORTS_DIR, card);
    const sections = card.sections[locale] ?? [];
    const markdown = cardMarkdown(card.command, sections);
    if (options.to !== undefined) await writeReport("--to", options.to, markdown);
    if (options.json) printJson({ ...card, sections: card.sections.en });
    else if (options.to === undefined) print(markdown.trimEnd());
  } finally {
    await terminal.close();
  }
}
