/** The editor of commands on the page, and warnings as somebody writes. */

import { createFormat } from "../format.ts";

const { count, number } = createFormat("en");

export const editor = {
  editor: {
    commands: "Commands",
    about:
      "A command is a task and a few examples. Everybody here may draft one and try it; it is used once it is published.",
    newCommand: "New command",
    fromFile: "from a file",
    isLive: (version: number) => `Version ${version} is live.`,
    liveVersion: (version: number) => `version ${version} is live`,
    draft: (version: number) => `draft ${version}`,
    startsFromFile: "It starts from the file, which stays as it is: what you save is a draft.",
    startsFrom: (version: number) =>
      `It starts from version ${version}, which stays as it is: what you save is a new draft.`,
    startsNew: "A small example to write over. What you save is a draft, in force nowhere.",
    tests: "Tests, one a line: text => label",
    testsHelp: "The model does not see them. They show what an edit repairs and what it breaks.",
    labelsHelp: "After => you may explain a label to people: Billing => charges, invoices",
    examplesHelp: "The model reads them in every prompt. Three or four short ones are usual.",
    settings: "Settings",
    calibration: "Correct the scores by those of an empty text",
    calibrations: { auto: "Where a label has no example", contextual: "Yes", none: "No" },
    source: "YAML",
    sourceHelp: "The same as above, with everything that a command can have. Comments are kept.",
    saveSource: "Save this YAML as a draft",
    faults: "Faults",
    titled: (title: string, what: string | number) => `${title}: ${what}`,
    notSaved: "Nothing was saved yet: there are faults.",
    notInForm: "What is in the form can't be put into this YAML. Change it in the YAML itself.",
    behind: "The fields above and below show the last text without faults.",
    hints: "Hints",
    losesHead:
      "What you compare with is decided by a classifier head, which learned from answers to its prompt. Your edit has another prompt: it is answered without the head until one is trained for it.",
    tryTitle: "Try a text",
    text: "A text",
    against: "Compare with",
    inForce: "what is in force",
    file: "the file",
    versionOf: (version: number, state: string) => `version ${version}, ${state}`,
    states: { draft: "a draft", live: "live", retired: "retired" },
    run: "Run",
    yourEdit: "Your edit",
    results: "Tests",
    corrections: "Accepted corrections",
    correctionsAbout:
      "Answers that people corrected and a reviewer accepted, and that are no tests of the command. People correct what is wrong, so that they don't say how often it is right; spot checks do.",
    correctionsRight: (right: number, all: number) =>
      `${number(right)} of ${count(all, { one: "# accepted correction is", other: "# accepted corrections are" })} answered as corrected.`,
    correctionsChanges: (repaired: number, broken: number) =>
      repaired + broken === 0
        ? "This edit changes the answer to none of them."
        : `This edit repairs ${number(repaired)} and breaks ${number(broken)} of them.`,
    noTests: "There are no tests. Write a few texts with their labels: then every change is checked by them.",
    freeText: "It answers in free text, which has no single right answer: nothing is run.",
    notRun: "Press Run to ask the model.",
    right: (right: number, all: number) =>
      `${number(right)} of ${count(all, { one: "# test is", other: "# tests are" })} answered as expected.`,
    notSure: (rows: number) => count(rows, { one: '# is "Not sure".', other: '# are "Not sure".' }),
    changes: (repaired: number, broken: number) =>
      repaired + broken === 0
        ? "This edit changes the answer to no test."
        : `This edit repairs ${number(repaired)} and breaks ${number(broken)}.`,
    leftOut: (rows: number) =>
      count(rows, {
        one: "# more is not run here; npx fewshot check runs all.",
        other: "# more are not run here; npx fewshot check runs all.",
      }),
    broken: "Broken",
    repaired: "Repaired",
    wrong: "Not as expected",
    asExpected: "As expected",
    columns: { text: "Text", expected: "Expected", before: "Before", now: "Now" },
    withoutThreshold: (right: number, of: number) =>
      `Without a threshold ${number(right)} of ${number(of)} would be right.`,
    verdicts: {
      better: "That is better than guessing.",
      "not-better":
        "That may be no better than guessing. What would help can be measured: examples and labels by npx fewshot insights, more labelled texts by npx fewshot learn, another model by npx fewshot check --against-model.",
      "too-few": "Too few tests to say whether that is better than guessing.",
      "one-label":
        "All tests expect the same label, so always saying that one is right as often. Add tests of the other labels.",
    },
    needed: (rows: number) => `About ${count(rows, { one: "# test", other: "# tests" })} would show it.`,
    thresholds: "What another threshold would do",
    threshold: { below: "Not sure below", answered: "Answered", right: "Of these right" },
    prompt: "Prompt",
    promptTokens: (prefix: number, text: number, budget: number) =>
      `${number(prefix + text)} of ${number(budget)} tokens. ${number(prefix)} are the same for every text and are kept ready; ${number(text)} are read anew for each text.`,
    estimated: "The tokens are estimated.",
    dropped: (examples: number) =>
      count(examples, { one: "# example does not fit.", other: "# examples do not fit." }),
    promptTooLong: "Description and text alone are too long for the model.",
    sideBySide: "Side by side",
    same: (other: string) => `Your edit is the same as ${other}.`,
    nothingElse: "There is no other version to compare with.",
    line: "Line",
    publishAbout: "Publishing from the page needs ADMIN_TOKEN. In the terminal: npx fewshot commands publish",
    unsent:
      "Nothing was saved, since Fewshot does not answer. What you wrote is still here: save it again in a moment.",
    wroteOn: "What you wrote after that is not saved yet.",
    restored:
      "What you wrote here before is back. It is not saved yet, and kept in this tab of your browser alone.",
    drop: "Drop it and start over",
    noCopy: "Your browser can't keep a copy of this text. Save it before you reload or leave this page.",
    isBehind: (newer: number) =>
      `Version ${newer} is newer than what this draft started from, and its changes are not in this draft. “Compare with” shows both.`,
    noAnswer: "Fewshot does not answer. Try again in a moment.",
    offline: "The last change could not be checked. It is checked again after the next one.",
    optedOut: "You have opted out, so nothing is sent to the model.",
  },

  warnings: {
    twice: (input: string) => `the example "${input}" is listed twice`,
    testsNothing: (input: string) => `the test "${input}" is also an example: it tests nothing`,
    slackName: (name: string) =>
      `Slack answers /${name} itself, so that manifest.yml leaves it out: in Slack, people write /fewshot ${name}`,
    noExamples: "it has no examples; small models need three or four",
    many: (examples: number, most: number) =>
      `it has ${number(examples)} examples: with more than ${number(most)} the built-in model gets worse; keep the clearest ones`,
    notShown: (labels: readonly string[]) =>
      `no example shows ${labels.join(", ")}: the model favours the labels that have examples; give each label one`,
    unbalanced: (counts: readonly string[]) =>
      `labels are out of balance (${counts.join(", ")}): the model will favour the frequent one`,
    alike: (labels: readonly string[]) =>
      `the labels ${labels.join(", ")} begin with the same word: small models confuse them; let each begin with another word`,
    noOther: (label: string) =>
      `texts that fit no label get one nevertheless; a label such as "${label}", with an example, takes them`,
    noTests: "it has no tests; add a few under tests:",
  },
};
