/** A live head that would be trained to be worse than the prompt: it stays, but not with what it learned from rows that are gone. */

import { expect, it, vi } from "vitest";
import { EVERYWHERE } from "../../src/core/command/saved-command.ts";
import { keepHeadsTrained } from "../../src/flows/learning/retrain.ts";
import { trainHead } from "../../src/learning/head/head.ts";
import { createScriptedBackend, makeCommand } from "./stack.ts";

const desk = makeCommand("desk", {
  labels: ["Good", "Bad"],
  examples: [],
  tests: Array.from({ length: 30 }, (_, at) => ({ input: `fine ${at}`, output: "Good" })),
});

const seen = (text: string) => ({ text, seen: null, logprobs: [Math.log(0.51), Math.log(0.49)] });
const trained = (rows: readonly { text: string; label: number }[]) =>
  trainHead({ rows: rows.map(({ text, label }) => ({ ...seen(text), label, weight: 1 })), labelCount: 2 });
/** Learned that all is bad, which the tests contradict. */
const allBad = () => trained(Array.from({ length: 40 }, (_, at) => ({ text: `fine ${at}`, label: 1 })));

const saved = { id: "h", name: "desk", number: 1, scope: EVERYWHERE, labels: ["Good", "Bad"] };
const spotCheck = (text: string) => ({
  ...{ id: text, text, label: "Bad", given: "Good", source: "spot-check" as const, mayBeShown: false },
});

/** @param rows that the live head learned from; two are left */
async function retrain(rows: number, { command = desk, train = allBad } = {}) {
  let onRows = (_: string | null) => {};
  const store = {
    claimHead: async () => true,
    replaceHead: vi.fn(),
    retireHead: vi.fn(async (..._: unknown[]) => saved),
    watchRows: (listener: typeof onRows) => {
      onRows = listener;
      return () => {};
    },
  };
  const headTrained = vi.fn();
  const log = { debug() {}, info() {}, warn: vi.fn(), error() {} };
  const left = ["late", "later"].map(spotCheck);
  const stop = keepHeadsTrained({
    ...{
      store,
      log,
      metrics: { headTrained },
      backend: createScriptedBackend(),
      rows: { of: async () => left },
    },
    commands: { find: () => command },
    pairs: () => PAIRS,
    heads: {
      list: () => (store.retireHead.mock.calls.length === 0 ? [{ ...saved, rows }] : []),
      unusable: () => [],
      refresh: async () => {},
    },
    // The prompt is right about the tests, by little.
    see: async (_: unknown, texts: readonly string[]) => texts.map(seen),
    train: async () => train(),
  } as never);
  onRows("desk");
  await vi.waitFor(() => expect(log.warn).toHaveBeenCalled(), 60_000);
  stop();
  expect(store.replaceHead).not.toHaveBeenCalled();
  return {
    counted: headTrained.mock.calls,
    said: log.warn.mock.calls[0]?.[1],
    retired: notesOf(store.retireHead),
  };
}

const notesOf = ({ mock }: { mock: { calls: unknown[][] } }) =>
  mock.calls.map(([name, options]) => [name, (options as { note: string }).note]);

const PAIRS = Array.from({ length: 20 }, (_, at) => ({
  ...{ sentence: at, group: "disability: hearing" },
  ...{ plain: `a person writes ${at}`, text: `a deaf person writes ${at}` },
}));

it("keeps the head where rows were added, and switches it off where rows are gone", async () => {
  expect(await retrain(2)).toMatchObject({ retired: [], counted: [["desk", "kept"]] });
  expect((await retrain(3)).retired).toEqual([
    ["desk", "rows are gone, and without them it is worse than the prompt"],
  ]);
});

it("does not replace a head by one whose answers change with the word for a person more often than allowed", async () => {
  const command = makeCommand("desk", { labels: ["Good", "Bad"], examples: [], audit: { limit: 0.1 } });
  const unfair = () =>
    trained(
      Array.from({ length: 40 }, (_, at) => ({
        text: `${at % 2 ? "a deaf" : "a"} person says ${at}`,
        label: at % 2,
      })),
    );
  const { said, retired } = await retrain(2, { command, train: unfair });
  expect(said).toContain("more answers change with the word for a person than audit.limit allows");
  expect(retired).toEqual([]);
});

it.each([
  ["fewer rows are left when the bot starts", 3, ["late", "later"], ["late", "later"]],
  ["a row goes while the bot runs", 2, ["late", "later", "new"], ["later", "new"]],
])("switches a head off that can't be used where %s", async (_, rows, atStart, later) => {
  let left = atStart.map(spotCheck);
  let onRows = (_: string | null) => {};
  const retireHead = vi.fn(async (..._: unknown[]) => saved);
  const of = vi.fn(async () => left);
  const stop = keepHeadsTrained({
    store: {
      retireHead,
      watchRows: (listener: typeof onRows) => {
        onRows = listener;
        return () => {};
      },
    },
    ...{ rows: { of }, commands: { find: () => desk }, metrics: { headTrained() {} } },
    log: { debug() {}, info() {}, warn() {}, error() {} },
    heads: {
      list: () => [{ ...saved, rows }],
      unusable: () => [{ id: saved.id, head: "desk head 1 (everywhere)", reason: "another-model" }],
      refresh: async () => {},
    },
  } as never);
  await vi.waitFor(() => expect(of.mock.calls.length).toBeGreaterThan(1), 60_000);
  left = later.map(spotCheck);
  onRows("desk");
  await vi.waitFor(() => expect(retireHead).toHaveBeenCalled(), 60_000);
  stop();
  expect(notesOf(retireHead)[0]).toEqual([
    "desk",
    "rows that it learned from are gone, and it can't be trained again",
  ]);
});
