/**
 * Text on its way in and out of Discord: what people wrote is decoded, what is posted is shown letter by letter and pings nobody.
 * @see https://docs.discord.com/developers/reference#message-formatting
 */

import type { APIUser } from "discord-api-types/v10";
import { toOneLine } from "../../../core/text.ts";

/** What a person sees of Discord's markup: "<@1>" is "@ada", "<#1>" is "#channel", "<:wave:1>" is ":wave:". */
export function decodeText(text: string, mentions: readonly Pick<APIUser, "id" | "username">[] = []): string {
  const names = new Map(mentions.map(({ id, username }) => [id, username]));
  return text
    .replace(/<@!?(\d+)>/g, (_, id: string) => `@${names.get(id) ?? "someone"}`)
    .replace(/<@&\d+>/g, "@role")
    .replace(/<#\d+>/g, "#channel")
    .replace(/<a?(:\w+:)\d+>/g, "$1")
    .replace(/<(\/[\w -]+):\d+>/g, "$1");
}

/** Discord shows a backslash before a sign as the sign alone; a link ends at its escaped colon, and an @everyone at a zero-width space. */
function escapeText(text: string): string {
  return text
    .replace(/[\\*_~|`<>[\]()#@]/g, "\\$&")
    .replace(/:(?=\/\/)/g, "\\:")
    .replace(/^(\s*)([-+])/gm, "$1\\$2")
    .replace(/^(\s*\d+)([.)])/gm, "$1\\$2")
    .replace(/@(?=everyone|here)/gi, "@\u200b");
}

/** As people should see it: its lines, without invisible and direction-changing characters; … where nothing is left. */
export function visibleText(text: string): string {
  const lines = text.split(/\r\n|[\n\r\v\f\u0085\u2028\u2029]/u).map(toOneLine);
  return (
    lines
      .join("\n")
      .replace(/\n{3,}/g, "\n\n")
      .trim() || "…"
  );
}

/** A text made safe, and cut so that it takes no more than `most` characters with its escapes and `prefix` before each line; never inside a character. */
export function safeText(text: string, most: number, prefix = ""): string {
  const visible = visibleText(text);
  const dress = (part: string) =>
    escapeText(part)
      .split("\n")
      .map((line) => prefix + line)
      .join("\n");
  const whole = dress(visible);
  if (whole.length <= most) return whole;
  const points = [...visible];
  let [least, above] = [0, Math.min(points.length, most)];
  while (above - least > 1) {
    const middle = (least + above) >> 1;
    if (dress(`${points.slice(0, middle).join("").trimEnd()}…`).length <= most) least = middle;
    else above = middle;
  }
  return dress(`${points.slice(0, least).join("").trimEnd()}…`);
}

/** For fields that Discord shows as they are (titles, options, thread names): one line of at most `most` UTF-16 units. */
export function plainText(text: string, most: number): string {
  const line = toOneLine(text) || "…";
  if (line.length <= most) return line;
  let kept = "";
  for (const character of line) {
    if (kept.length + character.length > most - 1) break;
    kept += character;
  }
  return `${kept.trimEnd()}…`;
}
