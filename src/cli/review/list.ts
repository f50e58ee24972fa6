/** Prints what waits for a review. */

import pc from "picocolors";
import { toOneLine } from "../../core/text/text.ts";
import { composeCorrection } from "../../core/views/review/review.ts";
import { labelsOf } from "../../flows/asks/labels.ts";
import { showContest } from "../../flows/review/contest.ts";
import { marked } from "../../flows/review/review.ts";
import { count, print, printJson } from "../shared/output.ts";
import type { Review, ReviewOptions } from "./open.ts";

/** So many of each kind are printed at once; the newest. */
const MAX_LISTED = 100;

export async function printWaiting(
  { ports, reviewer, command }: Review,
  { json }: ReviewOptions,
): Promise<void> {
  const { scope, except } = reviewer;
  const query = { scope, except, command, after: null, limit: MAX_LISTED };
  const counts = await ports.store.countWaiting(query);
  const contests = await ports.store.waitingContests(query);
  const records = await ports.store.waitingSpotChecks(query);
  const corrections = await marked(ports, reviewer, query);
  if (json)
    return printJson({
      waiting: counts,
      contests: contests.map((record) => ({
        id: record.ask.id,
        command: record.ask.command,
        text: record.ask.text,
        answer: record.answer?.label ?? record.answer?.text ?? null,
        reason: record.contest?.reason ?? null,
        labels: labelsOf(ports, record),
      })),
      spotChecks: records.map((record) => ({
        id: record.ask.id,
        command: record.ask.command,
        text: record.ask.text,
        askedAt: record.ask.createdAt,
        answer: record.answer?.label ?? null,
        labels: labelsOf(ports, record),
      })),
      corrections: corrections.map(({ override, record, marks, decisions }) => ({
        id: override.id,
        askId: record.ask.id,
        command: record.ask.command,
        text: record.ask.text,
        answer: record.answer?.label ?? record.answer?.text ?? null,
        value: override.value,
        reason: override.reason,
        by: override.person.name,
        marks: marks.map((mark) =>
          "override" in mark ? { kind: mark.kind, value: mark.override.value } : mark,
        ),
        decisions: decisions.map(toWord),
      })),
    });
  for (const record of contests) {
    const { quote, lines } = showContest(ports, record, { locale: "en", counts: null });
    print(`${pc.bold(record.ask.id)}  contested answer of /${record.ask.command}`);
    for (const line of [quote, ...lines]) print(`  ${toOneLine(line)}`);
    print(`  ${pc.dim(["right", ...(labelsOf(ports, record) ?? []), "none"].join(" | "))}`);
  }
  for (const record of records) {
    const { id, command: name, text } = record.ask;
    print(`${pc.bold(id)}  spot check of /${name}: ${record.answer?.label ?? "not sure"}`);
    print(`  ${toOneLine(text)}`);
    print(`  ${pc.dim(["right", ...(labelsOf(ports, record) ?? []), "none"].join(" | "))}`);
  }
  for (const correction of corrections) {
    const { quote, lines } = composeCorrection(correction, { locale: "en", counts: null, changeable: null });
    print(`${pc.bold(correction.override.id)}  correction of /${correction.record.ask.command}`);
    for (const line of [quote, ...lines]) print(`  ${toOneLine(line)}`);
    print(`  ${pc.dim(correction.decisions.map(toWord).join(" | "))}`);
  }
  if (counts.contests + counts.spotChecks + counts.corrections === 0)
    return print("Nothing waits for a review.");
  print(
    `${counts.contests === 0 ? "" : `${count(counts.contests, "contested answer")}, `}${count(counts.spotChecks, "spot check")} and ${count(counts.corrections, "correction")} wait. Decide: npx fewshot review --decide ID=DECISION`,
  );
}

/** Prints the corrections that were decided last. */
export async function printDecided(
  { ports, reviewer: { scope }, command }: Review,
  { json }: ReviewOptions,
): Promise<void> {
  const decided = await ports.store.decidedCorrections({ scope, command, limit: MAX_LISTED });
  if (json)
    return printJson({
      decided: decided.map(({ override, record, decision }) => ({
        id: override.id,
        askId: record.ask.id,
        command: record.ask.command,
        text: record.ask.text,
        value: override.value,
        decision: toWord(decision),
      })),
    });
  for (const { override, record, decision } of decided) {
    print(`${pc.bold(override.id)}  correction of /${record.ask.command}: ${toWord(decision)}`);
    print(`  ${toOneLine(record.ask.text)}`);
    print(`  ${toOneLine(override.value)}`);
  }
  print(
    decided.length === 0
      ? "No correction was decided."
      : "To take a decision back: npx fewshot review --decide ID=undo",
  );
}

/** "dismissed" as people write it. */
const toWord = (decision: string) => (decision === "dismissed" ? "dismiss" : decision);
