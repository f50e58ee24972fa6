/** The `fewshot` command: turns Node's compile cache on, then loads everything else. */

import { useCompileCache } from "./config/compile-cache.ts";

useCompileCache();
await import("./cli/program.ts");
