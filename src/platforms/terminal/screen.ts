/** Lines in and out: what arrives while a person types is printed above their line. Works with a pipe and a dumb terminal too. */

import { createInterface } from "node:readline";

export interface Streams {
  readonly input: NodeJS.ReadableStream;
  readonly output: NodeJS.WritableStream & { readonly isTTY?: boolean };
  /** The terminal knows no control sequences (TERM=dumb). */
  readonly isDumb?: boolean;
}

export type Screen = ReturnType<typeof openScreen>;

/** @param prompt before the line that a person types */
export function openScreen({ input, output, isDumb = false }: Streams, prompt: string) {
  const isInteractive = output.isTTY === true && !isDumb;
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

  return {
    isInteractive,
    /** Resolves when the person has pressed Ctrl+C. */
    interrupted: interrupted.promise,
    /** @param text already without control characters */
    print(text: string): void {
      output.write(`${isInteractive ? "\r\u001b[K" : ""}${text}\n`);
      if (isInteractive && !isClosed) lines.prompt(true);
    },
    /** The next line; null when the input has ended.
     * @param question in place of the prompt, already without control characters */
    async read(question = prompt): Promise<string | null> {
      if (isClosed) return (await typed.next()).value ?? null;
      lines.setPrompt(question);
      if (isInteractive) lines.prompt();
      else if (question !== prompt) output.write(`${question}\n`);
      const next = await typed.next();
      lines.setPrompt(prompt);
      return next.done ? null : next.value;
    },
    close: () => lines.close(),
  };
}
