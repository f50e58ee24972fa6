/** `--against-model MODEL` of `check` and `eval`: what another model would change, before anybody switches to it. */

import pc from "picocolors";
import type { Config } from "../../config/config.ts";
import type { ModelInfo } from "../../core/ask.ts";
import type { Command } from "../../core/command/command.ts";
import { EVERYWHERE } from "../../core/command/saved-command.ts";
import { BotError, toBotError } from "../../core/errors.ts";
import { backendFor } from "../../flows/asks/answer/backend-for.ts";
import { createResponder } from "../../flows/asks/answer/respond.ts";
import { gateLines } from "../../flows/commands/gate/lines.ts";
import { createMeasure } from "../../flows/commands/gate/measure.ts";
import type { GateReport } from "../../flows/commands/gate/ports.ts";
import { gateRows } from "../../flows/commands/gate/rows.ts";
import type { Heads } from "../../flows/learning/heads.ts";
import { createSee } from "../../flows/learning/see.ts";
import type { Backend } from "../../flows/ports/backend.ts";
import { type Comparison, compare } from "../../learning/gate.ts";
import type { LabelledRow } from "../../learning/rows.ts";
import { trainInThread } from "../../learning/trainer.ts";
import { auditPart } from "../../monitoring/audit/part.ts";
import { openExisting } from "../commands/open.ts";
import { openBar } from "../shared/bar.ts";
import { type JudgedRow, judgeRows } from "../shared/measure.ts";
import { openTerminal, type Terminal } from "../shared/model.ts";
import { print, say } from "../shared/output.ts";
import { checkWords } from "./check-words.ts";

export interface Against {
  readonly command: string;
  /** The model that was named, and the one that is configured. */
  readonly model: ModelInfo;
  readonly before: ModelInfo;
  /** On spot checks, tests and a part of the audit. */
  readonly report: GateReport;
}

/** Opens the model that was named, before any text is asked about: a wrong name is reported at once.
 * @throws {BotError} CONFIG_MODEL where there is no such model; BACKEND_* */
export async function openOther(
  config: Config,
  named: string,
  heads?: Pick<Heads, "find">,
): Promise<Terminal> {
  try {
    const other = await openTerminal({ ...config, MODEL: named }, heads);
    await other.backend.describe().catch(async (cause) => {
      await other.close();
      throw cause;
    });
    return { ...other, respond: (...asked) => other.respond(...asked).catch(blameOther) };
  } catch (cause) {
    return blameOther(cause);
  }
}

/** The other model was named by an option, and not by the setting that its faults are about.
 * @throws {BotError} always */
function blameOther(cause: unknown): never {
  const { code, message, retryable, retryAfterMs } = toBotError(cause);
  throw new BotError(code, message.replace(/\bMODEL\b/g, "--against-model"), {
    ...{ cause, retryable },
    ...(retryAfterMs === null ? {} : { retryAfterMs }),
  });
}

/** Has the configured model and another one answer the same texts.
 * @throws {BotError} BACKEND_* */
export async function compareModels(
  config: Config,
  { backend }: Pick<Terminal, "backend">,
  {
    other,
    commands,
    heads,
  }: {
    readonly other: Terminal;
    readonly commands: readonly Command[];
    readonly heads: Pick<Heads, "find">;
  },
): Promise<Against[]> {
  const model = await other.backend.describe();
  const bar = openBar(model.name);
  try {
    const found: Against[] = [];
    for (const command of commands) {
      const rows = await readTeam(config, command);
      const sideOf = (own: Backend, respond = createResponder(own, heads)) => ({
        ...{ backend: own, respond },
        headOf: (asked: Command, _scope: unknown, info: ModelInfo) =>
          heads.find(asked, undefined, info)?.number ?? null,
        learn: { backend: own, see: createSee(own), train: trainInThread, rows: { of: async () => rows } },
      });
      const measure = createMeasure({
        ...sideOf(other.backend, (question) =>
          createResponder(other.backend, heads)(question).catch(blameOther),
        ),
        ...{ pairs: auditPart, before: sideOf(backend) },
      });
      // Another model answers every command, also one that names a built-in model.
      const change = { before: command, after: { ...command, model: null }, scope: EVERYWHERE };
      const report = await measure(change, {
        rows: gateRows(change, rows),
        signal: new AbortController().signal,
        onProgress: (done, total) => bar.update(done, total),
      });
      const before = await backendFor(backend, command).describe();
      found.push({ command: command.name, model, before, report });
    }
    return found;
  } finally {
    bar.stop();
  }
}

/** The rows of a file by another model. */
export interface AgainstRows {
  readonly model: ModelInfo;
  /** Of the rows that both models answered. */
  readonly comparison: Comparison;
  /** Rows that the other model did not answer, and why it did not answer the first of them. */
  readonly failed: number;
  readonly reason: string | null;
}

/** Has another model answer the rows of a file that the configured one answered. */
export async function compareRows(
  other: Terminal,
  command: Command,
  judged: readonly JudgedRow[],
): Promise<AgainstRows> {
  const model = await other.backend.describe();
  const bar = openBar(model.name);
  let done = 0;
  try {
    const answers = await judgeRows(
      other,
      { ...command, model: null },
      { rows: judged, onDone: () => bar.update(++done, judged.length) },
    );
    const failed = answers.filter(({ error }) => error !== null);
    const paired = judged.flatMap(({ input, expected, answer, error }, at) => {
      const after = answers[at];
      if (error !== null || !after || after.error !== null) return [];
      return [{ id: String(at), text: input, label: expected, before: answer, after: after.answer }];
    });
    const reason = failed[0]?.error ?? null;
    return { model, comparison: compare(paired), failed: failed.length, reason };
  } finally {
    bar.stop();
  }
}

/** Spot checks of all places; none where there is no store. */
async function readTeam(config: Config, { name, labels }: Command): Promise<readonly LabelledRow[]> {
  if (labels === null) return [];
  try {
    const store = await openExisting(config);
    if (store === null) return [];
    try {
      return await store.labelledRows(name, { scope: EVERYWHERE, labels });
    } finally {
      await store.close();
    }
  } catch (cause) {
    say(`Spot checks can't be read, so that tests alone are compared. ${toBotError(cause).message}`);
    return [];
  }
}

export function printAgainst({ command, model, before, report }: Against, locale: string): void {
  print(pc.bold(checkWords(locale).inPlaceOf(command, nameOf(model, locale), nameOf(before, locale))));
  for (const line of gateLines(report, locale, Number.POSITIVE_INFINITY)) print(`  ${line}`);
}

export function nameOf({ name, revision, parameters }: ModelInfo, locale = "en"): string {
  const size = parameters === null ? "" : checkWords(locale).size(parameters / 1e6);
  // A server need not say it.
  return `${name}${revision === "unknown" ? "" : ` ${revision.slice(0, 12)}`}${size}`;
}
