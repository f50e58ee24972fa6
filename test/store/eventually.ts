/** Waits for what comes by itself, as long as a busy machine may need. */

import { vi } from "vitest";

export function eventually<T>(check: () => T | Promise<T>, timeout = 60_000): Promise<T> {
  return vi.waitFor(check, { timeout, interval: 20 });
}
