/** Folders that are opened: whole, broken, and mended later. */

import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { cp, mkdir, readFile, rename, rm, truncate, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { TINY, useBackends } from "./tiny-backends.ts";

const { folder, open } = await useBackends();

const LFS_POINTER = "version https://git-lfs.github.com/spec/v1\noid sha256:abc\nsize 5\n";

describe("a model folder", () => {
  it("of optimum's own export has its graph at the top, and is not the built-in model whatever its name", async () => {
    const path = join(folder, "fewshot-neo");
    await cp(TINY, path, { recursive: true });
    await rename(join(path, "onnx/model.onnx"), join(path, "model.onnx"));
    expect(await open({ model: path }).describe()).toMatchObject({ name: "fewshot-neo", builtin: false });
    expect(await open({ model: resolve("models/fewshot-neo") }).describe()).toMatchObject({ builtin: true });
  });

  it("that names no revision is known by its graph's bytes", async () => {
    const sum = createHash("sha256")
      .update(readFileSync(join(TINY, "onnx/model.onnx")))
      .digest("hex");
    expect(await open().describe()).toMatchObject({ revision: sum.slice(0, 12) });
  });
});

describe("a model that could not be opened", () => {
  it("is tried again by a later request, and opens once its folder is mended", async () => {
    const path = join(folder, "mended");
    await cp(TINY, path, { recursive: true });
    await rename(join(path, "config.json"), join(path, "config.away"));
    const backend = open({ model: path, reopenMs: 0 });
    await expect(backend.describe()).rejects.toMatchObject({ code: "CONFIG_MODEL" });
    await rename(join(path, "config.away"), join(path, "config.json"));
    expect(await backend.describe()).toMatchObject({ name: "mended" });
  });

  it("and was closed refuses a request that was aborted before, and nothing else happens", async () => {
    const backend = open();
    await backend.describe();
    await backend.close();
    const ask = { prompt: { prefix: "", text: "one" }, labels: ["yes", "no"], signal: AbortSignal.abort() };
    // A rejection that nobody handles would end the process.
    await expect(backend.score(ask)).rejects.toMatchObject({ code: "BACKEND_ABORTED" });
  });

  it("is not tried again by each of many requests at once", async () => {
    const backend = open({ model: join(folder, "not-there") });
    const faults = await Promise.allSettled(Array.from({ length: 5 }, () => backend.describe()));
    const reasons = faults.map((fault) => (fault.status === "rejected" ? fault.reason : null));
    expect(new Set(reasons).size).toBe(1);
    await expect(backend.describe()).rejects.toBe(reasons[0]);
  });
});

describe("a model that can't be opened is reported in a sentence:", () => {
  const broken = async (name: string, change: (path: string) => Promise<unknown>) => {
    const path = join(folder, name);
    await cp(TINY, path, { recursive: true });
    await change(path);
    return open({ model: path }).describe();
  };
  const edit = (file: string, change: (json: Record<string, unknown>) => void) => async (path: string) => {
    const json = JSON.parse(await readFile(join(path, file), "utf8"));
    change(json);
    await writeFile(join(path, file), JSON.stringify(json));
  };

  it.each([
    [
      "a folder without its config",
      (path: string) => rm(join(path, "config.json")),
      /config\.json is missing/,
    ],
    [
      "a folder without its tokenizer",
      (path: string) => rm(join(path, "tokenizer.json")),
      /tokenizer\.json is missing/,
    ],
    [
      "a folder without a graph",
      (path: string) => rm(join(path, "onnx"), { recursive: true }),
      /has no ONNX export/,
    ],
    [
      "an encoder-decoder",
      edit("config.json", (json) => {
        json.is_encoder_decoder = true;
      }),
      /encoder-decoder model \(gpt_neo\)/,
    ],
    [
      "a config cut short",
      (path: string) => truncate(join(path, "config.json"), 40),
      /is not JSON; it may be cut short/,
    ],
    [
      "a pointer of Git LFS in the place of the graph",
      (path: string) => writeFile(join(path, "onnx/model.onnx"), LFS_POINTER),
      /model\.onnx is a pointer of Git LFS.*run git lfs pull/,
    ],
    [
      "a pointer of Git LFS in the place of the tokenizer",
      (path: string) => writeFile(join(path, "tokenizer.json"), LFS_POINTER),
      /tokenizer\.json is a pointer of Git LFS/,
    ],
    [
      "a graph cut short",
      (path: string) => truncate(join(path, "onnx/model.onnx"), 100_000),
      /can't be opened as an ONNX model; it may be cut short/,
    ],
    [
      "a tokenizer that lacks the model's end of text",
      async (path: string) => {
        await edit("config.json", (json) => {
          json.vocab_size = 700;
          json.eos_token_id = 699;
        })(path);
      },
      /lacks token 699, which ends the model's texts/,
    ],
    [
      "a graph of another vocabulary than the config says",
      edit("config.json", (json) => {
        json.vocab_size = 700;
      }),
      /knows 600 tokens, config\.json says vocab_size 700/,
    ],
    [
      "a generation config that is null",
      (path: string) => writeFile(join(path, "generation_config.json"), "null"),
      /generation_config\.json: .*expected object/,
    ],
    [
      "a generation config cut short",
      (path: string) => writeFile(join(path, "generation_config.json"), '{"eos_to'),
      /generation_config\.json is not JSON; it may be cut short/,
    ],
    [
      "a tokenizer that is null",
      (path: string) => writeFile(join(path, "tokenizer.json"), "null"),
      /tokenizer\.json: .*expected object/,
    ],
    [
      "a tokenizer whose added tokens are a number",
      edit("tokenizer.json", (json) => {
        json.added_tokens = 5;
      }),
      /tokenizer\.json: added_tokens .*expected array/,
    ],
    [
      "a tokenizer that splits texts in an unknown way",
      edit("tokenizer.json", (json) => {
        json.pre_tokenizer = { type: "Nothing" };
      }),
      /tokenizer\.json can't be used: .*Nothing/,
    ],
    [
      "a folder in the graph's place",
      async (path: string) => {
        await rm(join(path, "onnx/model.onnx"));
        await mkdir(join(path, "onnx/model.onnx"));
      },
      /has no ONNX export/,
    ],
    [
      "a config of more positions than any GPT-Neo has",
      edit("config.json", (json) => {
        json.max_position_embeddings = 1e13;
      }),
      /config\.json: max_position_embeddings/,
    ],
    [
      "a graph of fewer positions than the config says",
      edit("config.json", (json) => {
        json.max_position_embeddings = 4_096;
      }),
      /can't be run; its sizes may not be those of config\.json/,
    ],
    [
      "a tokenizer of a larger vocabulary",
      edit("config.json", (json) => {
        json.vocab_size = 300;
      }),
      /does not belong to this model/,
    ],
  ])("%s", async (name, change, sentence) => {
    await expect(broken(name.replaceAll(" ", "-"), change)).rejects.toMatchObject({
      code: "CONFIG_MODEL",
      message: expect.stringMatching(sentence),
    });
  });
});
