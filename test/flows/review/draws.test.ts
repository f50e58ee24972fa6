/** Which asks are drawn for a review: by the seed and the command alone, before there is an answer. */

import { expect, it } from "vitest";
import type { NewAsk } from "../../../src/core/ask.ts";
import { EVERYWHERE } from "../../../src/core/command/saved-command.ts";
import { ada, makeCommand, openStack, scoring } from "../stack.ts";

const labels = ["Positive", "Negative"];
const commands = [
  makeCommand("mood", { labels, review: { every: 3 } }),
  makeCommand("quiet", { labels }),
  makeCommand("always", { labels, review: { every: 1 } }),
];

/** Asks the same in a stack whose model says something else. Returns the interaction ids that were drawn. */
async function drawnWith(probabilities: readonly number[], text: string) {
  const stack = await openStack({ commands, drawSeed: "seed" });
  stack.backend.score.mockImplementation(async () => scoring(probabilities));
  const asks = Array.from({ length: 16 }, (_, at) => ({ interactionId: `draw-${at}`, person: ada }));
  const records = await Promise.all(asks.map((ask) => stack.askAndWait({ ...ask, command: "mood", text })));
  expect(
    records.every(({ answer }) => answer?.label === (probabilities[0] === 0.9 ? "Positive" : "Negative")),
  ).toBe(true);
  const drawn = (await stack.store.spotChecksOf("mood", EVERYWHERE)).map(({ askId }) => askId);
  await stack.close();
  return records.filter(({ ask }) => drawn.includes(ask.id)).map(({ ask }) => ask.interactionId);
}

it("draws the same asks whatever is answered and whatever they say", async () => {
  const one = await drawnWith([0.9, 0.1], "great job, team!");
  expect(await drawnWith([0.2, 0.8], "this is broken again")).toEqual(one);
  expect(one.length).toBeGreaterThan(0);
  expect(one.length).toBeLessThan(16);
});

it("draws nothing of a command without spot checks, of drafts, or of asks with settings of their own", async () => {
  const stack = await openStack({ commands, drawSeed: "seed", admins: ["web:web:ada"] });
  const checked = async (command: string) => (await stack.store.spotChecksOf(command, EVERYWHERE)).length;
  const ask = (changes: Partial<NewAsk>) => stack.askAndWait({ command: "always", ...changes });
  await ask({});
  expect(await checked("always")).toBe(1);
  await ask({ command: "quiet" });
  expect(await checked("quiet")).toBe(0);
  await ask({ settings: { examples: 0 } });
  await ask({ settings: { temperature: 1.5 } });
  expect(await checked("always")).toBe(1);
  // What equals the command's own is no setting of one's own.
  await ask({ settings: { examples: 1, temperature: 0.1 } });
  expect(await checked("always")).toBe(2);
  const saved = await stack.store.saveVersion({
    ...{ name: "always", note: null, author: ada, fileRevision: null },
    scope: { platform: "web", workspace: "web", channel: "web" },
    source:
      "summary: x\ndescription: y\ninput: Message\noutput: Mood\nlabels: [Positive, Negative]\nreview: { every: 1 }\n",
  });
  expect(saved.kind).toBe("saved");
  await ask({ version: 1 });
  expect(await checked("always")).toBe(2);
  await stack.close();
});
