/** A chart as Slack draws it. Pure. @see https://docs.slack.dev/reference/block-kit/blocks/data-visualization-block */

import type { ChartView } from "../../../../core/views/view.ts";
import { fitLine } from "../../../shared/text.ts";
import type { SlackBlock } from "./blocks.ts";

const MAX_TITLE = 50;
const MAX_NAME = 20;
const MAX_LABEL = 50;
const MAX_POINTS = 20;
const MAX_SERIES = 6;

/** A line chart in percent. Of more points than Slack draws, evenly spread ones are kept, the first and the last among them. */
export function chartBlock({ title, xLabel, yLabel, x, series }: ChartView): SlackBlock {
  const count = Math.min(x.length, MAX_POINTS);
  const kept = Array.from({ length: count }, (_, index) =>
    count === 1 ? 0 : Math.round((index * (x.length - 1)) / (count - 1)),
  );
  const categories = kept.map((index) => fitLine(x[index] ?? "", MAX_NAME));
  // The types that Bolt brings do not know this block yet.
  return {
    type: "data_visualization",
    title: fitLine(title, MAX_TITLE),
    chart: {
      type: "line",
      series: series.slice(0, MAX_SERIES).map(({ name, values }) => ({
        name: fitLine(name, MAX_NAME),
        data: kept.map((index, at) => ({
          label: categories[at] ?? "",
          value: Math.round((values[index] ?? 0) * 1_000) / 10,
        })),
      })),
      axis_config: {
        categories,
        x_label: fitLine(xLabel, MAX_LABEL),
        y_label: fitLine(`${yLabel} (%)`, MAX_LABEL),
      },
    },
  } as unknown as SlackBlock;
}
