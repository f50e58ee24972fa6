/** Heads as texts for the store. Pure. */

import { createHash } from "node:crypto";
import { gunzipSync, gzipSync } from "node:zlib";
import type { Command } from "../../core/command/command.ts";
import { isCorrected } from "../../core/decide.ts";
import type { Head } from "./head.ts";

/** Grows when an older release could not read what this one writes, or would read it otherwise, as with other columns. */
const VERSION = 2;

/** A head in single precision. */
export function encodeHead({ means, scales, rarity, linear, ...numbers }: Head): string {
  const parts = { means, scales, rarity, weights: linear.weights, biases: linear.biases };
  const texts = Object.fromEntries(Object.entries(parts).map(([key, values]) => [key, toText(values)]));
  return gzipSync(JSON.stringify({ version: VERSION, ...numbers, ...texts })).toString("base64");
}

/** @returns null for what this release can't read */
export function decodeHead(text: string): Head | null {
  try {
    const read = JSON.parse(gunzipSync(Buffer.from(text, "base64")).toString()) as Record<string, never>;
    if (read.version !== VERSION) return null;
    const of = (key: string) => fromText(read[key] as unknown as string);
    return {
      means: of("means"),
      scales: of("scales"),
      rarity: of("rarity"),
      linear: { weights: of("weights"), biases: of("biases") },
      textLength: Number(read.textLength),
      promptWeight: Number(read.promptWeight),
      penalty: Number(read.penalty),
    };
  } catch {
    return null;
  }
}

/** What a head's features depend on beside the text: another digest is another prompt. */
export function promptDigest(command: Command): string {
  const { description, input, output, labels, examples, generation } = command;
  // As for the built-in model, whatever the head's model is: that is kept with the head, beside the digest.
  const isCalibrated = isCorrected(command, { examplesUsed: examples.length, isBuiltin: true });
  const calibration = isCalibrated ? "contextual" : "none";
  const parts = [description, input, output, labels, examples, generation.endSequence, calibration];
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 16);
}

function toText(values: Float64Array): string {
  return Buffer.from(Float32Array.from(values).buffer).toString("base64");
}

function fromText(text: string): Float64Array {
  const bytes = Uint8Array.from(Buffer.from(text, "base64"));
  return Float64Array.from(new Float32Array(bytes.buffer));
}
