/** What short-lived processes of tests run with. */

/** V8's optimising compiler takes half a second of processor time for PGlite's code in each process, and seconds in one that lives longer.
 * Small containers run without it as well (`src/store/pglite/thread/memory.ts`). */
export const QUICK = ["--no-wasm-tier-up", "--no-wasm-dynamic-tiering"];
