/** Renders views as lines of a terminal. Everything that a person or a model wrote passes through `plain`. Pure. */

import type { createColors } from "picocolors";
import { badgeWord } from "../../core/views/answer/badge.ts";
import type { Block, ExplanationView, MessageView, NoticeView } from "../../core/views/view.ts";
import { visibleText } from "../shared/text.ts";

export type Colors = ReturnType<typeof createColors>;

/** Text without control characters: an escape sequence from a model could write to the clipboard, set the title or clear the screen. */
export const plain = (text: string): string => visibleText(text).replaceAll("\t", " ");

const indented = (text: string, by: string) => plain(text).replace(/^/gm, by);

export function renderMessage(message: MessageView, colors: Colors): string {
  const { root, blocks } = message;
  const badge = badgeWord(message);
  const head = [
    ...[colors.bold(plain(root.heading)), colors.dim(indented(root.quote, "│ "))],
    ...(badge === null ? [] : [colors.dim(plain(badge))]),
  ];
  return [...head, ...blocks.map((block) => renderBlock(block, colors))].join("\n");
}

function renderBlock(block: Block, colors: Colors): string {
  switch (block.kind) {
    case "result":
      return colors.bold(colors.green(plain(block.text))) + (block.detail ? `  ${plain(block.detail)}` : "");
    case "override": {
      const byline = [block.byline, block.reason].filter((line) => line !== null).join("\n");
      return `${colors.bold(colors.cyan(plain(block.text)))}\n${colors.dim(plain(byline))}`;
    }
    // Not every terminal strikes through: the sentence says the same.
    case "struck":
      return colors.dim(plain(block.spoken));
    case "disclaimer":
      return colors.yellow(plain(block.text));
    case "compared":
      return block.sides
        .flatMap(({ title, blocks }) => [
          colors.bold(plain(title)),
          ...blocks.map((one) => renderBlock(one, colors)),
        ])
        .join("\n");
    case "scores":
    case "waiting":
    case "note":
      return colors.dim(plain(block.text));
  }
}

/** "[1] Right  [2] Wrong". */
export function renderOptions(
  options: readonly { readonly label: string; readonly isPressed?: boolean }[],
  colors: Colors,
): string {
  return options
    .map(
      ({ label, isPressed }, at) => `${colors.cyan(`[${at + 1}]`)} ${plain(label)}${isPressed ? " ✓" : ""}`,
    )
    .join("  ");
}

export function renderNotice({ title, text, remark, about }: NoticeView, colors: Colors): string {
  const isFault = about === "refused" || about === "failed";
  const head = title === null ? "" : `${colors.bold(plain(title))}\n`;
  const tail = remark === null ? "" : `\n${colors.dim(plain(remark))}`;
  return head + (isFault ? colors.red(plain(text)) : plain(text)) + tail;
}

export function renderExplanation({ title, sections }: ExplanationView, colors: Colors): string {
  const parts = sections.map(
    ({ heading, text, isVerbatim }) =>
      `${colors.bold(plain(heading))}\n${isVerbatim ? indented(text, "│ ") : plain(text)}`,
  );
  return [colors.bold(plain(title)), ...parts].join("\n\n");
}
