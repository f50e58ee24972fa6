/** What is in force where: files, and in front of them what was published for a place. Over a real store and real files. */

import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { isFileChanged, openCatalogue, parseVersion } from "../../src/commands/catalogue.ts";
import { loadCommands } from "../../src/commands/load.ts";
import { fixedCommands, type WatchedCommands, watchCommands } from "../../src/commands/watch.ts";
import {
  type CommandPlace,
  covers,
  describeScope,
  EVERYWHERE,
  OPERATOR,
  readScope,
  readVersionName,
  type Scope,
} from "../../src/core/command/saved-command.ts";
import type { VersionStore } from "../../src/flows/commands/versions/ports.ts";
import { type OpenedStore, openStore } from "../../src/store/store.ts";
import { eventually } from "../store/eventually.ts";

const source = (summary: string) => `# kept
summary: ${summary}
description: Decide.
input: Message
output: Verdict
labels: [Good, Bad]
`;
const TEAM: CommandPlace = { platform: "slack", workspace: "T1", channel: "C1" };
const by = { by: OPERATOR, note: null };

let folder: string;
let store: OpenedStore;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "fewshot-catalogue-"));
  await writeFile(join(folder, "verdict.yaml"), source("from the file"));
  store = await openStore({ dataDir: join(folder, "data") });
});
afterAll(async () => {
  await store.close();
  await rm(folder, { recursive: true, force: true });
});

async function publish(scope: Scope, summary: string, name = "verdict", fileRevision: string | null = null) {
  const saved = await store.saveVersion({
    name,
    scope,
    source: source(summary),
    note: null,
    author: OPERATOR,
    fileRevision,
  });
  if (!("version" in saved)) throw new Error(saved.kind);
  return store.publishVersion(saved.version, { scope, ...by });
}

const quiet = () => ({ debug: vi.fn(), info: vi.fn(), warn: vi.fn(), error: vi.fn() });

describe("the catalogue", () => {
  let catalogue: WatchedCommands;
  const log = quiet();
  beforeAll(async () => {
    catalogue = await openCatalogue({
      files: watchCommands(folder, await loadCommands(folder), log),
      store,
      log,
    });
  });
  afterAll(() => catalogue.close());

  const summaryIn = (place?: CommandPlace) => catalogue.find("verdict", place)?.summary;

  it("puts the narrowest live version in front of the file, and nowhere else", async () => {
    const onChange = vi.fn();
    const stop = catalogue.onChange(onChange);
    expect(summaryIn(TEAM)).toBe("from the file");
    await publish(EVERYWHERE, "everywhere");
    await eventually(() => expect(summaryIn()).toBe("everywhere"));
    const parsed = catalogue.find("verdict");
    await publish({ ...TEAM, channel: "" }, "for the team");
    await publish(TEAM, "for the channel");
    await eventually(() => expect(summaryIn(TEAM)).toBe("for the channel"));
    expect(onChange).toHaveBeenCalled();
    stop();
    expect(summaryIn({ ...TEAM, channel: "C2" })).toBe("for the team");
    expect(summaryIn({ ...TEAM, workspace: "T2" })).toBe("everywhere");
    expect(summaryIn({ ...TEAM, platform: "discord" })).toBe("everywhere");
    expect(summaryIn()).toBe("everywhere");
    expect(catalogue.find("verdict"), "is not parsed again when others are published").toBe(parsed);
    expect(catalogue.list(TEAM).map(({ name, version }) => [name, version])).toEqual([["verdict", 3]]);
  });

  it("reads the file of a command for whoever edits it, and no other file", async () => {
    expect(await catalogue.readFile("verdict")).toBe(source("from the file"));
    for (const name of ["none", "../catalogue", "data/cluster", "/etc/passwd", ""])
      expect(await catalogue.readFile(name)).toBeNull();
  });

  it("brings the file back once nothing is published any more", async () => {
    await store.retireVersion("verdict", { scope: TEAM, ...by });
    await store.retireVersion("verdict", { scope: { ...TEAM, channel: "" }, ...by });
    await eventually(() => expect(summaryIn(TEAM)).toBe("everywhere"));
    await store.retireVersion("verdict", { scope: EVERYWHERE, ...by });
    await eventually(() => expect(summaryIn(TEAM)).toBe("from the file"));
    expect(catalogue.find("verdict", TEAM)?.version).toBeNull();
  });

  it("adds a command that has no file, in its own place only, and finds drafts by their number", async () => {
    await publish({ ...TEAM, channel: "" }, "our own", "ours");
    await eventually(() => expect(catalogue.find("ours", TEAM)?.summary).toBe("our own"));
    expect(catalogue.find("ours")).toBeNull();
    expect(catalogue.list().map(({ name }) => name)).toEqual(["verdict"]);
    expect(catalogue.list(TEAM).map(({ name }) => name)).toEqual(["ours", "verdict"]);
    expect((await catalogue.findVersion("verdict", 2))?.summary).toBe("for the team");
    expect(await catalogue.findVersion("verdict", 99)).toBeNull();
  });

  it("says once when the file behind a version changed, and not when it became the version itself", async () => {
    const fileRevision = catalogue.find("verdict", TEAM)?.revision ?? null;
    await publish(EVERYWHERE, "with a file behind", "verdict", fileRevision);
    await eventually(() => expect(summaryIn()).toBe("with a file behind"));
    const said = () => log.warn.mock.calls.filter(([, text]) => String(text).includes("changed since"));
    expect(said()).toEqual([]);
    await writeFile(join(folder, "verdict.yaml"), source("from the file, edited"));
    await vi.waitFor(() => expect(said()).toHaveLength(1), 60_000);
    expect(said()[0]?.[0]).toMatchObject({ version: expect.stringContaining("verdict@") });
    await catalogue.refresh();
    expect(said()).toHaveLength(1);
    expect(summaryIn()).toBe("with a file behind");
    const [live] = (await store.liveVersions()).filter(({ name }) => name === "verdict");
    if (!live) throw new Error("nothing is live");
    const file = parseVersion({ ...live, source: source("another") });
    const same = parseVersion(live);
    if (!("command" in file) || !("command" in same)) throw new Error("faulty");
    expect(isFileChanged(live, file.command)).toBe(true);
    expect(isFileChanged(live, same.command)).toBe(false);
    expect(isFileChanged(live, null)).toBe(false);
  });
});

it("keeps the good commands where a stored version can't be read, and names the fault", async () => {
  const live = [
    { name: "ours", number: 4, scope: EVERYWHERE, source: "summary: x\nwords of people: y" },
    { name: "verdict", number: 1, scope: EVERYWHERE, source: source("good") },
  ].map((one) => ({
    ...one,
    ...{ id: one.name, state: "live" as const, note: null, author: null, createdAt: new Date() },
    ...{ fileRevision: null, replaced: null, isOfReviews: false },
  }));
  const versions: Pick<VersionStore, "liveVersions" | "findVersion" | "watchVersions"> = {
    liveVersions: async () => live,
    findVersion: async () => live[0] ?? null,
    watchVersions: () => () => {},
  };
  const log = quiet();
  const files = { ...fixedCommands([]), faults: () => [], close() {} };
  const catalogue = await openCatalogue({ files, store: versions, log });
  expect(catalogue.list().map(({ name }) => name)).toEqual(["verdict"]);
  expect(catalogue.faults()).toMatchObject([{ file: "ours@4" }]);
  expect(JSON.stringify([catalogue.faults(), log.error.mock.calls])).not.toContain("words of people");
  expect(await catalogue.findVersion("ours", 4)).toBeNull();
  expect(log.error).toHaveBeenCalledTimes(1);
  catalogue.close();
});

it("tries again when the store can't be read, and then has what was published meanwhile", async () => {
  let listener = () => {};
  let isDown = false;
  const name = "verdict";
  const one = { name, number: 1, scope: EVERYWHERE, source: source("good"), id: "v", state: "live" as const };
  const version = {
    ...one,
    note: null,
    author: null,
    createdAt: new Date(),
    fileRevision: null,
    replaced: null,
    isOfReviews: false,
  };
  let live: (typeof version)[] = [];
  const log = quiet();
  const catalogue = await openCatalogue({
    files: { ...fixedCommands([]), faults: () => [], close() {} },
    store: {
      async liveVersions() {
        if (isDown) throw new Error("no connection");
        return live;
      },
      findVersion: async () => null,
      watchVersions(given) {
        listener = given;
        return () => {};
      },
    },
    log,
  });
  isDown = true;
  live = [version];
  listener();
  await eventually(() => expect(log.warn).toHaveBeenCalled());
  isDown = false;
  await vi.waitFor(() => expect(catalogue.find(name)?.version).toBe(1), 60_000);
  catalogue.close();
});

describe("a scope and a version's name", () => {
  const word = fc.stringMatching(/^[A-Za-z0-9_-]{1,12}$/);

  it("are read as they are written", () => {
    const scope = fc.oneof(
      fc.constant(EVERYWHERE),
      fc.record({
        platform: fc.constantFrom("slack", "discord", "web"),
        workspace: word,
        channel: fc.oneof(fc.constant(""), word),
      }),
    );
    fc.assert(fc.property(scope, (one) => void expect(readScope(describeScope(one))).toEqual(one)));
    for (const wrong of ["", "slack", "slack:", "Slack:T1", "everywhere:1", "a b:c"])
      expect(readScope(wrong)).toBeNull();
    expect(readVersionName("/Triage@3")).toEqual({ name: "triage", number: 3 });
    expect(readVersionName("triage")).toEqual({ name: "triage", number: null });
    for (const wrong of ["triage@", "triage@0", "triage@x", "../triage", "a/b", "", "@3", "tri age"])
      expect(readVersionName(wrong)).toBeNull();
  });

  it("cover their own place and none of another workspace", () => {
    fc.assert(
      fc.property(word, word, word, (workspace, channel, other) => {
        const place = { platform: "slack", workspace, channel };
        const team = { ...place, channel: "" };
        expect([covers(EVERYWHERE, place), covers(team, place), covers(place, place)]).toEqual([
          true,
          true,
          true,
        ]);
        const elsewhere = { ...place, workspace: `${workspace}${other}` };
        expect([covers(team, elsewhere), covers(place, elsewhere)]).toEqual([false, false]);
        expect(covers(place, { ...place, channel: `${channel}${other}` })).toBe(false);
      }),
    );
  });
});
