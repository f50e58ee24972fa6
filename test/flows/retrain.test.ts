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

/** @param rows that the live head learned from; two are left */
async function retrain(rows: number) {
  let onRows = (_: string | null) => {};
  const store = {
    claimHead: async () => true,
    replaceHead: vi.fn(),
    retireHead: vi.fn(),
    watchRows: (listener: typeof onRows) => {
      onRows = listener;
      return () => {};
    },
  };
  const log = { debug() {}, info() {}, warn: vi.fn(), error() {} };
  const saved = { id: "h", name: "desk", number: 1, scope: EVERYWHERE, rows };
  const left = ["late", "later"].map((text) => ({
    ...{ id: text, text, label: "Bad", given: "Good", source: "spot-check", mayBeShown: false },
  }));
  const stop = keepHeadsTrained({
    ...{ store, log, backend: createScriptedBackend(), rows: { of: async () => left } },
    commands: { find: () => desk },
    heads: { list: () => [saved], unusable: () => [], refresh: async () => {} },
    // The prompt is right about the tests, by little.
    see: async (_: unknown, texts: readonly string[]) =>
      texts.map((text) => ({ text, seen: null, logprobs: [Math.log(0.51), Math.log(0.49)] })),
    train: async () => ({
      ...trainHead({
        rows: Array.from({ length: 40 }, (_, at) => ({
          ...{
            text: `fine ${at}`,
            seen: null,
            logprobs: [Math.log(0.51), Math.log(0.49)],
            label: 1,
            weight: 1,
          },
        })),
        labelCount: 2,
      }),
    }),
  } as never);
  onRows("desk");
  await vi.waitFor(() => expect(log.warn).toHaveBeenCalled());
  stop();
  expect(store.replaceHead).not.toHaveBeenCalled();
  return store.retireHead.mock.calls.map(([name, { note }]) => [name, note]);
}

it("keeps the head where rows were added, and switches it off where rows are gone", async () => {
  expect(await retrain(2)).toEqual([]);
  expect(await retrain(3)).toEqual([["desk", "rows are gone, and without them it is worse than the prompt"]]);
});
