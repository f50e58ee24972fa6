/** The thread that trains one head. */

import { parentPort, workerData } from "node:worker_threads";
import { type Training, trainHead } from "./head/head.ts";

parentPort?.postMessage(trainHead(workerData as Training));
