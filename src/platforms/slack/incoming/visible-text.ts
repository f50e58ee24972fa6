/**
 * The text that people see in a message: what was written, blocks, forwarded messages, attachments and comments on files.
 * What Slack puts in the place of something it can't show is never taken for a text. Pure.
 */

import { toOneLine } from "../../../core/text/text.ts";
import { decodePlainText, decodeText, emojiOf, showLink } from "./text.ts";

type Fields = Readonly<Record<string, unknown>>;

export interface VisibleText {
  /** Empty when there is none. */
  readonly text: string;
  /** Ids of the people who wrote what is forwarded in the message, and one of their names. */
  readonly quoted: readonly { readonly id: string; readonly name: string | null }[];
  /** Whether the sender wrote none of the text. */
  readonly isOnlyQuoted: boolean;
}

/** Sentences that Slack puts where something can't be shown. */
const FILLERS = new Set([
  "this content can't be displayed.",
  "this message can't be displayed.",
  "this message was deleted.",
  "this file was deleted.",
  "this message contains interactive elements.",
  "[no preview available]",
]);

/** Blocks and elements that hold nothing people read as the message's text. */
const SILENT = new Set([
  "actions",
  "input",
  "button",
  "overflow",
  "context_actions",
  "feedback_buttons",
  "icon_button",
  "file",
]);
/** Elements whose parts are on one line. */
const INLINE = new Set(["rich_text_section", "rich_text_quote", "rich_text_preformatted"]);
/** Where blocks and elements keep their parts, in the order they are shown. */
const PARTS = [
  "title",
  "subtitle",
  "text",
  "body",
  "description",
  "fields",
  "elements",
  "child_blocks",
  "blocks",
  "rows",
];
const MAX_DEPTH = 12;

export function readVisibleText(message: Fields): VisibleText {
  const written = withoutFiller(decodeText(stringOf(message.text)));
  const inBlocks = readBlocks(message.blocks);
  // An app's text is for notifications; people see its blocks. A person's text says the same as the blocks, with names in mentions.
  const isApp = message.bot_id !== undefined || message.subtype === "bot_message";
  const content = isApp ? inBlocks || written : written || inBlocks;
  const attachments = fieldsOf(message.attachments);
  const isOnlyLinks = toOneLine(content.replace(/https?:\/\/\S+/g, "")) === "";
  const forwards = attachments.filter(
    ({ is_share, is_msg_unfurl }) => is_share === true || (is_msg_unfurl === true && isOnlyLinks),
  );
  const quotes = forwards.map(readAttachment).filter((text) => text !== "");
  const hasQuotedLink = isOnlyLinks && quotes.length > 0;
  const own = [
    hasQuotedLink ? "" : content,
    // What Slack shows of a link's target is no part of the message.
    ...attachments.filter((one) => !forwards.includes(one) && !isPreview(one)).map(readAttachment),
    ...fieldsOf(message.files).map(readComment),
    readComment(message),
  ].filter((text) => text !== "");
  const texts = [...own, ...quotes];
  if (texts.length === 0)
    texts.push(
      ...fieldsOf(message.files)
        .map(readFile)
        .filter((text) => text !== ""),
    );
  return {
    text: texts.join("\n"),
    isOnlyQuoted: own.length === 0 && quotes.length > 0,
    quoted: forwards.flatMap(({ author_id: id, author_name: name }) =>
      typeof id === "string" && id !== "" ? [{ id, name: stringOf(name) || null }] : [],
    ),
  };
}

/** Whether an attachment is the preview of a link's target. */
const isPreview = ({ from_url, original_url, is_msg_unfurl, is_app_unfurl }: Fields): boolean =>
  from_url !== undefined || original_url !== undefined || is_msg_unfurl === true || is_app_unfurl === true;

function readAttachment(attachment: Fields): string {
  const { pretext, title, text, fields, blocks, message_blocks: messages, files } = attachment;
  const inBlocks =
    readBlocks(blocks) ||
    fieldsOf(messages)
      .map(({ message }) => readBlocks((message as Fields | null)?.blocks))
      .join("\n");
  const written = withoutFiller(decodeText(stringOf(text)));
  const parts = [
    decodeText(stringOf(pretext)),
    decodeText(stringOf(title)),
    written || inBlocks,
    ...fieldsOf(fields).map(({ title, value }) =>
      joined([stringOf(title), stringOf(value)].map(decodeText), ": "),
    ),
    ...fieldsOf(files).map(readComment),
  ];
  return joined(parts) || withoutFiller(decodeText(stringOf(attachment.fallback)));
}

/** A comment on a file. */
function readComment(file: Fields): string {
  const comment = (file.initial_comment ?? file.comment) as { readonly comment?: unknown } | undefined;
  return decodeText(stringOf(comment?.comment));
}

/** What is shown of a file that is text itself: a snippet, a post, an e-mail. */
function readFile({ preview, preview_plain_text, subject }: Fields): string {
  return joined([stringOf(subject), stringOf(preview_plain_text) || stringOf(preview)]);
}

function readBlocks(blocks: unknown): string {
  return withoutFiller(joined(listOf(blocks).map((block) => readPart(block, 0))));
}

/** The text of a block or of a part of one. */
function readPart(part: unknown, depth: number): string {
  if (typeof part === "string") return decodeText(part);
  if (Array.isArray(part))
    return joined(
      part.map((one) => readPart(one, depth + 1)),
      " ",
    );
  if (typeof part !== "object" || part === null || depth > MAX_DEPTH) return "";
  const fields = part as Fields;
  const type = stringOf(fields.type);
  if (SILENT.has(type)) return "";
  const leaf = readLeaf(type, fields);
  if (leaf !== null) return leaf;
  const texts = PARTS.flatMap((key) => {
    const inner = fields[key];
    return Array.isArray(inner) ? inner.map((one) => readPart(one, depth + 1)) : [readPart(inner, depth + 1)];
  });
  return INLINE.has(type) ? texts.join("") : joined(texts);
}

/** @returns null for what is no text itself */
function readLeaf(type: string, fields: Fields): string | null {
  const text = stringOf(fields.text);
  switch (type) {
    case "text":
    case "raw_text":
      return text;
    case "plain_text":
      return decodePlainText(text);
    case "mrkdwn":
    case "markdown":
      return decodeText(text);
    case "link":
      return showLink(stringOf(fields.url), text || undefined);
    case "emoji":
      return emojiOf(stringOf(fields.name), Number(fields.skin_tone)) ?? `:${stringOf(fields.name)}:`;
    case "user":
      return "@someone";
    case "usergroup":
      return "@group";
    case "channel":
      return "#channel";
    case "broadcast":
      return `@${stringOf(fields.range)}`;
    case "date":
      return stringOf(fields.fallback);
    case "color":
    case "raw_number":
      return String(fields.value ?? "");
    default:
      return null;
  }
}

function withoutFiller(text: string): string {
  return FILLERS.has(toOneLine(text).replaceAll("\u2019", "'").toLowerCase()) ? "" : text;
}

const joined = (texts: readonly string[], by = "\n") => texts.filter((text) => text.trim() !== "").join(by);
const stringOf = (value: unknown): string => (typeof value === "string" ? value : "");
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const fieldsOf = (value: unknown): readonly Fields[] =>
  listOf(value).filter(
    (one): one is Fields => typeof one === "object" && one !== null && !Array.isArray(one),
  );
