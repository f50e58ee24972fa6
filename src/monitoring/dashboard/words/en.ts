/** What a dashboard says, in English. */

import { createFormat } from "../../../i18n/format.ts";
import { createNames } from "./names.ts";

const english = createFormat("en");

export const en = {
  format: english,
  ...createNames("en", { ms: "ms", s: "s", min: "min" }),
  none: "–",
  range: (low: string, high: string) => `${low} to ${high}`,
  noData: "There is no data for this in the period.",
  steps: { day: "day", week: "week from", month: "month" },
  interval: "95% interval",
  share: "share",
  changeNumber: (number: number, texts: string) => `${number}: ${texts}`,
  onDay: (day: string, what: string) => `${day}: ${what}`,
  olderChanges: (count: number) =>
    english.count(count, { one: "# older change is not marked.", other: "# older changes are not marked." }),
  describe: (note: string, steps: number) =>
    `${note} ${english.count(steps, { one: "# step", other: "# steps" })} of time.`,
  status: {
    fresh: (from: string, to: string) =>
      `Counted from ${from} to ${to}. Days are those of UTC; asks that try a draft are left out. The first and the last step may be shorter than the others.`,
    pending: (days: number) =>
      english.count(days, {
        one: "What is new in # day of a command is not counted yet; usually it is within ten seconds. Load the page again.",
        other:
          "What is new in # days of commands is not counted yet; usually it is within ten seconds. Load the page again.",
      }),
    firstCount: ({ missing, counted }: { readonly missing: number; readonly counted: number }) =>
      `Asks are being counted for the first time, the newest days first: ${english.number(counted)} of ${english.number(missing + counted)} days of commands are done. The others are missing here until then.`,
    queue: (waiting: number, running: number, oldest: string) =>
      waiting + running === 0
        ? "Queue: no ask waits now."
        : `Queue: ${english.number(waiting)} waiting, ${english.number(running)} being answered now; the oldest since ${oldest}.`,
  },
  version: (version: number | null, revision: string) =>
    version === null ? `File ${revision.slice(0, 6)}` : `Version ${version}`,
  withHead: (name: string) => `${name} + classifier`,
  withoutAnswer: "No answer",
  headOn: "classifier head on",
  headOff: "classifier head off",
  sections: {
    use: {
      heading: "Use",
      about: "All asks of the period, whoever made them, but for people who have opted out.",
    },
    accuracy: {
      heading: "Accuracy, from spot checks",
      about:
        "Answers that were drawn at random and reviewed by a person. Ratings and overrides have no part in it. Two versions or models are never counted together.",
    },
    ratings: {
      heading: "Ratings",
      about:
        "From whoever liked to rate, mostly where an answer was wrong: they say what people feel, not how often a command is right.",
    },
    times: {
      heading: "Times",
      about:
        "What the model took, and what people waited beside that: in the queue, and for what came before.",
    },
    failures: { heading: "Failures", about: "Asks that ended without an answer." },
  },
  asks: {
    title: "Asks",
    series: "asks",
    note: (n: number) => `n = ${english.number(n)} asks. All are counted, so there is no interval.`,
  },
  trouble: {
    title: "Not sure, failed, overridden",
    notSure: "not sure, of all answers",
    failed: "failed, of all that ended",
    overridden: "overridden, of all answers",
    note: (n: number) =>
      `n = ${english.number(n)} asks that ended. Lines through points: 95% Wilson intervals.`,
  },
  outcomes: {
    title: "Answers by outcome",
    column: "outcome",
    text: "Free text",
    notSure: "Not sure",
    failed: "Failed",
    open: "Not answered yet",
    count: "asks",
    note: (n: number) => `n = ${english.number(n)} asks. Lines: 95% Wilson intervals.`,
  },
  summary: {
    commands: "Spot-check accuracy by command",
    versions: "Spot-check accuracy by version",
    commandColumn: "command",
    versionColumn: "version",
    note: (n: number) =>
      `n = ${english.number(n)} decided spot checks with an answer. Lines: 95% Wilson intervals.`,
    newest: "Of each command the version is shown that was used last and has decided spot checks.",
    head: {
      used: "used",
      asks: "asks",
      accuracy: "accuracy",
      checks: "right of decided",
      notSure: "not sure",
      failed: "failed",
      overridden: "overridden",
      rated: "rated",
      right: "ratings Right",
      cached: "cache hits",
    },
    of: (part: number, whole: number) => `${english.number(part)} of ${english.number(whole)}`,
  },
  accuracy: {
    title: "Spot-check accuracy over time",
    y: "right answers",
    note: (n: number) =>
      `n = ${english.number(n)} decided spot checks, answers "Not sure" left out. Lines through points: 95% Wilson intervals. A step without a decided spot check is a gap.`,
  },
  confusion: {
    title: (version: string) => `Model against people: ${version}`,
    x: "the model said",
    y: "right is",
    noneFits: "none fits",
    note: (n: number) =>
      `Spot checks only, n = ${english.number(n)}. Each row is what people found right; a cell is the share of that row.`,
    cell: (n: number, share: string) => `${english.number(n)} (${share})`,
  },
  reliability: {
    title: (version: string) => `Are its scores true? ${version}`,
    x: "score of the likeliest label",
    y: "right",
    score: "mean score",
    right: "right",
    note: (n: number, error: string) =>
      `Spot checks only, n = ${english.number(n)}, calibration error ${error}. On the dotted line a score of 80% is right in 80 of 100. Lines: 95% Wilson intervals; numbers: spot checks.`,
  },
  sureness: {
    title: (version: string) => `Accuracy by sureness: ${version}`,
    x: "answers at least so sure (score in %)",
    y: "right",
    accuracy: "right among them",
    coverage: "share of all answers",
    threshold: "at least",
    note: (n: number) =>
      `Spot checks only, n = ${english.number(n)}. The band is the 95% Wilson interval; dashes: how many answers are so sure.`,
  },
  ratings: {
    title: "Ratings over time",
    rated: "answers that were rated",
    right: "ratings that say Right",
    note: (answers: number, ratings: number) =>
      `n = ${english.number(answers)} answers, ${english.number(ratings)} ratings. Lines through points: 95% Wilson intervals. This is not accuracy.`,
  },
  modelTime: { title: "Time of the model", note: (n: number) => timeNote(n) },
  waitTime: { title: "Waiting beside the model's time", note: (n: number) => timeNote(n) },
  times: { p50: "half of the asks (p50)", p95: "95 of 100 asks (p95)", y: "time" },
  cache: {
    title: "Cache hits",
    series: "answers whose prompt began in the cache",
    note: (n: number) =>
      `n = ${english.number(n)} answers of which this is known. Lines through points: 95% Wilson intervals.`,
  },
  codes: {
    title: "Failures by kind",
    column: "kind",
    note: (n: number) =>
      `n = ${english.number(n)} failed asks. Lines: 95% Wilson intervals of the share of failures.`,
  },
};

function timeNote(n: number): string {
  return `n = ${english.number(n)} answers. Lines through points: 95% intervals of the quantile, left out where there are too few. Times are counted by bucket and are off by 12% at most.`;
}

export type DashboardWords = typeof en;
