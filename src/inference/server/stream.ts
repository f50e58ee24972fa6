/** Server-sent events from a model server, and the text that grows out of them.
 * @see https://html.spec.whatwg.org/multipage/server-sent-events.html */

import { BotError } from "../../core/errors.ts";

export interface EventOptions {
  readonly host: string;
  readonly mostBytes: number;
  readonly onEvent: (event: unknown) => boolean;
}

/** Reads until `onEvent` has enough; the rest is thrown away and the connection closed.
 * @throws {BotError} BACKEND_UNREACHABLE when the stream ends before; BACKEND_MALFORMED for too much, or for what is not JSON */
export async function readEvents(
  body: AsyncIterable<Buffer> & { destroy(): void },
  { host, mostBytes, onEvent }: EventOptions,
): Promise<void> {
  const decoder = new TextDecoder();
  let waiting = "";
  let bytes = 0;
  // Leaving the loop destroys the body, which tells the server to stop.
  for await (const chunk of body) {
    bytes += chunk.length;
    if (bytes > mostBytes)
      throw new BotError(
        "BACKEND_MALFORMED",
        `${host} sent more than ${mostBytes} bytes; that is no answer to a prompt`,
      );
    const lines = (waiting + decoder.decode(chunk, { stream: true })).split(/\r?\n/);
    waiting = lines.pop() ?? "";
    for (const line of lines) {
      const data = /^data:\s*(.*)$/.exec(line)?.[1];
      if (data === undefined || data === "") continue;
      if (data === "[DONE]" ? onEvent(null) : onEvent(parseEvent(data, host))) return;
    }
  }
  throw new BotError("BACKEND_UNREACHABLE", `${host} cut its answer short; look at the server's log`, {
    retryable: true,
  });
}

/** A text without the part of an end sequence that it may be about to write. */
export function withoutBegun(text: string, endSequence: string): string {
  for (let length = Math.min(endSequence.length - 1, text.length); length > 0; length--)
    if (text.endsWith(endSequence.slice(0, length))) return text.slice(0, -length);
  return text;
}

function parseEvent(data: string, host: string): unknown {
  let event: { error?: unknown } | null;
  try {
    event = JSON.parse(data);
  } catch (cause) {
    throw new BotError(
      "BACKEND_MALFORMED",
      `${host} streamed something that is not JSON; check INFERENCE_PROTOCOL`,
      { cause },
    );
  }
  if (event?.error === undefined || event.error === null) return event;
  const { message } = event.error as { message?: unknown };
  throw new BotError(
    "BACKEND_UNREACHABLE",
    `${host} failed while it wrote: ${String(message ?? event.error).slice(0, 200)}`,
    { retryable: true },
  );
}
