/** Who may review: whoever may publish. The one rule, for every platform and the terminal. */

import { type AskRecord, personKey } from "../../core/ask.ts";
import { EVERYWHERE, type Scope, workspaceOf } from "../../core/command/saved-command.ts";
import { notice } from "../../core/views/notices.ts";
import type { NoticeView } from "../../core/views/view.ts";
import { placeOfActor } from "../bot/commands-here.ts";
import type { FlowPorts } from "../bot/context.ts";
import type { Actor } from "../bot/intents.ts";
import { standingOf } from "../commands/versions/change/task.ts";
import { mayManage, type Standing } from "../commands/versions/rights.ts";
import type { ReviewQuery } from "./ports.ts";

export interface ReviewPorts extends Pick<FlowPorts, "store" | "commands" | "admins"> {
  readonly metrics: Pick<FlowPorts["metrics"], "refused" | "reviewed">;
}

export interface Reviewer {
  readonly actor: Actor;
  readonly standing: Standing;
  /** Only asks that were made within it. */
  readonly scope: Scope;
  /** The reviewer, whose own asks and overrides are left out; null where nobody else could review them. */
  readonly except: ReviewQuery["except"];
}

/** @returns null where a person may not review */
export async function reviewerOf(ports: ReviewPorts, actor: Actor): Promise<Reviewer | null> {
  const standing = await standingOf(ports, actor);
  const workspace = workspaceOf(placeOfActor(actor));
  const scope =
    standing === "operator" ? EVERYWHERE : mayManage(standing, workspace, workspace) ? workspace : null;
  if (scope === null) return null;
  const isAlone =
    !hasOtherAdmins(ports, actor) && !(await ports.store.hasOtherReviewers(scope, actor.person));
  return { actor, standing, scope, except: isAlone ? null : actor.person };
}

function hasOtherAdmins({ admins }: ReviewPorts, { person }: Actor): boolean {
  return [...(admins ?? [])].some((key) => key !== personKey(person));
}

/** Whether a reviewer asked it or wrote the text, while somebody else can review it. */
export function isOwn({ ask }: AskRecord, { except }: Reviewer): boolean {
  if (except === null) return false;
  const key = personKey(except);
  return personKey(ask.person) === key || (ask.author !== null && personKey(ask.author) === key);
}

/** Says that it was decided before, and counts that what this person decided was not kept. */
export function decidedBefore(
  { metrics }: Pick<ReviewPorts, "metrics">,
  { person }: Pick<Actor, "person">,
  text: string,
): NoticeView {
  metrics.refused(person.platform, "decided-before");
  return notice("done", text);
}
