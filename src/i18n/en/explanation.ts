/** Why?: what decided an answer. */

import { createFormat } from "../format.ts";

const { count, percent } = createFormat("en");

export const explanation = {
  explanation: {
    title: (command: string) => `Why this answer to /${command}?`,
    /** Of two compared answers. */
    ofVersion: (heading: string, version: string) => `${heading} (${version})`,
    model: "Model",
    modelText: (model: string, where: string) => `${model}, run ${where}.`,
    here: "on Fewshot's own machine",
    onServer: (host: string) => `on the server ${host}`,
    isMachine:
      "A language model made this answer. It continues a text with what is likely; it does not know whether that is right.",
    how: "How the answer was found",
    scored: (labels: number) =>
      `The likelihood of each of the ${labels} labels after the prompt was measured; the most likely one is the answer.`,
    scoredByTopTokens: (labels: number) =>
      `The server gives only the likeliest next tokens, so each of the ${labels} labels was weighed by the token it begins with, not whole; the most likely one is the answer.`,
    generatedLabel: "The model wrote a text, which was compared with the labels.",
    generatedText: "The model wrote the text word by word until the end sequence or the length limit.",
    calibrated: "The scores are corrected by the scores of an empty text.",
    threshold: (share: number) => `Below ${percent(share)} the answer is "Not sure".`,
    head: "What the classifier changed",
    headText: (found: {
      before: string;
      beforeShare: number;
      rows: number;
      after: string;
      afterShare: number;
    }) =>
      `The prompt said ${found.before} (${percent(found.beforeShare)}). ${count(found.rows, { one: "With what it learned from # labelled text", other: "With what it learned from # labelled texts" })}: ${found.after} (${percent(found.afterShare)}).`,
    headRows: (rows: number) =>
      count(rows, {
        one: "A classifier that learned from # labelled text decided.",
        other: "A classifier that learned from # labelled texts decided.",
      }),
    nearest: "The nearest texts that it learned from",
    nearestLine: (text: string, label: string) => `“${text}”: ${label}`,
    scores: "All scores",
    prompt: "The exact prompt",
    examples: (used: number, dropped: number) =>
      dropped === 0
        ? count(used, { one: "The prompt held # example.", other: "The prompt held # examples." })
        : `${count(used, { one: "The prompt held # example;", other: "The prompt held # examples;" })} ${count(dropped, { one: "# was left out because the text is long.", other: "# were left out because the text is long." })}`,
    parameters: "Parameters",
    parametersScored: "The labels were scored, so temperature, length and end sequence play no part.",
    parametersText: (temperature: number, maxNewTokens: number, endSequence: string) =>
      `Temperature ${temperature}, at most ${maxNewTokens} new tokens, end sequence ${endSequence}.`,
    tokens: (prompt: number, cached: number, durationMs: number) =>
      `${prompt} tokens in the prompt, ${cached} of them from the cache; ${durationMs} ms.`,
    duration: (durationMs: number) => `${durationMs} ms.`,
    details: "Technical details",
    revisions: (model: string, command: string) => `Model revision ${model}. Command revision ${command}.`,
    commandVersion: (version: number) => `Version ${version} of the command, saved by the team.`,
    commandTried: {
      draft: (version: number) => `Version ${version} of the command, tried as a draft.`,
      retired: (version: number) => `Version ${version} of the command, tried after it was retired.`,
      live: (version: number) => `Version ${version} of the command, tried by its number.`,
    },
    since: {
      gone: "The command is not in force here any more.",
      version: (version: number) => `Now version ${version} is in force here.`,
      file: "Now the command's file is in force here.",
      changed: "The command's file has changed since.",
      /** @param isAnother whether another classifier decided then */
      head: (rows: number, isAnother: boolean) =>
        `Now ${isAnother ? "another" : "a"} classifier decides beside the prompt; it learned from ${count(rows, { one: "# labelled text", other: "# labelled texts" })}.`,
      headOff: "Now no classifier decides here: the prompt alone does.",
    },
    kept: "What is kept",
    keptUntil: (date: string) =>
      `The text, the prompt and the answer are kept until ${date}, so that the answer can be shown, explained, rated and overridden. You can erase them at any time.`,
    keptForever:
      "The text, the prompt and the answer are kept until they are erased, so that the answer can be shown, explained, rated and overridden. You can erase them at any time.",
    overrides: "People's answers",
    overrideLine: (name: string, value: string, when: string) => `${name}: ${value} (${when})`,
    withdrawnLine: (name: string, value: string, when: string) => `${name}: ${value} (${when}, withdrawn)`,
    failure: "Why there is no answer",
  },
};
