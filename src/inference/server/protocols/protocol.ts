/** What a protocol has to say for itself, and what several of them share. */

import { z } from "zod";
import { BotError } from "../../../core/errors.ts";
import type { Completion, CompletionRequest, PromptParts } from "../../../flows/ports.ts";
import { withoutPrompt } from "../without-prompt.ts";

export interface Written {
  /** The text after the prompt; may still hold the end sequence. */
  readonly text: string;
  readonly newTokens: number | null;
  /** Why the server stopped; null when it does not tell. */
  readonly finish: Completion["finish"] | null;
}

/** One event of a stream. */
export interface Piece extends Written {
  readonly isLast: boolean;
  /** The whole text, where the last event tells it. */
  readonly whole: string | null;
}

export interface Streaming {
  address(url: string): string;
  body(request: CompletionRequest, model: string): object;
  read(event: unknown): Piece;
}

/** What a server tells of its model; null or absent what it does not. */
export interface ServerFacts {
  readonly contextTokens?: number | null;
  readonly revision?: string | null;
  readonly dtype?: string | null;
}

/** What a scoring's answers hold: natural log-probabilities in the labels' order; `absent` when the server gives none at all,
 * so that this way need not be tried again; `incomplete` when it gives some, but not of each label of this prompt. */
export type LabelsRead = readonly number[] | "absent" | "incomplete";

/** One way to have labels scored, e.g. each label's tokens behind the prompt, or the likeliest next tokens. */
export interface ScoreWay {
  readonly name: string;
  /** Whether it weighs whole labels, and not only the token each begins with. */
  readonly isExact: boolean;
  /** What is posted; the answers come back in the same order. */
  bodies(prompt: string, labels: readonly string[], model: string): readonly object[];
  read(answers: readonly unknown[], labels: readonly string[]): LabelsRead;
}

export interface Protocol {
  /** The address to post to. */
  address(url: string): string;
  body(request: CompletionRequest, model: string): object;
  /** @throws {BotError} BACKEND_MALFORMED */
  read(answer: unknown, prompt: string): Written;
  /** Best first; none where the protocol knows no likelihoods. */
  readonly scoreWays: readonly ScoreWay[];
  /** Absent where the protocol gives texts in one piece only. */
  readonly streaming?: Streaming;
  /** Where a server tells about its model; absent where none does. */
  readonly facts?: { address(url: string): string; read(answer: unknown, model: string): ServerFacts };
}

const generated = z.object({
  generated_text: z.string(),
  details: z.object({ generated_tokens: z.number(), finish_reason: z.string() }).partial().nullish(),
});
const FINISHES: Readonly<Record<string, Completion["finish"]>> = {
  length: "length",
  eos_token: "end-of-text",
  stop_sequence: "end-sequence",
  // `openai` has one word for both.
  stop: "end-sequence",
};

export function readFinish(reason: string | null | undefined): Completion["finish"] | null {
  return FINISHES[reason ?? ""] ?? null;
}

export function promptOf({ prompt }: { readonly prompt: PromptParts }): string {
  return prompt.prefix + prompt.text;
}

/** Temperature 0 is greedy, which servers want said by leaving it out. */
export function sampling({ temperature }: CompletionRequest): object {
  return temperature === 0 ? {} : { temperature };
}

/** The answer of `huggingface` and `tgi`: an object, or a list of one.
 * @throws {BotError} BACKEND_MALFORMED */
export function readGenerated(answer: unknown, prompt: string): Written {
  const checked = generated.safeParse(Array.isArray(answer) ? answer[0] : answer);
  if (!checked.success) throw malformed("huggingface or tgi");
  return {
    text: withoutPrompt(checked.data.generated_text, prompt),
    newTokens: checked.data.details?.generated_tokens ?? null,
    finish: readFinish(checked.data.details?.finish_reason),
  };
}

export function ending(url: string, path: string): string {
  const base = url.replace(/\/+$/, "");
  return base.endsWith(path) ? base : `${base}${path}`;
}

/** A server's address without the path of one call. */
export function withoutEnding(url: string, path: string): string {
  const base = url.replace(/\/+$/, "");
  return base.endsWith(path) ? base.slice(0, -path.length) : base;
}

/** The fault of an answer in another shape than the protocol's. */
export function malformed(expected: string): BotError {
  return new BotError(
    "BACKEND_MALFORMED",
    `the server's answer is not what ${expected} gives; check INFERENCE_PROTOCOL`,
  );
}

/** A token and its natural log-probability; null where the server has none, as for the first token of a prompt. */
export interface ScoredToken {
  readonly text: string;
  readonly logprob: number | null;
}

/** The log-probability of ` label` where it ends a list of tokens, `behind` of which were written after it.
 * Read from the end, because the tokens of a prompt may be cut inside a character.
 * @returns null when the tokens do not end in exactly ` label` */
export function labelAtEnd(tokens: readonly ScoredToken[], label: string, behind: number): number | null {
  const wanted = ` ${label}`;
  let text = "";
  let sum = 0;
  for (const token of tokens.slice(0, tokens.length - behind).reverse()) {
    if (token.logprob === null || !Number.isFinite(token.logprob)) return null;
    text = token.text + text;
    sum += token.logprob;
    if (text === wanted) return Math.min(sum, 0);
    if (!wanted.endsWith(text)) return null;
  }
  return null;
}

/** Each label's likelihood by the token it begins with, where that token is among the likeliest and begins no other label. */
export function labelsByFirstToken(tokens: readonly ScoredToken[], labels: readonly string[]): LabelsRead {
  const logprobs = labels.map((label) => {
    const own = tokens.filter(({ text }) => text.trim() !== "" && ` ${label}`.startsWith(text));
    const isShared = own.some(({ text }) =>
      labels.some((other) => other !== label && ` ${other}`.startsWith(text)),
    );
    // Several beginnings of one label (" Pos", " Positive") are several ways to write it: the likeliest stands for it.
    return own.length === 0 || isShared ? null : Math.max(...own.map(({ logprob }) => logprob ?? -Infinity));
  });
  return logprobs.every((logprob) => logprob !== null && Number.isFinite(logprob))
    ? logprobs.map((logprob) => Math.min(logprob ?? 0, 0))
    : "incomplete";
}
