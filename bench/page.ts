/** Asks over the page of a bot that runs as a process of its own, as the page's script sends them: for what is measured beside asks. */

import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { print, quantile } from "./report.ts";

const ASKS_A_SECOND = 10;

export type Page = Awaited<ReturnType<typeof openPage>>;

/** Ten asks a second while something else is done; prints how soon they were acknowledged and answered.
 * @returns milliseconds to each acknowledgement */
export async function measureAsks(
  page: Page,
  name: string,
  during: () => Promise<void>,
): Promise<readonly number[]> {
  const acknowledged: number[] = [];
  const answered: number[] = [];
  const under: Promise<void>[] = [];
  let isOver = false;
  const asking = (async () => {
    for (let number = 0; !isOver; number++) {
      under.push(
        page.ask(number).then((times) => {
          acknowledged.push(times.acknowledgedMs);
          answered.push(times.answeredMs);
        }),
      );
      await sleep(1000 / ASKS_A_SECOND);
    }
  })();
  await during();
  isOver = true;
  await asking;
  await Promise.all(under);
  print(`${name}: acknowledged ${times(acknowledged)}; answered ${times(answered)}`);
  return acknowledged;
}

export const times = (all: readonly number[]) =>
  `p50 ${quantile(all, 0.5).toFixed(1)}  p95 ${quantile(all, 0.95).toFixed(1)}  p99 ${quantile(all, 0.99).toFixed(1)} ms (n ${all.length})`;

/** The page of a bot, as its own script talks to it.
 * @param token ADMIN_TOKEN, for an admin */
export async function openPage(url: string, token: string | null = null) {
  for (let tries = 0; !(await fetch(`${url}/readyz`).catch(() => null))?.ok; tries++) {
    if (tries > 600) throw new Error("the bot did not start");
    await sleep(100);
  }
  const cookie = (await fetch(url)).headers.get("set-cookie")?.split(";")[0] ?? "";
  const headers = {
    ...{ cookie, origin: url, "content-type": "application/json", accept: "application/json" },
    ...(token === null ? {} : { authorization: `Bearer ${token}` }),
  };
  const post = (path: string, body: object) =>
    fetch(url + path, { method: "POST", headers, body: JSON.stringify(body) });
  /** Looks at an ask each time that the page is sent news of it, as the page's script does. */
  const waiting = new Map<string, () => void>();
  const stream = await fetch(`${url}/events`, { headers: { ...headers, accept: "text/event-stream" } });
  void (async () => {
    for await (const text of stream.body?.pipeThrough(new TextDecoderStream()) ?? [])
      for (const [, id = ""] of text.matchAll(/^data: (\S+)$/gm)) void look(id);
  })().catch(() => {});
  async function look(id: string): Promise<void> {
    const shown = await (await fetch(`${url}/asks/${id}`, { headers })).text();
    if (shown.includes('data-state="answered"')) waiting.get(id)?.();
  }
  function answered(id: string): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    waiting.set(id, resolve);
    // The answer may have come before the acknowledgement was read.
    void look(id);
    return promise;
  }
  return {
    post,
    get: (path: string) => fetch(url + path, { headers }),
    async ask(number: number) {
      const startMs = performance.now();
      const response = await post("/asks", { text: `/sentiment great job number ${number}, team!` });
      const { id } = (await response.json()) as { id: string };
      const acknowledgedMs = performance.now() - startMs;
      await answered(id);
      return { acknowledgedMs, answeredMs: performance.now() - startMs };
    },
  };
}

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
