/** What a protocol is, and what several of them share. */

import { z } from "zod";
import { BotError } from "../../../core/errors.ts";
import type {
  Completion,
  CompletionRequest,
  PromptParts,
  ScoreRequest,
} from "../../../flows/ports/backend.ts";
import { withoutPrompt } from "../without-prompt.ts";

export interface Written {
  /** The text after the prompt; may still hold the end sequence. */
  readonly text: string;
  readonly newTokens: number | null;
  /** Why the server stopped; null when it does not say. */
  readonly finish: ServerFinish | null;
}

/** One event of a stream. */
export interface Piece extends Written {
  readonly isLast: boolean;
  /** The whole text, where the last event holds it. */
  readonly whole: string | null;
}

/** How texts are read while the server writes them: server-sent events. */
export interface Streaming {
  /** Where it differs from the protocol's own. */
  address?(url: string): string;
  body(request: CompletionRequest, model: string): object;
  /** @param event one event's data, parsed @throws {BotError} BACKEND_MALFORMED */
  read(event: unknown): Piece;
}

/** What a server says about its model; null or absent where it says nothing. */
export interface ServerFacts {
  /** Tokens of prompt and answer together. */
  readonly contextTokens?: number | null;
  /** Tokens of the prompt alone, where the server limits them apart. */
  readonly promptTokens?: number | null;
  readonly revision?: string | null;
  readonly dtype?: string | null;
}

/** A page about the model; it is asked once by GET. */
export interface FactsPage {
  address(url: string): string;
  /** Whether the answer of the page before is that of a server with this page; always asked where left out. */
  isWorth?(before: unknown): boolean;
  /** @param answer parsed JSON, of any shape */
  read(answer: unknown, model: string): ServerFacts;
}

/** The server's own tokenizer. */
export interface ServerTokenizer {
  address(url: string): string;
  body(text: string, model: string): object;
  /** @returns how many tokens the text has; null for an answer of another shape */
  read(answer: unknown): number | null;
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
  bodies(request: ScoreRequest, model: string): readonly object[];
  read(answers: readonly unknown[], labels: readonly string[]): LabelsRead;
}

/** How one kind of server is asked. A protocol is one file in this folder and one line in `index.ts`; it holds no state. */
export interface Protocol {
  /** The address to post to. @param url INFERENCE_URL without user and password */
  address(url: string): string;
  /** What is posted for a text. */
  body(request: CompletionRequest, model: string): object;
  /** Reads the answer to `body`.
   * @param answer parsed JSON, of any shape; an answer that is an error never comes here
   * @throws {BotError} BACKEND_MALFORMED */
  read(answer: unknown, prompt: string): Written;
  /** Best first; empty where the protocol knows no likelihoods. */
  readonly scoreWays: readonly ScoreWay[];
  /** Absent where the protocol gives texts in one piece only. */
  readonly streaming?: Streaming;
  /** Pages about the model; a later one wins. */
  readonly facts?: readonly FactsPage[];
  readonly tokenizer?: ServerTokenizer;
  /** Other names of parameters, for servers that refuse the first one. What is refused and not here is left out. */
  readonly renames?: Readonly<Record<string, string>>;
  /** The prompt as it is sent, for people; absent where it is sent unchanged. */
  show?(prompt: PromptParts): string;
}

const generated = z.object({
  generated_text: z.string(),
  details: z.object({ generated_tokens: z.number(), finish_reason: z.string() }).partial().nullish(),
});
/** Why a server ended a text; `filtered`: its content filter cut it. */
type ServerFinish = Completion["finish"] | "filtered";

const FINISHES: Readonly<Record<string, ServerFinish>> = {
  length: "length",
  eos_token: "end-of-text",
  stop_sequence: "end-sequence",
  // `openai` has one word for both.
  stop: "end-sequence",
  content_filter: "filtered",
};

export function readFinish(reason: string | null | undefined): ServerFinish | null {
  return FINISHES[reason ?? ""] ?? null;
}

export function promptOf({ prompt }: { readonly prompt: PromptParts }): string {
  return prompt.prefix + prompt.text;
}

/** Temperature 0 is greedy, which servers want said by leaving it out. */
export function sampling({ temperature }: CompletionRequest): object {
  return temperature === 0 ? {} : { temperature };
}

/** The answer of `huggingface` and `tgi`: an object, or a list of one, or a batch of such lists.
 * @throws {BotError} BACKEND_MALFORMED */
export function readGenerated(answer: unknown, prompt: string): Written {
  const checked = generated.safeParse([answer].flat(2)[0]);
  if (!checked.success) throw malformed("huggingface or tgi");
  return {
    text: withoutPrompt(checked.data.generated_text, prompt),
    newTokens: checked.data.details?.generated_tokens ?? null,
    finish: readFinish(checked.data.details?.finish_reason),
  };
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
    // Several beginnings of one label (" Pos", " Positive") are several ways to write it: the likeliest one counts.
    return own.length === 0 || isShared ? null : Math.max(...own.map(({ logprob }) => logprob ?? -Infinity));
  });
  return logprobs.every((logprob) => logprob !== null && Number.isFinite(logprob))
    ? logprobs.map((logprob) => Math.min(logprob ?? 0, 0))
    : "incomplete";
}

/** The likeliest tokens at each place, as chat completions give them. */
export const likeliestTokens = z
  .array(z.object({ top_logprobs: z.array(z.object({ token: z.string(), logprob: z.number() })) }))
  .nullish();
