/** What changed without being published, in words: another model answers, or the file of a command has another text. */

import type { Command } from "../../../core/command/command.ts";
import { EVERYWHERE, type Scope } from "../../../core/command/saved-command.ts";
import { wordsFor } from "../../../i18n/words.ts";
import type { LabelledRows } from "../../../learning/rows.ts";
import type { ReviewStore } from "../../review/ports.ts";
import { gateLines, gateNote } from "../gate/lines.ts";
import { SENTENCES } from "../gate/measure.ts";
import type { AuditPairs, GateReport } from "../gate/ports.ts";
import { gateWords } from "../gate/words.ts";
import type { VersionStore } from "../versions/ports.ts";
import { compareKept, type Said } from "./compare.ts";
import type { InForce, InForceStore } from "./ports.ts";
import { inForceWords } from "./words.ts";

export interface ChangePorts {
  readonly store: Pick<InForceStore, "inForce"> &
    Pick<ReviewStore, "spotChecksOf"> &
    Pick<VersionStore, "findSeen"> & { readonly labelledRows: LabelledRows["of"] };
  readonly pairs: AuditPairs;
}

/** What is in force now and what was before, side by side. */
export interface ChangeInForce {
  readonly command: Command;
  readonly now: InForce;
  readonly before: InForce;
  /** Null where no text was answered by both. */
  readonly report: GateReport | null;
}

/** @returns null where nothing changed since the last version was published
 * @throws {BotError} STORE_* */
export async function findChange(
  ports: ChangePorts,
  command: Command,
  place: Scope,
): Promise<ChangeInForce | null> {
  const { store } = ports;
  const live = await store.findSeen(command.name, "live", place);
  const scope = live?.scope ?? EVERYWHERE;
  const [now, before] = await store.inForce(command.name, scope);
  if (!now || !before || now.revision !== command.revision || !isUnpublished(now, before)) return null;
  const said = await saidOf(ports, command, scope);
  return { command, now, before, report: reportOf(ports, command, { now, before, said }) };
}

/** What a person publishes is compared before; what was in force for another text of a version is none of this. */
export function isUnpublished(
  now: Pick<InForce, "model" | "revision" | "kept">,
  before: Pick<InForce, "model" | "revision" | "kept">,
): boolean {
  const isFile = now.kept.commandVersion === null && before.kept.commandVersion === null;
  return now.revision === before.revision ? now.model !== before.model : isFile;
}

export async function saidOf({ store }: ChangePorts, { name, labels }: Command, scope: Scope): Promise<Said> {
  if (labels === null) return { team: [], checks: [] };
  return {
    team: await store.labelledRows(name, { scope, labels }),
    checks: await store.spotChecksOf(name, scope),
  };
}

export function reportOf(
  { pairs }: Pick<ChangePorts, "pairs">,
  command: Command,
  { now, before, said }: { readonly now: InForce; readonly before: InForce; readonly said: Said },
): GateReport | null {
  if (command.labels === null) return null;
  return compareKept(command, { now, before }, { said, pairs: pairs(command, now.kept, SENTENCES) });
}

/** @param maxListed rows of each list; 0 for whoever may not see what others wrote */
export function changeLines(
  { command: { name, labels }, now, before, report }: ChangeInForce,
  { locale, maxListed }: { readonly locale: string; readonly maxListed: number },
): string[] {
  const words = inForceWords(locale);
  const since = wordsFor(locale).time.moment(now.since);
  const [size, sizeBefore] = [millions(now.kept.parameters), millions(before.kept.parameters)];
  const isModel = now.model !== before.model;
  const head = report?.heads;
  return [
    ...(isModel ? [words.model(now.kept.model, before.kept.model, since)] : []),
    ...(now.revision === before.revision ? [] : [words.file(since)]),
    ...(report === null
      ? [
          labels === null
            ? gateWords(locale).freeText
            : Object.keys(now.kept.answers).length === 0 && Object.keys(before.kept.answers).length > 0
              ? words.notAsked(name, before.kept.model.split(" ")[0] ?? "")
              : words.notMeasured,
        ]
      : gateLines({ ...report, heads: { before: null, after: null } }, locale, maxListed)),
    ...(isModel && size !== null && sizeBefore !== null && size !== sizeBefore
      ? [words.parameters(size, sizeBefore)]
      : []),
    ...(head && head.before !== null && head.after === null ? [words.losesHead(head.before)] : []),
  ];
}

/** For the history. */
export function changeNote({ now, before, report }: Omit<ChangeInForce, "command">): string {
  const { notes } = inForceWords("en");
  return [
    [
      ...(now.model === before.model ? [] : [notes.model(now.kept.model, before.kept.model)]),
      ...(now.revision === before.revision ? [] : [notes.file]),
    ].join(", "),
    (report && gateNote(report, "en")) || notes.notMeasured,
  ].join(": ");
}

const millions = (parameters: number | null) =>
  parameters === null ? null : Math.round(parameters / 1e5) / 10;
