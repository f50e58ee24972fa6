/** What was chosen as examples, as a fragment of the page, and how far it is while it runs. */

import { html } from "hono/html";
import type { Chosen } from "../../../../flows/commands/editor/choose.ts";
import { createFormat } from "../../../../i18n/format.ts";
import { wordsFor } from "../../../../i18n/words.ts";
import type { Spread } from "../../../../learning/examples/choose.ts";
import type { Html } from "../../pages/layout.ts";
import { chooseWords } from "./words.ts";

/** A line of the answer to the script: how far it is, or what came of it. */
export type ChooseLine =
  | { readonly kind: "progress"; readonly done: number; readonly total: number; readonly text: string }
  | {
      readonly kind: "end";
      /** To be read aloud. */
      readonly text: string;
      readonly markup: string;
      /** For the form; null where there is nothing to put there. */
      readonly examples: string | null;
      /** Whether they go into the form without a press. */
      readonly isProven: boolean;
    };

export function progressLine(done: number, total: number, locale: string): ChooseLine {
  const { number } = createFormat(locale);
  return { kind: "progress", done, total, text: chooseWords(locale).progress(number(done), number(total)) };
}

export function endLine(chosen: Chosen, locale: string): ChooseLine {
  const words = chooseWords(locale);
  if (chosen.kind !== "chosen") {
    const text =
      chosen.kind === "too-few"
        ? words.tooFew(chosen.found, chosen.usable, chosen.needed)
        : words.faults[chosen.kind];
    return { kind: "end", text, markup: String(html`<p>${text}</p>`), examples: null, isProven: false };
  }
  const { choice, lines } = chosen;
  const isProven = choice.comparison.verdict === "better" && !choice.isPresent;
  const text = isProven ? words.put : verdictOf(chosen, locale);
  return {
    ...{ kind: "end", text, markup: String(renderChoice(chosen, locale)) },
    ...{ examples: choice.isPresent ? null : lines, isProven },
  };
}

type Made = Extract<Chosen, { kind: "chosen" }>;

function verdictOf({ choice: { isPresent, comparison } }: Made, locale: string): string {
  const words = chooseWords(locale);
  if (isPresent) return words.present;
  const p = comparison.p.toPrecision(2);
  switch (comparison.verdict) {
    case "better":
      return words.better(p);
    case "worse":
      return words.worse(p);
    case "no-proof":
      return words.noProof(p);
    case "not-measured":
      return words.tooFewRows(comparison.n);
  }
}

function renderChoice(made: Made, locale: string): Html {
  const { choice, before } = made;
  const words = chooseWords(locale);
  const { reply } = wordsFor(locale);
  const percent = (share: number) => reply.share(share, 0);
  const { n, before: present, after, repaired, broken } = choice.comparison;
  const spread = ({ worst, mean, best }: Spread) =>
    words.spread({ worst: percent(worst), mean: percent(mean), best: percent(best) });
  return html`<p><strong>${verdictOf(made, locale)}</strong></p>
    <p>${words.price(choice.tried, percent(after.right / n), percent(present.right / n), n)} ${words.changes(repaired.length, broken.length)}</p>
    ${
      choice.isPresent
        ? ""
        : html`<p>${words.chosen(choice.examples.length, before.length)}</p>
      <ol>${choice.examples.map(({ text, label }) => html`<li dir="auto">${words.example(label, text)}</li>`)}</ol>`
    }
    <p>${words.sizes}:</p>
    <ul>${choice.sizes.map((size) => html`<li>${words.size(size.size, size.count)}: ${spread(size)}</li>`)}
      <li>${words.orders(choice.orders.count)}: ${spread(choice.orders)}</li></ul>`;
}
