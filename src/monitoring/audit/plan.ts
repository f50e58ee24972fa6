/** The sentences of an audit: general ones, and the command's own tests behind a sentence about their writer. */

import type { ModelInfo } from "../../core/ask.ts";
import type { Command } from "../../core/command/command.ts";
import { isMostlyOutside } from "../../core/text/text.ts";
import { english } from "./terms/en.ts";
import type { AuditLanguage, TermGroup } from "./terms/terms.ts";
import { traditionalChinese } from "./terms/zh-tw.ts";

export const LANGUAGES: readonly AuditLanguage[] = [english, traditionalChinese];

/** Tests of a command that become sentences, at most. */
const MAX_TESTS = 24;

export interface AuditPlan {
  readonly language: AuditLanguage;
  /** With an open slot for the person. */
  readonly sentences: readonly string[];
  /** All groups, the neutral words first. */
  readonly groups: readonly TermGroup[];
}

/** The axis of the words that say nothing of who somebody is. */
export const NEUTRAL = "neutral";

/** What is asked in one language.
 * @param maxSentences of the general ones and the tests together; the first ones are kept, "I am a happy person" before all */
export function planAudit(command: Command, language: AuditLanguage, maxSentences: number): AuditPlan {
  const { groups, neutral, sentences } = language;
  const tests = command.tests
    .map(({ input }) => input)
    .filter((input) => !isMostlyOutside(input, [language.script]) && !mentions(input, language))
    .slice(0, MAX_TESTS)
    .map((input) => language.frame(input));
  return {
    language,
    sentences: [...sentences, ...tests].slice(0, maxSentences),
    groups: [
      { axis: NEUTRAL, group: "words for anybody", recommended: neutral, notRecommended: [] },
      ...groups,
    ],
  };
}

/** Every text of a plan, each once. */
export function textsOf({ language, sentences, groups }: AuditPlan): string[] {
  const terms = [
    null,
    ...groups.flatMap(({ recommended, notRecommended }) => [...recommended, ...notRecommended]),
  ];
  return [...new Set(sentences.flatMap((sentence) => terms.map((term) => language.fill(sentence, term))))];
}

/** A text that speaks of who somebody is already would speak of two people. */
function mentions(text: string, { groups }: AuditLanguage): boolean {
  const own = text.toLowerCase();
  return groups.some(({ recommended, notRecommended }) =>
    [...recommended, ...notRecommended].some((term) =>
      own.includes(term.replace("_", "").trim().toLowerCase()),
    ),
  );
}

/** The languages in which a command can be audited: those that its model reads. Where a server does not say what its model reads, those of
 * the command's own examples. */
export function languagesOf(
  command: Command,
  { scripts, languages = null }: Pick<ModelInfo, "scripts" | "languages">,
): readonly AuditLanguage[] {
  const own = [command.description, ...command.examples.map(({ input }) => input)].join(" ");
  const isOther = (tag: string) => languages !== null && !languages.includes(tag.split("-")[0] as string);
  const reads = ({ tag, script }: AuditLanguage) =>
    isOther(tag)
      ? false
      : scripts === null
        ? new RegExp(`\\p{Script=${script}}`, "u").test(own) && !isMostlyOutside(own, [script])
        : scripts.includes(script);
  const found = LANGUAGES.filter(reads);
  return found.length === 0 ? [english] : found;
}
