/**
 * What heads learn, with the present model: `npm run bench -- learning DATA [curve|overrides|gate|simulate|teams|cost …]`. DATA is a folder with the data
 * sets that `bench/learning/tasks.ts` names. Without further words all are measured.
 */

import { macroRecall } from "../src/core/statistics/labels.ts";
import { wilson95 } from "../src/core/statistics/proportions.ts";
import { fitPrompt } from "../src/flows/asks/fit-prompt.ts";
import { createResponder } from "../src/flows/asks/respond.ts";
import type { Backend } from "../src/flows/ports/backend.ts";
import { openOnnxBackend } from "../src/inference/engine/backend.ts";
import { compare } from "../src/learning/gate.ts";
import { applyHead, type SeenText, trainHead } from "../src/learning/head/head.ts";
import { type RowSource, trainingWeights } from "../src/learning/rows.ts";
import { createDraw, type Draw } from "./learning/draw.ts";
import { accuracy, asLabelled, best, type Row, simulate } from "./learning/simulate.ts";
import { type BenchTask, publicTasks, teamTasks } from "./learning/tasks.ts";
import { median, print, printMachine } from "./report.ts";

const DRAWS = 8;
const SIZES = [8, 16, 32, 64, 128];
const ROWS = 64;
const GATE_DRAWS = 12;
const SPOT_CHECKS = 40;
const COURSES = 5;
/** Of a simulated team; there are fewer texts, so that they come again. */
const ASKS = 2_000;
/** Of the rows; the others measure. */
const ASKED_SHARE = 0.65;
const COST_ROUNDS = 300;
const WARM_UPS = 50;
/** Texts that the model is asked about at once. */
const AT_ONCE = 200;

interface Seen {
  readonly task: BenchTask;
  readonly rows: readonly Row[];
  readonly labelCount: number;
}

export async function run(args: readonly string[]): Promise<void> {
  const [data, ...words] = args;
  if (data === undefined) {
    process.stderr.write(
      "Usage: npm run bench -- learning DATA [curve|overrides|gate|simulate|teams|cost …]\n",
    );
    process.exit(2);
  }
  printMachine(["onnxruntime-node"]);
  const backend = openOnnxBackend({ model: "builtin", cacheDir: ".cache" });
  const wants = (word: string) => words.length === 0 || words.includes(word);
  const { name, revision } = await backend.describe();
  print(`model     ${name} ${revision}`);
  if (wants("teams")) for (const line of await measureTeams(backend, data)) print(line);
  if (wants("cost")) await measureCost(backend, data);
  if (["curve", "overrides", "gate", "simulate"].some(wants))
    for (const task of publicTasks(data)) {
      const seen = await see(backend, task);
      print(
        `\n${task.name}: ${seen.rows.length} rows, ${seen.labelCount} labels, prompt ${share(accuracy(seen.rows, null))}`,
      );
      if (wants("curve")) measureCurve(seen);
      if (wants("overrides")) measureOverrides(seen);
      if (wants("gate")) measureGate(seen);
      if (wants("simulate")) measureCourses(seen);
    }
  if (wants("simulate"))
    for (const task of teamTasks(data)) {
      const seen = await see(backend, task);
      print(`\n${task.name}: ${seen.rows.length} rows, prompt ${share(accuracy(seen.rows, null))}`);
      measureCourses(seen);
    }
  await backend.close();
}

/** Asks the model for every row. */
async function see(backend: Backend, task: BenchTask): Promise<Seen> {
  const { command, rows } = task;
  const labels = command.labels ?? [];
  const model = await backend.describe();
  const seeOne = async ({ text, label }: BenchTask["rows"][number]): Promise<Row> => {
    const { prefix, text: rest } = await fitPrompt(backend, { command, text }, { settings: {}, model });
    const scoring = await backend.score({ prompt: { prefix, text: rest }, labels, wantsSeen: true });
    return {
      text,
      label: labels.indexOf(label),
      logprobs: scoring?.logprobs ?? [],
      seen: scoring?.seen ?? null,
    };
  };
  const seen: Row[] = [];
  for (let at = 0; at < rows.length; at += AT_ONCE)
    seen.push(...(await Promise.all(rows.slice(at, at + AT_ONCE).map(seeOne))));
  return { task, rows: seen, labelCount: labels.length };
}

/** F3: random rows, the rest is measured. */
function measureCurve({ rows, labelCount }: Seen): void {
  for (const n of SIZES.filter((size) => size <= rows.length / 2)) {
    const found = draws(DRAWS, (draw) => {
      const [train, test] = part(draw.shuffle(rows), n);
      const withState = train.map((row) => ({ ...row, weight: 1 }));
      const flat = labels(labelCount);
      return {
        head: accuracy(test, trainHead({ rows: withState, labelCount }).head),
        words: accuracy(
          test.map((row) => ({ ...row, seen: null, logprobs: flat })),
          trainHead({ rows: withState.map((row) => ({ ...row, seen: null, logprobs: flat })), labelCount })
            .head,
        ),
        prompt: accuracy(test, null),
      };
    });
    print(
      `  n ${String(n).padStart(3)}   head ${spread(found.map(({ head }) => head))}   words alone ${spread(found.map(({ words }) => words))}   prompt ${spread(found.map(({ prompt }) => prompt))}`,
    );
  }
}

const labels = (count: number) => Array.from({ length: count }, () => -Math.log(count));

/** F1: what a head learns from 64 rows of each kind, measured on the other half. "refused": nothing may be trained on. */
function measureOverrides({ rows, labelCount }: Seen): void {
  const kinds: Record<string, (wrong: Row[], right: Row[], all: Row[]) => [Row, RowSource][]> = {
    "64 random rows": (_, __, all) => all.slice(0, ROWS).map((row) => [row, "spot-check"]),
    "64 overrides alone": (wrong) => wrong.slice(0, ROWS).map((row) => [row, "override"]),
    "64 overrides as if random": (wrong) => wrong.slice(0, ROWS).map((row) => [row, "spot-check"]),
    "64 overrides, 64 Right": (wrong, right) => [
      ...wrong.slice(0, ROWS).map((row): [Row, RowSource] => [row, "override"]),
      ...right.slice(0, ROWS).map((row): [Row, RowSource] => [row, "right"]),
    ],
    "64 overrides, 16 Right": (wrong, right) => [
      ...wrong.slice(0, ROWS).map((row): [Row, RowSource] => [row, "override"]),
      ...right.slice(0, ROWS / 4).map((row): [Row, RowSource] => [row, "right"]),
    ],
  };
  for (const [name, choose] of Object.entries(kinds)) {
    const found = draws(DRAWS, (draw) => {
      const [half, test] = part(draw.shuffle(rows), Math.floor(rows.length / 2));
      const wrong = half.filter((row) => best(row.logprobs) !== row.label);
      const right = half.filter((row) => best(row.logprobs) === row.label);
      const head = trainWeighed(choose(wrong, right, half), labelCount);
      return head === null ? null : accuracy(test, head) - accuracy(test, null);
    });
    const gains = found.filter((gain) => gain !== null);
    print(
      `  ${name.padEnd(26)} ${gains.length === 0 ? `refused (${found.length} of ${found.length} draws)` : `${points(median(gains))} (worst ${points(Math.min(...gains))}, n ${gains.length})`}`,
    );
  }
}

/** Trains as the bot does: each kind of row with its weight. Null where no row counts. */
function trainWeighed(chosen: readonly (readonly [Row, RowSource])[], labelCount: number) {
  const weights = trainingWeights(chosen.map(([row, source]) => asLabelled(row, source)));
  if (!weights.some((weight) => weight > 0)) return null;
  const rows = chosen.map(([row], at) => ({ ...row, weight: weights[at] as number }));
  return trainHead({ rows, labelCount }).head;
}

/** F2: feedback on 30 % of wrong and 5 % of right answers and 40 spot checks; the head is switched on where the gate says better. */
function measureGate({ rows, labelCount }: Seen): void {
  const found = draws(GATE_DRAWS, (draw) => {
    const [pool, test] = part(draw.shuffle(rows), Math.floor(rows.length * 0.6));
    const checks = pool.slice(0, SPOT_CHECKS);
    const feedback = pool.slice(SPOT_CHECKS).flatMap((row): [Row, RowSource][] => {
      const isRight = best(row.logprobs) === row.label;
      return draw.next() < (isRight ? 0.05 : 0.3) ? [[row, isRight ? "right" : "override"]] : [];
    });
    const chosen = [...checks.map((row): [Row, RowSource] => [row, "spot-check"]), ...feedback];
    const weights = trainingWeights(chosen.map(([row, source]) => asLabelled(row, source)));
    const training = chosen.map(([row], at) => ({ ...row, weight: weights[at] as number }));
    const { head, heldOut } = trainHead({ rows: training, labelCount });
    const { verdict } = compare(
      checks.map((row, at) => ({
        id: String(at),
        text: row.text,
        label: String(row.label),
        before: String(best(row.logprobs)),
        after: String(best(heldOut?.[at] ?? [])),
      })),
    );
    return {
      isOn: verdict === "better",
      change: accuracy(test, head) - accuracy(test, null),
      feedback: feedback.length,
    };
  });
  const on = found.filter(({ isOn }) => isOn);
  const changes = on.map(({ change }) => change);
  print(
    `  gate on ${SPOT_CHECKS} spot checks (${median(found.map(({ feedback }) => feedback))} rows of feedback): switched on ${on.length} of ${found.length}${on.length > 0 ? `, ${points(median(changes))} (worst ${points(Math.min(...changes))})` : ""}; every head ${points(median(found.map(({ change }) => change)))} (worst ${points(Math.min(...found.map(({ change }) => change)))})`,
  );
}

/** A team that asks for weeks: what is in force beside the prompt alone. */
function measureCourses({ rows, labelCount }: Seen): void {
  const courses = draws(COURSES, (draw) => {
    const [pool, test] = part(draw.shuffle(rows), Math.floor(rows.length * ASKED_SHARE));
    // Every text once, then again in another order.
    const asked: Row[] = [];
    while (asked.length < ASKS) asked.push(...draw.shuffle(pool));
    return simulate(asked.slice(0, ASKS), test, labelCount, draw);
  });
  const on = courses.filter(({ switchedOnAt }) => switchedOnAt !== null);
  const when = on.map(({ switchedOnAt }) => switchedOnAt as number);
  const texts = Math.floor(rows.length * ASKED_SHARE);
  const harmful = courses.filter(({ lowest }) => lowest < -0.01).length;
  print(
    `  a team of ${courses[0]?.asks} asks about ${texts} texts, measured on ${rows.length - texts} others: switched on in ${on.length} of ${COURSES}${on.length > 0 ? `, after ${median(when)} asks` : ""}; in the end ${points(median(courses.map(({ last }) => last)))}; at any time ${points(Math.min(...courses.map(({ lowest }) => lowest)))} at worst; more than a point below the prompt in ${harmful} of ${COURSES}`,
  );
}

/** The first aim: rows of teams through the head, mean macro recall, cross-validated. */
async function measureTeams(backend: Backend, data: string): Promise<string[]> {
  const lines: string[] = [];
  const gains: number[] = [];
  let [rightBefore, rightAfter, total] = [0, 0, 0];
  for (const task of teamTasks(data)) {
    const { rows, labelCount } = await see(backend, task);
    const { heldOut, head } = trainHead({ rows: rows.map((row) => ({ ...row, weight: 1 })), labelCount });
    const recall = (given: (row: Row, at: number) => number) =>
      macroRecall(
        rows.map((row, at) => ({
          expected: String(row.label),
          predicted: String(given(row, at)),
          confidence: null,
        })),
      );
    const before = recall((row) => best(row.logprobs));
    const after = recall((_, at) => best(heldOut?.[at] ?? []));
    gains.push(after - before);
    rightBefore += rows.filter((row) => best(row.logprobs) === row.label).length;
    rightAfter += rows.filter((row, at) => best(heldOut?.[at] ?? []) === row.label).length;
    total += rows.length;
    lines.push(
      `  ${task.name.padEnd(12)} ${rows.length} rows, ${labelCount} labels: macro recall ${share(before)} by the prompt, ${share(after)} by the head (penalty ${head.penalty})`,
    );
  }
  const mean = gains.reduce((sum, gain) => sum + gain, 0) / gains.length;
  const [low, high] = wilson95(rightAfter, total);
  return [
    "\nteam tasks, five-fold cross-validation",
    ...lines,
    `  mean of ${gains.length}: ${points(mean)}; right ${rightBefore} and ${rightAfter} of ${total} (95 % ${share(low)} to ${share(high)})`,
  ];
}

/** What a head adds to an ask, and how long training takes in this thread. Turn by turn, since a shared machine changes its pace. */
async function measureCost(backend: Backend, data: string): Promise<void> {
  const [task] = publicTasks(data);
  if (!task) return;
  const { rows, labelCount } = await see(backend, task);
  const training = rows.slice(0, 1_000).map((row) => ({ ...row, weight: 1 }));
  const { head } = trainHead({ rows: training, labelCount });
  const decide = (seen: SeenText) => applyHead(head, seen);
  const ways = {
    without: createResponder(backend),
    with: createResponder(backend, { find: () => ({ number: 1, rows: training.length, decide }) }),
  };
  const spent = { without: [] as number[], with: [] as number[] };
  const cpu = { without: [] as number[], with: [] as number[] };
  for (let round = -WARM_UPS; round < COST_ROUNDS; round++)
    for (const way of ["without", "with"] as const) {
      const { text } = task.rows[(round + WARM_UPS) % task.rows.length] as BenchTask["rows"][number];
      const before = process.cpuUsage();
      const startMs = performance.now();
      await ways[way]({ command: task.command, text, settings: {} });
      const { user, system } = process.cpuUsage(before);
      if (round < 0) continue;
      spent[way].push(performance.now() - startMs);
      cpu[way].push((user + system) / 1000);
    }
  print(
    `\nan ask of ${labelCount} labels (medians of ${COST_ROUNDS}): ${median(spent.without).toFixed(2)} ms, with a head ${median(spent.with).toFixed(2)} ms; processor time ${median(cpu.without).toFixed(2)} and ${median(cpu.with).toFixed(2)} ms`,
  );
  for (const [n, penalty] of [
    [64, undefined],
    [300, undefined],
    [1_000, undefined],
    [1_000, head.penalty],
  ] as const) {
    const times = Array.from({ length: 3 }, () => {
      const before = process.cpuUsage();
      trainHead({ rows: training.slice(0, n), labelCount, ...(penalty === undefined ? {} : { penalty }) });
      const { user, system } = process.cpuUsage(before);
      return (user + system) / 1000;
    });
    print(
      `training on ${n} rows, ${labelCount} labels${penalty === undefined ? ", penalty by cross-validation" : ", penalty given"}: ${median(times).toFixed(0)} ms of processor time (median of 3)`,
    );
  }
}

function draws<T>(count: number, once: (draw: Draw) => T): T[] {
  return Array.from({ length: count }, (_, at) => once(createDraw(at + 1)));
}

function part<T>(values: readonly T[], n: number): [T[], T[]] {
  return [values.slice(0, n), values.slice(n)];
}

const share = (value: number) => value.toFixed(3);
const points = (value: number) => `${value >= 0 ? "+" : "−"}${Math.abs(100 * value).toFixed(1)} points`;
const spread = (values: readonly number[]) =>
  `${share(median(values))} [${share(Math.min(...values))}, ${share(Math.max(...values))}]`;
