/** Which texts may become examples of a prompt, which only judge, and that a run that was interrupted continues. */

import { expect, it, vi } from "vitest";
import type { Command } from "../../src/core/command/command.ts";
import { EVERYWHERE, type Scope } from "../../src/core/command/saved-command.ts";
import { type ChoosePorts, proposeExamples } from "../../src/flows/learning/choose-examples.ts";
import type { Judged } from "../../src/learning/examples/search.ts";
import type { LabelledRow } from "../../src/learning/rows.ts";
import { makeCommand } from "./stack.ts";

const row = (text: string, source: LabelledRow["source"], mayBeShown = true): LabelledRow => ({
  ...{ id: text, text, source, mayBeShown, given: null, label: text.includes("late") ? "Bad" : "Good" },
});
const texts = (word: string, count: number) =>
  Array.from({ length: count }, (_, at) => `${word} ${at} is ${at % 2 ? "late" : "here"}`);
const WORKSPACE: Scope = { platform: "slack", workspace: "T1", channel: "" };
const desk: Command = {
  ...makeCommand("desk", {
    labels: ["Good", "Bad"],
    examples: [
      { input: "old one", output: "Good" },
      { input: "old late", output: "Bad" },
    ],
    tests: [{ input: "file 3 is late", output: "Bad" }],
  }),
  moreExamples: texts("file", 40).map((input) => ({
    input,
    output: input.includes("late") ? "Bad" : "Good",
  })),
};
const team = [
  ...texts("agreed", 6).map((text) => row(text, "override")),
  ...texts("kept", 6).map((text) => row(text, "override", false)),
  ...texts("spot", 20).map((text) => row(text, "spot-check", false)),
  ...texts("rated", 6).map((text) => row(text, "right")),
];

/** Everything that was asked, and everything that a prompt held. */
async function propose(
  scope: Scope,
  {
    command = desk,
    kept = new Map<string, Judged>(),
  }: { command?: Command; kept?: Map<string, Judged> } = {},
) {
  const [asked, held] = [new Set<string>(), new Set<string>()];
  const respond = vi.fn<ChoosePorts["respond"]>(async ({ command: { examples }, text }) => {
    asked.add(text);
    for (const { input } of examples) held.add(input);
    const isBad = text.includes("late");
    return {
      ...{ label: isBad ? "Bad" : "Good", examplesDropped: examples.length > 6 ? 1 : 0 },
      scores: [
        { label: isBad ? "Bad" : "Good", score: 0.9 },
        { label: isBad ? "Good" : "Bad", score: 0.1 },
      ],
    } as never;
  });
  const progress = vi.fn();
  const choice = await proposeExamples(
    {
      ...{ respond, rows: { of: async () => team }, onProgress: progress },
      kept: { find: (key) => kept.get(key), keep: async (key, judged) => void kept.set(key, judged) },
    },
    { command, scope, seed: 1, maxExamples: 8 },
  );
  return { choice, asked, held, respond, progress };
}

it("copies from the examples file, and what a workspace's people agreed to for that workspace alone", async () => {
  const everywhere = await propose(EVERYWHERE);
  expect([...everywhere.held].filter((text) => !/^(?:file|old) /.test(text))).toEqual([]);
  const here = await propose(WORKSPACE);
  expect([...here.held].some((text) => text.startsWith("agreed"))).toBe(true);
  expect([...here.held].filter((text) => !/^(?:file|old|agreed) /.test(text))).toEqual([]);
  // Spot checks judge; what is rated Right says that the prompt is right, and the tests measure the draft.
  expect([...here.asked].some((text) => text.startsWith("spot"))).toBe(true);
  expect(
    [...here.asked].filter((text) => /^(?:rated|kept) /.test(text) || text === "file 3 is late"),
  ).toEqual([]);
});

it("keeps the present examples where all sets answer alike, and tries none that does not fit", async () => {
  const { choice, progress } = await propose(EVERYWHERE);
  expect([choice.isPresent, choice.comparison.verdict]).toEqual([true, "no-proof"]);
  expect(choice.sizes.map(({ size }) => size)).toEqual([2, 4]);
  const [done, total] = progress.mock.calls.at(-1) as [number, number];
  expect(done).toBeLessThanOrEqual(total);
});

it("asks nothing again that was answered before it was interrupted", async () => {
  const kept = new Map<string, Judged>();
  const first = await propose(EVERYWHERE, { kept });
  const again = await propose(EVERYWHERE, { kept });
  expect(again.choice).toEqual(first.choice);
  // Sets that do not fit are found out anew.
  expect([...again.held].length).toBeLessThanOrEqual([...first.held].length);
  expect(again.respond.mock.calls.every(([{ command }]) => command.examples.length > 6)).toBe(true);
});

it("says what is missing", async () => {
  await expect(propose(EVERYWHERE, { command: { ...desk, labels: null } })).rejects.toThrow(
    "/desk answers in free text; examples are chosen for commands with labels.",
  );
  await expect(propose(EVERYWHERE, { command: { ...desk, moreExamples: [] } })).rejects.toThrow(
    "/desk has 20 labelled texts to choose by, and 0 of them may become examples; at least 20 are needed.",
  );
});
