/** The texts of an answer, in pieces that fit into a message. Pure. */

import { badgeWord } from "../../../../core/views/answer/badge.ts";
import type { Block, MessageView, Root } from "../../../../core/views/view.ts";
import { safeText } from "./text.ts";

/** What one text may take of a message, in UTF-16 code units. */
export interface TextLimits {
  /** All together. */
  readonly total: number;
  /** The text that was asked about, above an answer. */
  readonly quote: number;
  readonly result: number;
  /** Each of two compared results. */
  readonly compared: number;
  /** A remark in small letters. */
  readonly remark: number;
}

export interface AnswerOptions {
  /** What is shown above the answer: who asked what, who asked alone, or nothing. */
  readonly above: "root" | "heading" | "nothing";
  /** A sentence on why the answer is not in a thread; null for none. */
  readonly why?: string | null;
}

export interface Part {
  /** The disclaimer's group has what comes below it, too. */
  readonly group: "above" | "answer" | "disclaimer";
  readonly text: string;
  /** What is never left out. */
  readonly isKept: boolean;
}

const MAX_HEADING = 250;
const MAX_DETAIL = 180;

/** Discord's subtext: set visibly apart. */
export const smallText = (text: string, maxUnits: number) => safeText(text, maxUnits, "-# ");

const headingText = ({ heading }: Root) => `**${safeText(heading, MAX_HEADING)}**`;

export const rootText = (root: Root, maxQuote: number) =>
  `${headingText(root)}\n${safeText(root.quote, maxQuote, "> ")}`;

/** All parts of an answer that fit into a message. What does not fit is left out whole, remarks first, the last ones before others. */
export function answerParts(
  message: MessageView,
  { above, why = null }: AnswerOptions,
  { hasBadge, ...limits }: TextLimits & { readonly hasBadge: boolean },
): Part[] {
  const badge = hasBadge ? badgeWord(message) : null;
  const end = message.blocks.findIndex(({ kind }) => kind === "disclaimer");
  const isBelow = (at: number) => end !== -1 && at >= end;
  const parts: Part[] = [
    ...(why === null ? [] : [part("above", smallText(why, limits.remark))]),
    ...(above === "root" ? [part("above", rootText(message.root, limits.quote))] : []),
    ...(above === "heading" ? [part("above", headingText(message.root))] : []),
    ...(badge === null ? [] : [part("answer", smallText(badge, limits.remark), true)]),
    ...message.blocks.flatMap((block, at) =>
      blockTexts(block, limits).map((text) => part(isBelow(at) ? "disclaimer" : "answer", text, isBelow(at))),
    ),
  ];
  return fitParts(parts, limits.total);
}

const part = (group: Part["group"], text: string, isKept = false): Part => ({ group, text, isKept });

/** Texts that can be left out one by one. Discord has no columns: of two answers, one is below the other. */
function blockTexts(block: Block, limits: TextLimits): string[] {
  if (block.kind !== "compared") return [blockText(block, limits)];
  const ofOne = { ...limits, result: limits.compared };
  return block.sides.flatMap(({ title, blocks }) => [
    `**${safeText(title, MAX_DETAIL)}**`,
    ...blocks.map((one) => blockText(one, ofOne)),
  ]);
}

function blockText(block: Exclude<Block, { kind: "compared" }>, limits: TextLimits): string {
  switch (block.kind) {
    case "result":
      return block.detail === null
        ? safeText(block.text, limits.result)
        : `**${safeText(block.text, limits.result)}** ${safeText(block.detail, MAX_DETAIL)}`;
    case "override":
      return [
        `**${safeText(block.text, limits.result / 2)}**`,
        smallText(block.byline, limits.remark),
        ...(block.reason === null ? [] : [smallText(block.reason, limits.remark)]),
      ].join("\n");
    case "struck":
      return `~~${safeText(block.text, limits.result / 2).replaceAll("\n", " ")}~~`;
    case "scores":
    case "waiting":
    case "note":
    case "disclaimer":
      return smallText(block.text, limits.remark);
  }
}

const isSmall = ({ text }: Part) => text.startsWith("-# ");

/** Leaves out whole parts, small ones first, until the rest fits with a line break between two. Each alone is short enough. */
function fitParts(parts: readonly Part[], maxUnits: number): Part[] {
  const kept = [...parts];
  const length = () => kept.reduce((sum, { text }) => sum + text.length + 1, -1);
  while (length() > maxUnits) {
    const small = kept.findLastIndex((one, at) => at > 0 && !one.isKept && isSmall(one));
    const other = kept.findLastIndex((one, at) => at > 0 && !one.isKept);
    if (other === -1) break;
    kept.splice(small === -1 ? other : small, 1);
  }
  return kept;
}
