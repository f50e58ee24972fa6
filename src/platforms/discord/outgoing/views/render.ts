/** Renders the root message and the answer as Discord messages. Pure. */

import {
  type APIActionRowComponent,
  type APIComponentInMessageActionRow,
  ButtonStyle,
  ComponentType,
} from "discord-api-types/v10";
import type { Action, MessageView, Root } from "../../../../core/views/view.ts";
import { writePressId } from "../../../shared/press-id.ts";
import { fitLine } from "../../../shared/text.ts";
import { discordWords } from "../../words.ts";
import { type AnswerOptions, answerParts, rootText, smallText, type TextLimits } from "./answer-parts.ts";
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
const MAX_PROGRESS = 360;
/** The rest is for scores, remarks and the disclaimer. */
const LIMITS: TextLimits = { total: MAX_CONTENT, quote: 500, result: 850, compared: 350, remark: 500 };
const MAX_BUTTON = 80;
const BUTTONS_IN_ROW = 5;

export function sentence(text: string): Content {
  return { content: safeText(text, MAX_CONTENT), components: [] };
}

/** @param progress a sentence on what the ask waits for; null for none */
export function renderRoot(root: Root, progress: string | null = null): Content {
  const lines = [
    rootText(root, MAX_QUOTE_ALONE),
    ...(progress === null ? [] : [smallText(progress, MAX_PROGRESS)]),
  ];
  return { content: lines.join("\n"), components: [] };
}

export function renderAnswer(message: MessageView, options: AnswerOptions): Content {
  const parts = answerParts(message, options, { ...LIMITS, hasBadge: false });
  return {
    content: parts.map(({ text }) => text).join("\n"),
    components: renderActions(message.actions),
  };
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
