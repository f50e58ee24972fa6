/** Prints what spot checks say of each command. */

import pc from "picocolors";
import { BotError } from "../../core/errors.ts";
import { type CommandReport, reportCommands } from "../../flows/review/list.ts";
import { distinctPoints, type Share, type VersionReport } from "../../learning/spot-checks/report.ts";
import { percent } from "../shared/measure.ts";
import { count, print, printJson } from "../shared/output.ts";
import type { Review, ReviewOptions } from "./open.ts";

/** @throws {BotError} INPUT_USAGE where there is nothing of that name */
export async function printReports(
  { ports, reviewer, command }: Review,
  { json }: ReviewOptions,
): Promise<void> {
  const reports = await reportCommands(ports, reviewer, command);
  if (command !== null && reports.length === 0)
    throw new BotError(
      "INPUT_USAGE",
      `There is no command ${command} with labels, and no spot check of it. All commands: npx fewshot commands list.`,
    );
  if (json) return printJson({ commands: reports });
  for (const report of reports) printReport(report);
}

function printReport({ command, every, versions, isPresent }: CommandReport): void {
  print(pc.bold(`/${command}`));
  if (every === null) print("  Spot checks are off. Write into its file: review: { every: 20 }");
  else print(every === 1 ? "  Every answer is a spot check." : `  One answer in ${every} is a spot check.`);
  if (every !== null && versions.length === 0) print("  No spot check has an answer yet.");
  for (const [index, version] of versions.entries()) printVersion(version, isPresent && index === 0);
}

function printVersion(report: VersionReport, isPresent: boolean): void {
  const { version, revision, model, hasHead, notSure, waiting, calibrationError, curve, suggestion } = report;
  const name = version === null ? `the file (${revision})` : `version ${version}`;
  print(
    `  ${name}${hasHead ? " with its classifier" : ""}, ${model}${isPresent ? ", in force" : ""}: ${shareLine(report.accuracy)}`,
  );
  if (notSure > 0)
    print(
      `    ${count(notSure, "answer")} not sure; with the likeliest label in their place: ${shareLine(report.likeliest)}`,
    );
  if (waiting > 0) print(`    ${count(waiting, "spot check")} not decided yet`);
  if (calibrationError !== null) print(`    calibration error ${percent(calibrationError)}`);
  if (curve.length > 1) {
    print("    sure at least   answers          right");
    for (const point of distinctPoints(curve))
      print(
        `    ${percent(point.threshold).padStart(12)}   ${`${point.n} (${percent(point.coverage)})`.padEnd(15)}  ${shareLine(point)}`,
      );
  }
  if (curve.length > 0) print(`    ${suggestionLine(suggestion)}`);
}

function shareLine({ right, n, share, interval }: Share): string {
  if (share === null || interval === null) return "nothing decided yet";
  return `${percent(share)} right, ${right} of ${n} (95 % interval ${percent(interval[0])} to ${percent(interval[1])})`;
}

function suggestionLine(suggestion: VersionReport["suggestion"]): string {
  switch (suggestion.kind) {
    case "too-few":
      return `${count(suggestion.missing, "more decided spot check")} needed before an abstain_below is suggested`;
    case "keep":
      return `no better abstain_below than ${suggestion.abstainBelow} is beyond doubt`;
    case "change":
      return `suggested: abstain_below ${suggestion.abstainBelow} in place of ${suggestion.before}: below it answers are more often wrong than right`;
  }
}
