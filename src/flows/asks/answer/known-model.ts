/** What is known of the model: found out in the background, and again until it is. Menus and pages read it and never wait for a model. */

import type { ModelInfo } from "../../../core/ask.ts";
import { type ErrorCode, toBotError } from "../../../core/errors.ts";
import type { Backend } from "../../ports/backend.ts";

export type ModelStatus =
  | { readonly kind: "loading" }
  | { readonly kind: "ready"; readonly model: ModelInfo }
  /** `model` is null where nothing was ever known of it. */
  | { readonly kind: "failed"; readonly code: ErrorCode; readonly model: ModelInfo | null };

/** What is known of the model itself, whether it works now or not. */
export function infoOf(status: ModelStatus): ModelInfo | null {
  return status.kind === "loading" ? null : status.model;
}

export interface KnownModel {
  status(): ModelStatus;
  /** Calls back when the status changed. Returns how to stop. */
  onChange(listener: () => void): () => void;
  /** Begins to find out. */
  start(): void;
  stop(): void;
}

/** A model that can't be described is tried again after this long. */
const DESCRIBE_EVERY_MS = 5_000;
/** How often a server's state is looked at, which asks nobody. */
const LOOK_EVERY_MS = 2_000;

export function createKnownModel(backend: Pick<Backend, "describe" | "state">): KnownModel {
  const listeners = new Set<() => void>();
  let found: ModelStatus = { kind: "loading" };
  /** The states that listeners and readers saw since the last notice, as JSON: a change back is news to whoever read in between. */
  const seen = new Set<string>();
  let describeTimer: NodeJS.Timeout | undefined;
  let lookTimer: NodeJS.Timeout | undefined;
  let isStopped = false;

  /** A server that describes itself, or needs no describing, may refuse every ask. */
  function present(): ModelStatus {
    const { isReachable, fault } = backend.state?.() ?? {};
    if (found.kind !== "ready" || isReachable !== false) return found;
    return { kind: "failed", code: fault ?? "BACKEND_UNREACHABLE", model: found.model };
  }

  function notify(): void {
    const now = JSON.stringify(present());
    const isNews = seen.size !== 1 || !seen.has(now);
    if (!isNews) return;
    seen.clear();
    seen.add(now);
    for (const listener of listeners) listener();
  }

  async function find(): Promise<void> {
    try {
      found = { kind: "ready", model: await backend.describe() };
    } catch (cause) {
      const { code } = toBotError(cause);
      found = code === "BACKEND_LOADING" ? { kind: "loading" } : { kind: "failed", code, model: null };
      if (!isStopped) describeTimer = setTimeout(() => void find(), DESCRIBE_EVERY_MS).unref();
    }
    notify();
  }

  return {
    status() {
      const status = present();
      seen.add(JSON.stringify(status));
      return status;
    },
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    start() {
      if (backend.state) lookTimer = setInterval(notify, LOOK_EVERY_MS).unref();
      void find();
    },
    stop() {
      isStopped = true;
      clearTimeout(describeTimer);
      clearInterval(lookTimer);
    },
  };
}
