/** What every store must keep of texts that were accepted into commands, whatever its database. */

import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Person } from "../../src/core/ask.ts";
import { EVERYWHERE, OPERATOR } from "../../src/core/command/saved-command.ts";
import type { OpenedStore } from "../../src/store/store.ts";
import type { Backing } from "./backings.ts";
import { exported } from "./exported.ts";
import { anAsk, answer, aPerson } from "./samples.ts";

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
      { asker = aPerson(), author = null as Person | null } = {},
    ) {
      const { ask } = await store.recordAsk(anAsk({ command, text, person: asker, author }));
      await store.recordAnswer(ask.id, answer);
      const made = await store.recordOverride({
        ...{ interactionId: randomUUID(), askId: ask.id, person: author ?? asker },
        ...{ value: "Negative", reason: null, mayReuse: true },
      });
      if (made.kind !== "stored") throw new Error(made.kind);
      await store.decideCorrection({ overrideId: made.override.id, decision: "row", by });
      return made.override.id;
    }
    const erase = (person: Person) => store.erasePerson(person, { isPosted: false });
    const of = async (command: string, since?: Date) =>
      (await store.acceptedTexts(since)).find((one) => one.command === command);

    it("finds what a person wrote when the person erases it, in whichever case and with whichever spaces", async () => {
      const command = aCommand();
      const person = aPerson();
      await accepted(command, "It is  LATE", { asker: person });
      await accepted(command, "not mine");
      expect(await of(command)).toBeUndefined();
      await erase(person);
      const found = await of(command);
      expect(found?.hasErased).toBe(true);
      expect(found?.isErased("it is late")).toBe(true);
      expect(found?.isErased("not mine")).toBe(false);
      expect((await of(command, new Date(Date.now() + 1000)))?.hasErased).toBe(false);
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
        { command, notedAt: expect.any(Date) },
        { command, notedAt: expect.any(Date) },
      ]);
      const before = await of(command);
      expect(before?.hasErased).toBe(false);
      expect(before?.isErased("long ago")).toBe(false);
      await erase(writer);
      const after = await of(command);
      expect(["asked by another", "long ago"].map((text) => after?.isErased(text))).toEqual([true, true]);
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
      expect((await of(command))?.isErased("taken back")).toBe(true);
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
      await store.forgetAccepted(command, ["Held"]);
      await erase(stays);
      const found = await of(command);
      const known = (text: string) => found?.isErased(text);
      expect(["held", "not held", "erased"].map(known)).toEqual([true, false, true]);
      await store.close();
      await backing.query(
        "update fewshot.accepted_texts set erased_at = now() - interval '31 days' where member is null",
      );
      const rows = await backing.query(`select * from fewshot.accepted_texts where name = '${command}'`);
      // No text and no person.
      expect(JSON.stringify(rows)).not.toMatch(new RegExp(`held|erased"|${goes.id}|${stays.id}`));
      store = await backing.open({ retentionDays: 4 });
      await store.forgetAccepted(command, ["held"]);
      expect((await of(command))?.isErased("held")).toBe(true);
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
      const changed = { source: "two", inPrompts: [] };
      expect(await store.takeOut({ ...version, source: "other" }, changed)).toBe(false);
      expect(await store.takeOut(version, changed)).toBe(true);
      expect((await store.findVersion(command, 1))?.source).toBe("two");
      await expect.poll(() => gone).toContain(command);
      stop();
      expect((await store.listVersionEvents(command)).at(-1)).toMatchObject({
        ...{ number: 1, action: "text-erased" },
      });
      await store.publishVersion(version, { scope: EVERYWHERE, by: OPERATOR, note: null });
      expect(await store.takeOut({ ...version, source: "two" }, { source: "three", inPrompts: [] })).toBe(
        false,
      );
    });
  });
}
