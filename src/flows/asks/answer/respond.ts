/** From an ask's text to the model's answer: builds the prompt, asks the backend, decides. Knows no store and no platform. */

import type {
  Answer,
  AskSettings,
  Doubt,
  Finish,
  HeadDecision,
  LabelScore,
  Method,
  ModelInfo,
} from "../../../core/ask.ts";
import type { Command } from "../../../core/command/command.ts";
import { type Prompt, settingsFor } from "../../../core/command/prompt.ts";
import type { CommandPlace } from "../../../core/command/saved-command.ts";
import { isCorrected, logprobsOf, scoreLabels } from "../../../core/decide.ts";
import { BotError } from "../../../core/errors.ts";
import { isOtherLanguage } from "../../../core/text/language.ts";
import { matchLabel } from "../../../core/text/match-label.ts";
import { isMostlyOutside, plainCharacters } from "../../../core/text/text.ts";
import type { Heads } from "../../learning/heads.ts";
import type { Backend, RequestOptions, Usage } from "../../ports/backend.ts";
import { backendFor } from "./backend-for.ts";
import { type Baselines, createBaselines, partsOf } from "./baseline.ts";
import { answerTokens, fitPrompt } from "./fit-prompt.ts";

export interface Question extends RequestOptions {
  readonly command: Command;
  readonly text: string;
  readonly settings: AskSettings;
  /** Where it was asked, which decides about the classifier head; everywhere where it is left out. */
  readonly place?: CommandPlace;
  readonly onText?: (text: string) => void;
}

/** What a reasoning model writes before its answer. */
const THOUGHTS = /^<think(?:ing)?>[\s\S]*?<\/think(?:ing)?>\s*/i;

/** Opens the way from text to answer over the configured backend, and those that commands name; it remembers each prompt's baseline for calibration.
 * @returns a function that answers one question
 * @throws {BotError} INPUT_TOO_LONG; BACKEND_*; CONFIG_MODEL (from the returned function) */
export function createResponder(
  configured: Backend,
  heads?: Pick<Heads, "find">,
): (question: Question) => Promise<Answer> {
  const tools = { heads, baselineOf: createBaselines() };
  return async (question) => {
    const { command, settings } = question;
    const backend = backendFor(configured, command);
    const model = await backend.describe();
    for (let maxExamples = Number.POSITIVE_INFINITY; ; ) {
      const prompt = await fitPrompt(backend, question, { settings, model, maxExamples });
      try {
        const asked = { question, prompt, model, backend };
        const found = (await score(asked, tools)) ?? (await generate(asked));
        return assemble({ ...asked, found });
      } catch (error) {
        // The server's limit may be lower than it is known to be.
        if (!(error instanceof BotError) || error.code !== "INPUT_TOO_LONG" || prompt.examplesUsed === 0)
          throw error;
        maxExamples = Math.floor(prompt.examplesUsed / 2);
      }
    }
  };
}

interface Found {
  readonly method: Method;
  readonly scores: LabelScore[] | null;
  readonly text: string | null;
  readonly label: string | null;
  readonly usage: Usage;
  readonly finish: Finish | null;
  readonly calibrated: boolean;
  readonly head: HeadDecision | null;
}

interface Asked {
  readonly question: Question;
  readonly prompt: Prompt;
  readonly model: ModelInfo;
  readonly backend: Backend;
}

interface Tools {
  readonly heads: Pick<Heads, "find"> | undefined;
  readonly baselineOf: Baselines;
}

/** The scores of the labels; null where there are none, or the model can't score them. */
async function score({ question, prompt, model, backend }: Asked, tools: Tools): Promise<Found | null> {
  const { command } = question;
  if (!command.labels) return null;
  // A head has learned from the whole prompt.
  const isWhole = prompt.examplesUsed === command.examples.length;
  const head = (isWhole && tools.heads?.find(command, question.place, model)) || null;
  const scoring = await backend.score({
    prompt: partsOf(prompt),
    labels: command.labels,
    ...(head ? { wantsSeen: true } : {}),
    ...waitingOf(question),
  });
  if (!scoring) return null;
  const isExact = scoring.isExact !== false;
  const measured = isCorrected(command, { ...prompt, isBuiltin: model.builtin })
    ? await tools.baselineOf(backend, prompt, question)
    : null;
  const baseline = measured?.isExact === isExact ? measured.shares : null;
  const prompted = scoreLabels(command.labels, scoring.logprobs, baseline);
  const scores = head
    ? scoreLabels(
        command.labels,
        head.decide({
          text: question.text,
          seen: scoring.seen ?? null,
          logprobs: logprobsOf(command.labels, prompted),
        }),
        null,
      )
    : prompted;
  return {
    method: isExact ? "scored" : "top-tokens",
    scores,
    text: null,
    label: scores[0]?.label ?? null,
    usage: scoring.usage,
    finish: null,
    calibrated: baseline !== null,
    head: head && { number: head.number, rows: head.rows, prompted },
  };
}

async function generate({ question, prompt, backend }: Asked): Promise<Found> {
  const { command, settings, onText } = question;
  const { endSequence, temperature } = settingsFor(command, settings);
  const countTokens = (text: string) => backend.countTokens(text);
  const completion = await backend.complete({
    prompt: partsOf(prompt),
    endSequence,
    maxNewTokens: answerTokens(command, settings, { countTokens }),
    temperature,
    onText,
    ...waitingOf(question),
  });
  const written = completion.text.trim().replace(THOUGHTS, "");
  return {
    method: "generated",
    scores: null,
    text: written,
    label: command.labels ? matchLabel(written, command.labels, command.output) : null,
    usage: completion.usage,
    finish: completion.finish,
    calibrated: false,
    head: null,
  };
}

function waitingOf({ signal, onProgress, traceparent }: Question): RequestOptions {
  return { signal, onProgress, traceparent };
}

function assemble({ question, prompt, model, backend, found }: Asked & { readonly found: Found }): Answer {
  const { command, settings } = question;
  const threshold = command.scoring.abstainBelow ?? model.abstainBelow ?? 0;
  const doubt = findDoubt(command, found, { threshold, unread: unreadBy(model, backend, question) });
  return {
    label: doubt === null ? found.label : null,
    text: found.text,
    scores: found.scores,
    doubt,
    method: found.method,
    calibrated: found.calibrated,
    ...(found.head ? { head: found.head } : {}),
    abstainBelow: command.labels ? threshold : null,
    prompt: backend.showPrompt?.(partsOf(prompt)) ?? prompt.full,
    examplesUsed: prompt.examplesUsed,
    examplesDropped: prompt.examplesDropped,
    settings: settingsFor(command, settings),
    model,
    backend: backend.name,
    where: backend.where,
    commandRevision: command.revision,
    commandVersion: command.version,
    promptTokens: found.usage.promptTokens,
    cachedTokens: found.usage.cachedTokens,
    newTokens: found.usage.newTokens,
    finish: found.finish,
    durationMs: found.usage.durationMs,
  };
}

/** Why the model can't read a text; null where nothing is known against it. */
function unreadBy(
  { scripts, languages }: ModelInfo,
  { isWord }: Backend,
  { command, text }: Question,
): Doubt | null {
  const plain = plainCharacters(text);
  if (scripts !== null && isMostlyOutside(plain, scripts)) return "unseen-script";
  if (!languages || !isWord) return null;
  const isOther = (one: string) => isOtherLanguage(one, languages, isWord);
  // Whoever gives examples in other languages asks about them.
  return isOther(plain) && !command.examples.some(({ input }) => isOther(plainCharacters(input)))
    ? "other-language"
    : null;
}

function findDoubt(
  command: Command,
  found: Found,
  { threshold, unread }: { readonly threshold: number; readonly unread: Doubt | null },
): Doubt | null {
  if (!command.labels) return found.text === "" ? "empty" : unread;
  if (unread !== null) return unread;
  if (found.label === null) return "outside-labels";
  const best = found.scores?.[0]?.score ?? 1;
  return best < threshold ? "below-threshold" : null;
}
