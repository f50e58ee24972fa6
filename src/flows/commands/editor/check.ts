/** What is said of a command while it is written: faults, warnings, the prompt, an answer, and its tests. */

import type { Answer, ModelInfo } from "../../../core/ask.ts";
import type { Command, Example } from "../../../core/command/command.ts";
import type { CommandFault } from "../../../core/command/faults.ts";
import { buildPrompt } from "../../../core/command/prompt.ts";
import {
  type CommandPlace,
  MAX_SOURCE_BYTES,
  type VersionState,
} from "../../../core/command/saved-command.ts";
import { type Warning, warningsOf } from "../../../core/command/warnings.ts";
import { BotError } from "../../../core/errors.ts";
import type { CommandForm } from "../../../core/views/forms/command-form.ts";
import type { FormFault } from "../../../core/views/forms/form-faults.ts";
import { backendFor } from "../../asks/answer/backend-for.ts";
import { promptBudget } from "../../asks/answer/fit-prompt.ts";
import { infoOf } from "../../asks/answer/known-model.ts";
import type { Question } from "../../asks/answer/respond.ts";
import type { FlowPorts } from "../../bot/context.ts";
import type { Backend } from "../../ports/backend.ts";
import type { Commands } from "../../ports/commands.ts";
import { readFileSource } from "../versions/save.ts";
import { type HeadOf, orTooLong, type RunTests, type TestRun } from "./tests.ts";

/** What a command is compared with: what is in force, its file, or a version. */
export type Against = "in-force" | "file" | number;

export interface Edit {
  /** Of the command; for a new one what was typed so far. */
  readonly name: string;
  /** YAML. */
  readonly source: string;
  /** Set where the form was changed last: the source follows it. `before` is what the form held when both said the same. */
  readonly form: { readonly filled: Partial<CommandForm>; readonly before: CommandForm | null } | null;
  /** A text to answer; empty for none. */
  readonly text: string;
  readonly against: Against;
  /** Whether the model is to answer the text and run the tests. */
  readonly runs: boolean;
  /** Whether somebody asked for it: free text, which takes the model long to write, is written for nothing less. */
  readonly isPressed: boolean;
}

export interface PromptView {
  /** Description, examples and the caption of the text: the same for every ask. */
  readonly prefix: string;
  readonly text: string;
  readonly prefixTokens: number;
  readonly textTokens: number;
  readonly budgetTokens: number;
  readonly examplesDropped: number;
  /** Whether the tokens are counted, and not estimated. */
  readonly isExact: boolean;
}

export interface OtherVersion {
  readonly against: Against;
  /** Of the version; a file is in force, or would be. */
  readonly state: VersionState;
  readonly command: Command;
  readonly source: string;
}

export interface Checked {
  readonly kind: "checked";
  readonly source: string;
  /** Null where the source has faults. */
  readonly form: CommandForm | null;
  readonly faults: readonly CommandFault[];
  /** Where each fault is in the form, null for what the form can't have; null for all where the YAML was written last. */
  readonly inForm: readonly (FormFault | null)[] | null;
  /** Why the form can't be put into the source; null where it can. */
  readonly formFault: FormFault | null;
  /** Whether it has more than MAX_SOURCE_BYTES: nothing else is looked at then. */
  readonly isTooLarge: boolean;
  readonly command: Command | null;
  readonly warnings: readonly Warning[];
  /** Whether a classifier head decides in the other version, and not in this one: its prompt is another one. */
  readonly losesHead: boolean;
  /** False while the model is loading, or can't be reached: then nothing is run. */
  readonly isModelKnown: boolean;
  /** Null where there are faults or no model, or where description and text alone are too long. */
  readonly prompt: PromptView | null;
  /** Null where nothing was run. */
  readonly answer: { readonly now: Answer; readonly before: Answer | null } | null;
  readonly tests: TestRun | null;
  /** Accepted corrections that are no tests of it; null where there are none, or nothing was run. */
  readonly corrections: TestRun | null;
  /** What it is compared with; null where there is no such version. */
  readonly other: OtherVersion | null;
}

export interface CheckTools {
  readonly ports: FlowPorts;
  readonly respond: (question: Question) => Promise<Answer>;
  readonly runTests: RunTests;
  readonly headOf: HeadOf;
  readonly place: CommandPlace;
  readonly correctionsOf: (command: Command) => Promise<readonly Example[]>;
}

/** A name for a command that has none yet. */
const UNNAMED = "new-command";
/** What stands for a text in the prompt while none was typed. */
const NO_TEXT = "…";

/** The source as it is after an edit, or why the form can't be put into it. */
export const applyEdit = (
  commands: Pick<Commands, "applyForm">,
  { source, form }: Pick<Edit, "source" | "form">,
): ReturnType<Commands["applyForm"]> =>
  form === null ? { source } : commands.applyForm(source === "" ? null : source, form.before, form.filled);

export async function checkEdit(tools: CheckTools, edit: Edit, signal: AbortSignal): Promise<Checked> {
  const { commands } = tools.ports;
  const applied = applyEdit(commands, edit);
  const source = "source" in applied ? applied.source : edit.source;
  const formFault = "fault" in applied ? applied.fault : null;
  const isTooLarge = Buffer.byteLength(source) > MAX_SOURCE_BYTES;
  const parsed = isTooLarge ? { faults: [] } : commands.parse(edit.name || UNNAMED, source);
  const other = await findOther(tools, edit);
  const nothing = {
    kind: "checked" as const,
    source,
    formFault,
    isTooLarge,
    other,
    inForm: null,
    answer: null,
    tests: null,
    corrections: null,
  };
  if ("faults" in parsed)
    return {
      ...nothing,
      ...{ form: null, command: null, warnings: [], losesHead: false, prompt: null, isModelKnown: true },
      faults: parsed.faults,
      inForm: edit.form && commands.placeInForm(parsed.faults, source, edit.form.filled),
    };
  const { command } = parsed;
  // Nobody waits for a model that is being loaded.
  const model = infoOf(tools.ports.model.status());
  const checked = {
    ...nothing,
    command,
    form: commands.toForm(command),
    faults: [],
    warnings: warningsOf(command, model?.builtin ?? false),
    prompt: model && (await viewPrompt(tools.ports.backend, model, { command, text: edit.text })),
    isModelKnown: model !== null,
    losesHead:
      other !== null &&
      tools.headOf(other.command, tools.place) !== null &&
      tools.headOf(command, tools.place) === null,
  };
  if (!edit.runs || formFault !== null || model === null) return checked;
  const versions = { other: other?.command ?? null, place: tools.place };
  const [answer, tests, corrections] = await Promise.all([
    command.labels === null && !edit.isPressed
      ? null
      : answerText(tools, { command, other: other?.command ?? null, text: edit.text }, signal),
    tools.runTests({ command, ...versions }, signal),
    tools
      .correctionsOf(command)
      .then((own) => tools.runTests({ command: { ...command, tests: own }, ...versions }, signal)),
  ]);
  return { ...checked, answer, tests, corrections };
}

async function answerText(
  { respond, place }: CheckTools,
  {
    command,
    other,
    text,
  }: { readonly command: Command; readonly other: Command | null; readonly text: string },
  signal: AbortSignal,
): Promise<Checked["answer"]> {
  if (text.trim() === "") return null;
  const ask = (asked: Command) => respond({ command: asked, place, text, settings: {}, signal });
  const [now, before] = await Promise.all([orTooLong(ask(command)), other && orTooLong(ask(other))]);
  return now && { now, before };
}

async function viewPrompt(
  configured: Backend,
  known: ModelInfo,
  { command, text }: { readonly command: Command; readonly text: string },
): Promise<PromptView | null> {
  const backend = backendFor(configured, command);
  const model = backend === configured ? known : await backend.describe();
  const countTokens = (piece: string) => backend.countTokens(piece);
  const budgetTokens = promptBudget(command, {}, { model, countTokens });
  try {
    const {
      prefix,
      text: rest,
      examplesDropped,
    } = buildPrompt(command, text.trim() || NO_TEXT, {
      ...{ settings: {}, budgetTokens, countTokens },
    });
    return {
      ...{ prefix, text: rest, examplesDropped, budgetTokens },
      prefixTokens: countTokens(prefix),
      textTokens: countTokens(rest),
      isExact: backend.isCountExact?.() !== false,
    };
  } catch (cause) {
    if (cause instanceof BotError && cause.code === "INPUT_TOO_LONG") return null;
    throw cause;
  }
}

/** The version that the edit is compared with. */
async function findOther(
  { ports, place }: CheckTools,
  { name, against }: Edit,
): Promise<OtherVersion | null> {
  const { commands, store } = ports;
  if (name === "") return null;
  const saved =
    against === "file" ? null : await store.findSeen(name, against === "in-force" ? "live" : against, place);
  const source = saved?.source ?? (typeof against === "number" ? null : await readFileSource(commands, name));
  const parsed = source === null ? null : commands.parse(name, source);
  if (source === null || !parsed || "faults" in parsed) return null;
  const state = saved?.state ?? "live";
  return { against, state, source, command: { ...parsed.command, version: saved?.number ?? null } };
}
