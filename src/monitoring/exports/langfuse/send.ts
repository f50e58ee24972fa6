/** Sends events to Langfuse, in batches. The same events may be sent again: ids are made from what they are about. */

import { setTimeout as pause } from "node:timers/promises";
import { z } from "zod";
import { BotError, toBotError } from "../../../core/errors.ts";
import type { ScoreEvent } from "./scores.ts";

export interface LangfuseProject {
  /** Base address, e.g. https://cloud.langfuse.com. */
  readonly host: string;
  readonly publicKey: string;
  readonly secretKey: string;
}

export interface Sent {
  readonly taken: number;
  /** Events that Langfuse refused, with what it says of the first; null where there is none. */
  readonly refused: number;
  readonly reason: string | null;
}

/** Langfuse takes 3.5 MB a batch; headers and the frame take little. */
const MAX_BATCH_BYTES = 3_000_000;
const MAX_BATCH_EVENTS = 200;
const TIMEOUT_MS = 30_000;
/** Waits between the tries of a batch, in milliseconds, where the server does not say. */
const PAUSES_MS = [500, 2_000, 8_000];
const MAX_PAUSE_MS = 60_000;

const reply = z.looseObject({
  successes: z.array(z.looseObject({ id: z.string() })),
  errors: z.array(
    z.looseObject({ id: z.string(), message: z.string().nullish(), error: z.unknown().optional() }),
  ),
});

/** Sends all events.
 * @param pauses waits between the tries of a batch, in milliseconds
 * @throws {BotError} CONFIG_CREDENTIAL where the keys are refused; PLATFORM_UNREACHABLE where the server can't be reached; PLATFORM_REFUSED for
 * another refusal */
export async function sendScores(
  project: LangfuseProject,
  events: AsyncIterable<ScoreEvent>,
  pauses: readonly number[] = PAUSES_MS,
): Promise<Sent> {
  let [taken, refused, reason] = [0, 0, null as string | null];
  for await (const batch of inBatches(events)) {
    const { successes, errors } = await sendBatch(project, batch, pauses);
    taken += successes.length;
    refused += errors.length;
    reason ??= errors[0]?.message ?? null;
  }
  return { taken, refused, reason };
}

/** Joins events, as JSON, to batches below the limits. */
async function* inBatches(events: AsyncIterable<ScoreEvent>): AsyncGenerator<readonly string[]> {
  let batch: string[] = [];
  let bytes = 0;
  for await (const event of events) {
    const json = JSON.stringify(event);
    const size = Buffer.byteLength(json) + 1;
    if (batch.length > 0 && (batch.length >= MAX_BATCH_EVENTS || bytes + size > MAX_BATCH_BYTES)) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    batch.push(json);
    bytes += size;
  }
  if (batch.length > 0) yield batch;
}

async function sendBatch(
  project: LangfuseProject,
  batch: readonly string[],
  pauses: readonly number[],
): Promise<z.infer<typeof reply>> {
  for (let tries = 0; ; tries += 1) {
    try {
      return await post(project, batch);
    } catch (cause) {
      const error = toBotError(cause);
      const wait = pauses[tries];
      if (!error.retryable || wait === undefined) throw error;
      await pause(Math.min(error.retryAfterMs ?? wait, MAX_PAUSE_MS));
    }
  }
}

async function post({ host, publicKey, secretKey }: LangfuseProject, batch: readonly string[]) {
  const at = new URL(host).host;
  const response = await fetch(`${host.replace(/\/+$/, "")}/api/public/ingestion`, {
    method: "POST",
    headers: {
      authorization: `Basic ${Buffer.from(`${publicKey}:${secretKey}`).toString("base64")}`,
      "content-type": "application/json",
    },
    body: `{"batch":[${batch.join(",")}]}`,
    redirect: "error",
    signal: AbortSignal.timeout(TIMEOUT_MS),
  }).catch((cause: unknown) => {
    throw new BotError("PLATFORM_UNREACHABLE", `Langfuse at ${at} can't be reached. Check LANGFUSE_HOST.`, {
      retryable: true,
      cause,
    });
  });
  const { status } = response;
  if (status === 401 || status === 403)
    throw new BotError(
      "CONFIG_CREDENTIAL",
      `Langfuse at ${at} refuses the keys (${status}). Check LANGFUSE_PUBLIC_KEY and LANGFUSE_SECRET_KEY: project settings → API keys.`,
    );
  if (status === 429 || status >= 500)
    throw new BotError("PLATFORM_UNREACHABLE", `Langfuse at ${at} can't take scores now (${status}).`, {
      retryable: true,
      ...retryAfter(response),
    });
  const read = reply.safeParse(await response.json().catch(() => null));
  if (!response.ok || !read.success)
    throw new BotError(
      "PLATFORM_REFUSED",
      `Langfuse at ${at} answered in a way that is not known (${status}). Check that LANGFUSE_HOST is the address of a Langfuse, without a path.`,
    );
  return read.data;
}

function retryAfter({ headers }: Response): { retryAfterMs?: number } {
  const seconds = Number(headers.get("retry-after") ?? Number.NaN);
  return Number.isFinite(seconds) && seconds >= 0 ? { retryAfterMs: seconds * 1000 } : {};
}
