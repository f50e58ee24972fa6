/**
 * Renders an answer as a container: its colour and a word say what became of the ask, the disclaimer is set apart by a line, the buttons are
 * inside. Pure.
 * @see https://docs.discord.com/developers/components/reference#container
 */

import { type APIContainerComponent, ComponentType } from "discord-api-types/v10";
import type { Badge, MessageView } from "../../../../core/views/view.ts";
import type { MessageContent } from "../../client/rest.ts";
import { type AnswerOptions, answerParts, type Part, type TextLimits } from "./answer-parts.ts";
import { renderActions } from "./render.ts";

/** All texts of a message with components, and what is left of it for the words on buttons. */
export const MAX_TEXT = 4000;
const MAX_BUTTONS = 500;
const LIMITS: TextLimits = {
  total: MAX_TEXT - MAX_BUTTONS,
  quote: 1000,
  result: 1800,
  compared: 600,
  remark: 500,
};

/** Colours of Okabe and Ito, which people with any colour vision tell apart. The word says the same. @see https://jfly.uni-koeln.de/color/ */
const COLOURS: Readonly<Record<Badge["kind"], number>> = {
  answered: 0x009e73,
  "not-sure": 0xe69f00,
  overridden: 0x56b4e9,
  failed: 0xd55e00,
};

type Component = APIContainerComponent["components"][number];

export function renderContainer(message: MessageView, options: AnswerOptions): MessageContent {
  const parts = answerParts(message, options, { ...LIMITS, hasBadge: true });
  const groups = (["above", "answer", "disclaimer"] as const)
    .map((group) => parts.filter((part) => part.group === group))
    .filter((group) => group.length > 0);
  const components: Component[] = [
    ...groups.flatMap((group, at) => (at === 0 ? [display(group)] : [LINE, display(group)])),
    ...renderActions(message.actions),
  ];
  const colour = message.badge === null ? {} : { accent_color: COLOURS[message.badge.kind] };
  return { content: null, components: [{ type: ComponentType.Container, ...colour, components }] };
}

const LINE: Component = { type: ComponentType.Separator };

const display = (parts: readonly Part[]): Component => ({
  type: ComponentType.TextDisplay,
  content: parts.map(({ text }) => text).join("\n"),
});
