/** Takes back what was decided of a correction: it waits again, and no draft has it. What is live changes only by publishing. */

import { covers, narrowness, placeOf, type SavedVersion } from "../../core/command/saved-command.ts";
import { BotError } from "../../core/errors.ts";
import type { Correction } from "../../core/review.ts";
import { toOneLine } from "../../core/text/text.ts";
import { notice } from "../../core/views/notices.ts";
import type { NoticeView } from "../../core/views/view.ts";
import { wordsFor } from "../../i18n/words.ts";
import { refuse } from "../bot/outcome.ts";
import { checkDraft, readFileSource } from "../commands/versions/save.ts";
import { goesOn, MAX_TRIES, notSaved, scopeFor } from "./accept.ts";
import type { DraftWithout } from "./ports.ts";
import type { Reviewer, ReviewPorts } from "./rights.ts";

/** @returns what was done, or why nothing was */
export async function undoCorrection(
  ports: ReviewPorts,
  reviewer: Reviewer,
  overrideId: string,
): Promise<NoticeView> {
  const { actor } = reviewer;
  const { review: words } = wordsFor(actor.locale);
  // Who is in charge of everything may take back what others decided.
  const by = reviewer.standing === "operator" ? null : actor.person;
  for (let tries = 0; tries < MAX_TRIES; tries++) {
    const found = await ports.store.findCorrection(overrideId);
    if (!found || !covers(reviewer.scope, placeOf(found.record.ask)))
      return refuse(ports, actor, "not-found", words.gone);
    const { decision } = found;
    if (decision === null) return notice("done", words.waitsAgain);
    const { command } = found.record.ask;
    const isInDraft = decision === "example" || decision === "test";
    const without = isInDraft ? await draftWithout(ports, reviewer, found, decision) : null;
    if (without !== null && "text" in without) return without;
    const outcome = await ports.store.undoCorrection({ overrideId, decision, by }, without);
    switch (outcome.kind) {
      case "undone": {
        ports.metrics.reviewed(command, { kind: "correction", decision: "undone" });
        const { version } = outcome;
        if (version)
          return notice("done", words.undoneIn(command, version.number, narrowness(version.scope) === 0));
        return notice(
          "done",
          without?.kind === "deletes" ? words.undoneDraft(command, without.number) : words.waitsAgain,
        );
      }
      case "not-theirs":
        return refuse(ports, actor, "not-allowed", words.notTheirs);
      case "moved":
        break;
      default:
        return notSaved(ports, actor, command, outcome);
    }
  }
  throw new BotError("STORE_UNAVAILABLE", "the versions of a command change all the time", {
    retryable: true,
  });
}

/** How the drafts of a command are made to be without a correction; null where none has it, or why it can't be. */
async function draftWithout(
  ports: ReviewPorts,
  reviewer: Reviewer,
  { override, record: { ask } }: Correction,
  list: "example" | "test",
): Promise<DraftWithout | NoticeView | null> {
  const { store, commands } = ports;
  const { actor } = reviewer;
  const { review: words, versions: versionWords } = wordsFor(actor.locale);
  const { command: name } = ask;
  const place = placeOf(ask);
  const row = { input: toOneLine(ask.text), output: override.value };
  const seen = await store.lastVersionChange(name);
  const live = await store.findSeen(name, "live", place);
  const scope = scopeFor(reviewer, { live, place, holdsText: true });
  const drafts = (await store.listVersions(name)).filter(
    (one) => one.state === "draft" && covers(one.scope, scope) && one.number > (live?.number ?? 0),
  );
  const isOurs = (draft: SavedVersion) => goesOn(draft, { scope, person: actor.person });
  const sourceOf = async (draft: SavedVersion | undefined) =>
    draft && isOurs(draft) ? draft.source : (live?.source ?? (await readFileSource(commands, name)));
  // Somebody else may have saved a draft of their own since.
  const at = drafts.findIndex(isOurs);
  const newest = drafts[at];
  const source = await sourceOf(newest);
  const without = source && commands.change(source, { kind: "without", list, ...row });
  if (source === null || without === source) return null;
  const base = await sourceOf(drafts[at + 1]);
  const isOnlyThis = newest?.isOfReviews === true && newest.source === source && base !== null;
  if (isOnlyThis && commands.change(base, { kind: list, ...row }) === source)
    return { kind: "deletes", seen, name, number: newest.number, by: actor.person };
  if (!without) return refuse(ports, actor, "bad-command", versionWords.notEditable);
  const checked = checkDraft(commands, {
    ...{ name, source: without, scope, author: actor.person, note: words.notes.undone, isOfReviews: true },
  });
  if (checked.kind !== "checked") return notSaved(ports, actor, name, checked);
  return { kind: "saves", seen, name, draft: checked.version };
}
