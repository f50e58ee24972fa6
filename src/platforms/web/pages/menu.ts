/** The menu of commands beside the message box. */

import { html } from "hono/html";
import { summaryFor } from "../../../core/command/command.ts";
import { type MenuEntry, markOf } from "../../../core/views/menu.ts";
import { trialOf } from "../../../core/views/suggestions.ts";
import { wordsFor } from "../../../i18n/words.ts";
import type { Html } from "./layout.ts";

export interface MenuOptions {
  /** What the model does poorly comes last. */
  readonly entries: readonly MenuEntry[];
  readonly locale: string;
  /** Another one after each change of what is in the menu. */
  readonly revision: number;
}

/** The select beside the message box, and the list that opens once "/" is typed. */
export function menu({ entries, locale, revision }: MenuOptions): Html {
  const words = wordsFor(locale);
  const { web } = words;
  const option = ({ command }: MenuEntry, index: number) => {
    const { generation, examples, labels, name } = command;
    return html`<option value="${name}" ${index === 0 ? html`selected` : ""} data-example="${trialOf(command)}" data-labels="${String(labels !== null)}"
      data-temperature="${generation.temperature}" data-max-new-tokens="${generation.maxNewTokens}" data-end-sequence="${generation.endSequence}" data-examples="${examples.length}">/${name}</option>`;
  };
  const [good, poor] = [
    entries.filter(({ fit }) => fit === "good"),
    entries.filter(({ fit }) => fit !== "good"),
  ];
  return html`<div id="menu" data-revision="${revision}"><select id="command" name="command" aria-label="${web.defaultCommand}">
      ${good.map(option)}
      ${poor.length === 0 ? "" : html`<optgroup label="${web.poorGroup}">${poor.map((entry, index) => option(entry, good.length + index))}</optgroup>`}
    </select>
    <ul id="commands" role="listbox" tabindex="0" aria-label="${web.commands}" hidden>
      ${entries.map(({ command, fit }) => {
        const mark = markOf(fit, words);
        return html`<li id="option-${command.name}" role="option" data-name="${command.name}" data-fit="${fit}" aria-selected="false"><b>/${command.name}</b> <span>${summaryFor(command, locale)}</span>${mark === null ? "" : html` <em>${mark}</em>`}</li>`;
      })}
    </ul></div>`;
}
