/** Signing in, sessions, tokens and proxies, over the wire. */

import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { type Running, rawRequest, startBot } from "./running.ts";

const TOKEN = "a-token-for-this-test-only";
const METRICS_TOKEN = "a-token-for-metrics-only";
const PUBLIC_URL = "https://bot.example.com";

let bot: Running;
/** Behind one proxy that ends TLS, on the same machine. */
let proxied: Running;
beforeAll(async () => {
  [bot, proxied] = await Promise.all([
    startBot({ ADMIN_TOKEN: TOKEN, METRICS_TOKEN, TRUST_PROXY: "1" }),
    startBot({ ADMIN_TOKEN: TOKEN, PUBLIC_URL, TRUST_PROXY: "1" }),
  ]);
});
afterAll(async () => {
  await bot?.stop();
  await proxied?.stop();
});

let clients = 0;
/** A client of its own, so that tests don't share attempts. */
const newClient = () => `198.51.100.${++clients}`;

function login(token: string, client = newClient(), url = bot.url, headers: Record<string, string> = {}) {
  return fetch(`${url}/login`, {
    method: "POST",
    redirect: "manual",
    headers: {
      "content-type": "application/x-www-form-urlencoded",
      origin: url,
      "x-forwarded-for": client,
      ...headers,
    },
    body: new URLSearchParams({ token }),
  });
}

const cookiesOf = (response: Response) =>
  response.headers
    .getSetCookie()
    .map((line) => line.split(";")[0])
    .join("; ");
const isIn = async (cookie: string, url = bot.url) =>
  (await fetch(`${url}/asks`, { redirect: "manual", headers: { cookie } })).status === 200;
const bearer = (token: string, client: string, path = "/metrics") =>
  fetch(bot.url + path, { headers: { authorization: `Bearer ${token}`, "x-forwarded-for": client } });

describe("ADMIN_TOKEN", () => {
  it("leads to where somebody wanted to go, on this server whatever the address names", async () => {
    const asked = await fetch(`${bot.url}/dashboard?command=triage&days=90`, {
      ...{ redirect: "manual", headers: { accept: "text/html" } },
    });
    const path = asked.headers.get("location") ?? "";
    expect(path).toBe("/login?next=%2Fdashboard%3Fcommand%3Dtriage%26days%3D90");
    const form = await (await fetch(bot.url + path)).text();
    expect(form).toContain(`action="${path}"`);
    const enter = async (next: string) => {
      const entered = await fetch(`${bot.url}/login?next=${encodeURIComponent(next)}`, {
        ...{ method: "POST", redirect: "manual", body: new URLSearchParams({ token: TOKEN }) },
        headers: { origin: bot.url, "x-forwarded-for": newClient() },
      });
      return [entered.status, entered.headers.get("location")];
    };
    expect(await enter("/dashboard?command=triage&days=90")).toEqual([
      303,
      "/dashboard?command=triage&days=90",
    ]);
    for (const next of [
      "//evil.test",
      "https://evil.test",
      "/\\evil.test",
      "/.//evil.test",
      "\\\\evil.test",
      "",
      "?",
      "javascript:alert(1)",
      "http://[",
    ])
      expect([next, (await enter(next))[1]]).toEqual([next, expect.stringMatching(/^\/(?![/\\])/)]);
  });

  it("is asked for on this machine too, everywhere but at health, about and the assets", async () => {
    for (const path of [
      "/asks",
      "/events",
      "/metrics",
      "/privacy/export",
      "/asks/x/why",
      "/slack/x",
      "/discord/x",
    ])
      expect((await fetch(bot.url + path, { redirect: "manual" })).status, path).toBe(401);
    const page = await fetch(`${bot.url}/`, { redirect: "manual", headers: { accept: "text/html" } });
    expect([page.status, page.headers.get("location")]).toEqual([303, "/login"]);
    for (const path of ["/healthz", "/about", "/privacy-policy", "/login", "/assets/styles/base.css"])
      expect((await fetch(bot.url + path)).status, path).toBe(200);
    const post = await fetch(`${bot.url}/asks`, { method: "POST", headers: { origin: bot.url }, body: "{}" });
    expect(post.status).toBe(401);
    expect((await fetch(`${bot.url}/slack/x`, { method: "POST" })).status).toBe(403);
  });

  it("is asked for whatever Host a proxy sends", async () => {
    for (const host of ["127.0.0.1", "bot.example.com"])
      expect(await rawRequest(proxied.url, `GET /asks HTTP/1.1\r\nHost: ${host}`), host).toContain(" 401 ");
    expect(await rawRequest(proxied.url, "GET /asks HTTP/1.1\r\nHost: evil.example")).toContain(" 403 ");
  });

  it("lets in by form and by header, for a session whose id is new each time", async () => {
    const first = await login(TOKEN);
    expect([first.status, first.headers.get("location")]).toEqual([303, "/"]);
    const second = await login(TOKEN);
    expect(await isIn(cookiesOf(first))).toBe(true);
    expect(cookiesOf(first)).not.toBe(cookiesOf(second));
    expect((await bearer(TOKEN, newClient(), "/asks")).status).toBe(200);
  });

  it("shows a refusal to an admin with the menu of an admin, and to whose sign-in has ended how to lose nothing", async () => {
    const cookie = cookiesOf(await login(TOKEN));
    const send = async (path: string, changes: Record<string, string> = {}, text = "x") => {
      const body = new URLSearchParams({ text });
      const headers = {
        accept: "text/html,*/*;q=0.8",
        "accept-language": "zh-TW",
        origin: bot.url,
        ...changes,
      };
      const answered = await fetch(bot.url + path, { method: "POST", redirect: "manual", headers, body });
      return { status: answered.status, page: await answered.text() };
    };
    const MENU = '<nav class="admin" aria-label="管理">';
    for (const [status, changes, text] of [
      [413, {}, "x".repeat(300_000)],
      [403, { origin: "https://evil.example" }, "x"],
    ] as const) {
      expect(await send("/asks", { cookie, ...changes }, text)).toEqual({
        status,
        page: expect.stringContaining(MENU),
      });
      expect((await send("/asks", changes, text)).page).not.toContain(MENU);
    }
    expect((await send("/nowhere", { cookie })).page).toContain(MENU);
    for (const ended of [{}, { cookie: `${cookie}x` }] as Record<string, string>[]) {
      const { status, page } = await send("/commands/new/save", ended);
      expect([status, page.includes(MENU)]).toEqual([401, false]);
      expect(page).toContain("登入已結束。請在另一個視窗登入，再回到原來的頁面重新送出");
      expect(page).toContain('<a href="/login" target="_blank">重新登入</a>');
    }
  });

  it("opens nothing to the metrics token but /metrics", async () => {
    expect((await bearer(METRICS_TOKEN, newClient())).status).toBe(200);
    expect((await bearer(METRICS_TOKEN, newClient(), "/asks")).status).toBe(401);
    expect((await login(METRICS_TOKEN)).status).toBe(401);
  });

  it("counts wrong tokens of a client, not of all, and lets no burst pass", async () => {
    const guesser = newClient();
    const statuses = await Promise.all(
      Array.from({ length: 60 }, (_, index) =>
        login(index === 59 ? TOKEN : `guess-number-${index}`, guesser),
      ),
    );
    const count = (status: number) => statuses.filter((answered) => answered.status === status).length;
    expect([count(401), count(429), count(303)]).toEqual([10, 50, 0]);
    expect((await login(TOKEN, guesser)).status).toBe(429);
    expect(Number((await bearer("wrong", guesser)).headers.get("retry-after"))).toBeGreaterThan(0);
    // A client that makes up entries before the proxy's own is still the same client.
    expect((await login(TOKEN, `203.0.113.77, ${guesser}`)).status).toBe(429);
    expect((await login(TOKEN)).status).toBe(303);
    expect((await bearer(METRICS_TOKEN, newClient())).status).toBe(200);
    for (let scrape = 0; scrape < 15; scrape++)
      expect((await bearer(METRICS_TOKEN, "198.51.100.250")).status).toBe(200);
    const metrics = await (await bearer(METRICS_TOKEN, newClient())).text();
    expect(metrics).toMatch(/fewshot_login_failures_total\{kind="wrong"\} 1\d/);
    expect(metrics).toMatch(/fewshot_login_failures_total\{kind="refused"\} 5\d/);
  });

  it("takes a whole IPv6 network for one client", async () => {
    for (let index = 0; index < 10; index++) await login("wrong-token-here", `2001:db8:1:2::${index}`);
    expect((await login(TOKEN, "2001:db8:1:2:ffff::1")).status).toBe(429);
    expect((await login(TOKEN, "2001:db8:1:3::1")).status).toBe(303);
  });
});

describe("a session", () => {
  it("ends at sign-out, also for a copy of its cookie", async () => {
    const cookie = cookiesOf(await login(TOKEN));
    const other = cookiesOf(await login(TOKEN));
    expect(await (await fetch(bot.url, { headers: { cookie } })).text()).toContain('href="/logout"');
    const out = await fetch(`${bot.url}/logout`, {
      method: "POST",
      redirect: "manual",
      headers: { cookie, origin: bot.url },
    });
    expect([out.status, out.headers.get("location")]).toEqual([303, "/login"]);
    expect(out.headers.getSetCookie().join()).toMatch(/fewshot_admin=;.*Max-Age=0/);
    expect(await isIn(cookie)).toBe(false);
    expect(await isIn(other)).toBe(true);
  });

  it("ends in every browser when somebody says so", async () => {
    const cookies = [cookiesOf(await login(TOKEN)), cookiesOf(await login(TOKEN))];
    await new Promise((resolve) => setTimeout(resolve, 2));
    await fetch(`${bot.url}/logout`, {
      method: "POST",
      redirect: "manual",
      headers: { cookie: cookies[0] ?? "", origin: bot.url },
      body: new URLSearchParams({ everywhere: "yes" }),
    });
    expect(await Promise.all(cookies.map((cookie) => isIn(cookie)))).toEqual([false, false]);
    await new Promise((resolve) => setTimeout(resolve, 2));
    expect(await isIn(cookiesOf(await login(TOKEN)))).toBe(true);
  });

  it("ends after 30 minutes without use and after 12 hours with it", async () => {
    const minutes = (count: number) => count * 60_000;
    const start = Date.now();
    const clock = vi.spyOn(Date, "now");
    const at = async (now: number, cookie: string, headers = {}) => {
      clock.mockReturnValue(now);
      const answered = await fetch(`${bot.url}/asks`, { headers: { cookie, ...headers } });
      const renewed = answered.headers.getSetCookie().find((line) => line.startsWith("fewshot_admin="));
      return { status: answered.status, cookie: renewed?.split(";")[0] ?? cookie };
    };
    try {
      const idle = cookiesOf(await login(TOKEN));
      // What the page fetches by itself is no use.
      expect((await at(start + minutes(20), idle, { "x-background": "1" })).status).toBe(200);
      expect((await at(start + minutes(31), idle)).status).toBe(401);
      clock.mockReturnValue(start);
      let used = cookiesOf(await login(TOKEN));
      for (let now = 25; now < 12 * 60; now += 25) {
        const seen = await at(start + minutes(now), used);
        expect(seen.status, `after ${now} minutes`).toBe(200);
        used = seen.cookie;
      }
      expect((await at(start + minutes(12 * 60 + 1), used)).status).toBe(401);
    } finally {
      clock.mockRestore();
    }
  });

  it("can't be forged or lengthened", async () => {
    const cookie = cookiesOf(await login(TOKEN));
    const value = decodeURIComponent(/fewshot_admin=([^;]+)/.exec(cookie)?.[1] ?? "");
    const [text = "", signature = ""] = [
      value.slice(0, value.lastIndexOf(".")),
      value.slice(value.lastIndexOf(".") + 1),
    ];
    const later = text.replace(/\d+$/, (ms) => String(Number(ms) + 1e9));
    for (const forged of [`${later}.${signature}`, text, "", `${text}.${"A".repeat(43)}=`])
      expect(await isIn(`fewshot_admin=${encodeURIComponent(forged)}`), forged).toBe(false);
  });
});

describe("behind a proxy that ends TLS", () => {
  const viaProxy = { origin: PUBLIC_URL, "x-forwarded-proto": "https" };

  it("has cookies that are Secure and bound to the host, and HSTS", async () => {
    const entered = await login(TOKEN, newClient(), proxied.url, viaProxy);
    expect(entered.status).toBe(303);
    expect(entered.headers.get("strict-transport-security")).toContain("max-age=31536000");
    const admin = entered.headers.getSetCookie().find((line) => line.startsWith("__Host-fewshot_admin="));
    expect(admin).toMatch(/; Path=\/; HttpOnly; Secure; SameSite=Lax/);
    const cookie = cookiesOf(entered);
    const page = await fetch(proxied.url, { headers: { cookie } });
    expect(page.headers.getSetCookie().join()).toMatch(/__Host-fewshot_person=.*Secure/);
    const asked = await fetch(`${proxied.url}/asks`, {
      method: "POST",
      headers: { ...viaProxy, cookie, accept: "application/json", "content-type": "application/json" },
      body: JSON.stringify({ text: "/sentiment through the proxy" }),
    });
    expect(asked.status).toBe(202);
    for (const origin of ["http://bot.example.com", "https://evil.example", "https://bot.example.com:8443"]) {
      const refused = await fetch(`${proxied.url}/asks`, {
        method: "POST",
        headers: { ...viaProxy, origin, cookie, "content-type": "application/json" },
        body: "{}",
      });
      expect(refused.status, origin).toBe(403);
    }
  });
});
