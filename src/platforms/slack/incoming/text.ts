/**
 * Text on its way in from Slack: markup, entities and emoji names become what people see. Pure.
 * @see https://docs.slack.dev/messaging/formatting-message-text
 */

import emojiByName from "./emoji.json" with { type: "json" };

const ENTITIES = { amp: "&", lt: "<", gt: ">" } as const;
const EMOJI = new Map(Object.entries(emojiByName));
/** An emoji's name with its skin tone, if any: ":wave::skin-tone-3:". */
const EMOJI_NAME = /:([a-z0-9_+'-]+):(?::skin-tone-([2-6]):)?/g;

/** What a person sees of Slack's markup: "&lt;" is "<", "<https://a.b|here>" is "here (https://a.b)", "<@U1|ada>" is "@ada", ":tada:" is "🎉". */
export function decodeText(text: string): string {
  return decodePlainText(text.replace(/<([^<>]*)>/g, (_, inside: string) => readMarkup(inside)));
}

/** The same of a text without markup, such as a heading. */
export function decodePlainText(text: string): string {
  return decodeEmoji(text).replace(/&(amp|lt|gt);/g, (_, name: keyof typeof ENTITIES) => ENTITIES[name]);
}

/** The character of an emoji's name, or null for a workspace's own emoji.
 * @param tone Slack's skin tone, 2 to 6 */
export function emojiOf(name: string, tone?: number): string | null {
  const emoji = EMOJI.get(name);
  if (emoji === undefined) return null;
  const [first = "", ...rest] = emoji;
  // Unicode puts the tone behind the first character, in place of its variation selector.
  return tone
    ? [first, String.fromCodePoint(0x1f3f9 + tone), ...rest]
        .join("")
        .replace(/(?<=[\u{1f3fb}-\u{1f3ff}])\ufe0f/u, "")
    : emoji;
}

function decodeEmoji(text: string): string {
  return text.replace(EMOJI_NAME, (whole: string, name: string, tone: string | undefined, at: number) => {
    const [before = "", after = ""] = [text[at - 1], text[at + whole.length]];
    // "a:b:c" and "10:100:30" hold no emoji.
    const isInside = /^\w\w$/.test(before + after) || (/^\d+$/.test(name) && /\d/.test(before + after));
    return (isInside ? null : emojiOf(name, Number(tone))) ?? whole;
  });
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
  return showLink(target, label);
}

/** @param label what the link shows; left out where it shows its address */
export function showLink(target: string, label: string | undefined): string {
  const address = target.replace(/^(mailto|tel):/, "");
  return label === undefined || label === address || target.endsWith(`://${label}`)
    ? address
    : `${label} (${address})`;
}

const at = (label: string, sign: string) => (label.startsWith(sign) ? label : sign + label);
