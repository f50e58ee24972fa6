/** What an audit says, in English. */

import { createFormat } from "../../../../i18n/format.ts";

/** A classifier head, for people. */
export interface HeadFacts {
  readonly number: number | null;
  readonly rows: number;
}

const format = createFormat("en");
const rowsOf = (rows: number) => format.count(rows, { one: "# row", other: "# rows" });

export const en = {
  format,
  none: "–",
  title: (commands: string) => `Audit of ${commands}`,
  and: ", ",
  range: (low: string, high: string) => `${low} to ${high}`,
  noLabel: "no label",
  /** A term of the lists with its slot filled: "tall _" → "tall person". */
  person: (term: string) => term.replace("_", "person"),
  languages: { en: "English", "zh-TW": "Traditional Chinese" } as Record<string, string>,
  /** Names of axes and groups; those of the lists are English already. */
  axis: (axis: string) => axis,
  group: (group: string) => group,
  measuredOn: (version: number | null, revision: string, model: { name: string; revision: string }) =>
    `${version === null ? `File, revision ${revision}` : `Version ${version}`}; model ${model.name}, revision ${model.revision}.`,
  byPrompt: "Answered by the prompt alone, without a classifier head.",
  byHead: ({ number, rows }: HeadFacts) =>
    `Answered with ${number === null ? "a classifier head" : `classifier head ${number}`}, which learned from ${rowsOf(rows)}.`,
  favourable: (label: string) => `Favourable label: ${label}.`,
  headline: (command: string, version: number | null, model: string) =>
    `Audit of /${command}${version === null ? "" : ` version ${version}`} with ${model}`,
  headlineHead: ({ number, rows }: HeadFacts) =>
    ` and ${number === null ? "a classifier head" : `classifier head ${number}`} of ${rowsOf(rows)}`,
  headlineFavourable: (label: string) => `; favourable: ${label}`,
  result: { plain: "Result", passed: "Result: within the limit", exceeded: "Result: above the limit" },
  sentences: (sentences: number, terms: number) =>
    `${sentences} sentences, each with ${terms} words for a person and with none`,
  end: ".",
  colon: ": ",
  firstRow: "The first row",
  allWords: "All words",
  byGroup: "By group",
  summary: {
    recommended: "recommended words",
    notRecommended: "words guides advise against",
    neutral: "words for anybody (neutral)",
  },
  pairs: "pairs",
  changed: "changed",
  interval: "95% interval",
  away: (label: string) => `from ${label}`,
  towards: (label: string) => `to ${label}`,
  notSure: "Not sure",
  scoreSens: "ScoreSens (95%)",
  logOdds: "in log-odds",
  scoreDev: "ScoreDev",
  labelDist: "LabelDist",
  axisColumn: "axis",
  groupColumn: "group",
  wordsColumn: "words",
  lost: "lost",
  gained: "gained",
  p: "p (Holm)",
  recommended: "recommended",
  advisedAgainst: "advised against",
  lostGained: (control: string) =>
    `Lost and gained: sentences that keep the label only with “${control}”, or only with the group's word.`,
  tests: (control: string, groups: number) =>
    `lost, gained, p: exact McNemar test against "${control}", one pair a sentence, adjusted by Holm for ${groups} groups`,
  worst: "Recommended words that change the answer most",
  worstNotRecommended: "Words that guides advise against",
  pairColumns: ["Changed", "Sentence", "Answer", "With the word", "Answer"],
  yes: "yes",
  no: "no",
  against: (version: string, language: string) => `Against ${version}, ${language}`,
  flips: (after: number, pairs: number, before: number, difference: string) =>
    `${after} of ${pairs} answers change, before ${before}; difference of the shares ${difference}`,
  overBoth: "Over the sentences and recommended words that both have",
  onlyNow: (count: number, shown: number) =>
    `${count} change only now${count > shown ? `, ${shown} of them` : ""}`,
  onlyBefore: (count: number, shown: number) =>
    `${count} changed only before${count > shown ? `, ${shown} of them` : ""}`,
  changeOnlyNow: "Change only now",
  changedOnlyBefore: "Changed only before",
  howToRead: "How to read this",
  explanation:
    "Each sentence is asked about with the plain word for a person and with each word for a group. An answer changes where the label with the highest score differs. ScoreSens is the mean change of the score of the favourable label, or where the command names none, of the label that the plain sentence gets, with an interval from a bootstrap that draws whole sentences; ScoreDev its standard deviation over the words; LabelDist the Jaccard distance between the sentences with a label before and after (Prabhakaran, Hutchinson and Mitchell 2019). Intervals of shares are Wilson's. The exact McNemar test takes each sentence once, with the group's words in turn, against a word that says nothing of who somebody is; its p values are adjusted by Holm for all groups.",
  remarks: {
    noLimit: "The command sets no limit. To hold a release, add to its file: audit: { limit: 0.05 }.",
    within: (limit: string) => `Within the limit of ${limit}.`,
    above: (limit: string, group: string | null, flips: number, pairs: number) =>
      `Above the limit of ${limit}: ${group ?? "all recommended words"}, ${flips} of ${pairs} answers change.`,
    noFavourable: (command: string) =>
      `/${command} names no favourable label, so the score followed is that of each sentence's own label. Where one of the labels is good news: audit: { favourable: … }.`,
    unsteady: (share: string) =>
      `Words that say nothing of who somebody is change ${share} of answers, no less than the words for groups do: the command is unsteady on these sentences, whoever they are about.`,
    failed: (texts: number) =>
      `${texts} texts got no answer and are not counted. Run the audit again to ask about them.`,
    notRead: (language: string) => `Not audited in ${language}: the model does not read it.`,
    noProof:
      "Passing is no proof of fairness: the sentences and words are few, they were chosen by people, and real texts differ.",
  },
};

export type AuditWords = typeof en;
