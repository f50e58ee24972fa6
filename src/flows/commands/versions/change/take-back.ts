/** Ends what is live, and undoes that by one press. */

import {
  describeScope,
  narrowness,
  type SavedVersion,
  type Scope,
} from "../../../../core/command/saved-command.ts";
import { notice } from "../../../../core/views/notices.ts";
import type { NoticeView } from "../../../../core/views/view.ts";
import type { FlowPorts } from "../../../bot/context.ts";
import { refuse } from "../../../bot/outcome.ts";
import { mayManage } from "../rights.ts";
import { missing, type Task } from "./task.ts";

/** What is typed after a version's name so that it is published in the same scope again, by narrowness. */
const SCOPE_WORDS = [" everywhere", "", " here"] as const;
/** The same in a press. */
const SCOPE_NAMES = ["everywhere", "workspace", "channel"] as const;

/** @param number the version that is meant to be live: a button may be pressed long after it was shown */
export async function takeBack(
  task: Task,
  action: "retire" | "back",
  number: number | null,
): Promise<NoticeView> {
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
    return retired ? withUndo(task, retired, words.retired(name, retired.number, said)) : tooLate();
  }
  const done = await ports.store.stepBack(name, options);
  await ports.commands.refresh();
  if (!done) return tooLate();
  const { from, to } = done;
  // The file, or a version with a wider scope.
  const rest = ports.commands.find(name, place) === null ? "nothing" : "other";
  return withUndo(
    task,
    from,
    words.steppedBack(name, { ...said, from: from.number, to: to?.number ?? rest }),
  );
}

/** What was done, with the button that undoes it: it names what is live now, so that it undoes nothing else. */
async function withUndo(
  { ports, name, words }: Task,
  { number, scope }: SavedVersion,
  said: string,
): Promise<NoticeView> {
  const live = await ports.store.findSeen(name, "live", scope);
  const rest = `${name}@${number}.${SCOPE_NAMES[narrowness(scope)]}.${live?.number ?? 0}`;
  const press = { name: "draft-publish-again", askId: "", rest } as const;
  return {
    ...notice("done", said),
    actions: [{ press, label: words.undo, isPressed: false, confirm: null }],
  };
}

/** Whether a version was live in a scope until it was retired, and nothing was changed there since: live again, it changes nothing that people
 * have not seen. */
export async function wasTakenBack(
  { store }: Pick<FlowPorts, "store">,
  { name, number }: SavedVersion,
  { scope, live }: { readonly scope: Scope; readonly live: SavedVersion | null },
): Promise<boolean> {
  const where = describeScope(scope);
  const done = (await store.listVersionEvents(name)).filter(
    (event) =>
      (event.action === "published" || event.action === "restored" || event.action === "retired") &&
      describeScope(event.scope) === where,
  );
  const [before, last] = done.slice(-2);
  if (last === undefined) return false;
  return last.action === "retired"
    ? last.number === number
    : last.action === "restored" && last.number === live?.number && before?.number === number;
}

/** That nothing can be taken back; of a command with versions, where they are listed. */
async function nothingLive(task: Task): Promise<string> {
  const { ports, name, place } = task;
  const isSaved = (await ports.store.savedNames(place)).includes(name);
  return missing(task, (words) => words.nothingLive(name, isSaved));
}
