/**
 * A command file's shape: the schema that checks it, and what it becomes.
 * `commands/` reads the files and finds line numbers; this file reads nothing from disk.
 */

import { z } from "zod";
import { oneLine } from "../text/one-line.ts";
import { COMMAND_NAME, type Command, MAX_NEW_TOKENS } from "./command.ts";
import { broken, type Fault, type Place, pattern } from "./faults.ts";
import { explanationsOf, labelsSchema, namesOf, UNUSABLE_LABEL } from "./labels.ts";
import { BUILTIN_MODELS } from "./models.ts";

/** The rarest that spot checks can be: one answer in so many. */
const MAX_EVERY = 1_000;

/** What a summary may have, in UTF-16 code units. */
export const MAX_SUMMARY_CHARACTERS = 100;

const caption = oneLine(40).regex(...pattern(/^[^:]*$/, "colon"));

export const exampleSchema = z.strictObject({
  input: oneLine(2000).describe("A text as a person would write it."),
  output: oneLine(500).describe("What the model should answer."),
});

/** A label as the eye sees it: case, width, spaces, invisible characters and ways to compose a character make no difference. */
const appearance = (label: string) =>
  label
    .normalize("NFKC")
    .toLowerCase()
    .replace(/\p{Default_Ignorable_Code_Point}/gu, "")
    .replace(/\s+/g, " ")
    .trim();

/** The YAML file of a command. Unknown keys are refused. */
export const commandFileSchema = z
  .strictObject({
    summary: oneLine(MAX_SUMMARY_CHARACTERS).describe("Shown in the slash menu, at most 100 characters."),
    description: oneLine(1000).describe("The task in one sentence; opens the prompt."),
    input: caption.describe('What is written before the text, e.g. Message for "Message: …".'),
    output: caption.describe('What is written before the answer, e.g. Sentiment for "Sentiment:".'),
    labels: labelsSchema.optional(),
    examples: z.array(exampleSchema).max(32).default([]).describe("Demonstrations, 3 to 4 are usual."),
    examples_file: z
      .string()
      .regex(...pattern(/^[A-Za-z0-9_][A-Za-z0-9._-]{0,99}\.jsonl$/, "not-a-file-name"))
      .optional()
      .describe(
        'A file in the same folder with more examples, one {"input": "…", "output": "…"} a line: the classifier head learns from them.',
      ),
    generation: z
      .strictObject({
        max_new_tokens: z.int().min(1).max(MAX_NEW_TOKENS).default(25).describe("Tokens."),
        temperature: z.number().min(0).max(2).default(0.1).describe("0 is greedy."),
        end_sequence: z
          .string()
          .min(1)
          .max(20)
          .regex(...pattern(/^\S.*\S$|^\S$/, "not-one-word"))
          .default("###")
          .describe("Ends each example and stops generation."),
      })
      .prefault({}),
    scoring: z
      .strictObject({
        calibration: z
          .enum(["auto", "contextual", "none"])
          .default("auto")
          .describe(
            'Whether scores are corrected by those of an empty text. "auto": where some labels have an example and others have none.',
          ),
        abstain_below: z
          .number()
          .min(0)
          .max(1)
          .optional()
          .describe(
            'Below this score the answer is "Not sure"; 0 for never. Default: what the model suggests.',
          ),
      })
      .optional(),
    requires: z
      .strictObject({
        parameters: z
          .string()
          .regex(...pattern(/^\d+(\.\d+)?[MB]$/, "not-parameters"))
          .describe("The smallest model that does this well, e.g. 1.3B."),
      })
      .optional(),
    model: z
      .enum(BUILTIN_MODELS)
      .optional()
      .describe(
        "The built-in model that answers while MODEL is builtin: builtin reads English, builtin-zh Chinese. Another MODEL, or a server, answers every command.",
      ),
    language: z
      .string()
      .regex(...pattern(/^[a-z]{2}$/, "not-a-language"))
      .optional()
      .describe("Language of the texts that the command is for, e.g. zh."),
    variant_of: z
      .string()
      .regex(...pattern(COMMAND_NAME, "not-a-command-name"))
      .optional()
      .describe(
        "The command that does the same for texts in another language: where one does not read a text, people are pointed to the other. Needs language.",
      ),
    experimental: z.boolean().default(false).describe("Marks a command whose answers are for trying out."),
    locales: z
      .record(
        z.string().regex(...pattern(/^[a-z]{2}(-[A-Z]{2})?$/, "not-a-locale")),
        z.strictObject({ summary: oneLine(MAX_SUMMARY_CHARACTERS) }),
      )
      .optional(),
    tests: z.array(exampleSchema).optional().describe("Never shown to the model; check and eval use them."),
    review: z
      .strictObject({
        every: z
          .int()
          .min(1)
          .max(MAX_EVERY)
          .describe("One answer in so many, drawn at random, is put to a reviewer: a spot check."),
      })
      .optional()
      .describe("Spot checks say how often the answers are right. Off where it is left out."),
    audit: z
      .strictObject({
        favourable: oneLine(60)
          .optional()
          .describe("The label that is good news for the person it is about."),
        limit: z
          .number()
          .min(0)
          .max(1)
          .optional()
          .describe(
            "audit fails where a larger share of answers changes with the word for a person, e.g. 0.01.",
          ),
      })
      .optional(),
  })
  .superRefine((file, context) => {
    const labels = namesOf(file.labels);
    /** Where a label is in the file: its place in the list, or its key. */
    const pathOf = (index: number) => [
      "labels",
      Array.isArray(file.labels) ? index : (labels?.[index] ?? ""),
    ];
    const folded = (labels ?? []).map(appearance);
    const sequence = file.generation.end_sequence;
    const say = (place: Place, fault: Fault) => context.addIssue(broken(place, fault));
    for (const [index, label] of (labels ?? []).entries()) {
      if (folded.indexOf(folded[index] ?? "") !== index) say(pathOf(index), { code: "label-twice", label });
      if (label === UNUSABLE_LABEL) say(pathOf(index), { code: "unusable-label", label });
      if (label.includes(sequence)) say(pathOf(index), { code: "end-sequence", sequence });
    }
    if (appearance(file.input) === appearance(file.output))
      say(["output"], { code: "same-captions", caption: file.input });
    for (const list of ["examples", "tests"] as const)
      for (const [index, { input, output }] of (file[list] ?? []).entries()) {
        // An empty one is said to be empty.
        if (labels && output !== "" && !labels.includes(output))
          say([list, index, "output"], { code: "not-a-label", output, labels });
        if (list === "examples" && `${input}\n${output}`.includes(sequence))
          say([list, index], { code: "end-sequence", sequence });
      }
    if (file.examples_file !== undefined && !labels)
      say(["examples_file"], { code: "examples-file-without-labels" });
    if (file.scoring && !labels) say(["scoring"], { code: "scoring-without-labels" });
    if (file.variant_of !== undefined && file.language === undefined)
      say(["variant_of"], { code: "variant-without-language" });
    if (file.review && !labels) say(["review"], { code: "review-without-labels" });
    if (file.audit?.favourable && !labels?.includes(file.audit.favourable))
      say(["audit", "favourable"], { code: "favourable-no-label", label: file.audit.favourable });
  });

type CommandFile = z.infer<typeof commandFileSchema>;

/** Turns a checked file into a command.
 * @param revision short hash of the file's content
 * @param order the labels as they are written, where they are a map */
export function createCommand(
  name: string,
  file: CommandFile,
  revision: string,
  order: readonly string[] | null = null,
): Command {
  return Object.freeze({
    name,
    summary: file.summary,
    description: file.description,
    input: file.input,
    output: file.output,
    labels: inOrder(namesOf(file.labels), order),
    labelExplanations: explanationsOf(file.labels),
    examples: file.examples,
    examplesFile: file.examples_file ?? null,
    moreExamples: [],
    generation: {
      maxNewTokens: file.generation.max_new_tokens,
      temperature: file.generation.temperature,
      endSequence: file.generation.end_sequence,
    },
    scoring: {
      calibration: file.scoring?.calibration ?? "auto",
      abstainBelow: file.scoring?.abstain_below ?? null,
    },
    requiredParameters: file.requires ? parseParameters(file.requires.parameters) : null,
    model: file.model ?? null,
    language: file.language ?? null,
    variantOf: file.variant_of ?? null,
    experimental: file.experimental,
    summaries: Object.fromEntries(
      Object.entries(file.locales ?? {}).map(([tag, { summary }]) => [tag, summary]),
    ),
    tests: file.tests ?? [],
    review: { every: file.review?.every ?? null },
    audit: { favourable: file.audit?.favourable ?? null, limit: file.audit?.limit ?? null },
    revision,
    version: null,
  });
}

/** Objects of JavaScript put keys that are whole numbers first, whatever order they were written in. */
function inOrder(labels: readonly string[] | null, order: readonly string[] | null) {
  if (labels === null || order === null) return labels;
  return labels.toSorted((one, other) => order.indexOf(one) - order.indexOf(other));
}

/** "1.3B" → 1_300_000_000. */
function parseParameters(size: string): number {
  return Math.round(Number(size.slice(0, -1)) * (size.endsWith("B") ? 1e9 : 1e6));
}
