/** The gate in the terminal: what a version changes is measured and printed before it takes the place of what is in force. */

import pc from "picocolors";
import type { Command } from "../../core/command/command.ts";
import type { SavedVersion, Scope } from "../../core/command/saved-command.ts";
import { BotError } from "../../core/errors.ts";
import { createKnownModel } from "../../flows/asks/answer/known-model.ts";
import { objectionsTo } from "../../flows/commands/gate/flips.ts";
import { createGate } from "../../flows/commands/gate/gate.ts";
import { gateLines, gateNote, gateNoteInSpite, lossLines } from "../../flows/commands/gate/lines.ts";
import type { GateReport, ProposedChange } from "../../flows/commands/gate/ports.ts";
import { gateWords } from "../../flows/commands/gate/words.ts";
import { openHeads } from "../../flows/learning/heads.ts";
import { trainInThread } from "../../learning/trainer.ts";
import { auditPart } from "../../monitoring/audit/part.ts";
import { openInForce, SILENT } from "../learning/in-force.ts";
import { openBar } from "../shared/bar.ts";
import { readLanguage } from "../shared/language.ts";
import { openTerminal } from "../shared/model.ts";
import { print } from "../shared/output.ts";
import type { StoreContext } from "./open.ts";

export interface GateOptions {
  readonly anyway?: boolean;
  readonly unmeasured?: boolean;
  readonly json?: boolean;
  readonly note?: string;
}

export interface PassedGate {
  /** For the history: what the person wrote, and what was measured. */
  readonly note: string | null;
  /** Null where nothing is in force that it would change, or nothing was to be measured. */
  readonly report: GateReport | null;
}

/** How long one look waits; a look after the other, until it is measured. */
const LOOK_MS = 200;

/** Measures a version against what is in force in a scope, and prints the figures.
 * @throws {BotError} INPUT_USAGE where something speaks against it and `anyway` is not set; BACKEND_* */
export async function passTerminalGate(
  context: StoreContext,
  {
    version,
    command,
    scope,
  }: { readonly version: SavedVersion; readonly command: Command; readonly scope: Scope },
  options: GateOptions,
): Promise<PassedGate> {
  const { notes, objections: reasons } = gateWords("en");
  const locale = readLanguage({});
  const because = (found: string | null) => [options.note, found].filter(Boolean).join("; ") || null;
  const commands = await openInForce(context.config, context.store);
  try {
    const before = commands.find(version.name, scope.platform === "" ? undefined : scope);
    if (before === null || before.revision === command.revision) return { note: because(null), report: null };
    if (!options.json) for (const line of lossLines(before, command, locale)) print(line);
    if (options.unmeasured) return { note: because(notes.unmeasured), report: null };
    const report = await measure(context, commands, { before, after: command, scope });
    const { name, number } = version;
    const objections = objectionsTo(report);
    if (!options.json) {
      print(pc.bold(gateWords(locale).beside(`${name}@${number}`)));
      for (const line of gateLines(report, locale, Number.POSITIVE_INFINITY)) print(`  ${line}`);
    }
    const why = objections.map((objection) => reasons[objection]).join(" ");
    if (why !== "" && !options.anyway)
      throw new BotError(
        "INPUT_USAGE",
        `${name}@${number} was not published. ${why} Publish it all the same: --anyway`,
      );
    const found = gateNote(report, "en") || notes.unmeasured;
    return { note: because(why === "" ? found : gateNoteInSpite(report, why, "en")), report };
  } finally {
    commands.close();
  }
}

async function measure(
  { config, store }: StoreContext,
  commands: Awaited<ReturnType<typeof openInForce>>,
  change: ProposedChange,
): Promise<GateReport> {
  const terminal = await openTerminal(config);
  const { backend } = terminal;
  const model = createKnownModel(backend);
  const bar = openBar(`/${change.after.name}`);
  const closers = [() => model.stop(), () => bar.stop()];
  try {
    // A model that can't be opened says so here.
    await backend.describe();
    const heads = await openHeads({ store, commands, model, log: SILENT });
    closers.push(() => heads.close());
    const learn = { train: trainInThread, rows: { of: store.labelledRows } };
    const gate = createGate({
      ...{ backend, model, heads, learn },
      pairs: auditPart,
      watchGone: store.watchGone,
    });
    closers.push(() => gate.close());
    for (;;) {
      const state = await gate.look(change, LOOK_MS);
      if (state.kind === "measured") return state.report;
      if (state.kind === "failed")
        throw new BotError(
          state.reason,
          "The version could not be compared with what is in force, since the model does not answer. Try again later, or publish it with --unmeasured.",
        );
      if (state.total > 0) bar.update(state.done, state.total);
    }
  } finally {
    for (const close of closers) close();
    await terminal.close();
  }
}
