/** Puts what was accepted into a new draft of the command, its comments kept. Nothing is in force by that. */

import type { Person } from "../../core/ask.ts";
import { describeFault } from "../../core/command/faults.ts";
import {
  type CommandPlace,
  covers,
  EVERYWHERE,
  MAX_SOURCE_BYTES,
  narrowness,
  placeOf,
  type SavedVersion,
  type Scope,
  workspaceOf,
} from "../../core/command/saved-command.ts";
import { BotError } from "../../core/errors.ts";
import type { Correction } from "../../core/review.ts";
import { toOneLine } from "../../core/text/text.ts";
import { notice } from "../../core/views/notices.ts";
import type { NoticeView } from "../../core/views/view.ts";
import { wordsFor } from "../../i18n/words.ts";
import { placeOfActor } from "../bot/commands-here.ts";
import type { Actor } from "../bot/intents.ts";
import { refuse } from "../bot/outcome.ts";
import type { NewVersion } from "../commands/versions/ports.ts";
import { mayManage } from "../commands/versions/rights.ts";
import {
  type CheckedDraft,
  checkDraft,
  losesFile,
  readFileSource,
  type SaveResult,
} from "../commands/versions/save.ts";
import { decidedBefore, type Reviewer, type ReviewPorts } from "./rights.ts";

/** One answer in so many, where a reviewer switches spot checks on. */
const USUAL_EVERY = 20;

export type Change =
  | { readonly kind: "example" | "test"; readonly input: string; readonly output: string }
  /** Switches spot checks on. */
  | { readonly kind: "checks" };

interface Wanted {
  readonly command: string;
  /** Where the command is looked for. */
  readonly place: CommandPlace;
  readonly change: Change;
}

/** Times that a draft is made again because somebody else saved or published something of the command meanwhile. */
export const MAX_TRIES = 20;

/** Saves a draft that has a correction as an example or a test, and decides the correction by that: both, or neither. */
export async function acceptCorrection(
  ports: ReviewPorts,
  reviewer: Reviewer,
  { override, record }: Correction,
  decision: "example" | "test",
): Promise<{ readonly notice: NoticeView; readonly isDecided: boolean }> {
  const { actor } = reviewer;
  const not = (said: NoticeView) => ({ notice: said, isDecided: false });
  const { review: words } = wordsFor(actor.locale);
  const { command, text } = record.ask;
  const change = { kind: decision, input: text, output: override.value };
  const place = placeOf(record.ask);
  for (let tries = 0; tries < MAX_TRIES; tries++) {
    const seen = await ports.store.lastVersionChange(command);
    const draft = await draftWith(ports, reviewer, { command, place, change });
    if ("kind" in draft) return not(draft);
    const outcome = await ports.store.acceptCorrection(
      { overrideId: override.id, decision, by: actor.person },
      { draft, seen },
    );
    switch (outcome.kind) {
      case "decided":
        ports.metrics.reviewed(command, { kind: "correction", decision });
        return {
          notice: inDraft(ports, reviewer, { version: outcome.version, kind: decision, place }),
          isDecided: true,
        };
      case "known":
        return not(decidedBefore(ports, actor, words.knownCorrection(words.decided[outcome.decision])));
      case "gone":
        return not(refuse(ports, actor, "not-found", words.gone));
      case "moved":
        break;
      default:
        return not(notSaved(ports, actor, command, outcome));
    }
  }
  throw new BotError("STORE_UNAVAILABLE", `the versions of ${command} change all the time`, {
    retryable: true,
  });
}

/** Saves a draft of a command with spot checks. */
export async function switchOnChecks(
  ports: ReviewPorts,
  reviewer: Reviewer,
  command: string,
): Promise<NoticeView> {
  const place = placeOfActor(reviewer.actor);
  const draft = await draftWith(ports, reviewer, { command, place, change: { kind: "checks" } });
  if ("kind" in draft) return draft;
  const saved = await ports.store.saveVersion(draft);
  return "version" in saved
    ? inDraft(ports, reviewer, { version: saved.version, kind: "checks", place })
    : notSaved(ports, reviewer.actor, command, saved);
}

interface Drafted {
  readonly version: SavedVersion;
  readonly kind: Change["kind"];
  /** Where the command was looked for. */
  readonly place: CommandPlace;
}

function inDraft(
  { commands }: Pick<ReviewPorts, "commands">,
  { actor }: Reviewer,
  { version: { name, number, scope }, kind, place }: Drafted,
): NoticeView {
  const { review, versions } = wordsFor(actor.locale);
  const said = review.inDraft[kind](name, number, narrowness(scope) === 0);
  // Where the reviewer can open it.
  const isHere = covers(scope, placeOfActor(actor));
  const press = { name: "draft-publish", askId: "", rest: `${name}@${number}` } as const;
  return {
    ...notice("done", losesFile(commands, name, place) ? `${said}\n${review.losesFile}` : said),
    actions: isHere ? [{ press, label: versions.publish, isPressed: false, confirm: null }] : [],
  };
}

/** The draft with the change, checked and not saved; or why there is none. */
async function draftWith(
  ports: ReviewPorts,
  reviewer: Reviewer,
  { command, place, change }: Wanted,
): Promise<NewVersion | NoticeView> {
  const { actor } = reviewer;
  const { review: words, versions } = wordsFor(actor.locale);
  const no = (text: string) => refuse(ports, actor, "bad-command", text);
  const live = await ports.store.findSeen(command, "live", place);
  const scope = scopeFor(reviewer, { live, place, holdsText: change.kind !== "checks" });
  const source = await sourceFor(ports, reviewer, { command, live, scope });
  if (source === null) return no(versions.unknown(command));
  const changed = ports.commands.change(
    source,
    change.kind === "checks"
      ? { kind: "review", every: USUAL_EVERY }
      : { kind: change.kind, input: toOneLine(change.input), output: change.output },
  );
  if (changed === null) return no(versions.notEditable);
  const checked = checkDraft(ports.commands, {
    ...{ name: command, source: changed, scope, author: actor.person },
    note: words.notes[change.kind],
    isOfReviews: true,
  });
  if (checked.kind === "checked") return checked.version;
  const most = limitOfExamples(checked);
  return most === null ? notSaved(ports, actor, command, checked) : no(words.full(command, most));
}

/** How many examples a command may have, where one more is all that is wrong; else null. */
function limitOfExamples(refused: Exclude<CheckedDraft, { kind: "checked" }>): number | null {
  const [only, ...others] = refused.kind === "faulty" ? refused.faults : [];
  const isFull = only?.fault.code === "too-many" && only.place.length === 1 && only.place[0] === "examples";
  return isFull && others.length === 0 && only.fault.code === "too-many" ? only.fault.most : null;
}

export function notSaved(
  ports: ReviewPorts,
  actor: Actor,
  command: string,
  refused: Exclude<SaveResult, { readonly version: SavedVersion }>,
): NoticeView {
  const all = wordsFor(actor.locale);
  const { versions } = all;
  const no = (text: string) => refuse(ports, actor, "bad-command", text);
  switch (refused.kind) {
    case "faulty":
      return no(refused.faults.map((fault) => describeFault(fault, all)).join("\n"));
    case "reserved-name":
      return no(versions.reserved(command));
    case "too-large":
      return no(versions.tooLarge(MAX_SOURCE_BYTES / 1024));
    case "too-many-of-person":
      return no(versions.tooManyOfPerson);
    case "too-many-of-workspace":
      return no(versions.tooManyOfWorkspace);
  }
}

/** Where the draft belongs: to the scope of what is live there, as far as the reviewer is in charge of it. Somebody's text stays in
 * their workspace, whose people it was shared with; who publishes the draft may name a wider scope. */
export function scopeFor(
  { standing }: Reviewer,
  {
    live,
    place,
    holdsText,
  }: { readonly live: SavedVersion | null; readonly place: CommandPlace; readonly holdsText: boolean },
): Scope {
  const isWide = live !== null && narrowness(live.scope) === 0;
  if (holdsText && (live === null || isWide)) return workspaceOf(place);
  if (live && mayManage(standing, live.scope, place)) return live.scope;
  return standing === "operator" && live === null ? EVERYWHERE : workspaceOf(place);
}

/** The newest draft of that scope, where it is the reviewer's own or has what another reviewer accepted, so that all that was accepted comes
 * together; else what is in force there. */
async function sourceFor(
  { store, commands }: ReviewPorts,
  { actor }: Reviewer,
  {
    command,
    live,
    scope,
  }: { readonly command: string; readonly live: SavedVersion | null; readonly scope: Scope },
): Promise<string | null> {
  const draft = await store.findSeen(command, "draft", scope);
  const isNewer = draft !== null && draft.number > (live?.number ?? 0);
  if (isNewer && goesOn(draft, { scope, person: actor.person })) return draft.source;
  return live?.source ?? (await readFileSource(commands, command));
}

/** Whether what a reviewer accepts is added to a draft: to their own, and to one that has what another reviewer accepted. */
export function goesOn(
  draft: SavedVersion,
  { scope, person }: { readonly scope: Scope; readonly person: Person },
): boolean {
  const isOwn = draft.author?.platform === person.platform && draft.author.id === person.id;
  return narrowness(draft.scope) === narrowness(scope) && (isOwn || draft.isOfReviews);
}
