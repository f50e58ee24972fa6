/** Verbs of the terminal beside a real bot that has the data folder open, and one that is killed under a verb. */

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { addCommandsCommand } from "../../src/cli/commands/commands.ts";
import { addReviewCommand } from "../../src/cli/review/review.ts";
import { connectBeside } from "../../src/store/pglite/beside/connect.ts";
import { openStore } from "../../src/store/store.ts";
import { QUICK } from "../quick.ts";
import { eventually } from "../store/eventually.ts";
import { anAsk, answer } from "../store/samples.ts";
import { runHere } from "./run-cli.ts";

const MOOD =
  "summary: Ours\ndescription: Decide.\ninput: Message\noutput: Mood\nlabels: [Positive, Negative]\nreview: { every: 20 }\n";
/** A start takes a second, and much longer on a busy machine. */
const START_MS = 60_000;
let folder: string;
let environment: { DATA_DIR: string; COMMANDS_DIR: string };
let bot: ChildProcess;
let url = "";
let askId = "";

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "fewshot-beside-cli-"));
  environment = { DATA_DIR: join(folder, "data"), COMMANDS_DIR: join(folder, "commands") };
  await mkdir(environment.COMMANDS_DIR);
  await writeFile(join(environment.COMMANDS_DIR, "mood.yaml"), MOOD);
  await writeFile(join(folder, "fresh.yaml"), MOOD);
  const store = await openStore({ dataDir: environment.DATA_DIR });
  askId = (await store.recordAsk({ ...anAsk({ command: "mood" }), isSpotCheck: true })).ask.id;
  await store.recordAnswer(askId, answer);
  await store.close();
  bot = spawn(process.execPath, [...QUICK, resolve("src/cli.ts"), "start"], {
    env: {
      ...{ PATH: process.env.PATH, ...environment, PORT: "0" },
      ...{ INFERENCE_URL: "http://127.0.0.1:9", MODEL: "stub-neo" },
    },
  });
  let said = "";
  bot.stdout?.on("data", (chunk) => {
    said += chunk;
  });
  bot.stderr?.on("data", (chunk) => {
    said += chunk;
  });
  url = await eventually(() => {
    const found = /Fewshot is at (\S+)"/.exec(said)?.[1] ?? /"url":"([^"]+)"/.exec(said)?.[1];
    if (found === undefined) throw new Error(`not up yet: ${said}`);
    return found;
  }, START_MS);
}, 2 * START_MS);
afterAll(async () => {
  bot.kill("SIGKILL");
  await rm(folder, { recursive: true, force: true });
});

it("decides a spot check and publishes a command, which the bot has at once", async () => {
  const review = (...args: string[]) => runHere(addReviewCommand, ["review", ...args], environment);
  expect(JSON.parse((await review("--json")).out).waiting).toMatchObject({ spotChecks: 1 });
  expect(await review("--decide", `${askId}=right`)).toMatchObject({ code: 0 });
  expect(JSON.parse((await review("--json")).out).waiting).toMatchObject({ spotChecks: 0 });
  const made = await runHere(
    addCommandsCommand,
    ["commands", "import", join(folder, "fresh.yaml"), "--publish"],
    environment,
  );
  expect(made).toMatchObject({ code: 0, out: expect.stringContaining("fresh@1 is live everywhere") });
  await eventually(async () => {
    expect(await (await fetch(`${url}/commands`)).text()).toContain("/fresh");
  });
});

it("says so where the bot is killed meanwhile: what was done is there, what was under way is not", async () => {
  const verb = await connectBeside(
    JSON.parse(await readFile(join(environment.DATA_DIR, "holder.json"), "utf8")),
    () => {},
  );
  if (verb === null) throw new Error("nobody answers");
  await verb.request({ kind: "exec", text: "begin" });
  const text = "insert into fewshot.settings (key, value) values ('half', '1'::jsonb)";
  await verb.request({ kind: "query", text, values: [] });
  const gone = once(bot, "exit");
  bot.kill("SIGKILL");
  await gone;
  await expect(verb.request({ kind: "exec", text: "commit" })).rejects.toMatchObject({
    code: "STORE_UNAVAILABLE",
    message: expect.stringContaining("ended meanwhile"),
  });
  // The folder is free again, and the verbs open it themselves; what the killed bot left there does no harm.
  const history = await runHere(addCommandsCommand, ["commands", "history", "fresh"], environment);
  expect(history.out).toContain("published");
  const store = await openStore({ dataDir: environment.DATA_DIR, servesVerbs: true });
  expect(await store.readSetting("half")).toBeNull();
  await store.close();
});
