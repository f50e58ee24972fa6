/** The editor of commands: what it opens, and what it says of a text while it is written. Nothing of it is stored but what is saved. */

import { BulkheadRejectedError, bulkhead } from "cockatiel";
import type { Command } from "../../../core/command/command.ts";
import { type CommandPlace, covers, type SavedVersion } from "../../../core/command/saved-command.ts";
import { BotError, toBotError } from "../../../core/errors.ts";
import type { CommandForm } from "../../../core/views/forms/command-form.ts";
import type { NoticeView } from "../../../core/views/view.ts";
import { wordsFor } from "../../../i18n/words.ts";
import { isQuick } from "../../asks/answer/backend-for.ts";
import { inBackground } from "../../asks/answer/in-background.ts";
import { infoOf } from "../../asks/answer/known-model.ts";
import { createResponder } from "../../asks/answer/respond.ts";
import { placeOfActor } from "../../bot/commands-here.ts";
import type { FlowPorts } from "../../bot/context.ts";
import type { Actor } from "../../bot/intents.ts";
import { refuse } from "../../bot/outcome.ts";
import { findHolders, sayHolder } from "../../privacy/erased-texts.ts";
import { changeLines, findChange } from "../in-force/change.ts";
import { standingOf } from "../versions/change/task.ts";
import { findBase, sayNoBase } from "../versions/edit.ts";
import { losesFile } from "../versions/save.ts";
import { type Checked, checkEdit, type Edit } from "./check.ts";
import { type ChooseForEdit, createChooser } from "./choose.ts";
import { createCorrections } from "./corrections.ts";
import { createTestRunner, type HeadOf, type RunTests, type TestSaved } from "./tests.ts";

/** A command of a list: where it comes from there, and the newest draft. */
export interface Listed {
  readonly name: string;
  /** Null for a draft that was never published. */
  readonly inForce: Command | null;
  /** Number of the newest draft; null where none is newer than what is live. */
  readonly draft: number | null;
}

export interface Opened {
  /** Null for a new command. */
  readonly name: string | null;
  /** "triage@3", "triage@file"; empty for a new command. */
  readonly subject: string;
  readonly source: string;
  readonly form: CommandForm;
  /** Versions that can be seen there, newest first. */
  readonly versions: readonly SavedVersion[];
  readonly hasFile: boolean;
  /** Whether the person may publish there. */
  readonly mayPublish: boolean;
  /** Whether what is in force names an examples file, which a saved version can't. */
  readonly losesFile: boolean;
  /** Number of the saved version that is in force there; null for none. */
  readonly live: number | null;
  /** What a person should know of it, in sentences: what holds a text whose writer has erased their data, and what changed without being
   * published. Empty for nothing. */
  readonly changed: readonly string[];
}

export interface Editor {
  /** Whether the tests run again by themselves after every change: not where a run costs money, or takes long. */
  runsByItself(): boolean;
  list(actor: Actor): Promise<readonly Listed[]>;
  /** @param subject null for a new command; else a name, or a name and a version */
  open(subject: string | null, actor: Actor): Promise<Opened | NoticeView>;
  /** Says what is to be said of a text, and has the model answer with it.
   * @throws {BotError} BACKEND_*; BACKEND_ABORTED once the signal fires */
  check(edit: Edit, actor: Actor, signal: AbortSignal): Promise<Checked | NoticeView>;
  readonly testSaved: TestSaved;
  /** Chooses the examples of a text that is written. Nothing is stored. */
  readonly choose: ChooseForEdit;
}

/** A form that was sent is answered within three seconds, also in chat: its tests are waited for this long. */
const SAVED_MS = 1_000;

/** Lists of tests that are run at once, and that wait for their turn. */
const RUNS_AT_ONCE = 4;
const MAX_WAITING_RUNS = 100;

// biome-ignore lint/complexity/noExcessiveLinesPerFunction: the methods of one editor
export function createEditor(ports: FlowPorts): Editor {
  const { store, commands, backend, model, log } = ports;
  const respond = createResponder(inBackground(backend), ports.heads);
  const headOf: HeadOf = (command, place) => {
    const info = infoOf(model.status());
    return (info && ports.heads?.find(command, place, info)?.number) ?? null;
  };
  const correctionsOf = createCorrections(ports);
  const runTests = inTurn(createTestRunner(respond, headOf));
  // An edited prompt is read by the model in one run, which an ask may have to wait for: with larger models too long for every change.
  const runsByItself = () => isQuick(backend, infoOf(model.status()));
  return {
    runsByItself,
    choose: createChooser(ports),

    async testSaved(command, place) {
      if (!runsByItself()) return null;
      try {
        return await runTests({ command, other: null, place }, AbortSignal.timeout(SAVED_MS));
      } catch (cause) {
        // The version is saved: what its tests say is not needed for that.
        log.debug({ code: toBotError(cause).code }, "the tests of a saved version were not run");
        return null;
      }
    },

    async list(actor) {
      const place = placeOfActor(actor);
      const inForce = new Map(commands.list(place).map((command) => [command.name, command]));
      const names = new Set([...inForce.keys(), ...(await store.savedNames(place))]);
      return Promise.all(
        [...names].sort().map(async (name) => ({
          name,
          inForce: inForce.get(name) ?? null,
          draft: (await store.findSeen(name, "draft", place))?.number ?? null,
        })),
      );
    },

    async open(subject, actor) {
      const place = placeOfActor(actor);
      const mayPublish = (await standingOf(ports, actor).catch(() => "member")) !== "member";
      if (subject === null) {
        const form = { ...STARTER, ...NO_SETTINGS };
        const made = commands.applyForm(null, null, form);
        const source = "source" in made ? made.source : "";
        return {
          name: null,
          subject: "",
          source,
          form,
          versions: [],
          hasFile: false,
          mayPublish,
          losesFile: false,
          live: null,
          changed: [],
        };
      }
      const base = await findBase(ports, subject, place);
      if (base === null)
        return refuse(ports, actor, "unknown-command", await sayNoBase(ports, subject, actor));
      const { name, source, form } = base;
      return {
        ...{ name, source, form, mayPublish },
        subject: base.subject,
        versions: await visibleVersions(ports, name, place),
        hasFile: (await commands.readFile(name)) !== null,
        losesFile: losesFile(commands, name, place),
        live: commands.find(name, place)?.version ?? null,
        changed: [
          ...(await heldLines(ports, name, { actor, place })),
          ...(await changedLines(ports, name, { actor, place, mayPublish })),
        ],
      };
    },

    async check(edit, actor, signal) {
      if (await store.isOptedOut(actor.person))
        return refuse(ports, actor, "opted-out", wordsFor(actor.locale).refusals.optedOut);
      const place = placeOfActor(actor);
      const correctionsFor = (command: Command) => correctionsOf(command, { actor, place });
      return checkEdit(
        { ports, respond, runTests, headOf, place, correctionsOf: correctionsFor },
        edit,
        signal,
      );
    },
  };
}

/** Who may not publish reads the figures, and not what others wrote. */
async function changedLines(
  { store, commands, pairs }: FlowPorts,
  name: string,
  {
    actor: { locale },
    place,
    mayPublish,
  }: { readonly actor: Actor; readonly place: CommandPlace; readonly mayPublish: boolean },
): Promise<readonly string[]> {
  const command = pairs ? commands.find(name, place) : null;
  const change = command && pairs && (await findChange({ store, pairs }, command, place));
  if (!change) return [];
  return changeLines(change, { locale, maxListed: mayPublish ? Number.POSITIVE_INFINITY : 0 });
}

/** Which versions that can be seen there, or the file, hold a text whose writer has erased their data. */
async function heldLines(
  ports: FlowPorts,
  name: string,
  { actor, place }: { readonly actor: Actor; readonly place: CommandPlace },
): Promise<readonly string[]> {
  const holders = await findHolders(ports, name);
  if (holders.length === 0) return [];
  const seen = (await visibleVersions(ports, name, place)).map(({ number }) => number);
  return holders
    .filter(({ number }) => number === null || seen.includes(number))
    .map((holder) => sayHolder(holder, actor.locale));
}

async function visibleVersions(
  { store }: FlowPorts,
  name: string,
  place: CommandPlace,
): Promise<readonly SavedVersion[]> {
  return (await store.listVersions(name)).filter(({ scope }) => covers(scope, place));
}

/** Runs a few lists of tests at once; the others wait. Each asks for dozens of answers at a time. */
function inTurn(runTests: RunTests): RunTests {
  const turns = bulkhead(RUNS_AT_ONCE, MAX_WAITING_RUNS);
  return async (versions, signal) => {
    try {
      return await turns.execute(() => runTests(versions, signal), signal);
    } catch (cause) {
      if (!(cause instanceof BulkheadRejectedError)) throw cause;
      throw new BotError("BACKEND_BUSY", `${MAX_WAITING_RUNS} runs of tests wait for the model`, {
        retryable: true,
      });
    }
  };
}

/** What a new command begins with: a whole one, which can be tried at once and is written over. The built-in model passes its tests. What is easily
 * left as it is, since it is folded, is true of any command: the summary follows the description, and the captions name no subject. */
export const STARTER = {
  summary: "Decide what a message is about.",
  description: "Decide what a message is about.",
  input: "Message",
  output: "Answer",
  labels: "Payments\nBugs\nOther",
  examples: [
    "Please refund the second payment. => Payments",
    "The app shows an error when I open a photo. => Bugs",
    "Thanks, see you on Monday! => Other",
  ].join("\n"),
  tests: [
    "I still wait for my refund => Payments",
    "It shows an error after the update => Bugs",
    "What a nice picture => Other",
  ].join("\n"),
};
const NO_SETTINGS = { notSure: "", calibration: "auto" };
