/**
 * Loads onnxruntime: its native build, or where this system has no binary of it (macOS on Intel, Alpine), the WebAssembly build,
 * if that is installed. It is no dependency: 140 MB for the few who need it.
 */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { InferenceSession, Tensor, TensorConstructor } from "onnxruntime-node";
import { BotError } from "../../../core/errors.ts";
import { firstLine } from "../../models/json.ts";

export type RuntimeKind = "native" | "wasm";

export interface Runtime {
  readonly kind: RuntimeKind;
  readonly Tensor: TensorConstructor;
  /** @param dataFiles paths of the files that hold its weights, as the graph names them
   * @throws what the runtime says of a file that it can't open */
  open(
    onnxFile: string,
    dataFiles: readonly string[],
    options: InferenceSession.SessionOptions,
  ): Promise<InferenceSession>;
  /** A tensor as the runtime wants it among a run's inputs. */
  toFeed(tensor: Tensor): Tensor;
}

/** What both builds offer. */
type Build = Pick<typeof import("onnxruntime-node"), "InferenceSession" | "Tensor" | "env">;

/** @param threads of one run, for the WebAssembly build; the native one takes them with each session
 * @throws {BotError} CONFIG_MODEL when neither build can be loaded, with what to do */
export async function loadRuntime(threads: number): Promise<Runtime> {
  let reason: unknown;
  try {
    return nativeRuntime((await import("onnxruntime-node")) as Build);
  } catch (cause) {
    reason = cause;
  }
  try {
    // Not a literal: neither the compiler nor a bundler searches for a package that most have not installed.
    const name: string = "onnxruntime-web";
    return wasmRuntime((await import(name)) as Build, threads);
  } catch {
    throw new BotError(
      "CONFIG_MODEL",
      `onnxruntime has no binary that runs on this system (${process.platform} ${process.arch}: ${firstLine(reason)}); run "npm install onnxruntime-web" to run the model in WebAssembly, which is slower, or set INFERENCE_URL to a model server`,
      { cause: reason },
    );
  }
}

function nativeRuntime({ InferenceSession, Tensor }: Build): Runtime {
  return {
    kind: "native",
    Tensor,
    open: (onnxFile, _dataFiles, options) => InferenceSession.create(onnxFile, options),
    // The native side reads half precision as Uint16Array only, its own JavaScript side may make Float16Array of it: the same bytes are
    // shown to it the way it knows.
    toFeed(tensor) {
      if (tensor.type !== "float16") return tensor;
      const { buffer, byteOffset, length } = tensor.data as unknown as Float16Array;
      const { dims } = tensor;
      const data = new Uint16Array(buffer, byteOffset, length);
      return { type: "float16", location: "cpu", dims, data } as unknown as Tensor;
    },
  };
}

function wasmRuntime({ InferenceSession, Tensor, env }: Build, threads: number): Runtime {
  env.wasm.numThreads = threads;
  env.logLevel = "fatal";
  return {
    kind: "wasm",
    Tensor,
    open(onnxFile, dataFiles, options) {
      const folder = join(onnxFile, "..");
      const externalData = dataFiles.map((path) => ({ path, data: readFileSync(join(folder, path)) }));
      const wasm = {
        ...options,
        executionProviders: ["wasm"],
        ...(externalData.length > 0 ? { externalData } : {}),
      };
      return InferenceSession.create(readFileSync(onnxFile), wasm);
    },
    toFeed: (tensor) => tensor,
  };
}
