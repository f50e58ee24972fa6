/** The lines of a form's field: labels and examples, one each. */

export const ARROW = "=>";

export interface FormLine {
  readonly text: string;
  /** As people count in the field: from 1, with blank lines. */
  readonly number: number;
}

/** The lines that say something, trimmed. */
export function linesOf(text: string): FormLine[] {
  return text
    .split(/\r\n?|\n/)
    .map((line, index) => ({ text: line.trim(), number: index + 1 }))
    .filter((line) => line.text !== "");
}

export interface WrittenExample {
  readonly input: string;
  readonly output: string;
}

export const writeExample = ({ input, output }: WrittenExample) => `${input} ${ARROW} ${output}`;

/** The last arrow with a label behind it, else the last one; null where there is none. */
export function readExample(line: string, labels: readonly string[]): WrittenExample | null {
  const split = (at: number) => ({
    input: line.slice(0, at).trim(),
    output: line.slice(at + ARROW.length).trim(),
  });
  const last = line.lastIndexOf(ARROW);
  if (last === -1) return null;
  const longest = Math.max(0, ...labels.map((label) => label.length));
  // A text may be full of arrows: those before the longest label are not looked at.
  for (let at = last; at >= 0; at = at === 0 ? -1 : line.lastIndexOf(ARROW, at - 1)) {
    const example = split(at);
    if (labels.includes(example.output)) return example;
    if (example.output.length > longest) break;
  }
  return split(last);
}

/** "Billing", or "Billing => charges, invoices". */
export const writeLabel = (label: string, explanation: string | null): string =>
  explanation === null ? label : `${label} ${ARROW} ${explanation}`;

/** The inverse of `writeLabel`: what follows the first arrow is the explanation. */
export function readLabel(line: string): { readonly label: string; readonly explanation: string | null } {
  const [label = "", ...rest] = line.split(ARROW);
  const explanation = rest.join(ARROW).trim();
  return { label: label.trim(), explanation: explanation === "" ? null : explanation };
}
