/** Scores labels on a server by the first way that it can, and remembers which ways it can't. */

import { BotError } from "../../core/errors.ts";
import type { Log } from "../../flows/context.ts";
import type { ScoreRequest, Scoring } from "../../flows/ports.ts";
import type { ModelClient } from "./client.ts";
import { promptOf, type ScoreWay } from "./protocols/protocol.ts";

export interface ScorerOptions {
  readonly ways: readonly ScoreWay[];
  readonly model: string;
  readonly client: ModelClient;
  readonly log?: Log;
}

/** @returns a function that scores, or gives null where the server's answer lacks a label, so that the caller generates instead
 * @throws {BotError} BACKEND_* when the server fails; a refusal only means that this way is none (from the returned function) */
export function createScorer({
  ways,
  model,
  client,
  log,
}: ScorerOptions): (request: ScoreRequest) => Promise<Scoring | null> {
  const closed = new Set<ScoreWay>();
  const proven = new Set<ScoreWay>();

  async function tryWay(way: ScoreWay, request: ScoreRequest): Promise<readonly number[] | "none" | "next"> {
    const bodies = way.bodies(promptOf(request), request.labels, model);
    try {
      const answers = await Promise.all(bodies.map((body) => client.post(body, request)));
      const read = way.read(answers, request.labels);
      if (read === "absent") {
        close(way, "its answer holds no likelihoods");
        return "next";
      }
      proven.add(way);
      if (read !== "incomplete") return read;
      return way.isExact ? "next" : "none";
    } catch (error) {
      if (!(error instanceof BotError) || proven.has(way)) throw error;
      if (error.code === "BACKEND_REFUSED" || error.code === "BACKEND_MALFORMED") {
        close(way, error.message);
        return "next";
      }
      // A server that fails at a question it was never seen to answer may still write a text.
      if (error.code === "BACKEND_UNREACHABLE") return "none";
      throw error;
    }
  }

  function close(way: ScoreWay, reason: string): void {
    if (closed.has(way)) return;
    closed.add(way);
    log?.info({ way: way.name, reason }, "the model server does not score labels this way");
  }

  return async (request) => {
    const startMs = performance.now();
    for (const way of ways) {
      if (closed.has(way)) continue;
      const found = await tryWay(way, request);
      if (found === "next") continue;
      if (found === "none") return null;
      const durationMs = performance.now() - startMs;
      return {
        logprobs: found,
        isExact: way.isExact,
        usage: { promptTokens: null, cachedTokens: null, newTokens: null, durationMs },
      };
    }
    return null;
  };
}
