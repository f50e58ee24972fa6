/** What every store must keep of saved commands, whatever its database: run over each backing in `versions.test.ts`. */

import { randomUUID } from "node:crypto";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { EVERYWHERE, OPERATOR, type SavedVersion, type Scope } from "../../src/core/command/saved-command.ts";
import type { NewVersion } from "../../src/flows/commands/versions/ports.ts";
import type { OpenedStore } from "../../src/store/store.ts";
import { codePoint } from "../code-point.ts";
import type { Backing } from "./backings.ts";
import { eventually } from "./eventually.ts";
import { exported as exportedOf } from "./exported.ts";
import { anAsk, aPerson } from "./samples.ts";

export function describeVersions(name: string, createBacking: () => Promise<Backing>): void {
  describe(`saved commands in a store on ${name}`, () => {
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

    const aName = () => `c${randomUUID().slice(0, 8)}`;
    const aScope = (): Scope => ({ platform: "slack", workspace: randomUUID(), channel: "C1" });
    const workspaceOf = (scope: Scope): Scope => ({ ...scope, channel: "" });
    const ada = { ...aPerson(), platform: "slack" };
    const by = { by: ada, note: null };
    const draft = (changes: Partial<NewVersion> = {}): NewVersion => ({
      name: aName(),
      scope: aScope(),
      source: `# made by a test\nsummary: ${randomUUID()}\n`,
      note: null,
      author: aPerson(),
      fileRevision: null,
      ...changes,
    });
    const save = async (changes: Partial<NewVersion> = {}): Promise<SavedVersion> => {
      const outcome = await store.saveVersion(draft(changes));
      if (!("version" in outcome)) throw new Error(outcome.kind);
      return outcome.version;
    };
    const states = async (command: string) =>
      Object.fromEntries((await store.listVersions(command)).map(({ number, state }) => [number, state]));

    // Before all others: notices of what they publish may come late.
    it("gives notice of what is live, and not of drafts", async () => {
      const onChange = vi.fn();
      const stop = store.watchVersions(onChange);
      const [command, scope] = [aName(), workspaceOf(aScope())];
      await save({ name: command, scope });
      await store.publishVersion({ name: command, number: 1 }, { scope, ...by });
      await eventually(async () => expect(onChange).toHaveBeenCalledTimes(1));
      await store.retireVersion(command, { scope, ...by });
      await eventually(async () => expect(onChange).toHaveBeenCalledTimes(2));
      stop();
    });

    it("keeps a draft as it was saved, letter by letter but for what no database can hold", async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.string({ unit: codePoint }),
          fc.option(fc.string({ unit: codePoint })),
          async (source, note) => {
            const kept = (given: string) => given.toWellFormed().replaceAll("\0", "\u{FFFD}");
            const given = draft({ source, note, fileRevision: "abc" });
            const saved = await save(given);
            expect(saved).toMatchObject({
              name: given.name,
              number: 1,
              state: "draft",
              scope: given.scope,
              source: kept(source),
              note: note === null || note === "" ? note : kept(note),
              author: given.author,
              fileRevision: "abc",
              replaced: null,
            });
            expect(await store.findVersion(given.name, 1)).toEqual(saved);
          },
        ),
        { numRuns: 20 },
      );
    });

    it("numbers the versions of a name from 1 over all workspaces, also when twenty are saved at once", async () => {
      const command = aName();
      const saved = await Promise.all(
        Array.from({ length: 20 }, () => save({ name: command, scope: aScope() })),
      );
      expect(saved.map(({ number }) => number).sort((a, b) => a - b)).toEqual(
        Array.from({ length: 20 }, (_, index) => index + 1),
      );
      expect((await save()).number).toBe(1);
    });

    it("takes the same text of the same person twice as one draft", async () => {
      const given = draft();
      const first = await store.saveVersion(given);
      expect(await store.saveVersion(given)).toEqual({ ...first, kind: "known" });
      expect(await store.saveVersion({ ...given, author: aPerson() })).toMatchObject({ kind: "saved" });
    });

    it("stores no more than 30 versions an hour of one person; the operator may save more", async () => {
      const author = aPerson();
      for (let count = 0; count < 30; count++) await save({ author });
      expect(await store.saveVersion(draft({ author }))).toEqual({ kind: "too-many-of-person" });
      expect(await store.saveVersion(draft())).toMatchObject({ kind: "saved" });
      // A reviewer accepts more corrections than that.
      const reviewer = aPerson();
      for (let count = 0; count < 31; count++)
        expect(await store.saveVersion(draft({ author: reviewer, isOfReviews: true }))).toMatchObject({
          kind: "saved",
        });
      expect(await store.saveVersion(draft({ author: reviewer }))).toMatchObject({ kind: "saved" });
      for (let count = 0; count < 31; count++) await save({ author: OPERATOR, scope: EVERYWHERE });
    });

    it("has one live version in a scope: publishing retires the one before, and remembers it", async () => {
      const [command, scope] = [aName(), aScope()];
      await save({ name: command, scope });
      await save({ name: command, scope });
      const everywhere = await save({ name: command, scope: EVERYWHERE });
      const workspace = workspaceOf(scope);
      const first = await store.publishVersion({ name: command, number: 1 }, { scope: workspace, ...by });
      expect(first).toMatchObject({ state: "live", scope: workspace, replaced: null });
      await store.publishVersion(everywhere, { scope: EVERYWHERE, ...by });
      const second = await store.publishVersion({ name: command, number: 2 }, { scope: workspace, ...by });
      expect(second).toMatchObject({ number: 2, state: "live", replaced: 1 });
      expect(await states(command)).toEqual({ 1: "retired", 2: "live", 3: "live" });
      const live = (await store.liveVersions()).filter((one) => one.name === command);
      expect(live.map(({ number }) => number)).toEqual([2, 3]);
      expect(
        await store.publishVersion({ name: command, number: 9 }, { scope: workspace, ...by }),
      ).toBeNull();
      expect(await store.publishVersion({ name: command, number: 2 }, { scope: workspace, ...by })).toEqual(
        second,
      );
    });

    it("leaves one live version when two are published at once", async () => {
      const [command, scope] = [aName(), workspaceOf(aScope())];
      for (let count = 0; count < 6; count++) await save({ name: command, scope });
      await Promise.all(
        [1, 2, 3, 4, 5, 6].map((number) => store.publishVersion({ name: command, number }, { scope, ...by })),
      );
      expect(Object.values(await states(command)).filter((state) => state === "live")).toHaveLength(1);
    });

    it("replaces, retires and undoes only the version that was meant, when several do it at once", async () => {
      const [command, scope] = [aName(), workspaceOf(aScope())];
      for (let count = 0; count < 6; count++) await save({ name: command, scope });
      await store.publishVersion({ name: command, number: 1 }, { scope, instead: null, ...by });
      const published = await Promise.all(
        [2, 3, 4, 5, 6].map((number) =>
          store.publishVersion({ name: command, number }, { scope, instead: 1, ...by }),
        ),
      );
      const [done] = published.filter((one) => one !== null);
      expect([published.filter((one) => one !== null).length, done?.replaced]).toEqual([1, 1]);
      const from = done?.number ?? 0;
      const ended = await Promise.all([
        store.stepBack(command, { scope, from, ...by }),
        store.stepBack(command, { scope, from, ...by }),
        store.retireVersion(command, { scope, from: 7, ...by }),
      ]);
      expect(ended.filter((one) => one !== null)).toHaveLength(1);
      expect(await states(command)).toMatchObject({ 1: "live", [from]: "retired" });
    });

    it("steps back version by version, then to the file, and then there is nothing to step back from", async () => {
      const [command, scope] = [aName(), workspaceOf(aScope())];
      for (const number of [1, 2, 3]) {
        await save({ name: command, scope });
        await store.publishVersion({ name: command, number }, { scope, ...by });
      }
      const back = async () => {
        const done = await store.stepBack(command, { scope, ...by });
        return done && [done.from.number, done.to?.number ?? null];
      };
      expect([await back(), await back(), await back(), await back()]).toEqual([
        [3, 2],
        [2, 1],
        [1, null],
        null,
      ]);
      expect(await states(command)).toEqual({ 1: "retired", 2: "retired", 3: "retired" });
      expect(
        (await store.listVersionEvents(command)).map(({ action, number }) => `${action} ${number}`),
      ).toEqual([
        ...["saved 1", "published 1", "saved 2", "published 2", "saved 3", "published 3"],
        ...["restored 2", "restored 1", "retired 1"],
      ]);
    });

    it("steps back through all that was live, also where a version was live twice, and past what is deleted", async () => {
      const [command, scope] = [aName(), workspaceOf(aScope())];
      for (const number of [1, 2, 3]) {
        await save({ name: command, scope });
        await store.publishVersion({ name: command, number }, { scope, ...by });
      }
      for (const number of [1, 2, 1]) await store.publishVersion({ name: command, number }, { scope, ...by });
      const back = async () => (await store.stepBack(command, { scope, ...by }))?.to?.number ?? null;
      expect([await back(), await back()]).toEqual([2, 1]);
      await store.deleteVersion({ name: command, number: 3 }, ada);
      expect([await back(), await back(), await back()]).toEqual([2, 1, null]);
      // What is published after a step back to the file has the file before it.
      await store.publishVersion({ name: command, number: 2 }, { scope, ...by });
      expect([await back(), await back()]).toEqual([null, null]);
    });

    it("steps back to the file where the version before is in force elsewhere", async () => {
      const [command, scope] = [aName(), workspaceOf(aScope())];
      for (const number of [1, 2]) {
        await save({ name: command, scope });
        await store.publishVersion({ name: command, number }, { scope, ...by });
      }
      await store.publishVersion({ name: command, number: 1 }, { scope: EVERYWHERE, ...by });
      expect(await store.stepBack(command, { scope, ...by })).toMatchObject({
        from: { number: 2 },
        to: null,
      });
      expect(await states(command)).toEqual({ 1: "live", 2: "retired" });
    });

    it("says how long something is live by the database's clock, whatever that of who published it says", async () => {
      const [command, scope] = [aName(), workspaceOf(aScope())];
      await save({ name: command, scope });
      expect(await store.sinceLive(command, scope)).toBe(Number.POSITIVE_INFINITY);
      vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 3_600_000 });
      await store.publishVersion({ name: command, number: 1 }, { scope, ...by });
      vi.useRealTimers();
      const sinceMs = await store.sinceLive(command, scope);
      expect([sinceMs >= 0, sinceMs < 600_000]).toEqual([true, true]);
      expect(await store.sinceLive(command, EVERYWHERE)).toBe(Number.POSITIVE_INFINITY);
    });

    it("retires what is live, and writes down who did it and why", async () => {
      const [command, scope] = [aName(), workspaceOf(aScope())];
      await save({ name: command, scope });
      expect(await store.retireVersion(command, { scope, ...by })).toBeNull();
      await store.publishVersion({ name: command, number: 1 }, { scope, by: ada, note: "better" });
      expect(await store.retireVersion(command, { scope, by: ada, note: "worse" })).toMatchObject({
        state: "retired",
      });
      expect(await store.listVersionEvents(command)).toMatchObject([
        { action: "saved", number: 1, scope },
        { action: "published", number: 1, scope, person: ada, note: "better", at: expect.any(Date) },
        { action: "retired", number: 1, scope, person: ada, note: "worse" },
      ]);
    });

    it("deletes a draft and a retired version, never a live one, and gives no number twice", async () => {
      const [command, scope] = [aName(), workspaceOf(aScope())];
      await save({ name: command, scope });
      await store.publishVersion({ name: command, number: 1 }, { scope, ...by });
      const newest = await save({ name: command, scope });
      expect(await store.deleteVersion({ name: command, number: 1 }, ada)).toBe(false);
      expect(await store.deleteVersion(newest, ada)).toBe(true);
      expect(await store.deleteVersion(newest, ada)).toBe(false);
      expect(await store.findVersion(command, 2)).toBeNull();
      expect((await save({ name: command, scope })).number).toBe(3);
    });

    it("exports the versions that a person saved; erasing takes the person off them and keeps the commands", async () => {
      const author = { ...aPerson("Ada Lovelace"), platform: "slack" };
      const other = aPerson();
      const command = aName();
      const scope = workspaceOf(aScope());
      const mine = await save({ name: command, scope, author, note: "by Ada" });
      await save({ name: command, scope, author: other });
      await store.publishVersion(mine, { scope, by: author, note: "I like it" });
      expect((await exportedOf(store, author)).versions).toMatchObject([
        { name: command, number: 1, note: "by Ada" },
      ]);
      await store.erasePerson(author, { isPosted: false });
      expect(await store.findVersion(command, 1)).toMatchObject({
        ...mine,
        state: "live",
        author: null,
        note: null,
      });
      expect((await store.findVersion(command, 2))?.author).toEqual(other);
      expect(await store.listVersionEvents(command)).toMatchObject([
        { action: "saved", number: 1, person: null, note: null },
        { action: "saved", number: 2, person: other },
        { action: "published", number: 1, person: null, note: null },
      ]);
      expect((await exportedOf(store, author)).versions).toEqual([]);
    });

    it("finds what can be seen in a place: a number, the newest draft, the narrowest live version", async () => {
      const [command, scope] = [aName(), aScope()];
      const other = { ...scope, channel: "C2" };
      const publish = async (number: number, to: Scope) =>
        store.publishVersion({ name: command, number }, { scope: to, ...by });
      const seen = async (which: number | "draft" | "live", place: Scope) =>
        (await store.findSeen(command, which, place))?.number ?? null;
      for (const from of [scope, scope, scope, other]) await save({ name: command, scope: from });
      expect([await seen("draft", scope), await seen("draft", other), await seen("draft", aScope())]).toEqual(
        [3, 4, null],
      );
      expect([await seen(1, scope), await seen(1, other), await seen("live", scope)]).toEqual([
        1,
        null,
        null,
      ]);
      await publish(1, EVERYWHERE);
      await publish(2, workspaceOf(scope));
      await publish(3, scope);
      expect([await seen("live", scope), await seen("live", other), await seen("live", aScope())]).toEqual([
        3, 2, 1,
      ]);
      expect(await store.savedNames(scope)).toContain(command);
    });

    it("takes no draft for the newest that is older than what is live", async () => {
      const [command, scope] = [aName(), aScope()];
      for (let count = 0; count < 2; count++) await save({ name: command, scope });
      await store.publishVersion({ name: command, number: 2 }, { scope, ...by });
      expect(await store.findSeen(command, "draft", scope)).toBeNull();
      await save({ name: command, scope });
      expect(await store.findSeen(command, "draft", scope)).toMatchObject({ number: 3 });
    });

    it("keeps with an ask which draft it tries", async () => {
      const { ask } = await store.recordAsk(anAsk({ version: 3 }));
      expect((await store.findAsk(ask.id))?.ask.version).toBe(3);
      const { ask: usual } = await store.recordAsk(anAsk());
      expect((await store.findAsk(usual.id))?.ask.version).toBeNull();
    });
  });
}
