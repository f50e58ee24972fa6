/**
 * Text on its way in and out of Slack: what people wrote is decoded, what is posted is shown letter by letter and pings nobody.
 * @see https://docs.slack.dev/messaging/formatting-message-text
 */

import { toOneLine } from "../../../core/text.ts";

const ENTITIES = { amp: "&", lt: "<", gt: ">" } as const;

/** What a person sees of Slack's markup: "&lt;" is "<", "<https://a.b|here>" is "here (https://a.b)", "<@U1|ada>" is "@ada". */
export function decodeText(text: string): string {
  return text
    .replace(/<([^<>]*)>/g, (_, inside: string) => readMarkup(inside))
    .replace(/&(amp|lt|gt);/g, (_, name: keyof typeof ENTITIES) => ENTITIES[name]);
}

function readMarkup(inside: string): string {
  const [target = "", label] = inside.split("|");
  // Ids of people and channels mean nothing to a reader or a model, and need not leave Slack.
  if (target.startsWith("@")) return label ? at(label, "@") : "@someone";
  if (target.startsWith("#")) return label ? at(label, "#") : "#channel";
  if (target.startsWith("!"))
    return label ?? (/^!(here|channel|everyone)/.test(target) ? `@${target.slice(1)}` : "@group");
  // Angle brackets of a person's own.
  if (!/^[a-z][a-z0-9+.-]*:/i.test(target)) return `<${inside}>`;
  const address = target.replace(/^(mailto|tel):/, "");
  return label === undefined || label === address || target.endsWith(`://${label}`)
    ? address
    : `${label} (${address})`;
}

const at = (label: string, sign: string) => (label.startsWith(sign) ? label : sign + label);

/** For fields that Slack reads as markup: nothing in it is a mention, a link or an entity any more. */
export function escapeText(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
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

/** The first `most` UTF-16 units, which is how Slack counts, never half a character, with … where something was cut. */
export function fitText(text: string, most: number): string {
  if (text.length <= most) return text;
  let kept = "";
  for (const character of text) {
    if (kept.length + character.length > most - 1) break;
    kept += character;
  }
  return `${kept.trimEnd()}…`;
}
