/** Insights over answers made up in known ways: the figures, and what is said and not said of them. */

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseCommand } from "../../src/commands/source/parse.ts";
import type { Answer, ModelInfo } from "../../src/core/ask.ts";
import type { Command } from "../../src/core/command/command.ts";
import { createWriter } from "../../src/flows/monitoring/measure/write.ts";
import type { Backend, CompletionRequest } from "../../src/flows/ports/backend.ts";
import { figuresOf } from "../../src/monitoring/insights/charts.ts";
import { trialsOf } from "../../src/monitoring/insights/examples.ts";
import { findingsOf } from "../../src/monitoring/insights/findings.ts";
import { insightsHtml } from "../../src/monitoring/insights/html.ts";
import { runInsights } from "../../src/monitoring/insights/run.ts";
import { gridOf } from "../../src/monitoring/insights/settings.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "fewshot-insights-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const model = {
  name: "made-up",
  revision: "1",
  dtype: null,
  parameters: 1,
  contextTokens: 9_999,
} as ModelInfo;

function commandOf(examples: number, more = "labels: [Good, Bad]\n"): Command {
  const list = Array.from(
    { length: examples },
    (_, at) => `  - { input: "e${at}", output: ${at % 2 ? "Bad" : "Good"} }\n`,
  );
  const source = `summary: s\ndescription: d\ninput: Message\noutput: Mood\nexamples:${examples === 0 ? " []" : ""}\n${list.join("")}${more}`;
  const parsed = parseCommand(source, { file: "mood.yaml", name: "mood" });
  if ("faults" in parsed) throw new Error(JSON.stringify(parsed.faults));
  return parsed.command;
}

const texts = (n: number) =>
  Array.from({ length: n }, (_, at) => ({ input: `text ${at}`, expected: at % 2 ? "Bad" : "Good" }));

/** Answers right about the first `share` of the texts. */
function respondRight(share: (command: Command) => number, n: number) {
  return async (command: Command, input: string): Promise<Answer> => {
    const at = Number(input.split(" ")[1]);
    const isRight = at < share(command) * n;
    const label = (at % 2 === 0) === isRight ? "Good" : "Bad";
    return {
      label,
      doubt: null,
      scores: [
        { label, score: 0.8 },
        { label: label === "Good" ? "Bad" : "Good", score: 0.2 },
      ],
    } as unknown as Answer;
  };
}

const backend = (complete: (request: CompletionRequest) => string | null = () => null) =>
  ({
    name: "made-up",
    where: "here",
    describe: async () => model,
    countTokens: (text: string) => text.length,
    complete: async (request: CompletionRequest) => {
      const text = complete(request);
      return { text: text ?? "cut off", finish: text === null ? "length" : "end-sequence" };
    },
  }) as unknown as Backend;

let run = 0;
const insightsOf = (command: Command, more: Partial<Parameters<typeof runInsights>[0]>) =>
  runInsights({
    command,
    model,
    where: "here",
    write: createWriter(backend()),
    respond: respondRight(() => 1, 1),
    orders: 5,
    folder: join(folder, String(run++)),
    ...more,
  });

describe("the number of examples", () => {
  it("is tried from none to all, in five orders that are no two alike, the file's own first and the newest kept", () => {
    const trials = trialsOf(commandOf(4), 5);
    const sizes = trials.map(({ examples }) => examples.length);
    expect([...new Set(sizes)]).toEqual([0, 1, 2, 3, 4]);
    expect(sizes.filter((size) => size === 0)).toHaveLength(1);
    expect(sizes.filter((size) => size === 4)).toHaveLength(5);
    expect(new Set(trials.map(({ examples }) => JSON.stringify(examples))).size).toBe(trials.length);
    expect(trials.find(({ examples }) => examples.length === 2)?.examples.map(({ input }) => input)).toEqual([
      "e2",
      "e3",
    ]);
    expect(trialsOf(commandOf(4), 5)).toEqual(trials);
    expect([...new Set(trialsOf(commandOf(32), 1).map(({ examples }) => examples.length))]).toEqual([
      0, 1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 16, 20, 24, 28, 32,
    ]);
  });

  it("says how many examples hurt, with the difference and its interval", async () => {
    const command = commandOf(12);
    const respond = respondRight(({ examples }) => (examples.length > 8 ? 0.5 : 0.9), 40);
    const insights = await insightsOf(command, { respond, texts: texts(40) });
    expect(insights.examples?.points.find(({ examples }) => examples === 8)).toMatchObject({
      accuracy: 0.9,
      worst: 0.9,
      lessThanAll: { isClear: true },
    });
    expect(findingsOf(insights, "en")[0]).toMatch(
      /^More than 8 examples hurt here: 90% are right with 8, 50% with all 12 \(difference 40 points, 95% interval \d+ points to \d+ points\)\./,
    );
  });

  it("names the largest number of examples that does not hurt", async () => {
    const respond = respondRight(
      ({ examples }) => (examples.length > 8 ? 0.5 : examples.length / 10 + 0.1),
      40,
    );
    const insights = await insightsOf(commandOf(12), { respond, texts: texts(40) });
    expect(findingsOf(insights, "en")[0]).toMatch(
      /^More than 8 examples hurt here: 90% are right with 8, 50% with all 12/,
    );
  });

  it("claims nothing of a few texts, whatever they look like, and never draws a band without a width", async () => {
    const respond = respondRight(({ examples }) => (examples.length > 1 ? 0 : 1), 3);
    const insights = await insightsOf(commandOf(4), { respond, texts: texts(3) });
    expect(findingsOf(insights, "en")[0]).toMatch(
      /^3 texts do not show whether any number of examples is better than all 4\./,
    );
    for (const { interval } of insights.examples?.points ?? [])
      expect(interval[1] - interval[0]).toBeGreaterThan(0.3);
  });

  it("says that examples help, and that their order matters", async () => {
    const helping = respondRight(({ examples }) => (examples.length === 0 ? 0.3 : 0.9), 40);
    expect(
      findingsOf(await insightsOf(commandOf(4), { respond: helping, texts: texts(40) }), "en")[0],
    ).toMatch(/^The examples help: 90% are right with all 4, 30% without any\.$/);
    const byOrder = respondRight(({ examples }) => (examples[0]?.input === "e0" ? 0.9 : 0.5), 40);
    expect(
      findingsOf(await insightsOf(commandOf(4), { respond: byOrder, texts: texts(40) }), "en")[1],
    ).toMatch(
      /^The order of the examples matters: of 5 orders the best is right about 90%, the worst about 50%; the file's own about 90%\.$/,
    );
  });

  it("needs texts with known answers", async () => {
    await expect(insightsOf(commandOf(2), {})).rejects.toThrow(/^\/mood has no tests, and without texts/);
    const none = await insightsOf(commandOf(0), { texts: texts(4) });
    expect(findingsOf(none, "en")[0]).toBe("/mood has no examples. Small models need three or four.");
  });
});

describe("the settings", () => {
  const free = commandOf(3, 'tests:\n  - { input: "one", output: x }\n');

  it("are tried in every combination, without end sequences that the texts hold", () => {
    expect(gridOf(free)).toEqual({
      temperatures: [0, 0.1, 0.5, 1, 1.5],
      lengths: [5, 10, 25, 50],
      endSequences: ["###", "---", "END"],
    });
    expect(gridOf(commandOf(1, "labels: [Good, TREND]\n")).endSequences).toEqual(["###", "---"]);
  });

  it("are measured where the model writes: an example's own text without that example", async () => {
    const prompts: string[] = [];
    const insights = await insightsOf(free, {
      write: createWriter(
        backend(({ prompt, maxNewTokens }) => {
          prompts.push(prompt.prefix + prompt.text);
          return maxNewTokens >= 25 ? "fine" : null;
        }),
      ),
    });
    expect(insights.examples).toBeNull();
    expect(insights.settings).toMatchObject({ texts: 4, own: { valid: 4, n: 4 }, better: null });
    expect(
      insights.settings?.cells.filter(({ maxNewTokens, valid }) => maxNewTokens >= 25 !== (valid === 4)),
    ).toEqual([]);
    expect(prompts.filter((prompt) => prompt.split("Message: e1\n").length > 2)).toEqual([]);
    expect(findingsOf(insights, "en")).toContain(
      "As the file has it (temperature 0.1, 25 tokens and ###), 4 of 4 answers are valid.",
    );
  });

  it("are better only beyond doubt, over all combinations that were tried", async () => {
    const eight = commandOf(8, "");
    const short = await insightsOf(eight, {
      write: createWriter(
        backend(({ maxNewTokens, temperature }) =>
          maxNewTokens === 50 && temperature === 0 ? "fine" : null,
        ),
      ),
    });
    // Eight texts of eight: p = 1/256 for one setting, and 60 were tried.
    expect(short.settings?.better).toBeNull();
    expect(findingsOf(short, "en").join(" ")).toContain(
      "No other setting is better beyond doubt on 8 texts.",
    );
  });

  it("count for a label command only where the model writes the label", async () => {
    const generated = async () => ({ label: "Good", doubt: null, scores: null }) as unknown as Answer;
    const insights = await insightsOf(commandOf(2), {
      texts: texts(4),
      respond: generated,
      write: createWriter(backend(({ temperature }) => (temperature > 1 ? "no idea" : "Good"))),
    });
    expect(insights.examples?.reliability).toBeNull();
    expect(
      insights.settings?.cells.every(({ temperature, valid }) => valid === (temperature > 1 ? 0 : 6)),
    ).toBe(true);
  });
});

describe("the charts of a command", () => {
  it("have a table each, no broken number, and escape the command's words", async () => {
    const command = commandOf(3, 'labels: [Good, Bad, "<b>&"]\n');
    const insights = await insightsOf(command, {
      respond: respondRight(() => 0.7, 9),
      texts: [...texts(9), { input: "text 9", expected: "<b>&" }],
    });
    const figures = await figuresOf(insights, "en");
    expect(figures.map(({ name }) => name)).toEqual(["mood-examples", "mood-labels", "mood-reliability"]);
    for (const { svg, head, rows } of figures) {
      expect(svg).toMatch(/^<svg [^>]*role="img" aria-labelledby="(\S+)-title \1-description">/);
      expect(svg).not.toMatch(/NaN|undefined|null|Infinity|<b>/);
      expect(rows.every((row) => row.length === head.length)).toBe(true);
    }
    const page = await insightsHtml(insights, "en");
    expect(page).toContain("&lt;b&gt;&amp;");
    expect(page.match(/<details>/g)).toHaveLength(figures.length);
  });
});
