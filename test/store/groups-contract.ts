/** What groups need of a store: on both databases. */

import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Person } from "../../src/core/ask.ts";
import type { GroupAsk } from "../../src/flows/monitoring/groups/ports.ts";
import type { OpenedStore } from "../../src/store/store.ts";
import type { Backing } from "./backings.ts";
import { exported } from "./exported.ts";
import { answer } from "./samples.ts";

const HOUR_MS = 60 * 60_000;

export function describeGroups(name: string, createBacking: () => Promise<Backing>): void {
  describe(`groups on ${name}`, () => {
    let backing: Backing;
    let store: OpenedStore;
    beforeAll(async () => {
      backing = await createBacking();
      store = await backing.open();
    });
    afterAll(async () => {
      await store?.close();
      await backing?.remove();
    });

    const newPerson = (platform = "slack"): Person => ({
      platform,
      workspace: "T1",
      id: `U${randomUUID()}`,
      name: "Ada",
    });
    async function ask(
      person: Person,
      command: string,
      options: { author?: Person; version?: number; text?: string } = {},
    ) {
      const { author = null, version = null, text = "hello" } = options;
      const { ask: stored } = await store.recordAsk({
        ...{
          interactionId: randomUUID(),
          person,
          author,
          command,
          text,
          version,
          settings: {},
          locale: "en",
        },
        place: { channel: "C1", native: null },
        isSpotCheck: true,
      });
      return stored.id;
    }
    const week = () => ({
      from: new Date(Date.now() - HOUR_MS),
      to: new Date(Date.now() + HOUR_MS),
      closesAt: new Date(Date.now() + HOUR_MS),
    });
    async function read(command: string, withTexts = false, range = week()): Promise<GroupAsk[]> {
      const found: GroupAsk[] = [];
      for await (const batch of store.groupAsks(range, { withTexts })) found.push(...batch);
      return found.filter((one) => one.command === command);
    }

    it("reads what became of the asks of a week, and nothing that names anybody", async () => {
      const [ada, ben] = [newPerson(), newPerson()];
      const ids: string[] = [];
      for (let made = 0; made < 5; made++) ids.push(await ask(ada, "kinds"));
      await store.recordFailure(ids[0] as string, { code: "BACKEND_TIMEOUT" });
      await store.recordAnswer(ids[1] as string, { ...answer, label: null, doubt: "below-threshold" });
      for (const id of ids.slice(2, 4))
        await store.recordAnswer(id, { ...answer, label: "Positive", doubt: null });
      // The fifth has not ended.
      const press = () => ({ interactionId: randomUUID(), askId: ids[2] as string, person: ben });
      await store.recordRating({ ...press(), value: "wrong", reason: null });
      await store.recordOverride({ ...press(), value: "Negative", reason: null, mayReuse: false });
      await store.decideSpotCheck({ askId: ids[2] as string, label: "Negative", by: ben });
      await store.recordRating({ ...press(), askId: ids[3] as string, value: "right", reason: null });
      const none = {
        "no-answer": false,
        "not-sure": false,
        overridden: false,
        wrong: null,
        "spot-check": null,
      };
      const found = await read("kinds");
      expect(found.map(({ failed }) => failed)).toEqual([
        {
          ...{
            "no-answer": true,
            "not-sure": null,
            overridden: null,
            wrong: null,
            "spot-check": null,
            feedback: null,
          },
        },
        { ...none, "not-sure": true, feedback: false },
        { ...none, overridden: true, wrong: true, "spot-check": true, feedback: true },
        { ...none, wrong: false, feedback: true },
      ]);
      expect(JSON.stringify(found)).not.toContain(ada.id);
      expect(new Set(found.map(({ member }) => member)).size).toBe(1);
      expect(found.every(({ text }) => text === null)).toBe(true);
      expect((await read("kinds", true))[0]?.text).toBe("hello");
    });

    it("counts what was said before the week was closed, and only asks of the week", async () => {
      const id = await ask(newPerson(), "late");
      await store.recordAnswer(id, answer);
      await store.recordRating({
        interactionId: "r",
        askId: id,
        person: newPerson(),
        value: "wrong",
        reason: null,
      });
      const closed = { ...week(), closesAt: new Date(Date.now() - HOUR_MS) };
      expect((await read("late", false, closed))[0]?.failed.wrong).toBeNull();
      expect(await read("late", false, { ...week(), to: new Date(Date.now() - 1000) })).toEqual([]);
    });

    it("reads nothing of whoever opted out, wrote the text and opted out, or erased; and no draft that was tried", async () => {
      const [asker, author, rater, eraser] = [newPerson(), newPerson(), newPerson(), newPerson()];
      const ids = [
        await ask(asker, "out"),
        await ask(newPerson(), "out", { author }),
        await ask(eraser, "out"),
        await ask(newPerson(), "out", { version: 3 }),
        await ask(newPerson(), "out"),
      ];
      for (const id of ids) await store.recordAnswer(id, answer);
      const last = ids[4] as string;
      await store.recordRating({
        interactionId: "x",
        askId: last,
        person: rater,
        value: "wrong",
        reason: null,
      });
      await store.recordOverride({
        interactionId: "y",
        askId: last,
        person: rater,
        value: "No",
        reason: null,
        mayReuse: true,
      });
      expect(await read("out")).toHaveLength(4);
      for (const person of [asker, author, rater]) await store.setOptedOut(person, true);
      await store.erasePerson(eraser, { isPosted: false });
      const found = await read("out");
      expect(found).toHaveLength(1);
      expect(found[0]?.failed).toMatchObject({ wrong: null, overridden: false, feedback: false });
    });

    it("keeps what people say of themselves apart from texts, in place of what they said before", async () => {
      const ada = newPerson();
      await store.declareGroups(ada, ["Women", "Deaf people", "Women"]);
      expect(await store.declaredGroups(ada)).toEqual(["Deaf people", "Women"]);
      // The same person in another workspace of the platform, where ids are global.
      expect(await store.declaredGroups({ ...ada, workspace: "T2" })).toEqual(["Deaf people", "Women"]);
      await store.declareGroups(ada, ["Women"]);
      expect(await store.declaredGroups(ada)).toEqual(["Women"]);
      const id = await ask(ada, "joined");
      await store.recordAnswer(id, answer);
      const [found] = await read("joined");
      const members = await store.groupMembers("declared");
      expect([...(members.get(found?.member ?? "") ?? [])]).toEqual(["Women"]);
      expect((await exported(store, ada)).groups).toMatchObject([
        { source: "declared", place: "", name: "Women" },
      ]);
      await store.declareGroups(ada, []);
      expect(await store.declaredGroups(ada)).toEqual([]);
    });

    it("keeps mapped groups by workspace, in place of those before", async () => {
      const ada = newPerson();
      await store.noteMappedGroups(ada, ["Night shift", "Ops"]);
      await store.noteMappedGroups({ ...ada, workspace: "T2" }, ["Sales"]);
      await store.noteMappedGroups(ada, ["Ops"]);
      await store.noteMappedGroups(ada, ["Ops"]);
      const groups = (await exported(store, ada)).groups.map(({ source, place, name: group }) => [
        source,
        place,
        group,
      ]);
      expect(groups).toEqual([
        ["mapped", "slack:T1", "Ops"],
        ["mapped", "slack:T2", "Sales"],
      ]);
      await store.declareGroups(ada, ["Women"]);
      await store.noteMappedGroups(ada, []);
      expect((await exported(store, ada)).groups.map(({ name: group }) => group)).toEqual(["Women", "Sales"]);
      await store.setOptedOut(ada, true);
      await store.noteMappedGroups(ada, ["Ops"]);
      expect((await exported(store, ada)).groups).toEqual([]);
    });

    it("deletes groups with an erasure and an opt-out, and keeps none after one, also of two at once", async () => {
      const [ada, ben] = [newPerson(), newPerson()];
      await store.declareGroups(ada, ["Women"]);
      await store.erasePerson(ada, { isPosted: false });
      expect(await store.declaredGroups(ada)).toEqual([]);
      await Promise.all([
        store.declareGroups(ben, ["Women"]),
        store.setOptedOut(ben, true),
        store.declareGroups(ben, ["Men"]),
      ]);
      expect(await store.declaredGroups(ben)).toEqual([]);
      await store.declareGroups(ben, ["Women"]);
      expect(await store.declaredGroups(ben)).toEqual([]);
      await Promise.all([store.declareGroups(ada, ["A", "B"]), store.declareGroups(ada, ["B", "C"])]);
      expect([
        ["A", "B"],
        ["B", "C"],
      ]).toContainEqual(await store.declaredGroups(ada));
    });

    it("gives each alert to one process at a time, once for each finding, week and channel", async () => {
      const alert: Parameters<typeof store.addGroupAlerts>[0][number] = {
        ...({ week: "2026-11-16", source: "texts", name: "A", command: "triage", measure: "wrong" } as const),
        ...{ platform: "slack", channel: "C1", locale: "en" },
      };
      const other = { ...alert, channel: "C2" };
      await Promise.all([store.addGroupAlerts([alert, other]), store.addGroupAlerts([alert])]);
      await store.addGroupAlerts([]);
      const take = (forMs = 60_000) => store.takeGroupAlert({ platforms: ["slack"], forMs });
      expect(await store.takeGroupAlert({ platforms: ["discord"], forMs: 1 })).toBeNull();
      const taken = await Promise.all([take(), take(), take()]);
      const [first, second] = taken.filter((one) => one !== null);
      expect(taken.filter((one) => one !== null)).toHaveLength(2);
      expect([first?.channel, second?.channel].sort()).toEqual(["C1", "C2"]);
      await store.keepGroupAlert(first?.id ?? "", { deliveryRecord: { root: "1" }, forMs: -1 });
      expect(await take()).toEqual({ ...first, deliveryRecord: { root: "1" } });
      await store.postponeGroupAlert(first?.id ?? "", -1);
      await store.endGroupAlert(first?.id ?? "");
      await store.endGroupAlert(second?.id ?? "");
      await store.addGroupAlerts([alert, other]);
      expect(await take()).toBeNull();
      expect(await store.isWeekAlerted("2026-11-16")).toBe(false);
      await store.noteWeekAlerted("2026-11-16");
      expect([await store.isWeekAlerted("2026-11-09"), await store.isWeekAlerted("2026-11-23")]).toEqual([
        true,
        false,
      ]);
    });

    it("doubts the clock while the store does", async () => {
      expect(await store.isClockDoubted()).toBe(false);
      await store.writeSetting("expiry-clock", { seenMs: Date.now(), doubtedMs: Date.now() });
      expect(await store.isClockDoubted()).toBe(true);
      await store.writeSetting("expiry-clock", { seenMs: Date.now(), doubtedMs: null });
      expect(await store.isClockDoubted()).toBe(false);
    });
  });
}
