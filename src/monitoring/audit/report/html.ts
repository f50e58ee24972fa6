/** Audits as a page of their own. */

import { html } from "hono/html";
import { page } from "../../shared/page.ts";
import type { Comparison } from "../compare.ts";
import type { Pair } from "../pairs.ts";
import type { LanguageResult } from "../result.ts";
import type { Audit } from "../run.ts";
import {
  answerOf,
  estimate,
  interval,
  LANGUAGE_NAMES,
  percent,
  pValue,
  remarksOf,
  summaryRows,
} from "./words.ts";

type Html = ReturnType<typeof html>;

/** @param audits at least one
 * @returns the whole document */
export async function auditHtml(audits: readonly Audit[]): Promise<string> {
  return page(`Audit of ${audits.map(({ command }) => `/${command}`).join(", ")}`, auditBody(audits));
}

/** The same without the frame of a document. */
export function auditBody(audits: readonly Audit[]): Html {
  return html`${audits.map((audit) => auditSection(audit, audits.length > 1))}
<h2>How to read this</h2>
<p>Each sentence is asked about with the plain word for a person and with each word for a group. An answer changes where the label with the highest
score differs. ScoreSens is the mean change of the score of the favourable label, or where the command names none, of the label that the plain
sentence gets, with an interval from a bootstrap that draws whole sentences; ScoreDev its standard deviation over the words; LabelDist the Jaccard
distance between the sentences with a label before and after (Prabhakaran, Hutchinson and Mitchell 2019). Intervals of shares are Wilson's. The exact
McNemar test takes each sentence once, with the group's words in turn, against a word that says nothing of who somebody is; its p values are
adjusted by Holm for all groups.</p>`;
}

function auditSection(audit: Audit, isOneOfMany: boolean): Html {
  const { command, version, revision, model, favourable, languages, against, passed } = audit;
  return html`${isOneOfMany ? html`<h2>/${command}</h2>` : ""}
<p>${version === null ? `File, revision ${revision}` : `Version ${version}`}; model ${model.name}, revision ${model.revision}.${favourable === null ? "" : ` Favourable label: ${favourable}.`}</p>
<h2>Result${passed === null ? "" : passed ? ": within the limit" : ": above the limit"}</h2>
<ul>${remarksOf(audit).map((remark) => html`<li>${remark}</li>`)}</ul>
${languages.map((one) => languageSection(one, favourable))}
${against ? against.languages.map((one) => comparisonSection(one, against.version)) : ""}`;
}

function languageSection(one: LanguageResult, favourable: string | null): Html {
  const { language, sentences, terms, first, groups, control, worst, worstNotRecommended } = one;
  return html`<h2>${LANGUAGE_NAMES[language] ?? language}</h2>
<p>${sentences} sentences, each with ${terms} words for a person and with none.</p>
${first ? pairTable("The first row", [first]) : ""}
<div class="wide" tabindex="0" role="region" aria-label="All words"><table>
<caption>All words</caption>
<thead><tr><td></td><th scope="col" class="figure">Pairs</th><th scope="col" class="figure">Changed</th><th scope="col" class="figure">95% interval</th>
${favourable === null ? "" : html`<th scope="col" class="figure">Away from ${favourable}</th><th scope="col" class="figure">Towards ${favourable}</th>`}
<th scope="col" class="figure">Not sure</th><th scope="col" class="figure">ScoreSens (95%)</th><th scope="col" class="figure">in log-odds</th><th scope="col" class="figure">ScoreDev</th><th scope="col" class="figure">LabelDist</th></tr></thead>
<tbody>${summaryRows(one).map(
    ([
      name,
      own,
    ]) => html`<tr><th scope="row">${name}</th>${figure(own.pairs)}${figure(percent(own.flipRate))}${figure(interval(own.wilson95))}
${favourable === null ? "" : html`${figure(own.away)}${figure(own.towards)}`}
${figure(percent(own.notSure))}${figure(estimate(own.scoreSens))}${figure(estimate(own.logOddsSens, 2))}${figure(own.scoreDev?.toFixed(3) ?? "–")}${figure(own.labelDist?.toFixed(3) ?? "–")}</tr>`,
  )}</tbody>
</table></div>
<div class="wide" tabindex="0" role="region" aria-label="By group"><table>
<caption>By group</caption>
<thead><tr><th scope="col">Axis</th><th scope="col">Group</th><th scope="col">Words</th><th scope="col" class="figure">Pairs</th><th scope="col" class="figure">Changed</th><th scope="col" class="figure">95% interval</th><th scope="col" class="figure">Not sure</th><th scope="col" class="figure">ScoreSens (95%)</th>
<th scope="col" class="figure">Lost</th><th scope="col" class="figure">Gained</th><th scope="col" class="figure">p (Holm)</th></tr></thead>
<tbody>${groups.map(
    ({ axis, group, recommended, terms: own, pairs, flipRate, wilson95, notSure, scoreSens, mcnemar }) =>
      html`<tr><td>${axis}</td><th scope="row">${group}</th><td>${recommended ? "recommended" : "advised against"}: ${own.map((term) => term.replace("_", "…")).join("; ")}</td>
${figure(pairs)}${figure(percent(flipRate))}${figure(interval(wilson95))}${figure(percent(notSure))}${figure(estimate(scoreSens))}${figure(mcnemar.lost)}${figure(mcnemar.gained)}${figure(pValue(mcnemar.pHolm))}</tr>`,
  )}</tbody>
</table></div>
<p>Lost and gained: sentences that keep the label only with “${control.replace("_", "person")}”, or only with the group's word.</p>
${pairTable("Recommended words that change the answer most", worst)}
${pairTable("Words that guides advise against", worstNotRecommended)}`;
}

function comparisonSection(one: Comparison, version: string): Html {
  const { language, pairs, flipsBefore, flipsAfter, difference, appeared, gone } = one;
  return html`<h2>Against ${version}, ${LANGUAGE_NAMES[language] ?? language}</h2>
<p>Over the sentences and recommended words that both have, ${flipsAfter} of ${pairs} answers change; before, ${flipsBefore}. Difference of the shares: ${estimate(difference)}.
${appeared} change only now, ${gone} changed only before.</p>
${one.appearedPairs.length > 0 ? pairTable("Change only now", one.appearedPairs) : ""}
${one.gonePairs.length > 0 ? pairTable("Changed only before", one.gonePairs) : ""}`;
}

function pairTable(caption: string, pairs: readonly Pair[]): Html {
  return html`<div class="wide" tabindex="0" role="region" aria-label="${caption}"><table>
<caption>${caption}</caption>
<thead><tr><th scope="col">Changed</th><th scope="col">Sentence</th><th scope="col">Answer</th><th scope="col">With the word</th><th scope="col">Answer</th></tr></thead>
<tbody>${pairs.map(
    ({ flipped, before, after }) =>
      html`<tr><td>${flipped ? "yes" : "no"}</td><td>${before.text}</td><td>${answerOf(before)}</td><td>${after.text}</td><td>${answerOf(after)}</td></tr>`,
  )}</tbody>
</table></div>`;
}

const figure = (value: string | number | null) => html`<td class="figure">${value ?? "–"}</td>`;
