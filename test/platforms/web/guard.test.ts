/** What keeps the page safe, asked over the wire. */

import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Running, rawRequest, startBot } from "./running.ts";

let local: Running;
beforeAll(async () => {
  local = await startBot();
});
afterAll(() => local?.stop());

async function newPerson(url: string): Promise<string> {
  const { headers } = await fetch(url);
  return headers
    .getSetCookie()
    .map((line) => line.split(";")[0])
    .join("; ");
}

const ask = (
  url: string,
  headers: Record<string, string> = {},
  body: unknown = { text: "/sentiment hello" },
) =>
  fetch(`${url}/asks`, {
    method: "POST",
    headers: { "content-type": "application/json", accept: "application/json", origin: url, ...headers },
    body: JSON.stringify(body),
  });

describe("the page on this machine", () => {
  it("sends a strict policy and lets nothing inline run", async () => {
    const answered = await fetch(local.url);
    const policy = answered.headers.get("content-security-policy") ?? "";
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toContain("unsafe");
    expect(answered.headers.get("x-content-type-options")).toBe("nosniff");
    expect(answered.headers.get("referrer-policy")).toBe("same-origin");
    const markup = await answered.text();
    expect(markup).not.toMatch(/<script(?![^>]*src=)|\son\w+=|style=/);
    expect(answered.headers.get("set-cookie")).toMatch(/fewshot_person=.*HttpOnly.*SameSite=Lax/i);
  });

  it("takes writes from itself only", async () => {
    expect((await ask(local.url)).status).toBe(202);
    expect((await ask(local.url, { origin: "https://evil.example" })).status).toBe(403);
    expect((await ask(local.url, { origin: "null" })).status).toBe(403);
    expect((await ask(local.url, { origin: local.url.replace("http:", "https:") })).status).toBe(403);
    expect((await ask(local.url, { "sec-fetch-site": "cross-site" })).status).toBe(403);
    const silent = await rawRequest(
      local.url,
      `POST /asks HTTP/1.1\r\nHost: ${new URL(local.url).host}\r\nContent-Length: 0`,
    );
    expect(silent).toContain("403");
  });

  it("answers to its own names only, whatever name resolves to this machine", async () => {
    expect(await rawRequest(local.url, "GET / HTTP/1.1\r\nHost: rebound.example")).toContain("403");
    for (const host of [
      "127.999.1.1",
      "127.0.0.1.evil.example",
      "localhost.evil.example",
      "[::2]",
      "%00",
      "",
    ])
      expect(await rawRequest(local.url, `GET / HTTP/1.1\r\nHost: ${host}`), host).toMatch(/ 40[03] /);
    expect(await rawRequest(local.url, "GET / HTTP/1.1\r\nHost: 127.999.1.1")).toContain(" 403 ");
    expect(
      await rawRequest(local.url, `GET /about HTTP/1.1\r\nHost: localhost:${new URL(local.url).port}`),
    ).toContain("200 OK");
  });

  it("refuses what scripts of other sites read, and what a proxy passes on that nobody configured", async () => {
    const site = { "sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors" };
    for (const method of ["GET", "HEAD"])
      for (const path of ["/", "/events", "/privacy/export", "/asks"])
        expect((await fetch(local.url + path, { method, headers: site })).status, path).toBe(403);
    const link = { "sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate" };
    const followed = await rawRequest(
      local.url,
      `GET / HTTP/1.1\r\nHost: ${new URL(local.url).host}\r\nSec-Fetch-Site: ${link["sec-fetch-site"]}\r\nSec-Fetch-Mode: navigate`,
    );
    expect(followed).toContain("200 OK");
    for (const header of ["x-forwarded-for", "x-forwarded-host", "forwarded", "x-real-ip"]) {
      const answered = await fetch(local.url, { headers: { [header]: "203.0.113.9" } });
      expect(answered.status, header).toBe(403);
      expect(await answered.text()).toContain("Set ADMIN_TOKEN and PUBLIC_URL");
    }
  });

  it("lets no page be kept by a cache, but the assets", async () => {
    for (const path of ["/", "/privacy", "/privacy/export", "/asks", "/nowhere"])
      expect((await fetch(local.url + path)).headers.get("cache-control"), path).toBe("no-store");
    const asset = await fetch(`${local.url}/assets/chat/page.js`);
    expect(asset.headers.get("cache-control")).toBe("no-cache");
    expect(asset.headers.get("content-type")).toContain("javascript");
    const again = await fetch(`${local.url}/assets/chat/page.js`, {
      headers: { "if-none-match": asset.headers.get("etag") ?? "" },
    });
    expect(again.status).toBe(304);
    for (const path of ["/assets/..%2fplatform.ts", "/assets/%2e%2e/platform.ts", "/assets/nope.js"])
      expect((await fetch(local.url + path)).status, path).toBe(404);
  });

  it("lets nobody pass for another with a cookie of their own making", async () => {
    const forged = `${Buffer.from('{"id":"someone-else","name":"Eve"}').toString("base64url")}.${"A".repeat(43)}=`;
    const answered = await fetch(local.url, { headers: { cookie: `fewshot_person=${forged}` } });
    expect(answered.headers.get("set-cookie")).toContain("fewshot_person=");
    const data = await fetch(`${local.url}/privacy/export`, {
      headers: { cookie: `fewshot_person=${forged}` },
    });
    expect(await data.text()).not.toContain("someone-else");
  });

  it("refuses a body that is too large, is not what it should be, or is no JSON", async () => {
    const host = new URL(local.url).host;
    const head = `POST /asks HTTP/1.1\r\nHost: ${host}\r\nOrigin: ${local.url}\r\nContent-Type: application/json\r\nContent-Length: 300000`;
    const refused = await rawRequest(local.url, head, { keepOpen: true });
    expect(refused).toContain(" 413 ");
    expect(refused).toMatch(/connection: close/i);
    for (const body of [{ text: 5 }, [], null, { command: "sentiment" }])
      expect((await ask(local.url, {}, body)).status).toBe(400);
    const broken = await fetch(`${local.url}/asks`, {
      method: "POST",
      headers: { "content-type": "application/json", accept: "application/json", origin: local.url },
      body: "{",
    });
    expect(broken.status).toBe(400);
  });

  it("refuses numbers that are none, with a sentence on which", async () => {
    for (const temperature of ["abc", "Infinity", "1e5x", [1], { a: 1 }, true]) {
      const answered = await ask(local.url, {}, { text: "/continue x", temperature });
      expect(answered.status, String(temperature)).toBe(400);
      expect(((await answered.json()) as { text: string }).text).toContain("Temperature must be a number");
    }
    for (const [field, sentence] of [
      ["maxNewTokens", "Length must be"],
      ["examples", "number of examples must be"],
    ] as const) {
      const answered = await ask(local.url, {}, { text: "/continue x", [field]: "many" });
      expect([answered.status, ((await answered.json()) as { text: string }).text]).toEqual([
        400,
        expect.stringContaining(sentence),
      ]);
    }
    expect((await ask(local.url, {}, { text: "/continue x", temperature: "0.5", examples: "" })).status).toBe(
      202,
    );
  });

  it("takes the same interaction of one person once, and never one person's for another's", async () => {
    const [ada, ben] = await Promise.all([newPerson(local.url), newPerson(local.url)]);
    const body = { text: "/sentiment twice", interactionId: "the-same" };
    const send = async (cookie: string) =>
      ((await (await ask(local.url, { cookie }, body)).json()) as { id: string }).id;
    const ids = await Promise.all([send(ada), send(ada), send(ben)]);
    expect(ids[0]).toBe(ids[1]);
    expect(ids[2]).not.toBe(ids[0]);
  });

  it("knows its languages by their names only", async () => {
    for (const tag of ["constructor", "__proto__", "toString", "xx"]) {
      const answered = await fetch(`${local.url}/about?lang=${tag}`, { redirect: "manual" });
      expect(answered.headers.getSetCookie().join()).not.toContain("fewshot_language");
      const page = await fetch(`${local.url}/about`, { headers: { cookie: `fewshot_language=${tag}` } });
      expect(await page.text()).toContain('<html lang="en"');
    }
    const chosen = await fetch(`${local.url}/about?lang=zh-TW`, { redirect: "manual" });
    expect([chosen.status, chosen.headers.get("location")]).toEqual([303, "/about"]);
    expect(chosen.headers.getSetCookie().join()).toContain("fewshot_language=zh-TW");
    // Two slashes would lead to another host.
    expect(
      await rawRequest(local.url, `GET //evil.example/?lang=en HTTP/1.1\r\nHost: localhost`),
    ).not.toMatch(/location: \/\/evil/i);
  });

  it("answers 404 in words to what is not there", async () => {
    const answered = await fetch(`${local.url}/nowhere`);
    expect(answered.status).toBe(404);
    expect(await answered.text()).toContain("There is nothing at this address.");
    expect((await fetch(`${local.url}/asks/no-such-ask`)).status).toBe(404);
  });

  it("serves health, readiness and metrics", async () => {
    expect((await fetch(`${local.url}/healthz`)).status).toBe(200);
    await expect.poll(async () => (await fetch(`${local.url}/readyz`)).status).toBe(200);
    expect(await (await fetch(`${local.url}/metrics`)).text()).toContain("fewshot_asks_total");
  });
});

describe("a port that is taken", () => {
  it("is reported in a sentence, and everything that was opened is closed again", async () => {
    const other: Server = createServer();
    await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
    const { port } = other.address() as AddressInfo;
    await expect(startBot({ PORT: String(port) })).rejects.toThrow(
      /can't open 127\.0\.0\.1:\d+: something else listens there/,
    );
    await new Promise((resolve) => other.close(resolve));
  });
});
