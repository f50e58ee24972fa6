/** The bootstrap, against scipy 1.17.1 (`stats.bootstrap`, percentile method, 200,000 resamples), and quantiles against numpy. */

import { describe, expect, it } from "vitest";
import { clusteredBootstrap95, quantile } from "../../../src/core/statistics/bootstrap.ts";

describe("clusteredBootstrap95", () => {
  it.each([
    {
      clusters: [
        [0.1, 0.3],
        [0, -0.2],
        [0.5, 0.4],
        [-0.1, 0],
        [0.2, 0.2],
        [0.7, 0.1],
        [-0.3, 0.1],
        [0.05, 0.15],
      ],
      mean: 0.1375,
      low: 0.00625,
      high: 0.28125,
    },
    // Clusters of different sizes: scipy resamples their sums and sizes together.
    {
      clusters: [[0.1, 0.3, 0.2], [0], [0.5, 0.4], [-0.1, 0, 0.1, -0.2], [0.2]],
      mean: 0.13636363636,
      low: -0.0181818,
      high: 0.3375,
    },
  ])("agrees with scipy about an interval around $mean", ({ clusters, mean, low, high }) => {
    const found = clusteredBootstrap95(clusters, { resamples: 40_000 });
    expect(found?.mean).toBeCloseTo(mean, 9);
    expect(Math.abs((found?.low ?? 9) - low)).toBeLessThan(0.008);
    expect(Math.abs((found?.high ?? 9) - high)).toBeLessThan(0.008);
  });

  it("is wider than a bootstrap of single values where those of a cluster agree", () => {
    const clusters = Array.from({ length: 10 }, (_, at) => Array.from({ length: 20 }, () => at % 2));
    const byCluster = clusteredBootstrap95(clusters);
    const byValue = clusteredBootstrap95(clusters.flat().map((value) => [value]));
    const width = (one: typeof byCluster) => (one?.high ?? 0) - (one?.low ?? 0);
    expect(width(byCluster)).toBeGreaterThan(3 * width(byValue));
  });

  it("gives the same figures at each run, others for another seed, and none without a value", () => {
    const clusters = [[1, 2], [3], [5, 8]];
    expect(clusteredBootstrap95(clusters)).toEqual(clusteredBootstrap95(clusters));
    expect(clusteredBootstrap95([[], []])).toBeNull();
    expect(clusteredBootstrap95([[2, 4]])).toEqual({ mean: 3, low: 3, high: 3 });
  });
});

describe("quantile", () => {
  it.each([
    [0, 1],
    [0.025, 1.1],
    [0.3, 2.4],
    [0.5, 4],
    [0.975, 15.2],
    [1, 16],
  ])("agrees with numpy at %d", (share, value) => {
    expect(quantile([1, 2, 4, 8, 16], share)).toBeCloseTo(value, 9);
  });
});
