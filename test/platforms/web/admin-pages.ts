/** The page as admins have it, the page of an installation without ADMIN_TOKEN, and a browser: over one stack. */

import type { Browser } from "playwright-core";
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
