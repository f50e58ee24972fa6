/** Renders what only the person who acted sees: notices, explanations and files. Pure. */

import type { RawFile } from "@discordjs/rest";
import type { ExplanationView, NoticeView } from "../../../../core/views/view.ts";
import type { FilePart } from "../../../shared/file-parts.ts";
import { visibleText } from "../../../shared/text.ts";
import { discordWords } from "../../words.ts";
import { smallText } from "../views/answer-parts.ts";
import { type Content, MAX_CONTENT, renderActions, sentence } from "../views/render.ts";
import { safeText } from "../views/text.ts";

export interface PrivateMessage extends Content {
  readonly files?: readonly RawFile[];
}

/** What a text may take of a message, beside title and remark. */
const MAX_BODY = 1700;
const MAX_TITLE = 100;
const MAX_REMARK = 360;

const small = (text: string) => smallText(text, MAX_REMARK);

export function renderPrivate(view: NoticeView | ExplanationView, locale: string): PrivateMessage {
  switch (view.kind) {
    case "notice":
      return renderNotice(view, locale);
    case "explanation":
      return renderExplanation(view, locale);
  }
}

/** @param note a sentence that goes with it */
export const renderFile = (note: string, { name, mediaType, content }: FilePart): PrivateMessage => ({
  ...sentence(note),
  files: [fileOf(name, mediaType, content)],
});

const fileOf = (name: string, contentType: string, content: string): RawFile => ({
  name,
  contentType,
  data: Buffer.from(content),
});

const titleText = (title: string) => `**${safeText(title, MAX_TITLE)}**`;

/** What doesn't fit comes as a file, whole: what somebody typed into a form that was refused is nowhere else. */
function renderNotice({ about, title, text, remark, actions }: NoticeView, locale: string): PrivateMessage {
  const { menu, whole } = discordWords(locale);
  const lines = text.split("\n");
  const shown = fitLines(lines);
  const isWhole = shown.length === lines.length && [...(remark ?? "")].length <= MAX_REMARK;
  const parts = [
    ...(title === null ? [] : [titleText(title)]),
    shown.join("\n"),
    ...(about === "help" ? [safeText(menu, MAX_TITLE * 2)] : []),
    ...(remark === null ? [] : [small(remark)]),
    ...(isWhole ? [] : [small(whole)]),
  ];
  const file = fileOf("fewshot.txt", "text/plain", remark === null ? text : `${text}\n\n${remark}`);
  return {
    content: parts.join("\n"),
    components: renderActions(actions),
    ...(isWhole ? {} : { files: [file] }),
  };
}

/** The first lines, as many as a message holds. */
function fitLines(lines: readonly string[]): string[] {
  const shown: string[] = [];
  let length = 0;
  for (const line of lines) {
    const safe = safeText(line, MAX_BODY);
    length += safe.length + 1;
    if (length > MAX_BODY) break;
    shown.push(safe);
  }
  return shown;
}

/** What doesn't fit comes as a file, whole. */
function renderExplanation(
  { title, sections, actions = [] }: ExplanationView,
  locale: string,
): PrivateMessage {
  const note = small(discordWords(locale).whole);
  const maxLength = MAX_CONTENT - note.length - 1;
  const components = renderActions(actions);
  const parts = [titleText(title)];
  for (const { heading, text, isVerbatim } of sections) {
    // Nothing in a code block is markup but its end.
    const body = isVerbatim
      ? `\`\`\`\n${visibleText(text).replaceAll("`", "\u02cb")}\n\`\`\``
      : safeText(text, MAX_BODY);
    const part = `${titleText(heading)}\n${body}`;
    if ([...parts, part].join("\n").length <= maxLength) parts.push(part);
  }
  if (parts.length > sections.length) return { content: parts.join("\n"), components };
  const whole = [title, ...sections.map(({ heading, text }) => `${heading}\n${text}`)].join("\n\n");
  return {
    content: [...parts, note].join("\n"),
    components,
    files: [fileOf("why.txt", "text/plain", whole)],
  };
}
