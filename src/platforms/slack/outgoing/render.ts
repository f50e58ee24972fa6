/** Renders the anchor and the reply as Slack messages. Pure. */

import type { Action, ActionId, Anchor, Block, Reply } from "../../../core/reply.ts";
import { wordsFor } from "../../../i18n/words.ts";
import {
  actions,
  button,
  type Content,
  confirmed,
  contextBlock,
  fallback,
  paragraph,
  quote,
  type SlackBlock,
  section,
} from "./blocks.ts";

/**
 * Ways to render a reply, richest first: feedback buttons; ordinary buttons, where Slack does not take those;
 * and one plain text, where it takes neither or finds the blocks too long.
 */
export const STYLES = ["feedback", "buttons", "compact"] as const;
export type Style = (typeof STYLES)[number];

/** Ids of the buttons; their values begin with the ask's id. */
export const ACTIONS = {
  rate: "fewshot-rate",
  right: "fewshot-right",
  wrong: "fewshot-wrong",
  override: "fewshot-override",
  why: "fewshot-why",
  "opt-out": "fewshot-opt-out",
  withdraw: "fewshot-withdraw",
} as const satisfies Record<ActionId | "rate" | "withdraw", string>;

/** The first block's id names the ask, so that a post whose fate is unknown can be found again in the history. */
export const markOf = (part: "anchor" | "reply", askId: string) => `fewshot-${part}-${askId}`;

export function renderAnchor(anchor: Anchor, askId: string): Content {
  const [first, ...rest] = anchorBlocks(anchor);
  const blocks = [{ ...first, block_id: markOf("anchor", askId) } as SlackBlock, ...rest];
  return { text: fallback(`${anchor.heading}\n${anchor.quote}`), blocks };
}

const anchorBlocks = (anchor: Anchor) => [
  paragraph({ text: anchor.heading, style: { bold: true } }),
  quote(anchor.quote),
];

export interface ReplyOptions {
  readonly askId: string;
  readonly style: Style;
  /** Set when only the asker sees it: why that is so. Then the anchor stands in it too. */
  readonly aside?: string | null;
  /** False where pressing would lead nowhere. */
  readonly hasActions?: boolean;
}

export function renderReply(
  reply: Reply,
  { askId, style, aside = null, hasActions = true }: ReplyOptions,
): Content {
  const blocks: SlackBlock[] = aside === null ? [] : [contextBlock(aside), ...anchorBlocks(reply.anchor)];
  if (style === "compact") blocks.push(...compactBlocks(reply));
  else for (const block of reply.blocks) blocks.push(...renderBlock(block, reply));
  if (hasActions && reply.actions.length > 0)
    blocks.push(...renderActions(reply, askId, aside === null ? style : "buttons"));
  const [first, ...rest] = blocks;
  const marked = first && ({ ...first, block_id: markOf("reply", askId) } as SlackBlock);
  return { text: fallback(reply.plainText), blocks: marked ? [marked, ...rest] : [] };
}

function compactBlocks(reply: Reply): SlackBlock[] {
  const disclaimer = reply.blocks.find((block) => block.kind === "disclaimer");
  const cut = contextBlock(wordsFor(reply.locale).slack.cut);
  return disclaimer
    ? [section(reply.plainText), cut, contextBlock(disclaimer.text)]
    : [section(reply.plainText), cut];
}

function renderBlock(block: Block, reply: Reply): SlackBlock[] {
  const words = wordsFor(reply.locale).reply;
  switch (block.kind) {
    case "text":
      return [contextBlock(block.text)];
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
    case "scores":
      return [
        contextBlock(
          `${words.scores}: ${block.scores.map(({ label, percent }) => `${label} ${percent} %`).join(" · ")}`,
        ),
      ];
    case "note":
    case "disclaimer":
      return [contextBlock(block.text)];
  }
}

function renderActions(reply: Reply, askId: string, style: Style): SlackBlock[] {
  const byId = new Map(reply.actions.map((action) => [action.id, action]));
  const [right, wrong] = [byId.get("right"), byId.get("wrong")];
  const hasFeedback = style === "feedback" && right !== undefined && wrong !== undefined;
  const others = reply.actions.filter(({ id }) => !hasFeedback || (id !== "right" && id !== "wrong"));
  const buttons = others.map((action) => renderButton(action, askId, reply.locale));
  const override = reply.blocks.find((block) => block.kind === "override");
  if (override)
    buttons.push(
      button(ACTIONS.withdraw, wordsFor(reply.locale).feedback.withdraw, `${askId}:${override.overrideId}`),
    );
  const blocks: SlackBlock[] = hasFeedback ? [feedbackButtons(right, wrong, askId)] : [];
  return buttons.length > 0 ? [...blocks, actions(...buttons)] : blocks;
}

function feedbackButtons(right: Action, wrong: Action, askId: string): SlackBlock {
  const side = ({ id, label }: Action) => ({
    text: { type: "plain_text" as const, text: label },
    value: `${askId}:${id}`,
    accessibility_label: label,
  });
  return {
    type: "context_actions",
    elements: [
      {
        type: "feedback_buttons",
        action_id: ACTIONS.rate,
        positive_button: side(right),
        negative_button: side(wrong),
      },
    ],
  };
}

function renderButton({ id, label }: Action, askId: string, locale: string) {
  const pressed = button(ACTIONS[id], label, askId);
  if (id !== "opt-out") return pressed;
  const { slack } = wordsFor(locale);
  return confirmed(pressed, { title: label, text: slack.optOutConfirm, yes: label, no: slack.keep });
}
