/** Renders the root message and the answer as Discord messages. Pure. */

import {
  type APIActionRowComponent,
  type APIComponentInMessageActionRow,
  ButtonStyle,
  ComponentType,
} from "discord-api-types/v10";
import type { Action, Block, MessageView, Root } from "../../../core/views/view.ts";
import { writePressId } from "../../shared/press-id.ts";
import { fitLine } from "../../shared/text.ts";
import { discordWords } from "../words.ts";
import { safeText } from "./text.ts";

/** A message's text and buttons. */
export interface Content {
  readonly content: string;
  readonly components: readonly APIActionRowComponent<APIComponentInMessageActionRow>[];
}

/** A message's content, in UTF-16 code units. @see https://docs.discord.com/developers/resources/message */
export const MAX_CONTENT = 2000;
/** What the root's quote may take of a message; beside an answer less, so that the answer has context. */
const MAX_QUOTE_ALONE = 1400;
const MAX_QUOTE_BESIDE = 500;
/** What one result may take; the rest is for scores, remarks and the disclaimer. */
const MAX_RESULT = 850;
/** What each of two compared results may take. */
const MAX_COMPARED = 350;
const MAX_REMARK = 180;
const MAX_HEADING = 250;
const MAX_BUTTON = 80;
const BUTTONS_IN_ROW = 5;

export function sentence(text: string): Content {
  return { content: safeText(text, MAX_CONTENT), components: [] };
}

/** @param progress a sentence on what the ask waits for; null for none */
export function renderRoot(root: Root, progress: string | null = null): Content {
  const lines = [rootText(root, MAX_QUOTE_ALONE), ...(progress === null ? [] : [smallText(progress)])];
  return { content: lines.join("\n"), components: [] };
}

export interface AnswerOptions {
  /** What is shown above the answer: who asked what, who asked alone, or nothing. */
  readonly above: "root" | "heading" | "nothing";
  /** A sentence on why the answer is not in a thread; null for none. */
  readonly why?: string | null;
}

export function renderAnswer(message: MessageView, { above, why = null }: AnswerOptions): Content {
  const lines = [
    ...(why === null ? [] : [smallText(why)]),
    ...(above === "root" ? [rootText(message.root, MAX_QUOTE_BESIDE)] : []),
    ...(above === "heading" ? [headingText(message.root)] : []),
    ...message.blocks.flatMap(blockTexts),
  ];
  return { content: fitLines(lines), components: renderActions(message.actions) };
}

/** Why an answer is not in a thread, in words that are true for whoever reads them.
 * @param isPrivate true where only the asker sees the answer */
export function explainPlace(
  reason: string,
  { isPrivate, locale }: { isPrivate: boolean; locale: string },
): string {
  const { whyHere, whyHereAlone } = discordWords(locale);
  if (isPrivate && (reason === "archived" || reason === "locked")) return whyHereAlone[reason];
  return reason in whyHere ? whyHere[reason as keyof typeof whyHere] : whyHere.other;
}

/** Discord's subtext: set visibly apart. */
export const smallText = (text: string) => safeText(text, MAX_REMARK * 2, "-# ");

/** Rows of buttons. A question before an action is asked by the bot, once the button was pressed. */
export function renderActions(actions: readonly Action[]): Content["components"] {
  const buttons = actions.map(({ press, label }) => ({
    type: ComponentType.Button as const,
    style: press.name.endsWith("-now") ? (ButtonStyle.Danger as const) : (ButtonStyle.Secondary as const),
    label: fitLine(label, MAX_BUTTON),
    custom_id: writePressId(press),
  }));
  const rows: APIActionRowComponent<APIComponentInMessageActionRow>[] = [];
  for (let first = 0; first < buttons.length; first += BUTTONS_IN_ROW)
    rows.push({ type: ComponentType.ActionRow, components: buttons.slice(first, first + BUTTONS_IN_ROW) });
  return rows;
}

const headingText = ({ heading }: Root) => `**${safeText(heading, MAX_HEADING)}**`;

const rootText = (root: Root, maxQuote: number) =>
  `${headingText(root)}\n${safeText(root.quote, maxQuote, "> ")}`;

/** Texts that can be left out one by one. Discord has no columns: of two answers, one is below the other. */
function blockTexts(block: Block): string[] {
  if (block.kind !== "compared") return [blockText(block)];
  return block.sides.flatMap(({ title, blocks }) => [
    `**${safeText(title, MAX_REMARK)}**`,
    ...blocks.map((one) => blockText(one, MAX_COMPARED)),
  ]);
}

function blockText(block: Exclude<Block, { kind: "compared" }>, maxResult = MAX_RESULT): string {
  switch (block.kind) {
    case "result":
      return block.detail === null
        ? safeText(block.text, maxResult)
        : `**${safeText(block.text, maxResult)}** ${safeText(block.detail, MAX_REMARK)}`;
    case "override":
      return [
        `**${safeText(block.text, MAX_RESULT / 2)}**`,
        smallText(block.byline),
        ...(block.reason === null ? [] : [smallText(block.reason)]),
      ].join("\n");
    case "struck":
      return `~~${safeText(block.text, MAX_RESULT / 2).replaceAll("\n", " ")}~~`;
    case "scores":
    case "waiting":
    case "note":
    case "disclaimer":
      return smallText(block.text);
  }
}

/** Leaves out whole lines before the last (the disclaimer) until the message holds them, small ones first; each alone is short enough. */
function fitLines(lines: readonly string[]): string {
  const kept = [...lines];
  while (kept.join("\n").length > MAX_CONTENT && kept.length > 2) {
    const small = kept.findLastIndex((line, at) => at > 0 && at < kept.length - 1 && line.startsWith("-# "));
    kept.splice(small === -1 ? kept.length - 2 : small, 1);
  }
  return kept.join("\n");
}
