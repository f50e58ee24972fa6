/** The bot and a real Chromium in which an admin edits commands. */

import type { BrowserContextOptions, Page } from "playwright-core";
import { expect, vi } from "vitest";
import { launchBrowser } from "../../browser.ts";
import { type Running, startBot } from "./running.ts";

export const ADMIN_TOKEN = "an-admin-token-of-this-test";

export interface EditorBrowser {
  readonly bot: Running;
  /** A page of somebody who has logged in, with what went wrong in it. */
  open(path: string, options?: BrowserContextOptions): Promise<Page & { faults: string[] }>;
  close(): Promise<void>;
}

export async function startEditorBrowser(): Promise<EditorBrowser> {
  const [bot, browser] = await Promise.all([startBot({ ADMIN_TOKEN }), launchBrowser()]);
  // A page that is opened while the model is loading runs no tests by itself.
  await vi.waitFor(async () => expect((await fetch(`${bot.url}/readyz`)).status).toBe(200), {
    timeout: 60_000,
  });
  return {
    bot,
    async open(path, options = {}) {
      const context = await browser.newContext({
        ...{ reducedMotion: "reduce", viewport: { width: 1280, height: 900 }, locale: "en" },
        ...options,
      });
      const page = await context.newPage();
      const faults: string[] = [];
      page.on("pageerror", (error) => faults.push(error.message));
      page.on("console", (message) => message.type() === "error" && faults.push(message.text()));
      await page.goto(`${bot.url}/login`);
      await page.fill("input[type=password]", ADMIN_TOKEN);
      await page.keyboard.press("Enter");
      await page.waitForURL(`${bot.url}/`);
      await page.goto(bot.url + path);
      return Object.assign(page, { faults });
    },
    async close() {
      await browser.close();
      await bot.stop();
    },
  };
}
