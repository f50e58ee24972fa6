/** What every store must keep of texts that were accepted into commands, whatever its database. */

import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Person } from "../../src/core/ask.ts";
import { EVERYWHERE, OPERATOR, type SavedVersion, type Scope } from "../../src/core/command/saved-command.ts";
import type { OpenedStore } from "../../src/store/store.ts";
import type { Backing } from "./backings.ts";
import { exported } from "./exported.ts";
import { anAsk, answer, aPerson } from "./samples.ts";

const web = { platform: "web", workspace: "web", channel: "web" } as const;
const DAY_MS = 24 * 60 * 60_000;

export function describeAcceptedTexts(name: string, createBacking: () => Promise<Backing>): void {
  describe(`accepted texts in a store on ${name}`, () => {
    let backing: Backing;
    let store: OpenedStore;
    beforeAll(async () => {
      backing = await createBacking();
      store = await backing.open({ retentionDays: 4 });
    });
    afterAll(async () => {
      await store.close();
      await backing.remove();
    });

    const aCommand = () => `c${randomUUID().slice(0, 8)}`;
    const by = aPerson("Reviewer");
    /** @param author who wrote the text, where it was not whoever asked */
    async function accepted(
      command: string,
      text: string,
      { asker = aPerson(), author = null as Person | null, channel = "web" } = {},
    ) {
      const place = { channel, native: null };
      const { ask } = await store.recordAsk(anAsk({ command, text, person: asker, author, place }));
      await store.recordAnswer(ask.id, answer);
      const made = await store.recordOverride({
        ...{ interactionId: randomUUID(), askId: ask.id, person: author ?? asker },
        ...{ value: "Negative", reason: null, mayReuse: true },
      });
      if (made.kind !== "stored") throw new Error(made.kind);
      await store.decideCorrection({ overrideId: made.override.id, decision: "row", by });
      return made.override.id;
    }
    const erase = (person: Person, at = new Date()) => store.erasePerson(person, { isPosted: false, at });
    const of = async (command: string, erasedAt?: Date) =>
      (await store.acceptedTexts(erasedAt)).find((one) => one.command === command);

    it("finds what a person wrote when the person erases it, in whichever case and with whichever spaces", async () => {
      const command = aCommand();
      const person = aPerson();
      await accepted(command, "It is  LATE", { asker: person });
      await accepted(command, "not mine");
      expect(await of(command)).toBeUndefined();
      await erase(person);
      const found = await of(command);
      expect(found?.hasErased).toBe(true);
      expect(found?.isErased("it is late", [EVERYWHERE])).toBe(true);
      expect(found?.isErased("not mine", [EVERYWHERE])).toBe(false);
      expect((await of(command, new Date(Date.now() + 1000)))?.hasErased).toBe(false);
    });

    it("tells one erasure from another that comes at the same moment", async () => {
      const command = aCommand();
      const [one, two] = [aPerson(), aPerson()];
      await accepted(command, "of one", { asker: one });
      await accepted(command, "of two", { asker: two });
      const at = new Date();
      await erase(two, new Date(at.getTime() + 1));
      await erase(one, at);
      const own = await of(command, at);
      expect(["of one", "of two"].map((text) => own?.isErased(text, [EVERYWHERE]))).toEqual([true, false]);
      const all = await of(command);
      expect(["of one", "of two"].map((text) => all?.isErased(text, [EVERYWHERE]))).toEqual([true, true]);
    });

    it("knows a text's writer after its time, and after somebody else erased the ask", async () => {
      const command = aCommand();
      const [writer, asker] = [aPerson(), aPerson()];
      await accepted(command, "asked by another", { asker, author: writer });
      await accepted(command, "long ago", { asker: writer });
      await erase(asker);
      await store.deleteExpired(new Date(Date.now() + 5 * DAY_MS));
      await store.deleteExpired(new Date());
      expect((await exported(store, writer)).accepted).toEqual([
        { command, place: web, notedAt: expect.any(Date) },
        { command, place: web, notedAt: expect.any(Date) },
      ]);
      const before = await of(command);
      expect(before?.hasErased).toBe(false);
      expect(before?.isErased("long ago", [EVERYWHERE])).toBe(false);
      await erase(writer);
      const after = await of(command);
      expect(["asked by another", "long ago"].map((text) => after?.isErased(text, [EVERYWHERE]))).toEqual([
        true,
        true,
      ]);
    });

    it("knows a text whose acceptance was taken back: an earlier version may hold it", async () => {
      const command = aCommand();
      const asker = aPerson();
      const overrideId = await accepted(command, "taken back", { asker });
      const taking = { overrideId, decision: "row" } as const;
      // It is somebody else's decision: nothing is noted.
      expect(await store.undoCorrection({ ...taking, by: aPerson() }, null)).toEqual({ kind: "not-theirs" });
      expect(await of(command)).toBeUndefined();
      const undone = await store.undoCorrection({ ...taking, by }, null);
      expect(undone.kind).toBe("undone");
      await erase(asker);
      expect((await of(command))?.isErased("taken back", [EVERYWHERE])).toBe(true);
    });

    it("finds a text where it came from alone, in each workspace of a person its own", async () => {
      const command = aCommand();
      const id = randomUUID();
      const inTeam = (workspace: string): Person => ({ platform: "slack", workspace, id, name: "Ada" });
      await accepted(command, "of one", { asker: inTeam("T1"), channel: "C1" });
      await accepted(command, "of two", { asker: inTeam("T2"), channel: "C2" });
      await store.deleteExpired(new Date(Date.now() + 5 * DAY_MS));
      await store.deleteExpired(new Date());
      const scope = (workspace: string, channel = ""): Scope => ({ platform: "slack", workspace, channel });
      await accepted(command, "of both", { asker: inTeam("T1"), channel: "C1" });
      await erase(inTeam("T1"));
      const found = await of(command);
      const isIn = (text: string) =>
        [scope("T1"), scope("T1", "C1"), scope("T1", "C2"), scope("T2"), scope("T2", "C2"), EVERYWHERE].map(
          (one) => found?.isErased(text, [one]),
        );
      expect(isIn("of one")).toEqual([true, true, true, false, false, true]);
      expect(isIn("of both")).toEqual([true, true, true, false, false, true]);
      expect(isIn("of two")).toEqual([false, false, false, true, true, true]);
      expect(found?.isErased("of two", [scope("T1"), scope("T2")])).toBe(true);
      expect(found?.isErased("of two", [])).toBe(false);
    });

    it("takes each conversation of Discord's direct messages for itself", async () => {
      const command = aCommand();
      const asker: Person = { ...aPerson(), platform: "discord", workspace: "dm" };
      await accepted(command, "between us", { asker, channel: "C1" });
      await erase(asker);
      const found = await of(command);
      const isIn = (channel: string) =>
        found?.isErased("between us", [{ platform: "discord", workspace: "dm", channel }]);
      expect([isIn("C1"), isIn("C2")]).toEqual([true, false]);
    });

    it("forgets what is held elsewhere alone", async () => {
      const command = aCommand();
      const asker: Person = { ...aPerson(), platform: "slack", workspace: "T1" };
      await accepted(command, "the same words", { asker, channel: "C1" });
      await store.deleteExpired(new Date(Date.now() + 5 * DAY_MS));
      await store.deleteExpired(new Date());
      const held = (workspace: string) =>
        store.forgetAccepted(command, [
          { texts: ["the same words"], scopes: [{ platform: "slack", workspace, channel: "" }] },
        ]);
      await held("T1");
      expect((await exported(store, asker)).accepted).toEqual([
        { command, place: { platform: "slack", workspace: "T1", channel: "C1" }, notedAt: expect.any(Date) },
      ]);
      await held("T2");
      expect((await exported(store, asker)).accepted).toEqual([]);
    });

    it("forgets what no command holds, and what was erased a month later", async () => {
      const command = aCommand();
      const [stays, goes] = [aPerson(), aPerson()];
      await accepted(command, "held", { asker: stays });
      await accepted(command, "not held", { asker: stays });
      await accepted(command, "erased", { asker: goes });
      await erase(goes);
      await store.deleteExpired(new Date(Date.now() + 5 * DAY_MS));
      await store.deleteExpired(new Date());
      await store.forgetAccepted(command, [{ texts: ["Held"], scopes: [EVERYWHERE] }]);
      await erase(stays);
      const found = await of(command);
      const known = (text: string) => found?.isErased(text, [EVERYWHERE]);
      expect(["held", "not held", "erased"].map(known)).toEqual([true, false, true]);
      await store.close();
      await backing.query(
        "update fewshot.accepted_texts set erased_at = now() - interval '31 days' where member is null",
      );
      const rows = await backing.query(`select * from fewshot.accepted_texts where name = '${command}'`);
      // No text and no person.
      expect(JSON.stringify(rows)).not.toMatch(new RegExp(`held|erased"|${goes.id}|${stays.id}`));
      store = await backing.open({ retentionDays: 4 });
      await store.forgetAccepted(command, [{ texts: ["held"], scopes: [EVERYWHERE] }]);
      expect((await of(command))?.isErased("held", [EVERYWHERE])).toBe(true);
      await store.forgetAccepted(command, []);
      expect(await of(command)).toBeUndefined();
    });

    it("changes the source of a version that is as it was read and not live, and of no other", async () => {
      const command = aCommand();
      const made = await store.saveVersion({
        ...{
          name: command,
          scope: EVERYWHERE,
          source: "one",
          note: null,
          author: OPERATOR,
          fileRevision: null,
        },
      });
      if (!("version" in made)) throw new Error(made.kind);
      const { version } = made;
      const gone: (string | null)[] = [];
      const stop = store.watchGone((about) => gone.push(about));
      const changed = { source: "two", inPrompts: [], scopes: [EVERYWHERE] };
      expect(await store.takeOut({ ...version, source: "other" }, changed)).toBe(false);
      expect(await store.takeOut(version, changed)).toBe(true);
      expect((await store.findVersion(command, 1))?.source).toBe("two");
      await expect.poll(() => gone).toContain(command);
      stop();
      expect((await store.listVersionEvents(command)).at(-1)).toMatchObject({
        ...{ number: 1, action: "text-erased" },
      });
      await store.publishVersion(version, { scope: EVERYWHERE, by: OPERATOR, note: null });
      expect(
        await store.takeOut(
          { ...version, source: "two" },
          { source: "three", inPrompts: [], scopes: [EVERYWHERE] },
        ),
      ).toBe(false);
    });

    it("takes a text out of the prompts and the measurements where its version is for, and of no other workspace", async () => {
      const command = aCommand();
      const scopes = ["T1", "T2"].map((workspace): Scope => ({ platform: "slack", workspace, channel: "" }));
      const held: Pick<SavedVersion, "id" | "name" | "number" | "scope" | "source">[] = [];
      const asks: string[] = [];
      for (const scope of scopes) {
        const fields = { name: command, scope, source: "one", note: null, author: OPERATOR };
        const made = await store.saveVersion({ ...fields, fileRevision: null });
        if (!("version" in made)) throw new Error(made.kind);
        held.push(made.version);
        const person: Person = { ...aPerson(), ...scope, platform: "slack" };
        const { ask } = await store.recordAsk(anAsk({ command, person }));
        await store.recordAnswer(ask.id, { ...answer, prompt: "Message: late\n" });
        asks.push(ask.id);
        const run = { command, version: made.version.number, revision: "r", against: null, model: "neo" };
        await store.addRun(
          { ...run, id: `${command}-${scope.workspace}`, kind: "audit", head: null, request: {} },
          { again: false, holder: "test", forMs: 60_000 },
        );
      }
      const [version] = held;
      if (!version) throw new Error("no version");
      await store.takeOut(version, {
        source: "two",
        inPrompts: [{ from: "Message: late\n", to: "Message: [erased]\n" }],
        scopes: [version.scope],
      });
      const prompts = await Promise.all(asks.map(async (id) => (await store.findAsk(id))?.answer?.prompt));
      expect(prompts).toEqual(["Message: [erased]\n", "Message: late\n"]);
      expect(await store.findRun(`${command}-T1`)).toBeNull();
      expect(await store.findRun(`${command}-T2`)).not.toBeNull();
      expect((await store.findVersion(command, 2))?.source).toBe("one");
    });
  });
}
