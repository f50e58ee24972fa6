/** What is known of the model, and who gets a notice of it. */

import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { ModelInfo } from "../../src/core/ask.ts";
import { BotError } from "../../src/core/errors.ts";
import { createKnownModel, infoOf } from "../../src/flows/asks/answer/known-model.ts";
import type { BackendState } from "../../src/flows/ports/backend-state.ts";

const info = { name: "m", parameters: 7e6 } as ModelInfo;
beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

it("tries again until the model can be described, and reports each change once", async () => {
  let fault: BotError | null = new BotError("BACKEND_LOADING", "loading");
  const known = createKnownModel({
    async describe() {
      if (fault) throw fault;
      return info;
    },
  });
  const changed = vi.fn();
  known.onChange(changed);
  known.start();
  await vi.advanceTimersByTimeAsync(6_000);
  expect(known.status()).toEqual({ kind: "loading" });
  fault = new BotError("CONFIG_MODEL", "broken");
  await vi.advanceTimersByTimeAsync(6_000);
  expect(known.status()).toEqual({ kind: "failed", code: "CONFIG_MODEL", model: null });
  fault = null;
  const before = changed.mock.calls.length;
  await vi.advanceTimersByTimeAsync(60_000);
  expect(known.status()).toEqual({ kind: "ready", model: info });
  expect(changed.mock.calls.length).toBe(before + 1);
  known.stop();
});

it("names the fault of a server, keeps what is known of its model, and reports a change back to who read in between", async () => {
  let state: BackendState = { isReachable: null, breaker: "closed", scoring: null };
  const known = createKnownModel({ describe: async () => info, state: () => state });
  const changed = vi.fn();
  known.onChange(changed);
  known.start();
  await vi.advanceTimersByTimeAsync(3_000);
  expect(known.status().kind).toBe("ready");
  changed.mockClear();
  state = { ...state, isReachable: false, fault: "CONFIG_CREDENTIAL" };
  const failed = known.status();
  expect(failed).toEqual({ kind: "failed", code: "CONFIG_CREDENTIAL", model: info });
  expect(infoOf(failed)).toBe(info);
  state = { ...state, isReachable: true, fault: undefined };
  await vi.advanceTimersByTimeAsync(3_000);
  expect(changed).toHaveBeenCalledTimes(1);
  known.stop();
});
