/** Whom a message would ping and where its links would lead, read the way Slack's clients render it. Pure. */

import { type Fields, isFields } from "./validate.ts";

export interface Attention {
  /** "!channel", "@U123", "^S1": everybody or everything that would be notified. */
  readonly pings: readonly string[];
  /** Links whose shown words differ from where they lead. */
  readonly disguisedLinks: readonly string[];
  /** What people would read, without markup. */
  readonly shown: string;
}

/** Reads a message: mrkdwn is parsed in `text` and mrkdwn objects, never in plain_text and rich text's text. */
export function readAttention(message: { readonly text?: unknown; readonly blocks?: unknown }): Attention {
  const found = { pings: [] as string[], links: [] as string[], shown: [] as string[] };
  if (typeof message.text === "string") {
    readMarkup(message.text, found);
    if (!Array.isArray(message.blocks)) found.shown.push(decode(message.text));
  }
  walk(message.blocks, found);
  return { pings: found.pings, disguisedLinks: found.links, shown: found.shown.join("\n") };
}

interface Found {
  readonly pings: string[];
  readonly links: string[];
  readonly shown: string[];
}

function walk(value: unknown, found: Found): void {
  if (Array.isArray(value)) for (const inner of value) walk(inner, found);
  if (!isFields(value)) return;
  const { type, text } = value;
  if (type === "mrkdwn" && typeof text === "string") {
    readMarkup(text, found);
    found.shown.push(decode(text));
  } else if ((type === "plain_text" || type === "text") && typeof text === "string")
    found.shown.push(decode(text));
  else if (type === "broadcast") found.pings.push(`!${String(value.range)}`);
  else if (type === "user") found.pings.push(`@${String(value.user_id)}`);
  else if (type === "usergroup") found.pings.push(`^${String(value.usergroup_id)}`);
  else if (type === "link") readLink(value, found);
  for (const [key, inner] of Object.entries(value)) if (key !== "metadata") walk(inner, found);
}

function readLink(link: Fields, found: Found): void {
  if (link.text !== undefined && link.text !== link.url) found.links.push(String(link.url));
}

/** What `<…>` sequences in mrkdwn do. @see https://docs.slack.dev/messaging/formatting-message-text */
function readMarkup(text: string, found: Found): void {
  for (const [, inside = ""] of text.matchAll(/<([^<>]+)>/g)) {
    const [target = "", label] = inside.split("|");
    if (/^!(channel|here|everyone)/.test(target)) found.pings.push(target);
    else if (/^!subteam\^/.test(target)) found.pings.push(`^${target.slice(9)}`);
    else if (/^@[UW]/.test(target)) found.pings.push(target);
    else if (label !== undefined && label !== target) found.links.push(target);
  }
}

function decode(text: string): string {
  return text.replace(
    /&(amp|lt|gt);/g,
    (_, name) => ({ amp: "&", lt: "<", gt: ">" })[name as "amp" | "lt" | "gt"],
  );
}
