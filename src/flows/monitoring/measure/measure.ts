/** Audits and insights for people: who may see and start them, and which command is meant. The same on every platform. */

import { readBadVersion, readVersionName } from "../../../core/command/saved-command.ts";
import { shorten } from "../../../core/text/text.ts";
import { notice } from "../../../core/views/notices.ts";
import type { NoticeView } from "../../../core/views/view.ts";
import { wordsFor } from "../../../i18n/words.ts";
import { placeOfActor } from "../../bot/commands-here.ts";
import type { FlowPorts } from "../../bot/context.ts";
import type { Actor } from "../../bot/intents.ts";
import { refuse } from "../../bot/outcome.ts";
import { sayMissing } from "../../commands/versions/missing.ts";
import { readFileSource } from "../../commands/versions/save.ts";
import { MAX_TYPED } from "../../commands/versions/words.ts";
import type {
  Measured,
  MeasurementKind,
  MeasurementReport,
  MeasurementRun,
} from "../../ports/measurements.ts";
import { reviewerOf } from "../../review/rights.ts";
import { measureWords } from "./words.ts";

/** What is asked for. */
export interface StartRun {
  readonly kind: MeasurementKind;
  /** "triage", "triage@3" or "triage@file". */
  readonly subject: string;
  /** Of an audit: a version to compare with; null for none. */
  readonly against: string | null;
}

export interface Measure {
  /** Runs of a kind, newest first; a refusal for whoever may not see them. */
  list(kind: MeasurementKind, actor: Actor): Promise<readonly MeasurementRun[] | NoticeView>;
  /** Starts a run, or gives back the one that is there already. */
  start(asked: StartRun, actor: Actor): Promise<MeasurementRun | NoticeView>;
  /** One run with what it found so far. */
  open(
    id: string,
    actor: Actor,
  ): Promise<{ readonly run: MeasurementRun; readonly report: MeasurementReport | null } | NoticeView>;
  cancel(id: string, actor: Actor): Promise<MeasurementRun | NoticeView>;
}

// biome-ignore lint/complexity/noExcessiveLinesPerFunction: the methods of one port
export function createMeasure(ports: FlowPorts): Measure {
  const { measurements } = ports;

  /** Whoever may review may measure. */
  async function refusalOf(actor: Actor): Promise<NoticeView | null> {
    const words = measureWords(actor.locale);
    if (measurements === undefined) return refuse(ports, actor, "not-allowed", words.notHere);
    return (await reviewerOf(ports, actor)) === null
      ? refuse(ports, actor, "not-allowed", words.admins)
      : null;
  }

  /** The version that is named; without one what is in force, else the newest draft. */
  async function find(subject: string, actor: Actor): Promise<Measured | NoticeView> {
    const words = measureWords(actor.locale);
    const { store, commands } = ports;
    const place = placeOfActor(actor);
    const own = /^(.+)@file$/.exec(subject)?.[1];
    const { name = null, number = null } = readVersionName(own ?? subject) ?? {};
    const bad = name === null ? readBadVersion(subject) : null;
    if (bad !== null) {
      const { badVersion } = wordsFor(actor.locale).versions;
      return refuse(ports, actor, "unknown-command", badVersion(bad.name, shorten(bad.typed, MAX_TYPED)));
    }
    const seen = (which: number | "live" | "draft") => store.findSeen(name ?? "", which, place);
    const live = name === null || own !== undefined ? null : await seen(number ?? "live");
    const file =
      name === null || live !== null || number !== null ? null : await readFileSource(commands, name);
    const draft =
      live === null && file === null && number === null && own === undefined ? await seen("draft") : null;
    const version = live ?? draft;
    const source = version?.source ?? file;
    if (name === null || source === null) {
      const said = words.unknown(shorten(subject, MAX_TYPED));
      const missing = { name: name ?? "", number, place, locale: actor.locale };
      const text =
        name === null || own !== undefined
          ? said
          : await sayMissing(ports, missing, ({ noVersion }) =>
              number === null ? said : noVersion(name, number),
            );
      return refuse(ports, actor, "unknown-command", text);
    }
    const parsed = commands.parse(name, source);
    if ("faults" in parsed) return refuse(ports, actor, "bad-command", words.faulty(subject));
    return { command: { ...parsed.command, version: version?.number ?? null }, source };
  }

  return {
    async list(kind, actor) {
      return (await refusalOf(actor)) ?? (await measurements?.list(kind)) ?? [];
    },

    async start({ kind, subject, against }, actor) {
      const no = await refusalOf(actor);
      if (no !== null || measurements === undefined) return no ?? notice("done", "");
      const words = measureWords(actor.locale);
      const measured = await find(subject, actor);
      if ("kind" in measured) return measured;
      const { name, labels, tests, examples } = measured.command;
      if (kind === "audit" && labels === null)
        return refuse(ports, actor, "bad-command", words.needsLabels(name));
      if (kind === "insights" && (labels === null ? tests.length + examples.length : tests.length) === 0)
        return refuse(ports, actor, "bad-command", words.needsTests(name));
      const other = against === null ? null : await find(against, actor);
      if (other !== null && "kind" in other) return other;
      return measurements.start({
        kind,
        measured,
        place: placeOfActor(actor),
        against: other && against !== null ? { ...other, subject: against } : null,
      });
    },

    async open(id, actor) {
      const no = await refusalOf(actor);
      if (no !== null) return no;
      const run = (await measurements?.find(id)) ?? null;
      if (run === null) return refuse(ports, actor, "not-found", measureWords(actor.locale).noRun);
      return { run, report: (await measurements?.report(id, actor.locale)) ?? null };
    },

    async cancel(id, actor) {
      const no = await refusalOf(actor);
      if (no !== null) return no;
      await measurements?.cancel(id);
      const run = (await measurements?.find(id)) ?? null;
      return run ?? refuse(ports, actor, "not-found", measureWords(actor.locale).noRun);
    },
  };
}
