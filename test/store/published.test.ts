/** Two real processes that share a PostgreSQL: a published version answers the next ask on either, and after a step back the file does. What
 * two people do on both at the same moment is done once, and nothing of it is lost. */

import { randomUUID } from "node:crypto";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { EVERYWHERE, OPERATOR } from "../../src/core/command/saved-command.ts";
import { type OpenedStore, openStore } from "../../src/store/store.ts";
import { type ModelServer, startModelServer } from "../emulators/model-server/server.ts";
import { type PostgresServer, startPostgres } from "../emulators/postgres.ts";
import { eventually } from "./eventually.ts";
import { endBots, type StartedBot, startBotProcess } from "./start-bots.ts";

const TOKEN = "the-token-of-both-admins";
let postgres: PostgresServer;
let model: ModelServer;
let store: OpenedStore;
let home: string;
let bots: StartedBot[] = [];
let urls: string[];

const startBot = (databaseUrl: string) =>
  startBotProcess({
    ...{ HOME: home, MODEL: "stub-neo", INFERENCE_URL: model.url },
    ...{ DATABASE_URL: databaseUrl, ADMIN_TOKEN: TOKEN },
  });

/** Somebody at a page who knows the token; each call without a cookie is another visitor. */
const at = (url: string, path: string, body?: object, cookie = "") =>
  fetch(url + path, {
    method: body ? "POST" : "GET",
    headers: {
      ...{ "content-type": "application/json", accept: "application/json", origin: url, cookie },
      authorization: `Bearer ${TOKEN}`,
    },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });

/** Asks on a page, and gives back what Why? says once the answer is there. */
async function askAt(url: string, text = "great job, team!", cookie = ""): Promise<string> {
  const before = await store.listAsks({ platform: "web", channel: "web", limit: 1 });
  const response = await at(
    url,
    "/asks",
    { command: "sentiment", text, interactionId: randomUUID() },
    cookie,
  );
  expect(response.status).toBe(202);
  const id = await eventually(async () => {
    const [newest] = await store.listAsks({ platform: "web", channel: "web", limit: 1 });
    if (!newest?.answer || newest.ask.id === before[0]?.ask.id) throw new Error("not answered yet");
    return newest.ask.id;
  });
  return (await at(url, `/asks/${id}/why`)).text();
}

beforeAll(async () => {
  [postgres, model] = await Promise.all([startPostgres(), startModelServer()]);
  const databaseUrl = await postgres.createDatabase();
  home = await mkdtemp(join(tmpdir(), "fewshot-published-"));
  store = await openStore({ databaseUrl });
  bots = await Promise.all([startBot(databaseUrl), startBot(databaseUrl)]);
  urls = bots.map(({ url }) => url);
});
afterAll(async () => {
  await store.close();
  await endBots(bots);
  await model.close();
  await postgres.remove();
  await rm(home, { recursive: true, force: true });
});

it("answers the next ask on every process, and says in Why? which version it was", async () => {
  const file = await readFile("commands/sentiment.yaml", "utf8");
  for (const url of urls) expect(await askAt(url)).not.toContain("of the command, saved");
  const saved = await store.saveVersion({
    name: "sentiment",
    scope: EVERYWHERE,
    source: file.replace(/^description: .*$/m, "description: Judge the mood of a message."),
    note: null,
    author: OPERATOR,
    fileRevision: null,
  });
  if (!("version" in saved)) throw new Error(saved.kind);
  await store.publishVersion(saved.version, { scope: EVERYWHERE, by: OPERATOR, note: null });
  await eventually(async () => {
    for (const url of urls) expect(await askAt(url)).toContain("Version 1 of the command");
  });
  for (const url of urls) expect(await askAt(url)).toContain("Judge the mood of a message.");
  const [newest] = await store.listAsks({ platform: "web", channel: "web", limit: 1 });
  expect(newest?.answer?.commandVersion).toBe(1);

  await store.stepBack("sentiment", { scope: EVERYWHERE, by: OPERATOR, note: null });
  await eventually(async () => {
    for (const url of urls) expect(await askAt(url)).not.toContain("of the command, saved");
  });
});

/** The source of the file with another description. */
async function described(description: string): Promise<string> {
  const file = await readFile("commands/sentiment.yaml", "utf8");
  return file.replace(/^description: .*$/m, `description: ${description}`);
}

/** Saves a draft of a command for the page. */
async function draft(name: string, description: string): Promise<number> {
  const scope = { platform: "web", workspace: "web", channel: "" };
  const saved = await store.saveVersion({
    ...{
      name,
      scope,
      source: await described(description),
      note: null,
      author: OPERATOR,
      fileRevision: null,
    },
  });
  if (!("version" in saved)) throw new Error(saved.kind);
  return saved.version.number;
}

const actionsOf = async (name: string) =>
  (await store.listVersionEvents(name)).map(({ number, action }) => `${number} ${action}`);

it("publishes one of two drafts that two people publish at once, and shows the other one's figures", async () => {
  const numbers = [await draft("mood", "Judge the mood."), await draft("mood", "Name the mood.")];
  const both = await Promise.all(
    numbers.map(async (number, index) =>
      (await at(urls[index] ?? "", `/drafts/mood@${number}/publish`, { confirm: "yes" })).text(),
    ),
  );
  const [first] = (await store.liveVersions()).filter(({ name }) => name === "mood");
  const number = first?.number ?? 0;
  const other = numbers.find((one) => one !== number) ?? 0;
  expect(both.filter((shown) => shown.includes(`Version ${number} of /mood is live`))).toHaveLength(1);
  // The second is shown what it would change of the first.
  expect(both.filter((shown) => shown.includes(`Publish version ${other} of /mood?`))).toHaveLength(1);
  expect(await actionsOf("mood")).toEqual(["1 saved", "2 saved", `${number} published`]);

  // Somebody who looked at the figures beside one version, and presses after another was published, is shown them anew.
  const old = `anyway.workspace.${other}`;
  const late = await (await at(urls[0] ?? "", `/drafts/mood@${other}/publish`, { confirm: old })).text();
  expect(late).toContain(`Version ${number} of /mood was published meanwhile.`);
  const seen = `anyway.workspace.${number}`;
  const done = await (await at(urls[0] ?? "", `/drafts/mood@${other}/publish`, { confirm: seen })).text();
  expect(done).toContain(`Version ${other} of /mood is live`);

  // Two people who undo it at once undo one step.
  const backs = await Promise.all(
    urls.map(async (url) => (await at(url, `/drafts/mood@${other}/back`, { confirm: "yes" })).text()),
  );
  expect(backs.filter((shown) => shown.includes(`and version ${number} is live again.`))).toHaveLength(1);
  expect(
    backs.filter((shown) => shown.includes(`Version ${other} of /mood is not live here any more`)),
  ).toHaveLength(1);
  expect((await actionsOf("mood")).slice(3)).toEqual([`${other} published`, `${number} restored`]);
});

it("keeps every correction that reviewers accept at once in one draft, once", async () => {
  const cookies = await Promise.all(
    urls.map(async (url) => (await at(url, "/")).headers.get("set-cookie")?.split(";")[0] ?? ""),
  );
  const texts = ["so late again", "no word from them", "it works"];
  const ids: string[] = [];
  for (const text of texts) {
    await askAt(urls[0] ?? "", text);
    const [newest] = await store.listAsks({ platform: "web", channel: "web", limit: 1 });
    if (!newest) throw new Error("no ask");
    const { id: askId, person } = newest.ask;
    const made = await store.recordOverride({
      ...{ interactionId: randomUUID(), askId, person, value: "Neutral", reason: null, mayReuse: true },
    });
    if (made.kind !== "stored") throw new Error(made.kind);
    ids.push(made.override.id);
  }
  const press = async (index: number, id: string | undefined, decision: string) => {
    const response = await at(urls[index] ?? "", `/review/corrections/${id}`, { decision }, cookies[index]);
    return ((await response.json()) as { text: string }).text;
  };
  const [late, silent, works] = ids;
  const said = await Promise.all([
    // One press that comes twice, two people on one correction, and two corrections at once.
    ...[press(0, late, "example"), press(0, late, "example"), press(1, late, "example")],
    ...[press(0, silent, "example"), press(1, works, "test")],
  ]);
  expect(said.filter((one) => one.includes("has it as"))).toHaveLength(3);
  expect(said.filter((one) => one.includes("This was decided before: an example."))).toHaveLength(2);
  const [newest] = await store.listVersions("sentiment");
  expect(texts.map((text) => (newest?.source.split(text).length ?? 0) - 1)).toEqual([1, 1, 1]);
  const actions = (await actionsOf("sentiment")).slice(-3);
  expect(actions.every((action) => action.endsWith(" saved"))).toBe(true);
});
