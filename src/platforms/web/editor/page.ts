/** The pages of the editor: the list of commands, and one command with its form, its YAML and what is said of them. */

import { html } from "hono/html";
import { summaryFor } from "../../../core/command/command.ts";
import { COMMAND_FIELDS, type CommandForm } from "../../../core/views/forms/command-form.ts";
import type { Against } from "../../../flows/commands/editor/check.ts";
import type { Listed, Opened } from "../../../flows/commands/editor/editor.ts";
import { inForceWords } from "../../../flows/commands/in-force/words.ts";
import { type Words, wordsFor } from "../../../i18n/words.ts";
import { dialogParts, draftPath, editorPath, type Html, layout, type Reader } from "../pages/layout.ts";
import { chooseWords } from "./choose/words.ts";
import type { Parts } from "./parts.ts";

export function listPage(reader: Reader, listed: readonly Listed[]): Html {
  const words = wordsFor(reader.locale);
  const { editor } = words;
  const body = html`<main class="commands"><h1>${editor.commands}</h1>
    <p class="hint">${editor.about}</p>
    <p class="buttons"><a class="button" href="/commands/new">${editor.newCommand}</a></p>
    <ul class="command-cards">${listed.map(
      ({ name, inForce, draft }) => html`<li><a href="${editorPath(name)}">/${name}</a>
        <span class="hint">${[
          ...(inForce
            ? [inForce.version === null ? editor.fromFile : editor.liveVersion(inForce.version)]
            : []),
          ...(draft === null ? [] : [editor.draft(draft)]),
        ].join(" · ")}</span>
        <p dir="auto">${inForce ? summaryFor(inForce, reader.locale) : ""}</p></li>`,
    )}</ul>
    <p><a href="/">${words.web.home}</a></p></main>`;
  return layout({ reader, title: `${editor.commands} · Fewshot`, body, head: HEAD });
}

const HEAD = html`<link rel="stylesheet" href="/assets/editor/editor.css" />`;

export interface EditorPageOptions {
  readonly reader: Reader;
  /** Stands for the person: the browser gives copies of what was written to nobody else. */
  readonly person: string;
  readonly opened: Opened;
  /** What is in the fields: of what was opened, or what was typed. */
  readonly typed: Typed;
  readonly parts: Parts;
  readonly against: Against;
  /** A text to try. */
  readonly text: string;
  /** Whether the tests run by themselves, once the script is there. */
  readonly runsByItself: boolean;
  /** What was just done, or why it was not. */
  readonly done: { readonly text: string; readonly isFault: boolean } | null;
}

export interface Typed {
  readonly name: string;
  readonly note: string;
  readonly form: CommandForm;
  readonly source: string;
  /** Set where the form has a fault and so is ahead of the source: what the form held when both said the same. */
  readonly before?: CommandForm;
}

export function editorPage(options: EditorPageOptions): Html {
  const { reader, person, opened, parts, done, runsByItself } = options;
  const words = wordsFor(reader.locale);
  const { editor, versions, web } = words;
  const title = opened.name === null ? editor.newCommand : versions.editTitle(opened.name);
  const [, version] = opened.subject.split("@");
  const start =
    opened.name === null
      ? editor.startsNew
      : version === "file"
        ? editor.startsFromFile
        : editor.startsFrom(Number(version));
  const body = html`<main class="editor" data-subject="${opened.subject}" data-live="${String(runsByItself)}" data-person="${person}"
      ${options.typed.before ? html`data-before="${JSON.stringify(options.typed.before)}"` : ""}
      data-offline="${editor.offline}" data-unsent="${editor.unsent}" data-wrote-on="${editor.wroteOn}" data-sign-in="${web.signInLink}">
    <p><a href="/commands">${editor.commands}</a></p>
    <h1>${title}</h1>
    <p class="hint" id="start">${start}</p>
    ${opened.losesFile ? html`<p class="hint">${words.review.losesFile}</p>` : ""}
    ${done?.isFault ? html`<div class="fault" role="alert">${linesOf(done.text)}</div>` : ""}
    <div class="done" id="done" role="status" tabindex="-1">${done && !done.isFault ? html`${linesOf(done.text)}` : ""}</div>
    <div class="done" id="restored" role="status" hidden><p>${editor.restored}</p><p class="buttons"><button type="button" id="drop">${editor.drop}</button></p></div>
    <p class="hint" id="no-copy" role="status" hidden>${editor.noCopy}</p>
    ${done?.isFault ? "" : renderPublish(opened, done !== null, words)}
    ${renderChanged(opened, reader.locale)}
    <p id="trouble" class="fault" role="alert"></p>
    <div class="columns">
      ${renderForm(options, words)}
      <div class="seen">
        ${renderTry(options, words)}
        ${part("tests", editor.results, parts)}
        ${part("prompt", editor.prompt, parts)}
        ${part("diff", editor.sideBySide, parts)}
      </div>
    </div>
    <p id="status" class="hidden" role="status"></p>
    <p><a href="/">${web.home}</a></p>
  </main>
  ${dialogParts(reader, { failed: editor.noAnswer })}`;
  const script = html`<script type="module" src="/assets/editor/editor.js"></script>`;
  return layout({ reader, title: `${title} · Fewshot`, body, head: html`${HEAD}${script}` });

  function part(name: keyof Parts, heading: string, all: Parts): Html {
    return html`<section aria-labelledby="part-${name}"><h2 id="part-${name}">${heading}</h2><div data-part="${name}">${all[name]}</div></section>`;
  }
}

const linesOf = (text: string) => text.split("\n").map((line) => html`<p>${line}</p>`);

/** Shown by the script, which it needs. */
function renderChoose(locale: string): Html {
  const words = chooseWords(locale);
  return html`<div id="choose" hidden data-put="${words.put}" data-undone="${words.undone}" data-cancelled="${words.cancelled}">
    <p class="buttons"><button type="button" id="choose-start" aria-describedby="choose-help">${words.button}</button>
      <button type="button" id="choose-cancel" hidden>${words.cancel}</button></p>
    <small id="choose-help">${words.help}</small>
    <p id="choose-progress" hidden><progress aria-label="${words.running}"></progress> <span></span></p>
    <div id="choose-result"></div>
    <p class="buttons"><button type="button" id="choose-use" hidden>${words.use}</button>
      <button type="button" id="choose-undo" hidden>${words.undo}</button></p>
  </div>`;
}

/** A long list of texts is opened by whoever wants it. */
function renderChanged({ changed }: Opened, locale: string): Html {
  if (changed.length === 0) return html``;
  return html`<details class="changed" open><summary>${inForceWords(locale).title}</summary>${changed.map((line) => html`<p dir="auto">${line}</p>`)}</details>`;
}

function renderForm({ opened, typed, parts, reader }: EditorPageOptions, words: Words): Html {
  const { editor, versions } = words;
  const { form } = typed;
  // A browser drops the first line break of a box: a blank first line would not be counted.
  const area = (id: keyof CommandForm, label: string, rows: number, help = "") =>
    html`<label for="field-${id}">${label}</label>
      <textarea id="field-${id}" name="${id}" rows="${rowsFor(form[id], rows)}" data-field dir="auto" ${help === "" ? "" : html`aria-describedby="help-${id}"`}>${"\n"}${form[id]}</textarea>
      ${help === "" ? "" : html`<small id="help-${id}">${help}</small>`}`;
  const line = (id: keyof CommandForm, label: string) =>
    html`<div class="field"><label for="field-${id}">${label}</label>
      <input type="text" id="field-${id}" name="${id}" value="${form[id]}" data-field dir="auto" /></div>`;
  const name =
    opened.name === null
      ? html`<label for="field-name">${versions.name}</label>
        <input type="text" id="field-name" name="${COMMAND_FIELDS.name}" value="${typed.name}" required autocomplete="off" autocapitalize="none" spellcheck="false" maxlength="32" />`
      : html`<input type="hidden" name="${COMMAND_FIELDS.name}" value="${opened.name}" />`;
  return html`<form class="write" id="edit" method="post" enctype="multipart/form-data" autocomplete="off" action="${editorPath(opened.subject)}/save">
    ${name}
    ${area("description", versions.description, 2)}
    ${area("labels", versions.labels, 4, editor.labelsHelp)}
    ${area("examples", versions.examples, 8, editor.examplesHelp)}
    ${opened.mayPublish ? renderChoose(reader.locale) : ""}
    ${area("tests", editor.tests, 6, editor.testsHelp)}
    <details data-keep="settings"><summary>${editor.settings}</summary><div class="fields">
      ${line("summary", versions.summary)}
      ${line("input", versions.input)}
      ${line("output", versions.output)}
      ${line("notSure", versions.notSure)}
      <div class="field"><label for="field-calibration">${editor.calibration}</label>
        <select id="field-calibration" name="calibration" data-field>${(
          ["auto", "contextual", "none"] as const
        ).map(
          (value) =>
            html`<option value="${value}" ${value === (form.calibration || "auto") ? html`selected` : ""}>${editor.calibrations[value]}</option>`,
        )}</select></div>
    </div></details>
    <section data-part="faults" aria-label="${editor.hints}">${parts.faults}</section>
    <label for="field-note">${versions.note}</label>
    <input type="text" id="field-note" name="${COMMAND_FIELDS.note}" value="${typed.note}" maxlength="500" dir="auto" />
    <p class="buttons"><button class="primary" name="from" value="form">${versions.save}</button></p>
    <details data-keep="source"><summary>${editor.source}</summary>
      <textarea id="field-source" name="source" rows="24" spellcheck="false" wrap="off" dir="ltr" aria-label="${editor.source}" aria-describedby="help-source">${"\n"}${typed.source}</textarea>
      <small id="help-source">${editor.sourceHelp}</small>
      <p class="buttons"><button name="from" value="source">${editor.saveSource}</button></p>
    </details>
  </form>`;
}

/** Rows of a box: all lines and one more, within reason. */
const rowsFor = (text: string, least: number) => Math.min(16, Math.max(least, text.split("\n").length + 1));

function renderTry({ opened, against, text, parts }: EditorPageOptions, words: Words): Html {
  const { editor } = words;
  const option = (value: Against, label: string) =>
    html`<option value="${value}" ${value === against ? html`selected` : ""}>${label}</option>`;
  const others = [
    option("in-force", editor.inForce),
    ...(opened.hasFile ? [option("file", editor.file)] : []),
    ...opened.versions.map(({ number, state }) =>
      option(number, editor.versionOf(number, editor.states[state])),
    ),
  ];
  return html`<section aria-labelledby="try-title"><h2 id="try-title">${editor.tryTitle}</h2>
    <form id="try" method="get" autocomplete="off" action="${editorPath(opened.subject)}">
      <label for="try-text">${editor.text}</label>
      <textarea id="try-text" name="text" rows="2" maxlength="4000" dir="auto">${"\n"}${text}</textarea>
      <div class="row-end"><div class="field"><label for="against">${editor.against}</label>
        <select id="against" name="against">${others}</select></div>
      <button name="run" value="1">${editor.run}</button></div>
    </form>
    <div data-part="answer">${parts.answer}</div></section>`;
}

/** Publishes the version that the editor starts from, or goes back from it where it is in force.
 * @param isSaved whether it was saved just now: then it is said who may publish */
function renderPublish(
  { subject, versions: all, mayPublish, live }: Opened,
  isSaved: boolean,
  { editor, versions }: Words,
): Html | "" {
  const number = Number(subject.split("@")[1]);
  const version = all.find((one) => one.number === number);
  if (version === undefined) return "";
  const send = (part: "publish" | "back", label: string, said = "") =>
    html`<form class="publish" method="post" action="${draftPath(subject, part)}" data-action="send">${said === "" ? "" : html`<p class="hint">${said}</p>`}<p class="buttons"><button name="confirm" value="yes">${label}</button></p></form>`;
  if (number === live && mayPublish) return send("back", versions.goBack, editor.isLive(number));
  if (version.state === "live") return "";
  if (!mayPublish) return isSaved ? html`<p class="hint">${editor.publishAbout} ${subject}</p>` : "";
  return send("publish", versions.publish);
}
