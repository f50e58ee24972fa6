/** Reviews: spot checks, corrections, what they measure. */

import { createFormat } from "../format.ts";

const { count, number } = createFormat("en");

const toPublish = (command: string, version: number, isEverywhere: boolean) =>
  `It is in force nowhere yet. To publish it: /fewshot publish ${command}@${version}${isEverywhere ? " everywhere" : ""}`;

export const review = {
  review: {
    title: "Reviews",
    mayNot:
      "Reviews are for people who may publish: admins of a Slack workspace and managers of a Discord server for theirs, whoever has logged in to the page with ADMIN_TOKEN, and the people that the operator lists in ADMINS.",
    checkTitle: (command: string) => `Was this right? /${command}`,
    labelTitle: (command: string) => `Which label is right? /${command}`,
    correctionTitle: (command: string) => `Correction of /${command}`,
    unsure: "The model was not sure.",
    chooseLabel: "Choose the right label",
    otherLabel: "Another label",
    noLabel: "None of the labels fits",
    decidedBefore: (label: string | null) =>
      label === null
        ? "You decided before: none of the labels fits."
        : `You decided before: ${label} is right.`,
    skip: "Skip",
    change: "Change the last one",
    undo: "Undo the last one",
    undoThis: "Undo",
    decidedLately: "Corrections that were decided last",
    decidedAs: (decision: string) => `Decided: ${decision}`,
    waitsAgain: "Taken back: it waits for a decision again.",
    undoneDraft: (command: string, version: number) =>
      `Taken back: it waits for a decision again, and draft ${version} of /${command}, which had it, is deleted.`,
    undoneIn: (command: string, version: number, isEverywhere: boolean) =>
      `Taken back: it waits for a decision again, and draft ${version} of /${command} is without it. ${toPublish(command, version, isEverywhere)}`,
    notTheirs:
      "Somebody else decided this, and can take it back. So can whoever is in charge of everything: on the page of reviews, or with npx fewshot review --decide ID=undo",
    waiting: ({ spotChecks, corrections }: { spotChecks: number; corrections: number }) =>
      `${count(spotChecks, { one: "# spot check", other: "# spot checks" })} and ${count(corrections, { one: "# correction", other: "# corrections" })} wait in all.`,
    checks: "Spot checks",
    checksAbout:
      "Answers that were drawn at random when they were asked for. Their scores and what people said of them are not shown, so that they don't lead you.",
    corrections: "Corrections",
    correctionsAbout:
      "People's own answers, which they allowed to be used. An accepted one is saved in a draft, or learned by the classifier of the command.",
    more: (rest: number) => count(rest, { one: "# more waits.", other: "# more wait." }),
    figures: "How often the answers are right",
    figuresAbout:
      "From spot checks only. Ratings come from whoever likes to give them, and are not counted here.",
    drawn: (every: number) =>
      every === 1 ? "Every answer is a spot check." : `One answer in ${number(every)} is a spot check.`,
    noFigures: "No spot check has an answer yet.",
    noneDecided: "No spot check is decided yet.",
    offHere: "Spot checks are off, so nothing says how often its answers are right.",
    switchOn: "Save a draft with one in 20",
    versionName: (version: number | null, { isPresent, hasHead }: { isPresent: boolean; hasHead: boolean }) =>
      `${version === null ? "The file" : `Version ${version}`}${hasHead ? " with its classifier" : ""}${isPresent ? ", as it is now" : ", as it was"}`,
    accuracy: (figure: { right: number; n: number; share: string; low: string; high: string }) =>
      `${figure.share} right: ${number(figure.right)} of ${number(figure.n)} (95% interval: ${figure.low} to ${figure.high})`,
    notSureToo: (answers: number, share: string) =>
      `${count(answers, { one: "# answer was “Not sure”;", other: "# answers were “Not sure”;" })} with the likeliest label in their place, ${share} of all would be right.`,
    calibration: (error: string) =>
      `Calibration error: ${error}. So far are the scores from the truth on average.`,
    waitingHere: (checks: number) =>
      count(checks, {
        one: "# spot check waits for a decision.",
        other: "# spot checks wait for a decision.",
      }),
    tooFew: (missing: number) =>
      `${count(missing, { one: "# more decided spot check is", other: "# more decided spot checks are" })} needed before a value for abstain_below is suggested.`,
    keepThreshold: (threshold: number) =>
      `No better value for abstain_below than ${threshold} is beyond doubt.`,
    changeThreshold: (threshold: number, before: number) =>
      `Suggested: abstain_below ${threshold} in place of ${before}. Below it answers are more often wrong than right.`,
    curveTitle: "Accuracy by sureness",
    curveAbout:
      "Across: how sure an answer is at least. Up: how many of those are right, with the 95% interval as a band.",
    asTable: "The same as a table",
    columns: {
      threshold: "At least",
      coverage: "Answers",
      accuracy: "Right",
      interval: "95% interval",
    },
    openDraft: "Open the draft",
    nothing: "Nothing waits for a review.",
    nothingMore: "Nothing else waits. What you skipped is shown again next time.",
    off: (commands: string) =>
      `Spot checks are off for ${commands}. With “review: { every: 20 }” in a command, one answer in twenty waits here, and says how often the answers are right.`,
    gone: "This is not stored any more: it was erased or withdrawn, its time is over, or its person has opted out. Nothing is left to decide.",
    own: "This is your own. Somebody else reviews it.",
    notSure: "The model was not sure, so there is no answer that could be right. Choose the right label.",
    notOffered: "The command changed meanwhile: this can't be decided so any more.",
    savedCheck: (label: string | null) =>
      label === null ? "Saved: none of the labels fits." : `Saved: ${label} is right.`,
    knownCheck: (kept: string | null, yours: string | null) =>
      kept === yours
        ? "Somebody else decided the same before you."
        : `Somebody else decided before you: ${kept ?? "none of the labels fits"}. Yours was not saved.`,
    says: (name: string, value: string) => `${name}: ${value}`,
    decide: {
      example: "As an example",
      test: "As a test",
      row: "For the classifier only",
      dismissed: "Dismiss",
    },
    decided: {
      example: "an example",
      test: "a test",
      row: "a row for the classifier",
      dismissed: "dismissed",
    },
    knownCorrection: (decision: string) => `This was decided before: ${decision}. Yours was not saved.`,
    savedRow: "Saved: the classifier of the command learns from it.",
    dismissed: "Dismissed.",
    marks: {
      "example-known": "The command has it as an example already.",
      "test-known": "The command has it as a test already.",
      "example-differs": (output: string) => `An example of the command says ${output} for the same text.`,
      "test-differs": (output: string) => `A test of the command says ${output} for the same text.`,
      "check-differs": (output: string | null) =>
        output === null
          ? "A spot check of this answer found that none of the labels fits, so that the classifier learns nothing of it."
          : `A spot check of this answer found ${output}. The classifier learns that.`,
      same: (name: string, value: string) => `The same by ${name}: ${value}`,
      differs: (name: string, value: string) => `Contradicted by ${name}: ${value}`,
      "not-asked": "Somebody else wrote the text and was not asked, so it can't become an example or a test.",
      "no-label": "The command has no such label any more.",
      "no-command": "There is no such command any more.",
    },
    notes: {
      example: "An accepted correction, as an example",
      test: "An accepted correction, as a test",
      undone: "An accepted correction taken back",
      checks: "Spot checks switched on",
    },
    full: (command: string, most: number) =>
      `/${command} has ${most} examples already, and can't have more. Take one out first (/fewshot edit ${command}), or decide this one in another way.`,
    inDraft: {
      example: (command: string, version: number, isEverywhere: boolean) =>
        `Draft ${version} of /${command} has it as an example. ${toPublish(command, version, isEverywhere)}`,
      test: (command: string, version: number, isEverywhere: boolean) =>
        `Draft ${version} of /${command} has it as a test. ${toPublish(command, version, isEverywhere)}`,
      checks: (command: string, version: number, isEverywhere: boolean) =>
        `Draft ${version} of /${command} has spot checks. ${toPublish(command, version, isEverywhere)}`,
    },
    losesFile:
      "A saved version can't name an examples file, so that a classifier does not learn from the command's own once this draft is live. Where that matters, change the command's file instead.",
  },
};
