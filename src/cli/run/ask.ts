/** `fewshot ask`: one ask in the terminal. */

import type { Command as Program } from "commander";
import pc from "picocolors";
import { loadCommands } from "../../commands/load.ts";
import { type Config, readConfig } from "../../config/config.ts";
import type { Answer, AskSettings, LabelScore } from "../../core/ask.ts";
import type { Command } from "../../core/command/command.ts";
import { BotError } from "../../core/errors.ts";
import { commandFor } from "../../core/text/language.ts";
import { toOneLine } from "../../core/text/text.ts";
import { doubtSentences } from "../../core/views/answer/doubt.ts";
import { composeDisclaimer } from "../../core/views/answer/model.ts";
import { showScores } from "../../core/views/answer/scores.ts";
import { settingsFault } from "../../flows/asks/check-ask.ts";
import { exampleOf } from "../../flows/bot/help.ts";
import { en } from "../../i18n/en/index.ts";
import { addHeadOptions, type HeadOption, openTerminalHeads, sayHead } from "../learning/heads.ts";
import { findCommand, openTerminal } from "../shared/model.ts";
import { print, printJson } from "../shared/output.ts";
import { whileStarting } from "./while-starting.ts";

interface AskOptions extends HeadOption {
  readonly json?: boolean;
  readonly temperature?: string;
  readonly maxNewTokens?: string;
  readonly endSequence?: string;
  readonly examples?: string;
  readonly showPrompt?: boolean;
}

export function addAskCommand(program: Program): void {
  const ask = program
    .command("ask")
    .description("ask one command about a text")
    .argument("<command>", "a command's name, or the path of a command file")
    .argument("[text...]", "the text; several words need no quotes; read from standard input when left out")
    .option("--json", "print one JSON object")
    .option("--temperature <number>", "0 to 2; 0 always takes the likeliest token")
    .option("--max-new-tokens <number>", "the longest completion, in tokens")
    .option("--end-sequence <text>", "where generation stops")
    .option("--examples <number>", "how many of the command's examples are in the prompt")
    .option("--show-prompt", "print the exact prompt too")
    .action(run);
  addHeadOptions(ask);
}

async function run(name: string, words: string[], options: AskOptions): Promise<void> {
  const config = readConfig();
  const command = await findCommand(name, config);
  const text = words.length === 0 && !process.stdin.isTTY ? await readStdin() : words.join(" ");
  if (toOneLine(text) === "")
    throw new BotError(
      "INPUT_USAGE",
      en.refusals.emptyText(`ask ${command.name}`, exampleOf(command)).replace("/ask", "npx fewshot ask"),
    );
  const settings = readSettings(options);
  const fault = settingsFault(command, settings, en);
  if (fault !== null) throw new BotError("INPUT_USAGE", fault);
  const heads = await openTerminalHeads(config, options, [command]);
  const terminal = await openTerminal(config, heads);
  try {
    const answer = await whileStarting(
      () => terminal.respond(command, text, settings),
      () => process.stderr.write("The model server is starting. Waiting for it, up to 5 minutes …\n"),
    );
    heads.of(command, answer.model);
    if (options.json) printJson(toJson(command, text, answer, options.showPrompt ?? false));
    else {
      const instead = answer.doubt === null ? null : commandFor(command.name, text, await inFolder(config));
      printAnswer(command, answer, { showPrompt: options.showPrompt ?? false, instead });
    }
  } finally {
    await terminal.close();
  }
}

async function readStdin(): Promise<string> {
  let text = "";
  for await (const chunk of process.stdin.setEncoding("utf8")) text += chunk;
  return text;
}

function readSettings({ temperature, maxNewTokens, endSequence, examples }: AskOptions): AskSettings {
  const number = (value: string | undefined) =>
    value === undefined ? undefined : value.trim() === "" ? Number.NaN : Number(value);
  return {
    temperature: number(temperature),
    maxNewTokens: number(maxNewTokens),
    endSequence,
    examples: number(examples),
  };
}

/** What `--json` prints; every key is always there. */
function toJson(command: Command, input: string, answer: Answer, showPrompt: boolean): object {
  return {
    command: command.name,
    input,
    answer: answer.doubt === null ? (answer.label ?? answer.text) : command.labels ? null : answer.text,
    label: answer.label,
    scores: answer.scores && sharesOf(answer.scores),
    abstained: answer.doubt !== null,
    head: answer.head
      ? {
          number: answer.head.number || null,
          rows: answer.head.rows,
          prompted: sharesOf(answer.head.prompted),
        }
      : null,
    model: answer.model.name,
    backend: answer.backend,
    prompt_tokens: answer.promptTokens,
    cached_tokens: answer.cachedTokens,
    duration_ms: answer.durationMs,
    disclaimer: composeDisclaimer(answer.model, en),
    ...(showPrompt ? { prompt: answer.prompt } : {}),
  };
}

const sharesOf = (scores: readonly LabelScore[]) =>
  Object.fromEntries(scores.map(({ label, score }) => [label, score]));

const inFolder = async ({ COMMANDS_DIR }: Config) => (await loadCommands(COMMANDS_DIR)).commands;

/** @param options `instead`: a command for the text's language; null for none */
function printAnswer(
  command: Command,
  answer: Answer,
  { showPrompt, instead }: { readonly showPrompt: boolean; readonly instead: string | null },
): void {
  if (showPrompt) print(`${pc.dim(answer.prompt)}\n`);
  if (answer.doubt !== null)
    print(
      `${pc.bold(pc.yellow(`${en.reply.notSure}.`))} ${pc.dim([...doubtSentences(answer, instead, en)].join(" "))}`,
    );
  else print(pc.bold(pc.green(answer.label ?? answer.text ?? "")));
  for (const { label, percent, shown } of showScores(answer.scores ?? [], en))
    print(`  ${label.padEnd(14)} ${shown.padStart(5)} ${pc.cyan("█".repeat(Math.round(percent * 0.3)))}`);
  if (answer.head) {
    const { number, rows, prompted } = answer.head;
    const [top] = prompted;
    const used = { number: number || null, rows };
    print(
      pc.dim(
        `Decided ${sayHead(used)}. The prompt alone said ${top?.label} (${en.reply.share(top?.score ?? 0)}).`,
      ),
    );
  }
  const { requiredParameters, experimental } = command;
  if (
    requiredParameters !== null &&
    answer.model.parameters !== null &&
    answer.model.parameters < requiredParameters
  )
    print(pc.yellow(en.reply.tooSmall(requiredParameters, answer.model.parameters)));
  if (experimental) print(pc.yellow(en.reply.experimental));
  if (answer.examplesDropped > 0)
    print(pc.yellow(en.reply.examplesDropped(answer.examplesDropped, answer.examplesUsed)));
  print(pc.dim(composeDisclaimer(answer.model, en)));
}
