/** Whole bots as processes of their own, which may share a PostgreSQL. */

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { QUICK } from "../quick.ts";
import { eventually } from "./eventually.ts";

export interface StartedBot {
  readonly child: ChildProcess;
  readonly url: string;
}

/** Starts `fewshot start`, and waits until its page is there.
 * @param environment beside PATH; nothing else of this process comes through
 * @param flags of Node */
export async function startBotProcess(
  environment: Readonly<Record<string, string>>,
  flags: readonly string[] = [],
): Promise<StartedBot> {
  const child = spawn(process.execPath, [...QUICK, ...flags, "src/cli.ts", "start"], {
    env: { PATH: process.env.PATH ?? "", PORT: "0", RATE_LIMIT: "0", ...environment },
    stdio: ["ignore", "ignore", "pipe"],
  });
  let said = "";
  child.stderr?.on("data", (chunk) => {
    said += chunk;
  });
  try {
    const url = await eventually(() => {
      const found = /Fewshot is at (\S+)/.exec(said)?.[1];
      if (found === undefined) throw new Error(`not up yet: ${said}`);
      return found;
    });
    return { child, url };
  } catch (error) {
    child.kill("SIGKILL");
    throw error;
  }
}

/** Ends bots as an operator does, and waits until they have ended. */
export async function endBots(bots: readonly StartedBot[]): Promise<void> {
  await Promise.all(
    bots.map(async ({ child }) => {
      const ended = once(child, "exit");
      child.kill("SIGTERM");
      await ended;
    }),
  );
}
