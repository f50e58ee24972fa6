/** Making a command on the page, in a real Chromium: the form in the dialog, a fault that loses nothing, more settings, publish, and use. */

import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { launchBrowser } from "../../browser.ts";
import { findFaults } from "./axe.ts";
import { type Running, startBot } from "./running.ts";

const ADMIN_TOKEN = "an-admin-token-of-this-test";
let bot: Running;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  [bot, browser] = await Promise.all([startBot({ ADMIN_TOKEN }), launchBrowser()]);
  page = await (
    await browser.newContext({ reducedMotion: "reduce", viewport: { width: 420, height: 800 } })
  ).newPage();
  await page.goto(bot.url);
  await page.fill("input[type=password]", ADMIN_TOKEN);
  await page.keyboard.press("Enter");
  await page.waitForSelector("#message");
  // Until its script runs, the page posts its form as a browser without scripts does, and shows no dialog.
  await page.waitForLoadState();
});
afterAll(async () => {
  await browser?.close();
  await bot?.stop();
});

async function say(text: string) {
  await page.fill("#message", text);
  await page.keyboard.press("Enter");
}
const dialog = () => page.locator("#dialog");

it("is done by keyboard and pointer from /fewshot new to the first answer", async () => {
  await say("/fewshot new");
  await dialog().getByRole("heading", { name: "New command" }).waitFor();
  expect(await findFaults(page, "#dialog")).toEqual([]);
  await page.getByLabel("Name, without the slash").fill("desk");
  await page.getByLabel("What it decides, in one sentence").fill("Route a message to the right desk.");
  await page.getByLabel("Labels, one a line; none for free text").fill("Billing\nTravel");
  await page.getByLabel("Examples, one a line: text => label").fill("Where is my money?");
  await page.getByRole("button", { name: "Save draft" }).click();
  await page.getByText("Examples, line 1: there is no =>.").waitFor();
  // The form is still there with what was typed.
  expect(await page.getByLabel("Labels, one a line; none for free text").inputValue()).toBe(
    "Billing\nTravel",
  );
  await page
    .getByLabel("Examples, one a line: text => label")
    .fill("Where is my money? => Billing\nMy flight is late => Travel");
  await page.getByRole("button", { name: "Save draft" }).click();
  await dialog().getByText("Draft 1 of /desk is saved").waitFor();

  await dialog().getByRole("button", { name: "More settings" }).click();
  await page.getByLabel("Not sure below, in percent").fill("0");
  await page.getByLabel("Written before the answer, e.g. Team").fill("Desk");
  await page.getByRole("button", { name: "Save draft" }).click();
  await dialog().getByText("Draft 2 of /desk is saved").waitFor();
  await dialog().getByRole("button", { name: "Publish" }).click();
  await dialog().getByText("Version 2 of /desk is live in this workspace.").waitFor();
  await page.keyboard.press("Escape");
  await dialog().waitFor({ state: "hidden" });

  await say("/desk I want my money back");
  const answer = page.locator(".ask[data-state=answered]").last();
  await answer.waitFor();
  expect(await answer.locator(".result strong").textContent()).toMatch(/^(Billing|Travel)$/);

  await say("/fewshot publish desk@1");
  // It would take the place of version 2: first the page shows what changes, or that this is still being measured.
  await dialog().getByText("Publish version 1 of /desk?").waitFor();
  await dialog()
    .getByRole("button", { name: /^Publish/ })
    .click();
  await dialog().getByText("Version 1 of /desk is live").waitFor();
  await dialog().getByRole("button", { name: "Go back" }).click();
  await page
    .getByText("Version 1 of /desk is retired in this workspace, and version 2 is live again.")
    .waitFor();
});
