/** People, asks and answers to store in tests. */

import { randomUUID } from "node:crypto";
import type { Answer, NewAsk, Person } from "../../src/core/ask.ts";

export function aPerson(name = "Ada"): Person {
  return { platform: "web", workspace: "web", id: randomUUID(), name };
}

export function anAsk(changes: Partial<NewAsk> = {}): NewAsk {
  return {
    interactionId: randomUUID(),
    person: aPerson(),
    author: null,
    place: { channel: randomUUID(), native: { thread: "7", nested: [1, null, true] } },
    command: "sentiment",
    text: "great job, team!",
    settings: { temperature: 0.5 },
    locale: "en",
    ...changes,
  };
}

export const answer: Answer = {
  label: "Positive",
  text: null,
  scores: [
    { label: "Positive", score: 0.75 },
    { label: "Negative", score: 0.25 },
  ],
  doubt: null,
  method: "scored",
  calibrated: true,
  prompt: "Decide.\nMessage: great job, team!\nSentiment:",
  examplesUsed: 3,
  examplesDropped: 0,
  settings: { temperature: 0.1, maxNewTokens: 25, endSequence: "###" },
  model: {
    name: "fewshot-neo",
    family: "GPT-Neo",
    parameters: 1_000_000,
    revision: "abc",
    contextTokens: 512,
    scripts: ["Latin"],
    abstainBelow: null,
    builtin: true,
    dtype: "fp32",
  },
  backend: "onnx",
  where: "in this process",
  commandRevision: "r1",
  promptTokens: 20,
  cachedTokens: 0,
  newTokens: null,
  durationMs: 12.5,
};
