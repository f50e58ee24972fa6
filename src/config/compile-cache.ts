/** Node's compile cache, which a process turns on before it loads anything else. */

import { enableCompileCache } from "node:module";
import { fileURLToPath } from "node:url";

/** Makes this process and its threads keep and use compiled code: a command starts in about half the time. The cache lies in the
 * installation, whose owner alone writes the code too: whoever can write the cache can run code here, so a folder under /tmp would not
 * do. Where it can't be written, Node goes on without. */
export function useCompileCache(): void {
  const folder = fileURLToPath(new URL("../../node_modules/.cache/compile", import.meta.url));
  enableCompileCache(folder);
  // Threads read the environment only.
  process.env.NODE_COMPILE_CACHE ??= folder;
}
