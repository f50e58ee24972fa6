/** Runs `fewshot …` as a process of its own, without what it prints. */

import { execFile } from "node:child_process";
import { promisify } from "node:util";

export async function runVerb(
  args: readonly string[],
  settings: Readonly<Record<string, string>>,
): Promise<void> {
  await promisify(execFile)(process.execPath, ["src/cli.ts", ...args], {
    env: { PATH: process.env.PATH, ...settings },
  });
}
