/** What a reviewer decides of a correction. */

import { personKey } from "../../core/ask.ts";
import { covers, placeOf } from "../../core/command/saved-command.ts";
import type { CorrectionDecision } from "../../core/review.ts";
import { notice } from "../../core/views/notices.ts";
import { composeCorrection } from "../../core/views/review/review.ts";
import type { NoticeView } from "../../core/views/view.ts";
import { wordsFor } from "../../i18n/words.ts";
import { refuse } from "../bot/outcome.ts";
import { acceptCorrection } from "./accept.ts";
import type { ReviewIntent } from "./intents.ts";
import { markCorrections } from "./marks.ts";
import type { Decided } from "./review.ts";
import { decidedBefore, isOwn, type Reviewer, type ReviewPorts } from "./rights.ts";

export async function decideCorrection(
  ports: ReviewPorts,
  reviewer: Reviewer,
  { overrideId, decision }: Extract<ReviewIntent, { kind: "decide-correction" }>,
): Promise<Decided> {
  const { actor } = reviewer;
  const { review: words } = wordsFor(actor.locale);
  const found = await ports.store.findCorrection(overrideId);
  const record = found?.record ?? null;
  const command = record?.ask.command ?? null;
  const done = (notice: NoticeView): Decided => ({ notice, command, changeable: null });
  if (!found || !record || !covers(reviewer.scope, placeOf(record.ask)))
    return done(refuse(ports, actor, "not-found", words.gone));
  const isOwnOverride =
    reviewer.except !== null && personKey(found.override.person) === personKey(actor.person);
  if (isOwnOverride || isOwn(record, reviewer)) return done(refuse(ports, actor, "not-allowed", words.own));
  const known = (kept: CorrectionDecision) =>
    done(decidedBefore(ports, actor, words.knownCorrection(words.decided[kept])));
  if (found.decision !== null) return known(found.decision);
  const [correction] = await markCorrections(ports, [found], reviewer);
  if (!correction?.decisions.includes(decision))
    return done(refuse(ports, actor, "not-allowed", words.notOffered));
  const changeable = { kind: "correction", askId: record.ask.id, overrideId } as const;
  if (decision === "example" || decision === "test") {
    const accepted = await acceptCorrection(ports, reviewer, found, decision);
    return { ...done(accepted.notice), changeable: accepted.isDecided ? changeable : null };
  }
  const outcome = await ports.store.decideCorrection({ overrideId, decision, by: actor.person });
  if (outcome.kind === "gone") return done(refuse(ports, actor, "not-found", words.gone));
  if (outcome.kind === "known") return known(outcome.decision);
  ports.metrics.reviewed(record.ask.command, { kind: "correction", decision });
  return { ...done(notice("done", decision === "row" ? words.savedRow : words.dismissed)), changeable };
}

/** A correction whose decision was taken back; null where it does not wait. */
export async function showAgain(
  ports: ReviewPorts,
  reviewer: Reviewer,
  overrideId: string,
): Promise<NoticeView | null> {
  const { scope, except, actor } = reviewer;
  const found = await ports.store.findCorrection(overrideId);
  if (!found || found.decision !== null || !covers(scope, placeOf(found.record.ask))) return null;
  const [correction] = await markCorrections(ports, [found], reviewer);
  const counts = await ports.store.countWaiting({ scope, except, command: null });
  return correction
    ? composeCorrection(correction, { counts, changeable: null, locale: actor.locale })
    : null;
}
