/** What the flows are given: ports, clock, limits, log and counters. `main.ts` fills it once. */

import type { Answer, Ask, AskRecord, ContestOutcome, PlatformName, Rating } from "../../core/ask.ts";
import type { CorrectionDecision } from "../../core/review.ts";
import type { KnownModel } from "../asks/answer/known-model.ts";
import type { Question } from "../asks/answer/respond.ts";
import type { AuditPairs, Gate } from "../commands/gate/ports.ts";
import type { Heads } from "../learning/heads.ts";
import type { GroupsInForce } from "../monitoring/groups/lists.ts";
import type { Backend } from "../ports/backend.ts";
import type { Commands } from "../ports/commands.ts";
import type { Measurements } from "../ports/measurements.ts";
import type { Platform } from "../ports/platform.ts";
import type { Store } from "../ports/store.ts";

/** The part of a pino logger that the flows use. */
export interface Log {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** Counts what happens; never sees text or names. */
export interface FlowMetrics {
  /** @param tookMs milliseconds from receiving the ask to having stored it */
  asked(ask: Ask, tookMs: number): void;
  refused(platform: PlatformName, reason: string): void;
  answered(ask: Ask, answer: Answer): void;
  failed(ask: Ask, code: string): void;
  delivered(record: AskRecord): void;
  undelivered(ask: Ask, code: string): void;
  rated(ask: Ask, value: Rating["value"]): void;
  overridden(ask: Ask): void;
  /** Its answer will be reviewed. */
  drawn(ask: Ask): void;
  reviewed(command: string, review: ReviewCount): void;
  /** A live head was trained again: a new one took its place, it stayed, it was switched off, or the training failed. */
  headTrained(command: string, outcome: "replaced" | "kept" | "switched-off" | "failed"): void;
  /** A version was to take the place of another: the figures were shown, or it was published after them, in spite of them, or without them. */
  gated(command: string, outcome: "shown" | "published" | "in-spite" | "unmeasured"): void;
}

/** What a reviewer decided: of a spot check whether the answer was right, of a correction what becomes of it, or that this was taken
 * back, of a contested answer whether it stands. */
export type ReviewCount =
  | { readonly kind: "spot-check"; readonly decision: "right" | "wrong" | "no-label" }
  | { readonly kind: "correction"; readonly decision: CorrectionDecision | "undone" }
  | { readonly kind: "contest"; readonly decision: ContestOutcome };

/** What receiving asks and feedback needs. */
export interface FlowPorts {
  readonly store: Store;
  readonly backend: Backend;
  readonly commands: Commands;
  readonly model: Pick<KnownModel, "status" | "onChange">;
  readonly metrics: FlowMetrics;
  readonly log: Log;
  readonly now: () => Date;
  /** Asks a person may make a minute; 0 = no limit. */
  readonly rateLimit: number;
  /** Keys of the people who may publish everywhere, as `personKey` gives them; nobody where it is left out. */
  readonly admins?: ReadonlySet<string>;
  /** The classifier heads in force, which the editor's answers go through as well; none where it is left out. */
  readonly heads?: Pick<Heads, "find">;
  /** Compares a version with what is in force before it is published; nothing is compared where it is left out. */
  readonly gate?: Gate;
  /** A part of the audit, for what changed without being published; nothing is said of that where it is left out. */
  readonly pairs?: AuditPairs;
  /** Draws spot checks; nothing is drawn where it is left out. */
  readonly drawSeed?: string;
  /** Who may draft commands; all where it is left out. */
  readonly drafts?: "all" | "admins";
  /** The page's address, where others reach it and log in; null or left out where they can't. */
  readonly adminUrl?: string | null;
  /** Days that asks are kept; null or left out for no limit. */
  readonly retentionDays?: number | null;
  /** Runs audits and insights; none can be started where it is left out. */
  readonly measurements?: Measurements;
  /** The groups that are watched; none where it is left out. */
  readonly groups?: GroupsInForce;
  /** Says which platforms post asks, and can take them back; left out where nothing is posted. */
  readonly platforms?: ReadonlyMap<PlatformName, Platform>;
}

/** What a worker needs on top. */
export interface WorkerPorts extends FlowPorts {
  readonly respond: (question: Question) => Promise<Answer>;
  readonly platforms: ReadonlyMap<PlatformName, Platform>;
}
