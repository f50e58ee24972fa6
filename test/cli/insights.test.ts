/** `fewshot insights` over a model server: charts, sentences and JSON, and what is wrong with a request. */

import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { addCardCommand } from "../../src/cli/measure/card.ts";
import { addInsightsCommand } from "../../src/cli/measure/insights.ts";
import { type ModelServer, startModelServer } from "../emulators/model-server/server.ts";
import { runCli, runHere } from "./run-cli.ts";

let folder: string;
let server: ModelServer;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "fewshot-insights-"));
  server = await startModelServer();
});
afterEach(async () => {
  await server.close();
  await rm(folder, { recursive: true, force: true });
});

const environment = () => ({
  INFERENCE_URL: server.url,
  MODEL: "acme/neo-1B",
  REPORTS_DIR: join(folder, "reports"),
});

async function write(name: string, content: string): Promise<string> {
  await writeFile(join(folder, name), content);
  return join(folder, name);
}

const COMMAND = `summary: s
description: d
input: Message
output: Mood
labels: [Positive, Negative]
examples: [{ input: "ok", output: Positive }]
tests: [{ input: "good", output: Positive }, { input: "bad", output: Negative }]
`;

describe("fewshot insights", () => {
  it("writes charts and a page, and prints tables and sentences", async () => {
    const file = await write("mood.yaml", COMMAND);
    const [charts, page] = [join(folder, "charts"), join(folder, "page", "insights.html")];
    const { code, stdout, stderr } = await runCli(
      ["insights", file, "--svg", charts, "--html", page],
      environment(),
    );
    expect(code).toBe(0);
    expect((await readdir(charts)).sort()).toEqual([
      "mood-examples.svg",
      "mood-labels.svg",
      "mood-settings-1.svg",
      "mood-settings-2.svg",
      "mood-settings-3.svg",
    ]);
    expect(stderr.trim().split("\n")).toHaveLength(6);
    expect(await readFile(page, "utf8")).toContain("<h1>Insights of /mood</h1>");
    expect(stdout).toContain("/mood: right answers by number of examples");
    expect(stdout).toContain(
      "As the file has it (temperature 0.1, 25 tokens and ###), 3 of 3 answers are valid.",
    );
    expect(stdout).toContain("2 texts do not show whether any number of examples is better than all 1.");
  });

  it("takes texts with known answers from a file, and prints one JSON object", async () => {
    const file = await write("mood.yaml", COMMAND);
    const rows = await write(
      "rows.jsonl",
      '{"input":"one","output":"Positive"}\n{"input":"?","output":"Not sure"}\n',
    );
    const { code, out } = await runHere(
      addInsightsCommand,
      ["insights", file, "--data", rows, "--json"],
      environment(),
    );
    expect([code, JSON.parse(out)]).toMatchObject([
      0,
      {
        command: "mood",
        examples: {
          texts: 1,
          points: [
            { examples: 0, accuracy: 1 },
            { examples: 1, accuracy: 1 },
          ],
        },
        findings: [expect.any(String), expect.any(String), expect.any(String)],
      },
    ]);
  });

  it("writes a command's card, and keeps it for the page", async () => {
    const file = await write("mood.yaml", COMMAND);
    const to = join(folder, "card.md");
    const { code, err } = await runHere(
      addCardCommand,
      ["card", file, "--sentences", "1", "--to", to],
      environment(),
    );
    expect([code, err]).toEqual([0, `Wrote ${to}.`]);
    expect(await readFile(to, "utf8")).toContain("1 of 2 are right: 50.0%");
    expect(await readdir(join(folder, "reports", "cards"))).toEqual([
      expect.stringMatching(/^mood-[0-9a-f]{12}\.json$/),
    ]);
    const bare = await write("bare.yaml", COMMAND.replace(/tests:.*\n/, ""));
    const refused = await runHere(addCardCommand, ["card", bare], environment());
    expect([refused.code, refused.err]).toEqual([2, expect.stringContaining("/bare has no tests")]);
  });

  it.each([
    [["nope"], "There is no command /nope."],
    [["sentiment", "--orders", "0"], "--orders must be a whole number from 1 on."],
    [["tldr", "--data", "x.jsonl"], "--data is for commands with labels"],
    [["sentiment", "--data", "nope.jsonl"], "nope.jsonl"],
  ])("says what is wrong with %j before any model is asked", async (args, sentence) => {
    const { code, err } = await runHere(addInsightsCommand, ["insights", ...args], environment());
    expect([code, err]).toEqual([2, expect.stringContaining(sentence)]);
    expect(server.requests).toEqual([]);
  });
});
