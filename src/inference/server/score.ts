/** Scores labels on a server by the first way that works there. */

import { BotError } from "../../core/errors.ts";
import type { Log } from "../../flows/bot/context.ts";
import type { ScoreRequest, Scoring } from "../../flows/ports/backend.ts";
import type { ModelClient } from "./http/client.ts";
import type { Call } from "./http/read-answer.ts";
import { type LabelsRead, promptOf, type ScoreWay } from "./protocols/protocol.ts";
import { createWayHealth, type WayHealth } from "./way.ts";

export interface ScorerOptions {
  readonly ways: readonly ScoreWay[];
  readonly model: string;
  readonly address: string;
  /** A plain call with one token to write. */
  readonly probe: (request: ScoreRequest) => Call;
  readonly client: ModelClient;
  readonly log?: Log;
}

export interface Scorer {
  /** @returns null where no way gave a likelihood for each label, so that the caller generates instead
   * @throws {BotError} what a plain call ends with, where the server as a whole seemed to fail; BACKEND_ABORTED */
  score(request: ScoreRequest): Promise<Scoring | null>;
  /** The way that gave the last scores; null when none has. */
  readonly way: string | null;
}

/** A server's words for "I don't know that parameter". */
const UNKNOWN_WAY =
  /echo|log_?probs?|decoder_input_details|top_n_tokens|prefill|unsupported|not (be )?(supported|enabled|allowed|permitted|implemented|used)|unrecogni[sz]ed|unknown (field|param|arg)|extra (fields|inputs)/i;
/** These concern the server as a whole, as does a fault with a cause, which is one of the network: other ways would fare no better. */
const SERVER_WIDE = new Set(["BACKEND_LOADING", "BACKEND_RATE_LIMITED", "CONFIG_CREDENTIAL"]);

type Tried = LabelsRead | "failed" | "server" | "late";

// biome-ignore lint/complexity/noExcessiveLinesPerFunction: short functions that share what is known of one server
export function createScorer({ ways, model, address, probe, client, log }: ScorerOptions): Scorer {
  const health = new Map<ScoreWay, WayHealth>(ways.map((way) => [way, createWayHealth()]));
  let current: string | null = null;

  /** Asks for likelihoods; for a way that was not seen to work with one request alone first. */
  async function ask(way: ScoreWay, request: ScoreRequest, isProven: boolean): Promise<unknown[]> {
    const sent = promptOf(request);
    const post = (body: object) =>
      client.postExtra({ address, body, sent, probe: probe(request), attempts: isProven ? 3 : 1 }, request);
    const [first, ...others] = way.bodies(request, model);
    if (!first) return [];
    if (isProven) return Promise.all([first, ...others].map(post));
    const answer = await post(first);
    return [answer, ...(await Promise.all(others.map(post)))];
  }

  async function tryWay(way: ScoreWay, known: WayHealth, request: ScoreRequest): Promise<Tried> {
    const startedMs = performance.now();
    try {
      const read = way.read(await ask(way, request, known.isProven), request.labels);
      if (read === "absent") {
        // One such answer may come from a proxy in a bad minute; two in a row are the server's own.
        leave(way, known.failures === 0 ? "failed" : "absent", startedMs, "its answer holds no likelihoods");
        return read;
      }
      if (!known.isProven) log?.info({ way: way.name }, "the model server scores labels this way");
      known.worked();
      return read;
    } catch (error) {
      if (!(error instanceof BotError) || error.code === "BACKEND_ABORTED") throw error;
      // A refusal of one request says nothing about a way that works for others.
      const isOwn = error.code === "INPUT_TOO_LONG" || (known.isProven && !error.retryable);
      const isLate = error.code === "BACKEND_TIMEOUT";
      // A way that was never seen to work and hangs is not worth a second wait soon.
      const isAbsent = UNKNOWN_WAY.test(error.message) || (isLate && !known.isProven);
      if (!isOwn) leave(way, isAbsent ? "absent" : "failed", startedMs, error.message);
      if (isLate) return "late";
      const isServerWide =
        SERVER_WIDE.has(error.code) || error.cause !== undefined || client.breaker !== "closed";
      return isServerWide ? "server" : "failed";
    }
  }

  function leave(way: ScoreWay, kind: "absent" | "failed", startedMs: number, reason: string): void {
    health.get(way)?.failed(kind, startedMs);
    if (current === way.name && !health.get(way)?.isProven) current = null;
    log?.info(
      { way: way.name, reason },
      "the model server did not score labels this way; it is tried again later",
    );
  }

  /** Tries each way once. */
  async function tryWays(
    request: ScoreRequest,
  ): Promise<Omit<Scoring, "usage"> | "none" | "server" | "late"> {
    for (const [way, known] of health) {
      if (!known.mayTry()) continue;
      const found = await tryWay(way, known, request);
      if (found === "server" || found === "late") return found;
      if (found === "incomplete" && !way.isExact) return "none";
      if (typeof found === "string") continue;
      current = way.name;
      return { logprobs: found, isExact: way.isExact };
    }
    return "none";
  }

  return {
    get way() {
      return current;
    },
    async score(request) {
      const startMs = performance.now();
      let found = await tryWays(request);
      if (found === "server") {
        await client.post(probe(request), request);
        found = await tryWays(request);
      }
      if (typeof found === "string") return null;
      const durationMs = performance.now() - startMs;
      return { ...found, usage: { promptTokens: null, cachedTokens: null, newTokens: null, durationMs } };
    },
  };
}
