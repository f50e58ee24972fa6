/** What short-lived processes of tests run with. */

/** V8's optimising compiler takes half a second of processor time for PGlite's code in each process, and seconds in one that lives longer.
 * Small containers run without it as well (`src/store/pglite/thread/memory.ts`). */
const WITHOUT_OPTIMISING = ["--no-wasm-tier-up", "--no-wasm-dynamic-tiering"];

/** Most of PGlite's code is never run: what is run is checked then. */
const CHECKED_WHEN_RUN = ["--wasm-lazy-validation"];

export const QUICK = [...WITHOUT_OPTIMISING, ...CHECKED_WHEN_RUN];
