/** Reviews as a list: what waits, and what the spot checks of each command say. For places that show more than one thing at once. */

import type { WaitingReviews } from "../../core/review.ts";
import { contestLabelForm } from "../../core/views/review/contest.ts";
import {
  changeAction,
  checkForm,
  composeCheck,
  composeCorrection,
  composeDecided,
  type ReviewNotice,
} from "../../core/views/review/review.ts";
import type { FormView, NoticeView } from "../../core/views/view.ts";
import { wordsFor } from "../../i18n/words.ts";
import { reportVersions, type VersionReport } from "../../learning/spot-checks/report.ts";
import { labelsOf } from "../asks/labels.ts";
import { placeOfActor } from "../bot/commands-here.ts";
import type { Actor } from "../bot/intents.ts";
import { showContest } from "./contest.ts";
import type { ReviewIntent } from "./intents.ts";
import { decide, marked, whoReviews } from "./review.ts";
import type { Reviewer, ReviewPorts } from "./rights.ts";

/** So many of each kind are listed at once. */
const LISTED = 20;
/** Of corrections that were decided. */
const DECIDED_LISTED = 20;

export interface CommandReport {
  readonly command: string;
  /** One answer in so many is drawn; null while spot checks are off. */
  readonly every: number | null;
  /** The one that was asked last first; empty where no spot check has an answer. */
  readonly versions: readonly VersionReport[];
  /** Whether the first of them is of what is in force now. */
  readonly isPresent: boolean;
}

export interface ReviewList {
  readonly counts: WaitingReviews;
  /** Contested answers; the form only where another label can be chosen. */
  readonly contests: readonly { readonly view: ReviewNotice; readonly form: FormView | null }[];
  readonly spotChecks: readonly { readonly view: ReviewNotice; readonly form: FormView }[];
  readonly corrections: readonly ReviewNotice[];
  /** Corrections that were decided last and that the reviewer may take back. */
  readonly decided: readonly ReviewNotice[];
  /** Of the commands with labels, in the reviewer's place. */
  readonly reports: readonly CommandReport[];
}

export type ListDecision = Exclude<ReviewIntent, { kind: "review" | "open-check" | "open-contest-label" }>;

/** @returns the list, or why a person may not see it */
export async function listReviews(ports: ReviewPorts, actor: Actor): Promise<ReviewList | NoticeView> {
  const reviewer = await whoReviews(ports, actor);
  if ("kind" in reviewer) return reviewer;
  const { scope, except } = reviewer;
  const { locale } = actor;
  const shown = { locale, counts: null, changeable: null };
  const [contests, counts, checks, corrections, decided, reports] = await Promise.all([
    ports.store.waitingContests({ scope, except, command: null, after: null, limit: LISTED }),
    ports.store.countWaiting({ scope, except, command: null }),
    ports.store.waitingSpotChecks({ scope, except, command: null, after: null, limit: LISTED }),
    marked(ports, reviewer, { command: null, after: null, limit: LISTED }),
    // Others take back their own alone, by the button under what they decided.
    reviewer.standing === "operator"
      ? ports.store.decidedCorrections({ scope, command: null, limit: DECIDED_LISTED })
      : [],
    reportCommands(ports, reviewer, null),
  ]);
  return {
    counts,
    contests: contests.map((record) => {
      const labels = labelsOf(ports, record);
      return {
        view: showContest(ports, record, shown),
        form: labels && contestLabelForm(record, labels, locale),
      };
    }),
    spotChecks: checks.map((record) => ({
      view: composeCheck(record, shown),
      form: checkForm(record, labelsOf(ports, record) ?? [], locale),
    })),
    corrections: corrections.map((one) => composeCorrection(one, shown)),
    decided: decided.map((one) => composeDecided(one, locale)),
    reports,
  };
}

/** Decides, and says what became of it in one sentence, with what can be pressed next. */
export async function decideInList(
  ports: ReviewPorts,
  intent: ListDecision,
  actor: Actor,
): Promise<NoticeView> {
  const reviewer = await whoReviews(ports, actor);
  if ("kind" in reviewer) return reviewer;
  const { notice, changeable } = await decide(ports, intent, reviewer);
  const change = changeAction(changeable, wordsFor(actor.locale).review);
  return { ...notice, actions: [...notice.actions, ...change] };
}

/** What the spot checks of each command with labels say, as far as the reviewer sees them.
 * @param only one command, also where there is none of that name any more; null for all that are in force in the reviewer's place */
export async function reportCommands(
  { store, commands }: Pick<ReviewPorts, "store" | "commands">,
  { scope, actor }: Pick<Reviewer, "scope" | "actor">,
  only: string | null,
): Promise<CommandReport[]> {
  const inForce = commands
    .list(placeOfActor(actor))
    .filter(({ labels, name }) => labels !== null && (only === null || name === only));
  const reports = await Promise.all(
    inForce.map(async ({ name, review, revision, version }) => {
      const versions = reportVersions(await store.spotChecksOf(name, scope));
      const [newest] = versions;
      const isPresent = newest !== undefined && newest.revision === revision && newest.version === version;
      return { command: name, every: review.every, versions, isPresent };
    }),
  );
  if (only === null || reports.length > 0) return reports;
  const versions = reportVersions(await store.spotChecksOf(only, scope));
  return versions.length === 0 ? [] : [{ command: only, every: null, versions, isPresent: false }];
}
