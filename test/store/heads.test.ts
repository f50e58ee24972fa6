/** Saved heads, on PGlite and on a real PostgreSQL. */

import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { EVERYWHERE, OPERATOR, type Scope } from "../../src/core/command/saved-command.ts";
import type { NewHead } from "../../src/flows/learning/ports.ts";
import type { OpenedStore } from "../../src/store/store.ts";
import { type Backing, createPGliteBacking, createPostgresBacking } from "./backings.ts";
import { eventually } from "./eventually.ts";
import { aPerson } from "./samples.ts";

describe.each([
  ["PGlite", createPGliteBacking],
  ["PostgreSQL", () => createPostgresBacking()],
])("heads in a store on %s", (_, createBacking) => {
  let backing: Backing;
  let store: OpenedStore;
  beforeAll(async () => {
    backing = await createBacking();
    store = await backing.open();
  });
  afterAll(async () => {
    await store.close();
    await backing.remove();
  });

  const aHead = (changes: Partial<NewHead> = {}): NewHead => ({
    ...{ name: `c${randomUUID().slice(0, 8)}`, scope: EVERYWHERE, model: "tiny r1", promptDigest: "d1" },
    ...{ labels: ["Good", 'Bad, \0 or "worse"'], rows: 12, weights: "AAAA" },
    measured: { n: 30, before: 12, after: 25, repaired: 14, broken: 1, p: 0.0005, verdict: "better" },
    ...changes,
  });
  const by = { by: aPerson("Ada"), note: "it is better" };
  const live = async (name: string) => (await store.liveHeads()).filter((head) => head.name === name);

  it("are kept as they were saved, but for what no database can hold, and are in force nowhere at first", async () => {
    const given = aHead();
    const saved = await store.saveHead(given);
    const labels = ["Good", 'Bad, \u{FFFD} or "worse"'];
    expect(saved).toMatchObject({ ...given, labels, number: 1, state: "draft" });
    expect(await live(given.name)).toEqual([]);
    expect((await store.publishHead(saved.id, by))?.state).toBe("live");
    expect(await live(given.name)).toEqual([{ ...saved, state: "live" }]);
    const { measured, ...plain } = aHead({ measured: null });
    expect((await store.saveHead({ ...plain, measured })).measured).toBeNull();
  });

  it("are live one a scope, and the history says who switched what on and off, when and why", async () => {
    const name = `c${randomUUID().slice(0, 8)}`;
    const scope: Scope = { platform: "slack", workspace: "T1", channel: "" };
    const [first, second, own] = [aHead({ name }), aHead({ name }), aHead({ name, scope })];
    for (const head of [first, second, own]) await store.publishHead((await store.saveHead(head)).id, by);
    expect((await live(name)).map(({ number, scope: of }) => [number, of.platform])).toEqual([
      [2, ""],
      [3, "slack"],
    ]);
    // What it learned may be from texts that are erased by now.
    expect(await store.retireHead(name, { scope: EVERYWHERE, ...by })).toMatchObject({
      number: 2,
      weights: "",
    });
    expect(await store.retireHead(name, { scope: EVERYWHERE, ...by })).toBeNull();
    expect((await live(name)).map(({ number }) => number)).toEqual([3]);
    const events = await store.listVersionEvents(name);
    expect(events.map(({ action, number }) => `${action} ${number}`)).toEqual([
      "head-on 1",
      "head-on 2",
      "head-on 3",
      "head-off 2",
    ]);
    expect(events[0]).toMatchObject({ person: { name: "Ada" }, note: "it is better" });
    // A version of the command is counted apart.
    const version = await store.saveVersion({
      ...{ name, scope: EVERYWHERE, source: "summary: x", note: null, author: OPERATOR, fileRevision: null },
    });
    expect(version).toMatchObject({ version: { number: 1 } });
    await store.erasePerson(by.by, { isPosted: false });
    expect((await store.listVersionEvents(name))[0]).toMatchObject({ person: null, note: null });
  });

  it("are trained again by one process, and replaced only while they are live", async () => {
    const head = aHead();
    const { id } = await store.saveHead(head);
    expect(await store.claimHead(id, 60_000)).toBe(false);
    await store.publishHead(id, by);
    const claims = await Promise.all([1, 2, 3].map(() => store.claimHead(id, 60_000)));
    expect(claims.filter(Boolean)).toHaveLength(1);
    expect(await store.claimHead(id, 60_000)).toBe(false);
    const replaced = await store.replaceHead(id, { ...head, rows: 13 });
    expect(replaced).toMatchObject({ number: 2, state: "live", rows: 13 });
    expect(await store.replaceHead(id, { ...head, rows: 14 })).toBeNull();
    expect((await live(head.name)).map(({ rows }) => rows)).toEqual([13]);
    // The new one is free; a claim ends by itself.
    expect(await store.claimHead(replaced?.id ?? "", 1)).toBe(true);
    await eventually(async () => expect(await store.claimHead(replaced?.id ?? "", 60_000)).toBe(true));
  });

  it("are deleted where newer ones took their place, but for the last five", async () => {
    const head = aHead();
    let { id } = await store.saveHead(head);
    await store.publishHead(id, by);
    for (let rows = 0; rows < 8; rows++) id = (await store.replaceHead(id, { ...head, rows }))?.id ?? "";
    await store.close();
    const [kept] = await backing.query(
      `select count(*)::int as n, max(number) as last from fewshot.heads where name = '${head.name}'`,
    );
    expect(kept).toEqual({ n: 6, last: 9 });
    store = await backing.open();
    // Numbers are not given again.
    expect((await store.saveHead(head)).number).toBe(10);
  });

  it("are known to every listener when they are switched on, replaced and off, and not when they are saved", async () => {
    const heard = vi.fn();
    const stop = store.watchVersions(heard);
    const head = aHead();
    const { id } = await store.saveHead(head);
    const calls = () => heard.mock.calls.length;
    await store.publishHead(id, by);
    await eventually(() => expect(calls()).toBe(1));
    await store.replaceHead(id, head);
    await eventually(() => expect(calls()).toBeGreaterThanOrEqual(2));
    const before = calls();
    await store.retireHead(head.name, { scope: EVERYWHERE, ...by });
    await eventually(() => expect(calls()).toBeGreaterThan(before));
    stop();
  });
});
