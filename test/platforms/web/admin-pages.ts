/** The page as admins have it, the page of an installation without ADMIN_TOKEN, and a browser: over one stack. */

import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { launchBrowser } from "../../browser.ts";
import { openStack, type Stack } from "../../flows/stack.ts";
import { webOver } from "../subjects/web.ts";

export interface AdminPages {
  readonly stack: Stack;
  /** Needs the token. */
  readonly web: ReturnType<typeof webOver>;
  /** Has none. */
  readonly open: ReturnType<typeof webOver>;
  readonly browser: Browser;
  close(): Promise<void>;
}

/** @param token the value of ADMIN_TOKEN */
export async function openAdminPages(
  token: string,
  options: Parameters<typeof openStack>[0],
): Promise<AdminPages> {
  const [stack, browser] = await Promise.all([openStack(options), launchBrowser()]);
  const [web, open] = [webOver(stack, undefined, token), webOver(stack)];
  await Promise.all([web.start(), open.start()]);
  return {
    stack,
    web,
    open,
    browser,
    async close() {
      await browser.close();
      await Promise.all([web.stop(), open.stop()]);
      await stack.close();
    },
  };
}

/** A page of a new browser context, signed in by the form. The caller closes its context. */
export async function signIn(
  { browser, url, token }: { readonly browser: Browser; readonly url: string; readonly token: string },
  options: BrowserContextOptions = {},
): Promise<Page> {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 800 },
    locale: "en-US",
    ...options,
  });
  const page = await context.newPage();
  await page.goto(`${url}/login`);
  await page.fill("input[name=token]", token);
  await page.keyboard.press("Enter");
  await page.waitForURL(`${url}/`);
  return page;
}
