/** The heads in force, kept up to date in every process as the published commands are. */

import type { ModelInfo } from "../../core/ask.ts";
import type { Command } from "../../core/command/command.ts";
import { type CommandPlace, covers, narrowness } from "../../core/command/saved-command.ts";
import { headTitle, type SavedHead } from "../../core/command/saved-head.ts";
import { applyHead, type Head, type SeenText } from "../../learning/head/head.ts";
import { decodeHead, promptDigest } from "../../learning/head/stored-head.ts";
import { infoOf, type KnownModel } from "../asks/answer/known-model.ts";
import type { Log } from "../bot/context.ts";
import type { Commands } from "../ports/commands.ts";
import type { HeadStore } from "./ports.ts";
import { modelKey } from "./see.ts";

/** A head that decides about a text beside the prompt. */
export interface HeadInForce {
  readonly number: number;
  /** Rows that it learned from. */
  readonly rows: number;
  /** Log-probabilities in the order of the command's labels. */
  decide(seen: SeenText): readonly number[];
}

export interface Heads {
  /** The head of the narrowest scope that covers the place, where it was trained for this model and this prompt. */
  find(command: Command, place: CommandPlace | undefined, model: ModelInfo): HeadInForce | null;
  /** Every live head. */
  list(): readonly SavedHead[];
  /** Live heads that can't be used now: the prompt decides there. */
  unusable(): readonly UnusableHead[];
  /** Takes up what was switched on or off just now. @throws {BotError} STORE_* */
  refresh(): Promise<void>;
  close(): void;
}

export interface UnusableHead {
  readonly id: string;
  /** "triage head 2 (everywhere)" */
  readonly head: string;
  readonly reason: "another-model" | "another-command" | "unreadable";
}

interface Live {
  readonly saved: SavedHead;
  /** Null where this release can't read it. */
  readonly head: Head | null;
}

interface HeadsOptions {
  readonly store: Pick<HeadStore, "liveHeads"> & { watchVersions(listener: () => void): () => void };
  readonly commands: Pick<Commands, "find" | "onChange">;
  readonly model: Pick<KnownModel, "status" | "onChange">;
  readonly log: Log;
}

/** A reading that failed is tried again after this long. */
const RETRY_MS = 2_000;

/** @throws {BotError} STORE_* when the live heads can't be read */
export async function openHeads({ store, commands, model, log }: HeadsOptions): Promise<Heads> {
  let live: readonly Live[] = [];
  let reading: Promise<void> = Promise.resolve();
  let retry: NodeJS.Timeout | undefined;
  const digestOf = createDigests();

  async function read(): Promise<void> {
    const known = new Map(live.map((one) => [one.saved.id, one]));
    live = (await store.liveHeads()).map(
      (saved) => known.get(saved.id) ?? { saved, head: decodeHead(saved.weights) },
    );
    noteUnusable();
  }

  /** One reading after another: each sees what was stored before it was asked for. */
  function refresh(): Promise<void> {
    reading = reading.catch(() => {}).then(read);
    return reading;
  }

  function refreshInBackground(): void {
    clearTimeout(retry);
    refresh().catch(({ message }: Error) => {
      log.warn({ reason: message }, "classifier heads could not be read; trying again");
      retry = setTimeout(refreshInBackground, RETRY_MS).unref();
    });
  }

  function unusable(): UnusableHead[] {
    const info = infoOf(model.status());
    return live.flatMap((one): UnusableHead[] => {
      const { saved } = one;
      const { name, scope } = saved;
      const command = commands.find(name, scope.platform === "" ? undefined : scope);
      const reason = reasonAgainst(one, { info, command, digestOf });
      return reason === null ? [] : [{ id: saved.id, head: headTitle(saved), reason }];
    });
  }

  const noteUnusable = createUnusableNotes(unusable, log);
  const stops = [
    store.watchVersions(refreshInBackground),
    commands.onChange(noteUnusable),
    model.onChange(noteUnusable),
  ];
  await refresh();
  return {
    find(command, place, info) {
      if (live.length === 0) return null;
      const [first] = live
        .filter(
          ({ saved }) =>
            saved.name === command.name &&
            (place === undefined ? narrowness(saved.scope) === 0 : covers(saved.scope, place)),
        )
        .sort((a, b) => narrowness(b.saved.scope) - narrowness(a.saved.scope));
      if (!first?.head) return null;
      const { saved, head } = first;
      if (saved.model !== modelKey(info) || saved.promptDigest !== digestOf(command)) return null;
      return { number: saved.number, rows: saved.rows, decide: (seen) => applyHead(head, seen) };
    },
    list: () => live.map(({ saved }) => saved),
    unusable,
    refresh,
    close() {
      clearTimeout(retry);
      for (const stop of stops) stop();
    },
  };
}

interface Present {
  /** Null where nothing is known of the model yet. */
  readonly info: ModelInfo | null;
  readonly command: Command | null;
  readonly digestOf: (command: Command) => string;
}

/** Why a live head can't be used; null where it can. */
function reasonAgainst(
  { saved, head }: Live,
  { info, command, digestOf }: Present,
): UnusableHead["reason"] | null {
  if (head === null) return "unreadable";
  // Of a model that the command names, nothing is known before it is asked.
  if (info !== null && saved.model !== modelKey(info) && !(info.builtin && command?.model))
    return "another-model";
  return command === null || saved.promptDigest !== digestOf(command) ? "another-command" : null;
}

/** The digest of each command's prompt, made once. */
function createDigests(): (command: Command) => string {
  const digests = new WeakMap<Command, string>();
  return (command) => {
    const digest = digests.get(command) ?? promptDigest(command);
    digests.set(command, digest);
    return digest;
  };
}

/** Logs each head that can't be used, once. */
function createUnusableNotes(unusable: () => readonly UnusableHead[], log: Log): () => void {
  let noted: ReadonlySet<string> = new Set();
  return () => {
    const now = unusable();
    for (const { id, head, reason } of now)
      if (!noted.has(`${id} ${reason}`))
        log.warn(
          { head, reason },
          "a classifier head can't be used, so that the prompt alone decides; train it again: npx fewshot learn",
        );
    noted = new Set(now.map(({ id, reason }) => `${id} ${reason}`));
  };
}
