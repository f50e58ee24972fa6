/** A form as questions, one field after the other. */

import type { FormValues, FormView } from "../../../core/views/view.ts";
import type { Speaker } from "./speaker.ts";
import type { ConversationWords } from "./words.ts";

type Field = FormView["fields"][number];

/** @returns null when no line comes any more */
export async function confirm(
  text: string,
  { ask }: Speaker,
  words: ConversationWords,
): Promise<boolean | null> {
  const line = await ask(`${text} ${words.yesOrNo} `);
  return line === null ? null : line.trim().toLowerCase() === "y";
}

/** Asks for the fields of a form.
 * @returns null when it was cancelled */
export async function fillForm(
  { title, fields }: FormView,
  speaker: Speaker,
  words: ConversationWords,
): Promise<FormValues | null> {
  speaker.say(title, "heading");
  const values: Record<string, FormValues[string]> = {};
  for (const field of fields) {
    const value = await askFor(field, speaker, words);
    if (value === null) return null;
    values[field.id] = value;
  }
  return values;
}

/** A line that is empty keeps what stands in the field, or cancels where something is needed; "-" clears a text. */
async function askFor(
  field: Field,
  speaker: Speaker,
  words: ConversationWords,
): Promise<string | boolean | null> {
  if (field.kind === "check") return confirm(field.label, speaker, words);
  if (field.kind === "choice") {
    speaker.options(`${field.label}:`, field.options);
    const line = (await speaker.ask(`${words.number} ${words.cancels} `))?.trim();
    if (!line) return null;
    return field.options[Number(line) - 1]?.value ?? line;
  }
  if (field.kind === "choices") return askForChoices(field, speaker, words);
  const { label, value: before, isRequired } = field;
  const hint = before ? words.keeps(before) : isRequired ? words.cancels : "";
  const line = (await speaker.ask(`${`${label} ${hint}`.trimEnd()} `))?.trim();
  if (line === undefined || (line === "" && isRequired && !before)) return null;
  if (line === "") return before;
  return line === "-" && before ? "" : line;
}

/** Several numbers in one line; an empty line keeps what is chosen, "-" chooses none. What is no number is asked for again. */
async function askForChoices(
  { label, hint, options, selected }: Extract<Field, { kind: "choices" }>,
  speaker: Speaker,
  words: ConversationWords,
): Promise<string | null> {
  speaker.say(hint);
  speaker.options(`${label}:`, options);
  const chosen = options.filter(({ value }) => selected.includes(value));
  for (;;) {
    const line = await speaker.ask(`${words.numbers(chosen.map((option) => option.label))} `);
    if (line === null) return null;
    if (line.trim() === "") return chosen.map(({ value }) => value).join("\n");
    if (line.trim() === "-") return "";
    const picked = line
      .split(/[\s,，、]+/)
      .filter((one) => one !== "")
      .map((one) => options[Number(one) - 1]);
    if (picked.every((option) => option !== undefined)) return picked.map(({ value }) => value).join("\n");
    speaker.say(words.noSuchNumber);
  }
}
