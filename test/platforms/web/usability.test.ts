/** What once made people give up the page, each in a real Chromium: settings, dialogs, times, phones, commands that the model does poorly. */

import { cp, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { launchBrowser } from "../../browser.ts";
import { sendJson, startModelServer } from "../../emulators/model-server/server.ts";
import { type Running, startBot } from "./running.ts";

let bot: Running;
let browser: Browser;
let commandsDir: string;

beforeAll(async () => {
  commandsDir = await mkdtemp(join(tmpdir(), "fewshot-commands-"));
  await cp("commands", commandsDir, { recursive: true });
  [bot, browser] = await Promise.all([startBot({ COMMANDS_DIR: commandsDir }), launchBrowser()]);
});
afterAll(async () => {
  await browser?.close();
  await bot?.stop();
  await rm(commandsDir, { recursive: true, force: true });
});

const PHONE = { viewport: { width: 375, height: 667 } };

async function open(options: BrowserContextOptions = {}, url = bot.url): Promise<Page> {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 800 },
    reducedMotion: "reduce",
    ...options,
  });
  const page = await context.newPage();
  await page.goto(url);
  return page;
}

async function ask(page: Page, text: string) {
  await page.fill("#message", text);
  await page.keyboard.press("Enter");
  const said = text.replace(/^\/\S+\s*/, "");
  const article = page.locator(".ask[data-state=answered]", { hasText: said }).last();
  await article.waitFor();
  return article;
}

/** Whether an element can be seen whole: in the window, and not under the message box. */
const isInSight = (page: Page, selector: string) =>
  page
    .locator(selector)
    .last()
    .evaluate((element) => {
      const { top, bottom } = element.getBoundingClientRect();
      const box = document.getElementById("composer-area")?.getBoundingClientRect().top ?? 0;
      return top >= 0 && bottom <= box + 1;
    });

describe("the settings", () => {
  it.each(["9", "abc", "-1", "1e99"])(
    "say what is wrong with a temperature of %s; Ask is never dead",
    async (value) => {
      const page = await open();
      await page.selectOption("#command", "continue");
      await page.click("[popovertarget=settings]");
      await page.fill("#temperature", value);
      await page.keyboard.press("Escape");
      await page.fill("#message", "once upon a time");
      await page.click("#send");
      await page.locator("#fault", { hasText: "Temperature must be a number from 0 to 2." }).waitFor();
      expect(await page.inputValue("#message")).toBe("once upon a time");
      await page.click("#reset");
      expect(await page.locator("#changed").isVisible()).toBe(false);
      await page.click("#send");
      await page.locator(".ask", { hasText: "once upon a time" }).last().waitFor();
      await page.context().close();
    },
  );

  it("show the command's own values, only those that matter, and that some are changed", async () => {
    const page = await open();
    await page.selectOption("#command", "continue");
    await page.click("[popovertarget=settings]");
    const placeholders = await page
      .locator("#settings input:visible")
      .evaluateAll((inputs) => inputs.map((input) => (input as HTMLInputElement).placeholder));
    expect(placeholders).toEqual(["3", "0.7", "16", "###"].map(() => expect.stringMatching(/\S/)));
    await page.fill("#examples", "0");
    await page.fill("#endSequence", "!");
    await page.keyboard.press("Escape");
    expect(await page.textContent("#changed")).toContain("2 settings changed");
    await page.selectOption("#command", "sentiment");
    expect(await page.textContent("#changed")).toContain("1 setting changed");
    await page.click("[popovertarget=settings]");
    expect(await page.locator("#settings input:visible").count()).toBe(1);
    expect(await page.locator("#scored").isVisible()).toBe(true);
    await page.keyboard.press("Escape");
    const article = await ask(page, "with no example at all");
    expect(await article.locator(".used").textContent()).toBe("Settings: Examples 0");
    await page.context().close();
  });

  it.each([{}, PHONE])("hide no answer while they are open: %o", async (options) => {
    const page = await open(options);
    await page.click("[popovertarget=settings]");
    await page.fill("#examples", "1");
    const text = `seen with settings ${JSON.stringify(options).length}`;
    await page.keyboard.press("Escape");
    await ask(page, `/sentiment ${text}`);
    await expect.poll(() => isInSight(page, `.ask:has-text("${text}") .result`)).toBe(true);
    await page.context().close();
  });
});

describe("an answer", () => {
  it("is scrolled to also where it comes while the page is still on its way to the ask", async () => {
    const page = await open({ viewport: { width: 375, height: 400 }, reducedMotion: "no-preference" });
    // A way that has not begun yet.
    await page.evaluate(() => {
      const shown: (string | undefined)[] = [];
      Element.prototype.scrollIntoView = function (this: HTMLElement) {
        shown.push(this.dataset.state);
      };
      Object.assign(window, { shown });
    });
    let [fetches, state] = [0, "waiting"];
    await page.route("**/asks?ids=*", async (route) => {
      const response = await route.fetch();
      const body = await response.text();
      await route.fulfill({ response, body: body.replace(/data-state="\w+"/, `data-state="${state}"`) });
      fetches += 1;
    });
    await page.fill("#message", `/sentiment so many ${"lines ".repeat(60)}`);
    await page.keyboard.press("Enter");
    // The page fetches its ask itself, and once more when it is told of it.
    await expect.poll(() => fetches).toBeGreaterThan(1);
    state = "answered";
    await page
      .locator(".ask form button")
      .first()
      .evaluate((button) => (button as HTMLButtonElement).click());
    const shown = () => page.evaluate(() => (window as unknown as { shown: string[] }).shown.at(-1));
    await expect.poll(shown).toBe("answered");
    await page.context().close();
  });
});

describe("a dialog", () => {
  it.each([{}, PHONE])(
    "opens at its top, with its heading in focus and Close in sight: %o",
    async (options) => {
      const page = await open(options);
      const article = await ask(page, `/sentiment why so ${JSON.stringify(options).length}`);
      await article.locator("a", { hasText: "Why?" }).click();
      await page.locator("dialog[open] pre").waitFor();
      const dialog = page.locator("dialog");
      expect(await dialog.evaluate((element) => element.scrollTop)).toBe(0);
      expect(await page.evaluate(() => document.activeElement?.id)).toBe("dialog-title");
      await dialog.evaluate((element) => element.scrollTo(0, 10_000));
      expect(await page.locator("dialog [data-close]").first().isVisible()).toBe(true);
      const { top } = await page
        .locator("dialog [data-close]")
        .first()
        .evaluate((element) => element.getBoundingClientRect());
      expect(top).toBeGreaterThanOrEqual(0);
      await page.context().close();
    },
  );

  it("for an override selects nothing by itself, and is left by Cancel", async () => {
    const page = await open();
    const article = await ask(page, "/sentiment an override with care");
    await article.locator("a", { hasText: "Override" }).click();
    await page.locator("dialog[open] input[type=radio]").first().waitFor();
    expect(await page.locator("dialog input:checked").count()).toBe(0);
    await page.click("dialog .primary");
    expect(await page.locator("dialog[open]").count()).toBe(1);
    await page.click("dialog a:has-text('Cancel')");
    expect(await page.locator("dialog[open]").count()).toBe(0);
    expect(await article.locator(".override").count()).toBe(0);
    await page.context().close();
  });

  it("says of an overridden answer whose it is", async () => {
    const page = await open();
    const article = await ask(page, "/sentiment whose answer");
    const model = await article.locator(".result strong").textContent();
    await article.locator("a", { hasText: "Override" }).click();
    await page.check(`dialog input[value=${model === "Negative" ? "Positive" : "Negative"}]`);
    await page.click("dialog .primary");
    await article.locator(".override").waitFor();
    expect(await article.locator(".disclaimer").textContent()).toMatch(
      /^About the model's answer: Generated/,
    );
    expect(await article.locator("button", { hasText: "Withdraw" }).textContent()).toBe(
      "Withdraw your override",
    );
    await page.context().close();
  });
});

describe("the words that Fewshot itself answers", () => {
  it.each([
    ["/help", "/sentiment: Is a message positive"],
    ["help", "/sentiment: Is a message positive"],
    ["/fewshot", "/sentiment: Is a message positive"],
    ["/fewshot list", "/triage: Which team"],
    ["/fewshot privacy", "Fewshot keeps your asks"],
    ["/sentiment help", "Answers: Positive, Negative, Neutral."],
    ["/sentiment", "Answers: Positive, Negative, Neutral."],
  ])("%s opens what it names, and asks nothing", async (typed, shown) => {
    const page = await open();
    const before = await page.locator(".ask").count();
    await page.fill("#message", typed);
    await page.keyboard.press("Escape");
    await page.click("#send");
    await page.locator("dialog[open]", { hasText: shown }).waitFor();
    expect(await page.locator(".ask").count()).toBe(before);
    await page.context().close();
  });
});

describe("commands that the model does poorly", () => {
  it("are marked in every menu, come last, and are never chosen before a person does", async () => {
    const page = await open();
    expect(await page.inputValue("#command")).toBe("sentiment");
    const groups = await page.locator("#command optgroup option").allTextContents();
    expect(groups).toEqual(["/continue", "/tldr", "/translate"]);
    await page.fill("#message", "/");
    const entries = page.locator("#commands li");
    expect(await entries.last().textContent()).toContain("needs a larger model");
    expect(await page.locator("#commands [aria-selected=true] b").textContent()).toBe("/sentiment");
    expect(await page.locator("#commands li em").allTextContents()).toEqual([
      "an experiment",
      "needs a larger model",
      "needs a larger model",
    ]);
    await page.goto(`${bot.url}/about`);
    expect(await page.locator("dt em").count()).toBe(3);
    await page.context().close();
  });

  it("appear and disappear in open pages when their files do, also where the stream of changes opens late", async () => {
    const context = await browser.newContext();
    await context.addInitScript("delete window.SharedWorker");
    const page = await context.newPage();
    const { promise: isChanged, resolve: openStream } = Promise.withResolvers<void>();
    await page.route("**/events", async (route) => {
      await isChanged;
      await route.continue();
    });
    await page.goto(bot.url);
    const file = join(commandsDir, "urgent.yaml");
    await writeFile(
      file,
      "summary: Is it urgent?\ndescription: Decide whether it is urgent.\ninput: Message\noutput: Urgent\nlabels: [Yes please, No thanks]\nexamples:\n  - { input: Fire!, output: Yes please }\n",
    );
    await expect.poll(async () => (await fetch(bot.url)).text()).toContain("option-urgent");
    openStream();
    await page.locator("#command option[value=urgent]").waitFor({ state: "attached" });
    await page.selectOption("#command", "urgent");
    await page.fill("#message", "/");
    await page.locator("#commands li[data-name=urgent]").waitFor();
    await rm(file);
    await page.locator("#commands li[data-name=urgent]").waitFor({ state: "detached" });
    // Whoever is choosing goes on choosing.
    expect(await page.locator("#commands li[data-name=spam]").isVisible()).toBe(true);
    await context.close();
  });
});

describe("people at the page", () => {
  it("read beside the box who sees what they write, under which name", async () => {
    for (const options of [{}, PHONE]) {
      const page = await open(options);
      expect(await page.locator("#shared").isVisible()).toBe(true);
      expect(await page.textContent("#shared")).toMatch(
        /Everybody who opens this page sees your messages, with your name: Guest /,
      );
      await page.context().close();
    }
  });

  it("see times in their own zone and language", async () => {
    const page = await open({ timezoneId: "Asia/Taipei", locale: "en-GB" });
    const article = await ask(page, "/sentiment what time is it");
    expect(await article.locator("time").textContent()).toBe("now");
    await article.locator("a", { hasText: "Override" }).click();
    await page.check("dialog input >> nth=0");
    await page.click("dialog .primary");
    await article.locator(".byline").waitFor();
    const hour = new Intl.DateTimeFormat("en", { timeStyle: "short", timeZone: "Asia/Taipei" }).format(
      Date.now(),
    );
    const byline = (await article.locator(".byline").textContent()) ?? "";
    expect(byline).not.toContain("UTC");
    const chinese = await open({ timezoneId: "Asia/Taipei", locale: "zh-TW" });
    const there = chinese.locator(".ask", { hasText: "what time is it" }).locator(".byline");
    expect(await there.textContent()).not.toContain("UTC");
    await chinese.context().close();
    expect(byline).toContain(hour.split(":")[0]);
    await page.context().close();
  });

  it("write several lines, as typed and as pasted", async () => {
    const page = await open();
    const height = () => page.locator("#message").evaluate((box) => box.clientHeight);
    const low = await height();
    await page.focus("#message");
    await page.keyboard.type("/sentiment first line");
    await page.keyboard.press("Shift+Enter");
    await page.keyboard.insertText("second line\nthird line");
    expect(await height()).toBeGreaterThan(low);
    await page.keyboard.press("Enter");
    const quote = page.locator(".ask blockquote", { hasText: "third line" });
    await quote.waitFor();
    expect(await quote.textContent()).toBe("first line\nsecond line\nthird line");
    expect(await height()).toBe(low);
    await page.context().close();
  });

  it("have targets of at least 44 pixels on a phone, and nothing that must be scrolled sideways", async () => {
    const page = await open({ ...PHONE, hasTouch: true });
    const article = await ask(page, "/sentiment thumbs are wide");
    await article.locator(".more summary").click();
    const small = await page
      .locator("button:visible, summary:visible, select:visible, textarea:visible, .button:visible")
      .evaluateAll((targets) =>
        targets
          .map((target) => ({ name: target.textContent?.trim(), box: target.getBoundingClientRect() }))
          .filter(({ box }) => box.height < 43.9 || box.width < 43.9)
          .map(({ name, box }) => `${name} ${box.width}×${box.height}`),
      );
    expect(small).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);
    await page.context().close();
  });

  it("who read Chinese begin with the command for Chinese, and read which one to use where a model reads none", async () => {
    const page = await open({ locale: "zh-TW" });
    expect(await page.getAttribute("html", "lang")).toBe("zh-TW");
    expect(await page.inputValue("#command")).toBe("sentiment-zh");
    expect(await page.textContent("#shared")).not.toContain("這個模型沒有學過中文");
    expect(await (await ask(page, "太好了，謝謝大家")).textContent()).toContain("fewshot-neo-zh");
    const unread = await (await ask(page, "/sentiment 今天很順利")).textContent();
    for (const part of ["這個模型只讀得懂英文。", "請改用 /sentiment-zh。"]) expect(unread).toContain(part);
    await page.context().close();
  });

  it("reach the box with / and see no ring around it before", async () => {
    const page = await open();
    expect(await page.evaluate(() => document.activeElement === document.body)).toBe(true);
    await page.keyboard.press("/");
    await page.locator("#commands li").first().waitFor();
    expect(await page.inputValue("#message")).toBe("/");
    await page.context().close();
  });
});

describe("a model that can't be used", () => {
  it("is said at the top, and is said to be there once it is", async () => {
    const model = await startModelServer();
    let isDown = true;
    model.answer = (_asked, response) =>
      isDown
        ? sendJson(response, 401, { error: "no" })
        : sendJson(response, 200, { generated_text: " Positive", model_id: "x", max_total_tokens: 2048 });
    const sick = await startBot({
      INFERENCE_URL: model.url,
      INFERENCE_PROTOCOL: "tgi",
      MODEL: "EleutherAI/gpt-neo-2.7B",
    });
    try {
      const page = await open({}, sick.url);
      const top = (text: string) => page.locator("#status", { hasText: text }).waitFor({ timeout: 60_000 });
      await top("No model answers now. The model's server refused Fewshot's credentials.");
      expect(await page.textContent("#status")).not.toContain("Runs on");
      isDown = false;
      // An ask finds out, and the open page follows.
      await ask(page, "/sentiment is it back?");
      await top("Runs on EleutherAI/gpt-neo-2.7B, 2.7 billion parameters at 127.0.0.1:");
      isDown = true;
      await page.fill("#message", "/sentiment is it gone again?");
      await page.keyboard.press("Enter");
      await top("No model answers now.");
      await page.context().close();
    } finally {
      await sick.stop();
      await model.close();
    }
  });
});
