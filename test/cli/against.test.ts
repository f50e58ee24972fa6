/** `fewshot eval --against-model` and `check --against-model`: another model beside the configured one, on a server and as a folder. */

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { addCheckCommand } from "../../src/cli/measure/check.ts";
import { addEvalCommand } from "../../src/cli/measure/eval.ts";
import { type ModelServer, sendJson, startModelServer } from "../emulators/model-server/server.ts";
import { runHere } from "./run-cli.ts";

const folder = mkdtempSync(join(tmpdir(), "fewshot-against-"));
const file = join(folder, "verdict.yaml");
const rowsFile = join(folder, "rows.jsonl");
const rows = [
  { input: "a fine day", output: "Good" },
  { input: "a fine meal", output: "Good" },
  { input: "a sad day", output: "Bad" },
  { input: "a sad mistake", output: "Bad" },
  { input: "a broken cup", output: "Bad" },
];
/** What each model of the server says of a text; undefined for a text that it refuses. */
const models: Record<string, (text: string) => string | undefined> = {
  mine: () => "Good",
  better: (text) => (/sad|broken/.test(text) ? "Bad" : "Good"),
  worse: () => "Bad",
  picky: (text) => (text.includes("broken") ? undefined : "Good"),
};
let server: ModelServer;

beforeAll(async () => {
  writeFileSync(
    file,
    "summary: Good or bad?\ndescription: Say Good or Bad.\ninput: Text\noutput: Verdict\nlabels: [Good, Bad]\ntests:\n  - { input: a sad story, output: Bad }\n",
  );
  writeFileSync(rowsFile, rows.map((row) => JSON.stringify(row)).join("\n"));
  server = await startModelServer();
  server.answer = ({ body }, response) => {
    const model = models[body.model ?? ""];
    if (!model) return sendJson(response, 404, { message: `The model ${body.model} does not exist.` });
    // Where it is asked to score several prompts at once it answers as one that can not, so that the bot has it write.
    const text = model(String(body.prompt).split("Text:").at(-1) ?? "");
    return text === undefined
      ? sendJson(response, 422, { error: "refused", error_type: "validation" })
      : sendJson(response, 200, { choices: [{ text: ` ${text}\n`, finish_reason: "stop" }] });
  };
});

afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});

const ON_SERVER = () => ({ INFERENCE_URL: server.url, INFERENCE_PROTOCOL: "openai", MODEL: "mine" });
const AS_FOLDER = () => ({ INFERENCE_URL: "", MODEL: "test/fixtures/tiny-neo" });
const evaluate = (args: readonly string[], settings: () => Record<string, string>) =>
  runHere(addEvalCommand, ["eval", file, rowsFile, ...args], {
    NO_COLOR: "1",
    DATA_DIR: folder,
    ...settings(),
  });

describe("eval --against-model", () => {
  it("says which rows the other model repairs and breaks", async () => {
    const better = await evaluate(["--against-model", "better", "--json"], ON_SERVER);
    const { against, accuracy } = JSON.parse(better.out);
    expect([better.code, accuracy]).toEqual([0, 2 / 5]);
    expect(against.comparison).toMatchObject({ n: 5, before: { right: 2 }, after: { right: 5 }, broken: [] });
    expect(against.comparison.repaired.map(({ text }: { text: string }) => text)).toEqual([
      "a sad day",
      "a sad mistake",
      "a broken cup",
    ]);
    expect(against.model.name).toBe("better");
    const worse = await evaluate(["--against-model", "worse"], ON_SERVER);
    expect(worse.out).toContain(
      "worse in place of mine, by the answers as people see them: 5 rows, too few to measure; before 40.0%",
    );
    expect(worse.out).toContain("3 repaired, 2 broken");
    expect(worse.out).toContain("broken  Good: Good → Bad  a fine meal");
  });

  it("compares what both answered, and says what the other model did not answer", async () => {
    const picky = await evaluate(["--against-model", "picky"], ON_SERVER);
    expect(picky.out).toContain("picky in place of mine, by the answers as people see them: 4 rows");
    expect(picky.out).toContain("0 repaired, 0 broken");
    expect(picky.out).toMatch(/picky gave no answer to 1 row: .*refused/);
    const gone = await evaluate(["--against-model", "gone"], ON_SERVER);
    expect(gone.out).toContain(
      "gone in place of mine, by the answers as people see them: not measured, there are none",
    );
    expect(gone.out).toMatch(/gone gave no answer to 5 rows: .*The model gone does not exist/);
    expect([picky.code, gone.code]).toEqual([1, 1]);
  });

  it.each([
    ["nosuch", '--against-model is "nosuch"; it must be builtin'],
    ["/no/such/folder", "the model folder /no/such/folder does not exist; set --against-model to builtin"],
    ["", '--against-model is ""; it must be builtin'],
  ])("asks nothing where there is no model %j", async (named, words) => {
    const { code, out, err } = await evaluate(["--against-model", named], AS_FOLDER);
    expect([code, out]).toEqual([2, ""]);
    expect(err).toContain(words);
  });

  it("finds no difference between a model and itself", async () => {
    const { out } = await evaluate(["--against-model", "test/fixtures/tiny-neo", "--json"], AS_FOLDER);
    const { against } = JSON.parse(out);
    expect(against.comparison).toMatchObject({ n: 5, repaired: [], broken: [] });
    expect(against.failed).toBe(0);
  });
});

describe("check --against-model", () => {
  const check = (named: string, settings: () => Record<string, string>, ...more: string[]) =>
    runHere(addCheckCommand, ["check", file, "--against-model", named, ...more], {
      ...{ NO_COLOR: "1", DATA_DIR: folder },
      ...settings(),
    });

  it("shows the tests that the other model repairs", async () => {
    const { out } = await check("better", ON_SERVER);
    expect(out).toContain("/verdict with better in place of mine:");
    expect(out).toMatch(/a sad story/);
    const chinese = (await check("better", ON_SERVER, "--lang", "zh-TW")).out;
    expect(chinese).toContain("/verdict改用 better，取代 mine：");
    expect(chinese).toMatch(/以 0 個抽查和 \d 個測試比較。/);
  });

  it("names the option where there is no such model", async () => {
    expect((await check("nosuch", AS_FOLDER)).err).toContain('--against-model is "nosuch"');
    const gone = await check("gone", ON_SERVER);
    expect(gone.err).toContain("The model gone does not exist");
    expect(gone.code).not.toBe(0);
  });
});
