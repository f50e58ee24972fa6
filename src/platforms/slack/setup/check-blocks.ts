/**
 * Has Slack check one of everything that Fewshot shows, for `fewshot doctor`. Nothing is posted.
 * @see https://docs.slack.dev/reference/methods/blocks.validate
 */

import type { Checked } from "../../shared/checked.ts";
import type { SlackCalls } from "../client/web-api.ts";
import { STYLES, type Style } from "../outgoing/views/render.ts";
import { makeSamples, type Sample } from "./samples.ts";

/** What a workspace goes without where Slack refuses a style. */
const LOST: Readonly<Record<Style, string>> = {
  folded: "Why? opens a window, and is not folded into answers",
  feedback: "Right and Wrong are ordinary buttons",
  buttons: "answers are shown as plain text",
  compact: "answers can't be shown",
};
const TEXT = "The new build is so much faster, thank you!";

/** Codes of a payload that is not what Slack takes. */
const INVALID = new Set(["invalid_blocks", "invalid_message", "invalid_view"]);

export async function checkBlocks(calls: SlackCalls): Promise<Checked> {
  const samples = makeSamples({ locale: "en", text: TEXT, maxStates: 1 });
  const refused: Sample[] = [];
  let checked = 0;
  for (const sample of samples) {
    const outcome = await calls.repeat((client) => client.blocks.validate(sample.payload));
    if (outcome.kind === "refused" && INVALID.has(outcome.code)) refused.push(sample);
    else if (outcome.kind !== "done") {
      const why = outcome.kind === "refused" ? outcome.code : outcome.kind;
      return { ok: true, lines: [unchecked(why), ...linesOf(refused, checked)] };
    }
    checked++;
  }
  // The plainest style is what every answer falls back to; a window and the App Home have one look only.
  const ok = refused.every(({ style }) => style !== undefined && style !== STYLES.at(-1));
  return { ok, lines: linesOf(refused, checked) };
}

function unchecked(why: string): string {
  if (why === "unknown_method") return "blocks: this Slack has no blocks.validate, so they are not checked";
  return `blocks: Slack does not check them now (${why})`;
}

function linesOf(refused: readonly Sample[], checked: number): string[] {
  if (checked === 0) return [];
  if (refused.length === 0) return [`blocks: Slack takes all ${checked} messages and windows`];
  return refused.map(({ what, style }) =>
    style === undefined
      ? `blocks: Slack refuses ${what}: please report it, with the version of Fewshot`
      : `blocks: Slack refuses ${what} in the style "${style}": ${LOST[style]}`,
  );
}
