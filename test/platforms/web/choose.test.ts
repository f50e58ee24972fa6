/** The button that has examples chosen, in a real Chromium, over a model that a test scripts: by keyboard, on a phone, in both languages. */

import { randomUUID } from "node:crypto";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { EVERYWHERE, OPERATOR } from "../../../src/core/command/saved-command.ts";
import { launchBrowser } from "../../browser.ts";
import { ada, openStack, type Stack, scoring } from "../../flows/stack.ts";
import { eventually } from "../../store/eventually.ts";
import { answer } from "../../store/samples.ts";
import { webOver } from "../subjects/web.ts";
import { findFaults } from "./axe.ts";

const ADMIN_TOKEN = "an-admin-token-of-this-test";
const SOURCE = `# The team's own
summary: Is it good?
description: Decide.
input: Message
output: Verdict
labels: [Good, Bad]
examples:
  - { input: "fine", output: Good }
`;
const PAIRS = [{ sentence: 0, group: "disability: hearing", plain: "A person", text: "A deaf person" }];
let stack: Stack;
let web: ReturnType<typeof webOver>;
let browser: Browser;
/** Answers wait while it is set. */
let gate: Promise<void> | null = null;

beforeAll(async () => {
  [stack, browser] = await Promise.all([openStack({ pairs: () => PAIRS }), launchBrowser()]);
  // It is right of a text where one of the team's own texts is in the prompt, and says Good where none is.
  stack.backend.score.mockImplementation(async ({ prompt: { prefix, text } }) => {
    await gate;
    return scoring(prefix.includes("parcel") && text.includes("late") ? [0.1, 0.9] : [0.9, 0.1]);
  });
  const saved = await stack.store.saveVersion({
    ...{ name: "verdict", scope: EVERYWHERE, source: SOURCE, note: null, author: OPERATOR },
    fileRevision: null,
  });
  if (!("version" in saved)) throw new Error(saved.kind);
  await stack.store.publishVersion(saved.version, { scope: EVERYWHERE, by: OPERATOR, note: null });
  await stack.bot.commands.refresh();
  for (let at = 0; at < 24; at++)
    await correct(`parcel ${at} is ${at % 2 ? "late" : "here"}`, at % 2 ? "Bad" : "Good");
  web = webOver(stack, undefined, ADMIN_TOKEN);
  await web.start();
  await eventually(() => expect(stack.bot.modelStatus().kind).toBe("ready"));
});
afterAll(async () => {
  await browser?.close();
  await web?.stop();
  await stack?.close();
});

/** A correction that its author allowed to be used, and that a reviewer accepted for the classifier. */
async function correct(text: string, value: string): Promise<void> {
  const { ask } = await stack.store.recordAsk({
    ...{ interactionId: randomUUID(), person: ada, author: null, place: { channel: "web", native: null } },
    ...{ command: "verdict", text, settings: {}, locale: "en" },
  });
  await stack.store.recordAnswer(ask.id, answer);
  const made = await stack.store.recordOverride({
    ...{ interactionId: randomUUID(), askId: ask.id, person: ada, value, reason: null, mayReuse: true },
  });
  if (made.kind !== "stored") throw new Error(made.kind);
  await stack.store.decideCorrection({ overrideId: made.override.id, decision: "row", by: OPERATOR });
}

async function open(options: BrowserContextOptions = {}): Promise<Page> {
  const context = await browser.newContext({ reducedMotion: "reduce", locale: "en", ...options });
  const page = await context.newPage();
  await page.goto(`${web.url}/login`);
  await page.fill("input[type=password]", ADMIN_TOKEN);
  await page.keyboard.press("Enter");
  await page.waitForURL(`${web.url}/`);
  await page.goto(`${web.url}/commands/verdict`);
  return page;
}

it("shows how far it is and can be cancelled, puts what is proven into the form unsaved, and takes it back", async () => {
  const page = await open();
  const start = page.getByRole("button", { name: "Choose examples" });
  const status = page.locator("#status");
  const held = Promise.withResolvers<void>();
  gate = held.promise;
  await start.press("Enter");
  // Whoever pressed it by keyboard can cancel it with the next press.
  await expect.poll(() => page.evaluate(() => document.activeElement?.id)).toBe("choose-cancel");
  await page.getByRole("progressbar", { name: "Choosing examples" }).waitFor();
  await page.keyboard.press("Enter");
  await expect.poll(() => status.textContent()).toContain("Cancelled.");
  await expect.poll(() => page.evaluate(() => document.activeElement?.id)).toBe("choose-start");
  gate = null;
  held.resolve();

  await start.press("Enter");
  await expect.poll(() => status.textContent(), { timeout: 60_000 }).toContain("They are not saved.");
  const result = page.locator("#choose-result");
  expect(await result.textContent()).toContain("They are better beyond chance (exact McNemar, p = 0.00024).");
  expect(await result.textContent()).toMatch(
    /\d+ sets were tried, .*On 24 texts that had no part in the choice, chosen examples are right on 100%, the present ones on 50%\./s,
  );
  expect(await result.textContent()).toMatch(
    /The chosen ones in \d orders?: worst 100%, mean 100%, best 100%/,
  );
  const examples = page.getByLabel("Examples, one a line: text => label");
  expect(await examples.inputValue()).toMatch(/^parcel \d+ is (late|here) => (Good|Bad)/m);
  // The YAML follows, comments kept; nothing is saved.
  await expect
    .poll(() => page.locator("#field-source").inputValue())
    .toMatch(/# The team's own[\s\S]*parcel/);
  expect(await stack.store.listVersions("verdict")).toHaveLength(1);
  expect(await findFaults(page, "#edit")).toEqual([]);
  await page.getByRole("button", { name: "Put the examples from before back" }).press("Enter");
  expect(await examples.inputValue()).toBe("fine => Good");
  await expect.poll(() => page.locator("#field-source").inputValue()).not.toContain("parcel");
  page.once("dialog", (dialog) => dialog.accept());
  await page.context().close();
});

it("says on a phone, in Chinese, what speaks against it, and changes nothing by itself", async () => {
  // Whatever the prompt holds, the answer is the same.
  stack.backend.score.mockImplementation(async () => scoring([0.9, 0.1]));
  const page = await open({ locale: "zh-TW", viewport: { width: 375, height: 667 } });
  await page.locator("#field-description").fill("Decide again.");
  await page.getByRole("button", { name: "選擇範例" }).click();
  await page.locator("#choose-result").getByText("沒有一組比目前的範例好。").waitFor();
  expect(await page.locator("#field-examples").inputValue()).toBe("fine => Good");
  expect(await findFaults(page, "#choose")).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);
  // A text with faults is no command to choose for.
  await page.locator("#field-labels").fill("Good");
  await page.getByRole("button", { name: "選擇範例" }).click();
  await page.locator("#choose-result").getByText("內容有錯誤，請先修正。").waitFor();
  page.once("dialog", (dialog) => dialog.accept());
  await page.context().close();
});

it("shows what a version changes by itself, once it is measured, beside the editor and beside the chat", async () => {
  const held = Promise.withResolvers<void>();
  gate = held.promise;
  stack.backend.score.mockImplementation(async () => {
    await gate;
    return scoring([0.9, 0.1]);
  });
  await stack.store.saveVersion({
    ...{ name: "verdict", scope: EVERYWHERE, note: null, author: OPERATOR, fileRevision: null },
    source: SOURCE.replace("Decide.", "Decide in another way."),
  });
  const page = await open();
  await page.goto(`${web.url}/commands/verdict@2?saved=1`);
  await page.getByRole("button", { name: "Publish", exact: true }).click();
  await page.getByText(/It is compared with what is in force there/).waitFor();
  const chat = await page.context().newPage();
  await chat.goto(web.url);
  await chat.fill("#message", "@fewshot publish verdict@2 everywhere");
  await chat.keyboard.press("Enter");
  await chat
    .locator("#dialog")
    .getByText(/It is compared with/)
    .waitFor();
  gate = null;
  held.resolve();
  // Nobody presses anything.
  await page.getByRole("heading", { name: "Publish version 2 of /verdict?" }).waitFor();
  await page.getByText("The label changes with the word for a person in 0 of 1").waitFor();
  await chat.locator("#dialog").getByText("The label changes with the word for a person in 0 of 1").waitFor();
  await page.locator("#dialog").getByRole("button", { name: "Publish", exact: true }).click();
  await page.getByText("Version 2 of /verdict is live").waitFor();
  await page.context().close();
});

it("is not there for whoever may not publish, and refuses them", async () => {
  const free = webOver(stack);
  await free.start();
  const page = await fetch(`${free.url}/commands/verdict`);
  const cookie = page.headers.get("set-cookie")?.split(";")[0] ?? "";
  expect(await page.text()).not.toContain('id="choose"');
  const answered = await fetch(`${free.url}/commands/examples`, {
    method: "POST",
    headers: { cookie, origin: free.url, "content-type": "application/json" },
    body: JSON.stringify({ name: "verdict", source: SOURCE, form: null }),
  });
  expect(await answered.text()).toContain("Only people who may publish here");
  await free.stop();
});
