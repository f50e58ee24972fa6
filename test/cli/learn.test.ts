/** `fewshot learn` as an operator uses it, and two running bots on one PostgreSQL that take up what it switches on. */

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { addCommandsCommand } from "../../src/cli/commands/commands.ts";
import { addLearnCommand } from "../../src/cli/learning/learn.ts";
import { addCheckCommand } from "../../src/cli/measure/check.ts";
import { addEvalCommand } from "../../src/cli/measure/eval.ts";
import { addAskCommand } from "../../src/cli/run/ask.ts";
import type { Answer, AskRecord } from "../../src/core/ask.ts";
import type { Scope } from "../../src/core/command/saved-command.ts";
import { type OpenedStore, openStore } from "../../src/store/store.ts";
import { type PostgresServer, startPostgres } from "../emulators/postgres.ts";
import { QUICK } from "../quick.ts";
import { eventually } from "../store/eventually.ts";
import { anAsk, answer, aPerson } from "../store/samples.ts";
import { runHere } from "./run-cli.ts";

/** Labels that say nothing, so that the prompt alone must guess. */
const COMMAND = `summary: Which desk?
description: Choose the desk.
input: Request
output: Desk
labels: [North, South]
examples_file: desk.jsonl
`;
const NORTH = [
  "Where is my parcel",
  "The parcel never came",
  "The courier lost my parcel",
  "My delivery is late",
];
const SOUTH = [
  "The invoice is wrong",
  "I was charged twice",
  "Please refund my payment",
  "My card was charged again",
];
const ROWS = [NORTH, SOUTH].flatMap((texts, label) =>
  texts.flatMap((text) =>
    ["", " again", " today", ", please help", " and nobody answers"].map((end) =>
      JSON.stringify({ input: text + end, output: ["North", "South"][label] }),
    ),
  ),
);

let postgres: PostgresServer;
let store: OpenedStore;
let folder: string;
let environment: Record<string, string>;
const children: ChildProcess[] = [];
const run = (...args: string[]) =>
  runHere(
    (program) =>
      [addLearnCommand, addCommandsCommand, addAskCommand, addCheckCommand, addEvalCommand].map((add) =>
        add(program),
      ),
    args,
    environment,
  );

beforeAll(async () => {
  postgres = await startPostgres();
  folder = await mkdtemp(join(tmpdir(), "fewshot-learn-"));
  await mkdir(join(folder, "commands"));
  await writeFile(join(folder, "commands", "desk.yaml"), COMMAND);
  await writeFile(join(folder, "commands", "desk.jsonl"), ROWS.join("\n"));
  await writeFile(join(folder, "commands", "free.yaml"), COMMAND.replace(/labels.*\n.*\n/, ""));
  await writeFile(join(folder, "commands", "bare.yaml"), COMMAND.replace(/examples_file.*\n/, ""));
  environment = {
    DATABASE_URL: await postgres.createDatabase(),
    COMMANDS_DIR: join(folder, "commands"),
    HOME: folder,
  };
  store = await openStore({ databaseUrl: environment.DATABASE_URL as string });
});
afterAll(async () => {
  for (const child of children) {
    const ended = once(child, "exit");
    child.kill("SIGTERM");
    await ended;
  }
  await store?.close();
  await postgres?.remove();
  await rm(folder, { recursive: true, force: true });
});

/** Starts a bot. Returns the address of its page, and what it has logged. */
async function startBot(): Promise<{ url: string; said: () => string }> {
  const child = spawn(process.execPath, [...QUICK, "src/cli.ts", "start"], {
    env: { PATH: process.env.PATH ?? "", ...environment, PORT: "0", RATE_LIMIT: "0", LOG_LEVEL: "info" },
  });
  children.push(child);
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (data) => (said += String(data)));
  const url = await eventually(() => {
    const [, found] = /Fewshot is at (\S+)/.exec(said) ?? [];
    if (!found) throw new Error(said);
    return found;
  });
  return { url, said: () => said };
}

const readiness = async ({ url }: { url: string }) =>
  (await (await fetch(`${url}/readyz`)).json()) as { heads?: { inForce: number; unusable: string[] } };

/** Asks twice on each page. Whichever bot has time answers. */
async function askAll(bots: readonly { url: string }[], text: string): Promise<Answer[]> {
  const before = new Set((await recent()).map(({ ask }) => ask.id));
  const asks = [...bots, ...bots].map(({ url }) =>
    fetch(`${url}/asks`, {
      method: "POST",
      headers: { origin: new URL(url).origin, "content-type": "application/json" },
      body: JSON.stringify({ command: "desk", text }),
    }),
  );
  for (const answered of await Promise.all(asks)) expect(answered.status).toBeLessThan(300);
  return eventually(async () => {
    const records = (await recent()).filter(({ ask }) => !before.has(ask.id));
    const answers = records.flatMap(({ answer }) => (answer ? [answer] : []));
    expect(answers).toHaveLength(2 * bots.length);
    return answers;
  });
}

const recent = (): Promise<readonly AskRecord[]> =>
  store.listAsks({ platform: "web", channel: "web", limit: 100 });
const rowsOf = (answers: readonly Answer[]) => answers.map(({ head }) => head?.rows ?? null);

it("says in a sentence why there is nothing to learn", async () => {
  for (const [args, sentence] of [
    [["free"], "answers in free text; only commands with labels can learn"],
    [["bare"], "/bare has no rows to learn from: write an examples_file"],
    [["nothing"], "There is no command nothing"],
    [["desk", "--off"], "No head of desk is switched on everywhere"],
    [["desk", "--scope", "x"], "--scope x is no scope"],
  ] as const) {
    const { code, err } = await run("learn", ...args);
    expect(err).toContain(sentence);
    expect(code).toBe(2);
  }
  // Overrides that reviewers accepted, and nothing else.
  const answered = await askOf("bare", "Positive");
  await acceptOverride(answered, "North");
  const alone = await run("learn", "bare");
  expect(alone.err).toContain("/bare has 1 accepted override and nothing else");
  expect(alone.code).toBe(2);
});

it("names the scopes where a command is live that no file has", async () => {
  const scopeOf = (workspace: string): Scope => ({ platform: "slack", workspace, channel: "" });
  const save = (name: string) =>
    store.saveVersion({
      ...{ name, source: COMMAND.replace(/examples_file.*\n/, ""), scope: scopeOf("T1") },
      ...{ note: null, author: aPerson(), fileRevision: null },
    });
  const publish = (name: string, number: number, workspace: string) =>
    store.publishVersion({ name, number }, { scope: scopeOf(workspace), by: aPerson(), note: null });
  for (const name of ["single", "double", "double", "sketch"]) await save(name);
  await publish("single", 1, "T1");
  await publish("double", 1, "T1");
  await publish("double", 2, "T2");
  const only = "single is live in another scope only. Name it: --scope slack:T1.";
  const files = "and this verb reads files. Write";
  const written = `single is saved, ${files} it to one: npx fewshot commands export single --scope slack:T1 --to FOLDER. Then name FOLDER/single.yaml.`;
  for (const [args, sentence] of [
    [["learn", "single"], only],
    [
      ["learn", "double"],
      "double is live in other scopes only. Name one: --scope slack:T1, --scope slack:T2.",
    ],
    [
      ["learn", "sketch"],
      "No saved version of sketch is live. What is saved: npx fewshot commands history sketch.",
    ],
    [["commands", "show", "single", "--scope", "slack:T3"], only],
    [["commands", "diff", "single", "--scope", "everywhere"], only],
    [["commands", "export", "single", "--to", join(folder, "out")], only],
    [["check", "single"], written],
    [["eval", "single", join(folder, "commands", "desk.jsonl")], written],
    [["ask", "/single", "hello"], written],
    [
      ["check", "double"],
      `${files} it to one: npx fewshot commands export double --to FOLDER, with one of --scope slack:T1, --scope slack:T2. Then`,
    ],
    [
      ["check", "sketch"],
      `sketch is saved and not live, ${files} its newest version to one: npx fewshot commands export sketch@1 --to FOLDER. Then`,
    ],
    [["ask", "desk@1.5", "hello"], '"desk@1.5" names no version: versions are numbered from 1, like desk@1.'],
    [["check", "nothing"], "There is no command /nothing. There are: "],
  ] as const)
    expect(await run(...args)).toMatchObject({ code: 2, err: expect.stringContaining(sentence) });
  // What is recommended works.
  const out = join(folder, "out");
  expect(await run("commands", "export", "single", "--scope", "slack:T1", "--to", out)).toMatchObject({
    out: join(out, "single.yaml"),
  });
});

/** An ask that a model answered. */
async function askOf(command: string, label: string): Promise<AskRecord["ask"]> {
  const { ask } = await store.recordAsk(anAsk({ command, text: `My parcel is wet ${Math.random()}` }));
  await store.recordAnswer(ask.id, { ...answer, label });
  return ask;
}

async function acceptOverride({ id: askId, person }: AskRecord["ask"], value: string): Promise<void> {
  const made = await store.recordOverride({
    ...{ interactionId: `o${askId}`, askId, person, value, reason: null, mayReuse: true },
  });
  if (made.kind !== "stored") throw new Error(made.kind);
  await store.decideCorrection({ overrideId: made.override.id, decision: "row", by: aPerson() });
}

it("trains, measures, switches on, and two bots take it up, learn on, and switch it off", async () => {
  const file = join(folder, "desk.head.json");
  const tried = await run("learn", "desk", "--export", file);
  expect(tried.err).toBe(`Wrote ${file}.`);
  expect(tried.out).toMatch(/learned from 40 rows: 40 of the examples file/);
  expect(tried.out).toContain("spot checks and tests: not measured");
  expect(tried.out).toMatch(
    /examples file, five-fold cross-validation: 40 rows; prompt .* head .*95% interval/,
  );
  expect(tried.out).toMatch(/\d+ repaired, 0 broken, p = /);
  expect(tried.out).toMatch(
    /The label changes with the word for a person in \d+ of 496 \(.*95% interval .*\), before in \d+ of 496/,
  );
  expect(tried.out).toContain("npx fewshot learn desk --publish");
  expect(tried.code).toBe(0);
  expect(await store.liveHeads()).toEqual([]);

  const bots = await Promise.all([startBot(), startBot()]);
  const [first] = bots;
  const without = await askAll(bots, "The courier dropped my parcel");
  expect(rowsOf(without)).toEqual(Array(4).fill(null));
  expect((await readiness(first as never)).heads).toBeUndefined();

  const json = JSON.parse((await run("learn", "desk", "--publish", "--note", "forty rows", "--json")).out);
  expect(json).toMatchObject({
    rows: 40,
    better: true,
    head: { state: "live" },
    spot_checks_and_tests: { n: 0 },
  });
  for (const bot of bots)
    await eventually(async () => expect((await readiness(bot)).heads).toEqual({ inForce: 1, unusable: [] }));
  for (const text of ["The courier dropped my parcel", "You charged my card"]) {
    const answers = await askAll(bots, text);
    expect(rowsOf(answers)).toEqual(Array(4).fill(40));
    expect(answers[0]?.scores?.[0]?.label).toBe(text.includes("parcel") ? "North" : "South");
    expect(answers[0]?.head?.prompted).toHaveLength(2);
  }
  const [last] = (await recent()).slice(-1);
  const why = await fetch(`${first?.url}/asks/${last?.ask.id}/why`, {
    headers: { "accept-language": "zh-TW" },
  });
  const said = (await why.text()).replace(/<[^>]+>|\s+/g, " ");
  expect(said).toMatch(
    /提示本身的答案是「(North|South)」（\d+%）。加上分類器從 40 則有標籤的文字學到的內容後：「South」（\d+%）。/,
  );
  expect(said).toMatch(/「[^」]*charged[^」]*」：South/);

  // The verbs that measure answer as the bots do, or as a file of a head would.
  const asked = await run("ask", "desk", "The courier dropped my parcel");
  expect(asked.out).toMatch(
    /^North\n[\s\S]*Decided with classifier head \d+, which learned from 40 rows\. The prompt alone said (North|South) \(\d+%\)\./,
  );
  const measured = await run(
    "eval",
    "desk",
    join(folder, "commands", "desk.jsonl"),
    "--json",
    "--head",
    file,
  );
  expect(JSON.parse(measured.out)).toMatchObject({ n: 40, accuracy: 1, head: { rows: 40 } });
  for (const [head, sentence] of [
    [join(folder, "nothing.json"), "nothing.json can't be read (ENOENT)"],
    [join(folder, "commands", "desk.jsonl"), "is no classifier head of this release"],
    ["99", "desk has no head 99"],
  ] as const) {
    const refused = await run("ask", "desk", "My parcel", "--head", head);
    expect([refused.code, refused.err]).toEqual([2, expect.stringContaining(sentence)]);
  }

  const history = await run("commands", "history", "desk");
  expect(history.out).toMatch(/head-on\s+desk head \d+ {2}everywhere {2}by terminal: forty rows/);

  // A rating Right and an accepted override: the bots learn on by themselves.
  const right = await askOf("desk", "North");
  await store.recordRating({
    interactionId: "r1",
    askId: right.id,
    person: right.person,
    value: "right",
    reason: null,
  });
  await acceptOverride(await askOf("desk", "South"), "North");
  await eventually(
    async () => expect(rowsOf(await askAll(bots, "My parcel"))).toEqual(Array(4).fill(42)),
    60_000,
  );

  // Another prompt: the head's states would mean nothing.
  await writeFile(
    join(folder, "commands", "desk.yaml"),
    COMMAND.replace("Choose the desk", "Choose the right desk"),
  );
  for (const bot of bots)
    await eventually(async () =>
      expect((await readiness(bot)).heads).toEqual({ inForce: 1, unusable: ["another-command"] }),
    );
  const checked = await run("check", "desk", "--json");
  expect(checked.err).toMatch(
    /Head \d+ of desk was trained for another prompt, so that the prompt alone decides\./,
  );
  expect(JSON.parse(checked.out).commands).toMatchObject([{ command: "desk", head: null }]);
  expect(first?.said()).toContain("a classifier head can't be used, so that the prompt alone decides");
  expect(rowsOf(await askAll(bots, "My parcel"))).toEqual(Array(4).fill(null));

  await writeFile(join(folder, "commands", "desk.yaml"), COMMAND);
  await eventually(
    async () => expect(rowsOf(await askAll(bots, "My parcel"))).toEqual(Array(4).fill(42)),
    60_000,
  );
  expect((await run("learn", "desk", "--off", "--scope", "slack:T1")).err).toBe(
    "A head of desk is switched on in another scope only. Name it: --scope everywhere.",
  );
  const off = await run("learn", "desk", "--off");
  expect(off.out).toMatch(/Head \d+ of desk is switched off everywhere/);
  await eventually(async () => expect(rowsOf(await askAll(bots, "My parcel"))).toEqual(Array(4).fill(null)));
  for (const bot of bots) expect(bot.said()).not.toMatch(/parcel|Right|"level":"error"/);
});
