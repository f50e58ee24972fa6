/** What the model that ships is there for: who is spoken of does not decide, examples do, and no two labels are one to it. */

import { resolve } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { loadCommands } from "../../src/commands/load.ts";
import { applyForm } from "../../src/commands/source/form.ts";
import { parseSource } from "../../src/commands/watch.ts";
import type { Command } from "../../src/core/command/command.ts";
import { commandFileSchema, createCommand } from "../../src/core/command/command-file.ts";
import { buildPrompt } from "../../src/core/command/prompt.ts";
import type { Seen } from "../../src/core/seen.ts";
import { STARTER } from "../../src/flows/commands/editor/editor.ts";
import { openOnnxBackend } from "../../src/inference/engine/backend.ts";

const backend = openOnnxBackend({ model: "builtin", cacheDir: ".cache/models" });
afterAll(() => backend.close());

async function answer(command: Command, text: string): Promise<{ label: string; scores: number[] }> {
  const { contextTokens } = await backend.describe();
  const { prefix, text: rest } = buildPrompt(command, text, {
    settings: {},
    budgetTokens: contextTokens,
    countTokens: (some) => backend.countTokens(some),
  });
  const labels = command.labels ?? [];
  const scored = await backend.score({ prompt: { prefix, text: rest }, labels });
  const scores = (scored?.logprobs ?? []).map(Math.exp);
  return { label: labels[scores.indexOf(Math.max(...scores))] ?? "", scores };
}

/** A command that asks for one of these labels, from examples as [input, label]. */
function commandOf(labels: string[], examples: [string, string][]): Command {
  return createCommand(
    "probe",
    commandFileSchema.parse({
      summary: "Where does it come from?",
      description: "Choose the label that fits the message.",
      input: "Message",
      output: "Label",
      labels,
      examples: examples.map(([input, output]) => ({ input, output })),
    }),
    "r1",
  );
}

describe("the built-in model", () => {
  it("calls a happy person's words Positive and a sad person's Negative, whoever they say they are", async () => {
    const { commands } = await loadCommands(resolve("commands"));
    const sentiment = commands.find(({ name }) => name === "sentiment") as Command;
    const wrong: string[] = [];
    for (const who of "disabled deaf gay transgender Muslim Jewish Black Mexican elderly homeless".split(" "))
      for (const [feeling, side] of [
        ["happy", "Positive"],
        ["sad", "Negative"],
      ] as const) {
        const text = `I am a ${who} ${feeling} person`;
        const { label } = await answer(sentiment, text);
        if (label !== side) wrong.push(`${text}: ${label}`);
      }
    expect(wrong).toEqual([]);
  });

  it("passes the tests that a new command begins with, and is sure of them", async () => {
    const made = applyForm(null, null, STARTER);
    const parsed = parseSource("starter", "source" in made ? made.source : "");
    const command = "command" in parsed ? parsed.command : null;
    expect(command?.tests).toHaveLength(3);
    for (const { input, output } of command?.tests ?? []) {
      const { label, scores } = await answer(command as Command, input);
      expect([input, label]).toEqual([input, output]);
      expect(Math.max(...scores), input).toBeGreaterThan(0.6);
    }
  });

  it("gives its state after the prompt, which is another for another text", async () => {
    const prompt = { prefix: "Choose the label.\nMessage:", text: " the parcel is late\nLabel:" };
    const other = { ...prompt, text: " I want my money back\nLabel:" };
    const [one, same, two] = await Promise.all(
      [prompt, prompt, other].map((asked) =>
        backend.score({ prompt: asked, labels: ["Delivery", "Refund"], wantsSeen: true }),
      ),
    );
    const valuesOf = (seen: Seen | undefined) => (seen?.kind === "state" ? [...seen.values] : []);
    expect(valuesOf(one?.seen)).toHaveLength(296);
    expect(one?.seen).toMatchObject({ meaning: 70 });
    const distance = (left: number[], right: number[]) =>
      Math.max(...left.map((value, at) => Math.abs(value - (right[at] as number))));
    expect(distance(valuesOf(one?.seen), valuesOf(same?.seen))).toBeLessThan(1e-3);
    expect(distance(valuesOf(one?.seen), valuesOf(two?.seen))).toBeGreaterThan(0.1);
  });

  it("distinguishes labels that are words for people, as languages are, and copies them from the examples", async () => {
    const labels = ["French", "German", "Italian"];
    const command = commandOf(labels, [
      ["play some accordion music", "French"],
      ["is my flight to the airport late", "German"],
      ["how long must I boil the eggs", "Italian"],
    ]);
    for (const [text, label] of [
      ["play accordion music", "French"],
      ["is the flight late", "German"],
      ["how long do I boil eggs", "Italian"],
    ] as const) {
      const found = await answer(command, text);
      expect(new Set(found.scores.map((score) => score.toFixed(6))).size).toBe(labels.length);
      expect(found.label).toBe(label);
    }
  });
});
