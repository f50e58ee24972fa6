/** Saved commands on the page: whoever has logged in with ADMIN_TOKEN publishes by word; where it is not set, nobody does. */

import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { OPERATOR } from "../../../src/core/command/saved-command.ts";
import { openStore } from "../../../src/store/store.ts";
import { type Running, startBot } from "./running.ts";

const ADMIN_TOKEN = "an-admin-token-of-this-test";
const source =
  "summary: Ours\ndescription: Route it.\ninput: Message\noutput: Team\nlabels: [Billing, Travel]\n";
let dataDir: string;
let bot: Running;
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "fewshot-web-versions-"));
  const store = await openStore({ dataDir });
  const scope = { platform: "web", workspace: "web", channel: "web" };
  await store.saveVersion({ name: "ours", scope, source, note: null, author: OPERATOR, fileRevision: null });
  await store.close();
});
afterEach(async () => {
  await bot.stop();
  await rm(dataDir, { recursive: true, force: true });
});

async function get(path: string): Promise<string> {
  return (await fetch(bot.url + path, { headers: { authorization: `Bearer ${ADMIN_TOKEN}` } })).text();
}

async function post(path: string, body: object): Promise<string> {
  const headers = { "content-type": "application/json", accept: "application/json", origin: bot.url };
  const response = await fetch(bot.url + path, {
    method: "POST",
    headers: { ...headers, authorization: `Bearer ${ADMIN_TOKEN}` },
    body: JSON.stringify(body),
  });
  return response.text();
}
const say = (text: string) => post("/asks", { command: "sentiment", text, interactionId: randomUUID() });

it("publishes for the page, whose menu has the command at once, and goes back", async () => {
  bot = await startBot({ DATA_DIR: dataDir, ADMIN_TOKEN });
  expect(await get("/menu")).not.toContain("Ours");
  expect(await say("@fewshot publish ours")).toContain("Version 1 of /ours is live in this workspace.");
  expect(await get("/menu")).toContain("Ours");
  expect(await get("/about")).toContain("Saved by the team: version 1");
  expect(await say("@fewshot back ours")).toContain("and nothing of /ours is in force there now.");
  expect(await get("/menu")).not.toContain("Ours");
});

it("publishes nothing where ADMIN_TOKEN is not set, and says who may", async () => {
  bot = await startBot({ DATA_DIR: dataDir });
  expect(await say("@fewshot publish ours")).toContain("whoever has logged in to the page with ADMIN_TOKEN");
  expect(await say("@fewshot history ours")).toContain("version 1 saved in this channel");
});

it("makes a command in a form on the page, and edits a file as a draft", async () => {
  // A tiny model: the gate asks it a thousand times.
  bot = await startBot({ DATA_DIR: dataDir, ADMIN_TOKEN, MODEL: "test/fixtures/tiny-neo" });
  expect(await say("@fewshot new")).toContain('action=\\"/drafts/new/save\\"');
  const values = { name: "desk", description: "Which team?", labels: "Billing\nTravel" };
  expect(await post("/drafts/new/save", { ...values, examples: "no arrow" })).toContain(
    "Examples, line 1: there is no =>",
  );
  const saved = await post("/drafts/new/save", { ...values, examples: "my money => Billing" });
  expect(saved).toContain("Draft 1 of /desk is saved");
  expect(saved).toContain("/drafts/desk@1/publish");
  expect(await get("/drafts/desk@1/settings")).toContain("Not sure below, in percent");
  expect(await post("/drafts/desk@1/settings", { summary: "Team", input: "Text", output: "Team" })).toContain(
    "Draft 2",
  );
  expect(await post("/drafts/desk@2/publish", {})).toContain("Version 2 of /desk is live");
  expect(await say("@fewshot edit triage")).toContain("/drafts/triage@file/save");
  const edited = {
    description: "Route it.",
    labels: "Billing\nCards\nAccount\nTravel",
    examples: "my card => Cards",
  };
  expect(await post("/drafts/triage@file/save", edited)).toContain("Draft 1 of /triage");
  // The gate: the draft would take the place of the file.
  const shown = await vi.waitFor(async () => {
    const now = await post("/drafts/triage@1/publish", { confirm: "yes" });
    expect(now).toContain("Compared on");
    return now;
  }, 60_000);
  expect(shown).toContain("Publish version 1 of /triage?");
  expect(shown).toMatch(/The label changes with the word for a person in \d+ of \d+ /);
  const step = /name=\\"confirm\\" value=\\"((?:now|anyway)\.workspace\.0)\\"/.exec(shown)?.[1];
  expect(await post("/drafts/triage@1/publish", { confirm: step })).toContain("Version 1 of /triage is live");
  expect(await say("@fewshot history triage")).toContain("label changes with the word for a person in");
  for (const path of ["/drafts/..%2Fx@1/save", "/drafts/x/save", "/drafts/x@1/other"])
    expect(await post(path, {})).not.toContain("Draft");
});
