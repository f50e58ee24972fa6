/**
 * Sends one HTTP request for @discordjs/rest. Its own transport is undici 6, which the process's undici 8 breaks for uploads once
 * both are loaded; and it takes any answer of a proxy or a firewall for Discord's.
 */

import type { REST } from "@discordjs/rest";
import { type Dispatcher, request } from "undici";
import { z } from "zod";

type MakeRequest = REST["options"]["makeRequest"];
type ResponseLike = Awaited<ReturnType<MakeRequest>>;

/** Where a 429 doesn't say how long to wait. */
const USUAL_WAIT_S = 5;
const MIN_WAIT_S = 0.1;

/** Something between this process and Discord answered. It passes by itself, or an operator changes it: no answer is lost for it. */
export class ForeignAnswer extends Error {
  override readonly name = "ForeignAnswer";
  constructor(status: number) {
    super(`status ${status}, not from Discord itself: a proxy, a firewall or Cloudflare answered`);
  }
}

/** Every refusal of Discord's own is such an object. @see https://docs.discord.com/developers/reference#error-messages */
const refusalSchema = z.object({ code: z.number(), message: z.string() });

/** @returns what @discordjs/rest takes as `makeRequest`; it throws ForeignAnswer when what was answered is not Discord's */
export function createTransport(dispatcher: Dispatcher): MakeRequest {
  return (url, init) => send(dispatcher, url, init);
}

async function send(
  dispatcher: Dispatcher,
  url: string,
  { method = "GET", headers, body, signal }: Parameters<MakeRequest>[1],
): Promise<ResponseLike> {
  const form = new Response(body as BodyInit | null);
  const type = body instanceof FormData ? form.headers.get("content-type") : null;
  const sent = body == null ? null : new Uint8Array(await form.arrayBuffer());
  const answer = await request(url, {
    method: method as "GET",
    headers: { ...(headers as Record<string, string>), ...(type ? { "content-type": type } : {}) },
    body: sent,
    signal: (signal ?? undefined) as AbortSignal | undefined,
    dispatcher,
  });
  const text = await answer.body.text();
  const { statusCode: status } = answer;
  const received = new Headers();
  for (const [name, value] of Object.entries(answer.headers))
    if (value !== undefined) received.set(name, String(value));
  if (status === 429) received.set("retry-after", String(waitSeconds(received.get("retry-after"), text)));
  else if (status < 500 && !isDiscords(status, text)) throw new ForeignAnswer(status);
  // The types of Node's streams and of the SDK's differ; its body is never read as a stream.
  return new Response(status === 204 ? null : text, { status, headers: received }) as ResponseLike;
}

/** Whether a status below 500 and its body are as Discord answers: JSON or nothing after success, else a refusal with a code. */
function isDiscords(status: number, text: string): boolean {
  if (status === 204) return true;
  const body = readJson(text);
  return status < 300 ? body !== undefined : refusalSchema.safeParse(body).success;
}

/** Seconds to wait: by the header, by the body, or the usual ones. */
function waitSeconds(header: string | null, text: string): number {
  const named = z.object({ retry_after: z.number() }).safeParse(readJson(text));
  const given = [Number(header || Number.NaN), named.success ? named.data.retry_after : Number.NaN];
  return given.find((seconds) => seconds >= MIN_WAIT_S) ?? USUAL_WAIT_S;
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
