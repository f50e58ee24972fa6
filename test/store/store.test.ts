/** The store's contract, on PGlite and on a real PostgreSQL. */

import { createPGliteBacking, createPostgresBacking } from "./backings.ts";
import { describeJobs } from "./jobs-contract.ts";
import { describeStore } from "./store-contract.ts";

for (const [name, createBacking] of [
  ["PGlite", createPGliteBacking],
  ["PostgreSQL", () => createPostgresBacking()],
] as const) {
  describeStore(name, createBacking);
  describeJobs(name, createBacking);
}
