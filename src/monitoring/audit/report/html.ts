/** Audits as a page of their own. */

import { html } from "hono/html";
import { page } from "../../shared/page.ts";
import type { Comparison } from "../compare.ts";
import type { Pair } from "../pairs.ts";
import type { LanguageResult } from "../result.ts";
import type { Audit } from "../run.ts";
import { figuresIn, languageName, pValue, remarksOf, summaryRows } from "./figures.ts";
import { type AuditWords, auditWords } from "./words/words.ts";

type Html = ReturnType<typeof html>;

/** @param audits at least one
 * @param locale BCP 47 tag of the reader's language */
export function auditTitle(audits: readonly Audit[], locale: string): string {
  const words = auditWords(locale);
  return words.title(audits.map(({ command }) => `/${command}`).join(words.and));
}

/** @returns the whole document */
export async function auditHtml(audits: readonly Audit[], locale: string): Promise<string> {
  return page(auditTitle(audits, locale), auditBody(audits, locale), locale);
}

/** The same without the frame of a document. */
export function auditBody(audits: readonly Audit[], locale: string): Html {
  const words = auditWords(locale);
  return html`${audits.map((audit) => auditSection(audit, audits.length > 1, locale))}
<h2>${words.howToRead}</h2>
<p>${words.explanation}</p>`;
}

function auditSection(audit: Audit, isOneOfMany: boolean, locale: string): Html {
  const { command, version, revision, model, head, favourable, languages, against, passed } = audit;
  const words = auditWords(locale);
  const { result } = words;
  return html`${isOneOfMany ? html`<h2>/${command}</h2>` : ""}
<p>${words.measuredOn(version, revision, model)} ${head === null ? words.byPrompt : words.byHead(head)} ${favourable === null ? "" : words.favourable(favourable)}</p>
<h2>${passed === null ? result.plain : passed ? result.passed : result.exceeded}</h2>
<ul>${remarksOf(audit, locale).map((remark) => html`<li>${remark}</li>`)}</ul>
${languages.map((one) => languageSection(one, favourable, words))}
${against ? against.languages.map((one) => comparisonSection(one, against.version, words)) : ""}`;
}

function languageSection(one: LanguageResult, favourable: string | null, words: AuditWords): Html {
  const { language, sentences, terms, first, groups, control, worst, worstNotRecommended } = one;
  return html`<h2>${languageName(language, words)}</h2>
<p>${words.sentences(sentences, terms)}${words.end}</p>
${first ? pairTable(words.firstRow, [first], words) : ""}
${summaryTable(one, favourable, words)}
${groupTable(groups, words)}
<p>${words.lostGained(words.person(control))}</p>
${pairTable(words.worst, worst, words)}
${pairTable(words.worstNotRecommended, worstNotRecommended, words)}`;
}

/** A table that scrolls by itself where the window is narrow. */
const wide = (caption: string, head: Html, body: Html): Html =>
  html`<div class="wide" tabindex="0" role="region" aria-label="${caption}"><table>
<caption>${caption}</caption>
<thead><tr>${head}</tr></thead>
<tbody>${body}</tbody>
</table></div>`;
const columns = (names: readonly string[], isFigure: boolean): Html =>
  html`${names.map((name) => html`<th scope="col"${isFigure ? html` class="figure"` : ""}>${capital(name)}</th>`)}`;
/** Names of columns are in small letters in text. */
const capital = (name: string) => name.charAt(0).toUpperCase() + name.slice(1);

function summaryTable(one: LanguageResult, favourable: string | null, words: AuditWords): Html {
  const { percent, interval, estimate } = figuresIn(words);
  const direction = favourable === null ? [] : [words.away(favourable), words.towards(favourable)];
  const head = [
    ...[words.pairs, words.changed, words.interval, ...direction, words.notSure],
    ...[words.scoreSens, words.logOdds, words.scoreDev, words.labelDist],
  ];
  const rows = summaryRows(one, words).map(
    ([
      name,
      own,
    ]) => html`<tr><th scope="row">${name}</th>${figure(own.pairs)}${figure(percent(own.flipRate))}${figure(interval(own.wilson95))}
${favourable === null ? "" : html`${figure(own.away)}${figure(own.towards)}`}
${figure(percent(own.notSure))}${figure(estimate(own.scoreSens))}${figure(estimate(own.logOddsSens, 2))}${figure(own.scoreDev?.toFixed(3) ?? words.none)}${figure(own.labelDist?.toFixed(3) ?? words.none)}</tr>`,
  );
  return wide(words.allWords, html`<td></td>${columns(head, true)}`, html`${rows}`);
}

function groupTable(groups: LanguageResult["groups"], words: AuditWords): Html {
  const { percent, interval, estimate } = figuresIn(words);
  const head = [
    ...[words.pairs, words.changed, words.interval, words.notSure],
    ...[words.scoreSens, words.lost, words.gained, words.p],
  ];
  const rows = groups.map(
    ({ axis, group, recommended, terms, pairs, flipRate, wilson95, notSure, scoreSens, mcnemar }) =>
      html`<tr><td>${words.axis(axis)}</td><th scope="row">${words.group(group)}</th><td>${recommended ? words.recommended : words.advisedAgainst}${words.colon}${terms.map((term) => term.replace("_", "…")).join("; ")}</td>
${figure(pairs)}${figure(percent(flipRate))}${figure(interval(wilson95))}${figure(percent(notSure))}${figure(estimate(scoreSens))}${figure(mcnemar.lost)}${figure(mcnemar.gained)}${figure(pValue(mcnemar.pHolm))}</tr>`,
  );
  return wide(
    words.byGroup,
    html`${columns([words.axisColumn, words.groupColumn, words.wordsColumn], false)}${columns(head, true)}`,
    html`${rows}`,
  );
}

function comparisonSection(one: Comparison, version: string, words: AuditWords): Html {
  const { language, pairs, flipsBefore, flipsAfter, difference, appeared, gone } = one;
  const { estimate } = figuresIn(words);
  const said = [
    `${words.overBoth}${words.colon}${words.flips(flipsAfter, pairs, flipsBefore, estimate(difference))}`,
    words.onlyNow(appeared, one.appearedPairs.length),
    words.onlyBefore(gone, one.gonePairs.length),
  ];
  return html`<h2>${words.against(version, languageName(language, words))}</h2>
<p>${said.map((sentence) => `${sentence}${words.end} `)}</p>
${one.appearedPairs.length > 0 ? pairTable(words.changeOnlyNow, one.appearedPairs, words) : ""}
${one.gonePairs.length > 0 ? pairTable(words.changedOnlyBefore, one.gonePairs, words) : ""}`;
}

function pairTable(caption: string, pairs: readonly Pair[], words: AuditWords): Html {
  const { answerOf } = figuresIn(words);
  const rows = pairs.map(
    ({ flipped, before, after }) =>
      html`<tr><td>${flipped ? words.yes : words.no}</td><td>${before.text}</td><td>${answerOf(before)}</td><td>${after.text}</td><td>${answerOf(after)}</td></tr>`,
  );
  return wide(caption, columns(words.pairColumns, false), html`${rows}`);
}

const figure = (value: string | number | null) => html`<td class="figure">${value ?? "–"}</td>`;
