/** A start that a signal comes into: it ends at once, whatever it was waiting for. */

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { type AddressInfo, createServer, type Server } from "node:net";
import { resolve } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { QUICK } from "../quick.ts";

let database: Server;
let child: ChildProcess;

beforeAll(async () => {
  // Takes connections and never says a word.
  database = createServer((socket) => socket.on("error", () => {}));
  await new Promise<void>((done) => database.listen(0, "127.0.0.1", done));
});
afterAll(() => {
  child.kill("SIGKILL");
  database.close();
});

it.each(["SIGTERM", "SIGINT"] as const)(
  "ends in order on %s while the database says nothing",
  async (signal) => {
    const { port } = database.address() as AddressInfo;
    child = spawn(process.execPath, [...QUICK, resolve("src/cli.ts"), "worker"], {
      env: {
        PATH: process.env.PATH,
        DATABASE_URL: `postgres://bot:secret@127.0.0.1:${port}/fewshot`,
        INFERENCE_URL: "http://127.0.0.1:9",
        MODEL: "stub-neo",
        LOG_LEVEL: "error",
      },
      stdio: "ignore",
    });
    const ended = once(child, "exit");
    await once(database, "connection");
    child.kill(signal);
    expect(await ended).toEqual([0, null]);
  },
);
