/** What a conversation shows, as lines of the terminal. */

import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Speaker } from "../shared/conversation/speaker.ts";
import { textOf } from "../shared/file-parts.ts";
import { type Colors, plain, renderExplanation, renderNotice, renderOptions } from "./render.ts";
import type { Screen } from "./screen.ts";

/** @param folder where a file is saved
 * @param saved what to say of it */
export function createSpeaker(options: {
  readonly screen: Pick<Screen, "print" | "read">;
  readonly colors: Colors;
  readonly folder: string;
  readonly saved: (path: string) => string;
}): Speaker {
  const { screen, colors, folder, saved } = options;
  const { print } = screen;
  return {
    notice: (view) => print(renderNotice(view, colors)),
    explanation: (view) => print(renderExplanation(view, colors)),
    say: (text, kind) => print(kind === "heading" ? colors.bold(plain(text)) : plain(text)),
    options: (text, choices) => print(`${colors.dim(plain(text))} ${renderOptions(choices, colors)}`),
    ask: (question) => screen.read(plain(question)),
    async file({ name, pieces, note }) {
      const path = join(folder, `${new Date().toISOString().replaceAll(":", "-")}-${name}`);
      await writeFile(path, textOf(pieces()), { flag: "wx", mode: 0o600 });
      print(`${plain(note)} ${plain(saved(path))}`);
    },
  };
}
