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
  const examples = page.getByLabel("Examples, one a line: text => label");
  const said = dialog().getByRole("alert").getByText("Examples, line 1: there is no =>.");
  await said.waitFor();
  expect(await examples.evaluate((box) => box === document.activeElement)).toBe(true);
  expect(await examples.getAttribute("aria-invalid")).toBe("true");
  expect(await findFaults(page, "#dialog")).toEqual([]);
  // It is at its field, and so is every other one.
  await page.getByLabel("Name, without the slash").fill("triage");
  await examples.fill("\n\nWhere is my money? => Cash");
  await page.getByRole("button", { name: "Save draft" }).click();
  await dialog().getByRole("alert").getByText("Name: there is a command /triage already.").waitFor();
  expect(await said.count()).toBe(0);
  expect(await examples.getAttribute("aria-invalid")).toBe(null);
  await page.getByLabel("Name, without the slash").fill("desk");
  await page.getByLabel("What it decides, in one sentence").fill("Route a message\nto the right desk.");
  await page.getByRole("button", { name: "Save draft" }).click();
  await dialog().getByRole("alert").getByText('Examples, line 3: "Cash" is not one of the labels').waitFor();
  await dialog().getByRole("alert").getByText("What it decides: must be one line;").waitFor();
  await page.getByLabel("What it decides, in one sentence").fill("Route a message to the right desk.");
  // The form is still there with what was typed.
  expect(await page.getByLabel("Labels, one a line; none for free text").inputValue()).toBe(
    "Billing\nTravel",
  );
  await examples.fill("Where is my money? => Billing\nMy flight is late => Travel");
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

it("keeps why something was refused until the reader goes on, and takes what was done away", async () => {
  await page.clock.install();
  await page.goto(bot.url);
  await page.waitForLoadState();
  const toast = page.locator("#toast");
  const answer = page.locator(".ask[data-state=answered]").last();
  await answer.getByRole("button", { name: "Right", exact: true }).click();
  await toast.getByText("rating was saved").waitFor();
  await page.clock.fastForward(6_000);
  await toast.waitFor({ state: "hidden" });

  await page.route("**/rate", (route) => route.fulfill({ status: 429, json: { text: "Too many presses." } }));
  const right = answer.getByRole("button", { name: "Right", exact: true });
  await right.click();
  await toast.getByText("Too many presses.").waitFor();
  await page.clock.fastForward(600_000);
  expect(await toast.isVisible()).toBe(true);
  expect(await findFaults(page, "#toast")).toEqual([]);
  await toast.getByRole("button", { name: "Close" }).click();
  expect(await toast.isVisible()).toBe(false);
  // It goes as well when somebody tries again.
  await right.click();
  await toast.getByText("Too many presses.").waitFor();
  await page.unroute("**/rate");
  await right.click();
  await toast.getByText("rating was saved").waitFor();
  await page.clock.fastForward(6_000);
  await toast.waitFor({ state: "hidden" });
});

it("gives the form back with what was typed in it, without the script", async () => {
  const context = await page
    .context()
    .browser()
    ?.newContext({ javaScriptEnabled: false, viewport: { width: 375, height: 667 } });
  const plain = await context?.newPage();
  if (!plain) throw new Error("no page");
  plain.setDefaultTimeout(25_000);
  await plain.goto(bot.url);
  await plain.fill("input[type=password]", ADMIN_TOKEN);
  await plain.keyboard.press("Enter");
  await plain.fill("#message", "/fewshot new");
  await plain.getByRole("button", { name: "Ask", exact: true }).click();
  const labels = plain.getByLabel("Labels, one a line; none for free text");
  await plain.getByLabel("Name, without the slash").fill("plain");
  await plain.getByLabel("What it decides, in one sentence").fill("Route it.");
  await labels.fill("\nBilling\n\nBilling");
  await plain.getByRole("button", { name: "Save draft" }).click();
  await plain.getByRole("alert").getByText('Labels, line 4: the label "Billing" is there twice;').waitFor();
  expect(await labels.inputValue()).toBe("\nBilling\n\nBilling");
  expect(await plain.getByLabel("Name, without the slash").inputValue()).toBe("plain");
  await labels.fill("\nBilling\n\nTravel");
  await plain.getByRole("button", { name: "Save draft" }).click();
  await plain.getByText("Draft 1 of /plain is saved").waitFor();
  await plain
    .getByRole("link", { name: "More settings" })
    .or(plain.getByRole("button", { name: "More settings" }))
    .click();
  await plain.getByLabel("Not sure below, in percent").fill("much");
  await plain.getByLabel("Tests, one a line").fill("my money => Billing");
  await plain.getByRole("button", { name: "Save draft" }).click();
  await plain.getByRole("alert").getByText("Not sure below: write a percentage").waitFor();
  expect(await plain.getByLabel("Tests, one a line").inputValue()).toBe("my money => Billing");
  await context?.close();
});
