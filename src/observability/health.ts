/** What machines ask a running bot: does it live, may it get work, how is it doing. Who may read `/metrics` is for the page to decide. */

import { Hono } from "hono";
import type { Registry } from "prom-client";
import type { PlatformName } from "../core/ask.ts";
import type { Backend } from "../flows/ports/backend.ts";
import type { Connection, Platform } from "../flows/ports/platform.ts";
import type { Store } from "../flows/ports/store.ts";

export interface HealthOptions {
  readonly store: Pick<Store, "queue" | "isLost">;
  readonly backend: Pick<Backend, "describe" | "state">;
  readonly commands: CommandHealth;
  /** Classifier heads; left out where none can be in force. */
  readonly heads?: HeadHealth;
  readonly platforms: ReadonlyMap<PlatformName, Pick<Platform, "connection">>;
  readonly metrics: { readonly registry: Registry };
}

export interface CommandHealth {
  list(): readonly unknown[];
  faults(): readonly { readonly file: string }[];
}

interface HeadHealth {
  list(): readonly unknown[];
  unusable(): readonly { readonly reason: string }[];
}

type State = "ready" | "failed" | "waiting";

/** A model or a store that has not answered by then is not ready. */
const TIMEOUT_MS = 500;

/** `/healthz` (the process answers, and its store is not lost), `/readyz` (store, model and commands are ready) and `/metrics` in the text format of Prometheus. */
export function createHealthRoutes(options: HealthOptions): Hono {
  const app = new Hono();
  app.get("/healthz", (context) => {
    const ok = !options.store.isLost();
    return context.json({ ok }, ok ? 200 : 503);
  });
  app.get("/readyz", async (context) => {
    const readiness = await readReadiness(options);
    return context.json(readiness, readiness.ready ? 200 : 503);
  });
  app.get("/metrics", async (context) => {
    const { registry } = options.metrics;
    return context.body(await registry.metrics(), 200, { "content-type": registry.contentType });
  });
  return app;
}

/** A chat platform that is not connected is reported and does not count: the page and the others go on working. */
async function readReadiness({ store, backend, commands, heads, platforms }: HealthOptions) {
  const [storeState, described] = await Promise.all([stateOf(store.queue()), stateOf(backend.describe())]);
  const server = backend.state?.();
  const model: State =
    server === undefined || described !== "ready"
      ? described
      : server.isReachable === null
        ? "waiting"
        : server.isReachable && server.breaker === "closed"
          ? "ready"
          : "failed";
  const inForce = commands.list().length;
  return {
    ready: storeState === "ready" && model === "ready" && inForce > 0,
    store: storeState,
    model,
    ...(server ? { server } : {}),
    commands: { inForce, faultyFiles: new Set(commands.faults().map(({ file }) => file)).size },
    // Where a head can't be used, the prompt alone decides: the bot is ready.
    ...(heads && heads.list().length > 0
      ? { heads: { inForce: heads.list().length, unusable: heads.unusable().map(({ reason }) => reason) } }
      : {}),
    platforms: connectionsOf(platforms),
  };
}

/** The connection of every platform that holds one. */
export function connectionsOf(
  platforms: HealthOptions["platforms"],
): Partial<Record<PlatformName, Connection>> {
  return Object.fromEntries(
    [...platforms].flatMap(([name, platform]) =>
      platform.connection ? [[name, platform.connection()] as const] : [],
    ),
  );
}

function stateOf(answer: Promise<unknown>): Promise<State> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<"waiting">((resolve) => {
    timer = setTimeout(resolve, TIMEOUT_MS, "waiting");
  });
  const settled = answer.then(
    () => "ready" as const,
    () => "failed" as const,
  );
  return Promise.race([settled, late]).finally(() => clearTimeout(timer));
}
