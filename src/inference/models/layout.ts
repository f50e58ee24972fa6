/** Finds the graph among the files of a model, in every layout that exports have on the hub. Pure. */

import { modelFault } from "./json.ts";

/** Types of weights that MODEL_DTYPE may ask for. */
const DTYPES = ["fp32", "fp16", "int8", "uint8", "q4", "q4f16", "bnb4"] as const;
export type Dtype = (typeof DTYPES)[number];

export interface ListedFile {
  /** Inside the model's folder, with "/" between its parts. */
  readonly path: string;
  /** In bytes. */
  readonly size: number;
}

export interface Graph {
  readonly path: string;
  readonly dtype: Dtype;
  /** Of the graph with its weights, in bytes; an estimate where each tensor has a file of its own. */
  readonly size: number;
}

/** What follows a graph's name, e.g. `model_fp16.onnx`. */
const SUFFIXES: Readonly<Record<string, Dtype>> = {
  "": "fp32",
  _optimized: "fp32",
  _fp32: "fp32",
  _fp16: "fp16",
  _quantized: "int8",
  _int8: "int8",
  _q8: "int8",
  _uint8: "uint8",
  _q4: "q4",
  _q4f16: "q4f16",
  _bnb4: "bnb4",
};

/** Names of graphs, best first: one for prompts and next tokens; the merged one of 2023; and the second half of the pair before it,
 * which can read prompts too, if only token by token. */
const STEMS = ["model", "decoder_model_merged", "decoder_with_past_model"] as const;
const GRAPH_NAME = new RegExp(`^(${STEMS.join("|")})(|_[a-z0-9]+)\\.onnx$`);

/** Where the exact types are preferred by size: a larger fp32 file gives way to half precision. */
const LARGE_BYTES = 300e6;
/** A graph below this holds no weights worth counting, if files without a known name lie beside it. */
const BARE_GRAPH_BYTES = 20e6;
/** Exports for other processors. */
const OTHER_DEVICE = /cuda|directml|\bdml\b|webgpu|\bgpu\b|qnn|npu|openvino|coreml/i;

/** @param what how the model is called in a fault
 * @param dtype takes a graph of this type only; without it the best: exact ones first, above 300 MB the smaller of them
 * @throws {BotError} CONFIG_MODEL when there is none, with the reason */
export function chooseGraph(files: readonly ListedFile[], what: string, dtype?: Dtype): Graph {
  const graphs = listGraphs(files);
  if (graphs.length === 0) throw noGraph(files, what);
  const hasLarge = graphs.some((graph) => isExact(graph) && graph.size > LARGE_BYTES);
  const [best] = graphs.sort((a, b) => compare(preference(a, hasLarge), preference(b, hasLarge)));
  if (dtype === undefined) return best as Graph;
  const wanted = graphs.find((graph) => graph.dtype === dtype);
  if (wanted) return wanted;
  const kinds = [...new Set(graphs.map((graph) => graph.dtype))].join(", ");
  throw modelFault(`${what} has no ${dtype} export; set MODEL_DTYPE to one that it has: ${kinds}`);
}

function listGraphs(files: readonly ListedFile[]): Graph[] {
  const onnx = files.filter(({ path }) => path.endsWith(".onnx"));
  const named = onnx.filter(({ path }) => dtypeOf(path) !== null);
  // A lone graph is taken whatever its name, unless that says what it is.
  const lone = onnx.length === 1 && !/encoder|decoder_model/.test(onnx[0]?.path ?? "") ? onnx : [];
  return (named.length > 0 ? named : lone).map(({ path, size }) => ({
    path,
    dtype: dtypeOf(path) ?? "fp32",
    size: size + dataBytes(files, { path, size }),
  }));
}

/** Null for a graph of another name. */
function dtypeOf(path: string): Dtype | null {
  const [, , suffix = ""] = GRAPH_NAME.exec(baseName(path)) ?? [];
  const found = GRAPH_NAME.test(baseName(path)) ? SUFFIXES[suffix] : undefined;
  if (found === undefined) return null;
  if (suffix !== "") return found;
  // Folders of onnxruntime-genai say it: cpu-int4-rtn-block-32/model.onnx.
  const folder = folderOf(path);
  return /int4/.test(folder) ? "q4" : /int8/.test(folder) ? "int8" : /fp16/.test(folder) ? "fp16" : found;
}

/** Bytes of weights beside a graph. */
function dataBytes(files: readonly ListedFile[], graph: ListedFile): number {
  const own = files.filter(
    ({ path }) => path.startsWith(`${graph.path}_data`) || path === `${graph.path}.data`,
  );
  const sum = (some: readonly ListedFile[]) => some.reduce((bytes, { size }) => bytes + size, 0);
  if (own.length > 0 || graph.size > BARE_GRAPH_BYTES) return sum(own);
  const isLoose = ({ path }: ListedFile) =>
    folderOf(path) === folderOf(graph.path) &&
    !/\.(onnx|onnx_data.*|onnx\.data|json|txt|md|model|jinja|safetensors|bin|h5|msgpack)$/.test(path);
  return sum(files.filter(isLoose));
}

/** Numbers and at last a path, compared one after the other: the smallest is the best graph. */
function preference(graph: Graph, hasLarge: boolean): (number | string)[] {
  const { path, dtype, size } = graph;
  const folder = folderOf(path);
  const stem = STEMS.findIndex((name) => baseName(path).startsWith(name));
  return [
    OTHER_DEVICE.test(folder) ? 1 : 0,
    // A pair's second half reads prompts slowly, or not at all: any other export is better.
    STEMS[stem] === "decoder_with_past_model" ? 1 : 0,
    isExact(graph) ? 0 : 1,
    isExact(graph) && hasLarge ? size : 0,
    DTYPES.indexOf(dtype),
    stem === -1 ? STEMS.length : stem,
    folder === "onnx" ? 0 : folder === "" ? 1 : 2,
    path,
  ];
}

function compare(a: readonly (number | string)[], b: readonly (number | string)[]): number {
  const at = a.findIndex((value, index) => value !== b[index]);
  if (at === -1) return 0;
  return (a[at] as number | string) < (b[at] as number | string) ? -1 : 1;
}

const isExact = ({ dtype }: Graph) => dtype === "fp32" || dtype === "fp16";

function noGraph(files: readonly ListedFile[], what: string) {
  const has = (pattern: RegExp) => files.find(({ path }) => pattern.test(path))?.path;
  const encoder = has(/(^|\/)encoder_model[^/]*\.onnx$/);
  if (encoder)
    return modelFault(`${what} is an encoder-decoder model (${encoder}); the engine runs decoders only`);
  const half = has(/(^|\/)decoder_model(_[a-z0-9]+)?\.onnx$/);
  if (half)
    return modelFault(
      `${what} holds ${half}, the half of an old export that only reads prompts; decoder_with_past_model.onnx is missing beside it`,
    );
  const gguf = has(/\.gguf$/);
  const remedy = gguf
    ? `it holds ${gguf}: run that with llama.cpp, and set INFERENCE_URL to its address`
    : "choose one that has, such as those of onnx-community, or export it with optimum and set MODEL to the folder";
  return modelFault(
    `${what} has no ONNX export (looked for onnx/model.onnx, model.onnx and others); ${remedy}`,
  );
}

export const folderOf = (path: string) => path.slice(0, Math.max(0, path.lastIndexOf("/")));
const baseName = (path: string) => path.slice(path.lastIndexOf("/") + 1);
