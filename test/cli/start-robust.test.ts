/** The real process: what ends it, what does not, and what it logs. */

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { QUICK } from "../quick.ts";

let folder: string;
const children: ChildProcess[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "fewshot-start-"));
});
afterEach(async () => {
  for (const child of children.splice(0)) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    child.kill("SIGKILL");
    await once(child, "exit");
  }
  await rm(folder, { recursive: true, force: true });
});

interface Process {
  readonly child: ChildProcess;
  log(): string;
  /** Every line parsed: stderr is JSON only where it is no terminal. */
  lines(): Record<string, unknown>[];
  url(): Promise<string>;
}

function start(
  environment: Record<string, string> = {},
  command: readonly string[] = [process.execPath, ...QUICK, resolve("src/cli.ts"), "start"],
): Process {
  const [program = "", ...args] = command;
  const child = spawn(program, args, {
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      PORT: "0",
      DATA_DIR: join(folder, "data"),
      ...environment,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  children.push(child);
  let log = "";
  child.stderr?.on("data", (chunk) => {
    log += chunk;
  });
  return {
    child,
    log: () => log,
    lines: () =>
      log
        .split("\n")
        .filter((line) => line !== "")
        .map((line) => JSON.parse(line)),
    url: () =>
      vi.waitFor(
        () => {
          const found = /Fewshot is at (\S+)/.exec(log)?.[1];
          if (found === undefined) throw new Error(`not up yet: ${log}`);
          return found;
        },
        { timeout: 60_000, interval: 50 },
      ),
  };
}

/** Processor time of the whole process so far. */
async function readCpu(url: string): Promise<{ cpuMs: number }> {
  const metrics = await (await fetch(`${url}/metrics`)).text();
  return { cpuMs: Number(/^process_cpu_seconds_total (\S+)/m.exec(metrics)?.[1]) * 1000 };
}

const exitOf = async ({ child }: Process): Promise<number | null> =>
  child.exitCode ?? (await once(child, "exit"))[0];

describe("fewshot start", () => {
  it("starts with the good command files, and survives every slip in one while it runs", async () => {
    const commands = join(folder, "commands");
    await cp("commands", commands, { recursive: true });
    const good = await readFile(join(commands, "sentiment.yaml"), "utf8");
    await writeFile(join(commands, "broken.yaml"), "summary: [");
    const bot = start({ COMMANDS_DIR: commands });
    const url = await bot.url();
    expect(bot.log()).toContain("broken.yaml:1");

    const slips: [slip: string, fault: string][] = [
      [good.replace("output: Positive", "output: *Positive*"), "put it in quotes"],
      [
        `a: &a [x,x,x,x,x,x,x,x,x,x]\n${[..."bcdefghij"]
          .map((key, at) => `${key}: &${key} [${Array(10).fill(`*${"abcdefghi"[at]}`).join()}]`)
          .join("\n")}\n`,
        "more than 100 aliases",
      ],
      [`a: ${"[".repeat(20_000)}`, "nested too deeply"],
    ];
    for (const [index, [slip, fault]] of slips.entries()) {
      await writeFile(join(commands, "sentiment.yaml"), slip);
      await vi.waitFor(() => expect(bot.log()).toContain(fault), 60_000);
      expect((await fetch(`${url}/healthz`)).status).toBe(200);
      await writeFile(join(commands, "sentiment.yaml"), good);
      await vi.waitFor(
        () => expect(bot.log().match(/has no fault any more/g)?.length ?? 0).toBeGreaterThan(index),
        60_000,
      );
    }
    const page = await (await fetch(url)).text();
    expect(page).toContain("/sentiment");
    bot.child.kill("SIGTERM");
    expect(await exitOf(bot)).toBe(0);
    const messages = bot.lines().map(({ msg }) => msg);
    expect(messages[0]).toBe("Fewshot starts");
    expect(messages.slice(-2)).toEqual(["stopping", "stopped"]);
  });

  it("continues, and idles, after whoever read its log is gone", async () => {
    const bot = start({ LOG_LEVEL: "debug" });
    const url = await bot.url();
    bot.child.stderr?.destroy();
    bot.child.stdout?.destroy();
    const headers = { origin: url, accept: "application/json", "content-type": "application/json" };
    const body = JSON.stringify({ text: "/sentiment great job" });
    const ask = () => fetch(`${url}/asks`, { method: "POST", headers, body });
    expect((await ask()).ok).toBe(true);
    await vi.waitFor(async () => expect(await (await fetch(url)).text()).toContain("Positive"), 60_000);
    // A process that logs its own failure to log would never be idle.
    await vi.waitFor(
      async () => {
        const { cpuMs } = await readCpu(url);
        await new Promise((done) => setTimeout(done, 500));
        expect((await readCpu(url)).cpuMs - cpuMs).toBeLessThan(250);
      },
      { timeout: 60_000 },
    );
    bot.child.kill("SIGTERM");
    expect(await exitOf(bot)).toBe(0);
  });

  it("ends with npm, which does not pass SIGTERM on to it", async () => {
    const npm = start({}, ["npm", "start", "--silent"]);
    const url = await npm.url();
    npm.child.kill("SIGTERM");
    await vi.waitFor(() => expect(fetch(`${url}/healthz`)).rejects.toThrow(), {
      timeout: 60_000,
      interval: 200,
    });
  });

  it("ends with a sentence and code 2 where MODEL can never be opened", async () => {
    const bot = start({ MODEL: join(folder, "none") });
    expect(await exitOf(bot)).toBe(2);
    expect(bot.lines().at(-1)).toMatchObject({
      level: "fatal",
      code: "CONFIG_MODEL",
      msg: expect.stringContaining("does not exist"),
    });
  });
});

describe("the exit code", () => {
  it("is 75 where PostgreSQL is only down, so that a supervisor tries again, and 2 where its address is wrong", async () => {
    const down = start({ DATABASE_URL: "postgres://postgres@127.0.0.1:1/db" });
    expect(await exitOf(down)).toBe(75);
    expect(down.lines().at(-1)).toMatchObject({ code: "STORE_UNAVAILABLE" });
    const wrong = start({ DATABASE_URL: "postgres://user:pass#word@127.0.0.1/db" });
    expect(await exitOf(wrong)).toBe(2);
    expect(wrong.lines().at(-1)).toMatchObject({
      code: "CONFIG_INVALID",
      msg: expect.stringMatching(/DATABASE_URL is no address: .*as %23/),
    });
    expect(JSON.stringify(wrong.lines())).not.toContain("pass#word");
  });
});

describe("a data folder that another process uses", () => {
  it("ends a start with code 75, so that a supervisor tries again when that process has ended", async () => {
    const first = start();
    await first.url();
    const second = start();
    expect(await exitOf(second)).toBe(75);
    expect(second.lines().at(-1)).toMatchObject({
      code: "STORE_LOCKED",
      msg: expect.stringContaining("in use by"),
    });
  });
});

describe("fewshot worker", () => {
  it("is refused without the database that it would share", async () => {
    const worker = start({}, [process.execPath, ...QUICK, resolve("src/cli.ts"), "worker"]);
    expect(await exitOf(worker)).toBe(2);
    expect(worker.lines().at(-1)).toMatchObject({ msg: expect.stringContaining("DATABASE_URL") });
  });
});
