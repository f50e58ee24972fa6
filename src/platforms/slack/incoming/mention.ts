/** What a message says to Fewshot: the text behind a mention, or a whole direct message. Pure. */

/** Slack writes a mention as <@U1>, in some places with a name: <@U1|fewshot>. */
const mentionOf = (botUserId: string) => new RegExp(`<@${botUserId}(?:\\|[^<>]*)?>`);

/** The text behind the first mention, without further ones; null where there is no mention. */
export function textAfterMention(text: string, botUserId: string): string | null {
  const [, after, ...more] = text.split(mentionOf(botUserId));
  return after === undefined ? null : [after, ...more].join(" ");
}

/** The text of a direct message without mentions of Fewshot. */
export function withoutMentions(text: string, botUserId: string): string {
  return text.split(mentionOf(botUserId)).join(" ");
}

/** Whether a message asks Fewshot something: it begins with a mention, or a command follows one. Other mentions are talk about it. */
export function callOf(
  text: string | undefined,
  botUserId: string,
  isCommand: (name: string) => boolean,
): boolean {
  const after = textAfterMention(text ?? "", botUserId);
  if (after === null) return false;
  const isFirst = (text ?? "").trimStart().search(mentionOf(botUserId)) === 0;
  return isFirst || isCommand(commandIn(after).name);
}

/** Splits "sentiment some text" into its command and the text.
 * @returns the name in lower case, "" where there is none */
export function commandIn(text: string): { readonly name: string; readonly rest: string } {
  const [, command = "", rest = ""] = /^\s*[/!]?([\w-]*)\s*([\s\S]*)$/.exec(text) ?? [];
  return { name: command.toLowerCase(), rest };
}
