/** Reads a model server's answer: bounded, as JSON or as server-sent events. */

import { BotError } from "../../../core/errors.ts";
import { faultOf, isError } from "./errors.ts";
import { readEvents } from "./sse.ts";

/** More than any answer to a prompt; a server that sends more is broken. */
export const MAX_BYTES = 4 * 1024 * 1024;

/** One call of the server. */
export interface Call {
  readonly address: string;
  readonly body: object;
  /** The prompt in it: what it holds is never quoted in an error. */
  readonly sent: string;
}

/** Names of a body's parameters, those one level down included. */
export function parametersOf(body: object): string[] {
  const { parameters } = body as { parameters?: object };
  return [...Object.keys(body), ...Object.keys(parameters ?? {})];
}

/** Host and path of an address: never its query, which may hold a key. */
export function placeOf(address: string): string {
  const { host, pathname } = new URL(address);
  return pathname === "/" ? host : `${host}${pathname}`;
}

export async function readText(
  body: AsyncIterable<Buffer>,
  where: string,
  maxBytes: number,
): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of limitBytes(body, where, maxBytes)) chunks.push(chunk);
  return Buffer.concat(chunks)
    .toString("utf8")
    .replace(/^\uFEFF/, "");
}

/** What a server sends, up to a limit.
 * @throws {BotError} BACKEND_MALFORMED beyond it */
export async function* limitBytes(
  body: AsyncIterable<Buffer>,
  where: string,
  maxBytes: number,
): AsyncGenerator<Buffer> {
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.length;
    if (bytes > maxBytes)
      throw new BotError(
        "BACKEND_MALFORMED",
        `${where} sent more than ${maxBytes} bytes; that is no answer to a prompt`,
      );
    yield chunk;
  }
}

/** @throws {BotError} for an error with status 200, and for what is not JSON */
export async function readJson(body: AsyncIterable<Buffer>, call: Call, maxBytes: number): Promise<unknown> {
  const where = placeOf(call.address);
  const text = await readText(body, where, maxBytes);
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    const kind = /^\s*</.test(text) ? "HTML" : "something that is not JSON";
    throw new BotError(
      "BACKEND_MALFORMED",
      `${where} answered with ${kind}; check INFERENCE_URL and INFERENCE_PROTOCOL`,
    );
  }
  if (isError(parsed))
    throw faultOf({ status: 200, text, where, sent: call.sent, parameters: parametersOf(call.body) });
  return parsed;
}

/** Reads events, or the whole answer of a server that does not stream. The first character shows which: content types differ. */
export async function readStream(
  body: AsyncIterable<Buffer>,
  call: Call,
  onEvent: (event: unknown) => boolean,
): Promise<unknown> {
  const chunks = body[Symbol.asyncIterator]();
  const begun: Buffer[] = [];
  let first = "";
  while (first === "") {
    const { value, done } = await chunks.next();
    if (done) break;
    begun.push(value);
    first = Buffer.concat(begun)
      .toString("utf8")
      .replace(/^\uFEFF/, "")
      .trimStart();
  }
  const whole = (async function* () {
    yield* begun;
    yield* { [Symbol.asyncIterator]: () => chunks };
  })();
  if (/^[{[<]/.test(first)) return readJson(whole, call, MAX_BYTES);
  await readEvents(whole, {
    where: placeOf(call.address),
    maxBytes: MAX_BYTES,
    sent: call.sent,
    onEvent,
  });
  return null;
}
