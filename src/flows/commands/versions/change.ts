/** What people do to saved commands where they talk: publish, retire, step back, and read the history. */

import { personKey } from "../../../core/ask.ts";
import type { Command } from "../../../core/command/command.ts";
import { describeFault } from "../../../core/command/faults.ts";
import { showLabel } from "../../../core/command/labels.ts";
import {
  type CommandPlace,
  covers,
  EVERYWHERE,
  narrowness,
  type SavedVersion,
  type Scope,
  type VersionAction,
  workspaceOf,
} from "../../../core/command/saved-command.ts";
import { personName } from "../../../core/text/person-name.ts";
import { toOneLine } from "../../../core/text/text.ts";
import { preferenceLine, trialLine } from "../../../core/views/forms/compare.ts";
import { notice } from "../../../core/views/notices.ts";
import type { NoticeView } from "../../../core/views/view.ts";
import { type Words, wordsFor } from "../../../i18n/words.ts";
import { placeOfActor } from "../../bot/commands-here.ts";
import type { FlowPorts } from "../../bot/context.ts";
import type { Actor } from "../../bot/intents.ts";
import { refuse } from "../../bot/outcome.ts";
import { type GateStep, passGate } from "../gate/pass.ts";
import { sayMissing } from "./missing.ts";
import { isDirect, mayDraft, mayManage, mayPublish, type Standing } from "./rights.ts";
import type { VersionsIntent } from "./words.ts";

/** Lines of a history that are shown, and of versions that were tried or compared; the terminal shows all. */
const MAX_LINES = 20;
const MAX_PAIRS = 5;
/** What is typed after a version's name so that it is published in the same scope again, by narrowness. */
const SCOPE_WORDS = [" everywhere", "", " here"] as const;

/** What a person is where they act: those listed in ADMINS are in charge of everything. */
export async function standingOf({ admins }: Pick<FlowPorts, "admins">, actor: Actor): Promise<Standing> {
  if (admins?.has(personKey(actor.person))) return "operator";
  return (await actor.standing?.()) ?? "member";
}

/** Whether everybody may make and change drafts. */
export const mayAllDraft = ({ drafts = "all" }: Pick<FlowPorts, "drafts">) => mayDraft("member", drafts);

interface Task {
  readonly ports: FlowPorts;
  readonly actor: Actor;
  readonly name: string;
  readonly place: CommandPlace;
  readonly standing: Standing;
  readonly words: Words["versions"];
}

export async function changeVersions(
  ports: FlowPorts,
  { action, name, typed, number, scope, step = "look", seen }: VersionsIntent,
  actor: Actor,
): Promise<NoticeView> {
  const { versions: words, refusals } = wordsFor(actor.locale);
  if (name === null) return refuse(ports, actor, "unknown-command", words.usage(action, typed));
  if (await ports.store.isOptedOut(actor.person)) return refuse(ports, actor, "opted-out", refusals.optedOut);
  const task = {
    ports,
    actor,
    name,
    words,
    place: placeOfActor(actor),
    standing: await standingOf(ports, actor),
  };
  switch (action) {
    case "publish":
      return publish(task, { number, scope, step, seen: seen ?? null });
    case "history":
      return history(task);
    case "share":
      return share(task, number);
    default:
      return takeBack(task, action, number);
  }
}

interface Publication extends Pick<VersionsIntent, "number" | "scope"> {
  readonly step: GateStep;
  readonly seen: number | null;
  /** Whether another version was published at the same moment. */
  readonly moved?: boolean;
}

async function publish(
  task: Task,
  { number, scope: word, step, seen, moved = false }: Publication,
): Promise<NoticeView> {
  const { ports, actor, name, place, standing, words } = task;
  const version = await ports.store.findSeen(name, number ?? "draft", place);
  if (!version) return refuse(ports, actor, "unknown-command", await sayNone(task, number));
  const scope = word === "everywhere" ? EVERYWHERE : word === "channel" ? place : workspaceOf(place);
  if (!mayPublish(standing, { version, scope, place }))
    return refuse(ports, actor, "not-allowed", isDirect(place) ? words.mayNotInDirect : words.mayNot);
  const parsed = ports.commands.parse(name, version.source);
  if ("faults" in parsed) {
    const faults = parsed.faults.map((fault) => describeFault(fault, wordsFor(actor.locale)));
    return refuse(ports, actor, "not-allowed", words.faulty(name, version.number, faults));
  }
  const { command } = parsed;
  // What another process published a moment ago may not have come here yet.
  await ports.commands.refresh();
  const live = await ports.store.findSeen(name, "live", scope);
  const before = inForceBy(ports, name, { live, scope });
  const isOfScope = live !== null && narrowness(live.scope) === narrowness(scope);
  const isOld = seen !== null && seen !== (live?.number ?? 0);
  const asked = { version, command, scope, where: word, step: isOld ? "look" : step } as const;
  const passed = await passGate(ports, { ...asked, before, inForce: live?.number ?? 0 }, actor);
  if (passed.kind === "shown") return isOld || moved ? withChange(passed.notice, task, live) : passed.notice;
  const published = await ports.store.publishVersion(version, {
    ...{ scope, by: actor.person, note: passed.note, instead: isOfScope ? live.number : null },
  });
  // It was deleted, or somebody published another version at the same moment: nobody has seen what this one changes of that.
  if (!published)
    return publish(task, { number: version.number, scope: word, step: "look", seen: null, moved: true });
  await ports.commands.refresh();
  const how = ports.platforms?.get(place.platform)?.howToUse?.(name, place, actor.locale) ?? null;
  const said = words.published(name, version.number, words.scopes[narrowness(scope)]);
  const back = { name: "draft-back", askId: "", rest: `${name}@${version.number}` } as const;
  return {
    ...notice("done", how === null ? said : `${said}\n${how}`),
    actions: [{ press: back, label: words.goBack, isPressed: false, confirm: null }],
  };
}

/** What a version is compared with: the live version that its button names, as it was read. Where none is live, or this release can't read
 * it, what the commands of this process say. */
function inForceBy(
  { commands }: Pick<FlowPorts, "commands">,
  name: string,
  { live, scope }: { readonly live: SavedVersion | null; readonly scope: Scope },
): Command | null {
  const parsed = live && commands.parse(name, live.source);
  if (parsed && "command" in parsed) return { ...parsed.command, version: live.number };
  return commands.find(name, scope.platform === "" ? undefined : scope);
}

const missing = (
  { ports, name, place, actor }: Task,
  otherwise: (words: Words["versions"]) => string,
  number: number | null = null,
) => sayMissing(ports, { name, number, place, locale: actor.locale }, otherwise);

/** That there is no such version, or no draft where no number was written. */
const sayNone = (task: Task, number: number | null) =>
  missing(
    task,
    ({ noDraft, noVersion }) =>
      number === null ? noDraft(task.name, mayAllDraft(task.ports)) : noVersion(task.name, number),
    number,
  );

/** The figures, and that they are not those that were seen before. */
function withChange(shown: NoticeView, { name, words }: Task, live: SavedVersion | null): NoticeView {
  return { ...shown, text: `${words.changedMeanwhile(name, live?.number ?? null)}\n${shown.text}` };
}

/** Shows a version to all in the channel, so that they try it. It names nobody: what is posted so is not taken back by an erasure. */
async function share(task: Task, number: number | null): Promise<NoticeView> {
  const { ports, actor, name, place, words } = task;
  const version = await ports.store.findSeen(name, number ?? "draft", place);
  const parsed = version && ports.commands.parse(name, version.source);
  if (!version || !parsed || "faults" in parsed)
    return refuse(ports, actor, "unknown-command", await sayNone(task, number));
  const { description, labels, labelExplanations } = parsed.command;
  return {
    ...notice(
      "shared",
      [
        description,
        ...(labels ? [labels.map((label) => showLabel(label, labelExplanations)).join(" · ")] : []),
        words.tryIt(name, version.number),
      ].join("\n"),
    ),
    title: (version.state === "draft" ? words.sharedDraft : words.sharedVersion)(name, version.number),
  };
}

/** @param number the version that is meant to be live: a button may be pressed long after it was shown */
async function takeBack(task: Task, action: "retire" | "back", number: number | null): Promise<NoticeView> {
  const { ports, actor, name, place, standing, words } = task;
  const live = await ports.store.findSeen(name, "live", place);
  if (!live) return refuse(ports, actor, "not-found", await nothingLive(task));
  if (number !== null && live.number !== number)
    return refuse(ports, actor, "not-found", words.noLongerLive(name, number, live.number));
  const { scope } = live;
  if (!mayManage(standing, scope, place)) return refuse(ports, actor, "not-allowed", words.mayNot);
  const options = { scope, by: actor.person, note: null, from: live.number };
  // Somebody else was faster, and what is live now was not meant.
  const tooLate = async () => {
    const now = await ports.store.findSeen(name, "live", place);
    const text = now ? words.noLongerLive(name, live.number, now.number) : words.nothingLive(name, true);
    return refuse(ports, actor, "not-found", text);
  };
  const said = { where: words.scopes[narrowness(scope)], word: SCOPE_WORDS[narrowness(scope)] };
  if (action === "retire") {
    const retired = await ports.store.retireVersion(name, options);
    await ports.commands.refresh();
    return retired ? notice("done", words.retired(name, retired.number, said)) : tooLate();
  }
  const done = await ports.store.stepBack(name, options);
  await ports.commands.refresh();
  if (!done) return tooLate();
  const { from, to } = done;
  // The file, or a version with a wider scope.
  const rest = ports.commands.find(name, place) === null ? "nothing" : "other";
  return notice("done", words.steppedBack(name, { ...said, from: from.number, to: to?.number ?? rest }));
}

/** That nothing can be taken back; of a command with versions, where they are listed. */
async function nothingLive(task: Task): Promise<string> {
  const { ports, name, place } = task;
  const isSaved = (await ports.store.savedNames(place)).includes(name);
  return missing(task, (words) => words.nothingLive(name, isSaved));
}

async function history(task: Task): Promise<NoticeView> {
  const { ports, name, place, standing, words, actor } = task;
  const { time } = wordsFor(actor.locale);
  const events = (await ports.store.listVersionEvents(name)).filter(
    ({ scope }) => standing === "operator" || covers(scope, place),
  );
  if (events.length === 0) {
    const isForAll = mayAllDraft(ports);
    const text = await missing(task, ({ noHistory }) => noHistory(name, isForAll));
    return refuse(ports, actor, "not-found", text);
  }
  const lines = events.slice(-MAX_LINES).map(({ number, action, scope, person, note, at }) => {
    const line = lineOf(
      action,
      words,
    )({
      number,
      action: words.actions[action],
      where: words.scopes[narrowness(scope)],
      who: person ? personName(person, wordsFor(actor.locale)) : words.somebody,
      when: time.moment(at),
    });
    return note === null ? line : words.withNote(line, toOneLine(note));
  });
  const seen = new Set(events.map(({ number }) => number));
  // Whoever is in charge of everything sees the history of all places.
  const counted = standing === "operator" ? EVERYWHERE : workspaceOf(place);
  const isEverywhere = counted === EVERYWHERE;
  const compared = (await ports.store.countPreferences(name, counted))
    .filter(({ draft, live }) => seen.has(draft) && (live === null || seen.has(live)))
    .slice(0, MAX_PAIRS)
    .map((one) => preferenceLine(one, wordsFor(actor.locale), isEverywhere));
  const tried = (await ports.store.countTrials(name, counted))
    .filter(({ version }) => seen.has(version))
    .slice(0, MAX_PAIRS)
    .map((one) => trialLine(one, wordsFor(actor.locale), isEverywhere));
  return {
    ...notice("commands", [...lines, ...tried, ...compared].join("\n")),
    title: words.historyTitle(name),
  };
}

function lineOf(action: VersionAction, words: Words["versions"]) {
  if (action === "changed") return words.changedLine;
  return action === "head-on" || action === "head-off" ? words.headLine : words.historyLine;
}
