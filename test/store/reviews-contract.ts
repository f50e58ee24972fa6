/** What every store must keep of reviews, whatever its database: run over each backing in `reviews.test.ts`. */

import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { NewAsk, Person } from "../../src/core/ask.ts";
import { EVERYWHERE, type Scope } from "../../src/core/command/saved-command.ts";
import type { OpenedStore } from "../../src/store/store.ts";
import type { Backing } from "./backings.ts";
import { eventually } from "./eventually.ts";
import { exported } from "./exported.ts";
import { anAsk, answer, aPerson } from "./samples.ts";

const labels = ["Positive", "Negative"];

export function describeReviews(name: string, createBacking: () => Promise<Backing>): void {
  describe(`reviews in a store on ${name}`, () => {
    let backing: Backing;
    let store: OpenedStore;
    beforeAll(async () => {
      backing = await createBacking();
      store = await backing.open({ retentionDays: 90 });
    });
    afterAll(async () => {
      await store.close();
      await backing.remove();
    });

    const aCommand = () => `c${randomUUID().slice(0, 8)}`;
    const answered = async (changes: Partial<NewAsk> = {}) => {
      const { ask } = await store.recordAsk(anAsk(changes));
      await store.recordAnswer(ask.id, answer);
      return ask;
    };
    const drawn = (changes: Partial<NewAsk> = {}) => answered({ isSpotCheck: true, ...changes });
    const query = (command: string, changes: object = {}) => ({
      ...{ scope: EVERYWHERE, command, except: null, after: null, limit: 10 },
      ...changes,
    });
    const waiting = async (command: string, changes: object = {}) =>
      (await store.waitingSpotChecks(query(command, changes))).map(({ ask }) => ask.id);
    const corrections = async (command: string, changes: object = {}) =>
      (await store.waitingCorrections(query(command, changes))).map(({ override }) => override.id);
    const rows = (command: string, scope: Scope = EVERYWHERE) =>
      store.labelledRows(command, { scope, labels });
    const override = async (askId: string, person: Person, changes: object = {}) => {
      const made = await store.recordOverride({
        ...{ interactionId: randomUUID(), askId, person, value: "Negative", reason: null, mayReuse: true },
        ...changes,
      });
      if (made.kind !== "stored") throw new Error(made.kind);
      return made.override.id;
    };
    const rate = (askId: string, value: "right" | "wrong", person = aPerson()) =>
      store.recordRating({ interactionId: randomUUID(), askId, person, value, reason: null });

    it("leaves an answer that can't be read out of figures and exports, which have the others", async () => {
      const command = aCommand();
      const [bad, good] = [await drawn({ command }), await drawn({ command })];
      await store.close();
      await backing.query(`update fewshot.asks set answer = '{"scores":"many"}' where id = '${bad.id}'`);
      store = await backing.open({ retentionDays: 90 });
      const checks = await store.spotChecksOf(command, EVERYWHERE);
      expect(checks.map(({ askId }) => askId)).toEqual([good.id]);
      const exported: string[] = [];
      for await (const { askId } of store.exportedAsks({ commands: [command], onlyAgreed: false }))
        exported.push(askId);
      expect(exported).toEqual([good.id]);
    });

    it("keeps the draw with the ask, and shows what was drawn and answered, newest first", async () => {
      const command = aCommand();
      const first = await drawn({ command });
      await answered({ command });
      const second = await drawn({ command });
      const { ask: open } = await store.recordAsk(anAsk({ command, isSpotCheck: true }));
      expect(await waiting(command)).toEqual([second.id, first.id]);
      expect(await waiting(command, { limit: 1 })).toEqual([second.id]);
      expect(await waiting(command, { after: second.id })).toEqual([first.id]);
      expect(await store.countWaiting(query(command))).toEqual({
        contests: 0,
        spotChecks: 2,
        corrections: 0,
      });
      await store.recordFailure(open.id, { code: "INTERNAL" });
      expect(await waiting(command)).toHaveLength(2);
      expect((await store.spotChecksOf(command, EVERYWHERE)).map(({ askId }) => askId)).toEqual([
        first.id,
        second.id,
        open.id,
      ]);
    });

    it("keeps one contest of an answer, and one decision about it, whoever is at it at once; the oldest waits first", async () => {
      const command = aCommand();
      const [first, second] = [await answered({ command }), await answered({ command })];
      const contest = (askId: string) =>
        store.recordContest({ interactionId: randomUUID(), askId, person: aPerson(), reason: "no\0" });
      expect((await Promise.all([contest(second.id), contest(second.id)])).sort()).toEqual([false, true]);
      expect(await contest(first.id)).toBe(true);
      expect(await contest("gone")).toBe(false);
      const contests = async (changes: object = {}) =>
        (await store.waitingContests(query(command, changes))).map(({ ask }) => ask.id);
      expect(await contests()).toEqual([first.id, second.id]);
      expect(await contests({ after: first.id })).toEqual([second.id]);
      expect(await contests({ except: first.person })).toEqual([second.id]);
      const decide = (outcome: "changed" | "upheld", label: string | null) =>
        store.decideContest({ askId: first.id, outcome, label, by: aPerson("Boss") });
      const both = await Promise.all([decide("changed", "Negative"), decide("upheld", null)]);
      expect(both.map(({ kind }) => kind).sort()).toEqual(["decided", "known"]);
      const record = await store.findAsk(first.id);
      const isChanged = record?.contest?.decision?.outcome === "changed";
      expect(record?.contest).toMatchObject({ reason: "no\u{FFFD}" });
      expect(record?.overrides.map(({ value, mayReuse }) => [value, mayReuse])).toEqual(
        isChanged ? [["Negative", false]] : [],
      );
      expect(await store.countWaiting(query(command))).toEqual({
        contests: 1,
        spotChecks: 0,
        corrections: 0,
      });
      expect((await store.decisionsOf(first.person, 5)).map(({ ask }) => ask.id)).toEqual([first.id]);
    });

    it("keeps one decision when two decide, and says what the first one was; its maker may change it", async () => {
      const { id: askId } = await drawn();
      const [ada, ben] = [aPerson(), aPerson()];
      const both = await Promise.all([
        store.decideSpotCheck({ askId, label: "Negative", by: ada }),
        store.decideSpotCheck({ askId, label: "Positive", by: ben }),
      ]);
      const kinds = both.map(({ kind }) => kind);
      expect(kinds.toSorted()).toEqual(["decided", "known"]);
      const [winner, kept] = kinds[0] === "decided" ? [ada, "Negative"] : [ben, "Positive"];
      expect(both.find(({ kind }) => kind === "known")).toEqual({ kind: "known", decision: kept });
      expect(await store.decideSpotCheck({ askId, label: null, by: winner })).toEqual({ kind: "decided" });
      const loser = winner === ada ? ben : ada;
      expect(await store.decideSpotCheck({ askId, label: "Positive", by: loser })).toEqual({
        kind: "known",
        decision: null,
      });
      expect(await store.decideSpotCheck({ askId: "nothing", label: "Positive", by: ada })).toEqual({
        kind: "gone",
      });
      const { id: plain } = await answered();
      expect(await store.decideSpotCheck({ askId: plain, label: "Positive", by: ada })).toEqual({
        kind: "gone",
      });
    });

    it("finds what was asked within a scope, and nothing of the reviewer's own", async () => {
      const command = aCommand();
      const ada: Person = { ...aPerson(), platform: "slack", workspace: "T1" };
      const mine = await drawn({ command, person: ada });
      const written = await drawn({
        command,
        person: { ...ada, id: "other" },
        author: { ...ada, workspace: "T2" },
      });
      const there = await drawn({ command, person: { ...ada, id: "third", workspace: "T2" } });
      const scope = { platform: "slack", workspace: "T1", channel: "" };
      expect(await waiting(command)).toEqual([there.id, written.id, mine.id]);
      expect(await waiting(command, { scope })).toEqual([written.id, mine.id]);
      expect(await waiting(command, { scope: { ...scope, channel: mine.place.channel } })).toEqual([mine.id]);
      expect(await waiting(command, { except: ada })).toEqual([there.id]);
      expect(await store.hasOtherReviewers(scope, ada)).toBe(false);
      await store.decideSpotCheck({ askId: there.id, label: "Positive", by: { ...ada, id: "boss" } });
      expect(await store.hasOtherReviewers(scope, ada)).toBe(false);
      await store.decideSpotCheck({ askId: mine.id, label: "Positive", by: { ...ada, id: "boss" } });
      expect(await store.hasOtherReviewers(scope, ada)).toBe(true);
      expect(await store.hasOtherReviewers(scope, { ...ada, id: "boss", workspace: "T9" })).toBe(false);
    });

    it("lists overrides that may be used until they are decided or withdrawn", async () => {
      const command = aCommand();
      const ask = await answered({ command });
      const ben = aPerson("Ben");
      const first = await override(ask.id, ask.person);
      await override(ask.id, ben, { mayReuse: false });
      const second = await override(ask.id, ben, { value: "Positive" });
      const third = await override(ask.id, ben);
      expect(await corrections(command)).toEqual([third, second, first]);
      expect(await corrections(command, { after: third, limit: 1 })).toEqual([second]);
      expect(await corrections(command, { except: ben })).toEqual([first]);
      expect(await corrections(command, { except: ask.person })).toEqual([]);
      await store.withdrawOverride(third, ben);
      const by = aPerson();
      expect(await store.decideCorrection({ overrideId: third, decision: "row", by })).toEqual({
        kind: "gone",
      });
      expect(await store.decideCorrection({ overrideId: second, decision: "row", by })).toEqual({
        kind: "decided",
      });
      expect(await store.decideCorrection({ overrideId: second, decision: "test", by: ben })).toEqual({
        kind: "known",
        decision: "row",
      });
      const both = await Promise.all(
        [by, ben].map((one) => store.decideCorrection({ overrideId: first, decision: "dismissed", by: one })),
      );
      expect(both.map(({ kind }) => kind).toSorted()).toEqual(["decided", "known"]);
      const fourth = await override(ask.id, ask.person);
      expect(await corrections(command)).toEqual([fourth]);
      expect(await store.countWaiting(query(command))).toEqual({
        contests: 0,
        spotChecks: 0,
        corrections: 1,
      });
    });

    it("decides a correction and saves its draft together, or neither", async () => {
      const command = aCommand();
      const by = aPerson();
      const draft = (source: string) => ({
        ...{ name: command, scope: EVERYWHERE, source, note: null, author: by, fileRevision: null },
      });
      const ask = await answered({ command });
      const [first, second] = [await override(ask.id, ask.person), await override(ask.id, aPerson())];
      const accept = (overrideId: string, source: string, seen: number) =>
        store.acceptCorrection({ overrideId, decision: "example", by }, { draft: draft(source), seen });
      expect(await accept(first, "one", 0)).toMatchObject({ kind: "decided", version: { number: 1 } });
      expect(await accept(second, "two", 0)).toEqual({ kind: "moved" });
      const seen = await store.lastVersionChange(command);
      expect(await accept(first, "three", seen)).toEqual({ kind: "known", decision: "example" });
      expect(await accept("nothing", "four", seen)).toEqual({ kind: "gone" });
      expect((await store.listVersions(command)).map(({ source }) => source)).toEqual(["one"]);
      expect(await store.lastVersionChange(command)).toBe(seen);
      expect(await corrections(command)).toEqual([second]);
    });

    it("takes back what a person decided, and lists what was decided of who has not opted out", async () => {
      const command = aCommand();
      const [by, other] = [aPerson("Reviewer"), aPerson("Other")];
      const overrider = aPerson();
      const ids: string[] = [];
      for (const decision of ["row", "dismissed"] as const) {
        const overrideId = await override((await answered({ command })).id, overrider);
        await store.decideCorrection({ overrideId, decision, by });
        ids.push(overrideId);
      }
      const [first = "", last = ""] = ids;
      const decided = async () =>
        (await store.decidedCorrections({ scope: EVERYWHERE, command, limit: 10 })).map(
          ({ override: { id }, decision }) => [id, decision],
        );
      expect(await decided()).toEqual([
        [last, "dismissed"],
        [first, "row"],
      ]);
      const elsewhere = { platform: "slack", workspace: "T-elsewhere", channel: "" } as const;
      expect(await store.decidedCorrections({ scope: elsewhere, command, limit: 10 })).toEqual([]);
      await store.setOptedOut(overrider, true);
      expect(await decided()).toEqual([]);
      await store.setOptedOut(overrider, false);
      const undo = (overrideId: string, decision: "row" | "dismissed", person: typeof by | null) =>
        store.undoCorrection({ overrideId, decision, by: person }, null);
      expect(await undo(first, "row", other)).toEqual({ kind: "not-theirs" });
      // It was decided in another way meanwhile.
      expect(await undo(first, "dismissed", by)).toEqual({ kind: "moved" });
      expect(await undo(first, "row", by)).toEqual({ kind: "undone", version: null });
      expect(await undo(last, "dismissed", null)).toEqual({ kind: "undone", version: null });
      expect([await decided(), (await corrections(command)).length]).toEqual([[], 2]);
    });

    it("gives one row for each ask: spot checks before accepted overrides before ratings Right", async () => {
      const command = aCommand();
      const by = aPerson();
      const checked = await drawn({ command, text: "checked" });
      const accepted = await override(checked.id, checked.person);
      await store.decideCorrection({ overrideId: accepted, decision: "row", by });
      await store.decideSpotCheck({ askId: checked.id, label: "Positive", by });
      const own = await answered({ command, text: "own" });
      await store.decideCorrection({
        ...{ overrideId: await override(own.id, own.person), decision: "row" as const, by },
      });
      const others = await answered({ command, text: "others" });
      await store.decideCorrection({
        ...{ overrideId: await override(others.id, aPerson()), decision: "row" as const, by },
      });
      const right = await answered({ command, text: "right" });
      await rate(right.id, "right");
      // Its author agreed to the very label that the spot check found; of the second, to another.
      const [agreed, differs] = [
        await drawn({ command, text: "agreed" }),
        await drawn({ command, text: "differs" }),
      ];
      for (const [{ id: askId, person }, label] of [
        [agreed, "Negative"],
        [differs, "Positive"],
      ] as const) {
        await store.decideSpotCheck({ askId, label, by });
        await store.decideCorrection({ overrideId: await override(askId, person), decision: "row", by });
      }
      // None of these is a row.
      const doubted = await answered({ command, text: "right and wrong" });
      await rate(doubted.id, "right");
      await rate(doubted.id, "wrong");
      const contradicted = await answered({ command, text: "right and overridden" });
      await rate(contradicted.id, "right");
      await override(contradicted.id, aPerson(), { mayReuse: false });
      const example = await answered({ command, text: "an example" });
      await store.decideCorrection({
        ...{ overrideId: await override(example.id, example.person), decision: "example" as const, by },
      });
      const noLabel = await drawn({ command, text: "no label" });
      await store.decideSpotCheck({ askId: noLabel.id, label: null, by });
      await drawn({ command, text: "not decided" });
      await rate((await drawn({ command, text: "of another label" })).id, "wrong");

      const given = "Positive";
      expect(await rows(command)).toEqual([
        {
          id: checked.id,
          text: "checked",
          label: "Positive",
          given,
          source: "spot-check",
          mayBeShown: false,
        },
        { id: own.id, text: "own", label: "Negative", given, source: "override", mayBeShown: true },
        { id: others.id, text: "others", label: "Negative", given, source: "override", mayBeShown: false },
        { id: right.id, text: "right", label: "Positive", given, source: "right", mayBeShown: false },
        { id: agreed.id, text: "agreed", label: "Negative", given, source: "spot-check", mayBeShown: true },
        {
          id: differs.id,
          text: "differs",
          label: "Positive",
          given,
          source: "spot-check",
          mayBeShown: false,
        },
      ]);
      expect(await store.labelledRows(command, { scope: EVERYWHERE, labels: ["Negative"] })).toHaveLength(3);
      expect(await store.labelledRows(command, { scope: EVERYWHERE, labels: [] })).toEqual([]);
      expect(await rows(command, { platform: "slack", workspace: "T1", channel: "" })).toEqual([]);
    });

    it("shows and learns nothing of who opted out, and all of it again after they opted in", async () => {
      const command = aCommand();
      const by = aPerson();
      const check = await drawn({ command });
      const rated = await answered({ command });
      const [rater, overrider] = [aPerson(), aPerson()];
      await rate(rated.id, "right", rater);
      const corrected = await answered({ command });
      const overrideId = await override(corrected.id, overrider);
      const onTheirs = await drawn({ command, author: aPerson("author") });
      const all = async () => ({
        waiting: (await waiting(command)).length,
        corrections: (await corrections(command)).length,
        rows: (await rows(command)).length,
        checks: (await store.spotChecksOf(command, EVERYWHERE)).length,
      });
      const before = { waiting: 2, corrections: 1, rows: 1, checks: 2 };
      expect(await all()).toEqual(before);
      for (const [person, changed] of [
        [check.person, { waiting: 1, checks: 1 }],
        [onTheirs.author as Person, { waiting: 1, checks: 1 }],
        [rater, { rows: 0 }],
        [rated.person, { rows: 0 }],
        [overrider, { corrections: 0 }],
        [corrected.person, { corrections: 0 }],
      ] as const) {
        await store.setOptedOut(person, true);
        expect(await all()).toEqual({ ...before, ...changed });
        if (person === check.person)
          expect(await store.decideSpotCheck({ askId: check.id, label: "Positive", by })).toEqual({
            kind: "gone",
          });
        if (person === overrider)
          expect(await store.decideCorrection({ overrideId, decision: "row", by })).toEqual({ kind: "gone" });
        await store.setOptedOut(person, false);
      }
      expect(await all()).toEqual(before);
    });

    it("erases reviews with the words that they are about, and takes a reviewer off decisions that stay", async () => {
      const command = aCommand();
      const [by, other] = [aPerson("Reviewer"), aPerson("Other")];
      const [first, second] = [await drawn({ command }), await drawn({ command })];
      for (const { id: askId } of [first, second])
        await store.decideSpotCheck({ askId, label: "Negative", by });
      const overrideId = await override(second.id, other);
      await store.decideCorrection({ overrideId, decision: "dismissed", by });
      const reviewsOf = async (person: Person) => (await exported(store, person)).reviews;
      expect(await reviewsOf(first.person)).toMatchObject([
        { about: "spot-check", askId: first.id, decision: "label", label: "Negative", isOwnDecision: false },
      ]);
      expect((await reviewsOf(by)).map(({ about, isOwnDecision }) => [about, isOwnDecision])).toEqual([
        ["correction", true],
        ["spot-check", true],
        ["spot-check", true],
      ]);
      expect(await reviewsOf(other)).toMatchObject([
        { about: "correction", overrideId, decision: "dismissed" },
      ]);

      await store.erasePerson(first.person, { isPosted: false });
      expect((await rows(command)).map(({ id }) => id)).toEqual([second.id]);
      await store.erasePerson(by, { isPosted: false });
      expect(await reviewsOf(by)).toEqual([]);
      expect(await rows(command)).toMatchObject([{ id: second.id, label: "Negative" }]);
      await store.erasePerson(other, { isPosted: false });
      expect(await reviewsOf(second.person)).toMatchObject([{ about: "spot-check", decision: "label" }]);
      await store.erasePerson(second.person, { isPosted: false });
      expect(await rows(command)).toEqual([]);
      expect(await store.spotChecksOf(command, EVERYWHERE)).toEqual([]);
    });

    it("shows and keeps nothing past its time", async () => {
      await store.close();
      // Less than a second.
      store = await backing.open({ retentionDays: 0.000_008 });
      const command = aCommand();
      const { id: askId } = await drawn({ command });
      await eventually(async () => expect(await waiting(command)).toEqual([]));
      expect(await store.spotChecksOf(command, EVERYWHERE)).toEqual([]);
      const label = "Positive";
      expect(await store.decideSpotCheck({ askId, label, by: aPerson() })).toEqual({ kind: "gone" });
      expect(await store.deleteExpired(new Date())).toBeGreaterThanOrEqual(1);
      await store.close();
      const left = await backing.query(
        `select count(*)::int as n from fewshot.spot_checks where ask_id = '${askId}'`,
      );
      expect(left).toEqual([{ n: 0 }]);
      store = await backing.open({ retentionDays: 90 });
    });

    it("exports reviews by the hundred, each once", async () => {
      const person = aPerson();
      for (let at = 0; at < 45; at++) await drawn({ person });
      const { reviews } = await exported(store, person);
      expect(new Set(reviews.map(({ askId }) => askId)).size).toBe(45);
      expect(reviews).toHaveLength(45);
      expect(reviews[0]).toMatchObject({ decision: null, decidedAt: null, isOwnDecision: false });
    });

    it("names changed rows by the command's name", async () => {
      const command = aCommand();
      const changed: (string | null)[] = [];
      const stop = store.watchRows((name) => changed.push(name));
      const expectNotice = async (name: string | null, act: () => Promise<unknown>) => {
        changed.length = 0;
        await act();
        await eventually(() => expect(changed).toContain(name));
      };
      const by = aPerson();
      const check = await drawn({ command });
      const other = await answered({ command });
      await expectNotice(command, () => store.decideSpotCheck({ askId: check.id, label: "Positive", by }));
      await expectNotice(command, () => rate(other.id, "right"));
      const overrideId = await override(other.id, other.person);
      await expectNotice(command, () => store.decideCorrection({ overrideId, decision: "row", by }));
      await expectNotice(command, () => store.withdrawOverride(overrideId, other.person));
      await expectNotice(command, () => store.erasePerson(other.person, { isPosted: false }));
      await expectNotice(null, () => store.setOptedOut(check.person, true));
      await expectNotice(null, () => store.setOptedOut(check.person, false));
      stop();
    });
  });
}
