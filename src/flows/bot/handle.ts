/** From an intent to what is shown to the person who acted: the one switch that every platform goes through. */

import type { AskRecord, NewAsk, Person } from "../../core/ask.ts";
import { personKey, standingOverride } from "../../core/ask.ts";
import { toBotError } from "../../core/errors.ts";
import { toOneLine } from "../../core/text/text.ts";
import {
  chooseCommandForm,
  MAX_INPUT_CHARACTERS,
  overrideForm,
  reasonForm,
} from "../../core/views/forms/forms.ts";
import {
  commandsNotice,
  confirmNotice,
  eraseConfirmation,
  notice,
  optOutConfirmation,
  privacyNotice,
} from "../../core/views/notices.ts";
import type { FileView, FormView, NoticeView } from "../../core/views/view.ts";
import { wordsFor } from "../../i18n/words.ts";
import { receiveAsk } from "../asks/ask.ts";
import { explain, explainRecord } from "../asks/explain.ts";
import { labelsOf } from "../asks/labels.ts";
import { changeVersions } from "../commands/versions/change/change.ts";
import { compareVersions, prefer } from "../commands/versions/compare.ts";
import { editCommand } from "../commands/versions/edit.ts";
import { sayMissing, sayNotLive } from "../commands/versions/missing.ts";
import { addOther, type EditPorts, saveCommand, saveSource } from "../commands/versions/save-edit.ts";
import { dashboardLine } from "../monitoring/dashboard/rights.ts";
import { asksGroups, declareGroups } from "../monitoring/groups/declare.ts";
import { noteMappedGroups } from "../monitoring/groups/mapped.ts";
import { showInsights } from "../monitoring/measure/notice.ts";
import { erasePerson, sayErased } from "../privacy/erase.ts";
import { exportPerson } from "../privacy/export.ts";
import { contest } from "../review/contest.ts";
import { review } from "../review/review.ts";
import { commandsIn, placeOfActor } from "./commands-here.ts";
import type { FlowPorts } from "./context.ts";
import { helpText, menuOf, parametersOf, typedWhere } from "./help.ts";
import type { Actor, AskIntent, Intent } from "./intents.ts";
import { type Outcome, refuse } from "./outcome.ts";
import { onAnswer, onVisible } from "./visible.ts";

type Of<Kind extends Intent["kind"]> = Extract<Intent, { kind: Kind }>;

/** Does what a person wants.
 * @returns the function behind `Bot.handle`
 * @throws {BotError} STORE_* (from the returned function) */
export function createHandler(ports: EditPorts): (intent: Intent, actor: Actor) => Promise<Outcome> {
  return async (intent, actor) => {
    switch (intent.kind) {
      case "ask":
        ports.measurements?.noteAsk();
        return ask(ports, intent, actor);
      case "rate":
        return rate(ports, intent, actor);
      case "open-override":
        return openOverride(ports, intent, actor);
      case "override":
        return override(ports, intent, actor);
      case "withdraw":
        return withdraw(ports, intent, actor);
      case "explain":
        return explain(ports, intent.askId, actor);
      case "decisions":
      case "record":
      case "open-contest":
      case "contest":
        return contest(ports, intent, { actor, explain: (record) => explainRecord(ports, record, actor) });
      case "prefer":
        return prefer(ports, intent, actor);
      case "choose-command":
        return chooseCommandForm(menuOf(ports, placeOfActor(actor)), actor.locale);
      case "help":
        return help(ports, intent, actor);
      case "commands":
        return commandsNotice(
          menuOf(ports, placeOfActor(actor)),
          actor.locale,
          typedWhere(ports, actor.person),
        );
      case "insights":
        return showInsights(ports, intent, actor);
      case "versions":
        return changeVersions(ports, intent, actor);
      case "unnamed":
      case "bad-version":
        return refuse(ports, actor, "unknown-command", usageOf(intent, actor));
      case "edit-command":
        return editCommand(ports, intent, actor);
      case "save-command":
        return saveCommand(ports, intent, actor);
      case "save-source":
        return saveSource(ports, intent, actor);
      case "add-other":
        return addOther(ports, intent, actor);
      case "privacy":
        return privacy(ports, intent, actor);
      case "open-groups":
      case "declare-groups":
        return declareGroups(ports, intent, actor);
      default:
        return review(ports, intent, actor);
    }
  };
}

/** What to write in place of a name or a version that can't be one. */
function usageOf(intent: Of<"unnamed"> | Of<"bad-version">, { locale }: Actor): string {
  const { usage, badVersion } = wordsFor(locale).versions;
  return intent.kind === "unnamed" ? usage(intent.word, intent.typed) : badVersion(intent.name, intent.typed);
}

async function help(ports: EditPorts, { command }: Of<"help">, actor: Actor): Promise<Outcome> {
  const place = placeOfActor(actor);
  const here = commandsIn(ports.commands, place);
  const isUnknown = command !== null && here.find(command) === null;
  const notLive = isUnknown ? await sayNotLive(ports, { name: command, place, locale: actor.locale }) : null;
  const about = {
    name: command,
    parameters: parametersOf(ports),
    drafts: ports.drafts,
    notLive,
    typedAs: typedWhere(ports, actor.person),
  };
  const text = helpText(here, about, actor.locale);
  const line = command === null ? await dashboardLine(ports, actor) : "";
  return notice("help", line === "" ? text : `${text}\n${line}`);
}

async function ask(ports: FlowPorts, intent: AskIntent, actor: Actor): Promise<Outcome> {
  const { command, text, settings = {}, version = null, compares, author, others = [], native } = intent;
  const { interactionId, person, channel, locale } = actor;
  for (const other of others)
    if (await ports.store.isOptedOut(other))
      return refuse(ports, actor, "author-opted-out", wordsFor(actor.locale).refusals.authorOptedOut);
  const place = { channel, native };
  const asked = { interactionId, person, author, place, command, text, settings, locale };
  if (version !== null && compares) return compareVersions(ports, { ...asked, version }, actor);
  if (version !== null) return tryVersion(ports, { ...asked, version }, actor);
  const outcome = await receiveAsk(ports, asked);
  if (outcome.kind === "accepted" && outcome.isNew) await noteMappedGroups(ports, actor);
  return outcome;
}

/** Asks a saved version that can be seen from there, or the newest draft. */
async function tryVersion(
  ports: FlowPorts,
  { version, ...asked }: Omit<NewAsk, "version"> & { readonly version: number | "draft" },
  actor: Actor,
): Promise<Outcome> {
  const { command: name } = asked;
  const place = placeOfActor(actor);
  const found = await ports.store.findSeen(name, version, place);
  const isInForce = found !== null && ports.commands.find(name, place)?.version === found.number;
  if (found && !isInForce)
    return receiveAsk(ports, { ...asked, version: found.number, versionState: found.state });
  // What is in force is no draft, also where its number is named. Without a draft it is tried: the way to a command that has no slash
  // command of its own.
  if (found || version === "draft") return receiveAsk(ports, asked);
  const text = await sayMissing(
    ports,
    { name, number: version, place, locale: actor.locale },
    ({ noVersion }) => noVersion(name, version),
  );
  return refuse(ports, actor, "unknown-command", text);
}

/** A press on Wrong counts at once; the form for the reason follows. */
async function rate(ports: FlowPorts, intent: Of<"rate">, actor: Actor): Promise<NoticeView | FormView> {
  const { askId, value } = intent;
  return onAnswer(ports, askId, actor, async (record) => {
    if (await ports.store.isOptedOut(actor.person)) return optedOut(ports, actor);
    const { interactionId, person, locale } = actor;
    const before = record.ratings.find((one) => isSame(one.person, person) && one.value === value);
    const reason = intent.reason === undefined ? (before?.reason ?? null) : clean(intent.reason);
    await ports.store.recordRating({ interactionId, askId, person, value, reason });
    ports.metrics.rated(record.ask, value);
    const { thanksRight, thanksWrong } = wordsFor(locale).feedback;
    if (value === "wrong" && intent.reason === undefined) return reasonForm(askId, reason, locale);
    return notice("done", value === "right" ? thanksRight : thanksWrong);
  });
}

async function openOverride(
  ports: FlowPorts,
  { askId }: Of<"open-override">,
  actor: Actor,
): Promise<NoticeView | FormView> {
  return onAnswer(ports, askId, actor, async (record) => {
    if (await ports.store.isOptedOut(actor.person)) return optedOut(ports, actor);
    const selected = standingOverride(record)?.value ?? null;
    const text = selected ?? record.answer?.text ?? "";
    return overrideForm(askId, { labels: labelsOf(ports, record), selected, text }, actor.locale);
  });
}

async function override(ports: FlowPorts, intent: Of<"override">, actor: Actor): Promise<NoticeView> {
  const { askId, mayReuse } = intent;
  return onAnswer(ports, askId, actor, async (record) => {
    if (await ports.store.isOptedOut(actor.person)) return optedOut(ports, actor);
    const { interactionId, person, locale } = actor;
    const value = clean(intent.value);
    const reason = clean(intent.reason);
    const labels = labelsOf(ports, record);
    if (value === null)
      return refuse(ports, actor, "not-a-label", wordsFor(actor.locale).refusals.emptyOverride);
    if (labels && !labels.includes(value))
      return refuse(ports, actor, "not-a-label", wordsFor(actor.locale).refusals.notALabel(value, labels));
    // A form that is sent again, after "please try again", is the same override.
    const standing = standingOverride(record);
    const isRepeated =
      standing !== null &&
      isSame(standing.person, person) &&
      standing.value === value &&
      standing.reason === reason;
    const stored = isRepeated
      ? null
      : await ports.store.recordOverride({ interactionId, askId, person, value, reason, mayReuse });
    if (stored?.kind === "too-many")
      return refuse(ports, actor, "rate-limited", wordsFor(actor.locale).refusals.tooManyOverrides);
    if (stored?.kind === "stored") ports.metrics.overridden(record.ask);
    const { overrideDone, overrideHidden } = wordsFor(locale).feedback;
    return notice("done", (await canChange(ports, record)) ? overrideDone : overrideHidden);
  });
}

/** Whether an override will be seen where the answer is. */
async function canChange(
  { platforms, log }: FlowPorts,
  { ask, deliveryRecord }: AskRecord,
): Promise<boolean> {
  try {
    return (await platforms?.get(ask.person.platform)?.canChange?.(ask, deliveryRecord)) ?? true;
  } catch (cause) {
    log.debug(
      { askId: ask.id, reason: toBotError(cause).message },
      "whether an answer can be changed is not known",
    );
    return true;
  }
}

async function withdraw(ports: FlowPorts, intent: Of<"withdraw">, actor: Actor): Promise<NoticeView> {
  return onVisible(ports, intent.askId, actor, async () => {
    if (!(await ports.store.withdrawOverride(intent.overrideId, actor.person)))
      return refuse(ports, actor, "not-allowed", wordsFor(actor.locale).refusals.notYours);
    return notice("done", wordsFor(actor.locale).feedback.withdrawn);
  });
}

async function privacy(
  ports: FlowPorts,
  { request, isConfirmed }: Of<"privacy">,
  { person, locale }: Actor,
): Promise<NoticeView | FileView> {
  const { store, retentionDays = null } = ports;
  const words = wordsFor(locale);
  switch (request) {
    case null:
      return privacyNotice(
        {
          isOptedOut: await store.isOptedOut(person),
          retentionDays,
          asksGroups: await asksGroups(ports, person),
        },
        locale,
      );
    case "opt-out":
      if (!isConfirmed) return confirmNotice(optOutConfirmation(words));
      await store.setOptedOut(person, true);
      return notice("done", words.privacy.optedOut);
    case "opt-in":
      await store.setOptedOut(person, false);
      return notice("done", words.privacy.optedIn);
    case "erase":
      if (!isConfirmed) return confirmNotice(eraseConfirmation(words));
      return notice("done", sayErased(await erasePerson(ports, person), words));
    case "export":
      return exportPerson(store, person, locale);
  }
}

const optedOut = (ports: FlowPorts, actor: Actor) =>
  refuse(ports, actor, "opted-out", wordsFor(actor.locale).refusals.optedOut);

const isSame = (one: Person, other: Person) => personKey(one) === personKey(other);

/** What a person typed as the store keeps it; null when there is nothing to see in it. */
function clean(typed: string | null): string | null {
  if (typed === null || toOneLine(typed) === "") return null;
  return [...typed.toWellFormed().replaceAll("\0", "").trim()].slice(0, MAX_INPUT_CHARACTERS).join("");
}
