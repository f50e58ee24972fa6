/**
 * The page's editor beside asks, over HTTP and the built-in model: the time of a re-run of 40 tests after each edit of a prompt, and what it
 * costs asks that come meanwhile, ten a second. `npm run bench -- editor [edits]`
 */

import { mkdtemp, rm } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { startProduct } from "./product.ts";
import { print, printMachine, quantile, readNumber } from "./report.ts";

const TESTS = 40;
const ASKS_A_SECOND = 10;
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
        runs.push(await page.check(edit));
        await sleep(PAUSE_MS);
      }
    });
    print(`re-run of ${TESTS} tests after an edit: ${times(runs)}`);
  } finally {
    await product.stop();
    await rm(dataDir, { recursive: true });
  }
}

type Page = Awaited<ReturnType<typeof openPage>>;

async function measureAsks(page: Page, name: string, during: () => Promise<void>): Promise<void> {
  const acknowledged: number[] = [];
  const answered: number[] = [];
  const under: Promise<void>[] = [];
  let isOver = false;
  const asking = (async () => {
    for (let number = 0; !isOver; number++) {
      under.push(
        page.ask(number).then((times) => {
          acknowledged.push(times.acknowledgedMs);
          answered.push(times.answeredMs);
        }),
      );
      await sleep(1000 / ASKS_A_SECOND);
    }
  })();
  await during();
  isOver = true;
  await asking;
  await Promise.all(under);
  print(`${name}: acknowledged ${times(acknowledged)}; answered ${times(answered)}`);
}

const times = (all: readonly number[]) =>
  `p50 ${quantile(all, 0.5).toFixed(1)}  p95 ${quantile(all, 0.95).toFixed(1)}  p99 ${quantile(all, 0.99).toFixed(1)} ms (n ${all.length})`;

/** The page of a bot, as its own script talks to it. */
async function openPage(url: string) {
  for (let tries = 0; !(await fetch(`${url}/readyz`).catch(() => null))?.ok; tries++) {
    if (tries > 600) throw new Error("the bot did not start");
    await sleep(100);
  }
  const cookie = (await fetch(url)).headers.get("set-cookie")?.split(";")[0] ?? "";
  const headers = { cookie, origin: url, "content-type": "application/json", accept: "application/json" };
  const post = (path: string, body: object) =>
    fetch(url + path, { method: "POST", headers, body: JSON.stringify(body) });
  /** Looks at an ask each time that the page is sent news of it, as the page's script does. */
  const waiting = new Map<string, () => void>();
  const stream = await fetch(`${url}/events`, { headers: { cookie } });
  void (async () => {
    for await (const text of stream.body?.pipeThrough(new TextDecoderStream()) ?? [])
      for (const [, id = ""] of text.matchAll(/^data: (\S+)$/gm)) void look(id);
  })().catch(() => {});
  async function look(id: string): Promise<void> {
    const shown = await (await fetch(`${url}/asks/${id}`, { headers })).text();
    if (shown.includes('data-state="answered"')) waiting.get(id)?.();
  }
  function answered(id: string): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    waiting.set(id, resolve);
    // The answer may have come before the acknowledgement was read.
    void look(id);
    return promise;
  }
  return {
    async ask(number: number) {
      const startMs = performance.now();
      const response = await post("/asks", { text: `/sentiment great job number ${number}, team!` });
      const { id } = (await response.json()) as { id: string };
      const acknowledgedMs = performance.now() - startMs;
      await answered(id);
      return { acknowledgedMs, answeredMs: performance.now() - startMs };
    },
    /** Sends an edited command. @returns milliseconds until all tests were run */
    async check(edit: number): Promise<number> {
      const startMs = performance.now();
      const response = await post("/commands/check", {
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
    },
  };
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

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
