/** The stub model server as a process of its own, so that a measurement does not pay for it: `node process.ts DELAY_MS` prints its address. */

import { startModelServer } from "./server.ts";

const server = await startModelServer({ delayMs: Number(process.argv[2] ?? 50) });
process.stdout.write(`${server.url}\n`);
process.on("disconnect", () => process.exit(0));
