/** The notice of first use: once in a workspace, whichever process is first, and never where nothing is posted. */

import { describe, expect, it } from "vitest";
import type { Json } from "../../src/core/ask.ts";
import { hasFirstUseNotice } from "../../src/flows/asks/first-use.ts";

const posts = { retract: async () => {} };
const ask = (id: string, workspace = "T1", platform = "slack") => ({
  id,
  person: { platform, workspace, id: "U1", name: "Ada" },
});

/** One store as several processes see it, each with an object of its own. */
function storeOf(kept: Map<string, Json>) {
  let calls = 0;
  return {
    calls: () => calls,
    settleSetting: async (key: string, value: Json) => {
      calls++;
      if (!kept.has(key)) kept.set(key, value);
      return kept.get(key) as Json;
    },
  };
}

describe("the notice of first use", () => {
  it("comes with the first ask of each workspace, and stays with it after a restart", async () => {
    const kept = new Map<string, Json>();
    const store = storeOf(kept);
    const has = (one: Parameters<typeof hasFirstUseNotice>[2], own = store) =>
      hasFirstUseNotice(own, posts, one);
    expect([await has(ask("a")), await has(ask("b")), await has(ask("a"))]).toEqual([true, false, true]);
    expect([await has(ask("c", "T2")), await has(ask("d", "T1", "discord"))]).toEqual([true, true]);
    expect(store.calls()).toBe(3);
    const restarted = storeOf(kept);
    expect([await has(ask("b"), restarted), await has(ask("a"), restarted)]).toEqual([false, true]);
  });

  it("comes once where two processes answer at the same time", async () => {
    const kept = new Map<string, Json>();
    const both = await Promise.all(["a", "b"].map((id) => hasFirstUseNotice(storeOf(kept), posts, ask(id))));
    expect(both.filter(Boolean)).toHaveLength(1);
  });

  it("comes neither where nothing is posted nor in direct messages, which belong to no workspace", async () => {
    const store = storeOf(new Map());
    expect(await hasFirstUseNotice(store, {}, ask("a", "web", "web"))).toBe(false);
    expect(await hasFirstUseNotice(store, posts, ask("a", "dm", "discord"))).toBe(false);
    expect(store.calls()).toBe(0);
  });
});
