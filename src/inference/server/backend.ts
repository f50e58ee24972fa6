/** A model on a server as a backend: labels are scored where the server can, else a text is generated there and the flow matches it. */

import type { Log } from "../../flows/bot/context.ts";
import type { Backend } from "../../flows/ports/backend.ts";
import type { TokenCount } from "../token-counter.ts";
import { withoutCredentials } from "./http/address.ts";
import { createClient } from "./http/client.ts";
import { createModelFacts } from "./model-facts.ts";
import { PROTOCOLS, type ProtocolName } from "./protocols/index.ts";
import type { Protocol } from "./protocols/protocol.ts";
import { createScorer } from "./score.ts";
import { createWriter } from "./writer.ts";

export interface ServerOptions {
  /** As the server's documentation gives it; `user:password@` in it goes into a header. */
  readonly url: string;
  readonly protocol: ProtocolName;
  /** What the server calls the model. */
  readonly model: string;
  /** A key, sent as bearer. */
  readonly token?: string;
  /** Extra headers of every call, by name in lower case; they win over the token. */
  readonly headers?: Readonly<Record<string, string>>;
  /** For one attempt. Default two minutes: a large model on a processor is slow. */
  readonly timeoutMs?: number;
  /** Wait before a failed request is tried again; doubles with each try. Default 400 ms. */
  readonly firstWaitMs?: number;
  /** Counts tokens with the model's own tokenizer; null when it is not known here, and tokens are estimated. */
  readonly openCounter?: () => Promise<TokenCount | null>;
  readonly log?: Log;
}

const TIMEOUT_MS = 120_000;
const FIRST_WAIT_MS = 400;

export function openServerBackend(options: ServerOptions): Backend {
  const protocol: Protocol = PROTOCOLS[options.protocol];
  const { model, log, token, openCounter, timeoutMs = TIMEOUT_MS, firstWaitMs = FIRST_WAIT_MS } = options;
  const { url, authorization } = withoutCredentials(options.url);
  const address = protocol.address(url);
  const key = token ? `Bearer ${token}` : authorization;
  const headers = { ...(key === null ? {} : { authorization: key }), ...options.headers };
  const client = createClient({ url: address, headers, timeoutMs, firstWaitMs });
  const shared = { protocol, url, model, client, log };
  const facts = createModelFacts({ ...shared, openCounter });
  const writer = createWriter(shared);
  const scorer = createScorer({
    ways: protocol.scoreWays,
    model,
    address,
    probe: ({ prompt }) => writer.callFor({ prompt, maxNewTokens: 1, temperature: 0, endSequence: "\n" }),
    client,
    log,
  });
  return {
    name: options.protocol,
    where: new URL(address).host,
    describe: facts.describe,
    countTokens: facts.countTokens,
    isCountExact: facts.isCountExact,
    learnTokens: facts.learnTokens,
    forget: facts.forget,
    ...(protocol.scoreWays.some(({ isExact }) => !isExact) ? { firstToken: facts.firstToken } : {}),
    ...(protocol.show ? { showPrompt: protocol.show } : {}),
    complete: (request) => writer.write(request),
    score: (request) => scorer.score(request),
    state() {
      const { isReachable, fault, breaker } = client;
      return { isReachable, fault, breaker, scoring: scorer.way };
    },
    close: () => client.close(),
  };
}
