/** What is known of a server's model: its limits from the server's own pages, its size and family from its name, and how many tokens a text has. */

import { hash } from "node:crypto";
import type { ModelInfo } from "../../core/ask.ts";
import type { Log } from "../../flows/bot/context.ts";
import { familyOfName } from "../models/family.ts";
import { createEstimate, type TokenCount } from "../token-counter.ts";
import type { ModelClient } from "./http/client.ts";
import type { Protocol, ServerFacts } from "./protocols/protocol.ts";
import { createWayHealth } from "./way.ts";

export interface ModelFactsOptions {
  readonly protocol: Protocol;
  /** INFERENCE_URL without user and password. */
  readonly url: string;
  readonly model: string;
  readonly client: ModelClient;
  /** Counts with the model's own tokenizer; null when that is not on this machine. */
  readonly openCounter?: () => Promise<TokenCount | null>;
  readonly log?: Log;
}

export interface ModelFacts {
  describe(): Promise<ModelInfo>;
  /** Tokens of a text, never fewer than it has. Exact where the tokenizer is known; ready after `describe`. */
  countTokens(text: string): number;
  isCountExact(): boolean;
  /** The number of a text's first token; undefined where it is not known. Ready after `describe`. */
  firstToken(text: string): number | undefined;
  /** Asks the server's tokenizer for the counts of texts, where they are only estimated so far. */
  learnTokens(texts: readonly string[]): Promise<void>;
  /** Forgets the words of texts. */
  forget(): void;
}

/** GPT-Neo's context, for a server that does not say. */
const CONTEXT_TOKENS = 2048;
const LOOK_MS = 5_000;
/** A server that said nothing about its model is asked again after this. */
const LOOK_AGAIN_MS = 60_000;
/** Texts whose counts are remembered. */
const MAX_COUNTS = 2_000;
/** What people typed is counted, too, and must not stay here. */
const keyOf = (text: string) => hash("sha256", text, "base64");

// biome-ignore lint/complexity/noExcessiveLinesPerFunction: short functions that share what is known of one server
export function createModelFacts(options: ModelFactsOptions): ModelFacts {
  const { protocol, url, model, client, log } = options;
  const { facts: pages = [], tokenizer } = protocol;
  const tokenizerHealth = createWayHealth();
  const counts = new Map<string, number>();
  let count: TokenCount | null = null;
  let isExact = false;
  let counting: Promise<void> | null = null;
  let described: { readonly info: Promise<ModelInfo>; readonly untilMs: number } | null = null;

  async function openCounter(): Promise<void> {
    try {
      count = (await options.openCounter?.()) ?? null;
    } catch (error) {
      log?.warn(
        { reason: (error as Error).message },
        "the model's tokenizer can't be used; tokens are estimated",
      );
    }
    isExact = count !== null;
    if (count !== null) return;
    const estimate = await createEstimate(familyOfName(model));
    count = estimate.count;
    isExact = estimate.isExact;
  }

  async function lookAtPages(): Promise<unknown[]> {
    const answers: unknown[] = [];
    for (const page of pages) {
      const isWorth = page.isWorth?.(answers.at(-1)) ?? true;
      answers.push(isWorth ? await client.look(page.address(url), LOOK_MS) : null);
    }
    return answers;
  }

  async function learn(): Promise<ModelInfo> {
    counting ??= openCounter();
    const [answers] = await Promise.all([lookAtPages(), counting]);
    const hasSaid = answers.some((answer) => answer !== null);
    if (described && (hasSaid || pages.length === 0))
      described = { ...described, untilMs: Number.POSITIVE_INFINITY };
    const read = pages.map((page, at) =>
      (answers[at] ?? null) === null ? {} : page.read(answers[at], model),
    );
    return toInfo(model, merged(read));
  }

  async function learnOne(text: string): Promise<void> {
    if (!tokenizer || counts.has(keyOf(text)) || text === "") return;
    const startedMs = performance.now();
    const found = tokenizer.read(
      await client.look(tokenizer.address(url), LOOK_MS, tokenizer.body(text, model)),
    );
    if (found === null) return tokenizerHealth.failed("absent", startedMs);
    if (counts.size >= MAX_COUNTS) counts.delete(counts.keys().next().value ?? "");
    counts.set(keyOf(text), found);
    tokenizerHealth.worked();
  }

  return {
    describe() {
      if (described === null || performance.now() >= described.untilMs) {
        described = { info: Promise.resolve(toInfo(model, {})), untilMs: performance.now() + LOOK_AGAIN_MS };
        described = { ...described, info: learn() };
      }
      return described.info;
    },
    countTokens: (text) => counts.get(keyOf(text)) ?? count?.(text) ?? Buffer.byteLength(text),
    isCountExact: () => isExact,
    forget: () => count?.forget(),
    firstToken: (text) => count?.first(text),
    async learnTokens(texts) {
      if (isExact || !tokenizer || !tokenizerHealth.mayTry()) return;
      const [first = "", ...others] = texts;
      // One alone first: a server without a tokenizer is not asked for each text.
      await learnOne(first);
      if (tokenizerHealth.mayTry()) await Promise.all(others.map(learnOne));
    },
  };
}

/** What a later page says wins; what it does not say stays. */
function merged(read: readonly ServerFacts[]): ServerFacts {
  const said = read.flatMap((facts) => Object.entries(facts).filter(([, value]) => value != null));
  return Object.fromEntries(said);
}

function toInfo(model: string, facts: ServerFacts): ModelInfo {
  return {
    name: model,
    family: familyOfName(model),
    parameters: readParameters(model),
    revision: facts.revision ?? "unknown",
    contextTokens: facts.contextTokens ?? CONTEXT_TOKENS,
    ...(facts.promptTokens ? { promptTokens: facts.promptTokens } : {}),
    scripts: null,
    abstainBelow: null,
    builtin: false,
    dtype: facts.dtype ?? null,
  };
}

/** "EleutherAI/gpt-neo-2.7B" → 2.7 billion: servers give no size but in the name. */
function readParameters(model: string): number | null {
  const [, size, unit] = /(\d+(?:\.\d+)?)([MB])\b/i.exec(model) ?? [];
  return size === undefined ? null : Math.round(Number(size) * (unit?.toUpperCase() === "B" ? 1e9 : 1e6));
}
