/** A verb of the terminal beside the process that has the data folder: its statements run there. */

import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { BotError } from "../../../core/errors.ts";
import { MIGRATION_NAMES } from "../../schema/migrate.ts";
import { type Connection, PGliteError } from "../thread/connection.ts";
import type { Request, Result } from "../thread/messages.ts";
import {
  type Answered,
  type Asked,
  type Greeting,
  onFrames,
  readValue,
  writeFrame,
  writeValue,
} from "./frames.ts";

/** The other process may be busy. */
const CONNECT_MS = 10_000;

export interface BesideAddress {
  readonly address: string;
  readonly secret: string;
}

/** @returns null where nobody answers there
 * @throws {BotError} STORE_LOCKED where the process is of another release */
export async function connectBeside(
  { address, secret }: BesideAddress,
  onNotice: (channel: string, payload: string) => void,
): Promise<Connection | null> {
  const socket = connect(address);
  socket.on("error", () => {});
  const answered = Promise.withResolvers<Answered | null>();
  const gone = Promise.withResolvers<PGliteError>();
  const waiting = new Map<number, { resolve(result: Result): void; reject(error: Error): void }>();
  let lastId = 0;
  socket.on("close", () => {
    answered.resolve(null);
    gone.resolve(new PGliteError({ message: LOST, code: "08006", constraint: null }));
    for (const call of waiting.values()) call.reject(lost());
    waiting.clear();
  });
  onFrames(socket, (body) => {
    const answer = readValue<Answered>(body);
    if (answer.kind === "ready" || answer.kind === "foreign") return answered.resolve(answer);
    if (answer.kind === "notice") return onNotice(answer.channel, answer.payload);
    const call = waiting.get(answer.id);
    waiting.delete(answer.id);
    if (answer.kind === "done") call?.resolve(answer.result);
    else call?.reject(new PGliteError(answer.fault));
  });
  const first = await greet(socket, { secret, migrations: MIGRATION_NAMES.join() }, answered.promise);
  if (first?.kind !== "ready") {
    socket.destroy();
    if (first === null) return null;
    throw new BotError(
      "STORE_LOCKED",
      "The bot that has the data folder is of another release of Fewshot. Start it again with this release, or stop it.",
    );
  }
  return {
    request(request: Request) {
      if (request.kind === "close") {
        socket.end();
        return Promise.resolve({ rows: [], affectedRows: 0 });
      }
      if (socket.destroyed) return Promise.reject(lost());
      const id = ++lastId;
      return new Promise<Result>((resolve, reject) => {
        waiting.set(id, { resolve, reject });
        writeValue(socket, { ...request, id } as Asked);
      });
    },
    gone: gone.promise,
    async terminate() {
      socket.destroy();
    },
  };
}

async function greet(
  socket: Socket,
  greeting: Greeting,
  answered: Promise<Answered | null>,
): Promise<Answered | null> {
  const connected = once(socket, "connect").then(
    () => true,
    () => false,
  );
  const late = sleep(CONNECT_MS, null, { ref: false });
  if (!(await Promise.race([connected, late]))) return null;
  writeFrame(socket, Buffer.from(JSON.stringify(greeting)));
  return Promise.race([answered, late]);
}

const LOST = "the process that has the data folder has ended";

const lost = () =>
  new BotError(
    "STORE_UNAVAILABLE",
    "The bot that has the data folder ended meanwhile. What was reported as done is done; run this again for the rest.",
    { retryable: true },
  );
