/** A model folder as the hub lays it out: found, read and checked before anything is loaded. */

import { createHash } from "node:crypto";
import { createReadStream, existsSync, statSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { z } from "zod";
import { BotError } from "../../core/errors.ts";
import { familyOf } from "./family.ts";

/** Sizes that the engine needs to know. */
export interface ModelShape {
  readonly layers: number;
  readonly heads: number;
  readonly headSize: number;
  readonly vocabulary: number;
  /** Positions: prompt and new tokens together. */
  readonly context: number;
  readonly parameters: number;
}

export interface ModelFolder {
  readonly path: string;
  readonly name: string;
  /** As people call it, e.g. "GPT-Neo". */
  readonly family: string;
  readonly onnxFile: string;
  readonly dtype: string;
  readonly shape: ModelShape;
  /** As its config or its hub says; null where neither does. */
  readonly revision: string | null;
  readonly scripts: readonly string[] | null;
  /** Tokens that end a text. */
  readonly endTokens: readonly number[];
}

/** Where exports keep the graph, best first: new layout, then the merged one of 2023; full precision before reduced. */
const ONNX_FILES: readonly (readonly [file: string, dtype: string])[] = [
  ["onnx/model.onnx", "fp32"],
  // Where optimum writes an export of one's own.
  ["model.onnx", "fp32"],
  ["onnx/decoder_model_merged.onnx", "fp32"],
  ["decoder_model_merged.onnx", "fp32"],
  ["onnx/model_fp16.onnx", "fp16"],
  ["onnx/decoder_model_merged_fp16.onnx", "fp16"],
  ["onnx/model_quantized.onnx", "int8"],
  ["onnx/model_int8.onnx", "int8"],
  ["onnx/model_uint8.onnx", "uint8"],
  ["onnx/decoder_model_merged_quantized.onnx", "int8"],
  ["onnx/model_q4.onnx", "q4"],
  ["onnx/model_q4f16.onnx", "q4f16"],
  ["onnx/model_bnb4.onnx", "bnb4"],
];

/** The same in the order in which a download tries them. */
export const ONNX_NAMES: readonly string[] = ONNX_FILES.map(([file]) => file);

/** Far more than any GPT-Neo has: a larger number is a mistake, and would take memory. */
const MAX_POSITIONS = 2 ** 20;

const endSchema = z.union([z.int(), z.array(z.int())]).nullish();

const generationSchema = z.object({ eos_token_id: endSchema });

const configSchema = z.object({
  model_type: z.literal("gpt_neo"),
  vocab_size: z.int().min(2),
  hidden_size: z.int().min(1),
  num_heads: z.int().min(1),
  num_layers: z.int().min(1),
  intermediate_size: z.int().nullish(),
  max_position_embeddings: z.int().min(8).max(MAX_POSITIONS),
  eos_token_id: endSchema,
  fewshot: z.object({ revision: z.string().optional(), scripts: z.array(z.string()).optional() }).optional(),
});

export interface ModelOrigin {
  /** What people call it; the folder's name where it is left out. */
  readonly name?: string;
  /** Commit on the hub. */
  readonly revision?: string;
}

/** @throws {BotError} CONFIG_MODEL naming the file that is missing or wrong, and what it should be */
export async function readModelFolder(path: string, origin: ModelOrigin = {}): Promise<ModelFolder> {
  if (!existsSync(path))
    throw fault(`the model folder ${path} does not exist; set MODEL to builtin, to a folder or to a hub id`);
  const config = checkConfig(await readJson(path, "config.json"), path);
  const generation = await readChecked(generationSchema, {
    path,
    file: "generation_config.json",
    otherwise: {},
  });
  if (!existsSync(join(path, "tokenizer.json")))
    throw fault(
      `${join(path, "tokenizer.json")} is missing; a model folder needs config.json, tokenizer.json and onnx/model.onnx`,
    );
  const isFile = (file: string) => statSync(join(path, file), { throwIfNoEntry: false })?.isFile() ?? false;
  const found = ONNX_FILES.find(([file]) => isFile(file));
  if (!found)
    throw fault(`${path} holds no ONNX export; looked for ${ONNX_NAMES.slice(0, 4).join(", ")} and others`);
  if (config.hidden_size % config.num_heads !== 0)
    throw fault(
      `${join(path, "config.json")}: hidden_size ${config.hidden_size} is not a multiple of num_heads ${config.num_heads}`,
    );
  const onnxFile = join(path, found[0]);
  return {
    path,
    name: origin.name ?? basename(path),
    family: familyOf(config.model_type),
    onnxFile,
    dtype: found[1],
    shape: {
      layers: config.num_layers,
      heads: config.num_heads,
      headSize: config.hidden_size / config.num_heads,
      vocabulary: config.vocab_size,
      context: config.max_position_embeddings,
      parameters: countParameters(config),
    },
    revision: config.fewshot?.revision ?? origin.revision ?? null,
    scripts: config.fewshot?.scripts ?? null,
    endTokens: [config.eos_token_id ?? [], generation.eos_token_id ?? []].flat(),
  };
}

/** Parameters of a GPT-Neo with tied embeddings. @see https://huggingface.co/docs/transformers/model_doc/gpt_neo */
function countParameters(config: z.infer<typeof configSchema>): number {
  const width = config.hidden_size;
  const inner = config.intermediate_size ?? 4 * width;
  const attention = 4 * width * width + width;
  const feedForward = 2 * width * inner + inner + width;
  const norms = 4 * width;
  return (
    (config.vocab_size + config.max_position_embeddings) * width +
    config.num_layers * (attention + feedForward + norms) +
    2 * width
  );
}

function checkConfig(config: unknown, path: string): z.infer<typeof configSchema> {
  const type = (config as { model_type?: unknown } | null)?.model_type;
  if (type !== "gpt_neo")
    throw fault(
      `${join(path, "config.json")} says model_type ${JSON.stringify(type)}; the engine runs gpt_neo only. For others set INFERENCE_URL to a server that runs them`,
    );
  return check(configSchema, config, { path, file: "config.json" });
}

/** A JSON file of a model folder. @param otherwise what a file that is not there stands for; without it the file must be there
 * @throws {BotError} CONFIG_MODEL naming the file, the keys and what is wrong with them */
export async function readChecked<T>(
  schema: z.ZodType<T>,
  { path, file, otherwise }: { path: string; file: string; otherwise?: object },
): Promise<T> {
  return check(schema, await readJson(path, file, otherwise), { path, file });
}

function check<T>(schema: z.ZodType<T>, json: unknown, { path, file }: { path: string; file: string }): T {
  const checked = schema.safeParse(json);
  if (checked.success) return checked.data;
  const faults = checked.error.issues.map(({ path: keys, message }) => `${keys.join(".")} ${message}`.trim());
  throw fault(`${join(path, file)}: ${faults.slice(0, 3).join("; ")}`);
}

async function readJson(path: string, file: string, otherwise?: object): Promise<unknown> {
  let text: string;
  try {
    text = await readFile(join(path, file), "utf8");
  } catch (cause) {
    if (otherwise && (cause as NodeJS.ErrnoException).code === "ENOENT") return otherwise;
    throw fault(`${join(path, file)} is missing or can't be read (${(cause as NodeJS.ErrnoException).code})`);
  }
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw fault(`${join(path, file)} is not JSON; it may be cut short`, cause);
  }
}

/** SHA-256 of a file, in hex. */
export async function checksum(file: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer);
  return hash.digest("hex");
}

function fault(message: string, cause?: unknown): BotError {
  return new BotError("CONFIG_MODEL", message, { cause });
}
