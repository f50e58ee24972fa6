/** What config.json and generation_config.json say of a model, whatever its architecture calls its keys. */

import { join } from "node:path";
import { z } from "zod";
import { familyOf } from "./family.ts";
import { modelFault, readChecked } from "./json.ts";

export interface ModelConfig {
  /** As people call it, e.g. "GPT-Neo". */
  readonly family: string;
  /** Tokens that the model knows. */
  readonly vocabulary: number;
  /** Positions: prompt and new tokens together. */
  readonly context: number;
  /** Null where the architecture's count is not known. */
  readonly parameters: number | null;
  /** For graphs that don't say them. */
  readonly heads: number | null;
  readonly headSize: number | null;
  /** Tokens that end a text. */
  readonly endTokens: readonly number[];
  /** As the project's own models say; null in others. */
  readonly revision: string | null;
  readonly scripts: readonly string[] | null;
  readonly abstainBelow: number | null;
  readonly languages: readonly string[] | null;
  /** Of the state, the first so many numbers say what the text means. */
  readonly stateMeaning: number | null;
}

/** A larger number of positions is a mistake. */
const MAX_POSITIONS = 2 ** 24;
/** Of a context, no more is used: keys and values of longer ones fill any memory. */
const MAX_CONTEXT = 2 ** 17;
/** Models without learned positions may state no length. */
const DEFAULT_CONTEXT = 2048;

const endSchema = z.union([z.int(), z.array(z.int())]).nullish();
const size = z.int().min(1).nullish();
const positions = z.int().min(8).max(MAX_POSITIONS).nullish();

const sizesSchema = z.looseObject({
  vocab_size: z.int().min(2).nullish(),
  hidden_size: size,
  n_embd: size,
  num_hidden_layers: size,
  num_layers: size,
  n_layer: size,
  num_attention_heads: size,
  num_heads: size,
  n_head: size,
  num_key_value_heads: size,
  head_dim: size,
  intermediate_size: size,
  max_position_embeddings: positions,
  n_positions: positions,
  max_seq_len: positions,
  seq_length: positions,
  n_ctx: positions,
  tie_word_embeddings: z.boolean().nullish(),
  eos_token_id: endSchema,
});
type Sizes = z.infer<typeof sizesSchema>;

const configSchema = sizesSchema.extend({
  model_type: z.string().min(1),
  architectures: z.array(z.string()).nullish(),
  is_encoder_decoder: z.boolean().nullish(),
  /** Models that also take pictures keep their text part's sizes here. */
  text_config: sizesSchema.nullish(),
  fewshot: z
    .object({
      revision: z.string().optional(),
      scripts: z.array(z.string()).optional(),
      abstain_below: z.number().min(0).max(1).optional(),
      languages: z.array(z.string()).optional(),
      state_meaning: z.int().min(1).optional(),
    })
    .optional(),
});

const generationSchema = z.looseObject({ eos_token_id: endSchema });

/** @param path the folder that holds both files
 * @throws {BotError} CONFIG_MODEL naming the file, the key and what is wrong with it */
export async function readModelConfig(path: string): Promise<ModelConfig> {
  const config = await readChecked(configSchema, { path, file: "config.json" });
  const generation = await readChecked(generationSchema, {
    path,
    file: "generation_config.json",
    otherwise: "{}",
  });
  const file = join(path, "config.json");
  if (config.is_encoder_decoder)
    throw modelFault(
      `${file} is of an encoder-decoder model (${config.model_type}); the engine runs decoders only`,
    );
  const sizes: Sizes = { ...config.text_config, ...withoutNull(config) };
  if (!sizes.vocab_size) throw modelFault(`${file} lacks vocab_size`);
  const heads = sizes.num_attention_heads ?? sizes.num_heads ?? sizes.n_head ?? null;
  const width = sizes.hidden_size ?? sizes.n_embd ?? null;
  const headSize = sizes.head_dim ?? (width && heads ? width / heads : null);
  const context =
    sizes.max_position_embeddings ??
    sizes.n_positions ??
    sizes.max_seq_len ??
    sizes.seq_length ??
    sizes.n_ctx ??
    DEFAULT_CONTEXT;
  return {
    family: familyOf(config.model_type, config.architectures?.[0]),
    vocabulary: sizes.vocab_size,
    context: Math.min(context, MAX_CONTEXT),
    parameters: countParameters(config.model_type, sizes, context),
    heads: sizes.num_key_value_heads ?? heads,
    headSize: headSize !== null && Number.isInteger(headSize) ? headSize : null,
    endTokens: [sizes.eos_token_id ?? [], generation.eos_token_id ?? []].flat(),
    revision: config.fewshot?.revision ?? null,
    scripts: config.fewshot?.scripts ?? null,
    abstainBelow: config.fewshot?.abstain_below ?? null,
    languages: config.fewshot?.languages ?? null,
    stateMeaning: config.fewshot?.state_meaning ?? null,
  };
}

function withoutNull<T extends object>(values: T): T {
  return Object.fromEntries(
    Object.entries(values).filter(([, value]) => value !== null && value !== undefined),
  ) as T;
}

/** Architectures with Llama's blocks: gated feed-forward of three matrices, no biases worth counting. */
const LIKE_LLAMA = /^(llama|mistral|qwen2|qwen3|gemma|gemma2|gemma3_text|smollm3|olmo|olmo2|phi3|granite)$/;
/** Those of them whose output shares the embeddings unless the config says otherwise. */
const TIED = /^(gemma|gemma2|gemma3_text|smollm3)$/;

function countParameters(type: string, sizes: Sizes, context: number): number | null {
  const width = sizes.hidden_size ?? sizes.n_embd;
  const layers = sizes.num_hidden_layers ?? sizes.num_layers ?? sizes.n_layer;
  const heads = sizes.num_attention_heads ?? sizes.num_heads ?? sizes.n_head;
  const vocabulary = sizes.vocab_size;
  if (!width || !layers || !heads || !vocabulary) return null;
  const inner = sizes.intermediate_size ?? 4 * width;
  if (type === "gpt_neo" || type === "gpt2") {
    // GPT-2 has biases at all four matrices of attention, GPT-Neo at the last.
    const attention = 4 * width * width + (type === "gpt2" ? 4 : 1) * width;
    const feedForward = 2 * width * inner + inner + width;
    return (vocabulary + context) * width + layers * (attention + feedForward + 4 * width) + 2 * width;
  }
  if (!LIKE_LLAMA.test(type)) return null;
  const headSize = sizes.head_dim ?? width / heads;
  const keys = (sizes.num_key_value_heads ?? heads) * headSize;
  const norms = 2 * width + (type === "qwen3" ? 2 * headSize : 0);
  const attention = 2 * width * heads * headSize + 2 * width * keys;
  const isTied = sizes.tie_word_embeddings ?? TIED.test(type);
  return (isTied ? 1 : 2) * vocabulary * width + layers * (attention + 3 * width * inner + norms) + width;
}
