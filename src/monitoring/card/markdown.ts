/** A card as Markdown. */

import type { CardSection, CardTable } from "../../core/views/card.ts";

/** @param sections in one language */
export function cardMarkdown(command: string, sections: readonly CardSection[]): string {
  const parts = sections.flatMap(({ heading, paragraphs, tables }) => [
    `## ${heading}`,
    ...paragraphs.map(plain),
    ...tables.flatMap((table) => [`${plain(table.caption)}:`, tableMarkdown(table)]),
  ]);
  return `${[`# /${command}`, ...parts].join("\n\n")}\n`;
}

function tableMarkdown({ head, rows }: CardTable): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => plain(cell).replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}

/** One line that Markdown and HTML take as text. */
function plain(text: string): string {
  return text
    .replace(/\s+/g, " ")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replace(/[\\`*_[\]]/g, "\\$&");
}
