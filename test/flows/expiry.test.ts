/** Expiry by the hour, and at once where the clock was set. */

import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { keepExpiring } from "../../src/flows/privacy/expiry.ts";

beforeEach(() => vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] }));
afterEach(() => vi.useRealTimers());

it("runs at the start, every hour, and within a second after the clock was set", async () => {
  const year = 365 * 24 * 60 * 60_000;
  let wall = 0;
  let steady = 0;
  const deleteExpired = vi.fn(async (_now: Date) => 0);
  const warn = vi.fn();
  const log = { debug() {}, info() {}, warn, error() {} };
  const pass = async (ms: number) => {
    for (let passed = 0; passed < ms; passed += 1_000) {
      wall += 1_000;
      steady += 1_000;
      await vi.advanceTimersByTimeAsync(1_000);
    }
  };
  const stop = keepExpiring({ store: { deleteExpired }, log }, { wall: () => wall, steady: () => steady });
  await pass(60 * 60_000);
  expect(deleteExpired).toHaveBeenCalledTimes(2);
  // A network's time server moves it by seconds.
  wall += 30_000;
  await pass(5_000);
  expect(deleteExpired).toHaveBeenCalledTimes(2);
  for (const jump of [56 * year, -2 * year]) {
    wall += jump;
    await pass(1_000);
    expect(deleteExpired.mock.lastCall).toEqual([new Date(wall)]);
    await pass(10_000);
  }
  expect(deleteExpired).toHaveBeenCalledTimes(4);
  expect(warn).toHaveBeenCalledTimes(2);
  stop();
  await pass(2 * 60 * 60_000);
  expect(deleteExpired).toHaveBeenCalledTimes(4);
});
