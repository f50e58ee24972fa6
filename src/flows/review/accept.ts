/** Puts what was accepted into a new draft of the command, its comments kept. Nothing is in force by that. */

import { describeFault } from "../../core/command/faults.ts";
import {
  type CommandPlace,
  EVERYWHERE,
  MAX_SOURCE_BYTES,
  narrowness,
  type SavedVersion,
  type Scope,
  workspaceOf,
} from "../../core/command/saved-command.ts";
import { toOneLine } from "../../core/text/text.ts";
import { notice } from "../../core/views/notices.ts";
import type { NoticeView } from "../../core/views/view.ts";
import { wordsFor } from "../../i18n/words.ts";
import { refuse } from "../commands/versions/change.ts";
import { mayManage } from "../commands/versions/rights.ts";
import { saveDraft } from "../commands/versions/save.ts";
import type { Reviewer, ReviewPorts } from "./rights.ts";

/** One answer in so many, where a reviewer switches spot checks on. */
const USUAL_EVERY = 20;

export type Change =
  | { readonly kind: "example" | "test"; readonly input: string; readonly output: string }
  /** Switches spot checks on. */
  | { readonly kind: "checks" };

export interface AcceptedInto {
  readonly notice: NoticeView;
  /** The draft that has it; null where there is none. */
  readonly draft: SavedVersion | null;
}

/** @param wanted `place` is where the command is looked for */
export async function acceptInto(
  ports: ReviewPorts,
  reviewer: Reviewer,
  {
    command,
    place,
    change,
  }: { readonly command: string; readonly place: CommandPlace; readonly change: Change },
): Promise<AcceptedInto> {
  const { actor } = reviewer;
  const all = wordsFor(actor.locale);
  const { review: words, versions } = all;
  const no = (text: string): AcceptedInto => ({
    notice: refuse(ports, actor, "bad-command", text),
    draft: null,
  });
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
  const saved = await saveDraft(ports, {
    ...{ name: command, source: changed, scope, author: actor.person },
    note: words.notes[change.kind],
  });
  switch (saved.kind) {
    case "saved":
    case "known": {
      const { version } = saved;
      const text = words.inDraft[change.kind](command, version.number, narrowness(scope) === 0);
      return { notice: notice("done", text), draft: version };
    }
    case "faulty":
      return no(saved.faults.map((fault) => describeFault(fault, all)).join("\n"));
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
function scopeFor(
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

/** The reviewer's own newest draft of that scope, so that several accepted in a row come together; else what is in force there. */
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
  const isOwn =
    draft?.author?.platform === actor.person.platform &&
    draft.author.id === actor.person.id &&
    narrowness(draft.scope) === narrowness(scope);
  if (draft && isOwn && draft.number > (live?.number ?? 0)) return draft.source;
  return live?.source ?? (await commands.readFile(command));
}
