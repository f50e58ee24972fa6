/** The thread that runs PGlite: WebAssembly blocks the thread it runs on, which must not be the bot's. */

import { parentPort, workerData } from "node:worker_threads";
import { PGlite } from "@electric-sql/pglite";
import { isMemorySmall, useQuickCompilerOnly } from "./memory.ts";
import type { Fault, Request, Response, Result } from "./messages.ts";
import { createStatements } from "./statements.ts";

const SETTINGS = [
  // PostgreSQL's own 128 MB for pages is for servers.
  "shared_buffers=16MB",
  // A plan is made once, maybe when a table is still empty; reading all of it must not seem cheap then.
  "enable_seqscan=off",
];

const port = parentPort;
if (!port) throw new Error("thread.ts runs as a worker thread only");
const say = (response: Response) => port.postMessage(response);

if (isMemorySmall()) useQuickCompilerOnly();

// PGlite's decoder takes a byte order mark at the start of a text away; the driver of PostgreSQL keeps it.
globalThis.TextDecoder = class extends TextDecoder {
  constructor(label?: string, options?: TextDecoderOptions) {
    super(label, { ...options, ignoreBOM: true });
  }
};

try {
  const db = await PGlite.create({
    dataDir: (workerData as { folder: string }).folder,
    startParams: [...PGlite.defaultStartParams, ...SETTINGS.flatMap((setting) => ["-c", setting])],
  });
  const execute = createStatements(db);
  port.on("message", (request: Request & { readonly id: number }) => {
    answer({ db, execute }, request).then(
      (result) => say({ kind: "done", id: request.id, result }),
      (error: unknown) => say({ kind: "refused", id: request.id, fault: toFault(error) }),
    );
  });
  say({ kind: "ready" });
} catch (error) {
  say({ kind: "failed", fault: toFault(error) });
}

async function answer(
  { db, execute }: { readonly db: PGlite; readonly execute: ReturnType<typeof createStatements> },
  request: Request,
): Promise<Result> {
  switch (request.kind) {
    case "query":
      return execute(request.text, request.values);
    case "exec": {
      const results = await db.exec(request.text);
      return { rows: results.flatMap(({ rows }) => rows), affectedRows: 0 };
    }
    case "listen":
      await db.listen(request.channel, (payload) =>
        say({ kind: "notice", channel: request.channel, payload }),
      );
      return { rows: [], affectedRows: 0 };
    case "close":
      await db.close();
      return { rows: [], affectedRows: 0 };
  }
}

function toFault(error: unknown): Fault {
  const { message, code, constraint } = error as { message?: string; code?: string; constraint?: string };
  return { message: message ?? String(error), code: code ?? null, constraint: constraint ?? null };
}
