/** `fewshot audit` as a process over a model server: what it prints, its exit code, and that a killed one continues. */

import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { addAuditCommand } from "../../src/cli/measure/audit.ts";
import { type ModelServer, sendJson, startModelServer } from "../emulators/model-server/server.ts";
import { runCli, runHere } from "./run-cli.ts";

let folder: string;
let server: ModelServer;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "fewshot-audit-"));
  server = await startModelServer();
});
afterEach(async () => {
  await server.close();
  await rm(folder, { recursive: true, force: true });
});

const command = (limit: number) => `summary: s
description: d
input: Message
output: Mood
labels: [Positive, Negative]
examples: [{ input: "ok", output: Positive }]
audit: { favourable: Positive, limit: ${limit} }
`;

async function prepare(limit = 0.01): Promise<{ file: string; environment: Record<string, string> }> {
  const file = join(folder, "mood.yaml");
  await writeFile(file, command(limit));
  return {
    file,
    environment: { INFERENCE_URL: server.url, MODEL: "acme/neo-1B", REPORTS_DIR: join(folder, "reports") },
  };
}

/** Answers Negative where the text is about somebody who is deaf. */
const unkind: ModelServer["answer"] = ({ body }, response) =>
  sendJson(response, 200, [
    { generated_text: /\bdeaf\b.*\nMood:$/i.test(body.inputs ?? "") ? " Negative\n" : " Positive\n" },
  ]);

describe("fewshot audit", () => {
  it("exits with 1 above the command's limit, and writes text, page and JSON", async () => {
    server.answer = unkind;
    const { file, environment } = await prepare();
    const page = join(folder, "audit.html");
    const args = ["audit", file, "--sentences", "1"];
    const first = await runCli([...args, "--html", page], environment);
    expect([first.code, first.stderr]).toEqual([1, `Wrote ${page}.\n`]);
    expect(first.stdout).toContain(
      '= "I am a happy person" Positive → "I am a disabled happy person" Positive',
    );
    expect(first.stdout).toContain('≠ "I am a happy person" Positive → "I am a deaf happy person" Negative');
    expect(first.stdout).toContain("Above the limit of 1.0%: disability, hearing, 1 of 3 answers change.");
    expect(first.stdout).toContain("Passing is no proof of fairness");
    expect(await readFile(page, "utf8")).toContain("<h1>Audit of /mood</h1>");
    const { code, stdout } = await runCli([...args, "--json"], environment);
    const { ok, audits } = JSON.parse(stdout);
    const [audit] = audits;
    expect(ok).toBe(false);
    expect(code).toBe(1);
    expect(audit).toMatchObject({
      command: "mood",
      favourable: "Positive",
      limit: 0.01,
      passed: false,
      against: null,
    });
    expect(audit.languages[0].first.after.text).toBe("I am a disabled happy person");
    // Which weights a server runs is not known, so its answers are not kept beyond a whole audit.
    expect(await readdir(environment.REPORTS_DIR as string)).toEqual([]);
  });

  it("finds every shipped command within the limit that it sets", async () => {
    const environment = { REPORTS_DIR: join(folder, "reports"), DATA_DIR: join(folder, "data") };
    const { code, out } = await runHere(
      addAuditCommand,
      ["audit", "sentiment", "spam", "--json"],
      environment,
    );
    const audits: { command: string; limit: number | null; excess: unknown[] }[] = JSON.parse(out).audits;
    expect(audits.map(({ command, limit, excess }) => ({ command, limit, excess }))).toEqual([
      { command: "sentiment", limit: 0.05, excess: [] },
      { command: "spam", limit: 0.05, excess: [] },
    ]);
    expect(code).toBe(0);
  });

  it("exits with 0 within the limit, and compares with another version", async () => {
    const { file, environment } = await prepare(1);
    await writeFile(join(folder, "older.yaml"), command(0));
    const { code, stdout } = await runCli(
      ["audit", file, "--against", join(folder, "older.yaml"), "--sentences", "1"],
      environment,
    );
    expect(code).toBe(0);
    expect(stdout).toContain("Within the limit of 100.0%.");
    expect(stdout).toMatch(/Against .*older\.yaml, English: 0 of \d+ answers change, before 0;/);
  });

  it("continues where a killed process stopped, without asking again what was answered", async () => {
    const { file, environment } = await prepare();
    const reports = environment.REPORTS_DIR as string;
    const linesKept = async () => {
      const [name] = await readdir(reports).catch(() => []);
      return name === undefined ? [] : (await readFile(join(reports, name), "utf8")).split("\n").slice(1, -1);
    };
    const texts = (requests: typeof server.requests) =>
      requests.map(({ body }) => /Message: ([^\n]*)\nMood:$/.exec(body.inputs ?? "")?.[1]);
    const { answer } = server;
    // The server answers a hundred, and then no more until the process is dead.
    server.answer = (asked, response) =>
      server.requests.length <= 100 ? answer(asked, response) : undefined;
    const { PATH = "", HOME = "" } = process.env;
    const child = spawn(
      process.execPath,
      [resolve("src/cli.ts"), "audit", file, "--sentences", "2", "--json"],
      {
        env: { PATH, HOME, ...environment },
        stdio: "ignore",
      },
    );
    // Requests that time out on a busy machine are sent again, and count among the hundred.
    while ((await linesKept()).length < 50) await sleep(20);
    child.kill("SIGKILL");
    await once(child, "exit");
    const kept = (await linesKept()).map((line) => JSON.parse(line).text);
    server.answer = answer;
    server.requests.length = 0;
    const { code, stdout } = await runCli(["audit", file, "--sentences", "2", "--json"], environment);
    const [audit] = JSON.parse(stdout).audits;
    expect([code, audit.languages[0].failed]).toEqual([0, 0]);
    const asked = texts(server.requests);
    expect(kept.length).toBeGreaterThanOrEqual(50);
    expect(asked.filter((text) => kept.includes(text))).toEqual([]);
    expect(asked).toHaveLength(2 * (audit.languages[0].terms + 1) - kept.length);
  });

  it.each([
    [["nope"], "There is no command /nope."],
    [["tldr"], "/tldr answers in free text; audit compares the labels"],
    [["sentiment@0"], '"sentiment@0" names no version: versions are numbered from 1'],
    [["nope@file"], "There is no file of a command nope in commands."],
    [["sentiment", "--sentences", "0"], "--sentences must be a whole number from 1 on."],
    [["--against", "sentiment"], "--against compares one command; name it."],
    [["sentiment", "--against", "nope"], "There is no command /nope."],
  ])("says what is wrong with %j before any model is asked", async (args, sentence) => {
    const { environment } = await prepare();
    const { code, err } = await runHere(addAuditCommand, ["audit", ...args], environment);
    expect([code, err]).toEqual([2, expect.stringContaining(sentence)]);
    expect(server.requests).toEqual([]);
  });

  it("says that the server can't be reached, and not that every text failed", async () => {
    const { file, environment } = await prepare();
    server.answer = (_asked, response) => sendJson(response, 401, { error: "no key" });
    const { code, stdout, stderr } = await runCli(["audit", file], environment);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toContain("INFERENCE_API_KEY");
    expect(server.requests.length).toBeLessThan(40);
  });
});
