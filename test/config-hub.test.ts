/** Settings shared with Python's huggingface_hub. */

import { homedir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readConfig } from "../src/config/config.ts";

const read = (environment: NodeJS.ProcessEnv) => readConfig(environment, "no-such-file");

describe("the hub's settings", () => {
  it.each<[NodeJS.ProcessEnv, string]>([
    [{}, join(homedir(), ".cache/huggingface/hub")],
    [{ XDG_CACHE_HOME: "/x" }, "/x/huggingface/hub"],
    [{ HF_HOME: "/h", XDG_CACHE_HOME: "/x" }, "/h/hub"],
    [{ HF_HOME: "~/h" }, join(homedir(), "h/hub")],
    [{ HF_HUB_CACHE: "/c", HF_HOME: "/h" }, "/c"],
    [{ MODEL_CACHE_DIR: "~/m", HF_HUB_CACHE: "/c" }, join(homedir(), "m")],
  ])("%j keep models in %s", (environment, folder) => {
    expect(read(environment).MODEL_CACHE_DIR).toBe(folder);
  });

  it.each<[NodeJS.ProcessEnv, boolean]>([
    [{}, false],
    [{ HF_HUB_OFFLINE: "0" }, false],
    [{ HF_HUB_OFFLINE: "1" }, true],
    [{ HF_HUB_OFFLINE: "True" }, true],
    [{ TRANSFORMERS_OFFLINE: "yes" }, true],
  ])("%j are offline: %s", (environment, isOffline) => {
    expect(read(environment).HF_HUB_OFFLINE).toBe(isOffline);
  });

  it("take ~ in MODEL, and q8 as another name of int8", () => {
    expect(read({ MODEL: "~/model", MODEL_DTYPE: "Q8" })).toMatchObject({
      MODEL: join(homedir(), "model"),
      MODEL_DTYPE: "int8",
    });
    expect(() => read({ MODEL_DTYPE: "fp8" })).toThrow(/MODEL_DTYPE must be one of fp32, fp16, int8/);
  });

  it("of other programs are theirs", () => {
    expect(() => read({ HF_HUB_DISABLE_TELEMETRY: "1", HF_HUB_ENABLE_HF_TRANSFER: "1" })).not.toThrow();
  });
});
