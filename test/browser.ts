/** A real Chromium, from the registry: nothing to install. */

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
];

/** How long a page may take for a step where other work has the processors. */
const STEP_MS = 90_000;

/** Starts a browser; close it when done. Its connections stay on this machine.
 * @param more flags of Chromium */
export async function launchBrowser(more: readonly string[] = []): Promise<Browser> {
  const own = chromium.args.filter((flag) => !UNWANTED.has(flag));
  const browser = await playwright.launch({
    executablePath: await chromium.executablePath(),
    args: [...own, ...FLAGS, ...more],
    headless: true,
  });
  return browser.on("context", (context) => context.setDefaultTimeout(STEP_MS));
}
