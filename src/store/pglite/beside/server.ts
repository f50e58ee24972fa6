/**
 * Lets verbs of the terminal work with the database that this process has open: PGlite is opened by one process at a time. Only who can read
 * the data folder can reach it: the socket lies in a folder of its own that is closed to others, and the secret in `holder.json`.
 */

import { createHash, randomBytes, randomUUID, timingSafeEqual } from "node:crypto";
import { chmod, mkdir, mkdtemp, rm } from "node:fs/promises";
import { createServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { PGliteTransaction } from "kysely";
import { z } from "zod";
import { MIGRATION_NAMES } from "../../schema/migrate.ts";
import type { Client } from "../thread/client.ts";
import type { Fault, Request, Result } from "../thread/messages.ts";
import { type Answered, type Asked, MAX_GREETING_BYTES, onFrames, readValue, writeValue } from "./frames.ts";

/** A path that is longer is no address of a socket: macOS allows 103 bytes, Linux 107. */
const MAX_PATH_BYTES = 100;
const FOLDER_MODE = 0o700;
const SOCKET_MODE = 0o600;
/** Verbs at once. */
const MAX_VERBS = 16;
/** Who does not say the secret by then is no verb. */
const GREETING_MS = 3_000;
/** A transaction holds the database. Where an ask has waited so long for it, it is rolled back. */
const MAX_WAIT_MS = 2_000;
const LOOK_EVERY_MS = 100;

const greetingSchema = z.object({ secret: z.string(), migrations: z.string() });

/** SQLSTATE of PostgreSQL for a transaction that takes too long. */
const TOO_LONG: Fault = {
  message: "the transaction took too long and was rolled back",
  code: "25P04",
  constraint: null,
};
const NOT_BEGUN: Fault = { message: "there is no transaction", code: "25P01", constraint: null };

export interface Serving {
  /** Path of the socket, or name of the pipe. */
  readonly address: string;
  readonly secret: string;
  /** Passes on what NOTIFY sent. */
  notify(channel: string, payload: string): void;
  close(): Promise<void>;
}

/** @param folder the data folder
 * @throws what the system says where no socket can be made */
export async function serveVerbs(folder: string, client: Client): Promise<Serving> {
  const secret = randomBytes(32).toString("base64url");
  const verbs = new Set<Socket>();
  const server = createServer((socket) => {
    if (verbs.size >= MAX_VERBS) return void socket.destroy();
    verbs.add(socket);
    socket.on("close", () => verbs.delete(socket));
    serveOne(socket, { client, secret });
  });
  const { address, remove } = await listen(server, folder);
  return {
    address,
    secret,
    notify(channel, payload) {
      for (const socket of verbs)
        if (isGreeted.has(socket)) writeValue(socket, { kind: "notice", channel, payload });
    },
    async close() {
      server.close();
      for (const socket of verbs) socket.destroy();
      await remove();
    },
  };
}

/** Sockets whose verb has said the secret. */
const isGreeted = new WeakSet<Socket>();

async function listen(
  server: Server,
  folder: string,
): Promise<{ readonly address: string; readonly remove: () => Promise<void> }> {
  if (process.platform === "win32") {
    const address = `\\\\.\\pipe\\fewshot-${randomUUID()}`;
    await listenOn(server, address);
    return { address, remove: async () => {} };
  }
  const own = join(folder, "socket");
  const isShort = Buffer.byteLength(join(own, "store")) <= MAX_PATH_BYTES;
  const inFolder = isShort
    ? await makeOwn(own).then(
        () => listenIn(server, own),
        () => null,
      )
    : null;
  // Some volumes hold no sockets, and a path may be too long.
  return inFolder ?? listenIn(server, await mkdtemp(join(tmpdir(), "fewshot-")));
}

async function makeOwn(own: string): Promise<void> {
  // Left by a process that was killed.
  await rm(own, { recursive: true, force: true });
  await mkdir(own, { mode: FOLDER_MODE });
}

async function listenIn(server: Server, own: string) {
  const address = join(own, "store");
  await listenOn(server, address);
  await chmod(address, SOCKET_MODE);
  return { address, remove: () => rm(own, { recursive: true, force: true }) };
}

function listenOn(server: Server, address: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(address, () => {
      server.off("error", reject);
      server.on("error", () => {});
      resolve();
    });
  });
}

function serveOne(
  socket: Socket,
  { client, secret }: { readonly client: Client; readonly secret: string },
): void {
  const statements = createStatements(client);
  const late = setTimeout(() => socket.destroy(), GREETING_MS).unref();
  socket.on("error", () => {});
  socket.on("close", () => {
    clearTimeout(late);
    statements.end();
  });
  const send = (answer: Answered) => {
    if (!socket.destroyed) writeValue(socket, answer);
  };
  onFrames(
    socket,
    (body) => {
      if (!isGreeted.has(socket)) return greet(body);
      const asked = readValue<Asked>(body);
      statements.run(asked).then(
        (result) => send({ kind: "done", id: asked.id, result }),
        (cause: unknown) => send({ kind: "refused", id: asked.id, fault: toFault(cause) }),
      );
    },
    () => (isGreeted.has(socket) ? Number.POSITIVE_INFINITY : MAX_GREETING_BYTES),
  );

  function greet(body: Buffer): void {
    const greeting = greetingSchema.safeParse(parseOrNull(body.toString()));
    if (!greeting.success || !isEqual(greeting.data.secret, secret)) return void socket.destroy();
    clearTimeout(late);
    if (greeting.data.migrations !== MIGRATION_NAMES.join()) return void send({ kind: "foreign" });
    isGreeted.add(socket);
    send({ kind: "ready" });
  }
}

interface Transaction {
  readonly own: Promise<PGliteTransaction>;
  end(word: "commit" | "rollback"): Promise<void>;
  readonly isTooLong: () => boolean;
}

/** The statements of one verb, behind those of asks. While it has a transaction, they run in it. */
function createStatements(client: Client): {
  run(request: Request): Promise<Result>;
  end(): void;
} {
  let open: Transaction | null = null;
  const nothing: Result = { rows: [], affectedRows: 0 };

  async function runExec(text: string): Promise<Result> {
    if (text === "begin") {
      open = begin(client);
      await open.own;
      return nothing;
    }
    if (text !== "commit" && text !== "rollback") return client.exec(text);
    const ending = open;
    open = null;
    if (ending === null) throw fault(NOT_BEGUN);
    await ending.end(text);
    if (ending.isTooLong() && text === "commit") throw fault(TOO_LONG);
    return nothing;
  }

  return {
    async run(request) {
      if (request.kind === "exec") return runExec(request.text);
      // Notices come to every verb.
      if (request.kind !== "query") return nothing;
      if (open?.isTooLong()) throw fault(TOO_LONG);
      const { rows, affectedRows } = await (open ? (await open.own).query : client.background.query)(
        request.text,
        [...request.values],
      );
      return { rows: rows as unknown[], affectedRows: affectedRows ?? 0 };
    },
    end: () => void open?.end("rollback").catch(() => {}),
  };
}

class RolledBack extends Error {}

function begin(client: Client): Transaction {
  const started = Promise.withResolvers<PGliteTransaction>();
  const ending = Promise.withResolvers<"commit" | "rollback">();
  let isTooLong = false;
  let timer: NodeJS.Timeout | undefined;
  const done = client.background
    .transaction(async (transaction) => {
      timer = setInterval(() => {
        if (client.waitingMs() < MAX_WAIT_MS) return;
        isTooLong = true;
        ending.resolve("rollback");
      }, LOOK_EVERY_MS);
      started.resolve(transaction);
      if ((await ending.promise) === "rollback") throw new RolledBack();
    })
    .finally(() => clearInterval(timer));
  done.catch(started.reject);
  started.promise.catch(() => {});
  return {
    own: started.promise,
    isTooLong: () => isTooLong,
    async end(word) {
      ending.resolve(word);
      await done.catch((cause: unknown) => {
        if (!(cause instanceof RolledBack)) throw cause;
      });
    },
  };
}

const fault = (given: Fault) => Object.assign(new Error(given.message), given);

function toFault(cause: unknown): Fault {
  const { message, code, constraint } = cause as { message?: string; code?: string; constraint?: string };
  // A disk that is full, in PostgreSQL's own words.
  if (code === "STORE_FULL") return { message: message ?? "", code: "53100", constraint: null };
  return { message: message ?? String(cause), code: code ?? null, constraint: constraint ?? null };
}

function isEqual(given: string, wanted: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(given), digest(wanted));
}

function parseOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
