/** Commands made by form: opens the form, and saves what was filled in as a draft. */

import type { Command } from "../../core/command/command.ts";
import {
  type CommandPlace,
  MAX_SOURCE_BYTES,
  readVersionName,
  type SavedVersion,
} from "../../core/command/saved-command.ts";
import { explainWarning, warningsOf } from "../../core/command/warnings.ts";
import {
  COMMAND_FIELDS,
  type CommandForm,
  commandForm,
  MAX_FIELD_CHARACTERS,
  settingsForm,
} from "../../core/views/forms/command-form.ts";
import { notice, refusalNotice } from "../../core/views/notices.ts";
import type { Action, FormValues, FormView, NoticeView, PressName } from "../../core/views/view.ts";
import { type Words, wordsFor } from "../../i18n/words.ts";
import { placeOfActor } from "../bot/commands-here.ts";
import type { FlowPorts } from "../bot/context.ts";
import type { Actor } from "../bot/intents.ts";
import { infoOf } from "../bot/known-model.ts";
import type { FormFault } from "../ports/commands.ts";
import { refuse, standingOf } from "./change.ts";
import { readFileSource } from "./file-source.ts";
import { mayDraft, mayManage } from "./rights.ts";
import { saveDraft } from "./save.ts";

/** Asks for the form. */
export interface EditIntent {
  readonly kind: "edit-command";
  /** Null for a new command; else a name, or a name and a version. */
  readonly subject: string | null;
  readonly page: "command" | "command-settings";
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

/** What is edited: its source, and what the forms show of it. */
export interface Base {
  readonly name: string;
  /** "triage@3", or "triage@file". */
  readonly subject: string;
  readonly source: string;
  readonly form: CommandForm;
}

/** Why a person may not draft, as a notice; null where they may. */
async function forbidden(ports: FlowPorts, actor: Actor): Promise<NoticeView | null> {
  const { versions: words, refusals } = wordsFor(actor.locale);
  if (await ports.store.isOptedOut(actor.person)) return refuse(ports, actor, "opted-out", refusals.optedOut);
  const drafts = ports.drafts ?? "all";
  if (drafts === "admins" && !mayDraft(await standingOf(ports, actor), drafts))
    return refuse(ports, actor, "not-allowed", words.draftsAdmins);
  return null;
}

export async function editCommand(
  ports: FlowPorts,
  { subject, page }: EditIntent,
  actor: Actor,
): Promise<FormView | NoticeView> {
  const { versions: words } = wordsFor(actor.locale);
  const no = await forbidden(ports, actor);
  if (no) return no;
  if (subject === null) return commandForm("", null, actor.locale);
  const base = await findBase(ports, subject, placeOfActor(actor));
  if (base === null) return refuse(ports, actor, "unknown-command", words.unknown(subject));
  const isTooLong = Object.values(base.form).some(
    (value: string) => [...value].length > MAX_FIELD_CHARACTERS,
  );
  if (isTooLong) return refuse(ports, actor, "too-long", words.formTooLong(base.name));
  return page === "command"
    ? commandForm(base.subject, base.form, actor.locale)
    : settingsForm(base.subject, base.form, actor.locale);
}

/** The version that is named; else the newest draft, what is in force, or the file. */
export async function findBase(ports: FlowPorts, typed: string, place: CommandPlace): Promise<Base | null> {
  const { commands } = ports;
  const own = /^(.+)@file$/.exec(typed)?.[1];
  const read = readVersionName(own ?? typed);
  if (read === null) return null;
  const { name, number } = read;
  const find = (which: number | "draft" | "live") => ports.store.findSeen(name, which, place);
  const version =
    own === undefined
      ? ((await find(number ?? "draft")) ?? (number === null ? await find("live") : null))
      : null;
  const source = version?.source ?? (number === null ? await readFileSource(commands, name) : null);
  if (source === null) return null;
  const parsed = commands.parse(name, source);
  if ("faults" in parsed) return null;
  return {
    name,
    subject: `${name}@${version?.number ?? "file"}`,
    source,
    form: commands.toForm(parsed.command),
  };
}

export async function saveCommand(
  ports: FlowPorts,
  { subject, values }: SaveIntent,
  actor: Actor,
): Promise<NoticeView> {
  const { versions: words } = wordsFor(actor.locale);
  const no = await forbidden(ports, actor);
  if (no) return no;
  const textOf = (key: string) => (typeof values[key] === "string" ? values[key] : undefined);
  const place = placeOfActor(actor);
  const base = subject === "" ? null : await findBase(ports, subject, place);
  if (subject !== "" && base === null) return refuse(ports, actor, "unknown-command", words.unknown(subject));
  const name = base?.name ?? tidyName(textOf(COMMAND_FIELDS.name) ?? "");
  // A refusal names a field that the form has.
  const say = (text: string, field: string) =>
    refusalNotice("bad-command", text, field in values ? field : (Object.keys(values)[0] ?? null));
  const typed = withTyped(values);
  const taken = base === null ? await nameFault(ports, name, actor) : null;
  if (taken !== null) return typed(say(taken, COMMAND_FIELDS.name));
  const filled: Partial<CommandForm> = Object.fromEntries(
    FORM_KEYS.flatMap((key) => (key in values ? [[key, textOf(key) ?? ""]] : [])),
  );
  const applied = ports.commands.applyForm(
    base?.source ?? null,
    base?.form ?? null,
    base ? filled : startOf(filled),
  );
  if ("fault" in applied) return typed(say(explainFault(applied.fault, words), applied.fault.field));
  const note = textOf(COMMAND_FIELDS.note)?.trim() || null;
  const saved = await keep(ports, actor, { name, source: applied.source, note });
  if (saved.kind === "saved") return saved.notice;
  const [fault = ""] = saved.faults;
  const field = saved.field === "source" ? fieldOf(fault, values) : saved.field;
  return typed(say(saved.faults.map(withoutPlace).join("\n"), field));
}

/** Saves what was written in the editor as a draft. Faults keep their lines. */
export async function saveSource(
  ports: FlowPorts,
  { subject, name: typed, source, note }: SaveSourceIntent,
  actor: Actor,
): Promise<NoticeView> {
  const { versions: words } = wordsFor(actor.locale);
  const no = await forbidden(ports, actor);
  if (no) return no;
  const place = placeOfActor(actor);
  const base = subject === "" ? null : await findBase(ports, subject, place);
  if (subject !== "" && base === null) return refuse(ports, actor, "unknown-command", words.unknown(subject));
  const name = base?.name ?? tidyName(typed);
  const fault = base === null ? await nameFault(ports, name, actor) : null;
  if (fault !== null) return refusalNotice("bad-command", fault, COMMAND_FIELDS.name);
  const saved = await keep(ports, actor, { name, source, note: note?.trim() || null });
  return saved.kind === "saved"
    ? saved.notice
    : refusalNotice("bad-command", saved.faults.join("\n"), saved.field);
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
  ports: FlowPorts,
  actor: Actor,
  draft: { readonly name: string; readonly source: string; readonly note: string | null },
): Promise<
  | { readonly kind: "saved"; readonly notice: NoticeView }
  | { readonly kind: "refused"; readonly faults: readonly string[]; readonly field: string }
> {
  const { versions: words } = wordsFor(actor.locale);
  const refused = (field: string, ...faults: readonly string[]) =>
    ({ kind: "refused", faults, field }) as const;
  const saved = await saveDraft(ports, { ...draft, scope: placeOfActor(actor), author: actor.person });
  switch (saved.kind) {
    case "saved":
    case "known":
      return { kind: "saved", notice: await savedNotice(ports, actor, saved) };
    case "faulty":
      return refused("source", ...saved.faults);
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

/** Warnings beside "Draft 3 is saved". Tests have no field in these forms. */
const MAX_WARNINGS = 4;
const FORM_KEYS = [
  ...(["summary", "description", "input", "output", "labels", "examples", "tests"] as const),
  ...(["notSure", "calibration"] as const),
];

/** What a new command has beside what the form asks for. */
function startOf({ description = "", ...filled }: Partial<CommandForm>): Partial<CommandForm> {
  const summary = [...description.replace(/\s+/g, " ").trim()].slice(0, 100).join("");
  return { summary, description, input: "Message", output: "Answer", ...filled };
}

function explainFault({ kind, line }: FormFault, words: Words["versions"]): string {
  if (kind === "no-arrow") return words.noArrow(line);
  if (kind === "too-large") return words.tooLarge(MAX_SOURCE_BYTES / 1024);
  return kind === "not-a-percentage" ? words.notAPercentage : words.notEditable;
}

/** "triage:5: labels[1]: …" without the place in a file that nobody sees. */
const withoutPlace = (fault: string) => fault.replace(/^[^:]*(?::\d+)?: /, "");

/** The field that a fault is about, among those of the form. */
function fieldOf(fault: string, values: FormValues): string {
  const key = /^[^:]*(?::\d+)?: ([a-z]+)/.exec(fault)?.[1] ?? "";
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

/** "Draft 3 is saved", with what can be done next. */
async function savedNotice(
  ports: FlowPorts,
  actor: Actor,
  { version: { name, number }, command }: { readonly version: SavedVersion; readonly command: Command },
): Promise<NoticeView> {
  const all = wordsFor(actor.locale);
  const { versions: words } = all;
  const isBuiltin = infoOf(ports.model.status())?.builtin ?? false;
  const warnings = warningsOf(command, isBuiltin).filter(({ kind }) => kind !== "no-tests");
  const place = placeOfActor(actor);
  // Who can't be asked about is offered no button; the word publish asks again.
  const standing = await standingOf(ports, actor).catch(() => "member" as const);
  const action = (press: PressName, label: string): Action => ({
    press: { name: press, askId: "", rest: `${name}@${number}` },
    label,
    ...{ isPressed: false, confirm: null },
  });
  return {
    ...notice("done", words.savedDraft(name, number)),
    remark:
      words.remarks(warnings.slice(0, MAX_WARNINGS).map((warning) => explainWarning(warning, all))) || null,
    actions: [
      action("draft-settings", words.more),
      ...(mayManage(standing, { ...place, channel: "" }, place)
        ? [action("draft-publish", words.publish)]
        : []),
    ],
  };
}
