/** The thread that compares the groups of one week. */

import { parentPort } from "node:worker_threads";
import { compareGroups } from "./compare.ts";
import type { ToComparison } from "./in-thread.ts";
import type { Unit } from "./units.ts";

const units: Unit[] = [];
parentPort?.on("message", (message: ToComparison) => {
  if (message.kind === "units") units.push(...message.units);
  else parentPort?.postMessage(compareGroups(units, message.groups, message.margin));
});
