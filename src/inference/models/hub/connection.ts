/** How a hub is reached: over which proxy, with which credentials, and how one of its JSON answers is read. */

import { type Dispatcher, EnvHttpProxyAgent, fetch as send } from "undici";
import { BotError } from "../../../core/errors.ts";
import { type HubQuestion, hubFault, stopped, unreachable } from "./errors.ts";

export interface HubConnection {
  /** Without credentials and trailing slashes. */
  readonly endpoint: string;
  /** Null where neither a token nor a password is set. */
  readonly authorization: string | null;
  /** HTTP_PROXY, HTTPS_PROXY and NO_PROXY decide for each address whether a proxy is used. */
  readonly dispatcher: Dispatcher;
  close(): Promise<void>;
}

const DEFAULT_ENDPOINT = "https://huggingface.co";
/** Answers of one listing: a page holds a thousand files. */
const MAX_PAGES = 50;
/** Of one answer. */
const MAX_JSON_BYTES = 16 * 2 ** 20;

/** @param url of the hub; a user and password in it are sent as they are meant, and shown nowhere */
export function connectHub(url = DEFAULT_ENDPOINT, token?: string): HubConnection {
  const address = new URL(url);
  const { username, password } = address;
  address.username = "";
  address.password = "";
  const basic = Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`).toString(
    "base64",
  );
  const dispatcher = new EnvHttpProxyAgent({ allowH2: false, proxyTunnel: true });
  return {
    endpoint: address.href.replace(/\/+$/, ""),
    authorization: token ? `Bearer ${token}` : username ? `Basic ${basic}` : null,
    dispatcher,
    // What is under way is not waited for: whoever needs it has it.
    close: () => dispatcher.destroy(),
  };
}

export interface JsonOptions {
  readonly question: HubQuestion;
  readonly signal: AbortSignal;
  /** For each answer, in milliseconds. */
  readonly timeoutMs: number;
}

/** A fetch for the hub's library, that ends endless listings and answers.
 * @throws {BotError} what a refusal means; BACKEND_UNREACHABLE when the hub does not answer */
export function jsonFetch(
  { authorization, dispatcher }: HubConnection,
  { question, signal, timeoutMs }: JsonOptions,
): typeof fetch {
  let pages = 0;
  return async (input, init) => {
    if (++pages > MAX_PAGES) throw endless(question);
    try {
      const answer = await send(String(input), {
        headers: {
          ...(init?.headers as Record<string, string>),
          ...(authorization ? { authorization } : {}),
        },
        dispatcher,
        signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
      });
      if (!answer.ok) {
        await answer.body?.cancel();
        throw hubFault(answer.status, question, {
          errorCode: answer.headers.get("x-error-code"),
          retryAfter: answer.headers.get("retry-after"),
        });
      }
      const chunks: Uint8Array[] = [];
      let bytes = 0;
      for await (const chunk of answer.body ?? []) {
        bytes += chunk.length;
        if (bytes > MAX_JSON_BYTES) throw endless(question);
        chunks.push(chunk);
      }
      return new Response(Buffer.concat(chunks), {
        headers: [...answer.headers].filter(([name]) => /^(content-type|link)$/.test(name)),
      });
    } catch (cause) {
      if (cause instanceof BotError) throw cause;
      if (signal.aborted) throw stopped(cause);
      throw unreachable(question, cause);
    }
  };
}

const endless = ({ what, endpoint }: HubQuestion) =>
  new BotError(
    "CONFIG_MODEL",
    `${endpoint} lists more files of ${what} than any model has; check HF_ENDPOINT`,
  );
