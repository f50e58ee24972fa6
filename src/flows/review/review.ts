/** Reviews where people talk: one thing at a time, and after a decision the next. */

import type { AskRecord } from "../../core/ask.ts";
import { covers, EVERYWHERE, placeOf } from "../../core/command/saved-command.ts";
import type { LastDecided, MarkedCorrection } from "../../core/review.ts";
import { notice } from "../../core/views/notices.ts";
import { checkForm, composeCheck, composeCorrection, nothingWaits } from "../../core/views/review/review.ts";
import type { FormView, NoticeView } from "../../core/views/view.ts";
import { type Words, wordsFor } from "../../i18n/words.ts";
import { labelsOf } from "../asks/labels.ts";
import { placeOfActor } from "../bot/commands-here.ts";
import type { Actor } from "../bot/intents.ts";
import { refuse } from "../bot/outcome.ts";
import { sayMissing } from "../commands/versions/missing.ts";
import { switchOnChecks } from "./accept.ts";
import { decideContest, openContestLabel, showContest } from "./contest.ts";
import { decideCorrection, showAgain } from "./correction.ts";
import type { ReviewIntent, Verdict } from "./intents.ts";
import { markCorrections } from "./marks.ts";
import { decidedBefore, isOwn, type Reviewer, type ReviewPorts, reviewerOf } from "./rights.ts";
import { undoCorrection } from "./undo.ts";

/** What decides something. */
type Deciding = Exclude<ReviewIntent, { kind: "review" | "open-check" | "open-contest-label" }>;
type Of<Kind extends ReviewIntent["kind"]> = Extract<ReviewIntent, { kind: Kind }>;

/** What a decision led to, in one sentence; where it was refused, why. */
export interface Decided {
  readonly notice: NoticeView;
  /** The command that it was about, whose next review follows. */
  readonly command: string | null;
  /** What was decided, so that it can be changed; null for none. */
  readonly changeable: LastDecided | null;
}

/** The reviewer, or why a person is none. */
export async function whoReviews(ports: ReviewPorts, actor: Actor): Promise<Reviewer | NoticeView> {
  const { review: words, refusals } = wordsFor(actor.locale);
  if (await ports.store.isOptedOut(actor.person)) return refuse(ports, actor, "opted-out", refusals.optedOut);
  return (await reviewerOf(ports, actor)) ?? refuse(ports, actor, "not-allowed", words.mayNot);
}

/** Does what a reviewer wants, and shows what waits next. */
export async function review(
  ports: ReviewPorts,
  intent: ReviewIntent,
  actor: Actor,
): Promise<NoticeView | FormView> {
  const reviewer = await whoReviews(ports, actor);
  if ("kind" in reviewer) return reviewer;
  switch (intent.kind) {
    case "review": {
      const next = await showNext(ports, reviewer, intent, null);
      const unknown = await sayUnknown(ports, reviewer, intent);
      return { ...next, remark: [unknown, next.remark].filter(Boolean).join("\n") || null };
    }
    case "open-check":
      return openCheck(ports, reviewer, intent.askId);
    case "open-contest-label":
      return openContestLabel(ports, reviewer, intent.askId);
    default: {
      const { notice: done, command, changeable } = await decide(ports, intent, reviewer);
      // A form that was filled in wrongly stays.
      if (done.field !== null) return done;
      // What was skipped before is not shown again at once: the next is the one behind what was decided.
      const next =
        (intent.kind === "undo-correction" && (await showAgain(ports, reviewer, intent.overrideId))) ||
        (await showNext(ports, reviewer, { command, after: decidedIn(intent) }, changeable));
      return { ...next, remark: [done.text, next.remark].filter(Boolean).join("\n") };
    }
  }
}

/** That there is no command of the name that was typed; null where there is, and where something of it waits. */
async function sayUnknown(
  ports: ReviewPorts,
  { actor, scope, except }: Reviewer,
  { command: name, after }: Of<"review">,
): Promise<string | null> {
  if (name === null || after !== null) return null;
  const { contests, spotChecks, corrections } = await ports.store.countWaiting({
    scope,
    except,
    command: name,
  });
  if (contests + spotChecks + corrections > 0) return null;
  const place = placeOfActor(actor);
  const said = await sayMissing(ports, { name, place, locale: actor.locale }, () => "");
  return said || null;
}

/** What waits for a person; null where nothing does, and where they may not review. */
export async function nextReview(ports: ReviewPorts, actor: Actor): Promise<NoticeView | null> {
  const query = { command: null, except: null } as const;
  // What a person may is asked of their platform: only where something waits.
  const counts = await ports.store.countWaiting({ ...query, scope: EVERYWHERE });
  if (
    counts.contests + counts.spotChecks + counts.corrections === 0 ||
    (await ports.store.isOptedOut(actor.person))
  )
    return null;
  const reviewer = await reviewerOf(ports, actor);
  if (reviewer === null) return null;
  const next = await showNext(ports, reviewer, { command: null, after: null }, null);
  return next.actions.length === 0 ? null : next;
}

/** Decides, and shows nothing else. */
export async function decide(ports: ReviewPorts, intent: Deciding, reviewer: Reviewer): Promise<Decided> {
  switch (intent.kind) {
    case "decide-contest":
      return decideContest(ports, reviewer, intent);
    case "decide-check":
      return decideCheck(ports, reviewer, intent);
    case "decide-correction":
      return decideCorrection(ports, reviewer, intent);
    case "undo-correction":
      return {
        notice: await undoCorrection(ports, reviewer, intent.overrideId),
        command: null,
        changeable: null,
      };
    case "switch-on-checks": {
      const { command } = intent;
      return { notice: await switchOnChecks(ports, reviewer, command), command, changeable: null };
    }
  }
}

const decidedIn = (intent: Deciding): Of<"review">["after"] => {
  if (intent.kind === "decide-contest") return { askId: intent.askId, overrideId: null, isContest: true };
  if (intent.kind === "decide-check") return { askId: intent.askId, overrideId: null };
  return intent.kind === "decide-correction" ? { askId: "", overrideId: intent.overrideId } : null;
};

/** What waits next of a command, then of any. With a command, the search begins anew where nothing is behind the last one. */
async function showNext(
  ports: ReviewPorts,
  reviewer: Reviewer,
  { command, after }: Pick<Of<"review">, "command" | "after">,
  changeable: LastDecided | null,
): Promise<NoticeView> {
  const { locale } = reviewer.actor;
  const { scope, except } = reviewer;
  const counts = await ports.store.countWaiting({ scope, except, command: null });
  const options = { counts, changeable, locale };
  const anew = { command, after: null };
  const passes =
    command === null ? [{ command, after }] : [{ command, after }, anew, { ...anew, command: null }];
  for (const pass of passes) {
    const query = { scope, except, command: pass.command, limit: 1 };
    const isContest = pass.after?.isContest === true;
    const isPastChecks = pass.after !== null && pass.after.overrideId !== null;
    const [contested] =
      pass.after === null || isContest
        ? await ports.store.waitingContests({ ...query, after: pass.after?.askId ?? null })
        : [];
    if (contested) return showContest(ports, contested, options);
    const [check] = isPastChecks
      ? []
      : await ports.store.waitingSpotChecks({
          ...query,
          after: isContest ? null : (pass.after?.askId ?? null),
        });
    if (check) return composeCheck(check, options);
    const [correction] = await marked(ports, reviewer, { ...query, after: pass.after?.overrideId ?? null });
    if (correction) return composeCorrection(correction, options);
  }
  const off = ports.commands
    .list(placeOfActor(reviewer.actor))
    .filter(({ labels, review: { every } }) => labels !== null && every === null)
    .map(({ name }) => name);
  return nothingWaits({ hasSkipped: after !== null && command === null, off, changeable, locale });
}

/** Corrections that wait, with what is known of each; one is asked for with all that may contradict it. */
export async function marked(
  ports: ReviewPorts,
  { scope, except, standing }: Reviewer,
  { command, after, limit = 1 }: { command: string | null; after: string | null; limit?: number },
): Promise<readonly MarkedCorrection[]> {
  const waiting = await ports.store.waitingCorrections({ scope, except, command, after, limit });
  return markCorrections(ports, waiting, { scope, standing });
}

async function openCheck(
  ports: ReviewPorts,
  reviewer: Reviewer,
  askId: string,
): Promise<NoticeView | FormView> {
  const record = await findCheck(ports, reviewer, askId);
  if (record === null) return refuse(ports, reviewer.actor, "not-found", wordsOf(reviewer).gone);
  const { person, locale } = reviewer.actor;
  const before = await ports.store.findDecision(askId, person);
  return checkForm(record, labelsOf(ports, record) ?? [], locale, before);
}

const wordsOf = ({ actor }: Reviewer): Words["review"] => wordsFor(actor.locale).review;

/** A spot check that the reviewer may decide. */
async function findCheck(ports: ReviewPorts, reviewer: Reviewer, askId: string): Promise<AskRecord | null> {
  const record = await ports.store.findSpotCheck(askId);
  return record && covers(reviewer.scope, placeOf(record.ask)) ? record : null;
}

async function decideCheck(
  ports: ReviewPorts,
  reviewer: Reviewer,
  { askId, verdict }: Of<"decide-check">,
): Promise<Decided> {
  const { actor } = reviewer;
  const words = wordsOf(reviewer);
  const record = await findCheck(ports, reviewer, askId);
  const no = (notice: NoticeView): Decided => ({
    notice,
    command: record?.ask.command ?? null,
    changeable: null,
  });
  if (record === null) return no(refuse(ports, actor, "not-found", words.gone));
  if (isOwn(record, reviewer)) return no(refuse(ports, actor, "not-allowed", words.own));
  const label = labelOf(record, verdict);
  // No form is open that could stay.
  if (label === undefined) return no({ ...refuse(ports, actor, "not-a-label", words.notSure), field: null });
  if (label === "") return no(refuse(ports, actor, "not-a-label", words.chooseLabel));
  const labels = labelsOf(ports, record);
  if (label !== null && labels !== null && !labels.includes(label))
    return no(refuse(ports, actor, "not-a-label", wordsFor(actor.locale).refusals.notALabel(label, labels)));
  const outcome = await ports.store.decideSpotCheck({ askId, label, by: actor.person });
  if (outcome.kind === "gone") return no(refuse(ports, actor, "not-found", words.gone));
  if (outcome.kind === "known")
    return no(decidedBefore(ports, actor, words.knownCheck(outcome.decision, label)));
  const { command } = record.ask;
  const isRight = label !== null && label === record.answer?.label;
  const decision = label === null ? "no-label" : isRight ? "right" : "wrong";
  ports.metrics.reviewed(command, { kind: "spot-check", decision });
  return {
    notice: notice("done", words.savedCheck(label)),
    command,
    changeable: { kind: "spot-check", askId },
  };
}

/** The right label; null where none fits, undefined where the answer can't be called right. */
function labelOf({ answer }: AskRecord, verdict: Verdict): string | null | undefined {
  if (verdict.kind === "label") return verdict.label;
  if (verdict.kind === "no-label") return null;
  return answer?.label ?? undefined;
}
