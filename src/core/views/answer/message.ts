/** Composes the message view: what people see of an ask, worded for one reader, from its record. Pure. */

import { type Words, wordsFor } from "../../../i18n/words.ts";
import {
  type Answer,
  type Ask,
  type AskRecord,
  type Person,
  personKey,
  standingOverride,
} from "../../ask.ts";
import type { Command } from "../../command/command.ts";
import type { ErrorCode } from "../../errors.ts";
import { personName } from "../../text/person-name.ts";
import { shorten } from "../../text/text.ts";
import { titleOfLive, titleOfTried } from "../forms/compare.ts";
import { fitNotes } from "../menu.ts";
import { contestLine } from "../review/contest.ts";
import type { Badge, Block, ComparedSide, MessageView, Root, Waiting } from "../view.ts";
import { composeActions } from "./actions.ts";
import { doubtSentences, isUnread } from "./doubt.ts";
import { composeDisclaimer } from "./model.ts";
import { showScores } from "./scores.ts";

/** Code points of the text that the root message quotes: Slack's section holds 3,000 characters, Discord's message 2,000. */
const QUOTE_CHARACTERS = 1000;

export interface MessageOptions {
  /** BCP 47 tag of the reader's language. */
  readonly locale: string;
  /** The command as it is now; null when its file is gone. */
  readonly command: Command | null;
  /** The command for the language of a text that the model does not read; null or left out for none. */
  readonly instead?: string | null;
  /** What an unanswered ask waits for; null where nothing is known yet. */
  readonly waiting?: Waiting | null;
  /** Where this is the first answer in its workspace: then it says what the bot is, and how long asks are kept. */
  readonly firstUse?: { readonly retentionDays: number | null };
  /** The one person who reads it, where each reader gets a view of their own; left out where all see the same post. */
  readonly reader?: Person;
}

export function composeMessage(record: AskRecord, options: MessageOptions): MessageView {
  const words = wordsFor(options.locale);
  const { ask, answer, failure } = record;
  const blocks = answer
    ? [
        ...answerBlocks(record, answer, {
          words,
          locale: options.locale,
          command: options.command,
          instead: options.instead ?? null,
        }),
        ...(options.firstUse ? [firstUseBlock(options.firstUse, words)] : []),
      ]
    : failure
      ? failureBlocks(failure.code, words)
      : [{ kind: "waiting", text: wordWaiting(options.waiting ?? null, words) } as const];
  return {
    kind: "message",
    askId: ask.id,
    state: answer ? "answered" : failure ? "failed" : "waiting",
    badge: composeBadge(record, words),
    root: composeRoot(record, options.reader ?? null, words),
    blocks,
    actions: answer ? composeActions(record, options.reader ?? null, words) : [],
    plainText: plainText(blocks),
    locale: options.locale,
  };
}

function composeBadge(record: AskRecord, { badges }: Words): Badge | null {
  const kind = badgeOf(record);
  return kind === null ? null : { kind, word: badges[kind] };
}

function badgeOf(record: AskRecord): Badge["kind"] | null {
  const { answer, failure } = record;
  if (answer === null) return failure === null ? null : "failed";
  const override = standingOverride(record);
  // Whoever confirms an answer overrides nothing.
  if (override !== null && override.value !== (answer.label ?? answer.text)) return "overridden";
  const answers = [answer, ...(answer.inForce ? [answer.inForce] : [])];
  return override === null && answers.every(({ doubt }) => doubt !== null) ? "not-sure" : "answered";
}

function firstUseBlock(
  { retentionDays }: { retentionDays: number | null },
  { reply, privacy }: Words,
): Block {
  return { kind: "note", text: `${reply.firstUse} ${privacy.about(retentionDays)} ${reply.firstUseRights}` };
}

/** A sentence on what an unanswered ask waits for.
 * @param waiting null for the usual "Asking the model …" */
function wordWaiting(waiting: Waiting | null, { reply }: Words): string {
  switch (waiting?.kind) {
    case undefined:
      return reply.waiting;
    case "queued":
      return reply.queued(waiting.position);
    case "retrying":
      return reply.retrying;
    case "loading": {
      const { estimatedMs } = waiting;
      return reply.loading(estimatedMs === null ? null : Math.max(1, Math.round(estimatedMs / 1000)));
    }
  }
}

function composeRoot({ ask }: AskRecord, reader: Person | null, words: Words): Root {
  const name = personName(ask.person, words);
  const isOwn = reader !== null && personKey(ask.person) === personKey(reader);
  const heading =
    ask.version != null && ask.compares
      ? words.compare.heading(name, ask.command, titleOfTried(ask, words))
      : ask.version != null
        ? words.reply.triedHeading(name, ask.command, titleOfTried(ask, words))
        : ask.author === null && isOwn
          ? words.reply.ownHeading(ask.command)
          : ask.author === null
            ? words.reply.heading(name, ask.command)
            : words.reply.headingOnMessage(name, ask.command, personName(ask.author, words));
  return { heading, quote: shorten(ask.text.toWellFormed().trim(), QUOTE_CHARACTERS) };
}

interface NoteOptions {
  readonly words: Words;
  readonly command: Command | null;
  readonly instead: string | null;
}

function answerBlocks(
  record: AskRecord,
  answer: Answer,
  { words, command, instead, locale }: NoteOptions & { readonly locale: string },
): Block[] {
  if (answer.inForce) return comparedBlocks(record.ask, answer, answer.inForce, { words, command, instead });
  const override = standingOverride(record);
  const result = resultText(answer, words);
  const blocks: Block[] = [];
  const disclaimer = composeDisclaimer(answer.model, words);
  if (override) {
    const isSame = override.value === (answer.label ?? answer.text);
    const when = words.time.moment(override.createdAt);
    const byline = isSame ? words.reply.confirmedBy : words.reply.overriddenBy;
    blocks.push({
      kind: "override",
      text: override.value,
      byline: byline(personName(override.person, words), when),
      reason: override.reason === null ? null : words.reply.reason(override.reason),
    });
    const text = result.detail ? `${result.text} (${result.detail})` : result.text;
    const spoken = words.reply.modelSaid(text);
    // Nobody strikes through what they agree with.
    blocks.push(isSame ? { kind: "note", text: spoken } : { kind: "struck", text, spoken });
  } else blocks.push({ kind: "result", ...result });
  if (answer.scores && !override) blocks.push(scoresBlock(answer.scores, words));
  if (record.contest) blocks.push({ kind: "note", text: contestLine(record.contest, locale) });
  for (const text of notes(record, answer, { words, command, instead })) blocks.push({ kind: "note", text });
  // Under a person's answer, the disclaimer says that it is about the model's.
  blocks.push({ kind: "disclaimer", text: override ? words.reply.disclaimerBelow(disclaimer) : disclaimer });
  return blocks;
}

/** Two answers side by side, what is live first. */
function comparedBlocks(
  ask: Ask,
  draft: Answer,
  live: Answer,
  { words, command, instead }: NoteOptions,
): Block[] {
  const side = (answer: Answer, title: string): ComparedSide => ({
    title: title.charAt(0).toUpperCase() + title.slice(1),
    blocks: [
      { kind: "result", ...resultText(answer, words) },
      ...(answer.scores ? [scoresBlock(answer.scores, words)] : []),
      ...[...ownNotes(answer, { words, instead })].map((text) => ({ kind: "note", text }) as const),
    ],
  });
  const isSame = draft.label !== null && draft.label === live.label;
  return [
    {
      kind: "compared",
      sides: [side(live, titleOfLive(live, words)), side(draft, titleOfTried(ask, words))],
    },
    ...(isSame ? [{ kind: "note", text: words.compare.same } as const] : []),
    ...[...(command ? fitNotes(command, draft.model.parameters, words) : [])].map(
      (text) => ({ kind: "note", text }) as const,
    ),
    { kind: "disclaimer", text: composeDisclaimer(draft.model, words) },
  ];
}

type Scores = Extract<Block, { kind: "scores" }>;

function scoresBlock(scores: NonNullable<Answer["scores"]>, words: Words): Scores {
  const shown = showScores(scores, words);
  const text = words.reply.scoresLine(shown.map((one) => `${one.label} ${one.shown}`).join(" · "));
  return { kind: "scores", heading: words.reply.scores, scores: shown, text };
}

function failureBlocks(code: string, words: Words): Block[] {
  const sentence = words.failures[code as ErrorCode] ?? words.failures.INTERNAL;
  return [
    { kind: "result", text: words.reply.failed, detail: null },
    { kind: "note", text: sentence },
  ];
}

function resultText(answer: Answer, words: Words): { text: string; detail: string | null } {
  const [best] = showScores(answer.scores ?? [], words);
  if (answer.doubt === "empty") return { text: words.reply.emptyText, detail: null };
  if (answer.doubt !== null) {
    // The likeliest label of a text that the model can't read says nothing of the text.
    const named = isUnread(answer.doubt) ? undefined : best;
    return {
      text: words.reply.notSure,
      detail: named ? words.reply.closest(named.label, named.shown) : null,
    };
  }
  if (answer.label !== null) return { text: answer.label, detail: best?.shown ?? null };
  return { text: answer.text ?? words.reply.emptyText, detail: null };
}

function* notes(
  { ask }: AskRecord,
  answer: Answer,
  { words, command, instead }: NoteOptions,
): Generator<string> {
  const isDraft = (ask.versionState ?? "draft") === "draft";
  if (ask.version != null) yield words.reply.triedNote(titleOfTried(ask, words), isDraft);
  if (command !== null) yield* fitNotes(command, answer.model.parameters, words);
  yield* ownNotes(answer, { words, instead });
}

/** Remarks about an answer alone. */
function* ownNotes(
  answer: Answer,
  { words, instead }: Pick<NoteOptions, "words" | "instead">,
): Generator<string> {
  const { doubt, examplesDropped, examplesUsed } = answer;
  // That the scores were too low, or the text empty, is said above.
  if (doubt !== "below-threshold" && doubt !== "empty") yield* doubtSentences(answer, instead, words);
  if (examplesDropped > 0) yield words.reply.examplesDropped(examplesDropped, examplesUsed);
}

function plainText(blocks: readonly Block[]): string {
  return blocks
    .map((block) => {
      switch (block.kind) {
        case "result":
          return block.detail ? `${block.text} (${block.detail})` : block.text;
        case "override":
          return [block.text, block.byline, block.reason].filter(Boolean).join("\n");
        case "struck":
          return block.spoken;
        case "compared":
          return block.sides.map(({ title, blocks: own }) => `${title}\n${plainText(own)}`).join("\n");
        default:
          return block.text;
      }
    })
    .join("\n");
}
