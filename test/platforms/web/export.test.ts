/** A download of a person's data over the wire: it takes little memory however much there is, and half a file is never taken for a whole one. */

import { once } from "node:events";
import { get, type IncomingMessage } from "node:http";
import { afterAll, beforeAll, beforeEach, expect, it, vi } from "vitest";
import { BotError } from "../../../src/core/errors.ts";
import type { ExportItem, Store } from "../../../src/flows/ports/store.ts";
import { openStack, type Stack } from "../../flows/stack.ts";
import { eventually } from "../../store/eventually.ts";
import { webOver } from "../subjects/web.ts";

let stack: Stack;
let web: ReturnType<typeof webOver>;
let read: () => AsyncGenerator<ExportItem>;
const log = { debug() {}, info() {}, warn() {}, error: vi.fn() };

beforeAll(async () => {
  stack = await openStack();
  (stack.store as { exportPerson: Store["exportPerson"] }).exportPerson = () => read();
  web = webOver(stack, log);
  await web.start();
});
afterAll(async () => {
  await web.stop();
  await stack.close();
});
beforeEach(() => {
  given = 0;
  ended = 0;
});

/** Items that were read so far, and readings that came to an end. */
let given = 0;
let ended = 0;
const item = (text: string): ExportItem =>
  ({ list: "ratings", value: { reason: text } }) as unknown as ExportItem;

async function* endless(): AsyncGenerator<ExportItem> {
  try {
    for (;;) {
      given += 1;
      yield item("x".repeat(10_000));
    }
  } finally {
    ended += 1;
  }
}

async function download(): Promise<IncomingMessage> {
  const [response] = await once(get(`${web.url}/privacy/export`), "response");
  return response as IncomingMessage;
}

it("reads no more than the browser takes, and nothing more once it has left", async () => {
  read = endless;
  const response = await download();
  expect(response.headers["content-disposition"]).toContain("fewshot-data.json");
  // The connection holds some megabytes; then the reading rests.
  await vi.waitFor(
    async () => {
      const before = given;
      await new Promise((resolve) => setTimeout(resolve, 100));
      expect(given).toBe(before);
    },
    { timeout: 60_000 },
  );
  expect(given).toBeGreaterThan(5);
  expect(given).toBeLessThan(3_000);
  const rested = given;
  let bytes = 0;
  for await (const chunk of response) {
    bytes += chunk.length;
    if (bytes > 60_000_000) break;
  }
  expect(given).toBeGreaterThan(rested);
  await eventually(() => expect(ended).toBe(1));
});

it("is a download of many megabytes that ends as whole JSON", async () => {
  read = async function* () {
    for (let n = 0; n < 2_000; n++) yield item("x".repeat(10_000));
  };
  const data = (await (await fetch(`${web.url}/privacy/export`)).json()) as { ratings: unknown[] };
  expect(data.ratings).toHaveLength(2_000);
});

it("is cut where the store fails half-way, and an answer with a sentence where it fails at once", async () => {
  const away = new BotError("STORE_UNAVAILABLE", "away", { retryable: true });
  read = async function* () {
    yield item("x".repeat(100_000));
    throw away;
  };
  await expect(fetch(`${web.url}/privacy/export`).then((answer) => answer.text())).rejects.toThrow();
  // biome-ignore lint/correctness/useYield: it fails before the first item.
  read = async function* () {
    throw away;
  };
  const answer = await fetch(`${web.url}/privacy/export`);
  expect(answer.status).toBe(500);
  expect(await answer.text()).toContain("can&#39;t be reached");
});
