/** Decision records, and answers that somebody wants a person to review. For whoever asked, and whoever wrote the text. */

import type { AskRecord } from "../../core/ask.ts";
import { covers, placeOf } from "../../core/command/saved-command.ts";
import { toOneLine } from "../../core/text/text.ts";
import { MAX_INPUT_CHARACTERS } from "../../core/views/forms/forms.ts";
import { notice } from "../../core/views/notices.ts";
import {
  composeContest,
  contestForm,
  contestLabelForm,
  decisionsNotice,
  isConcerned,
  MAX_DECISIONS,
} from "../../core/views/review/contest.ts";
import { contestWords } from "../../core/views/review/contest-words.ts";
import { decisionRecord } from "../../core/views/review/record.ts";
import type { ReviewNotice } from "../../core/views/review/review.ts";
import type { ExplanationView, FileView, FormView, NoticeView } from "../../core/views/view.ts";
import { wordsFor } from "../../i18n/words.ts";
import { labelsOf } from "../asks/labels.ts";
import type { FlowPorts } from "../bot/context.ts";
import type { Actor } from "../bot/intents.ts";
import { refuse } from "../bot/outcome.ts";
import { isVisibleIn } from "../bot/visible.ts";
import type { Verdict } from "./intents.ts";
import type { Decided } from "./review.ts";
import { decidedBefore, type Reviewer, type ReviewPorts } from "./rights.ts";

export type ContestIntent =
  /** Asks for a person's own newest decisions. */
  | { readonly kind: "decisions" }
  /** Asks for the record of a decision as a file. */
  | { readonly kind: "record"; readonly askId: string }
  /** Asks for the form. */
  | { readonly kind: "open-contest"; readonly askId: string }
  | { readonly kind: "contest"; readonly askId: string; readonly reason: string | null };

/** @param explain what "Why?" says of a record */
export async function contest(
  ports: FlowPorts,
  intent: ContestIntent,
  {
    actor,
    explain,
  }: { readonly actor: Actor; readonly explain: (record: AskRecord) => Promise<ExplanationView> },
): Promise<NoticeView | FormView | FileView> {
  const { locale, person } = actor;
  const words = contestWords(locale);
  if (intent.kind === "decisions")
    return decisionsNotice(await ports.store.decisionsOf(person, MAX_DECISIONS), locale);
  const record = await findOwn(ports, intent.askId, actor);
  if ("kind" in record) return record;
  if (intent.kind === "record") return recordFile(record, await explain(record), actor);
  if (await ports.store.isOptedOut(person))
    return refuse(ports, actor, "opted-out", wordsFor(locale).refusals.optedOut);
  if (record.answer === null || record.answer.inForce)
    return refuse(ports, actor, "not-found", wordsFor(locale).refusals.noAnswerYet);
  if (record.contest) return notice("done", words.known);
  if (intent.kind === "open-contest") return contestForm(intent.askId, locale);
  const { interactionId } = actor;
  const reason = clean(intent.reason);
  const isNew = await ports.store.recordContest({ interactionId, askId: intent.askId, person, reason });
  return notice("done", isNew ? words.thanks : words.known);
}

/** A record of the person's own, wherever it was asked, or why there is none. */
async function findOwn(ports: FlowPorts, askId: string, actor: Actor): Promise<AskRecord | NoticeView> {
  const record = await ports.store.findAsk(askId);
  if (record === null) return refuse(ports, actor, "not-found", wordsFor(actor.locale).refusals.notFound);
  const { platform, workspace } = actor.person;
  const isSeen = isVisibleIn(record, { platform, workspace, channel: actor.channel });
  if (isConcerned(record, actor.person)) return record;
  const { notAllowed } = wordsFor(actor.locale).refusals;
  return refuse(ports, actor, "not-allowed", isSeen ? contestWords(actor.locale).notYours : notAllowed);
}

function recordFile(record: AskRecord, { sections }: ExplanationView, { person, locale }: Actor): FileView {
  const text = `${JSON.stringify(decisionRecord(record, person, sections), null, 2)}\n`;
  return {
    kind: "file",
    name: `fewshot-decision-${record.ask.id}.json`,
    mediaType: "application/json",
    async *pieces() {
      yield { part: 1, text };
    },
    note: contestWords(locale).recordNote,
  };
}

/** What is typed as the store keeps it; null when there is nothing to see in it. */
function clean(typed: string | null): string | null {
  if (typed === null || toOneLine(typed) === "") return null;
  return [...typed.toWellFormed().replaceAll("\0", "").trim()].slice(0, MAX_INPUT_CHARACTERS).join("");
}

/** A contested answer as a reviewer sees it. */
export function showContest(
  ports: ReviewPorts,
  record: AskRecord,
  { locale, counts }: Pick<Parameters<typeof composeContest>[1], "locale" | "counts">,
): ReviewNotice {
  return composeContest(record, { locale, counts, hasLabels: labelsOf(ports, record) !== null });
}

/** The form for the right label. */
export async function openContestLabel(
  ports: ReviewPorts,
  reviewer: Reviewer,
  askId: string,
): Promise<NoticeView | FormView> {
  const record = await findContested(ports, reviewer, askId);
  const labels = record && labelsOf(ports, record);
  if (record === null || !labels)
    return refuse(ports, reviewer.actor, "not-found", wordsFor(reviewer.actor.locale).review.gone);
  return contestLabelForm(record, labels, reviewer.actor.locale);
}

async function findContested(
  ports: ReviewPorts,
  reviewer: Reviewer,
  askId: string,
): Promise<AskRecord | null> {
  const record = await ports.store.findContest(askId);
  return record && covers(reviewer.scope, placeOf(record.ask)) ? record : null;
}

/** Keeps what a reviewer decided of a contested answer. */
export async function decideContest(
  ports: ReviewPorts,
  reviewer: Reviewer,
  { askId, verdict }: { readonly askId: string; readonly verdict: Verdict },
): Promise<Decided> {
  const { actor, except } = reviewer;
  const { review, refusals } = wordsFor(actor.locale);
  const words = contestWords(actor.locale);
  const record = await findContested(ports, reviewer, askId);
  const done = (shown: NoticeView): Decided => ({
    ...{ notice: shown, command: record?.ask.command ?? null, changeable: null },
  });
  if (record === null) return done(refuse(ports, actor, "not-found", review.gone));
  if (except !== null && isConcerned(record, except))
    return done(refuse(ports, actor, "not-allowed", review.own));
  const label = verdict.kind === "label" ? verdict.label : null;
  const labels = labelsOf(ports, record);
  if (label === "") return done(refuse(ports, actor, "not-a-label", review.chooseLabel));
  if (label !== null && !labels?.includes(label))
    return done(refuse(ports, actor, "not-a-label", refusals.notALabel(label, labels ?? [])));
  // "Right" of an answer that was not sure: not being sure was right.
  const isSame = label !== null && label === record.answer?.label;
  const outcome = verdict.kind === "right" || isSame ? "upheld" : label === null ? "rejected" : "changed";
  const kept = await ports.store.decideContest({
    ...{ askId, outcome, label: outcome === "changed" ? label : null, by: actor.person },
  });
  if (kept.kind === "gone") return done(refuse(ports, actor, "not-found", review.gone));
  if (kept.kind === "known") return done(decidedBefore(ports, actor, words.knownDecision));
  ports.metrics.reviewed(record.ask.command, { kind: "contest", decision: outcome });
  return done(notice("done", words.saved));
}
