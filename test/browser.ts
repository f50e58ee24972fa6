/** A real Chromium, from the registry: nothing to install. */

import chromium from "@sparticuz/chromium";
import { type Browser, chromium as playwright } from "playwright-core";

/** Starts a browser; close it when done. Its connections stay on this machine.
 * @param more flags of Chromium */
export async function launchBrowser(more: readonly string[] = []): Promise<Browser> {
  const flags = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
  ];
  // Its own list is made for a function that serves one page: a single process dies with the first page.
  const args = chromium.args.filter((arg) => !["--single-process", "--no-zygote"].includes(arg));
  return playwright.launch({
    executablePath: await chromium.executablePath(),
    args: [...args, ...flags, ...more],
    headless: true,
  });
}
