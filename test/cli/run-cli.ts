/** Runs `npx fewshot …` as a person would: a real process, with an environment of its own. */

import { spawn } from "node:child_process";
import { resolve } from "node:path";

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
    const child = spawn(process.execPath, [resolve("src/cli.ts"), ...args], {
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
