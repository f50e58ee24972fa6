/**
 * The README.md of a dataset: the metadata that Hugging Face's `datasets` and the hub read, and a card for people. Pure.
 * @see https://huggingface.co/docs/hub/datasets-cards
 */

import { stringify } from "yaml";

export interface DatasetFacts {
  readonly answers: number;
  readonly corrections: number;
  /** Rows by command, both tables together counted by answers. */
  readonly commands: ReadonlyMap<string, number>;
  readonly models: readonly string[];
  readonly hasLabels: boolean;
  readonly hasTexts: boolean;
  /** An identifier of the hub's list of licences; null while the operator has chosen none. */
  readonly licence: string | null;
  readonly day: Date;
  /** Of Fewshot. */
  readonly release: string;
}

/** In every card that Fewshot wrote: only those are replaced. */
export const CARD_MARK = "<!-- Written by `fewshot export dataset`. A new export replaces this file. -->";

export const FILES = { answers: "answers.jsonl", corrections: "corrections.jsonl" } as const;

const text = (name: string) => ({ name, dtype: "string" });
const FEATURES = {
  answers: [
    text("id"),
    text("command"),
    { name: "version", dtype: "int64" },
    ...["revision", "asked_on", "text", "answer"].map(text),
    { name: "scores", list: [text("label"), { name: "score", dtype: "float64" }] },
    ...["not_sure", "method", "model", "model_revision"].map(text),
  ],
  corrections: [
    ...["id", "command", "corrected_on", "text", "answer", "correction"].map(text),
    { name: "agrees", dtype: "bool" },
  ],
};

/** The largest number of rows of each class of the hub. */
const SIZES: readonly (readonly [number, string])[] = [
  [1_000, "n<1K"],
  [10_000, "1K<n<10K"],
  [100_000, "10K<n<100K"],
  [1_000_000, "100K<n<1M"],
  [10_000_000, "1M<n<10M"],
];

export function datasetCard(facts: DatasetFacts): string {
  return `---\n${header(facts)}---\n\n${CARD_MARK}\n\n${body(facts)}`;
}

function header({ answers, hasLabels, hasTexts, licence }: DatasetFacts): string {
  const tasks = [...(hasLabels ? ["text-classification"] : []), ...(hasTexts ? ["text-generation"] : [])];
  const config = (name: "answers" | "corrections") => ({
    config_name: name,
    ...(name === "corrections" ? { default: true } : {}),
    data_files: [{ split: "train", path: FILES[name] }],
  });
  const metadata = {
    ...(licence === null ? {} : { license: licence }),
    pretty_name: "Answers and corrections of Fewshot",
    ...(tasks.length === 0 ? {} : { task_categories: tasks }),
    size_categories: [SIZES.find(([most]) => answers < most)?.[1] ?? "n>10M"],
    tags: ["fewshot", "human-feedback"],
    configs: [config("corrections"), config("answers")],
    dataset_info: (["corrections", "answers"] as const).map((name) => ({
      config_name: name,
      features: FEATURES[name],
    })),
  };
  const choose =
    "# license: choose one before you publish (npx fewshot export dataset --license), e.g. cc-by-4.0: https://huggingface.co/docs/hub/repositories-licenses\n";
  return `${licence === null ? choose : ""}${stringify(metadata, { lineWidth: 0 })}`;
}

function body({ answers, corrections, commands, models, licence, day, release }: DatasetFacts): string {
  const counted = [...commands].sort(([a], [b]) => (a < b ? -1 : 1));
  return `# Answers and corrections of Fewshot

What a language model answered about texts, and what people said it should have answered. Exported by Fewshot ${release} on ${day.toISOString().slice(0, 10)}.

| table | rows | one row is |
|---|---|---|
| \`${FILES.corrections}\` | ${corrections} | a text, the model's answer, and a person's correction. \`agrees\`: it confirms the answer |
| \`${FILES.answers}\` | ${answers} | a text, the model's answer with all scores, the version of the command, and the model |

\`id\` joins the tables; it is also the OpenTelemetry trace id of the ask.

| command | answers |
|---|---|
${counted.map(([name, n]) => `| /${name} | ${n} |`).join("\n") || "| none | 0 |"}

Models: ${models.join(", ") || "none"}.

## Whose texts these are

- A text is here only if whoever wrote it ticked "This text and my answer may be used as an example" when overriding an answer
  about it, and has not withdrawn that. The author of a message
  that somebody else asked about counts as its writer.
- A correction is here only if its own author ticked the same.
- Nobody is here who has opted out, or whose data was erased or has expired. There are no names, no account numbers and no reasons.
- Texts can still say things about people. Read them before you publish.
- People may change their minds: export again before each publication, and replace what was published.

## What to keep in mind

- People correct answers that they find wrong. The share of wrong answers here says nothing about how often the model is wrong.
- A correction is one person's opinion.

## Licence

${licence === null ? "None yet. Whoever runs this installation chooses one before publishing, and asks the people whose texts these are where that is needed." : `\`${licence}\`, chosen by whoever runs this installation.`}
`;
}
