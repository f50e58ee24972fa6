/** Backends on a tiny model for the tests of one file: closed after each test, with a folder that goes when the file is done. */

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, afterEach } from "vitest";
import type { Backend } from "../../src/flows/ports/backend.ts";
import { type OnnxOptions, openOnnxBackend } from "../../src/inference/engine/backend.ts";

export const TINY = resolve("test/fixtures/tiny-neo");

/** Called at the top of a test file. */
export async function useBackends() {
  const folder = await mkdtemp(join(tmpdir(), "fewshot-engine-"));
  const opened: Backend[] = [];
  afterEach(async () => {
    for (const backend of opened.splice(0)) await backend.close();
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));
  const open = (options: Partial<OnnxOptions> = {}): Backend => {
    const backend = openOnnxBackend({ model: TINY, cacheDir: join(folder, "cache"), threads: 1, ...options });
    opened.push(backend);
    return backend;
  };
  return { folder, open };
}
