/** Compares what is in force with what was before, by the answers that are kept of both. Pure. */

import { createHash } from "node:crypto";
import type { Command } from "../../../core/command/command.ts";
import type { SpotCheck } from "../../../core/review.ts";
import { compare, type PairedRow } from "../../../learning/gate.ts";
import type { LabelledRow } from "../../../learning/rows.ts";
import { textKey } from "../../../learning/text-key.ts";
import { modelKey } from "../../learning/see.ts";
import { compareFlips } from "../gate/flips.ts";
import type { AuditPair, GateReport } from "../gate/ports.ts";
import { type GateRow, gateRows } from "../gate/rows.ts";
import type { InForce, KeptAnswers } from "./ports.ts";

/** Characters of a hash: some 70 bits. */
const HASH_CHARACTERS = 12;

const hash = (kind: string, text: string) =>
  createHash("sha256").update(`${kind}\n${text}`).digest("base64url").slice(0, HASH_CHARACTERS);

export const keyOfText = (text: string) => hash("text", text);
export const keyOfHeld = (text: string) => hash("held", textKey(text));
/** Of a spot check: by its ask, so that nothing is left of the text of an erased one. */
export const keyOfRow = ({ id, text, kind }: GateRow) =>
  kind === "spot-check" ? hash("ask", id) : keyOfText(text);

/** What people said of a command in a scope. */
export interface Said {
  readonly team: readonly LabelledRow[];
  readonly checks: readonly SpotCheck[];
}

/** The rows that tell two apart: tests, and spot checks that the earlier one answered, none of them held by one of the prompts.
 * @returns the rows, and what the earlier one answered by the id of a spot check */
export function rowsSince(
  command: Command,
  before: Pick<InForce, "model" | "revision" | "kept">,
  { team, checks }: Said,
): { readonly rows: readonly GateRow[]; readonly earlier: ReadonlyMap<string, string | null> } {
  const earlier = new Map(
    checks.flatMap(({ askId, answer }): [string, string | null][] =>
      answer && modelKey(answer.model) === before.model && answer.commandRevision === before.revision
        ? [[askId, answer.doubt === null ? answer.label : null]]
        : [],
    ),
  );
  const held = new Set(before.kept.held);
  const rows = gateRows(
    { before: command, after: command },
    team.filter(({ id }) => earlier.has(id)),
  ).filter(({ text }) => !held.has(keyOfHeld(text)));
  return { rows, earlier };
}

/** @returns null where no text was answered by both */
export function compareKept(
  command: Command,
  { now, before }: { readonly now: InForce; readonly before: InForce },
  { said, pairs }: { readonly said: Said; readonly pairs: readonly AuditPair[] },
): GateReport | null {
  const { rows, earlier } = rowsSince(command, before, said);
  const paired = rows.flatMap((row): (PairedRow & Pick<GateRow, "kind">)[] => {
    const first = row.kind === "spot-check" ? earlier.get(row.id) : shownOf(before.kept, keyOfRow(row));
    const second = shownOf(now.kept, keyOfRow(row));
    return first === undefined || second === undefined ? [] : [{ ...row, before: first, after: second }];
  });
  const bestOf =
    ({ answers }: KeptAnswers) =>
    (text: string) =>
      answers[keyOfText(text)]?.[1];
  const audit = compareFlips(pairs, {
    before: bestOf(before.kept),
    after: bestOf(now.kept),
    limit: command.audit.limit,
  });
  if (paired.length === 0 && audit.n === 0) return null;
  const count = (kind: GateRow["kind"]) => paired.filter((row) => row.kind === kind).length;
  return {
    rows: compare(paired),
    spotChecks: count("spot-check"),
    tests: count("test"),
    audit,
    tokens: { before: before.kept.tokens, after: now.kept.tokens },
    heads: { before: before.kept.head, after: now.kept.head },
  };
}

const shownOf = ({ answers }: KeptAnswers, key: string) => answers[key]?.[0];
