/** Compares groups in a thread of its own: with many groups and workspaces that takes seconds, which would hold up whoever waits for an
 * acknowledgement. */

import { Worker } from "node:worker_threads";
import type { GroupName } from "../../../flows/monitoring/groups/report.ts";
import type { Compared } from "./compare.ts";
import type { Unit } from "./units.ts";

/** What the thread gets. */
export type ToComparison =
  | { readonly kind: "units"; readonly units: readonly Unit[] }
  | { readonly kind: "compare"; readonly groups: readonly GroupName[]; readonly margin: number };

export interface Comparing {
  /** Adds some units; a few hundred at once, since they are copied. */
  add(units: readonly Unit[]): void;
  /** @param margin a smaller difference is no alert, 0 to 1
   * @throws what the thread ended with */
  compare(groups: readonly GroupName[], margin: number): Promise<Compared>;
  /** Ends the thread. */
  end(): Promise<void>;
}

export function startComparing(): Comparing {
  const worker = new Worker(new URL("./thread.ts", import.meta.url));
  const send = (message: ToComparison) => worker.postMessage(message);
  const compared = new Promise<Compared>((resolve, reject) => {
    worker.once("message", resolve);
    worker.once("error", reject);
    worker.once("exit", (code) => reject(new Error(`the thread that compares groups ended (${code})`)));
  });
  // Whoever asks for the result gets the error; nobody may.
  compared.catch(() => {});
  return {
    add: (units) => send({ kind: "units", units }),
    compare(groups, margin) {
      send({ kind: "compare", groups, margin });
      return compared;
    },
    async end() {
      await worker.terminate();
    },
  };
}
