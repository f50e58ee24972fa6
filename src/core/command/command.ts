/** A command as the bot works with it, whatever it was read from. */

import type { BuiltinModel } from "./models.ts";

/** Names that Slack and Discord both take: lower case, digits, - and _, at most 31 characters after the slash. */
export const COMMAND_NAME = /^[a-z0-9][a-z0-9_-]{0,30}$/;

/** Slash commands that Slack answers itself: an app can't have them, and a manifest that names one is refused as a whole.
 * @see https://slack.com/help/articles/201259356 */
export const SLACK_COMMANDS: ReadonlySet<string> = new Set(
  (
    "active apps archive away call close collapse dm dnd expand feed huddle invite invite_people " +
    "join keys kick leave me msg mute open part prefs remind remove rename search shortcuts shrug " +
    "star status topic unarchive who"
  ).split(" "),
);

/** The longest completion anybody may ask for, in tokens. */
export const MAX_NEW_TOKENS = 512;

export interface Example {
  readonly input: string;
  readonly output: string;
}

/** A command as the bot works with it. */
export interface Command {
  /** Without the slash. */
  readonly name: string;
  readonly summary: string;
  readonly description: string;
  readonly input: string;
  readonly output: string;
  /** Null for free text. */
  readonly labels: readonly string[] | null;
  /** What belongs to a label, by label, for those that have an explanation. */
  readonly labelExplanations: Readonly<Record<string, string>>;
  readonly examples: readonly Example[];
  /** Name of the file with more examples; null for none. */
  readonly examplesFile: string | null;
  /** The examples of that file, for the classifier head. Empty where the command was not read from a folder. */
  readonly moreExamples: readonly Example[];
  readonly generation: {
    readonly maxNewTokens: number;
    readonly temperature: number;
    readonly endSequence: string;
  };
  readonly scoring: {
    readonly calibration: "auto" | "contextual" | "none";
    readonly abstainBelow: number | null;
  };
  /** Smallest number of parameters that does this well; null when any model will do. */
  readonly requiredParameters: number | null;
  /** The built-in model that the file names; null where it names none. */
  readonly model: BuiltinModel | null;
  /** Tag of the language of the texts that it is for, e.g. "zh"; null where the file names none. */
  readonly language: string | null;
  /** Name of the command that does the same for texts in another language; null for none. */
  readonly variantOf: string | null;
  readonly experimental: boolean;
  /** Summaries in other languages, by tag. */
  readonly summaries: Readonly<Record<string, string>>;
  readonly tests: readonly Example[];
  /** One answer in `every` is a spot check; null for none. */
  readonly review: { readonly every: number | null };
  readonly audit: {
    /** The label that is good news for the person it is about; null where the command names none. */
    readonly favourable: string | null;
    /** The highest share of answers that may change with the word for a person, 0 to 1; null for any. */
    readonly limit: number | null;
  };
  /** Short hash of the file's content, and of its examples file's. */
  readonly revision: string;
  /** Number of the saved version; null for a file. */
  readonly version: number | null;
}

/** Compares by name, for sorting: by code units, so that the order is the same in every language of a system. */
export function byName(
  { name: one }: { readonly name: string },
  { name: other }: { readonly name: string },
): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}

/** The summary in a person's language, English otherwise.
 * @param locale BCP 47 tag */
export function summaryFor(command: Command, locale: string): string {
  return command.summaries[locale] ?? command.summaries[locale.split("-")[0] ?? ""] ?? command.summary;
}
