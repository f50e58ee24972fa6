/** What the editor says of a text, as fragments: the page has them at first, and the script puts new ones in their place. */

import { diffLines } from "diff";
import { html } from "hono/html";
import type { Answer } from "../../../core/ask.ts";
import { type CommandFault, explainFault } from "../../../core/command/faults.ts";
import { MAX_SOURCE_BYTES } from "../../../core/command/saved-command.ts";
import { explainWarning, otherFor } from "../../../core/command/warnings.ts";
import { composeDisclaimer } from "../../../core/views/answer/model.ts";
import { showScores } from "../../../core/views/answer/scores.ts";
import { fieldTitles } from "../../../core/views/forms/command-form.ts";
import { byPlace, explainFormFault, type FormFault, inField } from "../../../core/views/forms/form-faults.ts";
import type { Checked, OtherVersion, PromptView } from "../../../flows/commands/editor/check.ts";
import { type Words, wordsFor } from "../../../i18n/words.ts";
import type { Html } from "../pages/layout.ts";
import { renderTests } from "./tests.ts";

export type Parts = Readonly<Record<"faults" | "answer" | "tests" | "prompt" | "diff", Html>>;

/** Lines that may differ between two sources for what stayed to be found. The time for that grows with their square: 0.1 s here, and a
 * minute for two sources of 64 KiB that share nothing. */
const MAX_EDITS = 1_000;

export function renderParts(checked: Checked, locale: string): Parts {
  const words = wordsFor(locale);
  return {
    faults: renderFaults(checked, locale),
    answer: renderAnswers(checked, words),
    tests: renderTests(checked, words),
    prompt: checked.prompt ? renderPrompt(checked.prompt, words) : missingPrompt(checked, words),
    diff: renderDiff(checked, words),
  };
}

/** One sentence on all of it, to be read aloud. */
export function summaryOf(checked: Checked, locale: string): string {
  const { editor } = wordsFor(locale);
  const { tests } = checked;
  const count = faultsOf(checked, locale).length;
  if (count > 0) return editor.titled(editor.faults, count);
  if (tests === null) return "";
  const changed = (kind: "repaired" | "broken") => tests.rows.filter(({ change }) => change === kind).length;
  return `${editor.right(tests.right, tests.rows.length)} ${editor.changes(changed("repaired"), changed("broken"))}`;
}

/** What the other version is called in a sentence. */
function nameOther({ against, state }: OtherVersion, { editor, compare }: Words): string {
  if (against === "in-force") return editor.inForce;
  return against === "file" ? editor.file : compare.versions[state](against);
}

/** A fault of the form, of which the editor shows all fields, and the YAML as well. */
export function formFaultText(fault: FormFault, locale: string): string {
  return fault.fault.code === "not-editable"
    ? wordsFor(locale).editor.notInForm
    : explainFormFault(fault, Object.keys(fieldTitles(locale)), locale).text;
}

interface ShownFault {
  readonly text: string;
  /** The field of the form that it is about; null where it is about none, or is said of the YAML. */
  readonly field: FormFault["field"];
}

/** What is wrong with a text, in sentences: by the titles of the form where that was written last, and by the names of YAML where the YAML was. */
function faultsOf(checked: Checked, locale: string): readonly ShownFault[] {
  const words = wordsFor(locale);
  const { isTooLarge, formFault, faults, inForm } = checked;
  const isYaml = formFault === null && inForm === null;
  const sayFault = (fault: CommandFault) =>
    isYaml ? inSource(fault, words) : words.commandFaults.at(words.editor.source, inSource(fault, words));
  const found = [
    ...(formFault ? [{ own: formFault, text: formFaultText(formFault, locale) }] : []),
    ...faults.map((fault, index) => {
      const own = nameFault(fault) ?? inForm?.[index] ?? null;
      return { own, text: own ? formFaultText(own, locale) : sayFault(fault) };
    }),
  ];
  return [
    ...(isTooLarge && formFault === null
      ? [{ text: words.versions.tooLarge(MAX_SOURCE_BYTES / 1024), field: null }]
      : []),
    ...found
      .toSorted((one, other) => (isYaml ? 0 : byPlace(one.own, other.own)))
      .map(({ own, text }) => ({ text, field: own?.field ?? null })),
  ];
}

/** The name is a field whatever was written last. */
const nameFault = ({ fault }: CommandFault): FormFault | null =>
  fault.code === "bad-name" || fault.code === "own-name" ? inField("name", fault) : null;

function renderFaults(checked: Checked, locale: string): Html {
  const words = wordsFor(locale);
  const { editor } = words;
  const { warnings, inForm } = checked;
  const faults = faultsOf(checked, locale);
  const list = (title: string, lines: readonly (string | Html)[], kind: string) =>
    lines.length === 0
      ? ""
      : html`<div class="${kind}"><h2>${title}</h2><ul>${lines.map((line) => html`<li dir="auto">${line}</li>`)}</ul></div>`;
  const linked = faults.map(({ text, field }) =>
    field === null ? text : html`<a href="#field-${field}" data-field-of="${field}">${text}</a>`,
  );
  return html`${list(editor.faults, linked, "faults")}
    ${checked.form === null && inForm === null && faults.length > 0 ? html`<p class="hint">${editor.behind}</p>` : ""}
    ${list(
      editor.hints,
      [
        ...(checked.losesHead ? [editor.losesHead] : []),
        ...warnings.map((warning) => sentence(explainWarning(warning, words))),
      ],
      "hints",
    )}${renderOther(checked, words)}`;
}

/** Adds a label for what fits no other, to the form alone. Without the script it is not there: the first button of a form is what Enter presses. */
function renderOther({ command, warnings }: Checked, { versions }: Words): Html | "" {
  if (!command?.labels || !warnings.some(({ kind }) => kind === "no-other")) return "";
  const { label, example } = otherFor(command.labels);
  return html`<p class="buttons"><button type="button" data-label="${label}" data-example="${example} => ${label}">${versions.addOther(label)}</button></p>`;
}

const sentence = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

/** A fault with its line in the YAML, and without the name of a file. */
function inSource(fault: CommandFault, words: Words): string {
  const { line, column } = fault;
  const text = explainFault(fault, words);
  return line === null ? text : words.commandFaults.line(line, column, text);
}

function renderAnswers({ answer, command, other }: Checked, words: Words): Html {
  const { editor } = words;
  // Free text is written when somebody asks for it.
  if (answer === null && command?.labels === null) return html`<p>${editor.notRun}</p>`;
  if (answer === null) return html``;
  const sides = [
    { title: editor.yourEdit, answer: answer.now },
    ...(answer.before && other ? [{ title: sentence(nameOther(other, words)), answer: answer.before }] : []),
  ];
  return html`<div class="compared">${sides.map(
    (side) =>
      html`<section aria-label="${side.title}"><h3>${side.title}</h3>${renderAnswer(side.answer, words, command?.labels ?? null)}</section>`,
  )}</div><p class="disclaimer">${composeDisclaimer(answer.now.model, words)}</p>`;
}

function renderAnswer(
  { label, text, doubt, scores }: Answer,
  words: Words,
  labels: readonly string[] | null,
): Html {
  const { reply, doubts } = words;
  const shown = doubt !== null && doubt !== "empty" ? reply.notSure : (label ?? text ?? reply.emptyText);
  // In the order of the labels, so that bars stay where they are while somebody types.
  const bars = showScores(scores ?? [], words).toSorted(
    (a, b) => (labels?.indexOf(a.label) ?? 0) - (labels?.indexOf(b.label) ?? 0),
  );
  return html`<p class="result" dir="auto"><strong>${shown}</strong></p>
    <ul class="scores" aria-label="${reply.scores}">${bars.map(
      ({ label: name, percent, shown: share }) =>
        html`<li><span class="label" dir="auto">${name}</span><progress max="100" value="${percent}" aria-hidden="true"></progress><span class="percent">${share}</span></li>`,
    )}</ul>
    ${doubt === null ? "" : html`<p class="note">${doubts[doubt]}</p>`}`;
}

function missingPrompt({ command, isModelKnown }: Checked, { editor, web }: Words): Html {
  if (!isModelKnown) return html`<p>${web.modelLoading}</p>`;
  return command === null ? html`` : html`<p class="fault">${editor.promptTooLong}</p>`;
}

function renderPrompt(prompt: PromptView, { editor }: Words): Html {
  const { prefix, text, prefixTokens, textTokens, budgetTokens, examplesDropped, isExact } = prompt;
  return html`<p>${editor.promptTokens(prefixTokens, textTokens, budgetTokens)}${isExact ? "" : ` ${editor.estimated}`}${
    examplesDropped > 0 ? html` <strong>${editor.dropped(examplesDropped)}</strong>` : ""
  }</p>
    <pre tabindex="0" dir="auto" aria-label="${editor.prompt}"><span class="kept">${prefix}</span><mark>${text}</mark></pre>`;
}

/** Two sources line by line: what was on the left, what is on the right. */
function renderDiff({ other, source }: Checked, words: Words): Html {
  const { editor } = words;
  if (other === null) return html`<p>${editor.nothingElse}</p>`;
  const name = nameOther(other, words);
  if (other.source === source) return html`<p>${editor.same(name)}</p>`;
  return html`<div class="scroll" tabindex="0" role="group" aria-label="${editor.sideBySide}"><table class="diff">
    <thead><tr><th scope="col">${sentence(name)}</th><th scope="col">${editor.yourEdit}</th></tr></thead>
    <tbody>${rowsOf(other.source, source).map(
      ({ left, right }) =>
        html`<tr>${left === right ? html`<td>${left}</td><td>${right}</td>` : html`<td>${left === null ? "" : html`<del>${left}</del>`}</td><td>${right === null ? "" : html`<ins>${right}</ins>`}</td>`}</tr>`,
    )}</tbody></table></div>`;
}

interface DiffRow {
  /** Null where the line is not on that side. */
  readonly left: string | null;
  readonly right: string | null;
}

function rowsOf(before: string, after: string): DiffRow[] {
  const rows: DiffRow[] = [];
  let removed: string[] = [];
  const flush = (added: readonly string[]) => {
    for (let at = 0; at < Math.max(removed.length, added.length); at++)
      rows.push({ left: removed[at] ?? null, right: added[at] ?? null });
    removed = [];
  };
  const parts = diffLines(before, after, { maxEditLength: MAX_EDITS }) ?? [
    { value: before, removed: true, added: false },
    { value: after, removed: false, added: true },
  ];
  for (const part of parts) {
    const lines = part.value.replace(/\n$/, "").split("\n");
    if (part.removed) removed.push(...lines);
    else if (part.added) flush(lines);
    else {
      flush([]);
      rows.push(...lines.map((line) => ({ left: line, right: line })));
    }
  }
  flush([]);
  return rows;
}
