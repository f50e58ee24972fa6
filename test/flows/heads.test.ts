/** Which head is in force where, and which can't be used. */

import { expect, it, vi } from "vitest";
import { EVERYWHERE, type Scope } from "../../src/core/command/saved-command.ts";
import type { SavedHead } from "../../src/core/command/saved-head.ts";
import { openHeads } from "../../src/flows/learning/heads.ts";
import { learnHead } from "../../src/flows/learning/learn.ts";
import { createSee, modelKey } from "../../src/flows/learning/see.ts";
import { trainHead } from "../../src/learning/head/head.ts";
import { encodeHead, promptDigest } from "../../src/learning/head/stored-head.ts";
import { createScriptedBackend, makeCommand } from "./stack.ts";

const desk = makeCommand("desk", { labels: ["North", "South"], examples: [] });
const info = await createScriptedBackend().describe();
const UNSURE = [Math.log(0.5), Math.log(0.5)];
const rows = [0, 1].map((label) => ({
  text: ["parcel", "invoice"][label] as string,
  seen: null,
  logprobs: UNSURE,
  label,
  weight: 1,
}));
const weights = encodeHead(trainHead({ rows, labelCount: 2, penalty: 1 }).head);

const saved = (number: number, changes: Partial<SavedHead> = {}): SavedHead => ({
  ...{ id: `h${number}`, name: "desk", number, state: "live", scope: EVERYWHERE, model: modelKey(info) },
  ...{ promptDigest: promptDigest(desk), labels: ["North", "South"], rows: 2, measured: null, weights },
  createdAt: new Date(),
  ...changes,
});

async function open(live: SavedHead[]) {
  const warn = vi.fn();
  const liveHeads = vi.fn(async () => live);
  const heads = await openHeads({
    store: { liveHeads, watchVersions: () => () => {} },
    commands: { find: (name) => (name === "desk" ? desk : null), onChange: () => () => {} },
    model: { status: () => ({ kind: "ready", model: info }), onChange: () => () => {} },
    log: { debug() {}, info() {}, error() {}, warn },
  });
  return { heads, warn, liveHeads };
}

const place = (workspace: string, channel = "C1") => ({ platform: "slack" as const, workspace, channel });

it("takes the head of the narrowest scope that covers the place", async () => {
  const scope = (workspace: string, channel = ""): Scope => ({ platform: "slack", workspace, channel });
  const { heads } = await open([
    saved(1),
    saved(2, { scope: scope("T1") }),
    saved(3, { scope: scope("T1", "C9") }),
  ]);
  const numberIn = (where?: ReturnType<typeof place>) => heads.find(desk, where, info)?.number;
  expect(numberIn(place("T1", "C9"))).toBe(3);
  expect(numberIn(place("T1"))).toBe(2);
  expect(numberIn(place("T2"))).toBe(1);
  expect(numberIn()).toBe(1);
});

it("has none for another model, another prompt or another name, and says so once", async () => {
  const another = saved(1, { model: "another r9" });
  const { heads, warn } = await open([
    another,
    saved(2, { scope: place("T1"), promptDigest: "old" }),
    saved(3, { scope: place("T2"), weights: "broken" }),
    saved(4, { name: "gone" }),
  ]);
  expect(heads.unusable()).toEqual([
    { id: "h1", head: "desk head 1 (everywhere)", reason: "another-model" },
    { id: "h2", head: "desk head 2 (slack:T1:C1)", reason: "another-command" },
    { id: "h3", head: "desk head 3 (slack:T2:C1)", reason: "unreadable" },
    { id: "h4", head: "gone head 4 (everywhere)", reason: "another-command" },
  ]);
  for (const where of [place("T1"), place("T2"), place("T3"), undefined])
    expect(heads.find(desk, where, info)).toBeNull();
  await heads.refresh();
  expect(warn).toHaveBeenCalledTimes(4);
});

it("keeps what it has while the store can't be read, and reads again", async () => {
  const { heads, liveHeads } = await open([saved(1)]);
  liveHeads.mockRejectedValueOnce(new Error("away"));
  await expect(heads.refresh()).rejects.toThrow("away");
  expect(heads.find(desk, undefined, info)?.number).toBe(1);
  liveHeads.mockResolvedValueOnce([]);
  await heads.refresh();
  expect(heads.list()).toEqual([]);
});

it("can't be trained for a model that scores no labels", async () => {
  const backend = createScriptedBackend();
  backend.score.mockResolvedValue(null);
  const row = {
    id: "1",
    text: "parcel",
    label: "North",
    given: null,
    source: "example" as const,
    mayBeShown: true,
  };
  const ports = {
    backend,
    see: createSee(backend),
    train: async () => Promise.reject(),
    rows: { of: async () => [row] },
  };
  await expect(learnHead(ports, { command: desk, scope: EVERYWHERE })).rejects.toMatchObject({
    code: "INPUT_USAGE",
    message: expect.stringContaining("can't score labels"),
  });
});
