/** What is known of the model: found out in the background, and again until it is. Menus and pages read it and never wait for a model. */

import type { ModelInfo } from "../core/ask.ts";
import { type ErrorCode, toBotError } from "../core/errors.ts";

export type ModelStatus =
  | { readonly kind: "loading" }
  | { readonly kind: "ready"; readonly model: ModelInfo }
  | { readonly kind: "failed"; readonly code: ErrorCode };

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

export function createKnownModel(describe: () => Promise<ModelInfo>): KnownModel {
  const listeners = new Set<() => void>();
  let status: ModelStatus = { kind: "loading" };
  let timer: NodeJS.Timeout | undefined;
  let isStopped = false;

  function change(next: ModelStatus): void {
    const isSame = JSON.stringify(next) === JSON.stringify(status);
    status = next;
    if (!isSame) for (const listener of listeners) listener();
  }

  async function find(): Promise<void> {
    try {
      change({ kind: "ready", model: await describe() });
    } catch (cause) {
      const { code } = toBotError(cause);
      change(code === "BACKEND_LOADING" ? { kind: "loading" } : { kind: "failed", code });
      if (!isStopped) timer = setTimeout(() => void find(), DESCRIBE_EVERY_MS).unref();
    }
  }

  return {
    status: () => status,
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    start: () => void find(),
    stop() {
      isStopped = true;
      clearTimeout(timer);
    },
  };
}
