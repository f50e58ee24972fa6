/** Renders the anchor and the reply as Discord messages. Pure. */

import {
  type APIActionRowComponent,
  type APIButtonComponentWithCustomId,
  type APIComponentInMessageActionRow,
  ButtonStyle,
  ComponentType,
} from "discord-api-types/v10";
import type { ActionId, Anchor, Block, Reply } from "../../../core/reply.ts";
import { wordsFor } from "../../../i18n/words.ts";
import { safeText } from "../incoming/text.ts";

/** A message's text and buttons. */
export interface Content {
  readonly content: string;
  readonly components: Row[];
}

export type Row = APIActionRowComponent<APIComponentInMessageActionRow>;

/** 2000 characters: a message's content. @see https://docs.discord.com/developers/resources/message */
const MOST = 2000;
/** What the anchor's quote may take of a message; beside an answer less, so that the answer has context. */
const QUOTE_ALONE = 1400;
const QUOTE_BESIDE = 500;
/** What one result may take; the rest is for scores, remarks and the disclaimer. */
const RESULT = 850;
/** What a remark may take. */
const REMARK = 180;

/** What a button does, in its custom_id: "fewshot:right:ASK". At most 100 characters, since ids are at most 24. */
export type PressName =
  | ActionId
  | "withdraw"
  | "override-form"
  | "reason-form"
  | "opt-out-now"
  | "opt-in"
  | "export"
  | "erase"
  | "erase-now"
  | "choose";

export function pressId(name: PressName, ...parts: readonly string[]): string {
  return ["fewshot", name, ...parts].join(":");
}

/** What a custom_id says; null when it is none of ours. */
export function readPressId(customId: string): { name: PressName; askId: string; rest: string } | null {
  const [ours, name = "", askId = "", rest = ""] = customId.split(":");
  return ours === "fewshot" ? { name: name as PressName, askId, rest } : null;
}

export function sentence(text: string, components: Row[] = []): Content {
  return { content: safeText(text, MOST), components };
}

/** @param progress a sentence on what the ask waits for */
export function renderAnchor(anchor: Anchor, progress: string | null = null): Content {
  const content = [anchorText(anchor, QUOTE_ALONE), ...(progress === null ? [] : [small(progress)])].join(
    "\n",
  );
  return { content, components: [] };
}

/** @param above what stands over the answer: the anchor with its quote, its heading alone, or nothing
 * @param aside a sentence on why the answer stands here */
export function renderReply(
  reply: Reply,
  {
    askId,
    above = "nothing",
    aside = null,
  }: { askId: string; above?: "anchor" | "heading" | "nothing"; aside?: string | null },
): Content {
  const lines = [
    ...(aside === null ? [] : [small(aside)]),
    ...(above === "anchor" ? [anchorText(reply.anchor, QUOTE_BESIDE)] : []),
    ...(above === "heading" ? [headingText(reply.anchor)] : []),
    ...reply.blocks.map((block) => blockText(block, reply)),
  ];
  return { content: fitLines(lines), components: rows(reply, askId) };
}

const headingText = (anchor: Anchor) => `**${safeText(anchor.heading, 250)}**`;

const anchorText = (anchor: Anchor, most: number) =>
  `${headingText(anchor)}\n${safeText(anchor.quote, most, "> ")}`;

/** Discord's subtext: set visibly apart. */
const small = (text: string) => safeText(text, REMARK * 2, "-# ");

function blockText(block: Block, reply: Reply): string {
  const words = wordsFor(reply.locale).reply;
  switch (block.kind) {
    case "text":
      return small(block.text);
    case "result":
      return block.detail === null
        ? safeText(block.text, RESULT)
        : `**${safeText(block.text, RESULT)}** ${safeText(block.detail, REMARK)}`;
    case "override":
      return [
        `**${safeText(block.text, RESULT / 2)}**`,
        small(block.byline),
        ...(block.reason === null ? [] : [small(block.reason)]),
      ].join("\n");
    case "struck":
      return `~~${safeText(block.text, RESULT / 2).replaceAll("\n", " ")}~~`;
    case "scores":
      return small(
        `${words.scores}: ${block.scores.map(({ label, percent }) => `${label} ${percent} %`).join(" · ")}`,
      );
    case "note":
    case "disclaimer":
      return small(block.text);
  }
}

/** Leaves out whole lines before the last (the disclaimer) until the message holds them; each alone is short enough. */
function fitLines(lines: readonly string[]): string {
  const kept = [...lines];
  while (kept.join("\n").length > MOST && kept.length > 2) kept.splice(kept.length - 2, 1);
  return kept.join("\n");
}

function rows(reply: Reply, askId: string): Row[] {
  const buttons = reply.actions.map(({ id, label }) => button(pressId(id, askId), label));
  const override = reply.blocks.find((block) => block.kind === "override");
  if (override && buttons.length > 0)
    buttons.push(
      button(pressId("withdraw", askId, override.overrideId), wordsFor(reply.locale).feedback.withdraw),
    );
  return buttonRows(buttons);
}

export function button(
  custom_id: string,
  label: string,
  style: APIButtonComponentWithCustomId["style"] = ButtonStyle.Secondary,
): APIButtonComponentWithCustomId {
  return { type: ComponentType.Button, style, label, custom_id };
}

/** Five buttons stand in a row. */
export function buttonRows(buttons: readonly APIButtonComponentWithCustomId[]): Row[] {
  const made: Row[] = [];
  for (let first = 0; first < buttons.length; first += 5)
    made.push({ type: ComponentType.ActionRow, components: buttons.slice(first, first + 5) });
  return made;
}
