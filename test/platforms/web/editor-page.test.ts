/** The editor in a real Chromium, on the built-in model: by keyboard, on a phone, in both languages, light and dark, without the script. */

import type { BrowserContextOptions, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { findFaults } from "./axe.ts";
import { ADMIN_TOKEN, type EditorBrowser, startEditorBrowser } from "./editor-browser.ts";
import type { Running } from "./running.ts";

let editor: EditorBrowser;
let bot: Running;
beforeAll(async () => {
  editor = await startEditorBrowser();
  bot = editor.bot;
});
afterAll(() => editor?.close());

const open = (path: string, options: BrowserContextOptions = {}) => editor.open(path, options);
const part = (page: Page, name: string) => page.locator(`[data-part=${name}]`);

it("keeps form and YAML in step, and runs the tests again as somebody types", async () => {
  const page = await open("/commands/triage");
  await part(page, "tests").getByText("4 of 4 tests are answered as expected.").waitFor();
  await page.getByText("YAML", { exact: true }).click();
  const source = page.getByRole("textbox", { name: "YAML" });
  const tests = page.getByLabel("Tests, one a line: text => label");
  await tests.press("ControlOrMeta+End");
  await page.keyboard.type("\nMy card was stolen in Rome => Travel");
  await part(page, "tests").getByText("4 of 5 tests are answered as expected.").waitFor();
  expect(await source.inputValue()).toContain("- { input: My card was stolen in Rome, output: Travel }");
  expect(await source.inputValue()).toContain("# yaml-language-server");
  expect(await page.locator("#status").textContent()).toContain("4 of 5 tests");

  // The other way: YAML to form, with a comment of one's own.
  await source.fill(
    (await source.inputValue()).replace(/description:.*/, "description: Send it to a team. # ours\n# a note"),
  );
  await expect
    .poll(() => page.getByLabel("What it decides, in one sentence").inputValue())
    .toBe("Send it to a team.");
  await page
    .getByLabel("Not sure below, in percent")
    .evaluate((field) => field.closest("details")?.setAttribute("open", ""));
  await page.getByLabel("Not sure below, in percent").fill("99.5");
  await expect.poll(() => source.inputValue()).toContain("abstain_below: 0.995");
  expect(await source.inputValue()).toContain("# ours\n# a note");
  await part(page, "tests")
    .getByText(/This edit repairs 0 and breaks [1-4]\./)
    .waitFor();
  await part(page, "tests")
    .getByText(/^Broken: [1-4]$/)
    .waitFor();

  // Faults are named while they are there, and nothing typed is lost.
  await source.fill(`${await source.inputValue()}\nlables: [A]`);
  await part(page, "faults")
    .getByText(/Line \d+: unknown key "lables"/)
    .waitFor();
  await source.fill((await source.inputValue()).replace("\nlables: [A]", ""));
  await expect.poll(() => part(page, "faults").getByText("lables").count()).toBe(0);
  expect(page.faults).toEqual([]);
  page.once("dialog", (dialog) => dialog.accept());
  await page.context().close();
});

it("loses no line that is no example yet, and says what is in the way", async () => {
  const page = await open("/commands/topic");
  const examples = page.getByLabel("Examples, one a line: text => label");
  await examples.press("ControlOrMeta+End");
  await page.keyboard.type("\nIs there a concert tonight?");
  await part(page, "faults").getByText("Examples, line 5: there is no =>.").waitFor();
  // Another field is changed meanwhile: the fault stays, and so does the line.
  await page.getByLabel("What it decides, in one sentence").fill("Name the topic.");
  await part(page, "faults").getByText("Examples, line 5: there is no =>.").waitFor();
  await page.getByRole("button", { name: "Save draft", exact: true }).click();
  await page.getByText("Nothing was saved yet").waitFor();
  expect(await examples.inputValue()).toContain("\nIs there a concert tonight?");
  expect(await page.getByLabel("What it decides, in one sentence").inputValue()).toBe("Name the topic.");
  await examples.fill((await examples.inputValue()).replace("tonight?", "tonight? => Music"));
  // Nothing that was written is lost where the network is cut.
  await page.context().setOffline(true);
  await page.getByRole("button", { name: "Save draft", exact: true }).click();
  await page.getByRole("alert").getByText("What you wrote is still here").waitFor();
  await page.context().setOffline(false);
  await page.getByRole("button", { name: "Save draft", exact: true }).click();
  await page.waitForURL(/\/commands\/topic@1\?saved=1$/);
  const source = await page.locator("#field-source").inputValue();
  expect(source).toContain("{ input: Is there a concert tonight?, output: Music }");
  expect(source).toContain("description: Name the topic.");

  // A label for the rest is added to the form, and the YAML follows.
  await page.getByRole("button", { name: 'Add "Other"' }).click();
  await expect.poll(() => page.locator("#field-source").inputValue()).toContain("output: Other }");
  expect(await page.getByLabel("Labels, one a line; none for free text").inputValue()).toMatch(/\nOther$/);
  await expect.poll(() => page.getByRole("button", { name: 'Add "Other"' }).count()).toBe(0);

  // A server that is gone is said where everybody sees it, and taken back once it answers.
  await page.route("**/commands/check", (route) => route.abort());
  await page.getByLabel("A text", { exact: true }).fill("rain");
  await page.getByRole("alert").getByText("The last change could not be checked.").waitFor();
  await page.unroute("**/commands/check");
  await page.getByLabel("A text", { exact: true }).fill("rain and sun");
  await part(page, "answer").locator("progress").first().waitFor();
  expect(await page.locator("#trouble").textContent()).toBe("");
  page.once("dialog", (dialog) => dialog.accept());
  await page.context().close();
});

it("goes on from the draft that is saved while somebody writes, and saves the rest as the next one", async () => {
  const page = await open("/commands/new");
  // A name that can't be is said, and waits to be written again.
  const named = page.getByLabel("Name, without the slash");
  await named.fill("triage");
  await page.getByRole("button", { name: "Save draft", exact: true }).click();
  await page.getByRole("alert").getByText("Name: there is a command /triage already.").waitFor();
  expect(await named.evaluate((field) => field === document.activeElement)).toBe(true);
  await named.fill("rooms");
  await page.locator("#try-text").fill("Is it raining?");
  const examples = page.getByLabel("Examples, one a line: text => label");
  const save = page.getByRole("button", { name: "Save draft", exact: true });
  const answered = Promise.withResolvers<void>();
  await page.route("**/save", async (route) => {
    await answered.promise;
    await route.continue();
  });
  const sent = page.waitForRequest("**/save");
  await save.click();
  await sent;
  await examples.fill(`${await examples.inputValue()}\nRain again? => Other`);
  answered.resolve();
  await page.waitForURL(/\/commands\/rooms@1$/);
  const done = page.locator("#done");
  await done.getByText("Draft 1 of /rooms is saved").waitFor();
  await done.getByText("What you wrote after that is not saved yet.").waitFor();
  expect(await examples.inputValue()).toContain("Rain again? => Other");
  await save.click();
  await page.waitForURL(/\/commands\/rooms@2\?saved=1$/);
  expect(await examples.inputValue()).toContain("Rain again? => Other");
  expect(await page.locator("#try-text").inputValue()).toBe("Is it raining?");
  await expect.poll(() => done.evaluate((box) => box === document.activeElement)).toBe(true);
  expect(page.faults).toEqual([expect.stringContaining("422")]);
  await page.context().close();
});

it("says which newer version an edit of another tab does not have", async () => {
  const page = await open("/commands/emotion");
  const other = await page.context().newPage();
  await other.goto(`${bot.url}/commands/emotion`);
  for (const [tab, text] of [
    [page, "Name the mood."],
    [other, "Name the feeling."],
  ] as const) {
    await tab.getByLabel("What it decides, in one sentence").fill(text);
    await tab.getByRole("button", { name: "Save draft", exact: true }).click();
    await tab.waitForURL(/saved=1/);
  }
  expect(await page.locator("#done").textContent()).not.toContain("is newer than");
  await other.locator("#done").getByText("Version 1 is newer than what this draft started from").waitFor();
  await part(other, "diff").locator("del", { hasText: "Name the mood." }).waitFor();
  await part(other, "diff").locator("ins", { hasText: "Name the feeling." }).waitFor();
  await page.context().close();
});

it("keeps what is written over a reload and over a sign-in that ended, and drops it on demand", async () => {
  const page = await open("/commands/sentiment");
  const decides = page.getByLabel("What it decides, in one sentence");
  const source = page.locator("#field-source");
  page.on("dialog", (dialog) => dialog.accept());
  await decides.fill("Decide the mood.");
  await page.getByLabel("Why, for the history").fill("shorter");
  await page.reload();
  await page.getByText("What you wrote here before is back.").waitFor();
  expect(await decides.inputValue()).toBe("Decide the mood.");
  expect(await page.getByLabel("Why, for the history").inputValue()).toBe("shorter");
  await expect.poll(() => source.inputValue()).toContain("description: Decide the mood.");

  await page.context().clearCookies({ name: "fewshot_admin" });
  await decides.fill("Decide the mood of it.");
  const alert = page.getByRole("alert");
  await alert.getByText("You are not signed in").waitFor();
  const [login] = await Promise.all([
    page.context().waitForEvent("page"),
    alert.getByRole("link", { name: "Sign in again" }).click(),
  ]);
  await login.fill("input[type=password]", ADMIN_TOKEN);
  await login.keyboard.press("Enter");
  await login.waitForURL(`${bot.url}/`);
  await login.close();
  await page.evaluate(() => window.dispatchEvent(new Event("focus")));
  await expect.poll(() => page.locator("#trouble").textContent()).toBe("");

  // The same tab may be used as well.
  await page.context().clearCookies({ name: "fewshot_admin" });
  await page.reload();
  await page.fill("input[type=password]", ADMIN_TOKEN);
  await page.keyboard.press("Enter");
  await page.waitForURL(`${bot.url}/commands/sentiment`);
  await expect.poll(() => decides.inputValue()).toBe("Decide the mood of it.");
  const drop = page.getByRole("button", { name: "Drop it and start over" });
  // The page is loaded anew; before its script runs, nothing is kept.
  await Promise.all([page.waitForEvent("load"), drop.click()]);
  await expect.poll(() => decides.inputValue()).toContain("Decide whether");
  expect(await page.getByText("What you wrote here before is back.").isVisible()).toBe(false);

  // An older copy does not pass for the newest where the storage is full, and the page says that there is none.
  await decides.fill("Decide it.");
  const noCopy = page.getByText("Your browser can't keep a copy of this text.");
  expect(await noCopy.isVisible()).toBe(false);
  await page.evaluate(() => {
    Storage.prototype.setItem = () => {
      throw new DOMException("It is full.", "QuotaExceededError");
    };
  });
  await decides.fill("Decide it, now that nothing fits.");
  await noCopy.waitFor();
  await page.reload();
  await expect.poll(() => decides.inputValue()).toContain("Decide whether");
  expect(await page.evaluate(() => sessionStorage.length)).toBe(0);

  // Another person in the same tab is given no copy.
  await decides.fill("Not for others.");
  expect(await noCopy.isVisible()).toBe(false);
  await page.context().clearCookies({ name: "fewshot_person" });
  await page.goto(`${bot.url}/commands/topic`);
  await expect.poll(() => page.evaluate(() => sessionStorage.length)).toBe(0);

  // Whoever signs out leaves no copy behind.
  await page.goto(`${bot.url}/commands/sentiment`);
  await decides.fill("Nobody else's.");
  await expect.poll(() => page.evaluate(() => sessionStorage.length)).toBe(1);
  // Nor in another tab, which the browser may not clear.
  const copies = await page.evaluate(() => Object.entries(sessionStorage));
  await page.goto(`${bot.url}/logout`);
  const signOut = page.getByRole("main").getByRole("button", { name: "Sign out", exact: true });
  // Where the browser does not heed Clear-Site-Data, as over plain HTTP.
  await page.route("**/logout", (route) => route.fulfill({ status: 204 }), { times: 1 });
  await signOut.click();
  await expect.poll(() => page.evaluate(() => sessionStorage.length)).toBe(0);
  await signOut.click();
  await page.waitForURL(`${bot.url}/login`);
  expect(await page.evaluate(() => sessionStorage.length)).toBe(0);
  await page.evaluate((all) => {
    for (const [key, copy] of all) sessionStorage.setItem(key, copy);
  }, copies);
  await page.fill("input[type=password]", ADMIN_TOKEN);
  await page.keyboard.press("Enter");
  await page.waitForURL(`${bot.url}/`);
  await page.goto(`${bot.url}/commands/sentiment`);
  await expect.poll(() => page.evaluate(() => sessionStorage.length)).toBe(0);
  expect(await decides.inputValue()).toContain("Decide whether");
  await page.context().close();
});

it("takes up what is written before its script is there", async () => {
  const page = await open("/commands/spam");
  const decides = page.getByLabel("What it decides, in one sentence");
  const source = page.locator("#field-source");
  page.on("dialog", (dialog) => dialog.accept());
  const late = async (write: () => Promise<void>) => {
    const written = Promise.withResolvers<void>();
    await page.route("**/editor.js", (route) => written.promise.then(() => route.continue()), { times: 1 });
    await page.goto(`${bot.url}/commands/spam`, { waitUntil: "commit" });
    await write();
    written.resolve();
    await page.waitForLoadState();
  };
  await late(async () => {
    await decides.fill("Which language?");
    await page.locator("#try-text").fill("Where is the station?");
  });
  await expect.poll(() => source.inputValue()).toContain("description: Which language?");
  await part(page, "answer").locator("progress").first().waitFor();
  // What was kept before comes back as well, and so does the text that was tried.
  await late(() => page.getByLabel("Why, for the history").fill("shorter"));
  await page.getByText("What you wrote here before is back.").waitFor();
  expect(await decides.inputValue()).toBe("Which language?");
  expect(await page.getByLabel("Why, for the history").inputValue()).toBe("shorter");
  expect(await page.locator("#try-text").inputValue()).toBe("Where is the station?");
  await page.getByRole("button", { name: "Drop it and start over" }).click();
  await late(() =>
    source.evaluate((box) => {
      (box as HTMLTextAreaElement).value = (box as HTMLTextAreaElement).value.replace(
        /description:.*/,
        "description: In YAML.",
      );
    }),
  );
  await expect.poll(() => decides.inputValue()).toBe("In YAML.");
  expect(page.faults).toEqual([]);
  await page.context().close();
});

it("shows the labels of a text at once, both versions, and what of the prompt is kept ready", async () => {
  const page = await open("/commands/triage");
  await page.getByLabel("A text", { exact: true }).fill("I lost my card");
  const answer = part(page, "answer");
  await answer
    .getByRole("region", { name: "Your edit" })
    .getByText("Cards", { exact: true })
    .first()
    .waitFor();
  await answer.getByRole("region", { name: "What is in force" }).waitFor();
  expect(await answer.textContent()).toMatch(/Generated by GPT-Neo .*It may be wrong\./);
  expect(await part(page, "prompt").locator("mark").textContent()).toBe(" I lost my card\nTeam:");
  expect(await part(page, "prompt").textContent()).toMatch(
    /\d+ are the same for every text and are kept ready/,
  );
  expect(await part(page, "diff").textContent()).toContain("Your edit is the same as what is in force.");
  expect(page.faults).toEqual([]);
  await page.context().close();
});

it("makes a new command by keyboard alone, publishes it, and it is used", async () => {
  const page = await open("/commands");
  await page.getByRole("link", { name: "New command" }).press("Enter");
  await page.getByLabel("Name, without the slash").waitFor();
  await page.getByLabel("Name, without the slash").focus();
  await page.keyboard.type("desk");
  // Save is reached by Tab, whatever is between.
  const save = page.getByRole("button", { name: "Save draft", exact: true });
  for (let at = 0; at < 30 && !(await save.evaluate((button) => button === document.activeElement)); at++)
    await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/commands\/desk@1\?saved=1$/);
  expect(await page.getByRole("status").first().textContent()).toContain("Draft 1 of /desk is saved");
  await page.getByRole("button", { name: "Publish" }).press("Enter");
  await page.getByText("Version 1 of /desk is live in this workspace.").waitFor();
  // It is a dialog: the browser's way back leads to no form that would be sent again.
  await page.keyboard.press("Escape");
  await page.waitForURL(`${bot.url}/commands/desk@1`);
  expect(await page.getByRole("button", { name: "Publish" }).count()).toBe(0);
  // Whoever comes back to what is live goes back from it there, and undoes that.
  await page.getByText("Version 1 is live.").waitFor();
  await page.getByRole("button", { name: "Go back" }).press("Enter");
  await page.getByText("Version 1 of /desk is retired in this workspace").waitFor();
  await page.getByRole("button", { name: "Undo", exact: true }).press("Enter");
  await page.getByText("Version 1 of /desk is live in this workspace.").waitFor();
  await page.keyboard.press("Escape");
  await page.getByText("Version 1 is live.").waitFor();
  // A draft that is opened later has the button too, until something is written that is not in it.
  await page.getByLabel("What it decides, in one sentence").fill("Which team?");
  await save.click();
  await page.waitForURL(/\/commands\/desk@2\?saved=1$/);
  await page.goto(`${bot.url}/commands/desk`);
  await page.getByRole("button", { name: "Publish" }).waitFor();
  await page.getByLabel("What it decides, in one sentence").fill("Which team is it?");
  expect(await page.getByRole("button", { name: "Publish" }).isVisible()).toBe(false);
  page.once("dialog", (dialog) => dialog.accept());
  await page.goto(`${bot.url}/`);
  await page.fill("#message", "/desk Why was I charged twice?");
  await page.keyboard.press("Enter");
  await page.locator(".ask[data-state=answered]").last().waitFor();
  expect(page.faults).toEqual([]);
  await page.context().close();
});

it.each([
  ["a desk, light, in English", { colorScheme: "light", locale: "en" }],
  [
    "a phone, dark, in Chinese",
    { colorScheme: "dark", locale: "zh-TW", viewport: { width: 375, height: 667 } },
  ],
] as const)("has nothing for axe, and nothing beside the window, on %s", async (_, options) => {
  const page = await open("/commands/triage", options);
  await page.locator("#try-text").fill("I lost my card");
  await page.locator("#field-labels").fill("Billing\nCards\nAccount\nTravel\nTravel plans");
  await part(page, "answer").locator("progress").first().waitFor();
  await part(page, "faults").locator("li").first().waitFor();
  for (const summary of await page.locator("main summary:visible").all())
    if (!(await summary.evaluate((element) => (element.parentElement as HTMLDetailsElement).open)))
      await summary.click();
  expect(await findFaults(page)).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
  const tops = await page
    .locator(".top nav a")
    .evaluateAll((links) => links.map((link) => link.getBoundingClientRect().top));
  expect(new Set(tops).size).toBe(1);
  for (const path of ["/commands", "/commands/new"]) {
    await page.goto(bot.url + path);
    expect(await findFaults(page), path).toEqual([]);
  }
  expect(page.faults).toEqual([]);
  await page.context().close();
});

it("works without the script: the form, the YAML, a text and the tests", async () => {
  const page = await open("/commands/spam", { javaScriptEnabled: false });
  await page.getByLabel("A text", { exact: true }).fill("You have won a prize");
  await page.getByRole("button", { name: "Run" }).click();
  await part(page, "answer").getByText("Spam", { exact: true }).first().waitFor();
  expect(await part(page, "tests").textContent()).toMatch(/of 5 tests are answered as expected\./);
  await page.getByLabel("What it decides, in one sentence").fill("Is it spam?");
  await page.getByRole("button", { name: "Save draft", exact: true }).click();
  await page.getByText("Draft 1 of /spam is saved").waitFor();
  expect(await page.getByLabel("What it decides, in one sentence").inputValue()).toBe("Is it spam?");
  await page.context().close();
});
