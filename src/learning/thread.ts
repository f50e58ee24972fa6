/** The thread that trains heads, one after the other. */

import { parentPort } from "node:worker_threads";
import { type Training, trainHead } from "./head/head.ts";

parentPort?.on("message", (training: Training) => parentPort?.postMessage(trainHead(training)));
