/** Links and forms of other sites, ids that are none, and what is asked again before it is done; the harmful ones in a real Chromium. */

import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import fc from "fast-check";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { askPath } from "../../../src/platforms/web/pages/layout.ts";
import { launchBrowser } from "../../browser.ts";
import { type Running, rawRequest, startBot } from "./running.ts";

let bot: Running;
let browser: Browser;
let evil: Server;
let evilUrl: string;
/** What the other site's page holds. */
let evilPage = "";

beforeAll(async () => {
  [bot, browser] = await Promise.all([startBot(), launchBrowser()]);
  evil = createServer((_request, response) =>
    response.writeHead(200, { "content-type": "text/html" }).end(evilPage),
  );
  await new Promise<void>((resolve) => evil.listen(0, "127.0.0.2", resolve));
  evilUrl = `http://127.0.0.2:${(evil.address() as AddressInfo).port}/`;
});
afterAll(async () => {
  await browser?.close();
  await new Promise((resolve) => evil?.close(resolve));
  await bot?.stop();
});

const HOSTILE_IDS = [
  "..%2Fprivacy%2Ferase%3F",
  "..%2Fprivacy%2Fopt-out%3F",
  "..%252Fprivacy%252Ferase",
  "..%5Cprivacy%5Cerase",
  "%2e%2e%2fprivacy%2ferase%23",
  "x%22%20onclick%3D%22alert(1)",
  "%00",
  "a%00b",
  "a%0d%0ab",
  "%F0%9F%98%80",
  "a".repeat(25),
  "%E0%A4%A",
];

describe("an address with an id that is none", () => {
  it.each(HOSTILE_IDS)("is not found: %s", async (id) => {
    const host = new URL(bot.url).host;
    for (const part of ["", "/wrong", "/override", "/why"])
      expect(await rawRequest(bot.url, `GET /asks/${id}${part} HTTP/1.1\r\nHost: ${host}`), part).toMatch(
        /^HTTP\/1.1 40[04] /,
      );
    for (const part of ["/rate", "/override", "/withdraw"]) {
      const head = `POST /asks/${id}${part} HTTP/1.1\r\nHost: ${host}\r\nOrigin: ${bot.url}\r\nContent-Length: 0`;
      expect(await rawRequest(bot.url, head), part).toMatch(/^HTTP\/1.1 40[04] /);
    }
    expect(await rawRequest(bot.url, `GET /?before=${id} HTTP/1.1\r\nHost: ${host}`)).toMatch(
      /^HTTP\/1.1 (404|400) /,
    );
  });

  it("shows no form for an ask that does not exist", async () => {
    for (const part of ["override", "why"]) {
      const answered = await fetch(`${bot.url}/asks/nosuchask/${part}`);
      expect(answered.status).toBe(404);
      expect(await answered.text()).not.toContain("<form");
    }
  });

  it("never leaves /asks/, whatever it holds", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (id) => {
        const path = askPath(id.toWellFormed(), "rate");
        const { pathname, host } = new URL(path, "http://page.example");
        // One dot or two are a step in a path, encoded or not; no id of the store is that short.
        if (/^\.{1,2}$/.test(id)) return;
        expect(host).toBe("page.example");
        expect(pathname.split("/").slice(0, 2)).toEqual(["", "asks"]);
        expect(pathname.endsWith("/rate")).toBe(true);
      }),
    );
  });

  it("is refused as an override to withdraw", async () => {
    for (const overrideId of ["\0", "a b", "", "x".repeat(30)]) {
      const answered = await fetch(`${bot.url}/asks/some-ask/withdraw`, {
        method: "POST",
        headers: { "content-type": "application/json", accept: "application/json", origin: bot.url },
        body: JSON.stringify({ overrideId }),
      });
      expect(answered.status).toBe(400);
    }
  });

  it("is refused as a rating that is neither right nor wrong", async () => {
    for (const value of ["DROP TABLE", "", "Right", ["right"], 1]) {
      const answered = await fetch(`${bot.url}/asks/some-ask/rate`, {
        method: "POST",
        headers: { "content-type": "application/json", accept: "application/json", origin: bot.url },
        body: JSON.stringify({ value }),
      });
      expect(answered.status).toBe(400);
    }
  });
});

describe("a visitor who comes from another site's page", () => {
  it("keeps their data and their choice, whatever they press", async () => {
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.goto(bot.url);
    await page.fill("#message", "/sentiment my data");
    await page.click("#send");
    await page.locator(".ask", { hasText: "my data" }).waitFor();
    for (const id of HOSTILE_IDS.slice(0, 5)) {
      evilPage = `<a id="link" href="${bot.url}/asks/${id}/wrong">look at this answer</a>`;
      await page.goto(evilUrl);
      await page.click("#link");
      await page.waitForLoadState();
      expect(await page.locator("main form").count()).toBe(0);
    }
    for (const action of ["/privacy/erase", "/privacy/opt-out", "/privacy/name", "/logout"]) {
      evilPage = `<form method="post" action="${bot.url}${action}"><input name="confirm" value="yes"><button>go</button></form>`;
      await page.goto(evilUrl);
      await page.click("button");
      await page.waitForLoadState();
      expect(await page.textContent("body")).toContain("only be done from the page itself");
    }
    await page.goto(`${bot.url}/privacy`);
    expect(await page.textContent("main")).toContain("You are opted in");
    const data = await page.evaluate(async () => (await fetch("/privacy/export")).json());
    expect((data as { asks: unknown[] }).asks).toHaveLength(1);
    await context.close();
  });
});

describe("a page reached by plain http under a name of the network", () => {
  it("can be signed in to, used without a script, and left", async () => {
    const open = await startBot({ HOST: "0.0.0.0", ADMIN_TOKEN: "a-token-for-this-test-only" });
    const named = await launchBrowser(["--host-resolver-rules=MAP bot.test 127.0.0.1"]);
    try {
      const context = await named.newContext({ javaScriptEnabled: false });
      const page = await context.newPage();
      await page.goto(`http://bot.test:${new URL(open.url).port}/`);
      await page.fill("#token", "wrong");
      await page.click("main button");
      expect(await page.textContent("#fault")).toContain("not the token");
      await page.fill("#token", "a-token-for-this-test-only");
      await page.click("main button");
      await page.fill("#message", "/sentiment over the network");
      await page.click("#send");
      await page.locator(".ask", { hasText: "over the network" }).waitFor();
      await page.click("nav a[href='/logout']");
      await page.click("main button.primary");
      await page.goto(page.url().replace("/login", "/"));
      expect(await page.textContent("h1")).toContain("private");
    } finally {
      await named.close();
      await open.stop();
    }
  });
});

describe("erasing", () => {
  it("is asked again, and only then done", async () => {
    const cookie = (await fetch(bot.url)).headers
      .getSetCookie()
      .map((line) => line.split(";")[0])
      .join("; ");
    const send = (path: string, body: URLSearchParams | string, headers: Record<string, string> = {}) =>
      fetch(bot.url + path, { method: "POST", headers: { origin: bot.url, cookie, ...headers }, body });
    const json = { "content-type": "application/json", accept: "application/json" };
    await send("/asks", JSON.stringify({ text: "/sentiment still here" }), json);
    const count = async () =>
      ((await (await fetch(`${bot.url}/privacy/export`, { headers: { cookie } })).json()) as { asks: [] })
        .asks.length;
    for (const [body, headers] of [
      [new URLSearchParams(), {}],
      [new URLSearchParams({ confirm: "no" }), {}],
      ["{}", json],
    ] as const)
      expect(await (await send("/privacy/erase", body, headers)).text()).toContain("be undone");
    expect(await count()).toBe(1);
    expect((await send("/privacy/erase", new URLSearchParams({ confirm: "yes" }))).status).toBe(200);
    expect(await count()).toBe(0);
  });
});
