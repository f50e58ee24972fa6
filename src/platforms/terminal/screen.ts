/** Lines in and out: what arrives while a person types is printed above their line. Works with a pipe and a dumb terminal too. */

import { createInterface } from "node:readline";
import type { FormValues, FormView } from "../../core/views/view.ts";
import { type Colors, plain, renderOptions } from "./render.ts";
import type { TerminalWords } from "./words.ts";

export interface Streams {
  readonly input: NodeJS.ReadableStream;
  readonly output: NodeJS.WritableStream & { readonly isTTY?: boolean };
  /** The terminal knows no control sequences (TERM=dumb). */
  readonly isDumb?: boolean;
}

export type Screen = ReturnType<typeof openScreen>;

export function openScreen({ input, output, isDumb = false }: Streams, colors: Colors, words: TerminalWords) {
  const isInteractive = output.isTTY === true && !isDumb;
  const prompt = colors.bold("> ");
  const lines = createInterface({ input, output, terminal: isInteractive, prompt });
  const typed = lines[Symbol.asyncIterator]();
  const interrupted = Promise.withResolvers<void>();
  let isClosed = false;
  lines.on("close", () => {
    isClosed = true;
  });
  // Ctrl+C clears the line, as in a shell; on an empty line it ends the conversation.
  lines.on("SIGINT", () => {
    if (lines.line === "") {
      lines.close();
      return interrupted.resolve();
    }
    output.write("^C\n");
    lines.write(null, { ctrl: true, name: "e" });
    lines.write(null, { ctrl: true, name: "u" });
  });

  /** @param text already without control characters */
  function print(text: string): void {
    output.write(`${isInteractive ? "\r\u001b[K" : ""}${text}\n`);
    if (isInteractive && !isClosed) lines.prompt(true);
  }

  /** The next line; null when the input has ended. */
  async function read(question = prompt): Promise<string | null> {
    if (isClosed) return (await typed.next()).value ?? null;
    lines.setPrompt(question);
    if (isInteractive) lines.prompt();
    else if (question !== prompt) output.write(`${question}\n`);
    const next = await typed.next();
    lines.setPrompt(prompt);
    return next.done ? null : next.value;
  }

  /** @returns null when the input has ended */
  async function confirm(text: string): Promise<boolean | null> {
    const line = await read(`${plain(text)} [y/N] `);
    return line === null ? null : line.trim().toLowerCase() === "y";
  }

  /** Asks for the fields of a form, one by one.
   * @returns null when it was cancelled */
  async function fill({ title, fields }: FormView): Promise<FormValues | null> {
    print(colors.bold(plain(title)));
    const values: Record<string, FormValues[string]> = {};
    for (const field of fields) {
      const label = plain(field.label);
      if (field.kind === "check") {
        const isChecked = await confirm(field.label);
        if (isChecked === null) return null;
        values[field.id] = isChecked;
        continue;
      }
      const isChoice = field.kind === "choice";
      const before = isChoice ? "" : field.value;
      if (isChoice) print(`${label}: ${renderOptions(field.options, colors)}`);
      const isRequired = isChoice || field.isRequired;
      const hint = before ? words.keeps(plain(before)) : isRequired ? words.cancels : "";
      const line = (await read(`${isChoice ? words.number : label} ${hint}`.trimEnd().concat(" ")))?.trim();
      if (line === undefined || (line === "" && isRequired && !before)) return null;
      const text = line === "" ? before : line === "-" && before ? "" : line;
      values[field.id] = (isChoice ? field.options[Number(text) - 1]?.value : null) ?? text;
    }
    return values;
  }

  return {
    isInteractive,
    /** Resolves when the person has pressed Ctrl+C. */
    interrupted: interrupted.promise,
    print,
    read,
    confirm,
    fill,
    close: () => lines.close(),
  };
}
