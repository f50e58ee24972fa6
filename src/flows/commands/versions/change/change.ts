/** What people do to saved commands where they talk: publish and share; what else they do is beside it. */

import type { Command } from "../../../../core/command/command.ts";
import { describeFault } from "../../../../core/command/faults.ts";
import { showLabel } from "../../../../core/command/labels.ts";
import {
  EVERYWHERE,
  isDirect,
  narrowness,
  type SavedVersion,
  type Scope,
  workspaceOf,
} from "../../../../core/command/saved-command.ts";
import { notice } from "../../../../core/views/notices.ts";
import type { NoticeView } from "../../../../core/views/view.ts";
import { wordsFor } from "../../../../i18n/words.ts";
import { placeOfActor } from "../../../bot/commands-here.ts";
import type { FlowPorts } from "../../../bot/context.ts";
import type { Actor } from "../../../bot/intents.ts";
import { refuse } from "../../../bot/outcome.ts";
import { passGate } from "../../gate/pass.ts";
import { mayPublish } from "../rights.ts";
import type { PublishStep, VersionsIntent } from "../words.ts";
import { history } from "./history.ts";
import { takeBack, wasTakenBack } from "./take-back.ts";
import { mayAllDraft, missing, standingOf, type Task } from "./task.ts";

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
  readonly step: PublishStep;
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
  if (!version) return refuse(ports, actor, "unknown-command", await sayNone(task, number, "publish"));
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
  const isUndone = step === "again" && !isOld && (await wasTakenBack(ports, version, { scope, live }));
  const asked = { version, command, scope, where: word } as const;
  const looked = isOld || step === "again" ? "look" : step;
  const passed = isUndone
    ? ({ kind: "go", note: null } as const)
    : await passGate(ports, { ...asked, step: looked, before, inForce: live?.number ?? 0 }, actor);
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

/** That there is no such version, or no draft where no number was written; of a command with retired versions only, how the newest is meant. */
async function sayNone(task: Task, number: number | null, word: "publish" | "share"): Promise<string> {
  const { ports, name, place, words } = task;
  const isNone = number === null && ports.commands.find(name, place) === null;
  const retired = isNone ? await ports.store.findSeen(name, "retired", place) : null;
  if (retired) return words.allRetired(word, name, retired.number);
  return missing(
    task,
    ({ noDraft, noVersion }) =>
      number === null ? noDraft(name, mayAllDraft(ports)) : noVersion(name, number),
    number,
  );
}

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
    return refuse(ports, actor, "unknown-command", await sayNone(task, number, "share"));
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
