/** Checks an ask before it is stored: opt-outs first, then the input, then the rate limit. */

import type { AskSettings, ModelInfo, NewAsk } from "../../core/ask.ts";
import type { Command } from "../../core/command/command.ts";
import { MAX_NEW_TOKENS } from "../../core/command/command.ts";
import { buildPrompt } from "../../core/command/prompt.ts";
import { placeOf } from "../../core/command/saved-command.ts";
import { BotError } from "../../core/errors.ts";
import { toOneLine } from "../../core/text/text.ts";
import { refusalNotice } from "../../core/views/notices.ts";
import type { NoticeView } from "../../core/views/view.ts";
import { type Words, wordsFor } from "../../i18n/words.ts";
import { commandsIn } from "../bot/commands-here.ts";
import type { FlowPorts } from "../bot/context.ts";
import { sayUnknown, typedWhere } from "../bot/help.ts";
import type { Refusal } from "../bot/outcome.ts";
import { sayNotLive } from "../commands/versions/missing.ts";
import type { Backend } from "../ports/backend.ts";
import { backendFor } from "./answer/backend-for.ts";
import { promptBudget } from "./answer/fit-prompt.ts";

const MINUTE_MS = 60_000;
/** Characters in one ask: what Slack lets a message hold. */
const MAX_CHARACTERS = 40_000;
/** Words of English in a token, on the low side: to say a limit in words. */
const WORDS_PER_TOKEN = 0.6;

/** The refusal of an ask, or null when it may continue. Opt-outs are checked before anything is stored or counted. */
export async function checkAsk(ports: FlowPorts, ask: NewAsk): Promise<NoticeView | null> {
  const words = wordsFor(ask.locale);
  const refuse = (reason: Refusal, text: string): NoticeView => {
    ports.metrics.refused(ask.person.platform, reason);
    return refusalNotice(reason, text);
  };
  if (await ports.store.isOptedOut(ask.person)) return refuse("opted-out", words.refusals.optedOut);
  if (ask.author && (await ports.store.isOptedOut(ask.author)))
    return refuse("author-opted-out", words.refusals.authorOptedOut);
  const here = commandsIn(ports.commands, placeOf(ask));
  const typedAs = typedWhere(ports, ask.person);
  const command =
    ask.version == null ? here.find(ask.command) : await ports.commands.findVersion(ask.command, ask.version);
  if (command === null) {
    const asked = { name: ask.command, place: placeOf(ask), locale: ask.locale };
    const notLive = await sayNotLive(ports, asked);
    return refuse("unknown-command", notLive ?? sayUnknown(here, ask.command, words, typedAs));
  }
  if (toOneLine(ask.text) === "")
    return refuse(
      "empty-text",
      words.refusals.emptyText(
        ask.version == null
          ? typedAs(command.name)
          : `fewshot ${ask.compares ? "compare" : "try"} ${command.name}`,
        command.examples[0]?.input ?? "…",
      ),
    );
  if (ask.text.length > MAX_CHARACTERS) return refuse("too-long", words.refusals.textLimit(MAX_CHARACTERS));
  const fault = settingsFault(command, ask.settings, words);
  if (fault !== null) return refuse("bad-settings", fault);
  const wordLimit = await passedWordLimit(ports, command, ask);
  if (wordLimit !== null) return refuse("too-long", words.refusals.tooLong(wordLimit));
  const seconds = await secondsToWait(ports, ask);
  if (seconds !== null) return refuse("rate-limited", words.refusals.rateLimited(ports.rateLimit, seconds));
  return null;
}

/** One line, no space at either end, no control character and no half of a character. */
const END_SEQUENCE = /^(?=[^\p{Cc}\p{Cs}]*$)\S(.{0,18}\S)?$/u;

/** What is wrong with a person's settings, in words; null when nothing is. */
export function settingsFault(command: Command, settings: AskSettings, words: Words): string | null {
  const { temperature, maxNewTokens, endSequence, examples } = settings;
  const isWhole = (value: number, least: number, most: number) =>
    Number.isInteger(value) && value >= least && value <= most;
  if (temperature !== undefined && !(temperature >= 0 && temperature <= 2)) return words.refusals.temperature;
  if (maxNewTokens !== undefined && !isWhole(maxNewTokens, 1, MAX_NEW_TOKENS))
    return words.refusals.maxNewTokens(MAX_NEW_TOKENS);
  if (endSequence !== undefined && !END_SEQUENCE.test(endSequence)) return words.refusals.endSequence;
  if (examples !== undefined && !isWhole(examples, 0, command.examples.length))
    return words.refusals.examples(command.examples.length);
  return null;
}

/** How many words the model could read, when the text is more; null when it fits, or when the model is not open yet: then the worker checks. */
async function passedWordLimit(ports: FlowPorts, command: Command, ask: NewAsk): Promise<number | null> {
  const backend = backendFor(ports.backend, command);
  const model = await modelIfReady(backend);
  if (model === null) return null;
  // An estimate may be far too high: the worker asks the server's tokenizer.
  if (backend.isCountExact?.() === false) return null;
  const countTokens = (text: string) => backend.countTokens(text);
  const budgetTokens = promptBudget(command, ask.settings, { model, countTokens });
  try {
    buildPrompt(command, ask.text, { settings: { ...ask.settings, examples: 0 }, budgetTokens, countTokens });
    return null;
  } catch (error) {
    if (!(error instanceof BotError) || error.code !== "INPUT_TOO_LONG") throw error;
    const fixed = countTokens(
      buildPrompt(command, "x", { settings: { ...ask.settings, examples: 0 }, budgetTokens, countTokens })
        .full,
    );
    return Math.max(10, Math.floor(((budgetTokens - fixed) * WORDS_PER_TOKEN) / 10) * 10);
  }
}

/** The model, unless it is still loading or out of reach: an acknowledgement never waits for it. */
async function modelIfReady(backend: Backend): Promise<ModelInfo | null> {
  const notReady = new Promise<null>((resolve) => setImmediate(resolve, null));
  return Promise.race([backend.describe().catch(() => null), notReady]);
}

async function secondsToWait(ports: FlowPorts, ask: NewAsk): Promise<number | null> {
  if (ports.rateLimit === 0) return null;
  const now = ports.now().getTime();
  const nextAt = await ports.store.countAsk(ask, { limit: ports.rateLimit, windowMs: MINUTE_MS });
  if (nextAt === null) return null;
  return Math.max(1, Math.min(60, Math.ceil((nextAt.getTime() - now) / 1000)));
}
