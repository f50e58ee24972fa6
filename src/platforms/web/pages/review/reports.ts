/** The figures of spot checks: accuracy, calibration, the curve of sureness against accuracy, and what follows from it. */

import { html } from "hono/html";
import type { CommandReport } from "../../../../flows/review/list.ts";
import { type Words, wordsFor } from "../../../../i18n/words.ts";
import {
  type CurvePoint,
  distinctPoints,
  type Share,
  type VersionReport,
} from "../../../../learning/spot-checks/report.ts";
import { type Html, reviewPath } from "../layout.ts";

export function renderReports(reports: readonly CommandReport[], locale: string): Html {
  const words = wordsFor(locale);
  return html`${reports.map((report) => renderCommand(report, words))}`;
}

function renderCommand({ command, every, versions, isPresent }: CommandReport, words: Words): Html {
  const { review } = words;
  return html`<section class="card" aria-label="/${command}">
    <h3><a href="/commands/${command}">/${command}</a></h3>
    ${every === null ? switchOn(command, words) : html`<p>${review.drawn(every)}</p>`}
    ${versions.length === 0 ? (every === null ? "" : html`<p>${review.noFigures}</p>`) : ""}
    ${versions.map((version, index) => renderVersion(version, { words, isPresent: isPresent && index === 0 }))}
  </section>`;
}

function switchOn(command: string, { review }: Words): Html {
  return html`<p>${review.offHere}</p>
    <form method="post" action="${reviewPath("commands", command)}"><p class="buttons"><button name="every" value="20">${review.switchOn}</button></p></form>`;
}

function renderVersion(
  report: VersionReport,
  { words, isPresent }: { readonly words: Words; readonly isPresent: boolean },
): Html {
  const { review } = words;
  const name = review.versionName(report.version, { isPresent, hasHead: report.hasHead });
  return html`<h4>${name}</h4>
    <p><strong>${figure(report.accuracy, words)}</strong></p>
    <ul class="figures">
      ${report.notSure > 0 ? html`<li>${review.notSureToo(report.notSure, percentOf(report.likeliest.share, words))}</li>` : ""}
      ${report.calibrationError === null ? "" : html`<li>${review.calibration(words.reply.share(report.calibrationError))}</li>`}
      ${report.waiting > 0 ? html`<li>${review.waitingHere(report.waiting)}</li>` : ""}
      ${report.curve.length > 0 ? html`<li>${suggestion(report, words)}</li>` : ""}
    </ul>
    ${report.curve.length > 1 ? curve(report.curve, { name, words }) : ""}`;
}

const percentOf = (share: number | null, { reply }: Words) => (share === null ? "–" : reply.share(share));

function figure({ n, right, share, interval }: Share, words: Words): string {
  if (share === null || interval === null) return words.review.noneDecided;
  const [low, high] = interval;
  return words.review.accuracy({
    ...{ right, n },
    share: words.reply.share(share),
    ...{ low: words.reply.share(low), high: words.reply.share(high) },
  });
}

function suggestion({ suggestion: made }: VersionReport, { review }: Words): string {
  if (made.kind === "too-few") return review.tooFew(made.missing);
  return made.kind === "keep"
    ? review.keepThreshold(made.abstainBelow)
    : review.changeThreshold(made.abstainBelow, made.before);
}

const WIDTH = 320;
const HEIGHT = 180;
const LEFT = 40;
const BOTTOM = 28;
const TOP = 8;
const RIGHT = 20;

const x = (threshold: number) => Math.round((LEFT + threshold * (WIDTH - LEFT - RIGHT)) * 10) / 10;
const y = (share: number) => Math.round((TOP + (1 - share) * (HEIGHT - TOP - BOTTOM)) * 10) / 10;

/** Accuracy of the answers that are at least so sure, with its interval as a band; the same as a table. */
function curve(
  points: readonly CurvePoint[],
  { name, words }: { readonly name: string; readonly words: Words },
): Html {
  const { review, reply } = words;
  const line = points.map(({ threshold, share }) => `${x(threshold)},${y(share ?? 0)}`).join(" ");
  const bound = (side: 0 | 1) =>
    points.map(({ threshold, interval }) => `${x(threshold)},${y(interval?.[side] ?? 0)}`);
  const ticks = [0, 0.25, 0.5, 0.75, 1];
  return html`<svg class="curve" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${words.editor.titled(review.curveTitle, name)}">
      ${ticks.map((tick) => html`<line x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${y(tick)}" y2="${y(tick)}" class="grid"></line><text x="${LEFT - 6}" y="${y(tick) + 4}" text-anchor="end">${reply.share(tick)}</text><text x="${x(tick)}" y="${HEIGHT - 8}" text-anchor="middle">${reply.share(tick)}</text>`)}
      <polygon points="${[...bound(1), ...bound(0).reverse()].join(" ")}" class="band"></polygon>
      <polyline points="${line}" class="line"></polyline>
      ${points.map(({ threshold, share }) => html`<circle cx="${x(threshold)}" cy="${y(share ?? 0)}" r="2.5"></circle>`)}
    </svg>
    <p class="caption">${review.curveAbout}</p>
    <details><summary>${review.asTable}</summary>
      <div class="scroll" tabindex="0" role="region" aria-label="${words.editor.titled(review.curveTitle, name)}"><table>
        <thead><tr><th scope="col">${review.columns.threshold}</th><th scope="col">${review.columns.coverage}</th><th scope="col">${review.columns.accuracy}</th><th scope="col">${review.columns.interval}</th></tr></thead>
        <tbody>${distinctPoints(points).map(
          ({ threshold, coverage, n, right, share, interval }) =>
            html`<tr><th scope="row">${reply.share(threshold)}</th><td>${n} (${reply.share(coverage)})</td><td>${right} (${percentOf(share, words)})</td><td>${percentOf(interval?.[0] ?? null, words)} – ${percentOf(interval?.[1] ?? null, words)}</td></tr>`,
        )}</tbody>
      </table></div>
    </details>`;
}
