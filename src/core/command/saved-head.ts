/** Classifier heads as they are stored: versions of what a command has learned. Pure. */

import { describeScope, type Scope, type VersionState } from "./saved-command.ts";

/** How a head did beside the prompt, on rows that it had not learned from. */
export interface MeasuredHead {
  /** Rows. */
  readonly n: number;
  /** Rows that the prompt gets right, and the head. */
  readonly before: number;
  readonly after: number;
  readonly repaired: number;
  readonly broken: number;
  /** Exact McNemar, one-sided. */
  readonly p: number;
  readonly verdict: "better" | "worse" | "no-proof" | "not-measured";
}

/** One saved head. Its weights never change; its state does. */
export interface SavedHead {
  readonly id: string;
  /** The command's, without the slash. */
  readonly name: string;
  /** From 1, counted for each name over the whole installation, apart from the numbers of versions. */
  readonly number: number;
  readonly state: VersionState;
  readonly scope: Scope;
  /** Name and revision of the model whose states it reads. */
  readonly model: string;
  /** Of the prompt behind which it reads them. */
  readonly promptDigest: string;
  readonly labels: readonly string[];
  /** Rows that it learned from, without those that do not count. */
  readonly rows: number;
  /** On spot checks and tests; null where a head was trained again with few of them. */
  readonly measured: MeasuredHead | null;
  /** As `encodeHead` writes them. */
  readonly weights: string;
  readonly createdAt: Date;
}

/** "triage head 2 (everywhere)": for the log. */
export const headTitle = ({ name, number, scope }: Pick<SavedHead, "name" | "number" | "scope">): string =>
  `${name} head ${number} (${describeScope(scope)})`;
