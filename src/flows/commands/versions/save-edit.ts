/** Saves what was written in a form or in the editor as a draft. */

import { personKey } from "../../../core/ask.ts";
import { type CommandFault, describeFault, explainFault } from "../../../core/command/faults.ts";
import { MAX_SOURCE_BYTES, readVersionName } from "../../../core/command/saved-command.ts";
import { otherFor } from "../../../core/command/warnings.ts";
import {
  COMMAND_FIELDS,
  type CommandForm,
  fieldTitles,
  summaryOf,
} from "../../../core/views/forms/command-form.ts";
import {
  byPlace,
  explainFormFault,
  type FormFault,
  type FormProblem,
  inField,
  nameOf,
} from "../../../core/views/forms/form-faults.ts";
import { refusalNotice } from "../../../core/views/notices.ts";
import type { FormValues, NoticeView } from "../../../core/views/view.ts";
import { wordsFor } from "../../../i18n/words.ts";
import { placeOfActor } from "../../bot/commands-here.ts";
import type { FlowPorts } from "../../bot/context.ts";
import type { Actor } from "../../bot/intents.ts";
import { refuse } from "../../bot/outcome.ts";
import type { TestSaved } from "../editor/tests.ts";
import { type Base, findBase, forbidden, sayNoBase } from "./edit.ts";
import { saveDraft } from "./save.ts";
import { savedNotice } from "./saved-notice.ts";

/** What editing needs: what it says of a version that was saved is measured. */
export interface EditPorts extends FlowPorts {
  readonly testSaved: TestSaved;
}

/** A form that was sent. */
export interface SaveIntent {
  readonly kind: "save-command";
  /** What the form started from; empty for a new command. */
  readonly subject: string;
  readonly values: FormValues;
}

/** A source that was written in the editor. */
export interface SaveSourceIntent {
  readonly kind: "save-source";
  /** What it started from; empty for a new command. */
  readonly subject: string;
  /** Of a new command. */
  readonly name: string;
  /** YAML. */
  readonly source: string;
  readonly note: string | null;
  /** What was filled in, where it was written in the form: faults are said as people see them there. Left out where it was written in YAML. */
  readonly form?: Partial<CommandForm>;
}

/** A saved version is to have a label for texts that fit none of its labels. */
export interface AddOtherIntent {
  readonly kind: "add-other";
  /** "triage@3". */
  readonly subject: string;
}

export async function saveCommand(
  ports: EditPorts,
  { subject, values }: SaveIntent,
  actor: Actor,
): Promise<NoticeView> {
  const { refusal, base } = await openEdit(ports, subject, actor);
  if (refusal) return refusal;
  const textOf = (key: string) => (typeof values[key] === "string" ? values[key] : undefined);
  const name = base?.name ?? nameIn(subject, textOf(COMMAND_FIELDS.name) ?? "");
  const taken = base === null ? await nameFault(ports, name, actor) : null;
  const given: Partial<CommandForm> = Object.fromEntries(
    FORM_KEYS.flatMap((key) => (key in values ? [[key, textOf(key) ?? ""]] : [])),
  );
  const filled = base ? given : startOf(given);
  const form = { values: { ...base?.form, ...filled }, shown: Object.keys(values) };
  const refuseForm = (faults: readonly FormFault[]) =>
    withTyped(values, actor.locale)(formRefusal(faults, form.shown, actor.locale));
  const applied = ports.commands.applyForm(base?.source ?? null, base?.form ?? null, filled);
  // A form that is sent twice saves one draft, which its second answer shows.
  if (taken !== null && !("source" in applied && (await isOwnDraft(ports, { name, ...applied }, actor))))
    return refuseForm([inField("name", taken)]);
  if ("fault" in applied) return refuseForm([applied.fault]);
  const note = textOf(COMMAND_FIELDS.note)?.trim() || null;
  const saved = await keep(ports, actor, { name, source: applied.source, note }, form);
  return saved.kind === "saved" ? saved.notice : withTyped(values, actor.locale)(saved.notice);
}

/** Saves what was written in the editor as a draft. */
export async function saveSource(
  ports: EditPorts,
  { subject, name: typed, source, note, form }: SaveSourceIntent,
  actor: Actor,
): Promise<NoticeView> {
  const { refusal, base } = await openEdit(ports, subject, actor);
  if (refusal) return refusal;
  const name = base?.name ?? nameIn(subject, typed);
  const taken = base === null ? await nameFault(ports, name, actor) : null;
  if (taken !== null && !(await isOwnDraft(ports, { name, source }, actor)))
    return formRefusal([inField("name", taken)], EDITOR_FIELDS, actor.locale);
  const written = form === undefined ? null : { values: form, shown: EDITOR_FIELDS };
  return (await keep(ports, actor, { name, source, note: note?.trim() || null }, written)).notice;
}

/** What an edit starts from, or why the person may not draft. Where its version was deleted meanwhile it is what is left of the command; null
 * where nothing is, and for a new command. */
async function openEdit(
  ports: EditPorts,
  subject: string,
  actor: Actor,
): Promise<{ readonly refusal: NoticeView | null; readonly base: Base | null }> {
  const no = await forbidden(ports, actor);
  if (no || subject === "") return { refusal: no, base: null };
  const place = placeOfActor(actor);
  const [name = ""] = subject.split("@");
  return {
    refusal: null,
    base: (await findBase(ports, subject, place)) ?? (await findBase(ports, name, place)),
  };
}

/** The name of what an edit started from; of a new command as it was typed. */
const nameIn = (subject: string, typed: string) =>
  tidyName(subject === "" ? typed : (subject.split("@")[0] ?? ""));

/** Whether the newest draft of a name is the person's own, with this very text. */
async function isOwnDraft(
  { store }: FlowPorts,
  { name, source }: { readonly name: string; readonly source: string },
  actor: Actor,
): Promise<boolean> {
  const draft = readVersionName(name) && (await store.findSeen(name, "draft", placeOfActor(actor)));
  const { person } = actor;
  return draft?.source === source && draft.author !== null && personKey(draft.author) === personKey(person);
}

/** Saves a version with one label more, and an example of it. */
export async function addOther(
  ports: EditPorts,
  { subject }: AddOtherIntent,
  actor: Actor,
): Promise<NoticeView> {
  const no = await forbidden(ports, actor);
  if (no) return no;
  const base = await findBase(ports, subject, placeOfActor(actor));
  if (base === null) return refuse(ports, actor, "unknown-command", await sayNoBase(ports, subject, actor));
  const grown = withOther(base.form);
  const applied = ports.commands.applyForm(base.source, base.form, grown);
  if ("fault" in applied) return formRefusal([applied.fault], FORM_KEYS, actor.locale);
  const form = { values: grown, shown: FORM_KEYS };
  return (await keep(ports, actor, { name: base.name, source: applied.source, note: null }, form)).notice;
}

const tidyName = (typed: string) => typed.trim().replace(/^\//, "").toLowerCase();

/** Why a new command can't have a name; null where it can. */
async function nameFault(ports: FlowPorts, name: string, actor: Actor): Promise<FormProblem | null> {
  const place = placeOfActor(actor);
  if (readVersionName(name)?.name !== name) return { code: "bad-name", name };
  // A new command of a name that is in use would silently take its place.
  const isTaken = ports.commands.find(name, place) || (await ports.store.findSeen(name, "draft", place));
  return isTaken ? { code: "name-taken", name } : null;
}

/** A form as it was sent. */
interface Written {
  /** What it holds; what it does not show, as it was before. */
  readonly values: Partial<CommandForm>;
  /** Ids of its fields. */
  readonly shown: readonly string[];
}

/** Saves a draft, or says why not.
 * @param form null where the source itself was written: its faults are said with lines and the names of YAML */
async function keep(
  ports: EditPorts,
  actor: Actor,
  draft: { readonly name: string; readonly source: string; readonly note: string | null },
  form: Written | null,
): Promise<{ readonly kind: "saved" | "refused"; readonly notice: NoticeView }> {
  const { locale } = actor;
  const { versions: words } = wordsFor(locale);
  const shown = form?.shown ?? EDITOR_FIELDS;
  const refused = (notice: NoticeView) => {
    ports.metrics.refused(actor.person.platform, "bad-command");
    return { kind: "refused", notice } as const;
  };
  const inForm = (fault: FormFault) => refused(formRefusal([fault], shown, locale));
  const because = (text: string) => refused(refusalNotice("bad-command", text, shown[0] ?? null));
  const saved = await saveDraft(ports, { ...draft, scope: placeOfActor(actor), author: actor.person });
  switch (saved.kind) {
    case "saved":
    case "known":
      return { kind: "saved", notice: await savedNotice(ports, actor, saved) };
    case "faulty":
      return refused(
        form === null
          ? refusalNotice("bad-command", describeFaults(saved.faults, locale), "source")
          : formRefusal(
              ports.commands
                .placeInForm(saved.faults, draft.source, form.values)
                .map((fault, index) => fault ?? (saved.faults[index] as CommandFault)),
              shown,
              locale,
            ),
      );
    case "reserved-name":
      return inForm(inField("name", { code: "reserved-name", name: draft.name }));
    case "too-large":
      return inForm(inField(form && "examples", { code: "too-much", kib: MAX_SOURCE_BYTES / 1024 }));
    case "too-many-of-person":
      return because(words.tooManyOfPerson);
    case "too-many-of-workspace":
      return because(words.tooManyOfWorkspace);
  }
}

const describeFaults = (faults: readonly CommandFault[], locale: string) =>
  faults.map((fault) => describeFault(fault, wordsFor(locale))).join("\n");

/** What is wrong with a form, each fault at its field. A fault that no form can have is said by its place in the source. */
function formRefusal(
  faults: readonly (FormFault | CommandFault)[],
  shown: readonly string[],
  locale: string,
): NoticeView {
  const inForm = (fault: FormFault | CommandFault) => ("field" in fault ? fault : null);
  const said = faults
    .toSorted((one, other) => byPlace(inForm(one), inForm(other)))
    .map((fault) => {
      const own = inForm(fault);
      const { field, text } = own
        ? explainFormFault(own, shown, locale)
        : { field: null, text: explainFault(fault as CommandFault, wordsFor(locale)) };
      return { field: field ?? shown[0] ?? COMMAND_FIELDS.description, text };
    });
  // What a new command decides is its summary as well, and wrong in the same way.
  const unique = said.filter(({ text }, index) => said.findIndex((one) => one.text === text) === index);
  const texts = Map.groupBy(unique, ({ field }) => field);
  const [first] = texts.keys();
  return {
    ...refusalNotice("bad-command", unique.map(({ text }) => text).join("\n"), first),
    fieldTexts: Object.fromEntries(
      [...texts].map(([field, own]) => [field, own.map(({ text }) => text).join("\n")]),
    ),
  };
}

const FORM_KEYS = [
  ...(["summary", "description", "input", "output", "labels", "examples", "tests"] as const),
  ...(["notSure", "calibration"] as const),
];

/** The fields of the page's editor, which shows all. */
const EDITOR_FIELDS: readonly string[] = ["name", ...FORM_KEYS];

/** A form with a label for texts that fit none of its labels, and an example of it. */
function withOther<Form extends Pick<CommandForm, "labels" | "examples">>(form: Form): Form {
  const { label, example } = otherFor(form.labels.split("\n"));
  const grow = (text: string, line: string) => [text.trimEnd(), line].filter((one) => one !== "").join("\n");
  return {
    ...form,
    labels: grow(form.labels, label),
    examples: grow(form.examples, `${example} => ${label}`),
  };
}

/** What a new command has beside what the form asks for. */
function startOf({ description = "", ...filled }: Partial<CommandForm>): Partial<CommandForm> {
  const summary = summaryOf(description);
  return { summary, description, input: "Message", output: "Answer", ...filled };
}

/** A form that was closed by its platform is not lost: what was typed comes back with the refusal, letter by letter, so that its lines can be
 * counted. */
function withTyped(values: FormValues, locale: string): (view: NoticeView) => NoticeView {
  const titles: Readonly<Record<string, string>> = fieldTitles(locale);
  const typed = Object.entries(values).flatMap(([key, value]) =>
    typeof value === "string" && value.trim() !== ""
      ? [`${nameOf(titles[key] ?? key)}:\n${value.trimEnd()}`]
      : [],
  );
  return (view) => ({ ...view, remark: typed.join("\n") || null });
}
