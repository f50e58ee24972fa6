/** A real Chromium, from the registry: nothing to install. */

import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rename, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import chromium from "@sparticuz/chromium";
import { type Browser, chromium as playwright } from "playwright-core";

/** Left out of the package's own list, which is made for a function that serves one page: a single process dies with the first page, and
 * OpenGL without a graphics card takes two thirds of the browser's processor time. */
const UNWANTED = new Set([
  "--single-process",
  "--no-zygote",
  "--ignore-gpu-blocklist",
  "--in-process-gpu",
  "--use-gl=angle",
  "--use-angle=swiftshader",
  "--enable-unsafe-swiftshader",
]);
const FLAGS = [
  "--disable-gpu",
  "--disable-software-rasterizer",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--no-first-run",
  "--disable-quic",
  // Each test has a context of its own; a process for each takes a sixth more processor time.
  "--renderer-process-limit=1",
];

const UNPACK =
  'const { default: chromium } = await import("@sparticuz/chromium"); await chromium.executablePath();';

/** How long a page may take for a step where other work has the processors. */
const STEP_MS = 90_000;

/** Starts a browser; close it when done. Its connections stay on this machine.
 * @param more flags of Chromium */
export async function launchBrowser(more: readonly string[] = []): Promise<Browser> {
  const own = chromium.args.filter((flag) => !UNWANTED.has(flag));
  const browser = await playwright.launch({
    executablePath: await unpacked(),
    args: [...own, ...FLAGS, ...more],
    headless: true,
  });
  return browser.on("context", (context) => context.setDefaultTimeout(STEP_MS));
}

/** Path of the browser, which is unpacked once for all workers. The package unpacks it where other workers look for it, and these would
 * start a file that is not whole: it is unpacked beside, then renamed. */
async function unpacked(): Promise<string> {
  const folder = join(tmpdir(), "fewshot-test-browser");
  const file = join(folder, "chromium");
  if (existsSync(file)) return file;
  const own = await mkdtemp(`${folder}-`);
  const env = { ...process.env, TMPDIR: own };
  await promisify(execFile)(process.execPath, ["--input-type=module", "--eval", UNPACK], { env });
  // Another worker may have been first.
  await rename(own, folder).catch(() => rm(own, { recursive: true }));
  return file;
}
