/**
 * The two layouts of a message. A message that was posted as text may be edited into components, and never back: Discord keeps the flag.
 * So everything that edits has a last form in components, which any message takes.
 * @see https://docs.discord.com/developers/resources/message#edit-message
 */

import { ComponentType } from "discord-api-types/v10";
import { CODES, type MessageContent, Refused } from "../../client/rest.ts";

export const LAYOUTS = ["container", "text"] as const;
/** `container`: components with a colour, and no text of the message's own. `text`: text with buttons below. */
export type Layout = (typeof LAYOUTS)[number];

/** The same message in other forms, best first. */
export type Forms = readonly [MessageContent, ...MessageContent[]];

/** A text, and the same for a message that takes components only. */
export const textForms = (content: MessageContent): Forms => [content, toComponents(content)];

function toComponents({ content, components }: MessageContent): MessageContent {
  if (content === null) return { content, components };
  return { content: null, components: [{ type: ComponentType.TextDisplay, content }, ...components] };
}

/** Sends the first form that Discord takes. A form that it refuses as invalid had no effect.
 * @throws whatever else sending throws, and the last refusal */
export async function sendFirst<T>(forms: Forms, send: (content: MessageContent) => Promise<T>): Promise<T> {
  const [first, ...rest] = forms;
  let sent = send(first);
  for (const form of rest)
    sent = sent.catch((error: unknown) => {
      if (error instanceof Refused && error.code === CODES.invalidForm) return send(form);
      throw error;
    });
  return sent;
}
