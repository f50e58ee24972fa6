/**
 * Reads off an ONNX file what must be known before it is opened: the files that hold its weights, and its operators. Weights are skipped,
 * so that a file of two gigabytes takes milliseconds.
 * @see https://github.com/onnx/onnx/blob/main/onnx/onnx.proto
 */

import { closeSync, fstatSync, openSync, readFileSync, readSync, statSync } from "node:fs";
import { firstLine, isPointer, modelFault, pointerFault } from "./json.ts";

export interface GraphFile {
  /** Files beside the graph that hold weights, as the graph names them. */
  readonly dataFiles: readonly string[];
  /** Names of its operators, e.g. "MatMul". */
  readonly operators: ReadonlySet<string>;
}

type Kept = "operator" | "key" | "value";
/** What a field of a message holds: a message of its own, or a text to be kept. */
type Fields = { readonly [field: number]: Fields | Kept };

const entryFields: Fields = { 1: "key", 2: "value" };
const tensorFields: Fields = { 13: entryFields };
const graphFields: { [field: number]: Fields | Kept } = { 5: tensorFields };
const attributeFields: Fields = { 5: tensorFields, 6: graphFields, 10: tensorFields, 11: graphFields };
graphFields[1] = { 4: "operator", 5: attributeFields };
const modelFields: Fields = { 7: graphFields };

const MAX_DEPTH = 40;
const WINDOW_BYTES = 256 * 1024;
const MAX_TEXT_BYTES = 64 * 1024;

/** @throws {BotError} CONFIG_MODEL when the file is no ONNX model, or is cut short */
export function readGraphFile(file: string): GraphFile {
  const operators = new Set<string>();
  const dataFiles = new Set<string>();
  let key = "";
  let descriptor: number | null = null;
  try {
    descriptor = openSync(file, "r");
    const { size } = fstatSync(descriptor);
    scan(createReader(descriptor, size), { from: 0, to: size }, modelFields, 0, (kind, text) => {
      if (kind === "operator") operators.add(text);
      else if (kind === "key") key = text;
      else if (key === "location") dataFiles.add(text);
    });
  } catch (cause) {
    throw modelFault(
      beginsLikePointer(file)
        ? pointerFault(file)
        : `${file} can't be opened as an ONNX model; it may be cut short: fetch it again (${firstLine(cause)})`,
      cause,
    );
  } finally {
    if (descriptor !== null) closeSync(descriptor);
  }
  return { dataFiles: [...dataFiles], operators };
}

interface Reader {
  byte(at: number): number;
  text(at: number, length: number): string;
}

function createReader(descriptor: number, size: number): Reader {
  let window = Buffer.alloc(0);
  let start = 0;
  function hold(at: number, length: number): void {
    if (at >= start && at + length <= start + window.length) return;
    if (at + length > size) throw new Error("it ends too early");
    const wanted = Buffer.allocUnsafe(Math.min(Math.max(length, WINDOW_BYTES), size - at));
    window = wanted.subarray(0, readSync(descriptor, wanted, 0, wanted.length, at));
    start = at;
    if (window.length < length) throw new Error("it ends too early");
  }
  return {
    byte(at) {
      hold(at, 1);
      return window[at - start] as number;
    },
    text(at, length) {
      if (length > MAX_TEXT_BYTES) throw new Error("a name is too long");
      hold(at, length);
      return window.toString("utf8", at - start, at - start + length);
    },
  };
}

/** Goes through the fields of one message. @see https://protobuf.dev/programming-guides/encoding */
function scan(
  reader: Reader,
  { from, to }: { from: number; to: number },
  fields: Fields,
  depth: number,
  keep: (kind: Kept, text: string) => void,
): void {
  if (depth > MAX_DEPTH) throw new Error("it is nested too deeply");
  let at = from;
  const readNumber = (): number => {
    let value = 0;
    // Seven bits a byte, ten bytes at most; what is larger than a double holds exactly is never a length.
    for (let factor = 1; factor < 2 ** 70; factor *= 128) {
      const byte = reader.byte(at++);
      value += (byte & 127) * factor;
      if (byte < 128) return value;
    }
    throw new Error("a number has too many bytes");
  };
  while (at < to) {
    const tag = readNumber();
    const wireType = tag % 8;
    if (wireType === 0) readNumber();
    else if (wireType === 1) at += 8;
    else if (wireType === 5) at += 4;
    else if (wireType === 2) {
      const length = readNumber();
      const field = fields[Math.floor(tag / 8)];
      if (at + length > to) throw new Error("it ends too early");
      if (typeof field === "string") keep(field as Kept, reader.text(at, length));
      else if (field !== undefined) scan(reader, { from: at, to: at + length }, field, depth + 1, keep);
      at += length;
    } else throw new Error("it is no protocol buffer");
  }
}

function beginsLikePointer(file: string): boolean {
  try {
    const { size } = statSync(file);
    return size < 1024 && isPointer(readFileSync(file, "utf8"));
  } catch {
    return false;
  }
}
