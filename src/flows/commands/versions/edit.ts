/** Commands made by form: opens the form, with what is there. */

import {
  type CommandPlace,
  readVersionName,
  type VersionState,
} from "../../../core/command/saved-command.ts";
import {
  type CommandForm,
  commandForm,
  MAX_FIELD_CHARACTERS,
  settingsForm,
} from "../../../core/views/forms/command-form.ts";
import type { FormView, NoticeView } from "../../../core/views/view.ts";
import { wordsFor } from "../../../i18n/words.ts";
import { placeOfActor } from "../../bot/commands-here.ts";
import type { FlowPorts } from "../../bot/context.ts";
import type { Actor } from "../../bot/intents.ts";
import { refuse } from "../../bot/outcome.ts";
import { mayAllDraft, standingOf } from "./change/task.ts";
import { sayMissing } from "./missing.ts";
import { mayDraft } from "./rights.ts";
import { losesFile, readFileSource } from "./save.ts";

/** Asks for the form. */
export interface EditIntent {
  readonly kind: "edit-command";
  /** Null for a new command; else a name, or a name and a version. */
  readonly subject: string | null;
  readonly page: "command" | "command-settings";
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
export async function forbidden(ports: FlowPorts, actor: Actor): Promise<NoticeView | null> {
  const { versions: words, refusals } = wordsFor(actor.locale);
  if (await ports.store.isOptedOut(actor.person)) return refuse(ports, actor, "opted-out", refusals.optedOut);
  if (!mayAllDraft(ports) && !mayDraft(await standingOf(ports, actor), "admins"))
    return refuse(ports, actor, "not-allowed", words.draftsAdmins);
  return null;
}

export async function editCommand(
  ports: FlowPorts,
  { subject, page }: EditIntent,
  actor: Actor,
): Promise<FormView | NoticeView> {
  const { versions: words, review } = wordsFor(actor.locale);
  const no = await forbidden(ports, actor);
  if (no) return no;
  if (subject === null) return commandForm("", null, actor.locale);
  const base = await findBase(ports, subject, placeOfActor(actor));
  if (base === null) return refuse(ports, actor, "unknown-command", await sayNoBase(ports, subject, actor));
  const form = (page === "command" ? commandForm : settingsForm)(base.subject, base.form, actor.locale);
  const isTooLong = form.fields.some(
    (field) => field.kind === "text" && [...field.value].length > MAX_FIELD_CHARACTERS,
  );
  if (isTooLong) return refuse(ports, actor, "too-long", words.formTooLong(base.name));
  // It is said before anything is written; the other page of the form is opened by whoever has saved, and read it there.
  const isLost = page === "command" && losesFile(ports.commands, base.name, placeOfActor(actor));
  return isLost ? { ...form, note: review.losesFile } : form;
}

/** That there is nothing to edit of that name, or no version of that number; where only retired versions are, how the newest is edited. */
export async function sayNoBase(ports: FlowPorts, subject: string, actor: Actor): Promise<string> {
  const { versions: words } = wordsFor(actor.locale);
  const place = placeOfActor(actor);
  const { number = null } = readVersionName(subject) ?? {};
  const [name = ""] = subject.split("@");
  const find = (state: VersionState) => ports.store.findSeen(name, state, place);
  const isRetired = number === null && !(await find("draft")) && !(await find("live"));
  const retired = isRetired ? await find("retired") : null;
  const text = retired
    ? words.editRetired(name, retired.number)
    : number === null
      ? words.unknown(subject)
      : words.noVersion(name, number);
  return sayMissing(ports, { name, number, place, locale: actor.locale }, () => text, text);
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
