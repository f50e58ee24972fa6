/** The explanation of an answer, folded into the answer's own message. Pure. */

import type { types } from "@slack/bolt";
import type { ExplanationSection, ExplanationView } from "../../../../core/views/view.ts";
import { visibleText } from "../../../shared/text.ts";
import { slackWords } from "../../words.ts";
import { contextBlock, MAX_IN_TEXT, plain, type SlackBlock, section } from "./blocks.ts";

/** What a container holds; the last block says where the rest is. @see https://docs.slack.dev/reference/block-kit/blocks/container-block */
const MAX_CHILDREN = 9;
const MAX_TITLE = 150;
/** Of all texts in it. The answer has its part of the 13,200 characters that a message may hold. */
const MAX_CHARACTERS = 7_000;

/** A section, which begins with its heading, is a block. The exact prompt is in it only where it is shown letter by letter; what does not
 * fit is left out, and Why? has all of it. */
export function foldedBlock({ title, sections }: ExplanationView, locale: string): SlackBlock {
  const texts: string[] = [];
  let characters = 0;
  for (const text of sections.filter(isShownWhole).map(textOf)) {
    if (texts.length === MAX_CHILDREN || characters + text.length > MAX_CHARACTERS) continue;
    texts.push(text);
    characters += text.length;
  }
  return {
    type: "container",
    title: plain(title, MAX_TITLE),
    is_collapsible: true,
    default_collapsed: true,
    child_blocks: [...texts.map(section), contextBlock(slackWords(locale).unfolded)],
  } as types.ContainerBlock;
}

const textOf = ({ heading, text }: ExplanationSection) => `${heading}\n${text}`;

function isShownWhole(part: ExplanationSection): boolean {
  const text = textOf(part);
  return text.length <= MAX_IN_TEXT && (!part.isVerbatim || visibleText(text) === text);
}
