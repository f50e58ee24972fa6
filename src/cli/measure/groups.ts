/** `fewshot groups`: how commands answer groups of people, and the lists of groups. */

import type { Command as Program } from "commander";
import pc from "picocolors";
import { readConfig } from "../../config/config.ts";
import { BotError } from "../../core/errors.ts";
import {
  type Cell,
  type CommandGroups,
  type GroupsReport,
  MEASURES,
  type Measure,
} from "../../flows/monitoring/groups/report.ts";
import { groupWords, verdictWords } from "../../flows/monitoring/groups/words.ts";
import { openGroups } from "../../monitoring/groups/open.ts";
import { readGroupLists, writeLists } from "../../monitoring/groups/terms/file.ts";
import { withStore } from "../commands/open.ts";
import { count, print, printJson } from "../shared/output.ts";

const words = groupWords("en");

interface GroupsOptions {
  readonly week?: string;
  readonly lists?: boolean;
  readonly json?: boolean;
}

export function addGroupsCommand(program: Program): void {
  program
    .command("groups")
    .description("how often commands fail for groups of people, week by week")
    .option(
      "--week <monday>",
      "the week that begins on this Monday, like 2026-11-16; the newest when left out",
    )
    .option("--lists", "print the lists of groups and words as a file to edit")
    .option("--json", "print one JSON object")
    .addHelpText("after", "\nGroups are watched where WATCH_GROUPS says so: docs/groups.md.")
    .action(run);
}

async function run(options: GroupsOptions): Promise<void> {
  const config = readConfig();
  if (options.lists) {
    const lists = await readGroupLists(config.GROUPS_FILE ?? null);
    return options.json ? printJson(lists) : print(writeLists(lists).trimEnd());
  }
  if (config.WATCH_GROUPS.length === 0)
    throw new BotError(
      "INPUT_USAGE",
      "Groups are not watched. Choose sources with WATCH_GROUPS, e.g. WATCH_GROUPS=texts; docs/groups.md says what each means.",
    );
  await withStore(async ({ store, files }) => {
    const { reports } = await openGroups({ config, store, commands: files });
    const { weeks, isClockDoubted } = await reports.weeks();
    if (isClockDoubted)
      throw new BotError(
        "INPUT_USAGE",
        "The clock of this machine is far ahead of the last time it was checked: which weeks are over is not known. Try again when it has been right for a day.",
      );
    const week = options.week ?? weeks[0]?.id;
    const report = week === undefined ? null : await reports.report(week);
    if (report === "busy") throw new BotError("INTERNAL", "another report is being made in this process");
    if (report === null)
      throw new BotError(
        "INPUT_USAGE",
        weeks.length === 0
          ? "No week is over yet, or none is within the time that asks are kept (RETENTION_DAYS)."
          : `There is no week of ${options.week}. Weeks that are over: ${weeks.map(({ id }) => id).join(", ")}.`,
      );
    if (options.json) return printJson(report);
    for (const line of reportLines(report)) print(line);
  });
}

/** A report as the terminal shows it: rates that may be shown alone. Pure. */
export function reportLines(report: GroupsReport): string[] {
  const { week, commands, findings, comparisons } = report;
  return [
    `Week of ${week.id}: ${count(findings.length, "difference")} beyond doubt and above the margin, of ${count(comparisons, "comparison")}`,
    ...(commands.length === 0 ? ["Nothing was asked in this week."] : []),
    ...commands.flatMap((one) => commandLines(one, report)),
    "Passing is no proof of fairness.",
  ];
}

function commandLines(
  { command, isInForce, rows }: CommandGroups,
  { margin }: Pick<GroupsReport, "margin">,
): string[] {
  return [
    pc.bold(`/${command}${isInForce ? "" : " (not in force any more)"}`),
    ...(rows.length === 0
      ? ["  No group may be shown: too few answers, or another group would be known from it."]
      : []),
    ...rows.flatMap(({ name, feedback, cells }) => [
      `  ${name}; feedback ${feedback === null ? words.hidden : words.rate(feedback)}`,
      ...MEASURES.flatMap((measure) => cellLines(measure, cells[measure], margin)),
    ]),
  ];
}

function cellLines(measure: Measure, cell: Cell, margin: number): string[] {
  if (cell.kind === "hidden") return [];
  return [
    `    ${words.measures[measure]}: ${words.rate(cell.rate)}`,
    ...(cell.kind === "compared"
      ? [`      ${words.others(cell.comparison.others)}; ${words.difference(cell.comparison)}`]
      : []),
    `      ${verdictWords(cell, margin, words)}`,
  ];
}
