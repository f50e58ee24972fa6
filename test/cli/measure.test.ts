/** Measuring a command: rows that fail, rows that are run again, and what people see beside the highest label. */

import { describe, expect, it } from "vitest";
import {
  judgeRows,
  likeliestRight,
  measure,
  NOT_SURE,
  type Row,
  sayVerdict,
} from "../../src/cli/shared/measure.ts";
import type { Answer } from "../../src/core/ask.ts";
import type { Command } from "../../src/core/command/command.ts";
import { BotError } from "../../src/core/errors.ts";

const LABELS = ["Good", "Bad"];
const command = { name: "verdict", labels: LABELS } as unknown as Command;
const answer = (label: string, score: number, doubt: Answer["doubt"] = null) =>
  ({ label: doubt === null ? label : null, scores: [{ label, score }], doubt }) as unknown as Answer;
const row = (input: string, expected: string): Row => ({ line: 1, input, expected });

describe("judgeRows", () => {
  it("continues after a refusal, and runs what failed for a passing reason again", async () => {
    const tries: string[] = [];
    const respond = async (_command: Command, text: string) => {
      tries.push(text);
      if (text === "refused") throw new BotError("BACKEND_REFUSED", "the server refused it");
      if (text === "busy" && tries.filter((one) => one === "busy").length === 1)
        throw new BotError("BACKEND_BUSY", "busy", { retryable: true });
      return answer("Good", 0.9);
    };
    const rows = [row("a", "Good"), row("refused", "Good"), row("busy", "Good"), row("b", "Bad")];
    const judged = await judgeRows({ respond }, command, { rows });
    expect(judged.map(({ right, error }) => [right, error])).toEqual([
      [true, null],
      [false, "the server refused it"],
      [true, null],
      [false, null],
    ]);
    expect(tries.filter((text) => text === "refused")).toHaveLength(1);
    expect(measure(judged, LABELS)).toMatchObject({ n: 3, failed: 1, accuracy: 2 / 3 });
  });

  it("counts what people see apart from the highest label, and takes Not sure as an expected answer", async () => {
    const respond = async (_command: Command, text: string) =>
      text === "unclear" ? answer("Good", 0.4, "below-threshold") : answer("Good", 0.9);
    const rows = [row("unclear", NOT_SURE), row("unclear", "Good"), row("sure", "Good")];
    const measured = measure(await judgeRows({ respond }, command, { rows }), LABELS);
    expect(measured).toMatchObject({
      n: 2,
      accuracy: 1,
      abstained: 2,
      shown: { right: 2, wrong: 0, not_sure: 1 },
    });
  });
});

describe("sayVerdict", () => {
  /** @param rights how many of the rows, from the first on, are right */
  const measured = async (expected: string[], rights: number, doubt: Answer["doubt"] = null) => {
    const other = (label: string) => (label === "Good" ? "Bad" : "Good");
    const rows = expected.map((label, at) => row(at < rights ? label : other(label), label));
    const respond = async (_command: Command, text: string) => answer(text, 0.6, doubt);
    return measure(await judgeRows({ respond }, command, { rows }), LABELS);
  };
  const even = (rows: number) => Array.from({ length: rows }, (_, at) => (at % 2 ? "Good" : "Bad"));

  it.each([
    ["as good as guessing", even(20), 10, /^no better than guessing with tiny \(guessing is right 50.0%/],
    [
      "above guessing by chance",
      even(10),
      7,
      /^may be no better .*; about \d+ rows would show whether 70.0% is/,
    ],
    ["right in all", even(20), 20, /^better than guessing with tiny \(guessing is right 50.0%/],
    ["measured on one label", Array(12).fill("Good"), 12, /^all rows expect the same label, .*: add rows of/],
  ])("of a command that is %s", async (_what, expected, rights, sentence) =>
    expect(sayVerdict(await measured(expected, rights), "tiny")).toMatch(sentence),
  );

  it("counts right answers by the likeliest label where people see fewer of them", async () => {
    expect(likeliestRight(await measured(["Bad", "Good"], 1))).toBeNull();
    expect(likeliestRight(await measured(["Bad", "Good"], 1, "below-threshold"))).toBe(1);
  });
});
