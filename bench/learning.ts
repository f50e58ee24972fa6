/**
 * What heads learn, with the present model: `npm run bench -- learning DATA [curve|overrides|gate|simulate|teams|cost …]`. DATA is a folder with the data
 * sets that `bench/learning/tasks.ts` names. Without further words all are measured. `--runs N` simulates each team so often, 4 where it is left
 * out; `--json FILE` keeps what came of each run.
 */

import { parseArgs } from "node:util";
import { openOnnxBackend } from "../src/inference/engine/backend.ts";
import { measureCost } from "./learning/cost.ts";
import { measureCourses } from "./learning/courses.ts";
import { measureCurve, measureGate, measureOverrides } from "./learning/measures.ts";
import { share } from "./learning/numbers.ts";
import { seeTask } from "./learning/see.ts";
import { accuracy } from "./learning/simulate.ts";
import { publicTasks } from "./learning/tasks.ts";
import { measureTeams } from "./learning/teams.ts";
import { print, printMachine, readNumber } from "./report.ts";

const RUNS = "4";

export async function run(args: readonly string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { runs: { type: "string", default: RUNS }, json: { type: "string" } },
  });
  const [data, ...words] = positionals;
  if (data === undefined) {
    process.stderr.write(
      "Usage: npm run bench -- learning DATA [curve|overrides|gate|simulate|teams|cost …] [--runs N] [--json FILE]\n",
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
  if (["curve", "overrides", "gate"].some(wants))
    for (const task of publicTasks(data)) {
      const seen = await seeTask(backend, task);
      print(
        `\n${task.name}: ${seen.rows.length} rows, ${seen.labelCount} labels, prompt ${share(accuracy(seen.rows, null))}`,
      );
      if (wants("curve")) measureCurve(seen);
      if (wants("overrides")) measureOverrides(seen);
      if (wants("gate")) measureGate(seen);
    }
  if (wants("simulate"))
    await measureCourses(backend, data, { runs: readNumber(values.runs), json: values.json ?? null });
  await backend.close();
}
