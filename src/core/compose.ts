/** Composes the reply: what people see of an ask, in words, from its record. Pure. */

import { type Words, wordsFor } from "../i18n/words.ts";
import { type Answer, type AskRecord, type ModelInfo, standingOverride } from "./ask.ts";
import type { Command } from "./command.ts";
import type { ErrorCode } from "./errors.ts";
import type { Action, Anchor, Block, Reply } from "./reply.ts";
import { ACTION_IDS } from "./reply.ts";
import { shorten, toOneLine } from "./text.ts";

/** Characters of the text that the anchor quotes: Slack's section holds 3,000, Discord's message 2,000. */
const QUOTE_CHARACTERS = 1000;

export interface ComposeOptions {
  readonly locale: string;
  /** The command as it is now; null when its file is gone. */
  readonly command: Command | null;
  /** A sentence on what an unanswered ask waits for; null for the usual one. */
  readonly progress?: string | null;
}

export function composeReply(record: AskRecord, options: ComposeOptions): Reply {
  const words = wordsFor(options.locale);
  const anchor = composeAnchor(record, words);
  const { answer, failure } = record;
  const state = answer ? "answered" : failure ? "failed" : "waiting";
  const blocks = answer
    ? answerBlocks(record, answer, { words, command: options.command })
    : failure
      ? failureBlocks(failure.code, words)
      : [{ kind: "text", text: options.progress ?? words.reply.waiting } as const];
  const actions: Action[] = answer ? ACTION_IDS.map((id) => ({ id, label: words.actions[id] })) : [];
  return { state, anchor, blocks, actions, plainText: plainText(blocks, words), locale: options.locale };
}

/** "fewshot-neo, 3.3 million parameters". */
export function nameModel(model: Pick<ModelInfo, "name" | "parameters">, words: Words): string {
  return words.reply.modelSize(model.name, model.parameters);
}

function composeAnchor({ ask }: AskRecord, words: Words): Anchor {
  const name = toOneLine(ask.person.name);
  const heading =
    ask.author === null
      ? words.reply.heading(name, ask.command)
      : words.reply.headingOnMessage(name, ask.command, toOneLine(ask.author.name));
  return { heading, quote: shorten(ask.text.toWellFormed().trim(), QUOTE_CHARACTERS) };
}

function answerBlocks(
  record: AskRecord,
  answer: Answer,
  { words, command }: { words: Words; command: Command | null },
): Block[] {
  const override = standingOverride(record);
  const result = resultText(answer, words);
  const blocks: Block[] = [];
  if (override)
    blocks.push(
      {
        kind: "override",
        text: override.value,
        byline: words.reply.overriddenBy(
          toOneLine(override.person.name),
          words.time.moment(override.createdAt),
        ),
        reason: override.reason === null ? null : words.reply.reason(override.reason),
        overrideId: override.id,
      },
      { kind: "struck", text: result.detail ? `${result.text} (${result.detail})` : result.text },
    );
  else blocks.push({ kind: "result", ...result });
  if (answer.scores && !override)
    blocks.push({
      kind: "scores",
      scores: answer.scores.map(({ label, score }) => ({ label, percent: toPercent(score) })),
    });
  for (const text of notes(answer, words, command)) blocks.push({ kind: "note", text });
  blocks.push({ kind: "disclaimer", text: words.reply.disclaimer(nameModel(answer.model, words)) });
  return blocks;
}

function failureBlocks(code: string, words: Words): Block[] {
  const sentence = words.failures[code as ErrorCode] ?? words.failures.INTERNAL;
  return [
    { kind: "result", text: words.reply.failed, detail: null },
    { kind: "note", text: sentence },
  ];
}

function resultText(answer: Answer, words: Words): { text: string; detail: string | null } {
  const best = answer.scores?.[0];
  if (answer.doubt === "empty") return { text: words.reply.emptyText, detail: null };
  if (answer.doubt !== null)
    return {
      text: words.reply.notSure,
      detail: best ? words.reply.closest(best.label, toPercent(best.score)) : null,
    };
  if (answer.label !== null)
    return { text: answer.label, detail: best ? words.reply.percent(toPercent(best.score)) : null };
  return { text: answer.text ?? words.reply.emptyText, detail: null };
}

function* notes(answer: Answer, words: Words, command: Command | null): Generator<string> {
  if (answer.doubt === "unseen-script" || answer.doubt === "outside-labels") yield words.doubts[answer.doubt];
  const { requiredParameters, experimental } = command ?? { requiredParameters: null, experimental: false };
  const { parameters } = answer.model;
  if (requiredParameters !== null && parameters !== null && parameters < requiredParameters)
    yield words.reply.tooSmall(requiredParameters, parameters);
  if (experimental) yield words.reply.experimental;
  if (answer.examplesDropped > 0)
    yield words.reply.examplesDropped(answer.examplesDropped, answer.examplesUsed);
}

/** A score as people read it: a whole number, and 100 or 0 only where it is exactly that. */
export function toPercent(score: number): number {
  if (score > 0.99 && score < 1) return 99;
  if (score < 0.01 && score > 0) return 1;
  return Math.round(score * 100);
}

function plainText(blocks: readonly Block[], words: Words): string {
  return blocks
    .map((block) => {
      switch (block.kind) {
        case "result":
          return block.detail ? `${block.text} (${block.detail})` : block.text;
        case "override":
          return [block.text, block.byline, block.reason].filter(Boolean).join("\n");
        case "struck":
          return words.reply.modelSaid(block.text);
        case "scores":
          return block.scores.map(({ label, percent }) => `${label} ${percent} %`).join(" · ");
        default:
          return block.text;
      }
    })
    .join("\n");
}
