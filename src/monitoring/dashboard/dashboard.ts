/** The dashboard: figures of the store as charts, tables and files, worded for one reader. */

import type { ErrorCode } from "../../core/errors.ts";
import { shorten } from "../../core/text/text.ts";
import type { DashboardView, FigureView, SeenAskView } from "../../core/views/dashboard.ts";
import type { DashboardFilter } from "../../flows/monitoring/dashboard/filter.ts";
import type { DashboardStore, Figures, SeenAsk } from "../../flows/ports/dashboard.ts";
import { wordsFor } from "../../i18n/words.ts";
import { asFile } from "../charts.ts";
import { BUSY, createInTurn } from "../shared/in-turn.ts";
import { checkFigures } from "./checks.ts";
import { createFrame } from "./figure.ts";
import { failureFigures, ratingFigures, speedFigures, useFigures } from "./use.ts";
import { answeringVersions, chosenVersion, createNaming, findChanges, versionId } from "./versions.ts";
import { type DashboardWords, dashboardWords } from "./words/words.ts";

/** Newest failures and wrong answers that are listed. */
const MAX_LISTED = 20;
const MAX_TEXT_CHARACTERS = 300;

interface DashboardPorts {
  readonly store: DashboardStore & {
    queue(): Promise<{ waiting: number; running: number; oldestMs: number }>;
  };
  /** Until a page is "busy" that could not be begun for others. Default 20 seconds. */
  readonly maxWaitMs?: number;
}

/** Pages are made one at a time: "busy" where too many others wait. */
export interface Dashboard {
  read(filter: DashboardFilter, locale: string): Promise<DashboardView | typeof BUSY>;
  /** One figure as a file; null where there is none of that name. An SVG is null as well where there is nothing to draw. */
  file(
    filter: DashboardFilter,
    which: { readonly name: string; readonly ending: "csv" | "svg" },
    locale: string,
  ): Promise<string | typeof BUSY | null>;
}

type Drawn = Pick<DashboardView, "sections" | "changes"> & { readonly figures: Figures };

export function createDashboard({ store, maxWaitMs }: DashboardPorts): Dashboard {
  const inTurn = createInTurn<Drawn>(maxWaitMs);
  const drawn = (filter: DashboardFilter, locale: string) =>
    inTurn(JSON.stringify([filter, locale]), async () => {
      const figures = await store.readFigures(filter);
      return { figures, ...(await draw(figures, filter, locale)) };
    });
  return {
    async read(filter, locale) {
      const made = await drawn(filter, locale);
      if (made === BUSY) return BUSY;
      const { figures, sections, changes } = made;
      // Texts are read for each request, last: whoever opted out meanwhile is not in them.
      const [failures, wrong, queue] = await Promise.all([
        store.newestFailures({ ...filter, limit: MAX_LISTED }),
        store.newestWrong({ ...filter, limit: MAX_LISTED }),
        store.queue(),
      ]);
      const words = dashboardWords(locale);
      return {
        status: statusOf({ figures, filter, queue, words }),
        ...choicesOf(figures, filter, words),
        ...{ changes, sections },
        failures: failures.map((one) => ({ ...toSeen(one, words), reason: reasonOf(one.code, locale) })),
        wrong: wrong.map((one) => ({
          ...toSeen(one, words),
          given: one.given,
          expected: one.expected ?? words.confusion.noneFits,
        })),
      };
    },

    async file(filter, { name, ending }, locale) {
      const made = await drawn(filter, locale);
      if (made === BUSY) return BUSY;
      const figure = made.sections.flatMap(({ figures }) => figures).find((one) => one.name === name);
      if (figure === undefined) return null;
      if (ending === "csv") return figure.csv;
      return figure.svg === null ? null : asFile(figure.svg);
    },
  };
}

async function draw(
  figures: Figures,
  filter: DashboardFilter,
  locale: string,
): Promise<Pick<DashboardView, "sections" | "changes">> {
  const words = dashboardWords(locale);
  const base = createFrame(figures, filter, words);
  const { markers, omitted } = findChanges(figures.days, base.steps, words);
  const frame = { ...base, markers };
  const { sections } = words;
  const all: readonly (readonly [keyof typeof sections, readonly FigureView[]])[] = [
    ["use", await useFigures(frame)],
    ["accuracy", await checkFigures(frame)],
    ["ratings", await ratingFigures(frame)],
    ["times", await speedFigures(frame)],
    ["failures", await failureFigures(frame, (code) => reasonOf(code, locale))],
  ];
  return {
    sections: all.map(([name, own]) => ({ ...sections[name], figures: own })),
    changes: [
      ...markers.map(({ title }, index) => words.changeNumber(index + 1, title)),
      ...(omitted > 0 ? [words.olderChanges(omitted)] : []),
    ],
  };
}

function statusOf({
  figures,
  filter,
  queue,
  words,
}: {
  readonly figures: Figures;
  readonly filter: DashboardFilter;
  readonly queue: { readonly waiting: number; readonly running: number; readonly oldestMs: number };
  readonly words: DashboardWords;
}): string[] {
  const { status, format } = words;
  const day = (text: string) => format.day(new Date(text));
  return [
    status.fresh(day(filter.from), day(filter.to)),
    ...(figures.firstCount === null ? [] : [status.firstCount(figures.firstCount)]),
    ...(figures.pending > 0 ? [status.pending(figures.pending)] : []),
    status.queue(queue.waiting, queue.running, words.time(queue.oldestMs)),
  ];
}

function choicesOf(
  figures: Figures,
  filter: DashboardFilter,
  words: DashboardWords,
): Pick<DashboardView, "commands" | "platforms" | "workspaces" | "versions" | "version"> {
  const all = (name: "platform" | "workspace") =>
    [...new Set(figures.places.map((place) => place[name]))].sort();
  const versions = filter.command === null ? [] : answeringVersions(figures);
  const nameOf = createNaming(words, versions);
  const chosen = chosenVersion(figures, filter);
  return {
    ...{ commands: figures.commands, platforms: all("platform"), workspaces: all("workspace") },
    versions: versions.map((one) => ({ value: versionId(one), label: nameOf(one) })),
    version: chosen && versionId(chosen),
  };
}

/** The words that people saw. */
function reasonOf(code: string, locale: string): string {
  const { failures } = wordsFor(locale);
  return Object.hasOwn(failures, code) ? failures[code as ErrorCode] : code;
}

function toSeen(
  { command, platform, workspace, askedAt, text }: SeenAsk,
  { format }: DashboardWords,
): SeenAskView {
  return {
    askedAt: format.moment(askedAt),
    command,
    place: `${platform}:${workspace}`,
    text: shorten(text, MAX_TEXT_CHARACTERS),
  };
}
