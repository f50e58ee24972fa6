/** Looks at what answers one command: notes it, keeps its answers, and says in the history what changed since the last look. */

import type { Command } from "../../../core/command/command.ts";
import type { Scope } from "../../../core/command/saved-command.ts";
import { isQuick } from "../../asks/answer/backend-for.ts";
import { inBackground } from "../../asks/answer/in-background.ts";
import { createResponder } from "../../asks/answer/respond.ts";
import type { Log } from "../../bot/context.ts";
import type { Heads } from "../../learning/heads.ts";
import { modelKey } from "../../learning/see.ts";
import type { Backend } from "../../ports/backend.ts";
import { askSides, sentencesFor } from "../gate/measure.ts";
import { gateRows } from "../gate/rows.ts";
import { createSides, type Side } from "../gate/sides.ts";
import { type ChangePorts, changeNote, isUnpublished, reportOf, saidOf } from "./change.ts";
import { keyOfHeld, keyOfRow, keyOfText, rowsSince, type Said } from "./compare.ts";
import type { InForce, InForceStore, KeptAnswers } from "./ports.ts";

export interface LookPorts extends ChangePorts {
  readonly store: ChangePorts["store"] & Pick<InForceStore, "noteInForce">;
  readonly backend: Backend;
  readonly heads: Pick<Heads, "find">;
  readonly log: Log;
}

/** Characters of a revision that people see. */
const REVISION_CHARACTERS = 12;

/** @param mayKeep whether the command may be asked for the answers alone, with nothing to compare them with
 * @throws {BotError} BACKEND_*; STORE_* */
export type Look = (command: Command, scope: Scope, mayKeep: boolean) => Promise<void>;

export function createLook(ports: LookPorts, signal: AbortSignal): Look {
  const { store, backend, heads, log } = ports;
  const behind = inBackground(backend);
  const sideOf = createSides();
  const sidePorts = {
    backend: behind,
    respond: createResponder(behind, heads),
    headOf: (command: Command, scope: Scope, info: Side["model"]) =>
      heads.find(command, scope.platform === "" ? undefined : scope, info)?.number ?? null,
  };
  return async (command, scope, mayKeep) => {
    if (!isOpen(backend, command)) return;
    const { name, revision } = command;
    const side = await sideOf(sidePorts, command, scope);
    const [own, last] = [modelKey(side.model), (await store.inForce(name, scope))[0]];
    const now: InForce = { model: own, revision, since: new Date(), kept: describe(side, {}) };
    const isSame = last?.model === own && last.revision === revision;
    const isKept = isSame && last.kept.head === side.head && Object.keys(last.kept.answers).length > 0;
    if (isKept || (isSame && !mayKeep)) return;
    const before = isSame ? null : (last ?? null);
    const isAsked =
      command.labels !== null &&
      isQuick(backend, side.model) &&
      (mayKeep || (before !== null && isUnpublished(now, before)));
    if (isSame && !isAsked) return;
    const said = before === null ? { team: [], checks: [] } : await saidOf(ports, command, scope);
    const answers = isAsked ? await answersOf(ports, { side, before, said, signal }) : {};
    const found: InForce = { ...now, kept: describe(side, answers) };
    const note =
      before !== null && isUnpublished(found, before)
        ? changeNote({ now: found, before, report: reportOf(ports, command, { now: found, before, said }) })
        : null;
    const isNews = await store.noteInForce({
      ...{ name, scope, model: own, revision, kept: found.kept, note },
    });
    if (isNews && note !== null)
      log.warn({ command: name, change: note }, "a command is answered in another way than before");
  };
}

interface Asked {
  readonly side: Side;
  readonly before: InForce | null;
  readonly said: Said;
  readonly signal: AbortSignal;
}

/** What a side says to the tests and to a part of the audit, and to the spot checks that the earlier one answered. */
async function answersOf(
  ports: LookPorts,
  { side, before, said, signal }: Asked,
): Promise<KeptAnswers["answers"]> {
  const { command } = side;
  const { backend } = ports;
  const rows =
    before === null
      ? gateRows({ before: command, after: command }, [])
      : rowsSince(command, before, said).rows;
  const pairs = ports.pairs(command, side.model, sentencesFor(backend, side.model));
  const texts = new Set([
    ...rows.map(({ text }) => text),
    ...pairs.flatMap(({ plain, text }) => [plain, text]),
  ]);
  const [answered] = await askSides([side], [...texts], { signal, onProgress() {} });
  const of = (key: string, text: string) => {
    const found = answered?.get(text);
    return found ? [[key, [found.shown, found.best]] as const] : [];
  };
  return Object.fromEntries([
    ...rows.flatMap((row) => of(keyOfRow(row), row.text)),
    ...pairs.flatMap(({ plain, text }) => [plain, text]).flatMap((text) => of(keyOfText(text), text)),
  ]);
}

/** Whether the model that answers a command is open; nobody waits for one to be opened for this. */
function isOpen(backend: Backend, { model }: Command): boolean {
  return model === null || backend.isOpen?.(model) !== false;
}

function describe({ command, model, head, tokens }: Side, answers: KeptAnswers["answers"]): KeptAnswers {
  return {
    version: 1,
    commandVersion: command.version ?? null,
    model: `${model.name} ${model.revision.slice(0, REVISION_CHARACTERS)}`,
    parameters: model.parameters,
    scripts: model.scripts,
    ...{ head, tokens, answers },
    held: command.examples.map(({ input }) => keyOfHeld(input)),
  };
}
