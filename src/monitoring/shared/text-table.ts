/** Tables as lines of text. */

/** Letters of Chinese, Japanese and Korean, and full-width punctuation, are two columns wide in a terminal. */
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6]/g;

const widthOf = (text: string) => text.length + (text.match(WIDE)?.length ?? 0);

/** Columns of the width of their widest cell.
 * @param texts columns from the left that are set left; the others are figures, set right */
export function table(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  texts = head.length,
): string[] {
  const all = [head, ...rows];
  const widths = head.map((_title, column) => Math.max(...all.map((row) => widthOf(row[column] ?? ""))));
  const cellOf = (cell: string, column: number) => {
    const space = " ".repeat(Math.max(0, (widths[column] ?? 0) - widthOf(cell)));
    return column < texts ? cell + space : space + cell;
  };
  return all.map((row) => row.map(cellOf).join("  ").trimEnd());
}
