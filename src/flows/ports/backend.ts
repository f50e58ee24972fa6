/** What the flows need of what runs the model. Small enough to implement in an afternoon. */

import type { Finish, ModelInfo } from "../../core/ask.ts";
import type { BuiltinModel } from "../../core/command/models.ts";
import type { PromptTurns } from "../../core/command/prompt.ts";
import type { Seen } from "../../core/seen.ts";
import type { BackendState } from "./backend-state.ts";

/** A prompt in two parts: `prefix` (all before the person's text) is the same for every ask of a command and may be cached; the whole prompt is `prefix + text`. */
export interface PromptParts {
  readonly prefix: string;
  readonly text: string;
  /** The same prompt as a conversation, for a backend that sends one. */
  readonly turns?: PromptTurns;
}

/** What a request waits for, reported as it changes. `position` counts from 1. */
export type Progress =
  | { readonly kind: "queued"; readonly position: number }
  | { readonly kind: "loading"; readonly estimatedMs: number | null };

export interface RequestOptions {
  /** Ends the work at once; the call then throws BACKEND_ABORTED. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
  /** Whether nobody's ask is answered by it: it waits behind all that is. A server decides for itself, and is asked as usual. */
  readonly isBackground?: boolean;
  /** W3C trace context of the ask, sent to a model server as the header of that name. */
  readonly traceparent?: string;
}

export interface CompletionRequest extends RequestOptions {
  readonly prompt: PromptParts;
  readonly maxNewTokens: number;
  /** 0 is greedy. */
  readonly temperature: number;
  /** Where generation stops; never part of the text given back. */
  readonly endSequence: string;
  /** Receives the whole text so far, each time it grows. */
  readonly onText?: (text: string) => void;
}

export interface Usage {
  readonly promptTokens: number | null;
  /** How many of promptTokens came from a cache. */
  readonly cachedTokens: number | null;
  readonly newTokens: number | null;
  readonly durationMs: number;
}

export interface Completion {
  readonly text: string;
  readonly finish: Finish;
  readonly usage: Usage;
}

export interface ScoreRequest extends RequestOptions {
  readonly prompt: PromptParts;
  /** At least two continuations without their leading space, e.g. ["Positive", "Negative"]; scored as " Positive" … */
  readonly labels: readonly string[];
  /** Whether `seen` is wanted too. */
  readonly wantsSeen?: boolean;
}

export interface Scoring {
  /** Natural log-probability of each label after the prompt, same order as the request. */
  readonly logprobs: readonly number[];
  /** False where only the token that each label begins with was weighed; whole labels where it is left out. */
  readonly isExact?: boolean;
  /** Only where it was wanted; left out by a server, which gives no such thing. */
  readonly seen?: Seen;
  readonly usage: Usage;
}

/** Runs one model. */
export interface Backend {
  /** "onnx", or the protocol of a server, e.g. "openai". */
  readonly name: string;
  /** For people: "in this process", or the server's host. */
  readonly where: string;
  /** What the model is. @throws {BotError} CONFIG_MODEL when it can't be opened; BACKEND_* when a server can't be reached */
  describe(): Promise<ModelInfo>;
  /** Tokens in a text: exact where the tokenizer is known, else an estimate on the high side. Ready after describe(). */
  countTokens(text: string): number;
  /** Whether the model's vocabulary has this word as a whole. Absent where the vocabulary is not known. Ready after describe(). */
  isWord?(word: string): boolean;
  /** Whether `countTokens` is exact and no estimate; absent where it always is. Ready after describe(). */
  isCountExact?(): boolean;
  /** The number of a text's first token, undefined where it is not known. Absent where a server never weighs labels by it alone. */
  firstToken?(text: string): number | undefined;
  /** Asks the server's tokenizer for the counts of texts, so that `countTokens` knows them. */
  learnTokens?(texts: readonly string[]): Promise<void>;
  /** The prompt as it is sent, for people; absent where it is sent unchanged. */
  showPrompt?(prompt: PromptParts): string;
  /** @throws {BotError} BACKEND_* ; INPUT_TOO_LONG when prompt and new tokens pass the context */
  complete(request: CompletionRequest): Promise<Completion>;
  /** Scores the label set in one go; null when this server can't, so that the caller generates instead. */
  score(request: ScoreRequest): Promise<Scoring | null>;
  /** Forgets the prompts that it keeps ready, and words of texts: they may be erased. Absent where it keeps none. */
  forget?(): void;
  /** For health, log and metrics; absent where the model runs in this process. */
  state?(): BackendState;
  /** The backend of a built-in model that a command names, opened by the first call; absent where this one answers every command. */
  named?(model: BuiltinModel): Backend;
  /** Whether the backend of a built-in model is open; absent where `named` is. */
  isOpen?(model: BuiltinModel): boolean;
  close(): Promise<void>;
}
