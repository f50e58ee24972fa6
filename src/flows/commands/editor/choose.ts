/** Chooses the examples of a command that is edited: behind all asks, while the person goes on writing. */

import { BulkheadRejectedError, bulkhead } from "cockatiel";
import { LRUCache } from "lru-cache";
import type { Command, Example } from "../../../core/command/command.ts";
import { EVERYWHERE, workspaceOf } from "../../../core/command/saved-command.ts";
import { MAX_HELPFUL_EXAMPLES } from "../../../core/command/warnings.ts";
import type { Choice } from "../../../learning/examples/choose.ts";
import type { Judged } from "../../../learning/examples/search.ts";
import type { LabelledRows } from "../../../learning/rows.ts";
import { isQuick } from "../../asks/answer/backend-for.ts";
import { inBackground } from "../../asks/answer/in-background.ts";
import { infoOf } from "../../asks/answer/known-model.ts";
import { createResponder } from "../../asks/answer/respond.ts";
import { placeOfActor } from "../../bot/commands-here.ts";
import type { FlowPorts } from "../../bot/context.ts";
import type { Actor } from "../../bot/intents.ts";
import { MIN_TEXTS_TO_CHOOSE, proposeExamples, textsToChooseBy } from "../../learning/choose-examples.ts";
import { modelKey } from "../../learning/see.ts";
import { standingOf } from "../versions/change/task.ts";
import { applyEdit, type Edit } from "./check.ts";

export type Chosen =
  | {
      readonly kind: "chosen";
      readonly choice: Choice;
      readonly before: readonly Example[];
      /** As the form has them, one a line. */
      readonly lines: string;
    }
  /** Of so many texts with a known label; `usable` of them may become examples. */
  | { readonly kind: "too-few"; readonly found: number; readonly usable: number; readonly needed: number }
  | { readonly kind: "not-allowed" | "faulty" | "free-text" | "no-model" | "busy" };

interface ChooseOptions {
  readonly signal: AbortSignal;
  /** `total` is the most that may be needed. */
  readonly onProgress: (done: number, total: number) => void;
}

/** @throws {BotError} BACKEND_*, STORE_*; the signal's reason once it fires */
export type ChooseForEdit = (
  edit: Pick<Edit, "name" | "source" | "form">,
  actor: Actor,
  options: ChooseOptions,
) => Promise<Chosen>;

const SEED = 1;
/** Answers that are remembered, so that a run that was interrupted continues. */
const MAX_KNOWN = 50_000;
/** Thousands of answers each: one after the other. */
const MAX_WAITING = 3;

export function createChooser(ports: FlowPorts): ChooseForEdit {
  const { backend, commands, model } = ports;
  const respond = createResponder(inBackground(backend));
  const known = new LRUCache<string, Judged>({ max: MAX_KNOWN });
  const turns = bulkhead(1, MAX_WAITING);

  return async (edit, actor, { signal, onProgress }) => {
    if ((await standingOf(ports, actor).catch(() => "member")) === "member") return { kind: "not-allowed" };
    const info = infoOf(model.status());
    if (info === null || !isQuick(backend, info)) return { kind: "no-model" };
    const parsed = parse(ports, edit);
    if (parsed === null) return { kind: "faulty" };
    const place = placeOfActor(actor);
    // A version can't name an examples file; the texts of the command's own are free to be used.
    const command = { ...parsed, moreExamples: commands.find(edit.name, place)?.moreExamples ?? [] };
    if (command.labels === null) return { kind: "free-text" };
    const scope = workspaceOf(place);
    const rows = await rowsFor(ports, actor);
    const about = `${modelKey(info)} ${command.revision} `;
    const kept = {
      find: (key: string) => known.get(about + key),
      keep: async (key: string, judged: Judged) => void known.set(about + key, judged),
    };
    const choose = (own: AbortSignal) =>
      proposeExamples(
        { respond, rows, kept, onProgress, signal: own },
        { command, scope, seed: SEED, maxExamples: MAX_HELPFUL_EXAMPLES },
      );
    const tooFew = async (): Promise<Chosen | null> => {
      const { pool, judges } = await textsToChooseBy(command, scope, rows);
      const found = pool.length + judges.length;
      return pool.length > 0 && found >= MIN_TEXTS_TO_CHOOSE
        ? null
        : { kind: "too-few", found, usable: pool.length, needed: MIN_TEXTS_TO_CHOOSE };
    };
    try {
      const refused = await tooFew();
      if (refused !== null) return refused;
      // Fewer may be left when it begins anew.
      const work = async (own: AbortSignal) => (await tooFew()) ?? choose(own);
      const whose = { command: edit.name, signal };
      const choice = await turns.execute(() => whileTextsStay(ports.store, whose, work), signal);
      if ("kind" in choice) return choice;
      const examples = choice.examples.map(({ text, label }) => ({ input: text, output: label }));
      const lines = commands.toForm({ ...parsed, examples }).examples;
      return { kind: "chosen", choice, before: parsed.examples, lines };
    } catch (cause) {
      if (cause instanceof BulkheadRejectedError) return { kind: "busy" };
      throw cause;
    }
  };
}

/** Works on texts of a command. Where some are gone meanwhile, it begins anew without them. */
async function whileTextsStay<T>(
  { watchGone }: Pick<FlowPorts["store"], "watchGone">,
  { command, signal }: { readonly command: string | null; readonly signal: AbortSignal },
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  for (;;) {
    const gone = new AbortController();
    const stopWatching = watchGone((name) => {
      if (name === null || name === command) gone.abort();
    });
    try {
      const done = await work(AbortSignal.any([signal, gone.signal]));
      if (!gone.signal.aborted) return done;
    } catch (cause) {
      if (!gone.signal.aborted || signal.aborted) throw cause;
    } finally {
      stopWatching();
    }
  }
}

/** The edit as a command; null where it has faults. */
function parse({ commands }: FlowPorts, edit: Pick<Edit, "name" | "source" | "form">): Command | null {
  const applied = applyEdit(commands, edit);
  const parsed = "source" in applied ? commands.parse(edit.name, applied.source) : null;
  return parsed && "command" in parsed ? parsed.command : null;
}

/** Whoever may review everything judges by all spot checks; texts that may become examples are those of the workspace. */
async function rowsFor(ports: FlowPorts, actor: Actor): Promise<LabelledRows> {
  const standing = await standingOf(ports, actor);
  return {
    async of(name, context) {
      const own = await ports.store.labelledRows(name, context);
      if (standing !== "operator") return own;
      const all = await ports.store.labelledRows(name, { ...context, scope: EVERYWHERE });
      return [
        ...own.filter(({ source }) => source !== "spot-check"),
        ...all.filter(({ source }) => source === "spot-check"),
      ];
    },
  };
}
