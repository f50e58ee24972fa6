/** Systems without a native binary of onnxruntime: the model runs in WebAssembly, or a sentence says what to do. */

import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { cp, mkdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it, vi } from "vitest";
import { openSession } from "../../src/inference/engine/graph/session.ts";
import { readModelFolder } from "../../src/inference/models/folder.ts";
import { useBackends } from "./tiny-backends.ts";

vi.mock("onnxruntime-node", () => {
  throw new Error("Error loading shared library ld-linux-x86-64.so.2");
});

const { folder } = await useBackends();

describe("without a native binary", () => {
  it.each([
    ["tiny-neo", 1e-3],
    ["tiny-neo-merged", 1e-3],
    ["tiny-neo-fp16", 0.01],
    ["tiny-qwen3", 0.05],
  ])("%s runs in WebAssembly with the same logits", async (name, within) => {
    const path = resolve("test/fixtures", name);
    const session = await openSession(await readModelFolder(path), 1);
    expect(session.runtime).toBe("wasm");
    const { cases } = JSON.parse(readFileSync(join(path, "fixtures.json"), "utf8")) as {
      cases: { ids: number[]; some: [number, number][] }[];
    };
    for (const { ids, some } of cases.filter(({ ids: all }) => all.length > 3)) {
      const head = { rows: [ids.slice(0, -2)], cache: null, keep: 1, wantsCache: true };
      const { cache } = await session.run(head);
      const { logits } = await session.run({ rows: [ids.slice(-2)], cache, keep: 1, wantsCache: false });
      for (const [token, expected] of some)
        expect(Math.abs((logits(0, 0)[token] as number) - expected)).toBeLessThan(within);
    }
    await session.close();
  });

  it("weights beside the graph are found, too", async () => {
    const path = join(folder, "external");
    await mkdir(path, { recursive: true });
    for (const file of ["config.json", "tokenizer.json"])
      await cp(resolve("test/fixtures/tiny-llama-gqa", file), join(path, file));
    await cp(resolve("test/fixtures/layouts/external-tensors"), join(path, "onnx"), { recursive: true });
    const session = await openSession(await readModelFolder(path), 1);
    expect(session.batching.sharesRows).toBe(true);
    await session.close();
  });

  const { PATH, HOME } = process.env;

  const ask = (environment: NodeJS.ProcessEnv) =>
    promisify(execFile)(
      process.execPath,
      ["--import", "./test/inference/hooks/without-native.ts", "src/cli.ts", "ask", "sentiment", "great job"],
      { env: { PATH, HOME, NO_COLOR: "1", ...environment } },
    );

  it("the real process answers in WebAssembly", async () => {
    expect((await ask({})).stdout).toMatch(/^Positive/);
  });

  it("and without the WebAssembly build it says what to install", async () => {
    const error = await ask({ TEST_WITHOUT_WASM: "1" }).catch((cause: { stderr: string }) => cause);
    expect(error).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(
        /^onnxruntime has no binary that runs on this system \(\S+ \S+: cannot open shared object file.*npm install onnxruntime-web.*INFERENCE_URL/,
      ),
    });
  });
});
