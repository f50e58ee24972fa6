/**
 * Messages between the process that has the data folder and a verb of the terminal beside it. A frame is its length in four bytes, and then
 * JSON for the greeting, or a value as V8 serialises it, which keeps dates and bytes.
 */

import type { Socket } from "node:net";
import { deserialize, serialize } from "node:v8";
import type { Fault, Request, Result } from "../thread/messages.ts";

/** What a verb says first: it has read the secret in the data folder, and knows the same tables. */
export interface Greeting {
  readonly secret: string;
  readonly migrations: string;
}

export type Asked = Request & { readonly id: number };

export type Answered =
  /** The greeting was accepted, or why not. */
  | { readonly kind: "ready" }
  | { readonly kind: "foreign" }
  | { readonly kind: "done"; readonly id: number; readonly result: Result }
  | { readonly kind: "refused"; readonly id: number; readonly fault: Fault }
  | { readonly kind: "notice"; readonly channel: string; readonly payload: string };

/** Longer frames are refused: a head has a megabyte, a list of rows some more. */
const MAX_BYTES = 256 * 2 ** 20;
/** Before the greeting. */
export const MAX_GREETING_BYTES = 8_192;
const HEADER = 4;

export function writeFrame(socket: Socket, body: Uint8Array): void {
  const header = Buffer.alloc(HEADER);
  header.writeUInt32BE(body.length);
  socket.write(Buffer.concat([header, body]));
}

export const writeValue = (socket: Socket, value: Asked | Answered) => writeFrame(socket, serialize(value));
export const readValue = <Value extends Asked | Answered>(body: Buffer) => deserialize(body) as Value;

/** Calls back with the body of each frame, in order. A frame that is too long ends the connection.
 * @param limit how long the next frame may be, in bytes */
export function onFrames(
  socket: Socket,
  onFrame: (body: Buffer) => void,
  limit: () => number = () => MAX_BYTES,
): void {
  let parts: Buffer[] = [];
  let bytes = 0;
  /** Of the first frame, with its header: parts are joined only when it may be whole. */
  let wanted = HEADER;
  socket.on("data", (part: Buffer) => {
    parts.push(part);
    bytes += part.length;
    while (bytes >= wanted && !socket.destroyed) {
      const all = Buffer.concat(parts);
      const length = all.readUInt32BE();
      if (length > Math.min(limit(), MAX_BYTES)) return void socket.destroy();
      const end = HEADER + length;
      const isWhole = bytes >= end;
      parts = [isWhole ? all.subarray(end) : all];
      bytes -= isWhole ? end : 0;
      wanted = isWhole ? HEADER : end;
      if (isWhole) onFrame(all.subarray(HEADER, end));
    }
  });
}
