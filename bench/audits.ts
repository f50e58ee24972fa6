/**
 * An audit on the page beside asks, over HTTP and the built-in model: what it costs asks that come meanwhile, ten a second, and how many
 * texts it gets through. `npm run bench -- audits [rounds]`
 */

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { freePort, measureAsks, openPage, type Page } from "./page.ts";
import { startProduct } from "./product.ts";
import { print, printMachine, quantile, readNumber } from "./report.ts";

const ROUND_MS = 8_000;
const ADMIN_TOKEN = "a-token-of-this-measurement";

export async function run(args: readonly string[]): Promise<void> {
  printMachine(["onnxruntime-node", "hono"]);
  const rounds = args[0] === undefined ? 3 : readNumber(args[0]);
  const dataDir = await mkdtemp(join(tmpdir(), "fewshot-audits-"));
  const port = await freePort();
  const settings = {
    DATA_DIR: dataDir,
    REPORTS_DIR: join(dataDir, "reports"),
    PORT: String(port),
    ADMIN_TOKEN,
  };
  const product = startProduct(settings);
  const page = await openPage(`http://127.0.0.1:${port}`, ADMIN_TOKEN);
  const all = { alone: [] as number[], beside: [] as number[] };
  try {
    await measureAsks(page, "warm-up, not counted", () => sleep(2_000));
    const path = await startAudit(page);
    await sleep(2_000);
    await page.post(`${path}/cancel`, {});
    // In turn, so that whatever else the machine does touches both.
    for (let round = 1; round <= rounds; round++) {
      all.alone.push(...(await measureAsks(page, `asks alone, ${round}`, () => sleep(ROUND_MS))));
      await startAudit(page);
      const before = await doneOf(page, path);
      all.beside.push(...(await measureAsks(page, `asks beside an audit, ${round}`, () => sleep(ROUND_MS))));
      const texts = (await doneOf(page, path)) - before;
      print(`  the audit got through ${texts} texts, ${(texts / (ROUND_MS / 1000)).toFixed(0)} a second`);
      await page.post(`${path}/cancel`, {});
    }
    for (const [name, times] of Object.entries(all))
      print(
        `${name}: acknowledged p50 ${quantile(times, 0.5).toFixed(1)}  p95 ${quantile(times, 0.95).toFixed(1)} ms (n ${times.length})`,
      );
  } finally {
    await product.stop();
    await rm(dataDir, { recursive: true });
  }
}

/** @returns the address of the run */
async function startAudit(page: Page): Promise<string> {
  const response = await page.post("/audits", { subject: "sentiment" });
  if (!/\/audits\/.+/.test(response.url)) throw new Error(`no audit was started (${response.status})`);
  return new URL(response.url).pathname;
}

async function doneOf(page: Page, path: string): Promise<number> {
  return ((await (await page.get(path)).json()) as { done: number }).done;
}
