/** A model folder as the hub lays it out: found, read and checked before anything is loaded. */

import { existsSync, readdirSync, statSync } from "node:fs";
import { basename, join, relative, sep } from "node:path";
import { type ModelConfig, readModelConfig } from "./config.ts";
import { readGraphFile } from "./graph-file.ts";
import { modelFault } from "./json.ts";
import { chooseGraph, type Dtype, folderOf, type Graph, type ListedFile } from "./layout.ts";

export interface ModelFolder extends ModelConfig {
  /** The folder that holds config.json and tokenizer.json. */
  readonly path: string;
  readonly name: string;
  readonly onnxFile: string;
  /** Files beside it that hold its weights. */
  readonly dataFiles: readonly string[];
  readonly dtype: Dtype;
  /** Graph and weights, in bytes. */
  readonly bytes: number;
  /** Whether activations are rounded by the largest of a whole run: then a row's result depends on its neighbours. */
  readonly roundsRuns: boolean;
}

export interface ModelOrigin {
  /** What people call it; the folder's name where it is left out. */
  readonly name?: string;
  /** Commit on the hub. */
  readonly revision?: string;
  /** As the hub says. */
  readonly parameters?: number | null;
}

/** Operators that round a whole tensor by its largest value. */
const ROUNDING_OPERATORS = ["DynamicQuantizeLinear", "DynamicQuantizeMatMul", "MatMulIntegerToFloat"];
/** Levels below the folder that are searched: exports for several devices lie two deep. */
const MAX_LEVELS = 3;
const MAX_FILES = 10_000;

/** @throws {BotError} CONFIG_MODEL naming the file that is missing or wrong, and what it should be */
export async function readModelFolder(
  path: string,
  origin: ModelOrigin = {},
  dtype?: Dtype,
): Promise<ModelFolder> {
  if (!existsSync(path))
    throw modelFault(
      `the model folder ${path} does not exist; set MODEL to builtin or builtin-zh, to a folder or to a hub id`,
    );
  const graph = findGraph(path, dtype);
  const home = homeOf(path, graph.path);
  const config = await readModelConfig(home);
  if (!existsSync(join(home, "tokenizer.json")))
    throw modelFault(
      `${join(home, "tokenizer.json")} is missing; a model folder needs config.json, tokenizer.json and onnx/model.onnx`,
    );
  const onnxFile = join(path, graph.path);
  const { dataFiles, operators } = readGraphFile(onnxFile);
  const bytes = [graph.path, ...dataFiles.map((file) => beside(graph.path, file))].reduce(
    (sum, file) => sum + sizeIn(path, file, graph.path),
    0,
  );
  return {
    ...config,
    path: home,
    name: origin.name ?? basename(path),
    onnxFile,
    dataFiles,
    dtype: graph.dtype,
    bytes,
    roundsRuns: ROUNDING_OPERATORS.some((name) => operators.has(name)),
    revision: config.revision ?? origin.revision ?? null,
    parameters: config.parameters ?? origin.parameters ?? null,
  };
}

function findGraph(path: string, dtype: Dtype | undefined): Graph {
  const files = listFiles(path);
  if (!files.some((file) => /(^|\/)config\.json$/.test(file.path)))
    throw modelFault(`${join(path, "config.json")} is missing or can't be read (ENOENT)`);
  return chooseGraph(files, path, dtype);
}

/** The folder of config.json: the model's own, or the graph's, where each export has one. */
function homeOf(path: string, graph: string): string {
  const own = join(path, folderOf(graph));
  return !existsSync(join(path, "config.json")) && existsSync(join(own, "config.json")) ? own : path;
}

/** Where a file that a graph names lies, seen from the model's folder.
 * @throws {BotError} CONFIG_MODEL for a name that leads out of the graph's folder */
export function beside(graph: string, file: string): string {
  const parts = file.split(/[/\\]/);
  if (file === "" || parts.includes("..") || parts[0] === "" || /^[a-z]:/i.test(file))
    throw modelFault(
      `${graph} keeps weights outside its own folder (${JSON.stringify(file)}); that is refused`,
    );
  const folder = folderOf(graph);
  return folder === "" ? file : `${folder}/${file}`;
}

function sizeIn(path: string, file: string, graph: string): number {
  const found = statSync(join(path, file), { throwIfNoEntry: false });
  if (!found?.isFile())
    throw modelFault(`${join(path, graph)} keeps weights in ${file}, which is missing; put it there too`);
  return found.size;
}

function listFiles(path: string): ListedFile[] {
  const files: ListedFile[] = [];
  const visit = (folder: string, level: number) => {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      if (files.length >= MAX_FILES) return;
      const full = join(folder, entry.name);
      // A link, as in the hub's cache, counts as what it leads to.
      const found = entry.isSymbolicLink() ? statSync(full, { throwIfNoEntry: false }) : entry;
      if (found?.isDirectory() && level < MAX_LEVELS && !entry.isSymbolicLink()) visit(full, level + 1);
      if (found?.isFile())
        files.push({
          path: relative(path, full).split(sep).join("/"),
          size: statSync(full, { throwIfNoEntry: false })?.size ?? 0,
        });
    }
  };
  try {
    visit(path, 0);
  } catch (cause) {
    throw modelFault(`${path} can't be read (${(cause as NodeJS.ErrnoException).code})`, cause);
  }
  return files;
}
