/** Renders forms, explanations and notices as Slack's modal windows. Pure. */

import type { types } from "@slack/bolt";
import { isList } from "../../../../core/views/forms/forms.ts";
import type {
  ExplanationView,
  Field,
  FormName,
  FormValues,
  FormView,
  NoticeView,
} from "../../../../core/views/view.ts";
import { wordsFor } from "../../../../i18n/words.ts";
import { slackWords } from "../../words.ts";
import {
  actionRows,
  contextBlock,
  header,
  plain,
  type SlackBlock,
  section,
  sections,
  verbatim,
} from "./blocks.ts";
import { noticeBlocks } from "./render.ts";

export type Modal = types.ModalView;

/** Ids of the forms. Forms that are open while Fewshot is updated have them: never rename one. */
export const FORM_IDS = {
  override: "fewshot-form-override",
  reason: "fewshot-form-reason",
  "choose-command": "fewshot-form-choose",
  command: "fewshot-form-command",
  "command-settings": "fewshot-form-settings",
  "review-label": "fewshot-form-review",
  groups: "fewshot-form-groups",
  contest: "fewshot-form-contest",
  "contest-label": "fewshot-form-contest-label",
} as const satisfies Record<FormName, string>;

/** Radio buttons show up to ten options at once; more go into a menu, which takes 100. */
const MAX_RADIO = 10;
const MAX_OPTIONS = 100;
const MAX_TITLE = 24;
const MAX_OPTION = 75;
/** A modal holds 100 blocks; the last says that something was left out. */
const MAX_BLOCKS = 98;

/** Shown until there is something to show: Slack opens a modal only within three seconds. */
export function waitModal(title: string, locale: string): Modal {
  return modal(title, [section(slackWords(locale).wait)], locale);
}

/** @param title of a notice without one
 * @param metadata travels with a form and comes back with it, at most 3,000 characters */
export function renderModal(
  view: FormView | ExplanationView | NoticeView,
  { title, metadata, locale }: { readonly title: string; readonly metadata: string; readonly locale: string },
): Modal {
  switch (view.kind) {
    case "form":
      return renderForm(view, { metadata, locale });
    case "explanation":
      // Its buttons are pressed where the modal was opened.
      return { ...modal(title, explanationBlocks(view, locale), locale), private_metadata: metadata };
    case "notice":
      return modal(title, noticeBlocks({ ...view, title: null }), locale);
  }
}

function modal(title: string, blocks: SlackBlock[], locale: string): Modal {
  return {
    type: "modal",
    title: plain(title, MAX_TITLE),
    close: plain(slackWords(locale).close, MAX_TITLE),
    blocks,
  };
}

export interface FormOptions {
  readonly metadata: string;
  readonly locale: string;
  /** A text that travels in the form itself, so that nothing is stored before it is sent. */
  readonly messageText?: string;
}

export function renderForm(form: FormView, { metadata, locale, messageText }: FormOptions): Modal {
  const texts = messageText === undefined ? [] : verbatim(messageText);
  return {
    type: "modal",
    callback_id: FORM_IDS[form.form],
    private_metadata: metadata,
    title: plain(form.title, MAX_TITLE),
    submit: plain(form.submit, MAX_TITLE),
    close: plain(form.cancel, MAX_TITLE),
    blocks: [
      ...(form.about === undefined ? [] : verbatim(form.about)),
      ...(form.note === undefined ? [] : [section(form.note)]),
      ...form.fields.map((field) => inputOf(field, locale)),
      ...texts.map((block, index) => ({ ...block, block_id: `${TEXT_BLOCK}${index}` }) as SlackBlock),
    ],
  };
}

function inputOf(field: Field, locale: string): types.InputBlock {
  const input = { type: "input", block_id: field.id } as const;
  switch (field.kind) {
    case "choice":
      return {
        ...input,
        label: plain(field.label),
        ...(field.hint === undefined ? {} : { hint: plain(field.hint) }),
        element: choiceOf(field),
      };
    case "choices":
      return {
        ...input,
        label: plain(field.label),
        hint: plain(field.hint),
        optional: true,
        element: choicesOf(field),
      };
    case "text": {
      const value = field.value.slice(0, field.maxCharacters);
      return {
        ...input,
        label: plain(field.label),
        ...(field.hint === undefined ? {} : { hint: plain(field.hint) }),
        optional: !field.isRequired,
        element: {
          type: "plain_text_input",
          action_id: field.id,
          multiline: true,
          max_length: field.maxCharacters,
          ...(value ? { initial_value: value } : {}),
        },
      };
    }
    case "check":
      return {
        ...input,
        label: plain(wordsFor(locale).privacy.title),
        optional: true,
        element: {
          type: "checkboxes",
          action_id: field.id,
          options: [{ text: plain(field.label, MAX_OPTION), value: "yes" }],
        },
      };
  }
}

function choiceOf(field: Extract<Field, { kind: "choice" }>): types.RadioButtons | types.StaticSelect {
  const options = field.options
    .slice(0, MAX_OPTIONS)
    .map(({ label, value }) => ({ text: plain(label, MAX_OPTION), value }));
  const selected = options.find(({ value }) => value === field.selected);
  const shared = { action_id: field.id, options, ...(selected ? { initial_option: selected } : {}) };
  return options.length <= MAX_RADIO
    ? { type: "radio_buttons", ...shared }
    : { type: "static_select", ...shared };
}

function choicesOf(field: Extract<Field, { kind: "choices" }>): types.Checkboxes | types.MultiStaticSelect {
  const options = field.options
    .slice(0, MAX_OPTIONS)
    .map(({ label, value }) => ({ text: plain(label, MAX_OPTION), value }));
  const selected = options.filter(({ value }) => field.selected.includes(value));
  const shared = {
    action_id: field.id,
    options,
    ...(selected.length > 0 ? { initial_options: selected } : {}),
  };
  return options.length <= MAX_RADIO
    ? { type: "checkboxes", ...shared }
    : { type: "multi_static_select", ...shared };
}

/** What a sent form holds. */
export interface FormState {
  readonly values: Readonly<
    Record<
      string,
      Readonly<
        Record<
          string,
          {
            readonly type: string;
            readonly value?: string | null;
            readonly selected_option?: { readonly value: string } | null;
            readonly selected_options?: readonly { readonly value?: string }[] | null;
          }
        >
      >
    >
  >;
}

export function readForm({ values }: FormState): FormValues {
  return Object.fromEntries(
    Object.entries(values).map(([id, elements]) => {
      const {
        type,
        value,
        selected_option: option,
        selected_options: options,
      } = elements[id] ?? { type: "" };
      if (isList(id)) return [id, (options ?? []).map((option) => option.value).join("\n")];
      return [id, type === "checkboxes" ? (options?.length ?? 0) > 0 : (option?.value ?? value ?? null)];
    }),
  );
}

/** The record of an answer in plain words, the prompt letter by letter. */
function explanationBlocks(
  { title, sections: parts, actions = [] }: ExplanationView,
  locale: string,
): SlackBlock[] {
  const rows = actionRows(actions);
  const blocks = [
    header(title),
    ...parts.flatMap(({ heading, text, isVerbatim }) => [
      contextBlock(heading),
      ...(isVerbatim ? verbatim(text) : sections(text, MAX_BLOCKS)),
    ]),
  ];
  const max = MAX_BLOCKS - rows.length;
  return blocks.length > max
    ? [...blocks.slice(0, max), contextBlock(slackWords(locale).cut), ...rows]
    : [...blocks, ...rows];
}

const TEXT_BLOCK = "text-";

/** The message text that a form kept. */
export function readCarried(blocks: readonly unknown[]): string {
  return (blocks as readonly { block_id?: string; elements?: { elements?: { text?: string }[] }[] }[])
    .filter(({ block_id: id }) => id?.startsWith(TEXT_BLOCK))
    .map(({ elements }) => elements?.[0]?.elements?.map(({ text = "" }) => text).join("") ?? "")
    .join("");
}
