/** The forms behind Override and Wrong: what they hold, and how what was sent is read. */

import {
  type APIComponentInLabel,
  type APILabelComponent,
  type APIModalInteractionResponseCallbackData,
  type APIModalSubmission,
  ComponentType,
  TextInputStyle,
} from "discord-api-types/v10";
import type { OverrideForm } from "../../../flows/bot.ts";
import { wordsFor } from "../../../i18n/words.ts";
import { plainText } from "../incoming/text.ts";
import { pressId } from "./render.ts";

const FIELDS = { value: "value", reason: "reason", consent: "consent" } as const;
/** 10 options: a radio group. A select takes the 25 labels that a command may have. @see https://docs.discord.com/developers/components/reference */
const MAX_RADIO = 10;
const MAX_INPUT = 2000;

/** One form: the label or text, the reason, the consent to reuse. */
export function overrideForm(form: OverrideForm, locale: string): APIModalInteractionResponseCallbackData {
  const words = wordsFor(locale);
  const title = form.labels ? words.feedback.chooseLabel : words.feedback.writeAnswer;
  return {
    custom_id: pressId("override-form", form.askId),
    title: plainText(words.actions.override, 45),
    components: [
      label(title, answerField(form)),
      label(words.feedback.reason, paragraph(FIELDS.reason)),
      label(words.feedback.mayReuse, { type: ComponentType.Checkbox, custom_id: FIELDS.consent }),
    ],
  };
}

/** The reason of a rating. */
export function reasonForm(askId: string, locale: string): APIModalInteractionResponseCallbackData {
  const words = wordsFor(locale);
  return {
    custom_id: pressId("reason-form", askId),
    title: plainText(words.actions.wrong, 45),
    components: [label(words.feedback.askReason, paragraph(FIELDS.reason))],
  };
}

function answerField({ labels, current }: OverrideForm): APIComponentInLabel {
  if (labels === null)
    return {
      type: ComponentType.TextInput,
      custom_id: FIELDS.value,
      style: TextInputStyle.Paragraph,
      required: true,
      max_length: MAX_INPUT,
      ...(current ? { value: current.slice(0, MAX_INPUT) } : {}),
    };
  const options = labels.map((value) => ({
    value,
    label: plainText(value, 100),
    default: value === current,
  }));
  return options.length <= MAX_RADIO
    ? { type: ComponentType.RadioGroup, custom_id: FIELDS.value, options, required: true }
    : { type: ComponentType.StringSelect, custom_id: FIELDS.value, options, required: true };
}

const paragraph = (custom_id: string): APIComponentInLabel => ({
  type: ComponentType.TextInput,
  custom_id,
  style: TextInputStyle.Paragraph,
  required: false,
  max_length: MAX_INPUT,
});

/** 45 characters: a label; a longer one goes on in its description. */
function label(text: string, component: APIComponentInLabel): APILabelComponent {
  const isLong = text.length > 45;
  return {
    type: ComponentType.Label,
    label: plainText(text, 45),
    ...(isLong ? { description: plainText(text, 100) } : {}),
    component,
  };
}

/** What was sent with a form. */
export function readForm({ components }: APIModalSubmission): {
  readonly value: string;
  readonly reason: string | null;
  readonly mayReuse: boolean;
} {
  const fields = new Map<string, string | boolean | null>();
  for (const row of components) {
    if (row.type !== ComponentType.Label) continue;
    const { component } = row;
    if ("values" in component) fields.set(component.custom_id, component.values[0] ?? null);
    else fields.set(component.custom_id, component.value);
  }
  const text = (key: string) => {
    const held = fields.get(key);
    return typeof held === "string" && held !== "" ? held : null;
  };
  return {
    value: text(FIELDS.value) ?? "",
    reason: text(FIELDS.reason),
    mayReuse: fields.get(FIELDS.consent) === true,
  };
}
