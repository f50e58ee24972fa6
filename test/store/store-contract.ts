/** What every store must keep, whatever its database: run over each backing in `store.test.ts`. The jobs have a contract of their own. */

import { randomUUID } from "node:crypto";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { type Override, type Person, standingOverride } from "../../src/core/ask.ts";
import { EVERYWHERE } from "../../src/core/command/saved-command.ts";
import { BotError } from "../../src/core/errors.ts";
import type {
  Change,
  NewOverride,
  NewPreference,
  NewRating,
  RecordedOverride,
} from "../../src/flows/ports/store.ts";
import type { OpenedStore } from "../../src/store/store.ts";
import { codePoint } from "../code-point.ts";
import type { Backing } from "./backings.ts";
import { eventually } from "./eventually.ts";
import { exported as exportedOf } from "./exported.ts";
import { anAsk, answer, aPerson } from "./samples.ts";

const DAY_MS = 24 * 60 * 60_000;

function stored(recorded: RecordedOverride): Override {
  if (recorded.kind !== "stored") throw new Error(`the override is ${recorded.kind}`);
  return recorded.override;
}

export function describeStore(name: string, createBacking: () => Promise<Backing>): void {
  describe(`a store on ${name}`, () => {
    let backing: Backing;
    let store: OpenedStore;
    beforeAll(async () => {
      backing = await createBacking();
      store = await backing.open({ retentionDays: 30 });
    });
    afterAll(async () => {
      await store.close();
      await backing.remove();
    });

    const record = async (changes?: Parameters<typeof anAsk>[0]) =>
      (await store.recordAsk(anAsk(changes))).ask;
    const rating = (askId: string, changes: Partial<NewRating> = {}): NewRating => ({
      interactionId: randomUUID(),
      askId,
      person: aPerson(),
      value: "right",
      reason: null,
      ...changes,
    });
    const override = (askId: string, changes: Partial<NewOverride> = {}): NewOverride => ({
      interactionId: randomUUID(),
      askId,
      person: aPerson(),
      value: "Negative",
      reason: null,
      mayReuse: false,
      ...changes,
    });

    const preference = (askId: string, changes: Partial<NewPreference> = {}): NewPreference => ({
      interactionId: randomUUID(),
      askId,
      person: aPerson(),
      ...{ preferred: "draft", draft: 3, live: 2 },
      ...changes,
    });

    it("gives back an ask as it was recorded, with an unguessable id and the day of its end", async () => {
      const newAsk = anAsk({ author: aPerson("Ben") });
      const before = Date.now();
      const { ask, isNew } = await store.recordAsk(newAsk);
      expect(isNew).toBe(true);
      expect(ask).toMatchObject(newAsk);
      expect(ask.id).toMatch(/^[A-Za-z0-9_-]{20,24}$/);
      expect(ask.createdAt.getTime()).toBeGreaterThanOrEqual(before);
      expect(ask.expiresAt?.getTime()).toBe(ask.createdAt.getTime() + 30 * DAY_MS);
      expect(await store.findAsk(ask.id)).toEqual({
        ask,
        answer: null,
        failure: null,
        answeredAt: null,
        overrides: [],
        ratings: [],
        preferences: [],
        deliveryRecord: null,
        deliveredAt: null,
      });
    });

    it("knows an interaction again, also when it is sent twenty times at once", async () => {
      const newAsk = anAsk();
      const all = await Promise.all(Array.from({ length: 20 }, () => store.recordAsk(newAsk)));
      expect(all.filter(({ isNew }) => isNew)).toHaveLength(1);
      expect(new Set(all.map(({ ask }) => ask.id)).size).toBe(1);
      const later = await store.recordAsk({ ...newAsk, text: "another text" });
      expect(later).toMatchObject({ isNew: false, ask: { text: newAsk.text } });
    });

    it("takes the same interaction id from two platforms as two asks", async () => {
      const newAsk = anAsk();
      const onSlack = anAsk({ ...newAsk, person: { ...newAsk.person, platform: "slack" } });
      const [first, second] = [await store.recordAsk(newAsk), await store.recordAsk(onSlack)];
      expect([first.isNew, second.isNew]).toEqual([true, true]);
    });

    it("keeps any text that is Unicode, and replaces only what no database can hold", async () => {
      const text = fc.oneof(fc.string({ unit: codePoint }), fc.string({ unit: "grapheme" }), fc.string());
      const kept = (given: string) => given.toWellFormed().replaceAll("\0", "\u{FFFD}");
      await fc.assert(
        fc.asyncProperty(text, fc.jsonValue(), fc.string({ minLength: 1 }), async (words, native, reason) => {
          const ask = await record({
            text: words,
            place: { channel: words, native: { words, native: native as never } },
          });
          await store.recordOverride(override(ask.id, { value: words, reason }));
          await store.recordAnswer(ask.id, { ...answer, text: words });
          const found = await store.findAsk(ask.id);
          expect(found?.ask.text).toBe(kept(words));
          expect(found?.ask.place.native).toEqual(
            JSON.parse(JSON.stringify({ words: kept(words), native }), (_key, part) =>
              typeof part === "string" ? kept(part) : part,
            ),
          );
          expect(found?.answer?.text).toBe(kept(words));
          expect(found?.overrides[0]).toMatchObject({ value: kept(words), reason: kept(reason) });
          expect(await store.listAsks({ platform: "web", channel: words, limit: 1 })).toHaveLength(1);
        }),
        { numRuns: 60, examples: [["\u{FEFF}a", null, "\u{FEFF}"]] },
      );
    });

    it("finds nothing under an unknown id", async () => {
      expect(await store.findAsk("nobody-knows")).toBeNull();
      expect(await store.recordAnswer("nobody-knows", answer)).toBe(false);
      expect(await store.recordOverride(override("nobody-knows"))).toEqual({ kind: "known" });
      await store.recordRating(rating("nobody-knows"));
      await store.keepDeliveryRecord("nobody-knows", {});
      await store.recordDelivered("nobody-knows");
    });

    it("lists a channel page by page, the newest page first and each page oldest first", async () => {
      const place = { channel: randomUUID(), native: null };
      const ids: string[] = [];
      for (const text of ["one", "two", "three", "four", "five"])
        ids.push((await record({ place, text })).id);
      await record();
      await store.recordAnswer(ids[4] ?? "", answer);
      const texts = async (limit: number, before?: string) =>
        (await store.listAsks({ platform: "web", channel: place.channel, limit, before })).map(
          ({ ask }) => ask.text,
        );
      expect(await texts(2)).toEqual(["four", "five"]);
      expect(await texts(2, ids[3])).toEqual(["two", "three"]);
      expect(await texts(9, ids[1])).toEqual(["one"]);
      expect(await store.listAsks({ platform: "slack", channel: place.channel, limit: 9 })).toEqual([]);
      const [newest] = await store.listAsks({ platform: "web", channel: place.channel, limit: 1 });
      expect(newest?.answer).toEqual(answer);
    });

    it("allows a person so many asks in a window, also of 200 at once, and says when the next is", async () => {
      const person = aPerson();
      const limits = { limit: 5, windowMs: 60_000 };
      const beganMs = Date.now();
      const asks = Array.from({ length: 200 }, () => ({ person, interactionId: randomUUID() }));
      const nextAt = await Promise.all(asks.map((ask) => store.countAsk(ask, limits)));
      expect(nextAt.filter((at) => at === null)).toHaveLength(5);
      for (const at of nextAt) {
        if (at === null) continue;
        expect(at.getTime()).toBeGreaterThanOrEqual(beganMs + 60_000);
        expect(at.getTime()).toBeLessThanOrEqual(Date.now() + 60_000);
      }
      // Others, and the same person elsewhere, have limits of their own.
      const elsewhere = { ...person, workspace: "elsewhere" };
      for (const other of [aPerson(), elsewhere])
        expect(await store.countAsk({ person: other, interactionId: "1" }, limits)).toBeNull();
      // The window is over.
      expect(await store.countAsk({ person, interactionId: "2" }, { limit: 5, windowMs: 1 })).toBeNull();
    });

    it("counts an interaction that was recorded once only: a platform may send it again", async () => {
      const person = aPerson();
      const limits = { limit: 1, windowMs: 60_000 };
      const newAsk = anAsk({ person });
      expect(await store.countAsk(newAsk, limits)).toBeNull();
      await store.recordAsk(newAsk);
      expect(await store.countAsk(newAsk, limits)).toBeNull();
      expect(await store.countAsk(anAsk({ person }), limits)).toBeInstanceOf(Date);
    });

    it("lets nobody wait longer than the window after the clock was set back", async () => {
      const person = aPerson();
      const limits = { limit: 1, windowMs: 60_000 };
      vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 60 * 60_000 });
      const allowed = await store.countAsk({ person, interactionId: "1" }, limits).finally(vi.useRealTimers);
      expect(allowed).toBeNull();
      expect(await store.countAsk({ person, interactionId: "2" }, limits)).toBeNull();
      const nextAt = await store.countAsk({ person, interactionId: "3" }, limits);
      expect(nextAt?.getTime()).toBeLessThanOrEqual(Date.now() + 60_000);
    });

    it("ends an ask once, however many try", async () => {
      const { id } = await record();
      const stored = await Promise.all([
        ...Array.from({ length: 5 }, () => store.recordAnswer(id, answer)),
        ...Array.from({ length: 5 }, () => store.recordFailure(id, { code: "BACKEND_TIMEOUT" })),
      ]);
      expect(stored.filter(Boolean)).toHaveLength(1);
      expect(await store.recordAnswer(id, { ...answer, label: "Negative" })).toBe(false);
      const found = await store.findAsk(id);
      expect([found?.answer, found?.failure].filter((end) => end !== null)).toHaveLength(1);
      expect(found?.answeredAt).toBeInstanceOf(Date);
    });

    it("keeps a failure by its code, the newest deliveryRecord, and the first delivery", async () => {
      const { id } = await record();
      await store.recordFailure(id, { code: "INPUT_TOO_LONG" });
      await store.keepDeliveryRecord(id, { posted: "soon" });
      await store.keepDeliveryRecord(id, { posted: ["1", "2"] });
      await store.recordDelivered(id);
      const first = await store.findAsk(id);
      await store.recordDelivered(id);
      const second = await store.findAsk(id);
      expect(second).toMatchObject({
        failure: { code: "INPUT_TOO_LONG" },
        answer: null,
        deliveryRecord: { posted: ["1", "2"] },
      });
      expect(second?.deliveredAt).toEqual(first?.deliveredAt);
      expect(second?.deliveredAt).toBeInstanceOf(Date);
    });

    it("keeps one rating a person: the second replaces the first, and an old press sent again changes nothing", async () => {
      const { id } = await record();
      const person = aPerson();
      const first = rating(id, { person, value: "right" });
      await store.recordRating(first);
      await store.recordRating(rating(id, { person, value: "wrong", reason: "It was irony." }));
      await store.recordRating(first);
      await store.recordRating(rating(id, { value: "right" }));
      const ratings = (await store.findAsk(id))?.ratings ?? [];
      expect(ratings).toHaveLength(2);
      expect(ratings.find((one) => one.person.id === person.id)).toMatchObject({
        askId: id,
        person,
        value: "wrong",
        reason: "It was irony.",
        createdAt: expect.any(Date),
      });
    });

    it("keeps every override; the newest that was not withdrawn is shown first, and one press is one override", async () => {
      const { id } = await record();
      const [ada, ben] = [aPerson("Ada"), aPerson("Ben")];
      const first = await store
        .recordOverride(override(id, { person: ada, value: "Neutral", mayReuse: true }))
        .then(stored);
      const press = override(id, { person: ben, value: "Negative", reason: "Read it again." });
      const second = await store.recordOverride(press).then(stored);
      expect(await store.recordOverride(press)).toEqual({ kind: "known" });
      const found = await store.findAsk(id);
      expect(found?.overrides).toEqual([first, second]);
      expect(second).toMatchObject({
        askId: id,
        person: ben,
        value: "Negative",
        mayReuse: false,
        withdrawnAt: null,
      });
      expect(found && standingOverride(found)).toEqual(second);

      expect(await store.withdrawOverride(second.id, ada)).toBe(false);
      expect(await store.withdrawOverride(second.id, { ...ben, name: "Benjamin" })).toBe(true);
      expect(await store.withdrawOverride(second.id, ben)).toBe(false);
      const after = await store.findAsk(id);
      expect(after?.overrides).toHaveLength(2);
      expect(after?.overrides[1]?.withdrawnAt).toBeInstanceOf(Date);
      expect(after && standingOverride(after)?.id).toBe(first.id);
    });

    it("remembers who opted out, through an erasure, until they opt in", async () => {
      const person = aPerson();
      expect(await store.isOptedOut(person)).toBe(false);
      await store.setOptedOut(person, true);
      await store.setOptedOut(person, true);
      await store.erasePerson(person, { isPosted: false });
      expect(await store.isOptedOut({ ...person, name: "Somebody" })).toBe(true);
      expect(await store.isOptedOut({ ...person, workspace: "elsewhere" })).toBe(false);
      await store.setOptedOut(person, false);
      expect(await store.isOptedOut(person)).toBe(false);
    });

    it("exports and erases all of a person: own asks, asks on the person's words, own ratings and overrides", async () => {
      const [ada, ben] = [aPerson("Ada"), aPerson("Ben")];
      const own = await record({ person: ada });
      const quoted = await record({ person: ben, author: ada });
      const others = await record({ person: ben });
      await store.recordAnswer(own.id, answer);
      await store.recordRating(rating(own.id, { person: ben }));
      await store.recordRating(rating(others.id, { person: ada, value: "wrong" }));
      await store.recordOverride(override(others.id, { person: ada }));
      await store.recordPreference(preference(others.id, { person: ada }));
      await store.recordPreference(preference(others.id, { person: ben, preferred: "live" }));
      await store.recordOverride(override(others.id, { person: ben, value: "Neutral" }));
      const exported = await exportedOf(store, ada);
      expect(exported.asks.map(({ ask }) => ask.id)).toEqual([own.id, quoted.id]);
      expect(exported.asks[0]?.answer).toEqual(answer);
      expect(exported.ratings).toMatchObject([{ askId: others.id, value: "wrong" }]);
      expect(exported.overrides).toMatchObject([{ askId: others.id, value: "Negative" }]);
      expect(exported.preferences).toMatchObject([
        { askId: others.id, preferred: "draft", draft: 3, live: 2 },
      ]);

      expect(await store.erasePerson(ada, { isPosted: false })).toBe(2);
      expect(await store.findAsk(own.id)).toBeNull();
      expect(await store.findAsk(quoted.id)).toBeNull();
      const left = await store.findAsk(others.id);
      expect(left?.ratings).toEqual([]);
      expect(left?.overrides).toMatchObject([{ person: ben, value: "Neutral" }]);
      expect(left?.preferences).toMatchObject([{ person: ben, preferred: "live" }]);
      expect(await exportedOf(store, ada)).toMatchObject({
        ...{ asks: [], ratings: [], overrides: [], preferences: [] },
      });
      expect(await store.erasePerson(ada, { isPosted: false })).toBe(0);
    });

    it("counts one preference a person and text, the newest, and a press that is sent twice once", async () => {
      const command = `c${randomUUID().slice(0, 8)}`;
      const [one, other] = [await record({ command }), await record({ command })];
      const ada = aPerson("Ada");
      const first = preference(one.id, { person: ada });
      for (const given of [first, preference(one.id, { person: ada, preferred: "live" }), first])
        await store.recordPreference(given);
      await store.recordPreference(preference(one.id));
      await store.recordPreference(preference(other.id, { person: ada }));
      await store.recordPreference(preference(other.id, { draft: 4, live: null }));
      expect(await store.countPreferences(command, EVERYWHERE)).toEqual([
        { draft: 4, live: null, state: "draft", forDraft: 1, forLive: 0 },
        { draft: 3, live: 2, state: "draft", forDraft: 2, forLive: 1 },
      ]);
      expect((await store.findAsk(one.id))?.preferences).toMatchObject([
        { person: ada, preferred: "live" },
        { preferred: "draft" },
      ]);
      // Of who opts out nothing is counted.
      await store.setOptedOut(ada, true);
      expect(await store.countPreferences(command, EVERYWHERE)).toMatchObject([
        { draft: 4, forDraft: 1 },
        { draft: 3, forDraft: 1, forLive: 0 },
      ]);
      await store.recordPreference(preference("gone"));
      expect(await store.countPreferences("nothing", EVERYWHERE)).toEqual([]);
    });

    it("counts the newest rating a person and answer of versions that were tried", async () => {
      const command = `c${randomUUID().slice(0, 8)}`;
      const one = await record({ command, version: 3 });
      const other = await record({ command, version: 3, versionState: "retired" });
      const older = await record({ command, version: 1 });
      const usual = await record({ command });
      const ada = aPerson("Ada");
      for (const id of [one.id, other.id, usual.id]) await store.recordRating(rating(id, { person: ada }));
      await store.recordRating(rating(one.id, { person: ada, value: "wrong" }));
      await store.recordRating(rating(one.id));
      await store.recordRating(rating(older.id));
      expect(await store.countTrials(command, EVERYWHERE)).toEqual([
        { version: 3, state: "draft", right: 1, wrong: 1 },
        { version: 3, state: "retired", right: 1, wrong: 0 },
        { version: 1, state: "draft", right: 1, wrong: 0 },
      ]);
      // In a workspace, what was asked there.
      const elsewhere = { platform: "slack", workspace: randomUUID(), channel: "" };
      const asked = { person: { ...aPerson(), ...elsewhere }, command, version: 3, compares: true };
      const there = await record(asked);
      await store.recordRating(rating(there.id));
      await store.recordPreference(preference(there.id));
      expect(await store.countTrials(command, elsewhere)).toMatchObject([{ version: 3, right: 1, wrong: 0 }]);
      expect(await store.countPreferences(command, elsewhere)).toMatchObject([{ draft: 3, forDraft: 1 }]);
      const nowhere = { ...elsewhere, workspace: randomUUID() };
      expect(await store.countTrials(command, nowhere)).toEqual([]);
      expect(await store.countPreferences(command, nowhere)).toEqual([]);
      expect((await store.countTrials(command, EVERYWHERE))[0]).toMatchObject({
        version: 3,
        right: 2,
        wrong: 1,
      });
      await store.setOptedOut(ada, true);
      expect(await store.countTrials(command, EVERYWHERE)).toMatchObject([
        { version: 3, right: 2, wrong: 0 },
        { version: 1, right: 1 },
      ]);
    });

    it("keeps what is to be taken back of an erased ask, without its text, until that is done", async () => {
      const person = { ...aPerson("Ada"), platform: "slack" };
      const { id } = await record({ person, text: "a private matter" });
      await store.keepDeliveryRecord(id, { root: "7" });
      expect(await store.erasePerson(person, { isPosted: true })).toBe(1);
      await store.close();
      const [kept] = await backing.query(`select * from fewshot.retractions where ask_id = '${id}'`);
      expect(JSON.stringify(kept)).not.toMatch(/private matter|Ada/);
      store = await backing.open({ retentionDays: 30 });
      const retract = vi.fn(async () => {
        if (retract.mock.calls.length === 1)
          throw new BotError("PLATFORM_UNREACHABLE", "down", { retryable: true, retryAfterMs: 500 });
      });
      await store.work(async () => {}, retract);
      const erased = { id, platform: "slack", command: "sentiment", deliveryRecord: { root: "7" } };
      await eventually(() => expect(retract.mock.calls).toMatchObject([[erased], [erased]]));
      await store.close();
      await eventually(async () =>
        expect(await backing.query("select * from fewshot.retractions")).toEqual([]),
      );
      store = await backing.open({ retentionDays: 30 });
    });

    it("keeps a person of Discord together across servers and direct messages, as their id does", async () => {
      const inServer: Person = { ...aPerson("Ada"), platform: "discord", workspace: "1" };
      const [elsewhere, direct] = [
        { ...inServer, workspace: "2" },
        { ...inServer, workspace: "dm" },
      ];
      await store.setOptedOut(inServer, true);
      expect(await store.isOptedOut(elsewhere)).toBe(true);
      expect(await store.isOptedOut(direct)).toBe(true);
      expect(await store.isOptedOut({ ...inServer, platform: "slack" })).toBe(false);
      await store.setOptedOut(direct, false);
      expect(await store.isOptedOut(inServer)).toBe(false);
      const asks = [
        await record({ person: inServer }),
        await record({ person: { ...aPerson(), platform: "discord" }, author: elsewhere }),
      ];
      const others = await record();
      const { id } = await store.recordOverride(override(others.id, { person: inServer })).then(stored);
      expect(await store.withdrawOverride(id, elsewhere)).toBe(true);
      expect((await exportedOf(store, direct)).asks.map(({ ask }) => ask.id)).toEqual(
        asks.map(({ id }) => id),
      );
      expect(await store.erasePerson(direct, { isPosted: false })).toBe(2);
      expect((await exportedOf(store, inServer)).overrides).toEqual([]);
    });

    it("settles on one value when many want to be the first", async () => {
      const settled = await Promise.all(
        Array.from({ length: 10 }, (_, n) => store.settleSetting("first", `made by ${n}`)),
      );
      expect(new Set(settled).size).toBe(1);
      expect(await store.settleSetting("first", "too late")).toBe(settled[0]);
    });

    it("keeps small values under a name", async () => {
      expect(await store.readSetting("a-key")).toBeNull();
      await store.writeSetting("a-key", { hash: "1" });
      await store.writeSetting("a-key", ["2", null]);
      expect(await store.readSetting("a-key")).toEqual(["2", null]);
    });

    it("reports every change that people see, with the ask's id and nothing else", async () => {
      const heard = vi.fn<(change: Change) => void>();
      const stop = store.watch(heard);
      const { id, person } = await record();
      const steps: (() => Promise<unknown>)[] = [
        () => store.recordAnswer(id, answer),
        () => store.recordDelivered(id),
        () => store.recordRating(rating(id)),
        () => store.recordOverride(override(id, { person })),
        async () => store.withdrawOverride((await store.findAsk(id))?.overrides[0]?.id ?? "", person),
        () => store.erasePerson(person, { isPosted: false }),
      ];
      await eventually(() => expect(heard).toHaveBeenCalledWith({ platform: "web", askId: id }));
      for (const step of steps) {
        heard.mockClear();
        await step();
        await eventually(() => expect(heard).toHaveBeenCalledWith({ platform: "web", askId: id }));
      }
      stop();
      heard.mockClear();
      const other = await record();
      const later = vi.fn<(change: Change) => void>();
      const stopLater = store.watch(later);
      await store.recordDelivered(other.id);
      await eventually(() => expect(later).toHaveBeenCalledWith({ platform: "web", askId: other.id }));
      stopLater();
      expect(heard).not.toHaveBeenCalled();
    });

    it("reports an erasure of many asks, and of the expiry, once and not for each", async () => {
      const [ada, ben] = [aPerson("Ada"), aPerson("Ben")];
      const asks = await Promise.all(Array.from({ length: 60 }, () => record({ person: ada })));
      const others = await record({ person: ben });
      for (const { id } of asks.slice(0, 30)) await store.recordRating(rating(id, { person: ben }));
      await store.recordOverride(override(others.id, { person: ada }));
      const changes: Change[] = [];
      const stop = store.watch((change) => changes.push(change));
      await eventually(async () => {
        const { id } = await record();
        await eventually(() => expect(changes).toContainEqual({ platform: "web", askId: id }), 200);
      });
      changes.length = 0;
      await store.erasePerson(ada, { isPosted: false });
      await eventually(() => expect(changes).toContainEqual({ platform: "web", askId: null }));
      expect(changes.filter(({ askId }) => askId !== null)).toEqual([{ platform: "web", askId: others.id }]);
      expect(changes.length).toBeLessThanOrEqual(2);
      stop();
    });

    it("keeps ten overrides of a person on an ask, also of 40 at once, and a hundred of all", async () => {
      const { id } = await record();
      const person = aPerson();
      const presses = Array.from({ length: 40 }, () => override(id, { person }));
      const kinds = (await Promise.all(presses.map((press) => store.recordOverride(press)))).map(
        ({ kind }) => kind,
      );
      expect(kinds.filter((kind) => kind === "stored")).toHaveLength(10);
      expect(kinds.filter((kind) => kind === "too-many")).toHaveLength(30);
      const kept = presses[kinds.indexOf("stored")];
      if (kept) expect(await store.recordOverride(kept)).toEqual({ kind: "known" });
      for (let n = 0; n < 90; n++) await store.recordOverride(override(id));
      expect(await store.recordOverride(override(id))).toEqual({ kind: "too-many" });
      expect((await store.findAsk(id))?.overrides).toHaveLength(100);
    });

    it("takes the same interaction id from two people as two asks, and as two ratings", async () => {
      const [ada, ben] = [aPerson("Ada"), aPerson("Ben")];
      const newAsk = anAsk({ person: ada });
      const [first, second] = [
        await store.recordAsk(newAsk),
        await store.recordAsk({ ...newAsk, person: ben }),
      ];
      expect([first.isNew, second.isNew]).toEqual([true, true]);
      for (const person of [ada, ben])
        await store.recordRating(rating(first.ask.id, { person, interactionId: "the-same" }));
      expect((await store.findAsk(first.ask.id))?.ratings).toHaveLength(2);
    });

    it("finds nothing under an id with NUL or half a surrogate pair", async () => {
      for (const id of ["\0", "a\0b", "\ud800"]) {
        expect(await store.findAsk(id)).toBeNull();
        expect(await store.listAsks({ platform: "web", channel: "x", limit: 9, before: id })).toEqual([]);
        expect(await store.recordOverride(override(id))).toEqual({ kind: "known" });
        expect(await store.withdrawOverride(id, aPerson())).toBe(false);
        await store.recordRating(rating(id));
        expect(await store.recordAnswer(id, answer)).toBe(false);
      }
    });

    it("deletes what is past its time, all of it and nothing else", async () => {
      const ids = await Promise.all(Array.from({ length: 30 }, async () => (await record()).id));
      for (let days = 0; days < 30; days += 5)
        expect(await store.deleteExpired(new Date(Date.now() + days * DAY_MS))).toBe(0);
      expect(await store.findAsk(ids[0] ?? "")).not.toBeNull();
      expect(await store.deleteExpired(new Date(Date.now() + 31 * DAY_MS))).toBeGreaterThanOrEqual(30);
      for (const id of ids) expect(await store.findAsk(id)).toBeNull();
      await store.deleteExpired(new Date());
    });

    it("shows, keeps and works on what was asked while the clock was at 1970, once it is right", async () => {
      const { id, person } = await record();
      await store.recordAnswer(id, answer);
      await store.recordOverride(override(id));
      await store.close();
      const old = "'1970-01-01T00:05:00Z'::timestamptz";
      await backing.query(`update fewshot.asks set created_at = ${old}, expires_at = ${old} + interval '30 days',
        answered_at = ${old} where id = '${id}'`);
      await backing.query(
        `update fewshot.jobs set created_at = ${old}, due_at = ${old} where ask_id = '${id}'`,
      );
      store = await backing.open({ retentionDays: 30 });
      expect(await store.findAsk(id)).toBeNull();
      expect(await store.deleteExpired(new Date("1970-01-01T01:00:00Z"))).toBe(0);
      const now = new Date();
      await store.deleteExpired(now);
      expect(await store.findAsk(id)).toMatchObject({
        ask: { person, createdAt: now, expiresAt: new Date(now.getTime() + 30 * DAY_MS) },
        answeredAt: now,
      });
      // A job that failed is not given up for its age.
      const processed = vi.fn(async (askId: string) => {
        if (askId === id && processed.mock.calls.filter(([one]) => one === id).length === 1)
          throw new BotError("PLATFORM_UNREACHABLE", "down", { retryable: true, retryAfterMs: 500 });
      });
      await store.work(processed);
      await eventually(() => expect(processed.mock.calls.filter(([one]) => one === id)).toHaveLength(2));
    });

    it("deletes nothing on a clock that jumped ahead, until it was right for a day", async () => {
      const { id } = await record();
      const at = (days: number) => store.deleteExpired(new Date(Date.now() + days * DAY_MS));
      expect(await at(0)).toBe(0);
      expect(await at(100)).toBe(0);
      expect(await at(100.5)).toBe(0);
      // Somebody sets it right.
      expect(await at(0.1)).toBe(0);
      expect(await store.findAsk(id)).not.toBeNull();
      // The bot was off for a hundred days: the clock is right, and stays.
      expect(await at(100)).toBe(0);
      expect(await at(100.9)).toBe(0);
      expect(await at(101)).toBeGreaterThanOrEqual(1);
      expect(await store.findAsk(id)).toBeNull();
      await at(0);
    });

    it("does not let an answer that can't be read pass for none, or hide the others", async () => {
      const place = { channel: randomUUID(), native: null };
      const [bad, newer, good] = [await record({ place }), await record({ place }), await record({ place })];
      for (const { id } of [bad, newer, good]) await store.recordAnswer(id, answer);
      await store.close();
      await backing.query(`update fewshot.asks set answer = '{"scores":"many"}' where id = '${bad.id}'`);
      await backing.query(
        `update fewshot.asks set answer = answer || '{"version":99}' where id = '${newer.id}'`,
      );
      store = await backing.open({ retentionDays: 30 });
      await expect(store.findAsk(bad.id)).rejects.toMatchObject({ code: "INTERNAL", retryable: true });
      await expect(store.findAsk(newer.id)).rejects.toMatchObject({ code: "STORE_FOREIGN", retryable: true });
      const listed = await store.listAsks({ platform: "web", channel: place.channel, limit: 9 });
      expect(listed.map(({ answer, failure }) => failure?.code ?? answer?.label)).toEqual([
        "INTERNAL",
        "STORE_FOREIGN",
        "Positive",
      ]);
    });

    it("shows nothing that is past its time, even before it is deleted; without a time, asks stay", async () => {
      await store.close();
      store = await backing.open({ retentionDays: 1e-9 });
      const brief = await record();
      expect(await store.findAsk(brief.id)).toBeNull();
      expect(await store.listAsks({ platform: "web", channel: brief.place.channel, limit: 9 })).toEqual([]);
      await store.close();
      store = await backing.open({ retentionDays: null });
      const lasting = await record();
      expect(lasting.expiresAt).toBeNull();
      expect(await store.deleteExpired(new Date(Date.now() + 6 * DAY_MS))).toBe(1);
      expect(await store.findAsk(lasting.id)).not.toBeNull();
    });
  });
}
