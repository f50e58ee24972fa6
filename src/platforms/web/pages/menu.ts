/** Commands as a menu: the good ones first, what the present model does poorly marked and last. */

import { html } from "hono/html";
import { type Command, fitOf, summaryFor } from "../../../core/command.ts";
import { wordsFor } from "../../../i18n/words.ts";
import type { Html } from "./layout.ts";

/** Chosen at first where it is there and good. */
const FIRST = "sentiment";

export interface MenuOptions {
  readonly commands: readonly Command[];
  /** Of the model; null when not known. */
  readonly parameters: number | null;
  readonly locale: string;
}

export interface MenuEntry {
  readonly command: Command;
  readonly fit: ReturnType<typeof fitOf>;
}

/** Sorts commands for people who don't know them: sentiment, then the other good ones by name, then the poor ones. */
export function sortMenu({ commands, parameters }: Omit<MenuOptions, "locale">): MenuEntry[] {
  const rank = ({ command, fit }: MenuEntry) => (fit !== "good" ? 2 : command.name === FIRST ? 0 : 1);
  return commands
    .map((command) => ({ command, fit: fitOf(command, parameters) }))
    .sort((one, other) => rank(one) - rank(other));
}

/** A text to try a command with. */
export function exampleOf({ tests, examples }: Command): string {
  return tests[1]?.input ?? tests[0]?.input ?? examples[0]?.input ?? "";
}

/** The select beside the message box, and the list that opens once "/" is typed. */
export function menu(options: MenuOptions): Html {
  const { locale } = options;
  const { web } = wordsFor(locale);
  const entries = sortMenu(options);
  const option = ({ command }: MenuEntry, index: number) => {
    const { generation, examples, labels, name } = command;
    return html`<option value="${name}" ${index === 0 ? html`selected` : ""} data-example="${exampleOf(command)}" data-labels="${String(labels !== null)}"
      data-temperature="${generation.temperature}" data-max-new-tokens="${generation.maxNewTokens}" data-end-sequence="${generation.endSequence}" data-examples="${examples.length}">/${name}</option>`;
  };
  const [good, poor] = [
    entries.filter(({ fit }) => fit === "good"),
    entries.filter(({ fit }) => fit !== "good"),
  ];
  return html`<select id="command" name="command" aria-label="${web.defaultCommand}">
      ${good.map(option)}
      ${poor.length === 0 ? "" : html`<optgroup label="${web.poorGroup}">${poor.map((entry, index) => option(entry, good.length + index))}</optgroup>`}
    </select>
    <ul id="commands" role="listbox" tabindex="0" aria-label="${web.commands}" hidden>
      ${entries.map(({ command, fit }) => {
        const mark = fit === "good" ? "" : fit === "too-small" ? web.tooSmall : web.experimental;
        return html`<li id="option-${command.name}" role="option" data-name="${command.name}" data-fit="${fit}" aria-selected="false"><b>/${command.name}</b> <span>${summaryFor(command, locale)}</span>${mark === "" ? "" : html` <em>${mark}</em>`}</li>`;
      })}
    </ul>`;
}
