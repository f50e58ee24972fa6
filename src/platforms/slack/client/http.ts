/** The fetch that every call to Slack goes through. */

import { type Dispatcher, fetch as send } from "undici";

/** A longer Retry-After is asked about again after an hour. */
const MAX_RETRY_AFTER_S = 3_600;

/** A fetch over the dispatcher. Its 429 answers always have a Retry-After in seconds, 0 where the server gave none:
 * Slack's SDK reports a 429 without a number as an unknown error.
 * @param end aborts every call in progress, and all later ones */
export function createFetch(dispatcher: Dispatcher, end?: AbortSignal): typeof fetch {
  return async (input, init = {}) => {
    const { body, contentType } = await readBody(init.body);
    const headers = new Headers(init.headers);
    if (contentType) headers.set("content-type", contentType);
    const { method, redirect } = init;
    const signals = [init.signal, end].filter((signal) => signal instanceof AbortSignal);
    const answer = await send(String(input), {
      method,
      redirect,
      signal: AbortSignal.any(signals),
      body,
      headers: Object.fromEntries(headers),
      dispatcher,
    });
    if (answer.status !== 429) return answer as unknown as Response;
    await answer.body?.cancel();
    return new Response(null, {
      status: 429,
      headers: { "retry-after": String(readRetryAfter(answer.headers.get("retry-after"))) },
    });
  };
}

/** @param header Retry-After as seconds or as an HTTP date
 * @returns whole seconds, at most an hour; 0 when it says nothing */
function readRetryAfter(header: string | null): number {
  const seconds = Number(header?.trim() || Number.NaN);
  const wait = Number.isNaN(seconds) ? (Date.parse(header ?? "") - Date.now()) / 1000 : seconds;
  return Number.isNaN(wait) ? 0 : Math.ceil(Math.min(Math.max(wait, 0), MAX_RETRY_AFTER_S));
}

/** undici's fetch takes its own FormData only, the SDK sends files with the global one: it is sent as bytes. */
async function readBody(
  body: RequestInit["body"],
): Promise<{ body?: string | ArrayBuffer; contentType?: string }> {
  if (body === undefined || body === null) return {};
  if (typeof body === "string") return { body };
  const whole = new Response(body);
  return { body: await whole.arrayBuffer(), contentType: whole.headers.get("content-type") ?? undefined } as {
    body: ArrayBuffer;
    contentType?: string;
  };
}
