/** Simulated teams: what is in force beside the prompt alone, over thousands of asks. */

import { writeFileSync } from "node:fs";
import { wilson95 } from "../../src/core/statistics/proportions.ts";
import type { Backend } from "../../src/flows/ports/backend.ts";
import { median, print } from "../report.ts";
import { createDraw } from "./draw.ts";
import { part, points, share } from "./numbers.ts";
import { type Seen, seeTask } from "./see.ts";
import { accuracy, type Course, type Row, simulate } from "./simulate.ts";
import { publicTasks, teamTasks } from "./tasks.ts";

/** Of a simulated team; there are fewer texts, so that they come again. */
const ASKS = 2_000;
/** Of the rows; the others measure. */
const ASKED_SHARE = 0.65;
/** Texts of a team that asks about the same few again and again: as many as the commands of teams have. */
const FEW_TEXTS = 26;
/** Below the prompt by more than this is harm. */
const MARGIN = 0.01;

interface Simulation {
  /** Of each task. */
  readonly runs: number;
  /** Where every course is written as JSON; nowhere where it is null. */
  readonly json: string | null;
}

export async function measureCourses(
  backend: Backend,
  data: string,
  { runs, json }: Simulation,
): Promise<void> {
  const all: (Course & { readonly task: string; readonly run: number })[] = [];
  const many = publicTasks(data);
  const cases = [
    ...many.map((task) => ({ task, name: `${task.name}, few texts`, few: true })),
    ...[...many, ...teamTasks(data)].map((task) => ({ task, name: task.name, few: false })),
  ];
  for (const { task, name, few } of cases) {
    const seen = await seeTask(backend, task);
    const texts = few ? FEW_TEXTS : Math.floor(seen.rows.length * ASKED_SHARE);
    print(
      `\n${name}: ${texts} texts, measured on ${seen.rows.length - texts} others, prompt ${share(accuracy(seen.rows, null))}`,
    );
    const own: Course[] = [];
    for (let run = 1; run <= runs; run++) {
      const course = runOnce(seen, texts, run);
      own.push(course);
      all.push({ task: name, run, ...course });
      if (json !== null) writeFileSync(json, `${JSON.stringify(all, null, 1)}\n`);
      const on = course.switchedOnAt === null ? "never on" : `on after ${course.switchedOnAt}`;
      print(`  run ${run}: ${on}, lowest ${points(course.lowest)}, in the end ${points(course.last)}`);
    }
    print(`  ${summary(own)}`);
  }
  print(`\nall ${all.length} runs: ${summary(all)}`);
}

function runOnce({ rows, ...seen }: Seen, texts: number, seed: number): Course {
  const draw = createDraw(seed);
  const [pool, test] = part(draw.shuffle(rows), texts);
  // Every text once, then again in another order.
  const asked: Row[] = [];
  while (asked.length < ASKS) asked.push(...draw.shuffle(pool));
  return simulate(seen, asked.slice(0, ASKS), test, draw);
}

function summary(courses: readonly Course[]): string {
  const on = courses.filter(({ switchedOnAt }) => switchedOnAt !== null);
  const after = on.map(({ switchedOnAt }) => switchedOnAt as number);
  const when = on.length > 0 ? `, after ${median(after)} asks` : "";
  const count = (of: (course: Course) => boolean) => {
    const found = courses.filter(of).length;
    const [low, high] = wilson95(found, courses.length);
    return `${found} of ${courses.length} (95 % ${share(low)} to ${share(high)})`;
  };
  return [
    `switched on in ${on.length} of ${courses.length}${when}`,
    `in the end ${points(median(courses.map(({ last }) => last)))}`,
    `lowest ${points(Math.min(...courses.map(({ lowest }) => lowest)))}`,
    `switched on though more than a point below the prompt: ${count(({ first }) => first < -MARGIN)}`,
    `ever more than a point below it: ${count(({ lowest }) => lowest < -MARGIN)}`,
  ].join("; ");
}
