/** Small pieces of Block Kit, all of which show text as it is: nothing here is mrkdwn. */

import type { types } from "@slack/bolt";
import type { Action, Press } from "../../../../core/views/view.ts";
import { fitText, visibleText } from "../../../shared/text.ts";

export type SlackBlock = types.AnyBlock;
export type SlackButton = types.Button;

/** What a post holds: blocks for those who see them, a text for notifications and screen readers. */
export interface Content {
  readonly text: string;
  readonly blocks: SlackBlock[];
}

/** Section and context texts hold 3,000 characters; some space is left for Slack's own escaping. */
export const MAX_IN_TEXT = 2_900;
/** A field of a section holds 2,000 characters. */
const MAX_IN_FIELD = 1_900;
/** The fallback text is cut at 40,000; notifications show far less. */
const MAX_IN_FALLBACK = 3_000;

export function plain(text: string, most = MAX_IN_TEXT): types.PlainTextElement {
  return { type: "plain_text", text: fitText(visibleText(text), most), emoji: false };
}

export function section(text: string): SlackBlock {
  return { type: "section", text: plain(text) };
}

/** Texts side by side; below each other on a narrow screen. */
export function columns(texts: readonly string[]): SlackBlock {
  return { type: "section", fields: texts.map((text) => plain(text, MAX_IN_FIELD)) };
}

/** A text of many lines in as many sections as it needs, at most `max`; the last one is cut. */
export function sections(text: string, max: number): SlackBlock[] {
  const parts: string[] = [""];
  for (const line of text.split("\n")) {
    const last = parts.at(-1) ?? "";
    const isFull = last.length + line.length + 1 > MAX_IN_TEXT && parts.length < max;
    if (isFull) parts.push(line);
    else parts[parts.length - 1] = last === "" ? line : `${last}\n${line}`;
  }
  return parts.map(section);
}

export function header(text: string): SlackBlock {
  return { type: "header", text: plain(text, 150) };
}

/** Small grey text, set apart from the rest. */
export function contextBlock(text: string): SlackBlock {
  return { type: "context", elements: [plain(text)] };
}

export interface Styled {
  readonly text: string;
  readonly style?: { readonly bold?: true; readonly strike?: true; readonly italic?: true };
}

/** A paragraph of pieces with styles. */
export function paragraph(...pieces: readonly Styled[]): SlackBlock {
  return { type: "rich_text", elements: [{ type: "rich_text_section", elements: pieces.map(richText) }] };
}

export function quote(text: string): SlackBlock {
  return { type: "rich_text", elements: [{ type: "rich_text_quote", elements: [richText({ text })] }] };
}

/** Text exactly as it is, in blocks of at most 2,900 characters. */
export function verbatim(text: string): SlackBlock[] {
  const pieces: string[] = [];
  for (let rest = text || "…"; rest !== ""; ) {
    const piece = [...rest.slice(0, MAX_IN_TEXT)];
    // A cut must not split a pair of surrogates: the second half of one would begin the next block.
    if (rest.length > MAX_IN_TEXT && /[\ud800-\udbff]$/.test(piece.at(-1) ?? "")) piece.pop();
    pieces.push(piece.join(""));
    rest = rest.slice(pieces.at(-1)?.length);
  }
  return pieces.map((piece) => ({
    type: "rich_text",
    elements: [{ type: "rich_text_preformatted", elements: [{ type: "text", text: piece }] }],
  }));
}

function richText({ text, style }: Styled): types.RichTextText {
  const shown = fitText(visibleText(text), MAX_IN_TEXT);
  // A piece may end in a space on purpose, to separate it from the next.
  const isApart = /^\s/.test(text);
  return { type: "text", text: isApart ? ` ${shown}` : shown, ...(style ? { style } : {}) };
}

/** The id of a button. Messages that were posted long ago have them: never change one. */
export const actionId = ({
  name,
  askId,
}: {
  readonly name: Press["name"] | "rate";
  readonly askId: string;
}) => (askId === "" && !/^(draft|review)-/.test(name) ? `fewshot-privacy-${name}` : `fewshot-${name}`);

export const pressValue = ({ name, askId, rest }: Press): string => {
  if (rest !== "") return `${askId}:${rest}`;
  return askId === "" ? name : askId;
};

/** A button. Where a question comes first, Slack asks it before it sends the press. */
export function button({ press, label, confirm }: Action): SlackButton {
  const pressed = { action_id: actionId(press), text: plain(label, 75), value: pressValue(press) };
  if (confirm === null) return { type: "button", ...pressed };
  const { title, text, yes, no } = confirm;
  return {
    type: "button",
    ...pressed,
    confirm: {
      title: plain(title, 100),
      text: plain(text, 300),
      confirm: plain(yes, 30),
      deny: plain(no, 30),
    },
  };
}

/** Buttons in as few rows as they fit: no row may have two of one id. */
export function actionRows(offered: readonly Action[]): SlackBlock[] {
  const rows: Action[][] = [];
  for (const action of offered) {
    const row = rows.find((one) => one.every(({ press }) => actionId(press) !== actionId(action.press)));
    if (row) row.push(action);
    else rows.push([action]);
  }
  return rows.map((row) => actions(...row.map(button)));
}

export function actions(...elements: SlackButton[]): SlackBlock {
  return { type: "actions", elements };
}

/** A text for notifications and screen readers. Slack reads it as markup: nothing in it is a mention or a link any more. */
export function fallback(text: string): string {
  return fitText(visibleText(text), MAX_IN_FALLBACK)
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;");
}
