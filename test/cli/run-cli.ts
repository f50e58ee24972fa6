/** Runs `npx fewshot …` as a person would: a real process, with an environment of its own; or, where only words matter, in this one. */

import { spawn } from "node:child_process";
import { resolve } from "node:path";
import { Command as Program } from "commander";
import { vi } from "vitest";
import { explainExit } from "../../src/cli/shared/output.ts";
import { explainUsage } from "../../src/cli/usage.ts";
import { QUICK } from "../quick.ts";

export interface CliResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** @param args as typed behind `fewshot`
 * @param environment settings; nothing of the caller's own comes through but PATH and HOME
 * @param input the text on standard input
 * @param folder where it runs */
export function runCli(
  args: readonly string[],
  environment: Record<string, string> = {},
  input = "",
  folder = ".",
): Promise<CliResult> {
  return new Promise((done, fail) => {
    const { PATH = "", HOME = "" } = process.env;
    const child = spawn(process.execPath, [...QUICK, resolve("src/cli.ts"), ...args], {
      cwd: folder,
      env: { PATH, HOME, NO_COLOR: "1", ...environment },
    });
    let stdout = "";
    let stderr = "";
    child.stdout.on("data", (chunk) => {
      stdout += chunk;
    });
    child.stderr.on("data", (chunk) => {
      stderr += chunk;
    });
    child.stdin.end(input);
    child.on("error", fail);
    child.on("close", (code) => done({ code, stdout, stderr }));
  });
}

/** Runs a verb in this process, since a process for each would take seconds.
 * @param add what adds the verb to the program
 * @param environment settings, over those of this process */
export async function runHere(
  add: (program: Program) => void,
  args: readonly string[],
  environment: Record<string, string> = {},
): Promise<{ code: number; out: string; err: string }> {
  const program = new Program().exitOverride();
  add(program);
  explainUsage(program);
  for (const [key, value] of Object.entries(environment)) vi.stubEnv(key, value);
  let [code, out, err] = [0, "", ""];
  const stdout = vi.spyOn(process.stdout, "write").mockImplementation((text) => {
    out += text;
    return true;
  });
  const stderr = vi.spyOn(process.stderr, "write").mockImplementation((text) => {
    err += text;
    return true;
  });
  try {
    await program.parseAsync(args, { from: "user" });
  } catch (error) {
    code = explainExit(error);
  } finally {
    stdout.mockRestore();
    stderr.mockRestore();
    vi.unstubAllEnvs();
  }
  return { code, out: out.trimEnd(), err: err.trimEnd() };
}
