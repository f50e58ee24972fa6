/** The dashboard and the alert rules in docs/deploy ask for metrics and labels that exist. */

import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { createMetrics } from "../../src/observability/metrics.ts";

/** Not ours: Prometheus itself and the default metrics of Node. */
const FOREIGN = /^(up|process_|nodejs_)/;

function expressions(): [where: string, expression: string][] {
  const dashboard = JSON.parse(readFileSync("docs/deploy/grafana-dashboard.json", "utf8"));
  const alerts = parse(readFileSync("docs/deploy/alerts.yml", "utf8"));
  return [
    ...dashboard.panels.flatMap((panel: { title: string; targets: { expr: string }[] }) =>
      panel.targets.map(({ expr }) => [panel.title, expr]),
    ),
    ...alerts.groups.flatMap((group: { rules: { alert: string; expr: string }[] }) =>
      group.rules.map(({ alert, expr }) => [alert, expr]),
    ),
  ];
}

async function metricLabels(): Promise<Map<string, Set<string>>> {
  const metrics = createMetrics({ store: { queue: async () => ({ waiting: 0, running: 0, oldestMs: 0 }) } });
  metrics.observe({
    backend: {
      describe: async () => ({}) as never,
      state: () => ({ isReachable: true, breaker: "closed", scoring: null }),
    },
    commands: { list: () => [], faults: () => [] },
    platforms: new Map(),
  });
  const labels = new Map<string, Set<string>>();
  for (const metric of metrics.registry.getMetricsAsArray()) {
    const { name, labelNames = [] } = metric as unknown as { name: string; labelNames?: string[] };
    for (const suffix of ["", "_bucket", "_count", "_sum"])
      labels.set(`${name}${suffix}`, new Set([...labelNames, "le", "instance", "job"]));
  }
  return labels;
}

describe("docs/deploy", () => {
  it("names only metrics and labels that the bot has", async () => {
    const known = await metricLabels();
    const wrong = expressions().flatMap(([where, expression]) => {
      const names = (expression.match(/\b[a-z]+_[a-z0-9_]+\b|\bup\b/g) ?? []).filter((name) =>
        /^(fewshot_|process_|nodejs_|up$)/.test(name),
      );
      const faults = names.filter((name) => !FOREIGN.test(name) && !known.has(name));
      for (const [, name = "", matchers = ""] of expression.matchAll(/(fewshot_\w+)\{([^}]*)\}/g))
        for (const [, label = ""] of matchers.matchAll(/(\w+)\s*(?:=|!=|=~)/g))
          if (!known.get(name)?.has(label)) faults.push(`${name}{${label}}`);
      const all = new Set(names.flatMap((name) => [...(known.get(name) ?? [])]));
      for (const [, list = ""] of expression.matchAll(/by \(([^)]*)\)/g))
        for (const label of list.split(",").map((one) => one.trim()))
          if (!all.has(label)) faults.push(`by (${label})`);
      return faults.map((fault) => `${where}: ${fault}`);
    });
    expect(wrong).toEqual([]);
    expect(expressions().length).toBeGreaterThan(20);
  });
});
