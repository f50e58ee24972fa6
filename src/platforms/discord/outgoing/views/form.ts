/** Renders a form as Discord's modal, and reads which form was sent. Pure. */

import {
  type APIComponentInLabel,
  type APILabelComponent,
  type APIModalInteractionResponseCallbackData,
  type APITextDisplayComponent,
  ComponentType,
  TextInputStyle,
} from "discord-api-types/v10";
import type { Field, FormName, FormValues, FormView } from "../../../../core/views/view.ts";
import { fitLine, fitText } from "../../../shared/text.ts";
import { safeText } from "./text.ts";

/** Up to 10 options: a radio group. @see https://docs.discord.com/developers/components/reference */
const MAX_RADIO = 10;
/** Options in one select. */
const MAX_OPTIONS = 25;
const MAX_COMPONENTS = 5;
/** In UTF-16 code units, with escapes. */
const MAX_ABOUT = 3000;
const MAX_LABEL = 45;
const MAX_DESCRIPTION = 100;
const MAX_OPTION = 100;
const MAX_INPUT = 4000;

const FORMS: readonly FormName[] = [
  "override",
  "reason",
  "choose-command",
  "command",
  "command-settings",
  "review-label",
  "groups",
  "contest",
  "contest-label",
];
/** Between the id of a field and the number of a further select for it. */
const PART = "+";

/** @param subject what the form is about: an ask's id, or the key of a message that was kept */
export function renderForm(form: FormView, subject: string): APIModalInteractionResponseCallbackData {
  return {
    custom_id: `fewshot:form:${form.form}:${subject}`,
    title: fitLine(form.title, MAX_LABEL),
    components: [...renderAbout(form), ...form.fields.flatMap(renderField)].slice(0, MAX_COMPONENTS),
  };
}

/** The text that the form is about, whole, and what to read first: above its fields. */
function renderAbout({ about, note }: FormView): APITextDisplayComponent[] {
  const texts = [
    ...(about === undefined ? [] : [safeText(about, MAX_ABOUT, "> ")]),
    ...(note === undefined ? [] : [safeText(note, MAX_ABOUT)]),
  ];
  return texts.length === 0 ? [] : [{ type: ComponentType.TextDisplay, content: texts.join("\n") }];
}

/** Which form it was, and what about; null for none of ours. */
export function readFormId(customId: string): { form: FormName; subject: string } | null {
  const [ours, kind, name, subject = ""] = customId.split(":");
  const form = FORMS.find((one) => one === name);
  return ours === "fewshot" && kind === "form" && form ? { form, subject } : null;
}

/** The values by the fields' ids: a choice that was shown as several selects is one again. */
export function joinValues(values: FormValues): FormValues {
  const joined: Record<string, string | boolean | null> = {};
  for (const [id, value] of Object.entries(values)) {
    const [field = id] = id.split(PART);
    joined[field] ??= value;
  }
  return joined;
}

function renderField(field: Field): APILabelComponent[] {
  switch (field.kind) {
    case "text":
      return [label(field.label, textInput(field), field.hint)];
    case "check":
      return [label(field.label, { type: ComponentType.Checkbox, custom_id: field.id })];
    case "choice":
      return renderChoice(field);
    case "choices":
      return [renderChoices(field)];
  }
}

function textInput({
  id,
  value,
  isRequired,
  maxCharacters,
}: Extract<Field, { kind: "text" }>): APIComponentInLabel {
  const maxLength = Math.min(maxCharacters, MAX_INPUT);
  return {
    type: ComponentType.TextInput,
    custom_id: id,
    style: TextInputStyle.Paragraph,
    required: isRequired,
    max_length: maxLength,
    ...(value === "" ? {} : { value: fitText(value, maxLength) }),
  };
}

function renderChoice({
  id,
  label: name,
  options,
  selected,
  hint,
}: Extract<Field, { kind: "choice" }>): APILabelComponent[] {
  const choices = options.map((option) => ({
    value: option.value,
    label: fitLine(option.label, MAX_OPTION),
    default: option.value === selected,
  }));
  if (choices.length <= MAX_RADIO)
    return [
      label(name, { type: ComponentType.RadioGroup, custom_id: id, options: choices, required: true }, hint),
    ];
  const pages = Math.ceil(choices.length / MAX_OPTIONS);
  return Array.from({ length: pages }, (_, page) => {
    const part = choices.slice(page * MAX_OPTIONS, (page + 1) * MAX_OPTIONS);
    const select = {
      type: ComponentType.StringSelect as const,
      custom_id: page === 0 ? id : `${id}${PART}${page}`,
      options: part,
      required: pages === 1,
    };
    return label(pages === 1 ? name : `${name} ${page + 1}/${pages}`, select, hint);
  });
}

function renderChoices({
  id,
  label: name,
  hint,
  options,
  selected,
}: Extract<Field, { kind: "choices" }>): APILabelComponent {
  const choices = options.slice(0, MAX_OPTIONS).map((option) => ({
    value: option.value,
    label: fitLine(option.label, MAX_OPTION),
    default: selected.includes(option.value),
  }));
  const select = {
    type: ComponentType.StringSelect as const,
    custom_id: id,
    options: choices,
    min_values: 0,
    max_values: choices.length,
    required: false,
  };
  return label(name, select, hint);
}

/** @param hint where there is none, the rest of a longer label is in its place */
function label(text: string, component: APIComponentInLabel, hint?: string): APILabelComponent {
  const description = hint ?? (text.length > MAX_LABEL ? text : null);
  return {
    type: ComponentType.Label,
    label: fitLine(text, MAX_LABEL),
    ...(description === null ? {} : { description: fitLine(description, MAX_DESCRIPTION) }),
    component,
  };
}
