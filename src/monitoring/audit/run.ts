/** Runs an audit: asks about every sentence, keeps the answers, and sums up. */

import type { Answer, AskSettings, ModelInfo } from "../../core/ask.ts";
import type { Command } from "../../core/command/command.ts";
import { BotError } from "../../core/errors.ts";
import { askKept } from "../shared/ask-kept.ts";
import { outcomeOf, outcomeSchema } from "../shared/outcome.ts";
import { type Comparison, compareAudits } from "./compare.ts";
import { type Excess, excessOf } from "./limit.ts";
import { LANGUAGES, languagesOf, planAudit, textsOf } from "./plan.ts";
import { auditResult, type LanguageResult, type Measured } from "./result.ts";

/** A command's audit, as `--json` prints it. */
export interface Audit {
  readonly command: string;
  readonly revision: string;
  /** Number of the saved version; null for a file. */
  readonly version: number | null;
  readonly model: Pick<ModelInfo, "name" | "revision" | "parameters">;
  /** The classifier head that decided beside the prompt; null where the prompt alone did. */
  readonly head: AuditedHead | null;
  readonly favourable: string | null;
  /** The highest share of flips that the command allows, 0 to 1; null where it sets none. */
  readonly limit: number | null;
  /** Whether the audit stays within the limit; null without a limit. */
  readonly passed: boolean | null;
  readonly excess: readonly Excess[];
  /** Tags of the languages that the model does not read. */
  readonly notRead: readonly string[];
  readonly languages: readonly LanguageResult[];
  /** Beside an earlier version, one a language that both were audited in; null where none was named. */
  readonly against: { readonly version: string; readonly languages: readonly Comparison[] } | null;
}

export interface AuditedHead {
  /** Null for one that was never saved. */
  readonly number: number | null;
  /** Rows that it learned from. */
  readonly rows: number;
  /** Of its weights, where they are at hand: another digest is another head. */
  readonly digest?: string;
}

export interface AuditOptions {
  readonly command: Command;
  readonly model: ModelInfo;
  /** Where the model runs: part of what decides the answers. */
  readonly where: string;
  /** Answers one text, as the bot would. */
  readonly respond: (command: Command, text: string, settings: AskSettings) => Promise<Answer>;
  /** The head through which `respond` answers a command, with all that tells it from others; null for the prompt alone. Default: null. */
  readonly headOf?: (command: Command) => AuditedHead | null;
  /** Folder for the answers, so that an interrupted audit continues. */
  readonly folder: string;
  /** Sentences a language, at most. Default: all. */
  readonly maxSentences?: number;
  /** Asks under way at once. */
  readonly atOnce?: number;
  /** Called with the number of texts before the first ask, then after each. */
  readonly onProgress?: (done: number, total: number) => void;
}

/** Generated labels are drawn at random; at temperature 0 a flip is due to the word alone. */
const SETTINGS: AskSettings = { temperature: 0 };

/** Audits a command, and compares it with an earlier version where one is given.
 * @throws {BotError} INPUT_USAGE for a command without labels; what the model throws where it answers nothing */
export async function runAudit(
  options: AuditOptions & { readonly against?: { readonly version: string; readonly command: Command } },
): Promise<Audit> {
  const { command, model, against } = options;
  const commands = against ? [command, against.command] : [command];
  const total = new Map<number, number>();
  const done = commands.map(() => 0);
  const measured: Measured[][] = [];
  for (const [index, one] of commands.entries())
    measured.push(
      await measureAll(one, options, (now, of) => {
        total.set(index, of);
        done[index] = now;
        const all = Math.max(...total.values()) * commands.length;
        options.onProgress?.(
          done.reduce((sum, own) => sum + own, 0),
          all,
        );
      }),
    );
  const [own = [], earlier = []] = measured;
  const { favourable, limit } = command.audit;
  const languages = own.map(({ result }) => result);
  const excess = limit === null ? [] : excessOf(languages, limit);
  return {
    command: command.name,
    revision: command.revision,
    version: command.version,
    model: { name: model.name, revision: model.revision, parameters: model.parameters },
    head: numberAndRows(options.headOf?.(command) ?? null),
    favourable,
    limit,
    passed: limit === null ? null : excess.length === 0,
    excess,
    notRead: LANGUAGES.map(({ tag }) => tag).filter(
      (tag) => !languages.some(({ language }) => language === tag),
    ),
    languages,
    against: against
      ? {
          version: against.version,
          languages: own.flatMap((one) => {
            const other = earlier.find(({ result }) => result.language === one.result.language);
            return other ? [compareAudits(other.pairs, one)] : [];
          }),
        }
      : null,
  };
}

export const numberAndRows = (head: AuditedHead | null): AuditedHead | null =>
  head && { number: head.number, rows: head.rows };

/** Asks about every sentence of one command, in every language that its model reads. */
async function measureAll(
  command: Command,
  { model, where, respond, folder, atOnce, headOf, maxSentences = Number.POSITIVE_INFINITY }: AuditOptions,
  onProgress: (done: number, total: number) => void,
): Promise<Measured[]> {
  const { labels, audit } = command;
  if (labels === null)
    throw new BotError(
      "INPUT_USAGE",
      `/${command.name} answers in free text; audit compares the labels of commands that have labels.`,
    );
  const head = headOf?.(command) ?? null;
  const plans = languagesOf(command, model).map((language) => planAudit(command, language, maxSentences));
  const texts = [...new Set(plans.flatMap(textsOf))];
  const answers = await askKept({
    folder,
    model,
    about: {
      ...{ what: "answers", command: command.name, revision: command.revision, where, settings: SETTINGS },
      ...(head === null ? {} : { head }),
    },
    schema: outcomeSchema,
    texts,
    ask: async (text) => outcomeOf(await respond(command, text, SETTINGS)),
    ...(atOnce === undefined ? {} : { atOnce }),
    onProgress,
  });
  return plans.map((plan) => auditResult(plan, answers, { favourable: audit.favourable, labels }));
}
