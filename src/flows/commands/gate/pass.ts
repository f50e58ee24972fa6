/** Stops before a version takes the place of what is in force, and shows what that changes. */

import type { Command } from "../../../core/command/command.ts";
import type { SavedVersion, Scope, ScopeWord } from "../../../core/command/saved-command.ts";
import { notice } from "../../../core/views/notices.ts";
import type { Action, NoticeView, PressName } from "../../../core/views/view.ts";
import type { FlowPorts } from "../../bot/context.ts";
import type { Actor } from "../../bot/intents.ts";
import { objectionsTo } from "./flips.ts";
import { gateLines, gateNote, gateNoteInSpite, lossLines } from "./lines.ts";
import type { GateState } from "./ports.ts";
import { gateWords } from "./words.ts";

/** What a person has seen: nothing yet, the figures, or that something speaks against the change. */
export type GateStep = "look" | "now" | "anyway";

export interface Publishing {
  readonly version: SavedVersion;
  readonly command: Command;
  readonly scope: Scope;
  /** As it was typed. */
  readonly where: ScopeWord;
  readonly step: GateStep;
  /** What is in force, and is compared with; null for nothing. */
  readonly before: Command | null;
  /** Number of the live version; 0 for the file, or nothing. */
  readonly inForce: number;
}

export type Passed =
  /** `note` is for the history. */
  | { readonly kind: "go"; readonly note: string | null }
  | { readonly kind: "shown"; readonly notice: NoticeView };

/** A press is answered within this time: with the figures where they are there, else with how far the comparison is. */
const WAIT_MS = 1_200;
/** Rows of a list in a chat message; the page and the terminal show all. */
const FEW = 5;

/** Where something else is in force, nothing is published before its figures were shown, or a person said to do without. */
export async function passGate(
  { gate, metrics }: Pick<FlowPorts, "gate" | "metrics">,
  publishing: Publishing,
  { locale, person }: Actor,
): Promise<Passed> {
  const { version, command: after, scope, step, before } = publishing;
  if (!gate || before === null || before.revision === after.revision) return { kind: "go", note: null };
  const state = await gate.look({ before, after, scope }, WAIT_MS);
  const count = (outcome: Parameters<typeof metrics.gated>[1]) => metrics.gated(version.name, outcome);
  const objections = state.kind === "measured" ? objectionsTo(state.report) : [];
  const { notes, objections: reasons } = gateWords(locale);
  if (step === "anyway") {
    const why = objections.map((objection) => reasons[objection]).join(" ");
    count(state.kind !== "measured" ? "unmeasured" : why === "" ? "published" : "in-spite");
    if (state.kind !== "measured") return { kind: "go", note: notes.unmeasured };
    const found = gateNote(state.report, locale) || notes.unmeasured;
    return { kind: "go", note: why === "" ? found : gateNoteInSpite(state.report, why, locale) };
  }
  if (step === "now" && state.kind === "measured" && objections.length === 0) {
    count("published");
    return { kind: "go", note: gateNote(state.report, locale) || notes.unmeasured };
  }
  if (state.kind === "measured") count("shown");
  const maxListed = person.platform === "web" ? Number.POSITIVE_INFINITY : FEW;
  const losses = lossLines(before, after, locale);
  return { kind: "shown", notice: gateNotice(publishing, state, { locale, maxListed, losses }) };
}

function gateNotice(
  { version: { name, number }, where, inForce }: Publishing,
  state: GateState,
  {
    locale,
    maxListed,
    losses,
  }: { readonly locale: string; readonly maxListed: number; readonly losses: readonly string[] },
): NoticeView {
  const words = gateWords(locale);
  const press = (name: PressName, rest: string, label: string): Action => ({
    ...{ press: { name, askId: "", rest }, label, isPressed: false, confirm: null },
  });
  const rest = `${name}@${number}${where === "workspace" ? "" : `.${where}`}`;
  const shown = (text: string, actions: readonly Action[]): NoticeView => ({
    ...notice("commands", [...losses, text].join("\n")),
    ...{ title: words.title(name, number), actions },
  });
  // A version is published instead of the one that was seen beside it, and of no other.
  const seen = `${name}@${number}.${where}.${inForce}`;
  const unmeasured = press("draft-publish-anyway", seen, words.publishUnmeasured);
  switch (state.kind) {
    case "running":
      return {
        ...shown(words.running(state.done, state.total), [
          press("draft-publish", rest, words.show),
          unmeasured,
        ]),
        isRunning: true,
      };
    case "failed":
      return shown(words.failed, [press("draft-publish", rest, words.show), unmeasured]);
    case "measured":
      return shown(gateLines(state.report, locale, maxListed).join("\n"), [
        objectionsTo(state.report).length > 0
          ? press("draft-publish-anyway", seen, words.publishAnyway)
          : press("draft-publish-now", seen, words.publish),
      ]);
  }
}
