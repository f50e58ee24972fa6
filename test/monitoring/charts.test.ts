/** The four forms of charts: gaps, empty data and single points, and what is read without colours. */

import { describe, expect, it } from "vitest";
import { createFormat } from "../../src/i18n/format.ts";
import { asFile, barChart, heatMap, lineChart, reliabilityChart } from "../../src/monitoring/charts.ts";

const common = { id: "a", title: "A <title>", description: "What it shows", format: createFormat("en") };

describe("charts", () => {
  it("leave a gap where nothing is known, and never a zero", async () => {
    const svg = await lineChart({
      ...common,
      xLabel: "x",
      yLabel: "y",
      x: [0, 1, 2, 3],
      series: [{ name: "mean", values: [0.5, null, 0.4, 0.6] }],
      band: [[0.4, 0.6], null, [0.3, 0.5], [0.5, 0.7]],
    });
    const [path = ""] = svg.match(/<path class="line"[^>]*d="M[^"]*"/) ?? [];
    expect(path.match(/M/g)).toHaveLength(2);
    expect(svg.match(/<path class="mark"/g)).toHaveLength(3 + 1);
    expect(svg).toContain("<title>mean, 2: 40.0%</title>");
    expect(svg).toContain('<title id="a-title">A &lt;title&gt;</title>');
  });

  it("tell series apart by dashes and shapes, and use no colour of their own", async () => {
    const svg = await lineChart({
      ...common,
      xLabel: "x",
      yLabel: "y",
      x: [0],
      series: ["a", "b", "c", "d"].map((name) => ({ name, values: [0.5] })),
      band: [null],
    });
    expect(new Set(svg.match(/stroke-dasharray="[^"]*"/g)).size).toBe(4);
    expect(svg).not.toMatch(/#[0-9a-f]{3,6}\b|rgb\(/i);
  });

  it("write every share into its cell and frame the one in force", async () => {
    const svg = await heatMap({
      ...common,
      xLabel: "x",
      yLabel: "y",
      columns: ["5", "10"],
      rows: ["0", "1"],
      cells: [
        [1, 0.25],
        [null, 0],
      ],
      framed: { row: 0, column: 1 },
    });
    for (const text of [">100%<", ">25%<", ">–<", ">0%<"]) expect(svg).toContain(text);
    expect(svg.match(/stroke-width="3"/g)).toHaveLength(1);
  });

  it("bring no style sheet into a page, whose policy forbids it, and follow the system as a file", async () => {
    const svg = await barChart({
      ...common,
      xLabel: "x",
      bars: [{ name: "one", value: 0.2, interval: [0.1, 0.4] }],
    });
    expect(svg).not.toMatch(/<style|style=/);
    expect(asFile(svg)).toMatch(
      /^<svg [^>]*><style>svg \{[^<]*color-scheme: light dark;[^<]*<\/style>\n<title/,
    );
  });

  it("draw nothing broken without data", async () => {
    const charts = await Promise.all([
      lineChart({ ...common, xLabel: "", yLabel: "", x: [], series: [], band: [] }),
      barChart({ ...common, xLabel: "", bars: [] }),
      heatMap({ ...common, xLabel: "", yLabel: "", columns: [], rows: [], cells: [] }),
      reliabilityChart({ ...common, xLabel: "", yLabel: "", bins: [] }),
    ]);
    for (const svg of charts) expect(svg).not.toMatch(/NaN|undefined|Infinity/);
  });
});
