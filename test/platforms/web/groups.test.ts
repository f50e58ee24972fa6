/** The page about groups: over HTTP, and in a real Chromium. */

import { randomUUID } from "node:crypto";
import type { Worker } from "node:worker_threads";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Answer, Person } from "../../../src/core/ask.ts";
import type { GroupsReport } from "../../../src/flows/monitoring/groups/report.ts";
import { groupChart } from "../../../src/monitoring/groups/charts.ts";
import { weekOf } from "../../../src/monitoring/groups/rates/weeks.ts";
import { createGroupReports } from "../../../src/monitoring/groups/reports.ts";
import { DEFAULT_LISTS } from "../../../src/monitoring/groups/terms/default-lists.ts";
import { launchBrowser } from "../../browser.ts";
import { openStack, type Stack } from "../../flows/stack.ts";
import { storeDrawnAsk } from "../../store/drawn-ask.ts";
import { webOver } from "../subjects/web.ts";
import { signIn } from "./admin-pages.ts";
import { findFaults } from "./axe.ts";

const TOKEN = "the-token-of-the-watcher";
const NIGHT = { name: "Night <b>shift</b>", names: {} };
const NOT_SURE: Partial<Answer> = { label: null, doubt: "below-threshold" };
const DAY_MS = 24 * 60 * 60_000;

let stack: Stack;
let web: ReturnType<typeof webOver>;
let off: ReturnType<typeof webOver>;
let open: ReturnType<typeof webOver>;
let browser: Browser;
/** Whoever asked about deaf people, in order. */
let askers: Person[];
beforeAll(async () => {
  [stack, browser] = await Promise.all([
    openStack({ groups: { declared: [NIGHT], mapped: [] } }),
    launchBrowser(),
  ]);
  const { store } = stack;
  const reports = createGroupReports({
    store,
    sources: ["texts", "declared"],
    lists: { ...DEFAULT_LISTS, declared: [NIGHT] },
    margin: 0.1,
    retentionDays: null,
    namesInForce: async () => new Set(),
    // The week of these asks is over.
    now: () => new Date(Date.now() + 9 * DAY_MS),
  });
  web = webOver(stack, undefined, TOKEN, { groups: reports, drawGroups: groupChart });
  off = webOver(stack, undefined, TOKEN);
  open = webOver(stack);
  await Promise.all([web.start(), off.start(), open.start()]);
  askers = await asked(40, "The phone menu is no use to deaf people", (index) =>
    index < 24 ? NOT_SURE : {},
  );
  await asked(70, "The phone menu is long", (index) => (index < 7 ? NOT_SURE : {}));
  await asked(6, "An autistic colleague wrote", () => ({}));
  for (const person of askers.slice(0, 12)) await store.declareGroups(person, [NIGHT.name]);
});
afterAll(async () => {
  await browser?.close();
  for (const one of [web, off, open]) await one?.stop();
  await stack?.close();
});

async function asked(n: number, text: string, given: (index: number) => Partial<Answer>): Promise<Person[]> {
  const people: Person[] = [];
  for (let index = 0; index < n; index++) {
    const person = { platform: "web", workspace: "web", id: randomUUID(), name: "Ada" };
    await storeDrawnAsk(stack.store, {
      person,
      channel: "web",
      text,
      isSpotCheck: false,
      given: given(index),
    });
    people.push(person);
  }
  return people;
}

const headers = { authorization: `Bearer ${TOKEN}` };
const read = async (page: { readonly url: string }, query = "", locale = "en") =>
  (
    await fetch(`${page.url}/dashboard/groups${query}`, {
      headers: { ...headers, "accept-language": locale },
    })
  ).text();
async function report(): Promise<GroupsReport> {
  const answered = await fetch(`${web.url}/dashboard/groups`, {
    headers: { ...headers, accept: "application/json" },
  });
  return ((await answered.json()) as { report: GroupsReport }).report;
}

describe("the page about groups", () => {
  it("is for whoever has the token, and says how to begin where groups are not watched", async () => {
    expect((await fetch(`${web.url}/dashboard/groups`, { redirect: "manual" })).status).toBe(401);
    const refused = await fetch(`${open.url}/dashboard/groups`);
    expect(refused.status).toBe(403);
    expect(await refused.text()).toContain("ADMIN_TOKEN");
    expect(await read(off)).toContain("choose sources with WATCH_GROUPS");
  });

  it("shows rates, the difference and what it says, and neither a small group nor anybody", async () => {
    const markup = await read(web);
    expect(markup).toContain("1 difference beyond doubt and above the margin");
    expect(markup).toMatch(/disability: hearing[\s\S]*60\.0% \(24 of 40/);
    expect(markup).toContain("differs by 10 points or more");
    expect(markup).toContain("Night &lt;b&gt;shift&lt;/b&gt;");
    expect(markup).toContain("12 of 12");
    expect(markup).toMatch(/not enough data: 12 of \d+ needed to see 10 points/);
    expect(markup).not.toMatch(/nervous system<\/th>|of 6[ ;)]/);
    expect(markup).toContain("<svg");
    expect(markup).toContain("This command is not in force any more.");
    for (const { id } of askers) expect(markup).not.toContain(id);
    expect(markup).not.toContain("phone menu");
    expect(await read(web, "?week=2020-01-06")).toContain("This week is not shown");
    expect(await read(web, `?week=${weekOf(new Date()).id}`)).not.toContain("This week is not shown");
    expect(await read(web, "", "zh-TW")).toContain("身心障礙：聽覺");
  });

  it("compares one week at a time, however many are asked for", async () => {
    let [threads, most, all] = [0, 0, 0];
    const count = (thread: Worker) => {
      threads += 1;
      all += 1;
      most = Math.max(most, threads);
      thread.once("exit", () => {
        threads -= 1;
      });
    };
    process.on("worker", count);
    const weeks = [7, 14].map((days) => weekOf(new Date(Date.now() - days * DAY_MS)).id);
    const pages = await Promise.all(weeks.map((id) => read(web, `?week=${id}`)));
    process.off("worker", count);
    expect([all, most]).toEqual([2, 1]);
    expect(pages.join()).not.toContain("This week is not shown");
  });

  it("says when to come again where other pages are being made", async () => {
    const busy = webOver(stack, undefined, TOKEN, {
      groups: {
        sources: ["texts"],
        weeks: async () => ({ weeks: [weekOf(new Date())], isClockDoubted: false }),
        report: async () => "busy",
      },
      dashboard: { read: async () => "busy", file: async () => "busy" },
    });
    await busy.start();
    for (const path of ["/dashboard/groups", "/dashboard", "/dashboard/asks.csv"]) {
      const answered = await fetch(busy.url + path, { headers: { ...headers, "accept-language": "en" } });
      expect([answered.status, answered.headers.get("retry-after")]).toEqual([503, "10"]);
      expect(await answered.text()).toMatch(/are being made\. Try again in a moment\./);
    }
    await busy.stop();
  });

  it("counts nobody who opted out or erased, and hides what becomes too small", async () => {
    const before = await report();
    const row = (made: GroupsReport, name: string) => made.commands[0]?.rows.find((one) => one.name === name);
    expect(row(before, NIGHT.name)?.cells["not-sure"]).toMatchObject({ kind: "rate", rate: { n: 12 } });
    expect(before.findings).toMatchObject([
      { command: "mood", name: "disability: hearing", measure: "not-sure" },
    ]);
    const [first, second, third] = askers as [Person, Person, Person];
    await stack.store.setOptedOut(first, true);
    await stack.erase(second);
    expect(row(await report(), NIGHT.name)?.cells["not-sure"]).toMatchObject({ rate: { n: 10 } });
    await stack.store.setOptedOut(third, true);
    const after = await report();
    expect(row(after, NIGHT.name)).toBeUndefined();
    expect(row(after, "disability: hearing")?.cells["not-sure"]).toMatchObject({ rate: { hits: 21, n: 37 } });
    expect(await read(web)).not.toContain("of 9;");
    expect(await stack.store.declaredGroups(first)).toEqual([]);
  });

  it("lets visitors say which groups they belong to, also without a script, and delete it", async () => {
    const context = await browser.newContext({ javaScriptEnabled: false, locale: "en-US" });
    const page = await context.newPage();
    await page.goto(`${open.url}/privacy`);
    await page.getByRole("button", { name: "My groups" }).click();
    await page.getByRole("checkbox", { name: NIGHT.name }).check();
    await page.getByRole("button", { name: "Save" }).click();
    expect(await page.getByRole("status").textContent()).toContain(`apart from your texts: ${NIGHT.name}`);
    await page.getByRole("button", { name: "My groups" }).click();
    expect(await page.getByRole("checkbox", { name: NIGHT.name }).isChecked()).toBe(true);
    expect(await page.locator("main").textContent()).toContain("Voluntary.");
    await page.getByRole("checkbox", { name: NIGHT.name }).uncheck();
    await page.getByRole("button", { name: "Save" }).click();
    expect(await page.getByRole("status").textContent()).toContain("keeps no group of you");
    await context.close();
  });

  it("does the same in the dialog, by keyboard", async () => {
    const context = await browser.newContext({ locale: "en-US" });
    const page = await context.newPage();
    await page.goto(open.url);
    await page.getByRole("textbox").first().fill("/fewshot privacy groups");
    await page.keyboard.press("Enter");
    await page.getByRole("checkbox", { name: NIGHT.name }).waitFor();
    expect(await findFaults(page, "dialog")).toEqual([]);
    await page.getByRole("checkbox", { name: NIGHT.name }).press("Space");
    await page.getByRole("button", { name: "Save" }).press("Enter");
    await page.getByText("apart from your texts").waitFor();
    await context.close();
  });

  it.each([
    ["light", 1280, "en-US"],
    ["dark", 375, "zh-TW"],
  ] as const)(
    "gives axe nothing to complain of, and fits: %s, %i wide, %s",
    async (colorScheme, width, locale) => {
      const viewport = { width, height: 800 };
      const page = await signIn({ browser, url: web.url, token: TOKEN }, { colorScheme, locale, viewport });
      await page.goto(`${web.url}/dashboard/groups`);
      await page.evaluate(() => {
        for (const one of document.querySelectorAll("details")) one.open = true;
      });
      expect(await findFaults(page)).toEqual([]);
      const { scrollWidth, clientWidth } = await page.evaluate(() => {
        const { scrollWidth, clientWidth } = document.documentElement;
        return { scrollWidth, clientWidth };
      });
      expect(await page.locator("nav.admin a[aria-current=page]").textContent()).toMatch(/Groups|群體/);
      expect(scrollWidth).toBeLessThanOrEqual(clientWidth);
      if (process.env.SHOTS)
        await page.screenshot({ path: `${process.env.SHOTS}-${width}.png`, fullPage: true });
      await page.context().close();
    },
  );
});
