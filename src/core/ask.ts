/** The words of the bot as types: people, places, asks, answers, feedback and overrides, as they are stored and shown. */

import type { VersionState } from "./command/saved-command.ts";

/** "slack", "discord", "web" … Each platform has one. */
export type PlatformName = string;

/** A person on one platform. The three parts `platform`, `workspace` and `id` together name one person. */
export interface Person {
  readonly platform: PlatformName;
  /** Slack team, Discord guild (or "dm"), "web". Opaque. */
  readonly workspace: string;
  readonly id: string;
  /** What others see, e.g. a display name. Shown, never compared. */
  readonly name: string;
}

/** Values that JSON can hold: what a platform stores about places and deliveries. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** Where an ask was made. `channel` is the unit of visibility: a button pressed elsewhere is refused. */
export interface Place {
  readonly channel: string;
  /** What the platform needs to answer there (thread, response url, token). Only the platform reads it. */
  readonly native: Json;
}

/** Settings of generation that an ask may change; the rest come from the command file. */
export interface GenerationSettings {
  /** 0 to 2; 0 is greedy. */
  readonly temperature: number;
  /** Tokens, at least 1. */
  readonly maxNewTokens: number;
  readonly endSequence: string;
}

/** Settings a person chose for one ask; absent keys take the command's value. */
export interface AskSettings extends Partial<GenerationSettings> {
  /** How many of the command's examples are in the prompt, from 0; the newest are kept. */
  readonly examples?: number;
}

/** An ask as a platform hands it to the flows. */
export interface NewAsk {
  /** The platform's own id of the interaction: the same id twice is one ask. */
  readonly interactionId: string;
  readonly person: Person;
  /** Who wrote the text, where that is somebody else's message; null when the asker wrote it. */
  readonly author: Person | null;
  readonly place: Place;
  /** Command name without the slash. */
  readonly command: string;
  readonly text: string;
  readonly settings: AskSettings;
  /** Number of the saved version that is tried, most often a draft; null or left out for whatever is in force. */
  readonly version?: number | null;
  /** What `version` is when it is tried; null or left out for whatever is in force, and for what older releases stored: those are drafts. */
  readonly versionState?: VersionState | null;
  /** True where what is in force answers the text as well, so that it can be compared with `version`. */
  readonly compares?: boolean;
  /** Whether the answer was drawn for a review, which is decided before there is one; false where it is left out. */
  readonly isSpotCheck?: boolean;
  /** BCP 47 tag of the asker's language, e.g. "en" or "zh-TW". */
  readonly locale: string;
}

export interface Ask extends NewAsk {
  /** Opaque, unguessable, at most 24 characters of [A-Za-z0-9_-]: it travels in buttons. */
  readonly id: string;
  readonly createdAt: Date;
  /** When the text will be deleted; null when kept without limit. */
  readonly expiresAt: Date | null;
}

/** One label with its probability. The scores of an answer sum to 1. */
export interface LabelScore {
  readonly label: string;
  /** 0 to 1. */
  readonly score: number;
}

/** What is known of the model that answered. */
export interface ModelInfo {
  /** e.g. "fewshot-neo" or "EleutherAI/gpt-neo-125m". */
  readonly name: string;
  /** The family as people call it, e.g. "GPT-Neo" or "Qwen3"; null when a server does not say. */
  readonly family: string | null;
  /** Number of parameters, null when a server does not say. */
  readonly parameters: number | null;
  /** Commit, checksum or release of the weights; "unknown" when a server does not say. */
  readonly revision: string;
  /** Context size in tokens: prompt and new tokens together. */
  readonly contextTokens: number;
  /** Tokens of the prompt alone, where a server limits them apart. */
  readonly promptTokens?: number;
  /** Unicode scripts the model was trained on (e.g. ["Latin"]); null when not known to be limited. */
  readonly scripts: readonly string[] | null;
  /** Below this share of the best label, answers of this model were wrong too often; 0 to 1, null when not measured. */
  readonly abstainBelow: number | null;
  /** Tags of the languages the model reads (e.g. ["en"]), where its words tell them from others; null when not known to be limited, left out
   * by version 0.1. */
  readonly languages?: readonly string[] | null;
  /** True for a model that ships with the bot. */
  readonly builtin: boolean;
  /** Weights' number type, e.g. "fp32"; null on a server. */
  readonly dtype: string | null;
}

/** Which way a label was found: scored over the set; scored by the token each label begins with, where a server gives only
 * the likeliest next tokens; or generated and matched to the set. */
export type Method = "scored" | "top-tokens" | "generated";

/** Why an answer is "Not sure"; null when it is sure. */
export type Doubt = "below-threshold" | "outside-labels" | "unseen-script" | "other-language" | "empty";

/** Why a model stopped writing. */
export type Finish = "end-sequence" | "end-of-text" | "length";

/** What a classifier head changed. */
export interface HeadDecision {
  /** Of the saved head. */
  readonly number: number;
  /** Rows that it had learned from. */
  readonly rows: number;
  /** What the prompt alone said, highest first. */
  readonly prompted: readonly LabelScore[];
}

/** Everything kept of an answer: what people see and what Why shows. */
export interface Answer {
  /** The chosen label; null for free text, when abstained, and when outside the set. */
  readonly label: string | null;
  /** Free text, or what was generated for a label command on a server; null where labels were scored. */
  readonly text: string | null;
  /** Highest first; null when a server only generated, and for free text. */
  readonly scores: readonly LabelScore[] | null;
  readonly doubt: Doubt | null;
  readonly method: Method;
  readonly calibrated: boolean;
  /** Set where a classifier head decided together with the prompt; null or left out where the prompt did alone. */
  readonly head?: HeadDecision | null;
  /** Below this score the answer is "Not sure", 0 to 1; left out by version 0.1 and for free text. */
  readonly abstainBelow?: number | null;
  /** The exact prompt that was sent. */
  readonly prompt: string;
  readonly examplesUsed: number;
  readonly examplesDropped: number;
  readonly settings: GenerationSettings;
  readonly model: ModelInfo;
  /** "onnx", or the protocol of a server, e.g. "openai". */
  readonly backend: string;
  /** Where it ran, for people: "in this process" or the server's host. */
  readonly where: string;
  /** Short hash of the command file that led to the answer. */
  readonly commandRevision: string;
  /** Number of the saved version that led to it; null or left out for a file. */
  readonly commandVersion?: number | null;
  readonly promptTokens: number | null;
  readonly cachedTokens: number | null;
  readonly newTokens: number | null;
  /** Why the model stopped writing; null where labels were scored, left out by earlier builds. */
  readonly finish?: Finish | null;
  /** Time the model took, in milliseconds. */
  readonly durationMs: number;
  /** What was in force then, on the same text; null or left out where nothing was compared. */
  readonly inForce?: Answer | null;
}

/** An ask that ended without an answer: `code` decides the sentence people read. */
export interface Failure {
  readonly code: string;
}

export type RatingValue = "right" | "wrong";

export interface Rating {
  readonly askId: string;
  readonly person: Person;
  readonly value: RatingValue;
  readonly reason: string | null;
  readonly createdAt: Date;
}

export interface Override {
  readonly id: string;
  readonly askId: string;
  readonly person: Person;
  /** A label of the command, or free text. */
  readonly value: string;
  readonly reason: string | null;
  /** Whether the person allows reuse as an example. */
  readonly mayReuse: boolean;
  readonly createdAt: Date;
  readonly withdrawnAt: Date | null;
}

/** Of two versions that answered one text: the one that was tried, or the one in force. */
export type Preferred = "draft" | "live";

/** Which of two versions a person prefers on one text. */
export interface Preference {
  readonly askId: string;
  readonly person: Person;
  readonly preferred: Preferred;
  /** Number of the version that was tried. */
  readonly draft: number;
  /** Number of the version that was in force; null for a file. */
  readonly live: number | null;
  readonly createdAt: Date;
}

/** What a reviewer found of a contested answer: it stands, another label is right, or it is wrong and none of the labels fits. */
export type ContestOutcome = "upheld" | "changed" | "rejected";

/** An answer that its asker, or whoever wrote the text, wants a person to review. */
export interface Contest {
  /** Who contested it. */
  readonly person: Person;
  readonly reason: string | null;
  readonly createdAt: Date;
  /** Null while nobody has decided. */
  readonly decision: ContestDecision | null;
}

export interface ContestDecision {
  readonly outcome: ContestOutcome;
  /** The right label, where the outcome is "changed". */
  readonly label: string | null;
  readonly decidedAt: Date;
}

/** An ask with all that became of it. */
export interface AskRecord {
  readonly ask: Ask;
  readonly answer: Answer | null;
  readonly failure: Failure | null;
  readonly answeredAt: Date | null;
  /** Oldest first, withdrawn ones included; the newest that is not withdrawn is shown first. */
  readonly overrides: readonly Override[];
  readonly ratings: readonly Rating[];
  /** Of a comparison, oldest first. */
  readonly preferences: readonly Preference[];
  /** Null or left out where nobody contested it. */
  readonly contest?: Contest | null;
  /** What the platform noted of its posts (message ids); null before the first delivery. */
  readonly deliveryRecord: Json | null;
  /** Set once the reply was shown, or given up on. */
  readonly deliveredAt: Date | null;
}

/** The override that is shown before the model's answer, or null. */
export function standingOverride(record: Pick<AskRecord, "overrides">): Override | null {
  return record.overrides.findLast((override) => override.withdrawnAt === null) ?? null;
}

/** Platforms where an id names the same person in every workspace, so that what a person decides holds in all of them. */
export const GLOBAL_ID_PLATFORMS: ReadonlySet<PlatformName> = new Set(["discord", "slack"]);

/** Whether platform and id alone name the person. */
export function hasGlobalId({ platform }: Pick<Person, "platform">): boolean {
  return GLOBAL_ID_PLATFORMS.has(platform);
}

/** A stable key for a person, used for comparison. */
export function personKey(person: Pick<Person, "platform" | "workspace" | "id">): string {
  const { platform, workspace, id } = person;
  return hasGlobalId(person) ? `${platform}:${id}` : `${platform}:${workspace}:${id}`;
}
