/** What a reviewer should know of a correction before deciding: what repeats or contradicts it, and what may be made of it. */

import { type AskRecord, type Override, personKey } from "../../core/ask.ts";
import type { Command } from "../../core/command/command.ts";
import { placeOf, type Scope } from "../../core/command/saved-command.ts";
import type { Correction, CorrectionDecision, Mark, MarkedCorrection } from "../../core/review.ts";
import { toOneLine } from "../../core/text/text.ts";
import { textKey } from "../../learning/text-key.ts";
import type { CorrectedText } from "./ports.ts";
import type { Reviewer, ReviewPorts } from "./rights.ts";

/** Corrections that are looked through for the same text. */
const MAX_LOOKED = 500;

/** @param reviewer others' corrections of the same text are looked for within the reviewer's scope */
export async function markCorrections(
  { commands, store }: ReviewPorts,
  corrections: readonly Correction[],
  { scope }: Pick<Reviewer, "scope" | "standing">,
): Promise<MarkedCorrection[]> {
  const others = await readOthers(store, corrections, scope);
  const hidden = await optedOutOf(store, corrections);
  return corrections.map((correction) => {
    const { override, record, checked } = correction;
    const command = commands.find(record.ask.command, placeOf(record.ask));
    const marks = [
      ...aboutCommand(command, correction),
      ...(checked !== null && checked.label !== override.value
        ? [{ kind: "check-differs", output: checked.label } as const]
        : []),
      ...aboutOthers(correction, others).filter(
        (mark) => !("override" in mark) || !hidden.has(personKey(mark.override.person)),
      ),
      ...(isAuthor(record, override) ? [] : [{ kind: "not-asked" } as const]),
    ];
    return { ...correction, marks, decisions: decisionsOf(command, marks) };
  });
}

/** Keys of people who overrode one of the answers and have opted out since: nothing of them is shown. */
async function optedOutOf(
  store: ReviewPorts["store"],
  corrections: readonly Correction[],
): Promise<ReadonlySet<string>> {
  const people = new Map(
    corrections.flatMap(({ record }) => record.overrides.map(({ person }) => [personKey(person), person])),
  );
  const found = await Promise.all(
    [...people].map(async ([key, person]) => ((await store.isOptedOut(person)) ? [key] : [])),
  );
  return new Set(found.flat());
}

async function readOthers(
  store: ReviewPorts["store"],
  corrections: readonly Correction[],
  scope: Scope,
): Promise<readonly CorrectedText[]> {
  const names = [...new Set(corrections.map(({ record }) => record.ask.command))];
  const lists = names.map((command) => store.waitingTexts({ scope, command, limit: MAX_LOOKED }));
  return (await Promise.all(lists)).flat();
}

function aboutCommand(command: Command | null, { override, record }: Correction): Mark[] {
  if (command === null) return [{ kind: "no-command" }];
  const text = fold(record.ask.text);
  const marks: Mark[] = [];
  for (const [list, name] of [
    [command.examples, "example"],
    [command.tests, "test"],
  ] as const) {
    const same = list.filter(({ input }) => fold(input) === text);
    const other = same.find(({ output }) => output !== override.value);
    if (other) marks.push({ kind: `${name}-differs`, output: other.output });
    else if (same.length > 0) marks.push({ kind: `${name}-known` });
  }
  if (command.labels !== null && !command.labels.includes(override.value)) marks.push({ kind: "no-label" });
  return marks;
}

/** Others' overrides of the same answer, whether or not they may be used, and those of the same text that wait as well. */
function aboutOthers({ override, record }: Correction, others: readonly CorrectedText[]): Mark[] {
  const { id, command, text } = record.ask;
  const folded = fold(text);
  const elsewhere = others
    .filter((one) => one.override.askId !== id && one.command === command && fold(one.text) === folded)
    .map((one) => one.override);
  const here = record.overrides.filter((one) => one.withdrawnAt === null && one.id !== override.id);
  return [...here, ...elsewhere].map((one) => ({
    kind: one.value === override.value ? "same" : "differs",
    override: one,
  }));
}

function decisionsOf(command: Command | null, marks: readonly Mark[]): CorrectionDecision[] {
  const has = (...kinds: readonly Mark["kind"][]) => marks.some(({ kind }) => kinds.includes(kind));
  const isUsable = command !== null && !has("no-label");
  const mayBeCopied = isUsable && !has("not-asked");
  return [
    ...(mayBeCopied && !has("example-known", "example-differs") ? (["example"] as const) : []),
    ...(mayBeCopied && !has("test-known", "test-differs") ? (["test"] as const) : []),
    // What a spot check found is what the classifier learns of the answer.
    ...(isUsable && command.labels !== null && !has("check-differs") ? (["row"] as const) : []),
    "dismissed",
  ];
}

/** Whether whoever overrode the answer wrote the text. */
function isAuthor({ ask }: AskRecord, { person }: Override): boolean {
  return personKey(ask.author ?? ask.person) === personKey(person);
}

const fold = (text: string) => textKey(toOneLine(text));
