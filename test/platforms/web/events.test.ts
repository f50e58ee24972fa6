/** The stream of changes: who gets what, what it costs, and that nothing of it stays. */

import { Hono } from "hono";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { createEvents } from "../../../src/platforms/web/live/events.ts";
import { eventually } from "../../store/eventually.ts";
import { type Running, startBot } from "./running.ts";

/** What a stream has said so far. */
async function listen(url: string, headers: Record<string, string> = {}) {
  const leave = new AbortController();
  const response = await fetch(url, { headers, signal: leave.signal });
  const heard: { text: string; isOver: boolean } = { text: "", isOver: false };
  void (async () => {
    for await (const chunk of response.body ?? []) heard.text += Buffer.from(chunk).toString();
  })()
    .catch(() => {})
    .finally(() => {
      heard.isOver = true;
    });
  return {
    heard,
    status: response.status,
    count: (event: string) => heard.text.split(`event: ${event}\n`).length - 1,
    leave: () => leave.abort(),
  };
}

describe("the stream of changes, by itself,", () => {
  const isHere = vi.fn(async (askId: string) => askId === "ours");
  const open = () => {
    const events = createEvents({ isHere });
    const app = new Hono();
    app.get("/events", (context) => events.stream(context));
    const stream = async () => {
      const response = await app.request("/events");
      const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
      return { next: async () => (await reader?.read())?.value, cancel: () => reader?.cancel() };
    };
    return { events, app, stream };
  };

  it("names asks of this page only, and says of those that are gone only that something is", async () => {
    const { events, stream } = open();
    const { next, cancel } = await stream();
    expect(await next()).toContain("event: hello");
    for (const askId of ["ours", "erased"]) events.changed(askId);
    expect(await next()).toBe("event: ask\ndata: ours\n\n");
    expect(await next()).toBe("event: reload\ndata: \n\n");
    await cancel();
    expect(events.isWatched()).toBe(false);
  });

  it("passes on that many changed as a reload", async () => {
    const { events, stream } = open();
    const { next, cancel } = await stream();
    await next();
    events.changed(null);
    expect(await next()).toBe("event: reload\ndata: \n\n");
    await cancel();
  });

  it("makes thousands of changes at once one reload, and looks none of them up", async () => {
    isHere.mockClear();
    const { events, stream } = open();
    const { next, cancel } = await stream();
    await next();
    for (let index = 0; index < 5_000; index++) events.changed(`ask-${index}`);
    expect(await next()).toBe("event: reload\ndata: \n\n");
    expect(isHere).not.toHaveBeenCalled();
    await cancel();
  });

  it("says which menu is in force at its start and after a change, so that a page sees whether it has that one", async () => {
    const { events, stream } = open();
    const before = events.menuRevision();
    const { next, cancel } = await stream();
    expect(await next()).toBe(`event: hello\ndata: ${before}\n\n`);
    events.menuChanged();
    expect(events.menuRevision()).not.toBe(before);
    expect(await next()).toBe(`event: menu\ndata: ${events.menuRevision()}\n\n`);
    await cancel();
  });

  it("looks nothing up while nobody listens", async () => {
    isHere.mockClear();
    const { events } = open();
    events.changed("ours");
    await new Promise((resolve) => setTimeout(resolve, 120));
    expect(isHere).not.toHaveBeenCalled();
  });

  it("leaves nothing behind of a HEAD request, of a stream that was left, and of a stream that was closed", async () => {
    const timers = () => process.getActiveResourcesInfo().filter((kind) => kind === "Timeout").length;
    const { events, app, stream } = open();
    const before = timers();
    for (let index = 0; index < 200; index++) {
      const head = await app.request("/events", { method: "HEAD" });
      expect([head.status, head.body]).toEqual([200, null]);
    }
    for (let index = 0; index < 50; index++) {
      const { next, cancel } = await stream();
      await next();
      await cancel();
    }
    const last = await stream();
    await last.next();
    expect(events.isWatched()).toBe(true);
    events.close();
    expect(await last.next()).toBeUndefined();
    await eventually(() => expect(events.isWatched()).toBe(false));
    expect(timers()).toBeLessThanOrEqual(before + 1);
  });
});

describe("the stream of a running bot", () => {
  const TOKEN = "a-token-for-this-test-only";
  let bot: Running;
  beforeAll(async () => {
    bot = await startBot();
  });
  afterAll(() => bot?.stop());

  const newPerson = async () =>
    (await fetch(bot.url)).headers
      .getSetCookie()
      .map((line) => line.split(";")[0])
      .join("; ");
  const post = (path: string, body: object, cookie: string) =>
    fetch(bot.url + path, {
      method: "POST",
      headers: { "content-type": "application/json", accept: "application/json", origin: bot.url, cookie },
      body: JSON.stringify(body),
    });

  it("is quiet after an erase of many asks: one event, one request for what a page shows", async () => {
    const [ada, ben] = await Promise.all([newPerson(), newPerson()]);
    const ids: string[] = [];
    for (let index = 0; index < 60; index++) {
      const asked = await post("/asks", { text: `/sentiment number ${index}` }, ada);
      ids.push(((await asked.json()) as { id: string }).id);
    }
    const kept = ((await (await post("/asks", { text: "/sentiment kept" }, ben)).json()) as { id: string })
      .id;
    const isAnswered = async () =>
      (await (await fetch(`${bot.url}/asks/${kept}`)).text()).includes("answered");
    await vi.waitFor(async () => expect(await isAnswered()).toBe(true), { timeout: 60_000, interval: 100 });
    const { heard, count, leave } = await listen(`${bot.url}/events`);
    await eventually(() => expect(count("hello")).toBe(1));
    expect((await post("/privacy/erase", { confirm: "yes" }, ada)).status).toBe(200);
    await vi.waitFor(() => expect(count("reload")).toBeGreaterThan(0), { timeout: 60_000 });
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(count("reload")).toBeLessThanOrEqual(2);
    for (const id of ids) expect(heard.text).not.toContain(id);
    const shown = await fetch(`${bot.url}/asks?ids=${[...ids.slice(0, 40), kept].join()}`);
    expect(await shown.text()).toMatch(new RegExp(`^<article[^>]*id="ask-${kept}"`));
    leave();
  });

  it("answers for several asks at once, and refuses what is no list of ids", async () => {
    for (const ids of ["", "a/b", "..%2Fprivacy", "%00", Array(60).fill("a").join()])
      expect((await fetch(`${bot.url}/asks?ids=${ids}`)).status, ids).toBe(400);
    expect(await (await fetch(`${bot.url}/asks?ids=unknown,none`)).text()).toBe("");
  });

  it("ends with the session that it was opened in", async () => {
    const closed = await startBot({ ADMIN_TOKEN: TOKEN });
    try {
      const entered = await fetch(`${closed.url}/login`, {
        method: "POST",
        redirect: "manual",
        headers: { origin: closed.url },
        body: new URLSearchParams({ token: TOKEN }),
      });
      const cookie = entered.headers.getSetCookie()[0]?.split(";")[0] ?? "";
      vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
      const stream = await listen(`${closed.url}/events`, { cookie });
      expect(stream.status).toBe(200);
      await eventually(() => expect(stream.count("hello")).toBe(1));
      await fetch(`${closed.url}/logout`, {
        method: "POST",
        redirect: "manual",
        headers: { cookie, origin: closed.url },
      });
      // The session is looked at after 15 quiet seconds; whatever comes in between starts them anew.
      for (let turn = 0; turn < 20 && !stream.heard.isOver; turn++) {
        await vi.advanceTimersByTimeAsync(16_000);
        await new Promise((resolve) => setImmediate(resolve));
      }
      vi.useRealTimers();
      await eventually(() => expect(stream.heard.isOver).toBe(true));
    } finally {
      vi.useRealTimers();
      await closed.stop();
    }
  });
});
