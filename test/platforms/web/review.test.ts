/** The page of reviews: over HTTP, and in a real Chromium with and without its script. */

import { randomUUID } from "node:crypto";
import type { BrowserContextOptions } from "playwright-core";
import { afterAll, describe, expect, it } from "vitest";
import { EVERYWHERE, OPERATOR } from "../../../src/core/command/saved-command.ts";
import { makeCommand } from "../../flows/stack.ts";
import { storeDrawnAsk } from "../../store/drawn-ask.ts";
import { openAdminPages, signIn } from "./admin-pages.ts";
import { findFaults } from "./axe.ts";

const TOKEN = "the-token-of-the-reviewer";
const labels = ["Positive", "Negative"];
const HOSTILE = '<img src=x onerror="alert(1)"> & "quoted"\nsecond line';

const { stack, web, open, browser, close } = await openAdminPages(TOKEN, {
  commands: [makeCommand("mood", { labels, review: { every: 1 } }), makeCommand("off", { labels })],
});
afterAll(close);

const drawn = (text: string, isSpotCheck = true): Promise<string> =>
  storeDrawnAsk(stack.store, {
    person: { platform: "web", workspace: "web", id: randomUUID(), name: "Ada" },
    ...{ channel: "web", text, isSpotCheck },
  });
async function corrected(text: string): Promise<string> {
  const askId = await drawn(text, false);
  const person = (await stack.store.findAsk(askId))?.ask.person;
  if (!person) throw new Error("no ask");
  const made = await stack.store.recordOverride({
    ...{
      interactionId: randomUUID(),
      askId,
      person,
      value: "Negative",
      reason: "<b>irony</b>",
      mayReuse: true,
    },
  });
  return made.kind === "stored" ? made.override.id : "";
}
/** As a browser does it: a redirect is followed with the cookies that came with it. */
async function request(path: string, body?: object, headers: object = {}): Promise<Response> {
  const own = {
    ...{ authorization: `Bearer ${TOKEN}`, origin: web.url, "content-type": "application/json" },
    ...headers,
  };
  const answered = await fetch(web.url + path, {
    method: body ? "POST" : "GET",
    headers: own,
    redirect: "manual",
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  const next = answered.headers.get("location");
  if (answered.status !== 303 || next === null) return answered;
  const cookies = answered.headers.getSetCookie().map((cookie) => cookie.split(";")[0]);
  return fetch(web.url + next, { headers: { ...own, cookie: cookies.join("; ") } });
}
const read = async (path: string) => (await request(path)).text();

/** A visitor of the page, known by a cookie. */
async function visitor() {
  const first = await request("/", undefined, { accept: "text/html" });
  const cookie = first.headers.get("set-cookie")?.split(";")[0] ?? "";
  return (path: string, body?: object, headers: object = {}) => request(path, body, { cookie, ...headers });
}

describe("a contested answer", () => {
  it("is contested from Why?, decided on the page, and comes as a record", async () => {
    const [mine, other] = [await visitor(), await visitor()];
    const asked = await mine("/asks", { text: "/off <b>so late</b> again" }, { accept: "application/json" });
    const { id } = (await asked.json()) as { id: string };
    await stack.untilDelivered(id);
    const why = await (await mine(`/asks/${id}/why`)).text();
    for (const part of ["record", "contest"]) expect(why).toContain(`href="/asks/${id}/${part}"`);
    expect(await (await other(`/asks/${id}/why`)).text()).not.toContain("/record");
    expect((await other(`/asks/${id}/record`)).status).toBe(404);
    expect(await (await mine(`/asks/${id}/contest`)).text()).toContain(`action="/asks/${id}/contest"`);
    const posted = await mine(
      `/asks/${id}/contest`,
      { reason: "<i>a joke</i>" },
      { accept: "application/json" },
    );
    expect(await posted.json()).toMatchObject({ text: expect.stringContaining("A person will review") });
    const page = await (await other("/review")).text();
    expect(page).toContain("They say: &lt;i&gt;a joke&lt;/i&gt;");
    expect((await other(`/review/contests/${id}`, { verdict: "maybe" })).status).toBe(400);
    await other(`/review/contests/${id}`, { value: "=Negative" });
    expect(await (await mine(`/asks/${id}`)).text()).toMatch(/Contested, and reviewed by a person/);
    const record = await mine(`/asks/${id}/record`);
    expect(record.headers.get("content-disposition")).toBe(
      `attachment; filename="fewshot-decision-${id}.json"`,
    );
    expect(await record.json()).toMatchObject({ about: { text: "<b>so late</b> again" } });
    expect(await (await mine("/privacy/decisions")).text()).toContain(`href="/asks/${id}/why"`);
  });
});

describe("the page of reviews", () => {
  it("is closed to who has no token, and says who may review on a page that is open to all", async () => {
    expect((await fetch(`${web.url}/review`, { redirect: "manual" })).status).toBe(401);
    const refused = await fetch(`${open.url}/review`);
    expect(refused.status).toBe(403);
    expect(await refused.text()).toContain("Reviews are for people who may publish");
    const pressed = await fetch(`${open.url}/review/spot-checks/abc`, {
      ...{ method: "POST", headers: { origin: open.url, "content-type": "application/json" } },
      body: JSON.stringify({ verdict: "right" }),
    });
    expect(pressed.status).toBe(403);
    expect(
      (await request("/review/spot-checks/abc", { verdict: "right" }, { origin: "http://evil.test" })).status,
    ).toBe(403);
  });

  it("shows texts as they are, and neither scores, ratings nor names of spot checks", async () => {
    const askId = await drawn(HOSTILE);
    const person = { platform: "web", workspace: "web", id: "rater", name: "Rater" };
    await stack.store.recordRating({
      interactionId: randomUUID(),
      askId,
      person,
      value: "wrong",
      reason: "bad",
    });
    const page = await read("/review");
    expect(page).toContain(
      "&lt;img src=x onerror=&quot;alert(1)&quot;&gt; &amp; &quot;quoted&quot;\nsecond line",
    );
    expect(page).not.toContain("<img src=x");
    expect(page.slice(0, page.indexOf("How often"))).not.toMatch(/75%|Rater|Ada/);
    await request(`/review/spot-checks/${askId}`, { value: "none" });
  });

  it("answers what is wrong, gone or too late in words", async () => {
    const askId = await drawn("a text");
    for (const body of [{}, { verdict: "wrong" }, { value: 7 }])
      expect((await request(`/review/spot-checks/${askId}`, body)).status).toBe(400);
    expect((await request("/review/corrections/abc", { decision: "publish" })).status).toBe(400);
    expect((await request("/review/commands/no%20name", {})).status).toBe(400);
    const gone = await request("/review/spot-checks/nothing", { verdict: "right" });
    expect(await gone.text()).toContain("This is not stored any more");
    expect((await request("/review/spot-checks/nothing")).status).toBe(404);
    const unchosen = await request(`/review/spot-checks/${askId}`, { value: "Negative" });
    expect(await unchosen.text()).toContain("Choose the right label");
    const unknown = await request(`/review/spot-checks/${askId}`, { value: "=Purple" });
    expect(await unknown.text()).toContain("is not one of the labels");
    // Each request without a cookie is another visitor.
    expect((await request(`/review/spot-checks/${askId}`, { verdict: "right" })).status).toBe(200);
    const late = await request(`/review/spot-checks/${askId}`, { value: "=Negative" });
    expect(await late.text()).toContain("Somebody else decided before you: Positive. Yours was not saved.");
  });

  it("opens from what is typed in the chat", async () => {
    const typed = await request("/asks", { text: "@fewshot review" }, { accept: "application/json" });
    expect(await typed.json()).toEqual({ location: "/review" });
  });

  it("shows accuracy with its interval, the curve and the suggestion from spot checks alone", async () => {
    const ratedOnly = await drawn("rated only", false);
    const person = { platform: "web", workspace: "web", id: "rater", name: "Rater" };
    await stack.store.recordRating({
      ...{ interactionId: randomUUID(), askId: ratedOnly, person },
      value: "wrong",
      reason: null,
    });
    for (let at = 0; at < 8; at++) {
      const askId = await drawn(`figure ${at}`);
      await request(`/review/spot-checks/${askId}`, at < 7 ? { verdict: "right" } : { value: "=Negative" });
    }
    const checks = await stack.store.spotChecksOf("mood", EVERYWHERE);
    const decided = checks.filter(({ decision }) => decision !== null);
    const right = decided.filter(({ decision }) => decision?.label === "Positive").length;
    const page = (await read("/review")).replace(/\s+/g, " ");
    expect(page).toContain(`right: ${right} of ${decided.length} (95% interval: `);
    expect(page).toContain("before a value for abstain_below is suggested");
    expect(page).toContain('<svg class="curve"');
    expect(page).toContain("Spot checks are off, so nothing says how often its answers are right.");
  });
});

describe("the page of reviews in a browser", () => {
  const signedIn = (options: BrowserContextOptions = {}) =>
    signIn({ browser, url: web.url, token: TOKEN }, options);

  it("takes decisions by keyboard and by press, also without a script", async () => {
    const [right, other] = [await drawn("by keyboard"), await drawn("by choice")];
    const overrideId = await corrected("accepted by press");
    const page = await signedIn({ javaScriptEnabled: false });
    await page.getByRole("link", { name: "Reviews" }).click();
    const card = (text: string) => page.locator("article", { hasText: text });
    await card("by keyboard").getByRole("button", { name: "Right" }).focus();
    await page.keyboard.press("Enter");
    await page.getByText("Saved: Positive is right.").waitFor();
    await card("by choice").getByText("Another label").click();
    await card("by choice").getByLabel("Negative").check();
    await card("by choice").getByRole("button", { name: "Send" }).click();
    await page.getByText("Saved: Negative is right.").waitFor();
    await card("accepted by press").getByRole("button", { name: "For the classifier only" }).click();
    await page.getByText("the classifier of the command learns from it").waitFor();
    await page.getByRole("button", { name: "Undo the last one" }).click();
    await page.getByText("Taken back: it waits for a decision again.").waitFor();
    expect((await stack.store.findCorrection(overrideId))?.decision).toBeNull();
    await card("accepted by press").getByRole("button", { name: "For the classifier only" }).click();
    await page.getByText("the classifier of the command learns from it").waitFor();
    // It can be taken back later too.
    await page.goto(`${web.url}/review`);
    await page.getByText("Corrections that were decided last").click();
    await card("accepted by press").getByRole("button", { name: "Undo" }).click();
    await page.getByText("Taken back: it waits for a decision again.").waitFor();
    await card("accepted by press").getByRole("button", { name: "For the classifier only" }).click();
    await page.getByText("the classifier of the command learns from it").waitFor();
    expect(await page.locator("h1").textContent()).toBe("Reviews");
    const decided = new Map(
      (await stack.store.spotChecksOf("mood", EVERYWHERE)).map(({ askId, decision }) => [
        askId,
        decision?.label,
      ]),
    );
    expect([decided.get(right), decided.get(other)]).toEqual(["Positive", "Negative"]);
    expect((await stack.store.findCorrection(overrideId))?.decision).toBe("row");
    await page.context().close();
  });

  it("begins at what was decided, which can be changed with the text in sight, and opens the draft", async () => {
    const askId = await drawn("changed later");
    await corrected("for a draft");
    const source = "summary: s\ndescription: d\ninput: Text\noutput: Mood\nlabels: [Positive, Negative]\n";
    const version = { name: "mood", scope: EVERYWHERE, source, note: null, author: OPERATOR };
    const saved = await stack.store.saveVersion({ ...version, fileRevision: null });
    if (!("version" in saved)) throw new Error(saved.kind);
    await stack.store.publishVersion(saved.version, { scope: EVERYWHERE, by: OPERATOR, note: null });
    await stack.bot.commands.refresh();
    const page = await signedIn();
    await page.goto(`${web.url}/review`);
    const card = (text: string) => page.locator("article", { hasText: text });
    await card("changed later").getByRole("button", { name: "Right" }).click();
    const done = page.getByRole("main").getByRole("status");
    await done.getByText("Saved: Positive is right.").waitFor();
    expect(await done.evaluate((box) => box === document.activeElement)).toBe(true);
    expect(await page.getByRole("link", { name: "Reviews" }).getAttribute("aria-current")).toBe("page");
    // To load the page anew sends nothing again.
    expect((await page.reload())?.request().method()).toBe("GET");
    await done.getByText("Saved: Positive is right.").waitFor();
    const other = await page.context().newPage();
    await other.goto(`${web.url}/review`);
    expect(await other.getByText("Saved: Positive is right.").count()).toBe(0);
    await other.close();
    await done.getByRole("link", { name: "Change the last one" }).click();
    await page.getByRole("main").getByText("changed later").waitFor();
    await page.getByLabel("Negative").check();
    await page.getByRole("button", { name: "Send" }).click();
    await done.getByText("Saved: Negative is right.").waitFor();
    const checks = await stack.store.spotChecksOf("mood", EVERYWHERE);
    expect(checks.find((one) => one.askId === askId)?.decision?.label).toBe("Negative");

    await card("for a draft").getByRole("button", { name: "As an example" }).click();
    await done.getByRole("link", { name: "Open the draft" }).click();
    await page.getByRole("heading", { name: "Edit /mood" }).waitFor();
    expect(await page.locator("#field-examples").inputValue()).toContain("for a draft => Negative");
    await page.context().close();
  });

  it.each([
    ["light", 1280, "en-US"],
    ["dark", 375, "zh-TW"],
  ] as const)(
    "gives axe nothing to complain of, and fits: %s, %i wide, %s",
    async (colorScheme, width, locale) => {
      await drawn(`a text ${"that goes on and on ".repeat(20)}${"x".repeat(300)}`);
      await corrected(`a correction ${colorScheme}`);
      const page = await signedIn({ colorScheme, locale, viewport: { width, height: 800 } });
      await page.goto(`${web.url}/review`);
      for (const details of await page.locator("details").all())
        await details.evaluate((one) => one.setAttribute("open", ""));
      expect(await findFaults(page)).toEqual([]);
      const { scrollWidth, clientWidth } = await page.evaluate(() => {
        const { scrollWidth, clientWidth } = document.documentElement;
        return { scrollWidth, clientWidth };
      });
      expect(scrollWidth).toBeLessThanOrEqual(clientWidth);
      await page.context().close();
    },
  );
});
