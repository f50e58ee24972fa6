/** Every word that people see, in English. The other languages have the same shape; a test finds missing keys. */

import { createFormat } from "../format.ts";
import { answers } from "./answers.ts";
import { commandFaults } from "./command-faults.ts";
import { editor } from "./editor.ts";
import { explanation } from "./explanation.ts";
import { failures } from "./failures.ts";
import { page } from "./page.ts";
import { privacy } from "./privacy.ts";
import { review } from "./review.ts";
import { versions } from "./versions.ts";

const { day, moment } = createFormat("en");

export const en = {
  languageName: "English",

  actions: { right: "Right", wrong: "Wrong", override: "Override", why: "Why?", "opt-out": "Opt out" },

  forms: {
    chooseTitle: "Analyse a message",
    chooseCommand: "Command",
    analyse: "Analyse",
  },

  help: {
    commands: "Commands",
    intro:
      "Fewshot answers with a small language model that learns each command from a few examples. Its answers are generated and may be wrong.",
    usage: (command: string, example: string) => `/${command} ${example}`,
    commandLine: (command: string, summary: string) => `/${command}: ${summary}`,
    labels: (labels: readonly string[]) => `Answers: ${labels.join(", ")}.`,
    freeText: "Answers in free text.",
    more: "/COMMAND help explains a command, /fewshot COMMAND TEXT asks it. /fewshot privacy shows what is kept of you.",
    /** @param isForAll whether everybody may make and change commands, or only people who may publish */
    drafts: (isForAll: boolean) =>
      `${isForAll ? "/fewshot new makes a command, edit COMMAND changes one. " : ""}/fewshot try COMMAND TEXT asks a draft, compare COMMAND TEXT asks it and what is live, share COMMAND shows it to all here, history COMMAND shows who changed what. For those who may: ${isForAll ? "" : "new, edit, "}publish, back and retire COMMAND, and review.`,
  },

  /** Dates and times in UTC. */
  time: { moment, day },

  ...answers,
  ...failures,
  ...explanation,
  ...editor,
  ...commandFaults,
  ...versions,
  ...review,
  ...privacy,
  ...page,
};

/** The shape every language must fill. */
export type Words = typeof en;

/** Words that a language may leave out, at any depth. */
export type SomeWords<Part = Words> = {
  readonly [Key in keyof Part]?: Part[Key] extends (...values: never[]) => unknown
    ? Part[Key]
    : Part[Key] extends object
      ? SomeWords<Part[Key]>
      : Part[Key];
};
