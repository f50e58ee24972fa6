/** Layouts of public ONNX exports: what can be loaded is loaded, and what can't is refused with the true reason. */

import { readFileSync } from "node:fs";
import { cp, mkdir, rename, rm, symlink, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import type { InferenceSession } from "onnxruntime-node";
import { describe, expect, it } from "vitest";
import { readSignature } from "../../src/inference/engine/graph/signature.ts";
import type { ModelFolder } from "../../src/inference/models/folder.ts";
import { readGraphFile } from "../../src/inference/models/graph-file.ts";
import { chooseGraph, type Dtype } from "../../src/inference/models/layout.ts";
import { TINY, useBackends } from "./tiny-backends.ts";

const { folder, open } = await useBackends();
const LAYOUTS = resolve("test/fixtures/layouts");
const LLAMA = resolve("test/fixtures/tiny-llama-gqa");

const files = (...paths: (string | [path: string, megabytes: number])[]) =>
  paths.map((one) =>
    typeof one === "string" ? { path: one, size: 1000 } : { path: one[0], size: one[1] * 1e6 },
  );

describe("the graph that is chosen among a model's files", () => {
  it.each<[string, (string | [string, number])[], string, Dtype]>([
    [
      "transformers.js",
      ["onnx/model_q4.onnx", "onnx/model.onnx", "onnx/model_fp16.onnx"],
      "onnx/model.onnx",
      "fp32",
    ],
    [
      "the merged layout of 2023",
      ["onnx/decoder_model.onnx", "onnx/decoder_model_merged.onnx", "onnx/decoder_with_past_model.onnx"],
      "onnx/decoder_model_merged.onnx",
      "fp32",
    ],
    [
      "the merged layout, 8 bits alone",
      ["onnx/decoder_model_merged_int8.onnx"],
      "onnx/decoder_model_merged_int8.onnx",
      "int8",
    ],
    ["uint8 alone", ["onnx/model_uint8.onnx"], "onnx/model_uint8.onnx", "uint8"],
    ["merged q4 alone", ["onnx/decoder_model_merged_q4.onnx"], "onnx/decoder_model_merged_q4.onnx", "q4"],
    [
      "merged q4f16 alone",
      ["onnx/decoder_model_merged_q4f16.onnx"],
      "onnx/decoder_model_merged_q4f16.onnx",
      "q4f16",
    ],
    [
      "merged bnb4 alone",
      ["onnx/decoder_model_merged_bnb4.onnx"],
      "onnx/decoder_model_merged_bnb4.onnx",
      "bnb4",
    ],
    ["optimum's quantizer at the top", ["model_quantized.onnx"], "model_quantized.onnx", "int8"],
    ["optimum's optimizer at the top", ["model_optimized.onnx"], "model_optimized.onnx", "fp32"],
    ["q8", ["onnx/model_q8.onnx"], "onnx/model_q8.onnx", "int8"],
    [
      "the old pair",
      ["decoder_model.onnx", "decoder_with_past_model.onnx"],
      "decoder_with_past_model.onnx",
      "fp32",
    ],
    [
      "folders of genai",
      ["cuda/cuda-int4-rtn-block-32/model.onnx", "cpu/cpu-int4-rtn-block-32/model.onnx"],
      "cpu/cpu-int4-rtn-block-32/model.onnx",
      "q4",
    ],
    ["a lone graph of another name", ["gpt2-lm-head-10.onnx"], "gpt2-lm-head-10.onnx", "fp32"],
    [
      "300 MB and less in single precision",
      [
        ["onnx/model.onnx", 290],
        ["onnx/model_fp16.onnx", 145],
      ],
      "onnx/model.onnx",
      "fp32",
    ],
    [
      "more than 300 MB as half precision",
      [
        ["onnx/model.onnx", 654],
        ["onnx/model_fp16.onnx", 327],
        ["onnx/model_q4.onnx", 200],
      ],
      "onnx/model_fp16.onnx",
      "fp16",
    ],
    [
      "more than 300 MB beside the graph",
      [
        ["onnx/model.onnx", 1],
        ["onnx/model.onnx_data", 2000],
        ["onnx/model_fp16.onnx", 900],
      ],
      "onnx/model_fp16.onnx",
      "fp16",
    ],
    [
      "no exact one",
      ["onnx/model_q4.onnx", "onnx/model_quantized.onnx", "onnx/model_bnb4.onnx"],
      "onnx/model_quantized.onnx",
      "int8",
    ],
  ])("of %s", (_, paths, path, dtype) => {
    expect(chooseGraph(files(...paths), "x")).toMatchObject({ path, dtype });
  });

  it("is the one that MODEL_DTYPE names, or the types that there are are named", () => {
    const listed = files("onnx/model.onnx", "onnx/model_quantized.onnx", "onnx/model_q4.onnx");
    expect(chooseGraph(listed, "x", "q4").path).toBe("onnx/model_q4.onnx");
    expect(() => chooseGraph(listed, "a/b", "fp16")).toThrow(
      "a/b has no fp16 export; set MODEL_DTYPE to one that it has: fp32, int8, q4",
    );
  });

  it.each([
    [
      ["onnx/decoder_model.onnx"],
      /the half of an old export that only reads prompts; decoder_with_past_model\.onnx is missing/,
    ],
    [["onnx/encoder_model.onnx", "onnx/decoder_model_merged.onnx"].slice(0, 1), /encoder-decoder model/],
    [["model.gguf"], /run that with llama\.cpp, and set INFERENCE_URL/],
    [["model.safetensors"], /has no ONNX export.*export it with optimum/],
  ])("of %j is none, with the reason", (paths, sentence) => {
    expect(() => chooseGraph(files(...paths), "x")).toThrow(sentence);
  });
});

/** A folder of the tiny Llama with another graph. @param parts [file of the layouts, where it goes] */
async function folderWith(name: string, ...parts: [from: string, to: string][]): Promise<string> {
  const path = join(folder, name);
  await mkdir(path, { recursive: true });
  for (const file of ["config.json", "tokenizer.json"]) await cp(join(LLAMA, file), join(path, file));
  for (const [from, to] of parts) {
    await mkdir(dirname(join(path, to)), { recursive: true });
    await cp(join(LAYOUTS, from), join(path, to), { recursive: true });
  }
  return path;
}

const prompt = { prefix: "Say it.\nText: one\nAnswer: yes\n###\n", text: "Text: two\nAnswer:" };
const ask = { prompt, labels: ["yes", "no", "not now"] };

/** A score and a text. */
async function answersOf(model: string) {
  const backend = open({ model });
  const logprobs = (await backend.score(ask))?.logprobs ?? [];
  const { text } = await backend.complete({ prompt, maxNewTokens: 8, temperature: 0, endSequence: "" });
  return { logprobs, text };
}

describe("a folder is run, with the answers of the plain export,", () => {
  let plain: Awaited<ReturnType<typeof answersOf>> | undefined;
  it.each<[string, ...[string, string][]]>([
    ["with other names, 32-bit ids, token types and logits_to_keep", ["other-names.onnx", "onnx/model.onnx"]],
    ["with num_logits_to_keep", ["keep.onnx", "onnx/model.onnx"]],
    [
      "that takes one token at a time, the old pair's second half",
      ["one-token.onnx", "onnx/decoder_with_past_model.onnx"],
    ],
    ["of the old pair that takes any number of tokens", ["keep.onnx", "decoder_with_past_model.onnx"]],
    ["with weights in model.onnx.data", ["external-data", "onnx"]],
    ["with weights in weights.pb", ["external-weights", "."]],
    ["with a file for each tensor", ["external-tensors", "cpu/model"]],
  ])("%s", async (name, ...parts) => {
    plain ??= await answersOf(LLAMA);
    const model = await folderWith(name.replaceAll(/\W/g, "-"), ...parts);
    const found = await answersOf(model);
    for (const [at, logprob] of plain.logprobs.entries()) expect(found.logprobs[at]).toBeCloseTo(logprob, 3);
    expect(found.text).toBe(plain.text);
  });

  it("in a folder of its own with its config, as genai lays it out", async () => {
    const path = await folderWith("genai");
    await cp(LLAMA, join(path, "cpu/cpu-int4"), { recursive: true });
    await rename(join(path, "cpu/cpu-int4/onnx/model.onnx"), join(path, "cpu/cpu-int4/model.onnx"));
    for (const file of ["config.json", "tokenizer.json"]) await rm(join(path, file));
    expect(await open({ model: path }).describe()).toMatchObject({ dtype: "q4", family: "Llama" });
  });

  it("behind links, as the hub's cache has them", async () => {
    const path = await folderWith("links");
    await mkdir(join(path, "onnx"));
    for (const file of ["model.onnx", "model.onnx.data"])
      await symlink(join(LAYOUTS, "external-data", file), join(path, "onnx", file));
    expect(await open({ model: path }).describe()).toMatchObject({ dtype: "fp32" });
  });

  it("with a [PAD] that was added beyond the vocabulary, as fine-tuned models have", async () => {
    const path = join(folder, "pad");
    await cp(TINY, path, { recursive: true });
    const tokenizer = JSON.parse(readFileSync(join(path, "tokenizer.json"), "utf8"));
    tokenizer.added_tokens.push({ id: 600, content: "[PAD]", special: true });
    await writeFile(join(path, "tokenizer.json"), JSON.stringify(tokenizer));
    expect(await open({ model: path }).score(ask)).toMatchObject({ logprobs: expect.any(Array) });
  });
});

describe("a folder is refused in a sentence", () => {
  it("when weights that the graph names are missing", async () => {
    const path = await folderWith("no-data", ["external-weights/model.onnx", "model.onnx"]);
    await expect(open({ model: path }).describe()).rejects.toMatchObject({
      code: "CONFIG_MODEL",
      message: expect.stringMatching(/model\.onnx keeps weights in weights\.pb, which is missing/),
    });
  });

  it("when the graph keeps weights outside its folder", async () => {
    const path = await folderWith("outside", ["external-data/model.onnx", "model.onnx"]);
    const graph = readFileSync(join(path, "model.onnx"));
    const name = Buffer.from("model.onnx.data");
    // The same length: the file stays a protocol buffer.
    for (let at = graph.indexOf(name); at !== -1; at = graph.indexOf(name, at + 1))
      graph.write("../../etc/shado", at);
    await writeFile(join(path, "model.onnx"), graph);
    await expect(open({ model: path }).describe()).rejects.toThrow(
      /outside its own folder \("\.\.\/\.\.\/etc\/shado"\)/,
    );
  });

  it("when MODEL_DTYPE asks for what it does not hold", async () => {
    await expect(open({ model: TINY, dtype: "q4" }).describe()).rejects.toThrow(/has no q4 export.*fp32/);
  });
});

describe("a graph file", () => {
  it("lists its files of weights and its operators", () => {
    expect(readGraphFile(join(LAYOUTS, "external-data/model.onnx")).dataFiles).toEqual(["model.onnx.data"]);
    expect(readGraphFile(join(LAYOUTS, "external-tensors/model.onnx")).dataFiles).toContain("embed");
    const { operators, dataFiles } = readGraphFile(join(LAYOUTS, "model_quantized.onnx"));
    expect(dataFiles).toEqual([]);
    expect([...operators]).toEqual(expect.arrayContaining(["DynamicQuantizeLinear", "MatMulInteger"]));
  });

  it("finds operators in the branches of a merged graph", () => {
    const merged = resolve("test/fixtures/tiny-neo-merged/onnx/decoder_model_merged.onnx");
    expect([...readGraphFile(merged).operators]).toEqual(expect.arrayContaining(["If", "MatMul"]));
  });
});

describe("a graph that the engine can't run", () => {
  const model = { onnxFile: "model.onnx", heads: 2, headSize: 4 } as ModelFolder;
  const tensor = (name: string, shape: (string | number)[], type = "int64") => ({
    name,
    isTensor: true,
    shape,
    type,
  });
  const ids = tensor("input_ids", ["batch", "sequence"]);
  const cache = (name: string, type = "float32", shape: (string | number)[] = ["batch", 2, "past", 4]) =>
    tensor(name, shape, type);
  const read = (inputs: object[], outputNames: string[]) =>
    readSignature({ inputMetadata: inputs, outputNames } as unknown as InferenceSession, model);

  it.each<[string, object[], RegExp]>([
    ["hybrid", [ids, cache("past_key_values.0.key"), cache("past_conv.1")], /hybrid models/],
    ["combined", [ids, cache("past_0")], /keys and values in one tensor \(past_0\)/],
    ["of bigcode", [ids, cache("past_key_values.0.key_value")], /keys and values in one tensor/],
    ["without past", [ids], /takes no past_key_values.*text-generation-with-past/],
    [
      "with an input that is not known",
      [ids, tensor("pixel_values", [1, 3]), cache("past_key_values.0.key")],
      /does not know: pixel_values/,
    ],
    [
      "of a type that is not known",
      [ids, cache("past_key_values.0.key", "bfloat16")],
      /past_key_values\.0\.key as bfloat16/,
    ],
    [
      "of three dimensions",
      [ids, cache("past_key_values.0.key", "float32", ["batch", 4, "past"])],
      /in 3 dimensions/,
    ],
  ])("%s is refused with the reason", (_, inputs, sentence) => {
    expect(() => read(inputs, ["logits", "present.0.key"])).toThrow(sentence);
  });

  it("is refused by what it lacks", () => {
    expect(() => read([ids, cache("past_key_values.0.key")], ["hidden"])).toThrow(
      /lacks logits, present\.0\.key/,
    );
  });
});
