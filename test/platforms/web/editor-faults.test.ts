/** What the editor says of a fault, in a real Chromium: by title and line where the form was written, by the names of YAML where that was. */

import type { BrowserContextOptions, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type EditorBrowser, startEditorBrowser } from "./editor-browser.ts";

let editor: EditorBrowser;
beforeAll(async () => {
  editor = await startEditorBrowser();
});
afterAll(() => editor?.close());

/** A page of somebody who has logged in, and who leaves it whatever it asks. */
async function open(path: string, options: BrowserContextOptions = {}): Promise<Page> {
  const page = await editor.open(path, options);
  page.on("dialog", (dialog) => dialog.accept());
  return page;
}

const faultsIn = (page: Page) => page.locator("[data-part=faults] .faults li");
const save = (page: Page) => page.locator("button[name=from][value=form]");

it("leads from a fault to its field, and marks the field until it is right", async () => {
  const page = await open("/commands/triage");
  const settings = page.locator("[data-keep=settings] > summary");
  const input = page.locator("#field-input");
  const labels = page.locator("#field-labels");
  const right = await labels.inputValue();
  await labels.fill(`${right}\nbilling`);
  await expect.poll(() => labels.getAttribute("aria-invalid")).toBe("true");
  expect(await page.locator("[aria-invalid]").count()).toBe(1);
  await faultsIn(page).getByRole("link", { name: "is there twice" }).press("Enter");
  await expect.poll(() => labels.evaluate((box) => box === document.activeElement)).toBe(true);
  await labels.fill(right);
  await expect.poll(() => page.locator("[aria-invalid]").count()).toBe(0);

  // A field behind a fold is shown.
  await settings.click();
  await input.fill("a: b");
  await expect.poll(() => input.getAttribute("aria-invalid")).toBe("true");
  await settings.click();
  expect(await input.isVisible()).toBe(false);
  await faultsIn(page).getByRole("link").first().click();
  await input.waitFor();
  await page.context().close();
});

it("says a fault as the form shows it, however it is looked at, and as YAML where that is written", async () => {
  const page = await open("/commands/triage");
  const labels = page.locator("#field-labels");
  await labels.fill(`\n\n${(await labels.inputValue()).replace("\n", "\n\n")}\nbilling`);
  const lines = (await labels.inputValue()).split("\n");
  const said = `Labels, line ${lines.length}: the label "billing" is there twice; keep one.`;
  await faultsIn(page).getByText(said).waitFor();
  expect(await faultsIn(page).count()).toBe(1);
  // The YAML says the same now; somebody looks at something else.
  await expect.poll(() => page.locator("#field-source").inputValue()).toContain("billing");
  const checked = page.waitForResponse("**/commands/check");
  await page.locator("#try-text").fill("my card");
  await checked;
  expect(await faultsIn(page).textContent()).toContain(said);
  await save(page).click();
  await page.getByRole("alert").getByText(said).waitFor();
  expect(await page.locator("main").textContent()).not.toMatch(/labels\[\d+\]/);
  // A reload brings back what was written, and says the same of it.
  await page.reload();
  await faultsIn(page).getByText(said).waitFor();

  await page.getByText("YAML", { exact: true }).click();
  const source = page.getByRole("textbox", { name: "YAML" });
  await source.fill(await source.inputValue().then((text) => `${text}\n`));
  await faultsIn(page)
    .getByText(/^Line \d+: labels\[\d+\]: the label "billing" is listed twice$/)
    .waitFor();
  await page.getByRole("button", { name: "Save this YAML as a draft" }).click();
  await page.getByRole("alert").getByText("labels[").waitFor();

  // YAML that is broken, and then the form is written in: what is wrong is in the YAML.
  await source.fill("summary: [");
  await faultsIn(page).first().waitFor();
  await page.getByLabel("What it decides, in one sentence").fill("Route it.");
  await faultsIn(page).getByText("What is in the form can't be put into this YAML.").waitFor();
  await faultsIn(page)
    .getByText(/^YAML: Line 1, column \d+: /)
    .first()
    .waitFor();
  await page.context().close();
});

it("says it in Chinese on a phone, with the name of a new command", async () => {
  const page = await open("/commands/new", { locale: "zh-TW", viewport: { width: 375, height: 667 } });
  await page.locator("#field-name").fill("my name");
  await page.locator("#field-tests").fill("我的退款\n");
  await expect
    .poll(() => faultsIn(page).allTextContents())
    .toEqual([
      "名稱：只能有小寫英文字母、數字、- 與 _，以字母或數字開頭，最多 31 個字元",
      "測試第 1 行：沒有 =>。請寫成：文字 => 標籤",
    ]);
  await page.locator("#field-tests").fill("\n\n我的退款 => 退款\n");
  await expect
    .poll(() => faultsIn(page).allTextContents())
    .toEqual(["名稱：只能有小寫英文字母、數字、- 與 _，以字母或數字開頭，最多 31 個字元"]);
  await page.locator("#field-name").fill("refunds");
  await expect
    .poll(() => faultsIn(page).allTextContents())
    .toEqual([
      "測試第 3 行：「退款」不在標籤 Payments、Bugs、Other 之中。請改用其中一個，或把它加到「標籤」",
    ]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
  await page.context().close();
});

it("says by its title a line break in a sentence, and scrolls nothing sideways for a long label", async () => {
  for (const javaScriptEnabled of [true, false]) {
    const page = await open("/commands/new", { javaScriptEnabled, viewport: { width: 375, height: 667 } });
    await page.locator("#field-name").fill("two-lines");
    await page.locator("#field-labels").fill(`${"x".repeat(200)}\nOther`);
    // The script puts the form into the YAML, with line ends of one character; the browser sends two.
    const checked = javaScriptEnabled ? page.waitForResponse("**/commands/check") : null;
    await page.locator("#field-description").fill("Decide what\na message is about.");
    await checked;
    await save(page).click();
    const said = page.getByRole("alert").filter({ hasText: "Labels, line 1: has 200 characters" });
    await said.waitFor();
    expect(await said.textContent()).toContain("What it decides: must be one line;");
    await page.waitForLoadState();
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(
      0,
    );
    await page.context().close();
  }
});

it("keeps no words of the sample in the summary that menus show, with the script and without it", async () => {
  for (const javaScriptEnabled of [true, false]) {
    const name = javaScriptEnabled ? "urgent" : "urgent-plain";
    const page = await open("/commands/new", { javaScriptEnabled });
    await page.locator("#field-name").fill(name);
    await page.locator("#field-description").fill("Is it urgent?");
    await page.locator("#field-labels").fill("Urgent\nLater");
    await page.locator("#field-examples").fill("All is down => Urgent\nThanks! => Later");
    await page.locator("#field-tests").fill("");
    await save(page).click();
    await page.waitForURL(`**/commands/${name}@1?saved=1`);
    expect(await page.locator("#field-summary").inputValue()).toBe("Is it urgent?");
    expect(await page.locator("#field-output").inputValue()).toBe("Answer");
    // Words of its own stay.
    await page.goto(`${editor.bot.url}/commands/new`);
    await page
      .locator("#field-summary")
      .evaluate((field) => field.closest("details")?.setAttribute("open", ""));
    await page.locator("#field-summary").fill("Urgent or not");
    await page.locator("#field-description").fill("Is it urgent?");
    await page.locator("#field-name").fill(`${name}-own`);
    await save(page).click();
    await page.waitForURL(`**/commands/${name}-own@1?saved=1`);
    expect(await page.locator("#field-summary").inputValue()).toBe("Urgent or not");
    await page.context().close();
  }
});

it("says it without the script too, and keeps blank first lines, so that the lines still count", async () => {
  const page = await open("/commands/spam", { javaScriptEnabled: false });
  const labels = page.locator("#field-labels");
  await labels.fill("\n\nSpam\n\nNot spam\nspam");
  await page.locator("#field-examples").fill("\nno arrow here");
  await save(page).click();
  await page.getByRole("alert").getByText("Examples, line 2: there is no =>.").waitFor();
  expect(await page.locator("#field-examples").inputValue()).toBe("\nno arrow here");
  expect(await labels.inputValue()).toBe("\n\nSpam\n\nNot spam\nspam");
  await page.locator("#field-examples").fill("");
  await save(page).click();
  const said = 'Labels, line 6: the label "spam" is there twice; keep one.';
  await page.getByRole("alert").getByText(said).waitFor();
  await faultsIn(page).getByText(said).waitFor();
  expect(await labels.inputValue()).toBe("\n\nSpam\n\nNot spam\nspam");
  // What is written is not in the version that the button would publish.
  await labels.fill("Spam\nNot spam");
  await save(page).click();
  await page.getByRole("button", { name: "Publish" }).waitFor();
  await labels.fill("Spam\nspam");
  await save(page).click();
  await page.getByRole("alert").getByText("Labels, line 2:").waitFor();
  expect(await page.getByRole("button", { name: "Publish" }).count()).toBe(0);
  await page.context().close();
});
