/** Renders root message, answer and notices as Slack messages. Pure. */

import { badgeWord } from "../../../../core/views/answer/badge.ts";
import type {
  Action,
  Block,
  ComparedSide,
  ExplanationView,
  MessageView,
  NoticeView,
} from "../../../../core/views/view.ts";
import { slackWords } from "../../words.ts";
import {
  actionId,
  actionRows,
  actions,
  button,
  type Content,
  columns,
  contextBlock,
  fallback,
  header,
  paragraph,
  pressValue,
  quote,
  type SlackBlock,
  section,
  sections,
} from "./blocks.ts";
import { chartBlock } from "./chart.ts";
import { foldedBlock } from "./container.ts";

/**
 * Ways to render an answer, richest first: with Why? folded into it; with feedback buttons; with ordinary buttons, where Slack does not
 * take those; and one plain text, where it takes none of them or finds the blocks too long. They are remembered: never rename one.
 */
export const STYLES = ["folded", "feedback", "buttons", "compact"] as const;
export type Style = (typeof STYLES)[number];

/** The first block's id names the ask, so that a post whose outcome is unknown can be found in the history. Posts of 0.1 have the same ids. */
export const markOf = (part: "root" | "answer", askId: string) =>
  `fewshot-${part === "root" ? "anchor" : "reply"}-${askId}`;

export function renderRoot(message: MessageView): Content {
  const { heading, quote } = message.root;
  return {
    text: fallback(`${heading}\n${quote}`),
    blocks: marked("root", message.askId, rootBlocks(message)),
  };
}

const rootBlocks = ({ root }: MessageView): SlackBlock[] => [
  paragraph({ text: root.heading, style: { bold: true } }),
  quote(root.quote),
];

export interface AnswerOptions {
  readonly style: Style;
  /** Set where the answer is not in a thread: why. Then it begins with who asked what. */
  readonly whyHere?: string | null;
  /** How the answer came about, for styles that fold it in. */
  readonly explanation?: ExplanationView | null;
  /** False where pressing would lead nowhere. */
  readonly hasActions?: boolean;
}

export function renderAnswer(message: MessageView, options: AnswerOptions): Content {
  const { style, whyHere = null, explanation = null, hasActions = true } = options;
  const blocks = whyHere === null ? [] : [contextBlock(whyHere), ...rootBlocks(message)];
  const badge = badgeWord(message);
  if (badge !== null) blocks.push(contextBlock(badge));
  if (style === "compact") blocks.push(...compactBlocks(message));
  else blocks.push(...message.blocks.flatMap(renderBlock));
  if (style === "folded" && explanation !== null) blocks.push(foldedBlock(explanation, message.locale));
  if (hasActions && message.actions.length > 0) blocks.push(...actionBlocks(message, style));
  return { text: fallback(message.plainText), blocks: marked("answer", message.askId, blocks) };
}

function marked(
  part: "root" | "answer",
  askId: string,
  [first, ...rest]: readonly SlackBlock[],
): SlackBlock[] {
  return first ? [{ ...first, block_id: markOf(part, askId) } as SlackBlock, ...rest] : [];
}

function compactBlocks({ blocks, plainText, locale }: MessageView): SlackBlock[] {
  const disclaimer = blocks.find(({ kind }) => kind === "disclaimer");
  return [
    section(plainText),
    contextBlock(slackWords(locale).cut),
    ...(disclaimer ? renderBlock(disclaimer) : []),
  ];
}

function renderBlock(block: Block): SlackBlock[] {
  switch (block.kind) {
    case "result":
      return block.detail === null
        ? [paragraph({ text: block.text })]
        : [paragraph({ text: block.text, style: { bold: true } }, { text: `  ${block.detail}` })];
    case "override":
      return [
        paragraph({ text: block.text, style: { bold: true } }),
        contextBlock([block.byline, block.reason].filter(Boolean).join("\n")),
      ];
    case "struck":
      return [paragraph({ text: block.text, style: { strike: true } })];
    case "compared":
      return [columns(block.sides.map(sideText))];
    case "scores":
    case "waiting":
    case "note":
    case "disclaimer":
      return [contextBlock(block.text)];
  }
}

/** One of two answers as a column, which holds plain text alone. */
const sideText = ({ title, blocks }: ComparedSide): string =>
  [
    title,
    ...blocks.map((block) =>
      block.kind === "result" && block.detail !== null ? `${block.text} (${block.detail})` : block.text,
    ),
  ].join("\n");

function actionBlocks(message: MessageView, style: Style): SlackBlock[] {
  const find = (name: string) => message.actions.find(({ press }) => press.name === name);
  const [right, wrong] = [find("right"), find("wrong")];
  const hasFeedback = style === "folded" || style === "feedback";
  const feedback = hasFeedback && right && wrong ? feedbackButtons(right, wrong) : null;
  const others = message.actions.filter((one) => !feedback || (one !== right && one !== wrong));
  return [...(feedback ? [feedback] : []), ...(others.length > 0 ? [actions(...others.map(button))] : [])];
}

function feedbackButtons(right: Action, wrong: Action): SlackBlock {
  const side = ({ label, press }: Action) => ({
    text: { type: "plain_text" as const, text: label },
    value: pressValue({ ...press, rest: press.name }),
    accessibility_label: label,
  });
  return {
    type: "context_actions",
    elements: [
      {
        type: "feedback_buttons",
        action_id: actionId({ ...right.press, name: "rate" }),
        positive_button: side(right),
        negative_button: side(wrong),
      },
    ],
  };
}

/** A notice takes so many sections at most: a message holds some 13,000 characters. */
const MAX_SECTIONS = 4;

export function noticeBlocks(
  { title, text, remark, chart, actions: offered }: NoticeView,
  maxSections = MAX_SECTIONS,
): SlackBlock[] {
  return [
    ...(title === null ? [] : [header(title)]),
    ...(chart === undefined ? [] : [chartBlock(chart)]),
    ...sections(text, maxSections),
    ...(remark === null ? [] : [contextBlock(remark)]),
    ...actionRows(offered),
  ];
}

export function renderNotice(notice: NoticeView): Content {
  return {
    text: fallback([notice.title, notice.text].filter(Boolean).join("\n")),
    blocks: noticeBlocks(notice),
  };
}
