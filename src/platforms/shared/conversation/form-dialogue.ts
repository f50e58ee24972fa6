/** A form as questions, one field after the other. What the bot refuses is asked for again, and nothing else. */

import type { FormValues, FormView, NoticeView } from "../../../core/views/view.ts";
import type { Speaker } from "./speaker.ts";
import type { ConversationWords } from "./words.ts";

type Field = FormView["fields"][number];
type TextField = Extract<Field, { kind: "text" }>;

/** @returns null when no line comes any more */
export async function confirm(
  text: string,
  { ask }: Speaker,
  words: ConversationWords,
): Promise<boolean | null> {
  const line = await ask(`${text} ${words.yesOrNo} `);
  return line === null || isCancel(line) ? null : line.trim().toLowerCase() === "y";
}

/** Ends a form at any question. */
const CANCEL = "/cancel";
const isCancel = (line: string) => line.trim().toLowerCase() === CANCEL;

/** Asks for the fields of a form, and again for a field that the bot refuses.
 * @param send what the bot says to the values; a notice that names a field is a refusal
 * @returns what the bot said at last; null when the form was cancelled, then what was typed is shown */
export async function fillForm<Outcome>(
  form: FormView,
  { speaker, words }: { readonly speaker: Speaker; readonly words: ConversationWords },
  send: (values: FormValues) => Promise<Outcome | NoticeView>,
): Promise<Outcome | NoticeView | null> {
  speaker.say(form.title, "heading");
  if (form.about !== undefined) speaker.say(form.about);
  if (form.note !== undefined) speaker.say(form.note);
  if (form.fields.length > 1) speaker.say(words.mayCancel(CANCEL));
  const values: Record<string, FormValues[string]> = {};
  let asked: readonly Field[] = form.fields;
  for (;;) {
    for (const field of asked) {
      const value = await askFor(field, speaker, words);
      if (value === null) {
        speaker.say([words.cancelled, ...typedIn(form, values)].join("\n"));
        return null;
      }
      values[field.id] = value;
    }
    const outcome = await send(values);
    const refused = refusedField(form, outcome);
    if (refused === null) return outcome;
    // What was typed is kept here, so that it need not be shown again.
    speaker.notice({ ...(outcome as NoticeView), remark: null });
    asked = [withValue(refused, values[refused.id] ?? null)];
  }
}

function refusedField<Outcome>({ fields }: FormView, outcome: Outcome | NoticeView): Field | null {
  const { field = null } = (outcome ?? {}) as Partial<NoticeView>;
  return fields.find(({ id }) => id === field) ?? null;
}

function withValue(field: Field, value: FormValues[string]): Field {
  return field.kind === "text" && typeof value === "string" ? { ...field, value } : field;
}

/** What was written by hand, so that it is not lost. */
function typedIn({ fields }: FormView, values: FormValues): string[] {
  return fields.flatMap(({ kind, id }) => {
    const value = values[id];
    return kind === "text" && typeof value === "string" && value !== "" ? [value] : [];
  });
}

/** A line that is empty keeps what stands in the field, or cancels where something is needed; "-" clears a text. */
async function askFor(
  field: Field,
  speaker: Speaker,
  words: ConversationWords,
): Promise<string | boolean | null> {
  if (field.kind === "check") return confirm(field.label, speaker, words);
  if (field.kind === "choice") {
    if (field.hint !== undefined) speaker.say(field.hint);
    speaker.options(`${field.label}:`, field.options);
    const line = (await speaker.ask(`${words.number} ${words.cancels} `))?.trim();
    if (!line || isCancel(line)) return null;
    return field.options[Number(line) - 1]?.value ?? line;
  }
  if (field.kind === "choices") return askForChoices(field, speaker, words);
  if (field.isList) return askForList(field, speaker, words);
  const { label, value: before, isRequired } = field;
  const hint = before ? words.keeps(before) : isRequired ? words.cancels : "";
  const line = (await speaker.ask(`${`${label} ${hint}`.trimEnd()} `))?.trim();
  if (line === undefined || isCancel(line) || (line === "" && isRequired && !before)) return null;
  if (line === "") return before;
  return line === "-" && before ? "" : line;
}

/** Lines until an empty one. What stands there already stays, and grows; "-2" takes the second line away, "-" all. */
async function askForList(
  { label, value, hint }: TextField,
  speaker: Speaker,
  words: ConversationWords,
): Promise<string | null> {
  let lines = value.split("\n").filter((line) => line.trim() !== "");
  speaker.say(`${label} ${lines.length === 0 ? words.list : words.listKeeps}`);
  if (hint !== undefined && lines.length === 0) speaker.say(hint);
  if (lines.length > 0) speaker.say(numbered(lines));
  for (;;) {
    const line = (await speaker.ask(`${lines.length + 1}. `))?.trim();
    if (line === undefined || isCancel(line)) return null;
    if (line === "") return lines.join("\n");
    const [isTakenAway, number] = /^-(\d{0,4})$/.exec(line) ?? [];
    if (isTakenAway === undefined) lines.push(line);
    else {
      lines = number === "" ? [] : lines.filter((_, at) => at !== Number(number) - 1);
      speaker.say(lines.length === 0 ? words.listEmpty : numbered(lines));
    }
  }
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
    if (line === null || isCancel(line)) return null;
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

const numbered = (lines: readonly string[]) => lines.map((line, at) => `${at + 1}. ${line}`).join("\n");
