/** Runs the insights of a command: accuracy by number of examples, and valid answers by settings. */

import { z } from "zod";
import type { Answer, GenerationSettings, ModelInfo } from "../../core/ask.ts";
import type { Command } from "../../core/command/command.ts";
import { BotError } from "../../core/errors.ts";
import { matchLabel } from "../../core/text/match-label.ts";
import type { Write } from "../../flows/monitoring/measure/write.ts";
import { type AuditedHead, numberAndRows } from "../audit/run.ts";
import { askKept } from "../shared/ask-kept.ts";
import { outcomeOf, outcomeSchema } from "../shared/outcome.ts";
import { type ExamplesFigure, examplesFigure, type KnownText, type Trial, trialsOf } from "./examples.ts";
import { combinations, gridOf, type SettingsFigure, settingsFigure } from "./settings.ts";

/** A command's insights, as `--json` prints them, without the sentences. */
export interface Insights {
  readonly command: string;
  readonly revision: string;
  readonly version: number | null;
  readonly model: Pick<ModelInfo, "name" | "revision" | "parameters">;
  /** The classifier head that decided beside the prompt in figures of the command as it is; null where the prompt alone did. */
  readonly head: AuditedHead | null;
  /** Null for free text, which has no single right answer. */
  readonly examples: ExamplesFigure | null;
  /** Null where labels are scored: then settings of generation do not touch the answer. */
  readonly settings: SettingsFigure | null;
}

export interface InsightsOptions {
  readonly command: Command;
  readonly model: ModelInfo;
  /** Where the model runs: part of what decides the answers. */
  readonly where: string;
  /** Answers one text by the prompt alone. */
  readonly respond: (command: Command, text: string) => Promise<Answer>;
  /** The classifier head in force, and how it answers one text beside the prompt; null or left out where there is none. */
  readonly head?: (AuditedHead & { respond(text: string): Promise<Answer> }) | null;
  /** Has the model write about one text. */
  readonly write: Write;
  /** Texts with known answers; the command's tests where it is left out. */
  readonly texts?: readonly KnownText[];
  /** Orders of the examples, at least 1. */
  readonly orders: number;
  /** Folder for the answers. */
  readonly folder: string;
  /** Asks under way at once. */
  readonly atOnce?: number;
  /** Called with the figure's name and the number of asks: before the first one, then after each. */
  readonly onProgress?: (figure: "examples" | "settings", done: number, total: number) => void;
}

/** Texts that are generated about, for each combination of settings. */
const SETTINGS_TEXTS = 8;

/** @throws {BotError} INPUT_USAGE where there is no text to ask about; what the model throws where it answers nothing */
export async function runInsights(options: InsightsOptions): Promise<Insights> {
  const {
    command,
    model,
    texts = command.tests.map(({ input, output }) => ({ input, expected: output })),
  } = options;
  if (command.labels !== null && texts.length === 0)
    throw new BotError(
      "INPUT_USAGE",
      `/${command.name} has no tests, and without texts with known answers nothing can be measured: add tests to its file, or name a file with --data.`,
    );
  const examples =
    command.labels === null ? null : await measureExamples(command, command.labels, texts, options);
  const isGenerated = examples === null || examples.reliability === null;
  return {
    command: command.name,
    revision: command.revision,
    version: command.version,
    model: { name: model.name, revision: model.revision, parameters: model.parameters },
    head: numberAndRows((command.labels && options.head) || null),
    examples,
    settings: isGenerated
      ? await measureSettings(
          command,
          texts.map(({ input }) => input),
          options,
        )
      : null,
  };
}

async function measureExamples(
  command: Command,
  labels: readonly string[],
  texts: readonly KnownText[],
  { model, where, respond, head, orders, folder, atOnce, onProgress }: InsightsOptions,
): Promise<ExamplesFigure> {
  const trials = trialsOf(command, orders);
  // Each ask under a key of its own: the prompt's examples and the text.
  const keyOf = (trial: Trial, input: string) =>
    JSON.stringify([trial.examples.map(({ input: own, output }) => [own, output]), input]);
  const asked = new Map(
    trials.flatMap((trial) => texts.map(({ input }) => [keyOf(trial, input), { trial, input }] as const)),
  );
  const inputs = [...new Set(texts.map(({ input }) => input))];
  const total = asked.size + (head ? inputs.length : 0);
  const common = { folder, model, schema: outcomeSchema, ...(atOnce === undefined ? {} : { atOnce }) };
  const about = { command: command.name, revision: command.revision, where };
  const answers = await askKept({
    ...common,
    about: { what: "examples", ...about },
    texts: [...asked.keys()],
    ask: async (key) => {
      const { trial, input } = asked.get(key) as { trial: Trial; input: string };
      return outcomeOf(await respond({ ...command, examples: trial.examples }, input));
    },
    onProgress: (done) => onProgress?.("examples", done, total),
  });
  const withHead = head
    ? await askKept({
        ...common,
        about: { what: "as it is", ...about, head: numberAndRows(head), digest: head.digest ?? null },
        texts: inputs,
        ask: async (input) => outcomeOf(await head.respond(input)),
        onProgress: (done) => onProgress?.("examples", asked.size + done, total),
      })
    : null;
  return examplesFigure(texts, trials, {
    labels,
    answerOf: (trial, { input }) => answers.get(keyOf(trial, input)),
    headAnswerOf: withHead ? ({ input }) => withHead.get(input) : undefined,
  });
}

/** Lets the model write about a few texts with each combination of settings. An example's own text is asked about without that example. */
async function measureSettings(
  command: Command,
  tests: readonly string[],
  { model, where, write, folder, atOnce, onProgress }: InsightsOptions,
): Promise<SettingsFigure> {
  const inputs = [...new Set([...tests, ...command.examples.map(({ input }) => input)])].slice(
    0,
    SETTINGS_TEXTS,
  );
  if (inputs.length === 0)
    throw new BotError(
      "INPUT_USAGE",
      `/${command.name} has neither tests nor examples, so there is no text to try settings on. Add tests to its file.`,
    );
  const keyOf = ({ temperature, maxNewTokens, endSequence }: GenerationSettings, input: string) =>
    JSON.stringify([temperature, maxNewTokens, endSequence, input]);
  const asked = new Map(
    combinations(gridOf(command)).flatMap((settings) =>
      inputs.map((input) => [keyOf(settings, input), { settings, input }] as const),
    ),
  );
  const answers = await askKept({
    folder,
    model,
    about: { what: "settings", command: command.name, revision: command.revision, where },
    schema: z.boolean(),
    texts: [...asked.keys()],
    ask: async (key) => {
      const { settings, input } = asked.get(key) as { settings: GenerationSettings; input: string };
      const own = { ...command, examples: command.examples.filter((example) => example.input !== input) };
      const { text, finish } = await write(own, input, settings);
      return command.labels
        ? matchLabel(text.trim(), command.labels, command.output) !== null
        : text.trim() !== "" && finish !== "length";
    },
    ...(atOnce === undefined ? {} : { atOnce }),
    onProgress: (done, total) => onProgress?.("settings", done, total),
  });
  return settingsFigure(command, inputs, (settings, input) => answers.get(keyOf(settings, input)));
}
