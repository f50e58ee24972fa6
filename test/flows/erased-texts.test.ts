/** Texts that were accepted into a command, once their writer erases their data: what goes by itself, and what is named until a person takes it out. */

import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { type Person, personKey } from "../../src/core/ask.ts";
import type { SavedVersion } from "../../src/core/command/saved-command.ts";
import type { NoticeView } from "../../src/core/views/view.ts";
import { keepErasedOut, sweepErased } from "../../src/flows/privacy/erased-texts.ts";
import { ada, openStack, type Stack } from "./stack.ts";

const boss: Person = { ...ada, id: "boss", name: "Boss" };
const WEB = { platform: "web", workspace: "web", channel: "" } as const;
const SOURCE = `# The team's own words.
summary: Moods
description: Do mood.
input: Message
output: Mood
labels: [Positive, Negative]
examples:
  - { input: "Thank you!", output: Positive } # the usual one
tests:
  - { input: "so kind", output: Positive }
`;

let stack: Stack;
beforeAll(async () => {
  stack = await openStack({ admins: [personKey(boss)] });
});
afterAll(() => stack.close());

const publish = async (number: number) => {
  await stack.store.publishVersion({ name: "mood", number }, { scope: WEB, by: boss, note: null });
  await stack.bot.commands.refresh();
};
const save = (source: string) =>
  stack.store.saveVersion({
    ...{ name: "mood", scope: WEB, source, note: null, author: boss, fileRevision: null },
  });
const sourceOf = async (number: number) => (await stack.store.findVersion("mood", number))?.source ?? "";
const actor = (person: Person) => ({ interactionId: randomUUID(), person, channel: "web", locale: "en" });
const say = async (line: string) => {
  const meaning = stack.bot.read(line, { kind: "slash", command: "fewshot" }, { ...WEB, channel: "web" });
  return (await stack.bot.handle(meaning as never, actor(boss))) as NoticeView;
};

/** Somebody corrects an answer to a text of their own, and a reviewer accepts it. */
async function accept(person: Person, text: string, decision: "example" | "test" | "dismissed") {
  const { ask } = await stack.askAndWait({ person, text, command: "mood" });
  const made = await stack.store.recordOverride({
    ...{ interactionId: randomUUID(), askId: ask.id, person },
    ...{ value: "Negative", reason: null, mayReuse: true },
  });
  if (made.kind !== "stored") throw new Error(made.kind);
  const intent = { kind: "decide-correction" as const, overrideId: made.override.id, decision };
  await stack.bot.handle(intent, actor(boss));
  return made.override.id;
}

describe("an erasure", () => {
  const eraser = { ...ada, id: "eraser" };
  const other = { ...ada, id: "other" };

  it("takes accepted texts out of drafts and retired versions, and names the version that is live", async () => {
    await save(SOURCE);
    await publish(1);
    await accept(eraser, "Never  again, ADA", "example");
    await accept(eraser, "so late", "test");
    await accept(other, "it broke again", "example");
    const [{ number } = { number: 0 }] = await stack.store.listVersions("mood");
    expect(await sourceOf(number)).toContain("Never again, ADA");
    // An earlier one is in force; the newest is a draft; one that was live is retired.
    await publish(number - 1);
    await publish(number - 2);
    await save(`${(await sourceOf(number)).replace("so late", "so  LATE")}# and more\n`);
    const asked = await stack.askAndWait({ person: other, text: "what now", command: "mood" });
    expect(asked.answer?.prompt).toContain("Never again, ADA");

    const said = await stack.erase(eraser);
    expect(said).toBe(
      `2 asks were erased.\nTexts of yours that were accepted as examples or tests were taken out of 3 versions of commands.\nA text of yours is still in mood@${number - 2}: only a person can take it out there. Those who may publish, and whoever runs Fewshot, see where it is and what to do.`,
    );
    for (const cleaned of [number - 1, number, number + 1])
      expect(await sourceOf(cleaned)).not.toMatch(/never\s+again|so\s+late/i);
    const newest = await sourceOf(number + 1);
    expect(newest).toContain("# The team's own words.");
    expect(newest).toContain('{ input: "Thank you!", output: Positive } # the usual one');
    expect(newest).toContain("it broke again");
    expect(newest).toContain("so kind");

    const history = await say("history mood");
    expect(history.text).toContain(`was taken out of version ${number}.`);
    const names = `Version ${number - 2} of /mood is live and holds a text whose writer has erased their data.`;
    expect(history.text).toContain(names);
    const opened = await stack.bot.editor.open("mood", actor(boss));
    expect("changed" in opened && opened.changed[0]).toContain(names);
    expect(history.text + JSON.stringify(opened)).not.toMatch(/so late/);
    // The text is in the prompt of what is live, and so in the prompts of its answers.
    expect((await stack.store.findAsk(asked.ask.id))?.answer?.prompt).not.toContain("Never again, ADA");

    // Whoever takes it out publishes, and the rest follows by itself.
    const log = { debug() {}, info: vi.fn(), warn: vi.fn(), error() {} };
    const ports = { store: stack.store, commands: stack.bot.commands, log };
    const stop = keepErasedOut(ports);
    await vi.waitFor(() =>
      expect(log.warn.mock.calls).toEqual([
        [
          { count: 1, versions: [`mood@${number - 2}`] },
          "commands hold texts whose writers have erased their data; what to do: npx fewshot commands erased",
        ],
      ]),
    );
    await publish(number);
    await vi.waitFor(async () => expect(await sourceOf(number - 2)).not.toContain("Never"));
    await vi.waitFor(() =>
      expect(log.info.mock.calls).toEqual([
        [{ versions: 1 }, "erased texts were taken out of saved versions of commands"],
      ]),
    );
    stop();
    expect((await say("history mood")).text).not.toContain("holds a text");
    expect(await sourceOf(number)).toContain("it broke again");
  });

  it("leaves others' texts, and those of the same words that nobody accepted", async () => {
    await accept(eraser, "Thank you!", "dismissed");
    const before = await stack.store.listVersions("mood");
    expect(await stack.erase(eraser)).toBe("1 ask was erased.");
    expect(await stack.store.listVersions("mood")).toEqual(before);
  });

  it("names a version that can't do without the text", async () => {
    await accept(eraser, "oh no no", "test");
    const alias = `${SOURCE.replace('"so kind"', '&said "oh no no"').replace(/^description.*\n/m, "")}description: *said\n`;
    const saved = await save(alias);
    const number = "version" in saved ? saved.version.number : 0;
    expect(await stack.erase(eraser)).toContain(`A text of yours is still in mood@${number}: `);
    const told = `Version ${number} of /mood holds a text whose writer has erased their data, and is not valid without it. Whoever runs Fewshot deletes it: npx fewshot commands delete mood@${number}`;
    expect((await say("history mood")).text).toContain(told);
    await stack.store.deleteVersion({ name: "mood", number }, boss);
    const { holders } = await sweepErased({ store: stack.store, commands: stack.bot.commands });
    expect(holders).toEqual([]);
  });

  it("names nothing that another process takes out at the same moment", async () => {
    await accept(eraser, "at the same moment", "test");
    await stack.store.erasePerson(eraser, { isPosted: false });
    const { store } = stack;
    const slower: typeof store = {
      ...store,
      takeOut: async (...version) => {
        await store.takeOut(...version);
        return store.takeOut(...version);
      },
    };
    const swept = await sweepErased({ store: slower, commands: stack.bot.commands });
    expect(swept).toEqual({ cleaned: [], holders: [] });
    expect((await store.listVersions("mood")).map(({ source }) => source).join()).not.toContain(
      "same moment",
    );
  });

  it("finds a text in what could not be read for a while", async () => {
    const overrideId = await accept(eraser, "half a file", "test");
    const [{ number } = { number: 0 }] = await stack.store.listVersions("mood");
    await publish(number);
    await stack.bot.handle({ kind: "undo-correction", overrideId }, actor(boss));
    // Somebody is writing the file: it has a fault until they are done.
    const commands = { ...stack.bot.commands, parse: () => ({ faults: [] }) };
    await sweepErased({ store: stack.store, commands });
    expect(await stack.erase(eraser)).toContain(`A text of yours is still in mood@${number}`);
  });
});

it("looks once for all changes that came while it looked", async () => {
  const { promise: isLooked, resolve: look } = Promise.withResolvers<void>();
  const acceptedTexts = vi.fn(async () => {
    await isLooked;
    return [];
  });
  let changed = () => {};
  const store = {
    ...stack.store,
    acceptedTexts,
    watchVersions: (listener: () => void) => {
      changed = listener;
      return () => {};
    },
  };
  const stop = keepErasedOut({ store, commands: stack.bot.commands, log: { info() {}, warn() {} } as never });
  await vi.waitFor(() => expect(acceptedTexts).toHaveBeenCalledTimes(1));
  for (let count = 0; count < 5; count++) changed();
  look();
  await vi.waitFor(() => expect(acceptedTexts).toHaveBeenCalledTimes(2));
  await new Promise((done) => setImmediate(done));
  expect(acceptedTexts).toHaveBeenCalledTimes(2);
  stop();
});

describe("an erasure in one of several workspaces", () => {
  const inTeam = (workspace: string, id: string): Person => ({ platform: "slack", workspace, id, name: id });
  const scope = (workspace: string, channel = "") => ({ platform: "slack" as const, workspace, channel });
  const withText = (...texts: readonly string[]) =>
    `${SOURCE}${texts.map((text) => `  - { input: "${text}", output: Negative }\n`).join("")}`;
  let teams: Stack;
  beforeAll(async () => {
    const platform = { name: "slack" as const, start: async () => {}, stop: async () => {} };
    teams = await openStack({
      admins: [personKey(inTeam("T1", "boss"))],
      platform: { ...platform, deliver: vi.fn(async () => {}) },
    });
  });
  afterAll(() => teams.close());

  const saveIn = async (name: string, where: SavedVersion["scope"], source: string) => {
    const fields = { name, scope: where, source, note: null, author: boss, fileRevision: null };
    const saved = await teams.store.saveVersion(fields);
    if (!("version" in saved)) throw new Error(saved.kind);
    return saved.version.number;
  };
  const publishIn = async (name: string, where: SavedVersion["scope"], number: number) => {
    await teams.store.publishVersion({ name, number }, { scope: where, by: boss, note: null });
    await teams.bot.commands.refresh();
  };
  const by = (workspace: string, channel = "C1") => ({
    ...{ interactionId: randomUUID(), person: inTeam(workspace, "boss"), channel, locale: "en" },
  });
  const acceptIn = async (workspace: string, command: string, text: string) => {
    const person = inTeam(workspace, "eraser");
    const place = { channel: "C1", native: null };
    const { ask } = await teams.askAndWait({ person, text, command, place });
    const made = await teams.store.recordOverride({
      ...{ interactionId: randomUUID(), askId: ask.id, person },
      ...{ value: "Negative", reason: null, mayReuse: true },
    });
    if (made.kind !== "stored") throw new Error(made.kind);
    const overrideId = made.override.id;
    await teams.bot.handle({ kind: "decide-correction", overrideId, decision: "test" }, by(workspace));
    return (await teams.store.listVersions(command))[0]?.number ?? 0;
  };
  const sourceIn = async (name: string, number: number) =>
    (await teams.store.findVersion(name, number))?.source ?? "";
  const historyIn = async (name: string, workspace: string) => {
    const intent = teams.bot.read(
      `history ${name}`,
      { kind: "slash", command: "fewshot" },
      scope(workspace, "C1"),
    );
    return ((await teams.bot.handle(intent as never, by(workspace))) as NoticeView).text;
  };
  const sweep = () => sweepErased({ store: teams.store, commands: teams.bot.commands });

  it("takes and names what came from there, and leaves the same words in another workspace", async () => {
    const one = await saveIn("mood", scope("T1"), SOURCE);
    await publishIn("mood", scope("T1"), one);
    // Somebody of the second workspace wrote the same words by hand.
    const two = await saveIn("mood", scope("T2"), withText("never again"));
    await publishIn("mood", scope("T2"), two);
    const byHand = await saveIn("mood", scope("T2"), `${withText("never again")}# by hand\n`);
    const otherChannel = await saveIn("mood", scope("T1", "C9"), withText("never again"));
    const forAll = await saveIn(
      "mood",
      { platform: "", workspace: "", channel: "" },
      withText("never again"),
    );
    const accepted = await acceptIn("T1", "mood", "never again");
    expect(await sourceIn("mood", accepted)).toContain("never again");
    const late = await acceptIn("T2", "mood", "so late");
    expect(await sourceIn("mood", late)).toMatch(/never again.*so late/s);

    expect(await teams.erase(inTeam("T1", "eraser"))).toBe(
      "2 asks were erased.\nTexts of yours that were accepted as examples or tests were taken out of 4 versions of commands.",
    );
    for (const cleaned of [accepted, forAll, otherChannel])
      expect(await sourceIn("mood", cleaned)).not.toContain("again");
    // What the person wrote there has gone from there, and nothing else.
    expect(await sourceIn("mood", late)).not.toContain("so late");
    for (const left of [two, byHand, late]) expect(await sourceIn("mood", left)).toContain("never again");
    expect(await historyIn("mood", "T2")).not.toContain("holds a text");
    await teams.store.deleteExpired(new Date());
    expect(await sweep()).toEqual({ cleaned: [], holders: [] });
    await publishIn("mood", scope("T2"), byHand);
    expect(await sweep()).toEqual({ cleaned: [], holders: [] });
    expect(await sourceIn("mood", two)).toContain("never again");
  });

  it("finds a text in a version that was published for a channel after it was accepted", async () => {
    await publishIn("tone", scope("T1"), await saveIn("tone", scope("T1"), SOURCE));
    const number = await acceptIn("T1", "tone", "not this");
    await publishIn("tone", scope("T1", "C2"), number);
    expect(await teams.erase(inTeam("T1", "eraser"))).toContain(
      `A text of yours is still in tone@${number}: `,
    );
    const { holders } = await sweep();
    expect(holders).toEqual([{ name: "tone", number, state: "live" }]);
    await teams.store.retireVersion("tone", {
      ...{ scope: scope("T1", "C2"), from: number },
      by: boss,
      note: null,
    });
    expect(await sweep()).toMatchObject({ cleaned: [{ number }], holders: [] });
    expect(await sourceIn("tone", number)).not.toContain("not this");
  });
});
