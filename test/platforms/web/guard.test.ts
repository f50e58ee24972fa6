/** What keeps the page safe, asked over the wire. */

import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { connect } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Running, startBot } from "./running.ts";

const TOKEN = "a-token-for-this-test-only";

let local: Running;
let open: Running;
beforeAll(async () => {
  local = await startBot();
  open = await startBot({ HOST: "0.0.0.0", ADMIN_TOKEN: TOKEN });
}, 60_000);
afterAll(async () => {
  await local?.stop();
  await open?.stop();
});

const openUrl = () => open.url.replace("0.0.0.0", "127.0.0.1");

/** A request whose Host header is what we say, which fetch does not allow. */
function rawRequest(url: string, head: string): Promise<string> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () =>
      socket.write(`${head}\r\nConnection: close\r\n\r\n`),
    );
    let answer = "";
    socket.on("data", (chunk) => {
      answer += chunk;
    });
    socket.on("end", () => resolve(answer)).on("error", reject);
  });
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
    expect(answered.headers.get("referrer-policy")).toBe("no-referrer");
    const markup = await answered.text();
    expect(markup).not.toMatch(/<script(?![^>]*src=)|\son\w+=|style=/);
    expect(answered.headers.get("set-cookie")).toMatch(/fewshot_person=.*HttpOnly.*SameSite=Lax/i);
  });

  it("takes writes from itself only", async () => {
    expect((await ask(local.url)).status).toBe(202);
    expect((await ask(local.url, { origin: "https://evil.example" })).status).toBe(403);
    expect((await ask(local.url, { origin: "null" })).status).toBe(403);
    expect((await ask(local.url, { "sec-fetch-site": "cross-site" })).status).toBe(403);
    const silent = await rawRequest(
      local.url,
      `POST /asks HTTP/1.1\r\nHost: ${new URL(local.url).host}\r\nContent-Length: 0`,
    );
    expect(silent).toContain("403");
  });

  it("answers to its own names only, whatever name resolves to this machine", async () => {
    expect(await rawRequest(local.url, "GET / HTTP/1.1\r\nHost: rebound.example")).toContain("403");
    expect(
      await rawRequest(local.url, `GET /about HTTP/1.1\r\nHost: localhost:${new URL(local.url).port}`),
    ).toContain("200 OK");
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
    expect(await rawRequest(local.url, head)).toContain(" 413 ");
    for (const body of [{ text: 5 }, [], null, { command: "sentiment" }])
      expect((await ask(local.url, {}, body)).status).toBe(400);
    const broken = await fetch(`${local.url}/asks`, {
      method: "POST",
      headers: { "content-type": "application/json", accept: "application/json", origin: local.url },
      body: "{",
    });
    expect(broken.status).toBe(400);
  });

  it("is one ask when the same interaction is sent twice", async () => {
    const body = { text: "/sentiment twice", interactionId: "the-same" };
    const ids = await Promise.all(
      [ask(local.url, {}, body), ask(local.url, {}, body)].map(
        async (sent) => (await (await sent).json()).id,
      ),
    );
    expect(ids[0]).toBe(ids[1]);
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

describe("the page open to others", () => {
  it("asks for the admin token everywhere but at health and about", async () => {
    for (const path of ["/asks", "/events", "/metrics", "/privacy/export", "/asks/x/why"]) {
      const answered = await fetch(openUrl() + path, { redirect: "manual" });
      expect(answered.status, path).toBe(401);
    }
    const page = await fetch(`${openUrl()}/`, { redirect: "manual", headers: { accept: "text/html" } });
    expect([page.status, page.headers.get("location")]).toEqual([303, "/login"]);
    for (const path of ["/healthz", "/about", "/login"])
      expect((await fetch(openUrl() + path)).status, path).toBe(200);
    expect((await ask(openUrl())).status).toBe(401);
  });

  it("lets in who has the token, by form and by header", async () => {
    const login = await fetch(`${openUrl()}/login`, {
      method: "POST",
      redirect: "manual",
      headers: { "content-type": "application/x-www-form-urlencoded", origin: openUrl() },
      body: new URLSearchParams({ token: TOKEN }),
    });
    expect(login.status).toBe(303);
    const cookie = login.headers
      .getSetCookie()
      .map((line) => line.split(";")[0])
      .join("; ");
    expect((await fetch(`${openUrl()}/`, { headers: { cookie } })).status).toBe(200);
    expect(
      (await fetch(`${openUrl()}/metrics`, { headers: { authorization: `Bearer ${TOKEN}` } })).status,
    ).toBe(200);
  });

  it("lets nobody guess for long", async () => {
    const statuses: number[] = [];
    for (let attempt = 0; attempt < 12; attempt++)
      statuses.push(
        (await fetch(`${openUrl()}/metrics`, { headers: { authorization: `Bearer guess-${attempt}` } }))
          .status,
      );
    expect(statuses.slice(0, 3)).toEqual([401, 401, 401]);
    expect(statuses.at(-1)).toBe(429);
  });
});

describe("a port that is taken", () => {
  it("is told in a sentence, and everything that was opened is closed again", async () => {
    const other: Server = createServer();
    await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
    const { port } = other.address() as AddressInfo;
    await expect(startBot({ PORT: String(port) })).rejects.toThrow(
      /can't open 127\.0\.0\.1:\d+: something else listens there/,
    );
    await new Promise((resolve) => other.close(resolve));
  });
});
