/** `fewshot review`: what waits, decisions with the drafts that they make, and the figures. */

import { randomUUID } from "node:crypto";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { addReviewCommand } from "../../src/cli/review/review.ts";
import { type OpenedStore, openStore } from "../../src/store/store.ts";
import { anAsk, answer, aPerson } from "../store/samples.ts";
import { runCli, runHere } from "./run-cli.ts";

let folder: string;
let environment: Record<string, string>;
/** Has the data folder open, as a bot has: verbs beside it open no database of their own, which takes half a second of processor time. */
let store: OpenedStore;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "fewshot-review-"));
  environment = { DATA_DIR: join(folder, "data"), COMMANDS_DIR: join(folder, "commands") };
  await mkdir(environment.COMMANDS_DIR ?? "");
  const source =
    "# Ours.\nsummary: Ours\ndescription: Decide.\ninput: Message\noutput: Mood\nlabels: [Positive, Negative]\nreview: { every: 20 }\n";
  await writeFile(join(environment.COMMANDS_DIR ?? "", "mood.yaml"), source);
  await writeFile(join(environment.COMMANDS_DIR ?? "", "off.yaml"), source.replace(/review.*\n/, ""));
  store = await openStore({ dataDir: environment.DATA_DIR ?? "", servesVerbs: true });
});
afterAll(async () => {
  await store.close();
  await rm(folder, { recursive: true, force: true });
});

/** What `stored` made, for the tests that follow. */
let given: Awaited<ReturnType<typeof stored>>;

const run = (...args: string[]) => runHere(addReviewCommand, ["review", ...args], environment);

/** Asks as a bot would have stored them. */
async function stored() {
  const ask = async (text: string, isSpotCheck: boolean) => {
    const person = aPerson("Ada");
    const { ask: made } = await store.recordAsk({
      ...{ interactionId: randomUUID(), person, author: null, place: { channel: "web", native: null } },
      ...{ command: "mood", text, settings: {}, locale: "en", isSpotCheck },
    });
    await store.recordAnswer(made.id, answer);
    return made;
  };
  const checks = [await ask("one\u001b[2J", true), await ask("two", true), await ask("three", true)];
  const corrected = await ask("so late again", false);
  const made = await store.recordOverride({
    ...{ interactionId: randomUUID(), askId: corrected.id, person: corrected.person },
    ...{ value: "Negative", reason: null, mayReuse: true },
  });
  if (made.kind !== "stored") throw new Error(made.kind);
  return { checks: checks.map(({ id }) => id), overrideId: made.override.id };
}

describe("fewshot review", () => {
  it("says in words that nothing is measured, and how to switch spot checks on", async () => {
    const { out } = await run("--report");
    expect(out).toContain("/mood\n  One answer in 20 is a spot check.\n  No spot check has an answer yet.");
    expect(out).toContain("/off\n  Spot checks are off. Write into its file: review: { every: 20 }");
  });

  it("lists what waits", async () => {
    given = await stored();
    const {
      checks: [first = "", second = "", third = ""],
      overrideId,
    } = given;
    const listed = await run();
    expect(listed.out).toContain(`${first}  spot check of /mood: Positive\n  one`);
    expect(listed.out).not.toContain("\u001b[2J");
    expect(listed.out).toContain(`${overrideId}  correction of /mood\n  so late again`);
    expect(listed.out).toContain("example | test | row | dismiss");
    const { spotChecks, corrections, waiting } = JSON.parse((await run("mood", "--json")).out);
    expect(waiting).toEqual({ contests: 0, spotChecks: 3, corrections: 1 });
    expect(spotChecks.map(({ id }: { id: string }) => id)).toEqual([third, second, first]);
    expect(corrections[0]).toMatchObject({
      id: overrideId,
      value: "Negative",
      decisions: ["example", "test", "row", "dismiss"],
    });
  });

  it("decides by id, and puts what was accepted into a draft", async () => {
    const {
      checks: [first = "", second = "", third = ""],
      overrideId,
    } = given;
    const decided = await run(
      ...["--decide", `${first}=right`, "--decide", `${second}=Negative`, "--decide", `${third}=none`],
      ...["--decide", `${overrideId}=test`],
    );
    expect(decided).toMatchObject({ code: 0 });
    expect(decided.out.split("\n")).toEqual([
      `${first}: Saved: Positive is right.`,
      `${second}: Saved: Negative is right.`,
      `${third}: Saved: none of the labels fits.`,
      `${overrideId}: Draft 1 of /mood has it as a test. It is in force nowhere yet. To publish it: /fewshot publish mood@1 To undo: npx fewshot review --decide ${overrideId}=undo`,
    ]);
    const draft = await store.findVersion("mood", 1);
    expect(draft?.source).toContain("# Ours.");
    expect(draft?.source).toContain("tests:\n  - { input: so late again, output: Negative }");
  });

  it("reports what was decided, and keeps a decision that comes again once", async () => {
    const { overrideId } = given;
    const { out } = await run("--report", "mood");
    expect(out).toContain("33.3% right, 1 of 3 (95 % interval 6.1% to 79.2%)");
    expect(out).toContain("27 more decided spot checks needed before an abstain_below is suggested");
    const { commands } = JSON.parse((await run("mood", "--report", "--json")).out);
    expect(commands).toMatchObject([
      { command: "mood", every: 20, versions: [{ decided: 3, waiting: 0, accuracy: { right: 1, n: 3 } }] },
    ]);
    const again = await run("--decide", `${overrideId}=dismiss`);
    expect(again.out).toContain("This was decided before: a test.");
  });

  it("takes back what was decided of a correction, whoever decided it", async () => {
    const { overrideId } = given;
    expect(await run("--decide", `${overrideId}=undo`)).toMatchObject({
      ...{ code: 0, err: "" },
      out: expect.stringContaining("draft 1 of /mood, which had it, is deleted."),
    });
    expect(await store.findVersion("mood", 1)).toBeNull();
    const by = { ...aPerson("Boss"), platform: "slack" } as const;
    expect((await run("--decided")).out).toBe("No correction was decided.");
    await store.decideCorrection({ overrideId, decision: "dismissed", by });
    expect((await run("--decided", "mood")).out).toContain(
      `${overrideId}  correction of /mood: dismiss\n  so late again\n  Negative\n`,
    );
    expect(JSON.parse((await run("--decided", "--json")).out)).toMatchObject({
      decided: [{ id: overrideId, decision: "dismiss" }],
    });
    expect((await run("--decide", `${overrideId}=undo`)).out).toBe(
      `${overrideId}: Taken back: it waits for a decision again.`,
    );
    expect((await run("--decide", `${overrideId}=row`)).code).toBe(0);
  });

  it("lists contested answers first, and decides about them", async () => {
    const person = aPerson("Eve");
    const { ask } = await store.recordAsk(anAsk({ command: "mood", text: "not a\u001b[2J joke", person }));
    await store.recordAnswer(ask.id, answer);
    const made = { interactionId: randomUUID(), askId: ask.id, person, reason: "I mean it" };
    expect(await store.recordContest(made)).toBe(true);
    const { contests, waiting } = JSON.parse((await run("mood", "--json")).out);
    expect([waiting.contests, contests]).toMatchObject([
      1,
      [{ id: ask.id, answer: "Positive", reason: "I mean it" }],
    ]);
    expect((await run("--decide", `${ask.id}=Sad`)).err).toContain(
      "is a contested answer. Write right, none, or one of",
    );
    expect((await run("--decide", `${ask.id}=Negative`)).out).toContain("Saved.");
    expect((await run("--report", "mood")).out).toContain("1 of 3");
  });

  it.each([
    [["--decide", "nonsense"], '"nonsense" is no decision. Write ID=DECISION'],
    [["--decide", "abc=right"], "Nothing of the id abc can be decided"],
    [["nothing", "--report"], "There is no command nothing with labels"],
  ])("refuses %j in a sentence", async (args, sentence) => {
    expect(await run(...args)).toMatchObject({ code: 2, err: expect.stringContaining(sentence) });
  });

  it("runs as a process of its own, which opens the folder where nobody has it", async () => {
    await store.close();
    const { code, stdout } = await runCli(["review", "--report", "--json"], environment);
    expect([code, JSON.parse(stdout).commands.length]).toEqual([0, 2]);
  });
});
