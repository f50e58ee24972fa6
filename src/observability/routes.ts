/** What machines ask a running bot: is it alive, may it get work, how does it do. Who may read `/metrics` is the page's to decide. */

import { Hono } from "hono";
import type { Backend, Store } from "../flows/ports.ts";
import type { Metrics } from "./metrics.ts";

export interface MonitorOptions {
  readonly store: Pick<Store, "queue">;
  readonly backend: Pick<Backend, "describe">;
  readonly metrics: Metrics;
}

/** A model or a store that has not answered by then is not ready. */
const PATIENCE_MS = 500;

/** `/healthz` (the process answers), `/readyz` (store and model do) and `/metrics` in the text format of Prometheus. */
export function createMonitorRoutes({ store, backend, metrics }: MonitorOptions): Hono {
  const app = new Hono();
  app.get("/healthz", (context) => context.json({ ok: true }));
  app.get("/readyz", async (context) => {
    const [storeState, modelState] = await Promise.all([stateOf(store.queue()), stateOf(backend.describe())]);
    const isReady = storeState === "ready" && modelState === "ready";
    return context.json({ store: storeState, model: modelState }, isReady ? 200 : 503);
  });
  app.get("/metrics", async (context) => {
    const body = await metrics.registry.metrics();
    return context.body(body, 200, { "content-type": metrics.registry.contentType });
  });
  return app;
}

function stateOf(answer: Promise<unknown>): Promise<"ready" | "failed" | "waiting"> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<"waiting">((resolve) => {
    timer = setTimeout(resolve, PATIENCE_MS, "waiting");
  });
  const settled = answer.then(
    () => "ready" as const,
    () => "failed" as const,
  );
  return Promise.race([settled, late]).finally(() => clearTimeout(timer));
}
