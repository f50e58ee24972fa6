/** The audit of a classifier head: how often the label changes with the word for a person by the prompt alone, and with the head beside it. */

import type { Command } from "../../../core/command/command.ts";
import { applyHead, type Head, type SeenText } from "../../../learning/head/head.ts";
import { backendFor } from "../../asks/answer/backend-for.ts";
import type { See } from "../../learning/see.ts";
import type { Backend } from "../../ports/backend.ts";
import { compareFlips } from "./flips.ts";
import { sentencesFor } from "./measure.ts";
import type { AuditChange, AuditPairs } from "./ports.ts";

export interface AuditHeadPorts {
  readonly backend: Backend;
  readonly see: See;
  readonly pairs: AuditPairs;
}

/** The same pairs as before a version is published. Null for a command without labels.
 * @param before the head that decides now; the prompt alone where it is left out
 * @throws {BotError} BACKEND_* */
export async function auditHead(
  { backend, see, pairs: choose }: AuditHeadPorts,
  command: Command,
  { after, before = null }: { readonly after: Head; readonly before?: Head | null },
): Promise<AuditChange | null> {
  const { labels } = command;
  if (labels === null) return null;
  const model = await backendFor(backend, command).describe();
  const pairs = choose(command, model, sentencesFor(backend, model));
  const texts = [...new Set(pairs.flatMap(({ plain, text }) => [plain, text]))];
  const seen = new Map<string, SeenText>();
  for (const one of await see(command, texts)) if (one) seen.set(one.text, one);
  const best = (logprobs: readonly number[]) => labels[logprobs.indexOf(Math.max(...logprobs))] ?? null;
  const by = (head: Head | null) => (text: string) => {
    const own = seen.get(text);
    return own && best(head === null ? own.logprobs : applyHead(head, own));
  };
  return compareFlips(pairs, { before: by(before), after: by(after), limit: command.audit.limit });
}
