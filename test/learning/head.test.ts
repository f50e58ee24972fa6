/** The head as a whole: without data it is the prompt, with data it learns, from the state or from the text. */

import type { Worker } from "node:worker_threads";
import { describe, expect, it, vi } from "vitest";
import { applyHead, type SeenText, type TrainingRow, trainHead } from "../../src/learning/head/head.ts";
import { createTrainer } from "../../src/learning/trainer.ts";

const UNSURE = [Math.log(0.5), Math.log(0.5)];

/** Two kinds of texts. The state says which by its second number; the first says nothing. */
function rowsOf(count: number, make: (label: number, at: number) => Partial<SeenText>): TrainingRow[] {
  return Array.from({ length: count }, (_, at) => {
    const label = at % 2;
    return { text: `text ${at}`, seen: null, logprobs: UNSURE, label, weight: 1, ...make(label, at) };
  });
}
const state = (...values: number[]) => ({ kind: "state" as const, values: Float32Array.from(values) });
const bestOf = (logprobs: readonly number[]) => logprobs.indexOf(Math.max(...logprobs));

describe("a head", () => {
  it("learns from the model's state", () => {
    const rows = rowsOf(40, (label, at) => ({
      seen: state(Math.sin(at), label + 0.3 * Math.cos(7 * at), 4),
    }));
    const { head, heldOut } = trainHead({ rows, labelCount: 2 });
    expect(heldOut?.map(bestOf)).toEqual(rows.map(({ label }) => label));
    for (const label of [0, 1])
      expect(bestOf(applyHead(head, { text: "new", seen: state(0.2, label, 4), logprobs: UNSURE }))).toBe(
        label,
      );
  });

  it("is trained in a thread, one head after the other, and the thread ends when it is idle", async () => {
    let [started, running, most] = [0, 0, 0];
    const count = (thread: Worker) => {
      started += 1;
      running += 1;
      most = Math.max(most, running);
      thread.once("exit", () => {
        running -= 1;
      });
    };
    process.on("worker", count);
    const train = createTrainer({ idleMs: 50 });
    const rows = rowsOf(4, (label) => ({ seen: state(label) }));
    // One that fails holds nobody up, and costs its thread.
    const failing = train({ rows: null as never, labelCount: 2 });
    const next = [train({ rows, labelCount: 2, penalty: 3 }), train({ rows, labelCount: 2, penalty: 4 })];
    await expect(failing).rejects.toThrow();
    expect((await Promise.all(next)).map(({ head }) => head.penalty)).toEqual([3, 4]);
    expect([started, most]).toEqual([2, 1]);
    await vi.waitFor(() => expect(running).toBe(0), { timeout: 60_000 });
    // After many rows it ends at once, with the memory that it holds.
    const many = rowsOf(2_001, (label) => ({ text: "", seen: state(label) }));
    expect((await train({ rows: many, labelCount: 2, penalty: 5 })).head.penalty).toBe(5);
    expect([started, running]).toEqual([3, 0]);
    process.off("worker", count);
  });

  it("keeps the thread that took the place of one that died while it waited", async () => {
    const threads: Worker[] = [];
    const note = (thread: Worker) => threads.push(thread);
    process.on("worker", note);
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    try {
      const train = createTrainer({ idleMs: 1_000 });
      const training = { rows: rowsOf(4, (label) => ({ seen: state(label) })), labelCount: 2, penalty: 3 };
      await train(training);
      vi.advanceTimersByTime(500);
      await threads[0]?.terminate();
      await train(training);
      vi.advanceTimersByTime(600);
      await train(training);
      expect(threads).toHaveLength(2);
      vi.advanceTimersByTime(1_000);
    } finally {
      vi.useRealTimers();
      process.off("worker", note);
    }
  });

  it("is not trained for ever", async () => {
    const train = createTrainer({ maxMs: 1 });
    const rows = rowsOf(400, (label, at) => ({ seen: state(label, Math.sin(at)) }));
    await expect(train({ rows, labelCount: 2 })).rejects.toThrow("longer than 0.001 s");
  });

  it("learns from the text where the model gives no state, in Chinese too", () => {
    const words = ["我的包裹還沒到", "我被重複扣款了"];
    const rows = rowsOf(40, (label, at) => ({ text: `${words[label]} ${at}` }));
    const { head } = trainHead({ rows, labelCount: 2 });
    for (const [label, text] of ["包裹什麼時候會到?", "重複扣款"].entries())
      expect(bestOf(applyHead(head, { text, seen: null, logprobs: UNSURE }))).toBe(label);
  });

  it("learns from likely tokens where the model gives no state", () => {
    const tokens = (label: number) => ({
      kind: "tokens" as const,
      tokens: [7, 20 + label, 3],
      logprobs: [-1, -2, -5],
    });
    const rows = rowsOf(40, (label) => ({ text: "", seen: tokens(label) }));
    const { head } = trainHead({ rows, labelCount: 2, penalty: 1 });
    for (const label of [0, 1])
      expect(bestOf(applyHead(head, { text: "", seen: tokens(label), logprobs: UNSURE }))).toBe(label);
  });

  it("leaves the prompt as it is where the rows show nothing", () => {
    const logprobs = [Math.log(0.9), Math.log(0.1)];
    // Nine of ten are right, as the prompt says, and no feature tells which.
    const rows = rowsOf(40, (_, at) => ({ text: "same", seen: state(at % 3), logprobs })).map((row, at) => ({
      ...row,
      label: at % 10 === 0 ? 1 : 0,
    }));
    const { head } = trainHead({ rows, labelCount: 2 });
    const [first = 0] = applyHead(head, { text: "same", seen: state(1), logprobs });
    expect(Math.exp(first)).toBeCloseTo(0.9, 1);
  });

  it("trusts the prompt less where it is too sure, and not where it is right", () => {
    const sure = (label: number) => [0, 1].map((other) => Math.log(other === label ? 0.98 : 0.02));
    const rowsRight = (share: number) =>
      rowsOf(40, (label, at) => ({
        text: "same",
        logprobs: sure(at % 10 < 10 * share ? label : 1 - label),
      }));
    const weightOf = (share: number) =>
      trainHead({ rows: rowsRight(share), labelCount: 2 }).head.promptWeight;
    expect(weightOf(0.7)).toBeLessThan(0.5);
    expect(weightOf(1)).toBeGreaterThan(0.9);
    // As it is, where there is next to nothing to learn from.
    const { head } = trainHead({ rows: rowsRight(1).slice(0, 1), labelCount: 2, penalty: 1_000 });
    expect(head.promptWeight).toBeCloseTo(1, 1);
  });

  it("leaves the numbers of a text's meaning in proportion: what differs little is noise", () => {
    const rows = rowsOf(24, (label, at) => ({
      text: "same",
      seen: {
        ...state(
          3 * label + Math.cos(5 * at),
          0.01 * Math.sin(9 * at),
          0.01 * Math.cos(3 * at * at),
          0.2 * at,
        ),
        meaning: 3,
      },
    }));
    const { head } = trainHead({ rows, labelCount: 2 });
    const [first = 0, second = 0, third = 0, fourth = 0] = head.scales;
    expect([second, third]).toEqual([first, first]);
    expect(fourth).not.toBe(first);
    const plain = trainHead({
      rows: rows.map((row) => ({ ...row, seen: state(...(row.seen as { values: Float32Array }).values) })),
      labelCount: 2,
    });
    expect(plain.head.scales[1]).toBeLessThan(0.1 * (plain.head.scales[0] as number));
  });

  it("does not learn from rows that do not count", () => {
    const rows = rowsOf(20, (label) => ({ seen: state(label) }));
    const wrong = rows.map((row) => ({ ...row, label: 1 - row.label, weight: 0 }));
    const { head } = trainHead({ rows: [...rows, ...wrong], labelCount: 2, penalty: 1 });
    expect(bestOf(applyHead(head, { text: "", seen: state(1), logprobs: UNSURE }))).toBe(1);
    expect(() => trainHead({ rows: wrong, labelCount: 2 })).toThrow("no row counts");
  });
});
