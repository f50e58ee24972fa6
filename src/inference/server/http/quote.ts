/** Quotes a server's own words in an error message, without the prompt that it may have put into them. Pure. */

import { shorten, toOneLine } from "../../../core/text/text.ts";

const MAX_CHARACTERS = 200;
/** Of a body that may have megabytes. */
const MAX_READ = 2_000;
/** This many words in the prompt's order are taken for a quotation, however ordinary each of them is. */
const MAX_COMMON_RUN = 3;

/** Words of error messages. One of them alone says nothing about the prompt, even where the prompt holds it too. */
const COMMON = new Set(
  `a about above after all allowed already also an and any api are argument arguments as at available bad be been before below
  body busy but by call can cannot card character characters code compute content context could currently decode device disabled
  do does due during empty enabled endpoint engine error errors exceed exceeded exceeds exist expected extra fail failed failure
  field file find for format found from generate generated generation get given given had has have header higher host if ignored
  in incomplete input inputs internal internally invalid is it its json key keys kind large larger least length less limit limits
  list loaded loading long longer low lower many max maximum may memory message messages method min minimum missing model models
  more most must name new no not null number object of off on one only or other out output over overloaded parameter parameters
  parse passed path permitted please positive process processing prompt prompts provided put queue quota range rate reached read
  reason received reduce refused request requested requests required response retry running run same see sequence server service
  set should shorten shorter size small smaller some something start state status stop stream strictly string supported system
  temperature text than that the them then there this time to token tokens too try turn type unable unauthorized unavailable
  under unexpected unknown unprocessable unsupported up update upstream use used user using validation value values was we were
  when which while will window with without worker would wrong you your`.split(/\s+/),
);

/** What a server said, as one line of at most 200 characters. It ends where it begins to repeat what was sent: servers put the prompt
 * into their errors, and a log must not hold what people wrote.
 * @param sent the prompt of the request; empty for none */
export function quote(said: string, sent: string): string {
  const line = toOneLine(said.slice(0, MAX_READ));
  const kept = line.slice(0, startOfEcho(line, sent));
  return shorten(kept.length < line.length ? `${kept.trimEnd()}…` : line, MAX_CHARACTERS);
}

/** @returns where in a line the first words of `sent` begin; the line's length when there are none */
function startOfEcho(line: string, sent: string): number {
  const own = wordsOf(toOneLine(sent)).map(({ word }) => word);
  const known = new Set(own);
  const text = ` ${own.join(" ")} `;
  const words = wordsOf(line);
  for (const [at, { word, start }] of words.entries()) {
    if (!known.has(word)) continue;
    const run = words.slice(at, at + MAX_COMMON_RUN).map((each) => each.word);
    if (!COMMON.has(word) || (run.length === MAX_COMMON_RUN && text.includes(` ${run.join(" ")} `)))
      return start;
  }
  return line.length;
}

/** Words of letters and digits, folded. Other scripts than Latin, and symbols such as emoji, count character by character:
 * many of them put no space between words. */
function wordsOf(text: string): { word: string; start: number }[] {
  return [...text.matchAll(/[\p{Script=Latin}\p{M}\p{Nd}]+|[^\p{ASCII}\s\p{P}]/gu)].map((found) => ({
    word: found[0].normalize("NFKC").toLowerCase(),
    start: found.index,
  }));
}
