/** The dashboard: over HTTP, and in a real Chromium, light and dark, on a desk and on a phone. */

import { randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import { afterAll, describe, expect, it } from "vitest";
import type { Person } from "../../../src/core/ask.ts";
import { BotError } from "../../../src/core/errors.ts";
import { makeCommand, scoring } from "../../flows/stack.ts";
import { openAdminPages, signIn } from "./admin-pages.ts";
import { findFaults } from "./axe.ts";

const TOKEN = "the-token-of-the-dashboard";
const HOSTILE = '<img src=x onerror="alert(1)"> FAILS here';

const { stack, web, open, browser, close } = await openAdminPages(TOKEN, {
  commands: [makeCommand("mood", { labels: ["Positive", "Negative"], review: { every: 1 } })],
  ...{ drawSeed: "seed", rollUpEveryMs: 50 },
});
stack.backend.score.mockImplementation(async ({ prompt }) => {
  if (JSON.stringify(prompt).includes("FAILS")) throw new BotError("BACKEND_REFUSED", "refused");
  return scoring([0.9, 0.1]);
});
afterAll(close);

const someone = (): Person => ({ platform: "web", workspace: "web", id: randomUUID(), name: "Somebody" });
const ask = (text: string, person = someone(), author: Person | null = null) =>
  stack.askAndWait({ command: "mood", text, person, author });
const get = (path: string, headers: object = {}) =>
  fetch(web.url + path, {
    headers: { authorization: `Bearer ${TOKEN}`, "accept-language": "en", ...headers },
  });
const read = async (path: string) => (await (await get(path)).text()).replace(/\s+/g, " ");
/** Waits until the page says so. */
const until = (path: string, words: string) =>
  expect.poll(async () => (await read(path)).includes(words)).toBe(true);

describe("the dashboard", () => {
  it("is closed to who has no token, and says what to do on a page that is open to all", async () => {
    for (const path of ["/dashboard", "/dashboard/asks.csv"]) {
      expect((await fetch(web.url + path, { redirect: "manual" })).status).toBe(401);
      const refused = await fetch(open.url + path);
      expect([refused.status, await refused.text()]).toEqual([
        403,
        expect.stringContaining("Set ADMIN_TOKEN"),
      ]);
    }
    expect(await (await fetch(open.url)).text()).not.toContain("/dashboard");
  });

  it("shows what happened with its intervals, and what came late once it was counted", async () => {
    const [first] = await Promise.all(["one", "two", "three"].map((text) => ask(text)));
    await until("/dashboard?command=mood", "n = 3 asks");
    expect(await read("/dashboard?command=mood")).toContain("n = 0 decided spot checks");
    const by = { ...someone(), id: "reviewer" };
    await stack.store.decideSpotCheck({ askId: first?.ask.id ?? "", label: "Positive", by });
    await stack.store.recordRating({
      ...{
        interactionId: randomUUID(),
        askId: first?.ask.id ?? "",
        person: by,
        value: "wrong",
        reason: "private words",
      },
    });
    await until("/dashboard?command=mood", "n = 1 decided spot checks");
    const page = await read("/dashboard?command=mood");
    expect(page).toContain("No spot check of this period found an answer wrong.");
    expect(page).toMatch(/<td>100\.0%<\/td><td>20\.7% to 100\.0%<\/td><td>1 of 1<\/td>/);
    expect(page).toContain("n = 3 answers, 1 ratings.");
    expect(page).toContain('<tr><th scope="row" dir="auto">Positive</th><td>1 (100%)</td><td>1</td></tr>');
    expect(page).not.toContain("private words");
    expect(page).toContain('<a href="/dashboard?command=mood&amp;lang=zh-TW"');
    await stack.store.decideSpotCheck({ askId: first?.ask.id ?? "", label: null, by });
    expect(await read("/dashboard?command=mood")).toContain(
      '<td>Positive</td><td>none fits</td><td><span class="said" dir="auto">one</span></td>',
    );
    await stack.store.decideSpotCheck({ askId: first?.ask.id ?? "", label: "Positive", by });
  });

  it("shows texts of failures as they are, and none of whoever opted out or erased", async () => {
    const [asker, author, other] = [someone(), someone(), someone()];
    await ask(HOSTILE, asker);
    await ask("FAILS, written by somebody", other, author);
    await ask("FAILS and stays", someone());
    await until("/dashboard", "n = 3 failed asks");
    const shown = await read("/dashboard");
    for (const text of [
      "&lt;img src=x onerror=&quot;alert(1)&quot;&gt; FAILS here",
      "FAILS, written by somebody",
      "FAILS and stays",
    ])
      expect(shown).toContain(text);
    await stack.store.setOptedOut(author, true);
    // The text goes at once, the counts when they were made anew.
    expect(await read("/dashboard")).not.toContain("written by somebody");
    await until("/dashboard", "n = 2 failed asks");
    await stack.store.erasePerson(asker, { isPosted: false });
    expect(await read("/dashboard")).not.toContain("onerror");
    await until("/dashboard", "n = 1 failed asks");
    await stack.store.setOptedOut(author, false);
    await until("/dashboard", "n = 2 failed asks");
  });

  it("gives every figure as a file without any text, and says so where there is none", async () => {
    const day = new Date().toISOString().slice(0, 10);
    const query = `command=mood&from=${day}&to=${day}`;
    const page = await read(`/dashboard?${query}`);
    const files = [...page.matchAll(/href="(\/dashboard\/([a-z-]+)\.(?:csv|svg)\?[^"]*)"/g)].map(
      ([, path = ""]) => path.replaceAll("&amp;", "&"),
    );
    expect(new Set(files.map((path) => /\/([a-z-]+)\./.exec(path)?.[1])).size).toBe(13);
    for (const path of files) {
      const file = await get(path);
      const body = await file.text();
      expect([path, file.status]).toEqual([path, 200]);
      expect(file.headers.get("content-disposition")).toMatch(
        /^attachment; filename="mood-[a-z-]+\.(csv|svg)"$/,
      );
      expect(body).not.toMatch(/FAILS|Somebody|private/);
      if (path.includes(".svg")) expect(body).toMatch(/^<svg [^>]*width="640" height="\d+"/);
    }
    const csv = await (await get(`/dashboard/accuracy.csv?${query}`)).text();
    expect(
      csv
        .replace("\u{FEFF}", "")
        .split("\r\n")
        .map((line) => line.split(",").slice(0, 3).join()),
    ).toEqual(["day,series,value", `${day},File mood-r,1`, ""]);
    expect((await get("/dashboard/nothing.csv")).status).toBe(404);
    const missing = await get("/dashboard/accuracy.svg?command=mood&from=2026-01-01&to=2026-01-02");
    expect([missing.status, await missing.text()]).toEqual([404, expect.stringContaining("nothing to draw")]);
  });

  it("says of a wrong filter what is wrong, and keeps what was chosen", async () => {
    for (const [query, words] of [
      ["command=../etc", "is no name of a command"],
      ["days=0", "is no number of days"],
      ["from=2026-02-29", "is no day"],
      ["from=2026-11-02&to=2026-11-01", "ends before it begins"],
      ["from=2000-01-01", "a period has 1100 days at most"],
      ["days=365&step=day", "too many for steps of a day: 93 at most"],
      ["step=hour", "is no length of a step"],
      [`workspace=${"w".repeat(300)}`, "is no name of a workspace"],
    ] as const) {
      const page = await get(`/dashboard?${query}`);
      const text = await page.text();
      expect([query, page.status]).toEqual([query, 422]);
      expect(text).toContain(words);
      const file = await get(`/dashboard/asks.csv?${query}`);
      expect([file.status, await file.text()]).toEqual([422, expect.stringContaining(words)]);
    }
    const kept = await (await get("/dashboard?command=gone&from=2026-11-02&to=2026-11-01")).text();
    expect(kept).toContain('<option value="gone" selected>/gone</option>');
    expect(kept).toContain('name="from" value="2026-11-02"');
    expect(await read("/dashboard?command=gone")).toContain("There is no data for this in the period.");
    expect(await read("/dashboard?command=mood&workspace=elsewhere")).toContain("n = 0 asks");
    const chinese = await (await get("/dashboard?days=x", { "accept-language": "zh-TW" })).text();
    expect(chinese).toContain("不是天數");
  });
});

describe("the dashboard in a browser", () => {
  it.each([
    ["dark", 1280, "en-US"],
    ["light", 375, "zh-TW"],
  ] as const)(
    "gives axe nothing to complain of, and fits: %s, %i wide, %s",
    async (colorScheme, width, locale) => {
      const viewport = { width, height: 800 };
      const page = await signIn({ browser, url: web.url, token: TOKEN }, { colorScheme, locale, viewport });
      const faults: string[] = [];
      page.on("pageerror", (error) => faults.push(error.message));
      page.on("console", (message) => message.type() === "error" && faults.push(message.text()));
      await page.locator("nav.admin a").first().click();
      await page.locator("nav.admin a[aria-current=page][href='/dashboard']").waitFor();
      // By keyboard: choose the command, and send the form.
      await page.locator("#filter-command").focus();
      await page.keyboard.press("End");
      await page.locator(".filters button").focus();
      await page.keyboard.press("Enter");
      await page.waitForURL(/command=mood/);
      const summary = page.locator("#figure-asks summary");
      await summary.focus();
      await page.keyboard.press("Enter");
      await page.locator("#figure-asks tbody tr").first().waitFor();
      expect(await findFaults(page)).toEqual([]);
      const { scrollWidth, clientWidth } = await page.evaluate(() => {
        const { scrollWidth, clientWidth } = document.documentElement;
        return { scrollWidth, clientWidth };
      });
      expect(scrollWidth).toBeLessThanOrEqual(clientWidth);
      const [download] = await Promise.all([
        page.waitForEvent("download"),
        page.click("#figure-asks [data-png]"),
      ]);
      expect(download.suggestedFilename()).toBe("asks.png");
      const png = await readFile(await download.path());
      expect(png.subarray(1, 4).toString()).toBe("PNG");
      expect(png.readUInt32BE(16)).toBe(1280);
      expect(faults).toEqual([]);
      await page.context().close();
    },
  );
});
