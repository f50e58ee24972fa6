/** Erasing a person's data: in the store at once, then in what was posted. */

import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { BotError } from "../../src/core/errors.ts";
import { erasePerson } from "../../src/flows/erase.ts";
import { ada, openStack, type Stack } from "./stack.ts";

let stack: Stack;
beforeAll(async () => {
  stack = await openStack();
});
afterAll(() => stack.close());

describe("an erasure", () => {
  it("takes back what was posted of each ask, one after the other, and continues after one that can't be", async () => {
    const person = { ...ada, id: "eraser" };
    const texts = ["first", "second", "third"];
    for (const text of texts) await stack.askAndWait({ person, text });
    const refused = new BotError("PLATFORM_REFUSED", "the channel is gone");
    const retract = vi.fn(async (ask: { readonly text: string }) => {
      if (ask.text === "second") throw refused;
    });
    const warn = vi.fn();
    const platforms = new Map([["web", { ...stack.platform, retract }]]);
    const log = { debug() {}, info() {}, warn, error() {} };
    const ports = { store: stack.store, platforms, log } as unknown as Parameters<typeof erasePerson>[0];
    expect(await erasePerson(ports, person)).toBe(3);
    expect((await stack.store.exportPerson(person)).asks).toEqual([]);
    await vi.waitFor(() => expect(retract.mock.calls.map(([ask]) => ask.text)).toEqual(texts));
    await vi.waitFor(() => expect(warn).toHaveBeenCalledOnce());
    expect(JSON.stringify(warn.mock.calls)).not.toContain("second");
  });

  it("is done where nothing can be taken back", async () => {
    const person = { ...ada, id: "eraser" };
    await stack.askAndWait({ person });
    expect(await stack.erase(person)).toBe("1 ask was erased.");
  });
});
