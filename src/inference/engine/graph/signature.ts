/** What a graph takes and gives, under every name that exports use. */

import type { InferenceSession } from "onnxruntime-node";
import type { BotError } from "../../../core/errors.ts";
import type { ModelFolder } from "../../models/folder.ts";
import { modelFault } from "../../models/json.ts";
import { type KvShape, type KvType, kvType } from "./kv-cache.ts";

/** A graph's input of whole numbers. */
export interface IntInput {
  readonly name: string;
  readonly type: "int64" | "int32";
  /** Of its shape: 0 for a single number. */
  readonly rank: number;
}

export interface Signature {
  readonly ids: IntInput;
  readonly mask: IntInput | null;
  readonly positions: IntInput | null;
  readonly tokenTypes: IntInput | null;
  /** How many positions at the end of each row get logits; null where all do. */
  readonly keep: IntInput | null;
  /** The merged layout of 2023 asks whether there is a cache. */
  readonly takesBranch: boolean;
  /** Names of the cache's inputs, and of the outputs that hold the next one, in the same order. */
  readonly cacheInputs: readonly string[];
  readonly cacheOutputs: readonly string[];
  readonly kvShapes: readonly KvShape[];
  readonly kvType: KvType;
  /** Tokens that one run may take; null for any number. */
  readonly maxTokens: number | null;
  /** Whether the batch is fixed to one row. */
  readonly isSingle: boolean;
  /** Whether the graph gives states without logits, as the project's own exports do. */
  readonly givesStates: boolean;
}

type Metadata = InferenceSession.ValueMetadata;
type TensorMetadata = Extract<Metadata, { isTensor: true }>;

/** Keys and values of one layer: optimum's names, those of onnxruntime-genai, and older ones of both. */
const CACHE_INPUTS = [
  /^past_key_values\.\d+\.(decoder\.|self\.)?(key|value)$/,
  /^past_key_values_\d+_(key|value)$/,
  /^past_(key|value)_\d+$/,
  /^past_(key|value)s?\.\d+$/,
];
const COMBINED = /^past_\d+$|^past_key_values\.\d+(\.key_value)?$/;
const OTHER_STATE = /^(past_)?(conv|ssm|recurrent|mamba|rwkv|state)|^past_(conv|ssm)|(conv|ssm)_states?/;
const KEEP = ["num_logits_to_keep", "logits_to_keep"];

/** @throws {BotError} CONFIG_MODEL with the reason why the engine can't run the graph */
export function readSignature(session: InferenceSession, folder: ModelFolder): Signature {
  const inputs = new Map(session.inputMetadata.map((input) => [input.name, input]));
  const outputs = new Set(session.outputNames);
  const cacheInputs = [...inputs.keys()].filter((name) => CACHE_INPUTS.some((known) => known.test(name)));
  refuseOthers([...inputs.keys()], cacheInputs, folder);
  const find = (names: readonly string[]) => {
    const name = names.find((one) => inputs.has(one));
    return name === undefined ? null : toIntInput(inputs.get(name), folder);
  };
  const ids = find(["input_ids"]);
  const lacks = [...(ids ? [] : ["input_ids"]), ...(outputs.has("logits") ? [] : ["logits"])];
  const cacheOutputs = cacheInputs.map((name) => {
    const names = [name.replace(/^past_key_values/, "present"), name.replace(/^past/, "present")];
    const found = names.find((one) => outputs.has(one));
    if (found === undefined) lacks.push(names[0] as string);
    return found ?? "";
  });
  if (ids === null || lacks.length > 0)
    throw modelFault(`${folder.onnxFile} is no graph for text generation: it lacks ${lacks.join(", ")}`);
  const caches = cacheInputs.map((name) => inputs.get(name));
  const idShape = shapeOf(inputs.get("input_ids"));
  const keep = find(KEEP);
  return {
    ids,
    mask: find(["attention_mask"]),
    positions: find(["position_ids"]),
    tokenTypes: find(["token_type_ids"]),
    keep,
    takesBranch: inputs.has("use_cache_branch"),
    cacheInputs,
    cacheOutputs,
    kvShapes: caches.map((input) => readKvShape(input, folder)),
    kvType: readKvType(caches[0], folder),
    maxTokens: typeof idShape[1] === "number" ? idShape[1] : null,
    isSingle: idShape[0] === 1,
    givesStates: keep !== null && ["last_hidden_state", "inputs_embeds"].every((name) => outputs.has(name)),
  };
}

const KNOWN_INPUTS = new Set([
  "input_ids",
  "attention_mask",
  "position_ids",
  "token_type_ids",
  "use_cache_branch",
  ...KEEP,
]);

function refuseOthers(
  names: readonly string[],
  cacheInputs: readonly string[],
  { onnxFile }: ModelFolder,
): void {
  const others = names.filter((name) => !KNOWN_INPUTS.has(name) && !cacheInputs.includes(name));
  const state = others.find((name) => OTHER_STATE.test(name));
  if (state)
    throw modelFault(
      `${onnxFile} keeps a state that is not keys and values (${state}); the engine does not run such hybrid models`,
    );
  const combined = others.find((name) => COMBINED.test(name));
  if (combined)
    throw modelFault(
      `${onnxFile} keeps keys and values in one tensor (${combined}); export it again with a newer optimum`,
    );
  if (others.length > 0)
    throw modelFault(`${onnxFile} needs inputs that the engine does not know: ${others.join(", ")}`);
  if (cacheInputs.length === 0)
    throw modelFault(
      `${onnxFile} takes no past_key_values: without them each token would cost the whole prompt; export it with "optimum-cli export onnx --task text-generation-with-past"`,
    );
}

function toIntInput(input: Metadata | undefined, { onnxFile }: ModelFolder): IntInput {
  const { name = "", type } = (input ?? {}) as TensorMetadata;
  if (type !== "int64" && type !== "int32") throw wrongType(onnxFile, name, type);
  return { name, type, rank: shapeOf(input).length };
}

function readKvType(input: Metadata | undefined, { onnxFile }: ModelFolder): KvType {
  const { name = "", type } = (input ?? {}) as TensorMetadata;
  const known = kvType(type);
  if (known === null) throw wrongType(onnxFile, name, type);
  return known;
}

function readKvShape(input: Metadata | undefined, folder: ModelFolder): KvShape {
  const shape = shapeOf(input);
  if (shape.length !== 4)
    throw modelFault(
      `${folder.onnxFile} keeps keys and values in ${shape.length} dimensions (${input?.name}); the engine knows [batch, heads, tokens, head size]`,
    );
  const [, heads, , headSize] = shape;
  const known = {
    heads: typeof heads === "number" ? heads : folder.heads,
    headSize: typeof headSize === "number" ? headSize : folder.headSize,
  };
  if (!known.heads || !known.headSize)
    throw modelFault(
      `neither ${folder.onnxFile} nor config.json says how many heads the model has, and their size`,
    );
  return known as KvShape;
}

function shapeOf(input: Metadata | undefined): readonly (number | string)[] {
  return input?.isTensor ? input.shape : [];
}

function wrongType(onnxFile: string, name: string, type: string): BotError {
  return modelFault(`${onnxFile} takes ${name} as ${type}, which the engine does not know`);
}
