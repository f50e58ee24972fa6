/** What may be wrong with a command that the schema takes: said by `fewshot check`, in forms and in the editor. Pure. */

import type { Words } from "../../i18n/words.ts";
import { type Command, SLACK_COMMANDS } from "./command.ts";

export type Warning =
  | { readonly kind: "no-examples" | "no-tests" }
  /** `label` would take what fits none. */
  | { readonly kind: "no-other"; readonly label: string }
  | { readonly kind: "twice" | "tests-nothing"; readonly input: string }
  | { readonly kind: "not-shown" | "alike"; readonly labels: readonly string[] }
  | { readonly kind: "unbalanced"; readonly counts: readonly LabelCount[] }
  /** Slack answers a slash command of that name itself. */
  | { readonly kind: "slack-name"; readonly name: string }
  | { readonly kind: "many"; readonly count: number; readonly most: number };

interface LabelCount {
  readonly label: string;
  readonly count: number;
}

/** A label with this many times the examples of another draws answers to itself. */
const UNBALANCED = 3;
/** More examples than this lower the accuracy of the built-in model: by 2 to 16 points at 16, in eight of eight measured runs. */
export const MAX_HELPFUL_EXAMPLES = 8;
/** From so many labels on, texts that fit none are to be expected. */
const MIN_LABELS_FOR_OTHER = 3;
const OTHER =
  /^(other|others|none|neutral|something else|unclear|misc(ellaneous)?|其他|其它|無|中立)\b|^(其他|其它)/iu;

/** Faults that make an example or a test useless. The others may be meant. */
export const isError = ({ kind }: Warning): boolean => kind === "twice" || kind === "tests-nothing";

/** Everything doubtful, the worst first.
 * @param isBuiltin whether the model is the one that ships with the bot */
export function warningsOf(command: Command, isBuiltin: boolean): Warning[] {
  const { name, examples, labels, tests } = command;
  const inputs = examples.map(({ input }) => input);
  const twice = new Set(inputs.filter((input, index) => inputs.indexOf(input) !== index));
  return [
    ...[...twice].map((input) => ({ kind: "twice", input }) as const),
    ...tests
      .filter(({ input }) => inputs.includes(input))
      .map(({ input }) => ({ kind: "tests-nothing", input }) as const),
    ...(SLACK_COMMANDS.has(name) ? [{ kind: "slack-name", name } as const] : []),
    ...(examples.length === 0 ? [{ kind: "no-examples" } as const] : []),
    ...(isBuiltin && examples.length > MAX_HELPFUL_EXAMPLES
      ? [{ kind: "many", count: examples.length, most: MAX_HELPFUL_EXAMPLES } as const]
      : []),
    ...(labels ? labelWarnings(command, labels) : []),
  ];
}

function* labelWarnings({ examples, tests }: Command, labels: readonly string[]): Generator<Warning> {
  const counts = labels.map((label) => ({
    label,
    count: examples.filter(({ output }) => output === label).length,
  }));
  const notShown = counts.filter(({ count }) => count === 0).map(({ label }) => label);
  if (examples.length > 0 && notShown.length > 0) yield { kind: "not-shown", labels: notShown };
  const [least, most] = [Math.min(...counts.map(one)), Math.max(...counts.map(one))];
  if (notShown.length === 0 && most >= UNBALANCED * least) yield { kind: "unbalanced", counts };
  for (const group of alike(labels)) yield { kind: "alike", labels: group };
  if (labels.length >= MIN_LABELS_FOR_OTHER && !labels.some((label) => OTHER.test(label)))
    yield { kind: "no-other", label: otherFor(labels).label };
  if (tests.length === 0) yield { kind: "no-tests" };
}

const one = ({ count }: LabelCount) => count;

/** A label for texts that fit no other, and an example of it, in the language of the labels. */
export function otherFor(labels: readonly string[]): { readonly label: string; readonly example: string } {
  return labels.some((label) => /\p{Script=Han}/u.test(label))
    ? { label: "其他", example: "謝謝，星期一見！" }
    : { label: "Other", example: "Thanks, see you on Monday!" };
}

/** Writing without spaces between words, where a word mostly has two characters. */
const TWO_UNSPACED = /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]{2}/u;

/** Labels of several words that begin with the same one, or with another label. */
function alike(labels: readonly string[]): string[][] {
  const groups = new Map<string, string[]>();
  for (const label of labels) {
    const [start = ""] = label.toLowerCase().split(/[\s_/-]+/u);
    const first = TWO_UNSPACED.exec(start)?.[0] ?? start;
    groups.set(first, [...(groups.get(first) ?? []), label]);
  }
  return [...groups.values()].filter((group) => group.length > 1);
}

/** A warning as a sentence. */
export function explainWarning(warning: Warning, { warnings }: Pick<Words, "warnings">): string {
  switch (warning.kind) {
    case "twice":
      return warnings.twice(warning.input);
    case "tests-nothing":
      return warnings.testsNothing(warning.input);
    case "not-shown":
      return warnings.notShown(warning.labels);
    case "alike":
      return warnings.alike(warning.labels);
    case "unbalanced":
      return warnings.unbalanced(warning.counts.map(({ label, count }) => `${label} ${count}`));
    case "many":
      return warnings.many(warning.count, warning.most);
    case "slack-name":
      return warnings.slackName(warning.name);
    case "no-examples":
      return warnings.noExamples;
    case "no-tests":
      return warnings.noTests;
    case "no-other":
      return warnings.noOther(warning.label);
  }
}
