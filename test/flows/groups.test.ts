/** Groups that people say they belong to: asked for, kept, changed and deleted by one form. */

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Person } from "../../src/core/ask.ts";
import type { FormView, NoticeView } from "../../src/core/views/view.ts";
import { type Actor, type Intent, intentOfForm } from "../../src/flows/bot/intents.ts";
import type { GroupsInForce } from "../../src/flows/monitoring/groups/lists.ts";
import { exported } from "../store/exported.ts";
import { ada, ben, openStack, type Stack } from "./stack.ts";

const declared: GroupsInForce["declared"] = [
  { name: "Deaf people", names: { "zh-TW": "聽障者" } },
  { name: "Night shift", names: {} },
];

let stack: Stack;
let off: Stack;
beforeAll(async () => {
  [stack, off] = await Promise.all([openStack({ groups: { declared, mapped: [] } }), openStack()]);
});
afterAll(async () => {
  await stack.close();
  await off.close();
});

let acts = 0;
const actor = (person: Person, locale = "en"): Actor => ({
  interactionId: `g${acts++}`,
  person,
  channel: "web",
  locale,
});
const act = (intent: Intent, person = ada, locale = "en", on = stack) =>
  on.bot.handle(intent, actor(person, locale));
const choose = (...names: string[]) => intentOfForm("groups", "", { groups: names.join("\n") });
const privacy = { kind: "privacy", request: null, isConfirmed: false } as const;

describe("groups that people declare", () => {
  it("are asked for where that is on, by a button and by words", async () => {
    const shown = (await act(privacy)) as NoticeView;
    expect(shown.actions.map(({ label }) => label)).toContain("My groups");
    const without = (await act(privacy, ada, "en", off)) as NoticeView;
    expect(without.actions.map(({ label }) => label)).not.toContain("My groups");
    expect(await act({ kind: "open-groups" }, ada, "en", off)).toMatchObject({ refusal: "not-found" });
    expect(await act(choose("Deaf people"), ada, "en", off)).toMatchObject({ refusal: "not-found" });
    const place = { platform: "web", workspace: "web", channel: "web" };
    for (const typed of ["privacy groups", "@fewshot privacy Groups!"])
      expect(stack.bot.read(typed, { kind: "mention" }, place)).toEqual({ kind: "open-groups" });
  });

  it("are kept, changed and deleted, and no name is taken that is in no list", async () => {
    const form = (await act({ kind: "open-groups" }, ada, "zh-HK")) as FormView;
    expect(form.fields[0]).toMatchObject({
      kind: "choices",
      selected: [],
      options: [
        { value: "Deaf people", label: "聽障者" },
        { value: "Night shift", label: "Night shift" },
      ],
    });
    const saved = (await act(choose("Deaf people", "Night shift", "Left-handed"))) as NoticeView;
    expect(saved.text).toBe(
      "Saved, apart from your texts: Deaf people; Night shift. You can change or delete it here at any time.",
    );
    expect(((await act({ kind: "open-groups" })) as FormView).fields[0]).toMatchObject({
      selected: ["Deaf people", "Night shift"],
    });
    expect((await exported(stack.store, ada)).groups.map(({ name }) => name)).toEqual([
      "Deaf people",
      "Night shift",
    ]);
    await act(choose("Night shift"));
    expect(await stack.store.declaredGroups(ada)).toEqual(["Night shift"]);
    expect(((await act(intentOfForm("groups", "", {}))) as NoticeView).text).toBe(
      "Fewshot keeps no group of you.",
    );
    expect(await stack.store.declaredGroups(ada)).toEqual([]);
  });

  it("can be taken back where they are asked for no more", async () => {
    await off.store.declareGroups(ada, ["Old group"]);
    expect(((await act(privacy, ada, "en", off)) as NoticeView).actions.map(({ label }) => label)).toContain(
      "My groups",
    );
    expect(((await act({ kind: "open-groups" }, ada, "en", off)) as FormView).fields[0]).toMatchObject({
      options: [{ value: "Old group", label: "Old group" }],
      selected: ["Old group"],
    });
    await act(choose(), ada, "en", off);
    expect(await off.store.declaredGroups(ada)).toEqual([]);
    expect(await act({ kind: "open-groups" }, ada, "en", off)).toMatchObject({ refusal: "not-found" });
  });

  it("are deleted by an opt-out and an erasure, and not asked for afterwards", async () => {
    await act(choose("Night shift"), ben);
    await act({ kind: "privacy", request: "opt-out", isConfirmed: true }, ben);
    expect(await stack.store.declaredGroups(ben)).toEqual([]);
    expect(await act({ kind: "open-groups" }, ben)).toMatchObject({ refusal: "opted-out" });
    expect(await act(choose("Night shift"), ben)).toMatchObject({ refusal: "opted-out" });
    const shown = (await act(privacy, ben)) as NoticeView;
    expect(shown.actions.map(({ label }) => label)).not.toContain("My groups");
    await act({ kind: "privacy", request: "opt-in", isConfirmed: true }, ben);
    expect(await stack.store.declaredGroups(ben)).toEqual([]);
    await act(choose("Night shift"), ada);
    await stack.erase(ada);
    expect(await stack.store.declaredGroups(ada)).toEqual([]);
  });
});
