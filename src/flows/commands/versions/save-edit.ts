/** Saves what was written in a form or in the editor as a draft. */

import { personKey } from "../../../core/ask.ts";
import { type CommandFault, describeFault, explainFault } from "../../../core/command/faults.ts";
import { MAX_SOURCE_BYTES, readVersionName } from "../../../core/command/saved-command.ts";
import { otherFor } from "../../../core/command/warnings.ts";
import { COMMAND_FIELDS, type CommandForm } from "../../../core/views/forms/command-form.ts";
import { refusalNotice } from "../../../core/views/notices.ts";
import type { FormValues, NoticeView } from "../../../core/views/view.ts";
import { type Words, wordsFor } from "../../../i18n/words.ts";
import { placeOfActor } from "../../bot/commands-here.ts";
import type { FlowPorts } from "../../bot/context.ts";
import type { Actor } from "../../bot/intents.ts";
import { refuse } from "../../bot/outcome.ts";
import type { FormFault } from "../../ports/commands.ts";
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
  const { versions: words } = wordsFor(actor.locale);
  const { refusal, base } = await openEdit(ports, subject, actor);
  if (refusal) return refusal;
  const textOf = (key: string) => (typeof values[key] === "string" ? values[key] : undefined);
  const name = base?.name ?? nameOf(subject, textOf(COMMAND_FIELDS.name) ?? "");
  // A refusal names a field that the form has.
  const say = (text: string, field: string) =>
    refusalNotice("bad-command", text, field in values ? field : (Object.keys(values)[0] ?? null));
  const typed = withTyped(values);
  const taken = base === null ? await nameFault(ports, name, actor) : null;
  const filled: Partial<CommandForm> = Object.fromEntries(
    FORM_KEYS.flatMap((key) => (key in values ? [[key, textOf(key) ?? ""]] : [])),
  );
  const applied = ports.commands.applyForm(
    base?.source ?? null,
    base?.form ?? null,
    base ? filled : startOf(filled),
  );
  // A form that is sent twice saves one draft, which its second answer shows.
  if (taken !== null && !("source" in applied && (await isOwnDraft(ports, { name, ...applied }, actor))))
    return typed(say(taken, COMMAND_FIELDS.name));
  if ("fault" in applied) return typed(say(explainFormFault(applied.fault, words), applied.fault.field));
  const note = textOf(COMMAND_FIELDS.note)?.trim() || null;
  const saved = await keep(ports, actor, { name, source: applied.source, note });
  if (saved.kind === "saved") return saved.notice;
  const [fault] = saved.faults;
  // A place in a file that nobody sees is left out.
  return typed(say(saved.inForm, fault ? fieldOf(fault, values) : saved.field));
}

/** Saves what was written in the editor as a draft. Faults keep their lines. */
export async function saveSource(
  ports: EditPorts,
  { subject, name: typed, source, note }: SaveSourceIntent,
  actor: Actor,
): Promise<NoticeView> {
  const { refusal, base } = await openEdit(ports, subject, actor);
  if (refusal) return refusal;
  const name = base?.name ?? nameOf(subject, typed);
  const taken = base === null ? await nameFault(ports, name, actor) : null;
  if (taken !== null && !(await isOwnDraft(ports, { name, source }, actor)))
    return refusalNotice("bad-command", taken, COMMAND_FIELDS.name);
  const saved = await keep(ports, actor, { name, source, note: note?.trim() || null });
  return saved.kind === "saved" ? saved.notice : refusalNotice("bad-command", saved.inSource, saved.field);
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
const nameOf = (subject: string, typed: string) =>
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
  const { versions: words } = wordsFor(actor.locale);
  const no = await forbidden(ports, actor);
  if (no) return no;
  const base = await findBase(ports, subject, placeOfActor(actor));
  if (base === null) return refuse(ports, actor, "unknown-command", await sayNoBase(ports, subject, actor));
  const applied = ports.commands.applyForm(base.source, base.form, withOther(base.form));
  if ("fault" in applied) return refusalNotice("bad-command", explainFormFault(applied.fault, words));
  const saved = await keep(ports, actor, { name: base.name, source: applied.source, note: null });
  return saved.kind === "saved" ? saved.notice : refusalNotice("bad-command", saved.inForm);
}

const tidyName = (typed: string) => typed.trim().replace(/^\//, "").toLowerCase();

/** Why a new command can't have a name; null where it can. */
async function nameFault(ports: FlowPorts, name: string, actor: Actor): Promise<string | null> {
  const { versions: words } = wordsFor(actor.locale);
  const place = placeOfActor(actor);
  if (readVersionName(name)?.name !== name) return words.badName;
  // A new command of a name that is in use would silently take its place.
  const isTaken = ports.commands.find(name, place) || (await ports.store.findSeen(name, "draft", place));
  return isTaken ? words.nameTaken(name) : null;
}

/** Saves a draft, or says why not and which field is to blame. */
async function keep(
  ports: EditPorts,
  actor: Actor,
  draft: { readonly name: string; readonly source: string; readonly note: string | null },
): Promise<
  | { readonly kind: "saved"; readonly notice: NoticeView }
  | {
      readonly kind: "refused";
      readonly field: string;
      /** Why, for who wrote in a form, and for who wrote the source: with lines. */
      readonly inForm: string;
      readonly inSource: string;
      /** Of the source; none where it is refused for another reason. */
      readonly faults: readonly CommandFault[];
    }
> {
  const all = wordsFor(actor.locale);
  const { versions: words } = all;
  const refused = (field: string, why: string) =>
    ({ kind: "refused", field, inForm: why, inSource: why, faults: [] }) as const;
  const saved = await saveDraft(ports, { ...draft, scope: placeOfActor(actor), author: actor.person });
  switch (saved.kind) {
    case "saved":
    case "known":
      return { kind: "saved", notice: await savedNotice(ports, actor, saved) };
    case "faulty":
      return {
        ...{ kind: "refused", field: "source", faults: saved.faults },
        inForm: saved.faults.map((fault) => explainFault(fault, all)).join("\n"),
        inSource: saved.faults.map((fault) => describeFault(fault, all)).join("\n"),
      };
    case "reserved-name":
      return refused(COMMAND_FIELDS.name, words.reserved(draft.name));
    case "too-large":
      return refused(COMMAND_FIELDS.examples, words.tooLarge(MAX_SOURCE_BYTES / 1024));
    case "too-many-of-person":
      return refused(COMMAND_FIELDS.description, words.tooManyOfPerson);
    case "too-many-of-workspace":
      return refused(COMMAND_FIELDS.description, words.tooManyOfWorkspace);
  }
}

const FORM_KEYS = [
  ...(["summary", "description", "input", "output", "labels", "examples", "tests"] as const),
  ...(["notSure", "calibration"] as const),
];

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
  const summary = [...description.replace(/\s+/g, " ").trim()].slice(0, 100).join("");
  return { summary, description, input: "Message", output: "Answer", ...filled };
}

function explainFormFault({ kind, line }: FormFault, words: Words["versions"]): string {
  if (kind === "no-arrow") return words.noArrow(line);
  if (kind === "too-large") return words.tooLarge(MAX_SOURCE_BYTES / 1024);
  return kind === "not-a-percentage" ? words.notAPercentage : words.notEditable;
}

/** The field that a fault is about, among those of the form. */
function fieldOf({ place: [first] }: CommandFault, values: FormValues): string {
  const key = String(first);
  return key in values
    ? key
    : key === "scoring" && "notSure" in values
      ? "notSure"
      : "description" in values
        ? "description"
        : "summary";
}

/** A form that was closed by its platform is not lost: what was typed comes back with the refusal. */
function withTyped(values: FormValues): (view: NoticeView) => NoticeView {
  const typed = Object.entries(values).flatMap(([, value]) =>
    typeof value === "string" && value.trim() !== "" ? [value.trim()] : [],
  );
  return (view) => ({ ...view, remark: typed.join("\n") || null });
}
