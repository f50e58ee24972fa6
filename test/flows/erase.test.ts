/** Erasing a person's data: in the store at once, then in what was posted, by a job that outlives the process. */

import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { BotError } from "../../src/core/errors.ts";
import type { ErasedAsk, Platform } from "../../src/flows/ports/platform.ts";
import { retractErased } from "../../src/flows/privacy/erase.ts";
import { eventually } from "../store/eventually.ts";
import { ada, openStack, type Stack } from "./stack.ts";

const deliveries = vi.fn<Platform["deliver"]>(async ({ keep }) => keep({ posted: "here" }));
const retract = vi.fn<NonNullable<Platform["retract"]>>(async () => {});
const platform: Platform = {
  name: "web",
  start: async () => {},
  stop: async () => {},
  deliver: deliveries,
  retract,
};

let stack: Stack;
beforeAll(async () => {
  stack = await openStack({ platform });
});
afterAll(() => stack.close());

const person = { ...ada, id: "eraser" };

describe("an erasure", () => {
  it("takes back what was posted of each ask, with nothing of its text and its person", async () => {
    const records = [];
    for (const text of ["first", "second", "third"]) records.push(await stack.askAndWait({ person, text }));
    expect(await stack.erase(person)).toBe("3 asks were erased.");
    await eventually(() => expect(retract).toHaveBeenCalledTimes(3));
    const erased = retract.mock.calls.map(([one]) => one);
    expect(erased.map(({ id }) => id).sort()).toEqual(records.map(({ ask }) => ask.id).sort());
    expect(erased[0]).toMatchObject({
      platform: "web",
      command: "sentiment",
      locale: "en",
      deliveryRecord: { posted: "here" },
    });
    expect(JSON.stringify(erased)).not.toMatch(/first|second|third|eraser|Ada/);
  });

  it("waits until an ask that is being posted is posted, and takes back what was posted last", async () => {
    retract.mockClear();
    const gate = Promise.withResolvers<void>();
    deliveries.mockImplementation(async ({ keep, message }) => {
      if (message.state === "waiting") return;
      await gate.promise;
      await keep({ posted: "late" });
    });
    const calls = deliveries.mock.calls.length;
    await stack.ask({ person, text: "in work" });
    await eventually(() => expect(deliveries.mock.calls.length).toBeGreaterThan(calls + 1));
    expect(await stack.erase(person)).toBe("1 ask was erased.");
    expect(retract).not.toHaveBeenCalled();
    gate.resolve();
    await eventually(() => expect(retract).toHaveBeenCalled());
    expect(retract.mock.lastCall?.[0].deliveryRecord).toEqual({ posted: "late" });
  });
});

describe("a retraction", () => {
  const erased: ErasedAsk = {
    id: "erased",
    platform: "web",
    place: { channel: "web", native: null },
    command: "sentiment",
    locale: "en",
    deliveryRecord: null,
  };
  const run = (fail: () => void, served: Partial<Platform> | null = {}) => {
    const warn = vi.fn();
    const log = { debug() {}, info() {}, warn, error() {} };
    const web = served && { ...platform, retract: async () => fail(), ...served };
    const platforms = new Map(web ? [["web", web]] : []);
    return { warn, done: retractErased({ platforms, log }, erased) };
  };

  it("is over, with a log line, where the platform refuses for good", async () => {
    const { warn, done } = run(() => {
      throw new BotError("PLATFORM_REFUSED", "the channel is gone");
    });
    await done;
    expect(warn).toHaveBeenCalledWith(
      { askId: "erased", code: "PLATFORM_REFUSED", reason: "the channel is gone" },
      "what was posted of an erased ask can't be taken back",
    );
  });

  it("is tried again where the platform can't be reached, and by a process that serves it", async () => {
    const away = new BotError("PLATFORM_UNREACHABLE", "down", { retryable: true });
    await expect(
      run(() => {
        throw away;
      }).done,
    ).rejects.toBe(away);
    await expect(run(() => {}, null).done).rejects.toMatchObject({ retryable: true });
  });
});
