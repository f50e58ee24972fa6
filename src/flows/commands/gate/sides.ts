/** What one side of a comparison says to a text: a command, with the model and the classifier head that answer it. */

import { createHash } from "node:crypto";
import { LRUCache } from "lru-cache";
import type { Answer, ModelInfo } from "../../../core/ask.ts";
import type { Command } from "../../../core/command/command.ts";
import { buildPrompt } from "../../../core/command/prompt.ts";
import type { Scope } from "../../../core/command/saved-command.ts";
import { BotError } from "../../../core/errors.ts";
import { backendFor } from "../../asks/answer/backend-for.ts";
import type { Question } from "../../asks/answer/respond.ts";
import { modelKey } from "../../learning/see.ts";
import type { Backend } from "../../ports/backend.ts";

export interface SidePorts {
  readonly backend: Backend;
  readonly respond: (question: Question) => Promise<Answer>;
  /** The number of the classifier head that decides beside a command's prompt; null for none. */
  readonly headOf: (command: Command, scope: Scope, model: ModelInfo) => number | null;
}

/** What one side says to a text. */
export interface Said {
  /** The label that people would see; null for "Not sure". */
  readonly shown: string | null;
  readonly best: string | null;
  readonly isUnread: boolean;
  readonly threshold: number;
}

export interface Side {
  readonly command: Command;
  readonly head: number | null;
  readonly model: ModelInfo;
  /** Of the prompt for an empty text. */
  readonly tokens: number;
  /** @throws {BotError} BACKEND_* */
  say(text: string, signal: AbortSignal): Promise<Said>;
}

export type SideOf = (ports: SidePorts, command: Command, scope: Scope) => Promise<Side>;

/** Answers that are remembered, by a hash of all that decides them. */
const MAX_KNOWN = 20_000;
/** Why a text has no label whatever a head says. */
const UNREAD: ReadonlySet<string> = new Set(["unseen-script", "other-language"]);
const NOTHING: Said = { shown: null, best: null, isUnread: true, threshold: 0 };

/** @returns a function that opens a side; sides of one function remember each other's answers
 * @throws {BotError} BACKEND_*, CONFIG_MODEL (from the returned function) */
export function createSides(): SideOf {
  const known = new LRUCache<string, Said>({ max: MAX_KNOWN });
  return async (ports, command, scope) => {
    const backend = backendFor(ports.backend, command);
    const model = await backend.describe();
    const head = command.labels && ports.headOf(command, scope, model);
    const place = scope.platform === "" ? {} : { place: scope };
    return {
      ...{ command, head, model, tokens: tokensOf(backend, command) },
      async say(text, signal) {
        const about = [modelKey(model), backend.where, command.name, command.revision, head ?? "", text];
        const key = createHash("sha256").update(about.join("\n")).digest("base64");
        const found = known.get(key);
        if (found) return found;
        const said = await ports
          .respond({ command, text, ...place, signal, settings: { temperature: 0 } })
          .then(toSaid, (cause: unknown) => {
            if (cause instanceof BotError && cause.code === "INPUT_TOO_LONG") return NOTHING;
            throw cause;
          });
        known.set(key, said);
        return said;
      },
    };
  };
}

function toSaid({ label, doubt, scores, abstainBelow }: Answer): Said {
  return {
    shown: doubt === null ? label : null,
    best: scores?.[0]?.label ?? label,
    isUnread: doubt !== null && UNREAD.has(doubt),
    threshold: abstainBelow ?? 0,
  };
}

/** Tokens of the prompt without a text. */
function tokensOf(backend: Backend, command: Command): number {
  const unlimited = { settings: {}, budgetTokens: Number.POSITIVE_INFINITY, countTokens: () => 0 };
  return backend.countTokens(buildPrompt(command, "", unlimited).full);
}
