/** Keeps PGlite within a small container's memory. */

import { totalmem } from "node:os";
import { setFlagsFromString } from "node:v8";

/** Below this PGlite and the rest of the bot would not fit while V8 optimises PGlite's code. */
const SMALL_BYTES = 1.5 * 2 ** 30;

/** Whether the process may use little memory, by the machine's or its container's limit.
 * @param limitBytes of the container; 0, or more than the machine has, where there is none */
export function isMemorySmall(limitBytes = process.constrainedMemory(), machineBytes = totalmem()): boolean {
  return Math.min(limitBytes || machineBytes, machineBytes) < SMALL_BYTES;
}

/** Leaves WebAssembly as V8's first, quick compiler makes it, from now on and in all threads. The optimising one takes some 500 MB for a
 * few seconds to compile PGlite; without it a statement takes about twice as long. */
export function useQuickCompilerOnly(): void {
  for (const flag of ["--no-wasm-tier-up", "--no-wasm-dynamic-tiering"]) setFlagsFromString(flag);
}
