/**
 * The page's editor beside asks, over HTTP and the built-in model: the time of a re-run of 40 tests after each edit of a prompt, and what it
 * costs asks that come meanwhile, ten a second. `npm run bench -- editor [edits]`
 */

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { freePort, measureAsks, openPage, type Page, times } from "./page.ts";
import { startProduct } from "./product.ts";
import { print, printMachine, readNumber } from "./report.ts";

const TESTS = 40;
/** As somebody types: a pause is a change. */
const PAUSE_MS = 250;
const LABELS = ["Billing", "Technical", "Travel", "Other"];

export async function run(args: readonly string[]): Promise<void> {
  printMachine(["onnxruntime-node", "hono"]);
  const edits = args[0] === undefined ? 60 : readNumber(args[0]);
  const dataDir = await mkdtemp(join(tmpdir(), "fewshot-editor-"));
  const port = await freePort();
  const product = startProduct({ DATA_DIR: dataDir, PORT: String(port) });
  const page = await openPage(`http://127.0.0.1:${port}`);
  try {
    await measureAsks(page, "warm-up, not counted", () => sleep(2_000));
    await measureAsks(page, "asks alone", () => sleep((edits * (PAUSE_MS + 150)) | 0));
    const runs: number[] = [];
    await measureAsks(page, `asks beside ${edits} edits`, async () => {
      for (let edit = 0; edit < edits; edit++) {
        runs.push(await check(page, edit));
        await sleep(PAUSE_MS);
      }
    });
    print(`re-run of ${TESTS} tests after an edit: ${times(runs)}`);
  } finally {
    await product.stop();
    await rm(dataDir, { recursive: true });
  }
}

/** Sends an edited command. @returns milliseconds until all tests were run */
async function check(page: Page, edit: number): Promise<number> {
  const startMs = performance.now();
  const response = await page.post("/commands/check", {
    ...{
      name: "bench",
      source: sourceOf(edit),
      form: null,
      text: "Where is my refund?",
      against: "in-force",
      runs: true,
    },
  });
  const { status } = (await response.json()) as { status: string };
  if (!status.includes(`of ${TESTS} tests`)) throw new Error(`the tests were not run: ${status}`);
  return performance.now() - startMs;
}

/** A command of eight examples and 40 tests, whose prompt is another one at each edit. */
function sourceOf(edit: number): string {
  const example = (number: number, label: string) =>
    `  - { input: "Message ${number} about ${label.toLowerCase()} that came in this morning and waits", output: ${label} }`;
  const lines = (count: number, from: number) =>
    Array.from({ length: count }, (_, at) => example(from + at, LABELS[at % LABELS.length] as string));
  return [
    "summary: Which team?",
    `description: Decide which team a message is for, edit ${edit}.`,
    "input: Message",
    "output: Team",
    `labels: [${LABELS.join(", ")}]`,
    "examples:",
    ...lines(8, 0),
    "tests:",
    ...lines(TESTS, 100),
  ].join("\n");
}
