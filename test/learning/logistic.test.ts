/** Regression and text features beside scikit-learn and SciPy: test/fixtures/learning/make.py. */

import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { crossFit, groupByText } from "../../src/learning/head/cross-fit.ts";
import { rarityOf, similarity, textFeatures } from "../../src/learning/head/text-features.ts";
import { fitLogistic, predict, type Task } from "../../src/learning/solver/logistic.ts";
import { toCoordinates } from "../../src/learning/solver/low-rank.ts";

const expected = JSON.parse(readFileSync("test/fixtures/learning/expected.json", "utf8"));
const rows: Float64Array[] = expected.features.map((row: number[]) => Float64Array.from(row));
const none = expected.labels.map(() => [0, 0, 0]);
const task = (offsets: number[][]): Task => ({
  rows,
  labels: expected.labels,
  weights: expected.weights,
  offsets,
  labelCount: 3,
});
const largestDifference = (found: readonly number[], wanted: readonly number[]) =>
  Math.max(...found.map((value, at) => Math.abs(value - (wanted[at] as number))));

describe("the regression", () => {
  it.each([
    ["scikit-learn", "sklearn", none],
    ["SciPy with an offset", "scipy", expected.offsets],
  ])("finds what %s finds", (_, key, offsets) => {
    for (const { penalty, biasPenalty = 0, coefficients, probabilities } of expected[key]) {
      const linear = fitLogistic({ ...task(offsets), biasPenalty }, { penalty, tolerance: 1e-9 });
      expect(largestDifference([...linear.weights], coefficients.flat())).toBeLessThan(1e-5);
      for (const row of rows.keys()) {
        const found = predict(task(offsets), linear, row).map(Math.exp);
        expect(largestDifference(found, probabilities[row])).toBeLessThan(1e-6);
      }
    }
  });

  it("is the offset where the penalty leaves no weights and no row counts", () => {
    const idle = { ...task(expected.offsets), weights: expected.weights.map(() => 0) };
    const linear = fitLogistic(idle, { penalty: 1 });
    for (const row of rows.keys())
      expect(largestDifference(predict(idle, linear, row), expected.offsets[row])).toBeLessThan(1e-9);
  });

  it("stays finite where the prompt finds the right label impossible", () => {
    const hopeless = expected.labels.map((label: number) =>
      [0, 1, 2].map((other) => (other === label ? Number.NEGATIVE_INFINITY : -0.5)),
    );
    const linear = fitLogistic(task(hopeless), { penalty: 1 });
    expect(linear.weights.every(Number.isFinite)).toBe(true);
    expect(predict(task(hopeless), linear, 0).every(Number.isFinite)).toBe(true);
  });

  it("finds in coordinates what it finds in features", () => {
    const sparse = { columns: new Uint32Array(0), values: new Float64Array(0) };
    const coordinates = toCoordinates(
      rows.map((dense) => ({ dense, sparse })),
      3,
    );
    const short = { ...task(expected.offsets), rows: coordinates.rows };
    const linear = fitLogistic(short, { penalty: 1, tolerance: 1e-9 });
    const [{ coefficients }] = expected.scipy.slice(1);
    for (const label of [0, 1, 2]) {
      const rank = linear.weights.length / 3;
      const weights = coordinates.toFeatures(linear.weights.subarray(label * rank, (label + 1) * rank));
      expect(largestDifference([...weights], [...coefficients[label], 0, 0, 0])).toBeLessThan(1e-5);
    }
  });
});

describe("cross-fitting", () => {
  const groups = expected.labels.map((_: number, row: number) => row);

  it("judges each row by a fit without it", () => {
    const { heldOut, penalty } = crossFit(task(expected.offsets), groups, [1]);
    expect(penalty).toBe(1);
    expect(heldOut.length).toBe(rows.length);
    const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
    const whole = fitLogistic(task(expected.offsets), { penalty: 1 });
    expect(mean(heldOut.map((row, at) => row[expected.labels[at]] as number))).toBeLessThan(
      mean(heldOut.map((_, at) => predict(task(expected.offsets), whole, at)[expected.labels[at]] as number)),
    );
  });

  it("keeps a text that occurs many times out of its own training", () => {
    // One text with labels by chance can't be known from its copies, unless a copy is trained on.
    const same = crossFit(
      task(none),
      groups.map(() => 0),
      [1],
    );
    for (const row of same.heldOut)
      expect(largestDifference(row, Array(3).fill(Math.log(1 / 3)))).toBeLessThan(1e-9);
  });

  it("says what fits say that know nothing of each other", () => {
    const groups = rows.map((_, row) => row % 5);
    const { heldOut } = crossFit(task(expected.offsets), groups, [100, 10, 1]);
    const alone = [0, 1, 2, 3, 4].map((group) =>
      [100, 10, 1].map((penalty) => {
        const weights = expected.weights.map((weight: number, row: number) =>
          groups[row] === group ? 0 : weight,
        );
        return fitLogistic({ ...task(expected.offsets), weights }, { penalty, tolerance: 1e-9 });
      }),
    );
    for (const [row, found] of heldOut.entries()) {
      const differences = (alone[groups[row] as number] ?? []).map((linear) =>
        largestDifference(found.map(Math.exp), predict(task(expected.offsets), linear, row).map(Math.exp)),
      );
      expect(Math.min(...differences)).toBeLessThan(0.01);
    }
  });

  it("takes a strong penalty for noise", () => {
    const labels = rows.map((_, row) => row % 3);
    expect(crossFit({ ...task(none), labels }, groups).penalty).toBe(1_000);
  });

  it("takes texts for the same that differ in case and spaces", () => {
    expect(groupByText(["Late  parcel", "late parcel ", "Late parcels", "ｌａｔｅ parcel"])).toEqual([
      0, 0, 1, 0,
    ]);
  });
});

describe("the text's features", () => {
  it("have scikit-learn's products, in English and Chinese", () => {
    const rarity = rarityOf(expected.texts, 2 ** 20);
    const found = expected.texts.map((text: string) => textFeatures(text, rarity));
    for (const [one, { columns, values }] of found.entries())
      for (const [two, other] of found.entries()) {
        const place = new Map<number, number>(
          [...other.columns].map((column, at) => [column, other.values[at]]),
        );
        const product = [...columns].reduce(
          (sum, column, at) => sum + values[at] * (place.get(column) ?? 0),
          0,
        );
        expect(product).toBeCloseTo(expected.products[one][two], 6);
      }
  });

  it("say which texts are alike", () => {
    const rarity = rarityOf(expected.texts);
    const row = (text: string) => textFeatures(text, rarity);
    expect(similarity(row("我的包裹還沒到"), row("我的包裹還沒到!"))).toBeCloseTo(1, 10);
    expect(similarity(row("The parcel is late"), row("late parcels"))).toBeGreaterThan(
      similarity(row("The parcel is late"), row("charged twice")),
    );
    expect(similarity(row("?"), row("The parcel"))).toBe(0);
  });

  it("are none for a text without letters and digits", () => {
    const rarity = rarityOf(["one", "two"]);
    expect(textFeatures("?!… 🎉", rarity).columns.length).toBe(0);
    expect(textFeatures("", rarity).columns.length).toBe(0);
  });
});
