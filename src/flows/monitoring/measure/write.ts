/** Has a model write about one text with given settings, for measurements. */

import type { GenerationSettings } from "../../../core/ask.ts";
import type { Command } from "../../../core/command/command.ts";
import { fitPrompt } from "../../asks/answer/fit-prompt.ts";
import type { Backend, Completion } from "../../ports/backend.ts";

export type Write = (
  command: Command,
  text: string,
  settings: GenerationSettings,
) => Promise<Pick<Completion, "text" | "finish">>;

export function createWriter(backend: Backend): Write {
  return async (command, text, settings) => {
    const model = await backend.describe();
    const { prefix, text: rest, turns } = await fitPrompt(backend, { command, text }, { settings, model });
    return backend.complete({ prompt: { prefix, text: rest, turns }, ...settings });
  };
}
