/** Sends a file while it is read. */

import { ReadableStream } from "node:stream/web";
import type { HttpBindings } from "@hono/node-server";
import type { Context } from "hono";
import { toBotError } from "../../../core/errors.ts";
import type { FileView } from "../../../core/views/view.ts";
import type { Log } from "../../../flows/bot/context.ts";
import { textOf } from "../../shared/file-parts.ts";

/** A fault before the first piece is thrown; a later one cuts the connection, so that nobody takes half a file for a whole one. */
export async function download(
  context: Context,
  { pieces, mediaType }: FileView,
  log: Log,
): Promise<Response> {
  const texts = textOf(pieces());
  const first = await texts.next();
  async function* read() {
    if (!first.done) yield Buffer.from(first.value);
    try {
      for await (const text of texts) yield Buffer.from(text);
    } catch (cause) {
      const { code, message } = toBotError(cause);
      log.error({ code, reason: message }, "a download was cut off");
      (context.env as HttpBindings).outgoing.destroy();
    }
  }
  const body = ReadableStream.from(read()) as globalThis.ReadableStream<Uint8Array<ArrayBuffer>>;
  return context.body(body, 200, { "content-type": mediaType });
}
