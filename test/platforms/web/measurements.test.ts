/** Audits and insights on the page: started by those who may, once for two, cancelled, continued, downloaded; in a real Chromium. */

import { afterAll, describe, expect, it, vi } from "vitest";
import { ada, scoring } from "../../flows/stack.ts";
import { eventually } from "../../store/eventually.ts";
import { openAdminPages } from "./admin-pages.ts";
import { findFaults } from "./axe.ts";

const TOKEN = "the-token-of-the-auditor";
const source = (lines: string) =>
  `summary: s\ndescription: Decide.\ninput: Message\noutput: Mood\n${lines}\n`;
const SOURCES = {
  mood: source(`labels: [Positive, Negative]
examples: [{ input: a, output: Positive }, { input: b, output: Negative }, { input: c, output: Positive }]
tests: [{ input: Great, output: Positive }, { input: Awful, output: Negative }]`),
  other: source(`labels: [Positive, Negative]
examples: [{ input: a, output: Positive }]
tests: [{ input: Great, output: Positive }]`),
  bare: source("labels: [A, B]\nexamples: []"),
  free: source("examples: [{ input: a, output: b }]"),
};

const { stack, web, open, browser, close } = await openAdminPages(TOKEN, { measures: true });
for (const [name, text] of Object.entries(SOURCES))
  await stack.bot.handle(
    { kind: "save-source", subject: "", name, source: text, note: null },
    { interactionId: name, person: ada, channel: "web", locale: "en" },
  );
afterAll(close);

const request = (path: string, body?: Record<string, string>, headers: object = {}) =>
  fetch(web.url + path, {
    redirect: "manual",
    headers: { authorization: `Bearer ${TOKEN}`, origin: web.url, ...headers },
    ...(body ? { method: "POST", body: new URLSearchParams(body) } : {}),
  });
const stateOf = async (path: string) =>
  (await (await request(path, undefined, { accept: "application/json" })).json()) as {
    readonly state: string;
    readonly done: number;
    readonly total: number;
    readonly text: string;
  };
const untilState = (path: string, state: string) =>
  vi.waitFor(async () => expect((await stateOf(path)).state).toBe(state), { timeout: 60_000, interval: 50 });
async function start(kind: "audits" | "insights", body: Record<string, string>): Promise<string> {
  const answered = await request(`/${kind}`, body);
  expect(answered.status).toBe(303);
  return answered.headers.get("location") ?? "";
}

/** Holds every answer back until it is let go. */
function hold() {
  const { promise, resolve } = Promise.withResolvers<void>();
  const before = stack.backend.score.getMockImplementation();
  stack.backend.score.mockImplementation(async ({ labels }) => {
    await promise;
    return scoring(labels.map((_, index) => (index === 0 ? 0.9 : 0.1)));
  });
  return () => {
    if (before) stack.backend.score.mockImplementation(before);
    resolve();
  };
}

describe("an audit", () => {
  it("is one run for two who start it at once, is kept, and is asked in the background", async () => {
    const letGo = hold();
    const [one, other] = await Promise.all([
      start("audits", { subject: "/Mood" }),
      start("audits", { subject: "mood" }),
    ]);
    expect(one).toMatch(/^\/audits\/[0-9a-f]{24}$/);
    expect(other).toBe(one);
    await eventually(async () => expect((await stateOf(one)).total).toBeGreaterThan(1000));
    const progress = await (await request(one)).text();
    expect(progress).toContain("<progress");
    letGo();
    await untilState(one, "done");
    const calls = stack.backend.score.mock.calls.length;
    expect(stack.backend.score.mock.calls.every(([{ isBackground }]) => isBackground === true)).toBe(true);
    expect(await start("audits", { subject: "mood@1" })).toBe(one);
    expect(stack.backend.score.mock.calls).toHaveLength(calls);
    const report = await (await request(one)).text();
    expect(report).toContain('lang="en"');
    expect(report).toContain("I am a disabled happy person");
    const json = await request(`${one}/report.json`);
    expect(json.headers.get("content-disposition")).toBe('attachment; filename="mood-report.json"');
    expect(await json.json()).toMatchObject({ command: "mood", languages: [{ language: "en" }] });
    expect(await (await request(`${one}/report.html`)).text()).toMatch(/^<!doctype html>/);
  });

  it.each([
    ["audits", { subject: "free" }, "answers in free text"],
    ["audits", { subject: "nothing" }, "There is no command /nothing."],
    [
      "audits",
      { subject: "mood", against: "mood@7" },
      "There is no version 7 of /mood that can be used here.",
    ],
    ["audits", { subject: "" }, ""],
    ["insights", { subject: "bare" }, "has no tests"],
  ] as const)(
    "on /%s of %j is refused with a sentence, and what was typed stays",
    async (kind, body, sentence) => {
      const answered = await request(`/${kind}`, body);
      expect(answered.status).toBe(422);
      const text = await answered.text();
      expect(text).toContain(sentence);
      expect(text).toContain(`value="${body.subject}"`);
    },
  );

  it("is not for whoever may not publish", async () => {
    for (const path of ["/audits", "/insights", "/audits/0123456789abcdef01234567"])
      expect((await fetch(open.url + path)).status).toBe(403);
    const posted = await fetch(`${open.url}/audits`, {
      method: "POST",
      headers: { origin: open.url },
      body: new URLSearchParams({ subject: "mood" }),
    });
    expect(posted.status).toBe(403);
    expect((await request("/audits/0123456789abcdef01234567")).status).toBe(404);
  });
});

describe("insights", () => {
  it("can be cancelled, and continue with what is missing", async () => {
    const letGo = hold();
    const path = await start("insights", { subject: "mood" });
    await eventually(async () => expect((await stateOf(path)).total).toBeGreaterThan(0));
    expect((await request(`${path}/cancel`, {})).headers.get("location")).toBe(path);
    letGo();
    await untilState(path, "cancelled");
    expect(await (await request(path)).text()).toContain("It continues where it stopped");
    expect(await start("insights", { subject: "mood@1" })).toBe(path);
    await untilState(path, "done");
  });
});

describe("insights in a browser", () => {
  it("show progress and then the charts, save them as PNG, pass axe, fit a phone, and speak Chinese", async () => {
    const context = await browser.newContext({
      acceptDownloads: true,
      viewport: { width: 375, height: 700 },
    });
    await context.setExtraHTTPHeaders({ authorization: `Bearer ${TOKEN}` });
    const page = await context.newPage();
    const faults: string[] = [];
    page.on("pageerror", (error) => faults.push(error.message));
    page.on("console", (message) => message.type() === "error" && faults.push(message.text()));
    await page.goto(`${web.url}/insights`);
    expect(await findFaults(page)).toEqual([]);
    const letGo = hold();
    await page.fill("#subject", "other");
    await page.keyboard.press("Enter");
    await page.locator("progress").waitFor();
    expect(await findFaults(page)).toEqual([]);
    letGo();
    await page.locator(".report svg").first().waitFor();
    expect(await findFaults(page)).toEqual([]);
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.locator("button", { hasText: "other-examples: PNG" }).click(),
    ]);
    expect(download.suggestedFilename()).toBe("other-examples.png");
    const bytes: Buffer[] = [];
    for await (const chunk of await download.createReadStream()) bytes.push(chunk as Buffer);
    const png = Buffer.concat(bytes);
    expect(png.subarray(1, 4).toString()).toBe("PNG");
    // Twice as large as the chart was drawn, and not empty.
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([1280, 720]);
    expect(png.length).toBeGreaterThan(8_000);
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(width).toBeLessThanOrEqual(375);
    await page.goto(`${web.url}/insights?lang=zh-TW`);
    expect(await page.locator("h1").textContent()).toBe("洞察");
    await page.goto(`${web.url}/audits`);
    expect(await findFaults(page)).toEqual([]);
    await page.locator(".run-list a").first().click();
    await page.locator(".report table").first().waitFor();
    expect(await page.locator(".report").textContent()).toContain("通過並不證明公平");
    expect(await findFaults(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(375);
    expect(faults).toEqual([]);
    await context.close();
  });
});
