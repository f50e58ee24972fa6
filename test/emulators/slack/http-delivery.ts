/** Delivery over HTTP: the payloads that Socket Mode carries, signed as Slack signs them, with an event's repeats. */

import { createHmac } from "node:crypto";
import { EVENT_RETRIES_S } from "./limits.ts";
import type { Envelope } from "./sockets.ts";

export interface HttpDelivery {
  readonly url: string;
  readonly signingSecret: string;
  /** Real milliseconds for one minute of waiting before an event is sent again. */
  readonly retryMinuteMs: number;
  /** Seconds since 1970 in the signature; now where it is left out. */
  readonly timestampS?: number;
}

/** Posts an envelope's payload. Returns the status of each attempt. */
export async function deliverByHttp(
  envelope: Pick<Envelope, "type" | "payload">,
  options: HttpDelivery,
): Promise<number[]> {
  const isEvent = envelope.type === "events_api";
  const body = encode(envelope);
  const statuses: number[] = [];
  for (const [attempt, seconds] of [null, ...EVENT_RETRIES_S].entries()) {
    if (seconds !== null)
      await new Promise((resolve) => setTimeout(resolve, (seconds / 60) * options.retryMinuteMs));
    const retry: Record<string, string> =
      attempt === 0 ? {} : { "x-slack-retry-num": String(attempt), "x-slack-retry-reason": "http_error" };
    const headers = {
      ...sign(body, options),
      ...retry,
      "content-type": isEvent ? "application/json" : "application/x-www-form-urlencoded",
    };
    const status = await fetch(options.url, { method: "POST", headers, body }).then(
      (response) => response.status,
      () => 0,
    );
    statuses.push(status);
    if (!isEvent || (status >= 200 && status < 300)) break;
  }
  return statuses;
}

function encode({ type, payload }: Pick<Envelope, "type" | "payload">): string {
  if (type === "events_api") return JSON.stringify(payload);
  if (type === "interactive") return new URLSearchParams({ payload: JSON.stringify(payload) }).toString();
  return new URLSearchParams(
    Object.fromEntries(Object.entries(payload).map(([key, value]) => [key, String(value)])),
  ).toString();
}

/** @see https://docs.slack.dev/authentication/verifying-requests-from-slack */
function sign(
  body: string,
  { signingSecret, timestampS = Math.floor(Date.now() / 1000) }: HttpDelivery,
): Record<string, string> {
  const signature = createHmac("sha256", signingSecret).update(`v0:${timestampS}:${body}`).digest("hex");
  return { "x-slack-request-timestamp": String(timestampS), "x-slack-signature": `v0=${signature}` };
}
