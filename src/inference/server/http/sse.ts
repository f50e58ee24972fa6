/** Server-sent events from a model server.
 * @see https://html.spec.whatwg.org/multipage/server-sent-events.html */

import { createParser } from "eventsource-parser";
import { BotError } from "../../../core/errors.ts";
import { faultOf, faultOfEvent } from "./errors.ts";
import { limitBytes } from "./read-answer.ts";

export interface EventOptions {
  /** Host and path, for messages. */
  readonly where: string;
  readonly maxBytes: number;
  /** The prompt of the request: what it holds is never quoted. */
  readonly sent: string;
  /** Receives each event's data as parsed JSON, null for the end mark; true ends the stream. */
  readonly onEvent: (event: unknown) => boolean;
}

/** Reads until `onEvent` returns true; the rest is thrown away and the connection closed, so that the server stops.
 * @throws {BotError} BACKEND_UNREACHABLE when the stream ends before; BACKEND_MALFORMED for too much, or for what is not JSON;
 * for an event that is an error, what the same error would be as a status */
export async function readEvents(
  body: AsyncIterable<Buffer>,
  { where, maxBytes, sent, onEvent }: EventOptions,
): Promise<void> {
  const decoder = new TextDecoder();
  let isDone = false;
  const parser = createParser({
    onEvent({ event, data }) {
      if (isDone || data === "") return;
      // Some servers name an event `error` instead of putting the word into its data.
      if (event === "error") throw faultOf({ status: 500, text: data, where, sent });
      isDone = onEvent(data === "[DONE]" ? null : parseEvent(data, where, sent));
    },
  });
  for await (const chunk of limitBytes(body, where, maxBytes)) {
    parser.feed(decoder.decode(chunk, { stream: true }));
    if (isDone) return;
  }
  // An event that no blank line ends is dropped by the standard; some servers forget the line before they close.
  parser.feed(`${decoder.decode()}\n\n`);
  if (isDone) return;
  throw new BotError("BACKEND_UNREACHABLE", `${where} cut its answer short; see the server's log`, {
    retryable: true,
  });
}

function parseEvent(data: string, where: string, sent: string): unknown {
  let event: unknown;
  try {
    event = JSON.parse(data);
  } catch {
    throw new BotError(
      "BACKEND_MALFORMED",
      `${where} streamed something that is not JSON; check INFERENCE_PROTOCOL`,
    );
  }
  const fault = faultOfEvent(event, { where, sent });
  if (fault) throw fault;
  return event;
}
