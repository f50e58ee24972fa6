/** The watch over the model: the log says what is true, and a model that can never be opened ends the bot. */

import { afterEach, expect, it, vi } from "vitest";
import { BotError } from "../../src/core/errors.ts";
import { watchModel } from "../../src/observability/model-watch.ts";
import { eventually } from "../store/eventually.ts";

const log = { debug: vi.fn(), info: vi.fn(), warn: vi.fn(), error: vi.fn() };
const onFatal = vi.fn();
const info = { name: "neo", parameters: 1, contextTokens: 2048 } as never;
let stop = () => {};
afterEach(() => {
  stop();
  for (const spy of [...Object.values(log), onFatal]) spy.mockReset();
});
const said = () => log.info.mock.calls.map(([, text]) => text);

it("says that a server's model is ready only after the server answered, and asks until it does", async () => {
  let isReachable: boolean | null = null;
  const complete = vi.fn(async () => {
    isReachable = complete.mock.calls.length > 2;
    if (!isReachable) throw new BotError("BACKEND_UNREACHABLE", "no route", { retryable: true });
    return {} as never;
  });
  const state = () => ({ isReachable, breaker: "closed" as const, scoring: null });
  stop = watchModel({ backend: { describe: async () => info, complete, state }, log, onFatal, everyMs: 5 });
  await eventually(() => expect(said()).toEqual(["the model is ready"]));
  expect(complete).toHaveBeenCalledTimes(3);
  expect(log.error).toHaveBeenCalledTimes(1);
  expect(onFatal).not.toHaveBeenCalled();
});

it("asks a server no more while asks show that it answers", async () => {
  const complete = vi.fn(async () => ({}) as never);
  const state = () => ({ isReachable: true, breaker: "closed" as const, scoring: null });
  stop = watchModel({ backend: { describe: async () => info, complete, state }, log, onFatal, everyMs: 1 });
  await eventually(() => expect(said()).toEqual(["the model is ready"]));
  await new Promise((done) => setTimeout(done, 30));
  expect(complete).toHaveBeenCalledTimes(1);
});

it("ends the bot for a model in this process that does not exist", async () => {
  const error = new BotError("CONFIG_MODEL", "the folder does not exist");
  const describe = async () => Promise.reject(error);
  stop = watchModel({ backend: { describe, complete: vi.fn() }, log, onFatal, everyMs: 5 });
  await eventually(() => expect(onFatal).toHaveBeenCalledWith(error));
});
