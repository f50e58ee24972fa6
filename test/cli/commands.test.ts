/** `fewshot commands …`: a team's command from a file to live and back; and files that are written and read letter by letter. */

import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { addCommandsCommand } from "../../src/cli/commands/commands.ts";
import { readDrafts, writeVersions } from "../../src/cli/commands/files.ts";
import { parseSource } from "../../src/commands/watch.ts";
import { EVERYWHERE } from "../../src/core/command/saved-command.ts";
import { saveDraft } from "../../src/flows/commands/versions/save.ts";
import { type OpenedStore, openStore } from "../../src/store/store.ts";
import { anAsk, aPerson } from "../store/samples.ts";
import { runCli, runHere } from "./run-cli.ts";

let folder: string;
let environment: Record<string, string>;
/** Has the data folder open, as a bot has: verbs beside it open no database of their own, which takes half a second of processor time. */
let store: OpenedStore;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "fewshot-commands-"));
  await cp("commands", join(folder, "commands"), { recursive: true });
  environment = { DATA_DIR: join(folder, "data"), COMMANDS_DIR: join(folder, "commands") };
});
afterAll(async () => {
  await store.close();
  await rm(folder, { recursive: true, force: true });
});

const openFolder = async (options: { readonly servesVerbs?: boolean } = {}) => {
  store = await openStore({ dataDir: environment.DATA_DIR, ...options });
};

const run = (...args: string[]) => runHere(addCommandsCommand, ["commands", ...args], environment);

describe("fewshot commands", () => {
  const edited =
    "# Kept: who asked for it\nsummary: Ours\ndescription: Decide. # short\ninput: Message\noutput: Verdict\n";

  it("lists files alone, and makes no data folder for it", async () => {
    const { code, stdout } = await runCli(["commands", "list"], environment);
    expect([code, stdout]).toEqual([0, expect.stringMatching(/^sentiment +file$/m)]);
    expect((await run("history", "sentiment")).out).toBe("sentiment has a file and no saved version.");
    await expect(readFile(join(folder, "data", "holder.json"))).rejects.toMatchObject({ code: "ENOENT" });
    await openFolder({ servesVerbs: true });
  });

  it("says that the examples file of a command stays behind, when a version is saved and before it is published", async () => {
    const lines = (more: string) =>
      `summary: s\ndescription: d\ninput: Message\noutput: Answer\nlabels: [A, B]\n${more}`;
    const [file, own] = [join(folder, "commands", "filed.yaml"), join(folder, "filed.yaml")];
    await writeFile(file, lines("examples_file: filed.jsonl\n"));
    await writeFile(join(folder, "commands", "filed.jsonl"), '{"input": "x", "output": "A"}\n');
    await writeFile(own, lines("# ours\n"));
    const loses = "A saved version can't name an examples file";
    const refused = await run("import", file);
    expect([refused.code, refused.err]).toEqual([
      2,
      expect.stringContaining("If you leave it out, a classifier does not learn from that file"),
    ]);
    expect((await run("import", own)).out).toContain(loses);
    const published = await run("publish", "filed@1", "--unmeasured");
    expect(published).toMatchObject({
      code: 0,
      out: expect.stringMatching(/can't name an examples file.*\n.*is live/s),
    });
    await run("retire", "filed");
    await run("delete", "filed@1");
    for (const made of [file, file.replace("yaml", "jsonl"), own]) await rm(made);
  });

  it("takes a file from draft to live, shows the difference, exports the same letters and goes back", async () => {
    const own = join(folder, "own", "sentiment.yaml");
    await mkdir(join(folder, "own"));
    await writeFile(own, edited);
    expect((await run("import", own, "--note", "the team's words")).out).toContain(
      "sentiment@1 is saved as a draft. Publish it: npx fewshot commands publish sentiment@1 --scope everywhere\n  it has no examples; small models need three or four",
    );
    const alone = join(folder, "own", "alone.yaml");
    await writeFile(alone, edited);
    await run("import", alone);
    expect((await run("diff", "alone")).out).toBe(
      "alone@1 is all there is of alone: there is nothing to compare it with.",
    );
    await run("delete", "alone@1");
    for (const verb of ["publish", "show", "delete"])
      expect(await run(verb, "alone@1")).toMatchObject({
        code: 2,
        err: "alone@1 was deleted. Its history, with what is left: npx fewshot commands history alone.",
      });
    expect((await run("diff", "sentiment")).out).toContain("+# Kept: who asked for it");
    expect(await run("publish", "sentiment")).toMatchObject({
      code: 0,
      out: expect.stringContaining("is live everywhere"),
    });
    expect(await run("show", "sentiment")).toMatchObject({
      out: edited.trimEnd(),
      err: expect.stringContaining("the team's words"),
    });
    const refused = await run("export");
    expect([refused.code, refused.err]).toEqual([2, expect.stringContaining("--force")]);
    expect((await run("export", "--to", join(folder, "out"))).out).toBe(
      join(folder, "out", "sentiment.yaml"),
    );
    expect(await readFile(join(folder, "out", "sentiment.yaml"), "utf8")).toBe(edited);
    expect(await run("export", "--scope", "slack:T1", "--to", join(folder, "out"))).toMatchObject({
      out: "No saved version is live for slack:T1; there is nothing to export.",
      err: "More is live in another scope. Export each to a folder of its own: --scope everywhere.",
    });
    // What was exported is in force already, so it is not saved a second time.
    expect((await run("import", join(folder, "out"))).out).toBe("sentiment@1 is live everywhere.");

    await writeFile(join(folder, "commands", "sentiment.yaml"), edited.replace("Ours", "Theirs"));
    expect((await run("list")).out).toContain("the file changed since version 1 was saved");
    expect(JSON.parse((await run("list", "--json")).out).commands).toContainEqual({
      name: "sentiment",
      hasFile: true,
      fileChanged: [1],
      versions: [
        expect.objectContaining({ number: 1, state: "live", scope: "everywhere", note: "the team's words" }),
      ],
    });
    expect((await run("back", "sentiment")).out).toContain("the file is in force again");
    const { events } = JSON.parse((await run("history", "sentiment", "--json")).out);
    expect(events.map(({ action }: { action: string }) => action)).toEqual(["saved", "published", "retired"]);
  });

  it("goes back from the version that was live when the verb was typed, and from no other", async () => {
    for (const text of ["One", "Two", "Three"]) {
      await writeFile(join(folder, "own", "steps.yaml"), edited.replace("Ours", text));
      await run("import", join(folder, "own", "steps.yaml"), "--publish", "--unmeasured");
    }
    expect((await run("publish", "steps@1", "--unmeasured")).out).toContain(
      "To undo: npx fewshot commands back steps@1",
    );
    // Somebody else goes back while this verb is starting.
    await store.stepBack("steps", { scope: EVERYWHERE, by: aPerson(), note: null });
    for (const verb of ["back", "retire"]) {
      vi.spyOn(performance, "now").mockReturnValueOnce(performance.now() - 60_000);
      expect(await run(verb, "steps")).toMatchObject({
        code: 2,
        err: `steps@3 became live everywhere a moment ago (npx fewshot commands history steps). Nothing was changed. If you mean it: npx fewshot commands ${verb} steps@3`,
      });
    }
    vi.restoreAllMocks();
    expect((await run("back", "steps@1")).err).toBe(
      "steps@1 is not live everywhere; steps@3 is. Nothing was changed.",
    );
    expect((await run("back", "steps@3")).out).toContain(
      "steps@2 is live again. A running bot takes it up at once. One step further: npx fewshot commands back steps@2",
    );
    await run("retire", "steps@2");
  });

  it("goes back beside a bot whose clock is ahead", async () => {
    await run("import", join(folder, "own", "steps.yaml"), "--scope", "slack:T7");
    const { number } = (await store.listVersions("steps"))[0] ?? { number: 0 };
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 3_600_000 });
    const scope = { platform: "slack", workspace: "T7", channel: "" };
    await store.publishVersion({ name: "steps", number }, { scope, by: aPerson(), note: null });
    vi.useRealTimers();
    expect(await run("back", "steps", "--scope", "slack:T7")).toMatchObject({ code: 0, err: "" });
  });

  it("counts what people preferred, in the history and beside the difference", async () => {
    const { ask } = await store.recordAsk(anAsk({ version: 1, compares: true }));
    await store.recordPreference({
      ...{ interactionId: "p", askId: ask.id, person: aPerson(), preferred: "draft", draft: 1, live: null },
    });
    const counted = "Compared in all workspaces: draft 1 was preferred 1 time, the live file 0 times.";
    expect((await run("history", "sentiment")).out).toContain(counted);
    expect((await run("show", "sentiment@file")).out).toContain("Theirs");
    expect((await run("diff", "sentiment@1", "sentiment@file")).out.split("\n").at(-1)).toBe(counted);
  });

  it("measures a version beside what is in force, and publishes none that is worse unless somebody insists", async () => {
    const mood = (labels: string, tests = "") =>
      `summary: S\ndescription: Is it good news?\ninput: Message\noutput: Mood\nlabels: [${labels}]\n${tests}`;
    const rows = Array.from(
      { length: 24 },
      (_, at) => `  - { input: "I hate this, bad job ${at}!", output: Bad }`,
    );
    await writeFile(join(folder, "commands", "mood.yaml"), mood("Good, Bad", `tests:\n${rows.join("\n")}\n`));
    await writeFile(join(folder, "own", "mood.yaml"), mood("Good, Other"));
    await run("import", join(folder, "own", "mood.yaml"));
    // A tiny model: the gate asks it two thousand times.
    const tiny = { ...environment, MODEL: resolve("test/fixtures/tiny-neo") };
    const refused = await runHere(
      addCommandsCommand,
      ["commands", "publish", "mood", "--note", "fewer labels"],
      tiny,
    );
    expect(refused.code).toBe(2);
    expect(refused.out).toMatch(
      /Compared on 0 spot checks and 24 tests\.\n.*Right: 0 of 24 .*, before 2\d of 24/,
    );
    expect(
      refused.out.match(/: right is Bad; before Bad, now (?:Good|Other|none)$/gm)?.length,
    ).toBeGreaterThan(15);
    expect(refused.out).toMatch(/The label changes with the word for a person in \d+ of \d+ /);
    expect(refused.err).toContain(
      "mood@1 was not published. It is worse than what is in force. Publish it all the same: --anyway",
    );
    const forced = await run("publish", "mood", "--unmeasured", "--note", "fewer labels");
    expect([forced.code, forced.out]).toEqual([0, expect.stringContaining("mood@1 is live everywhere")]);
    expect((await run("history", "mood")).out).toContain("fewer labels; published without being measured");
    await run("retire", "mood");
    await rm(join(folder, "commands", "mood.yaml"));
  });

  it("brings what is published to the Slack manifest, and not what is live in one channel or in Discord", async () => {
    for (const [name, scope] of [
      ["for-all", "everywhere"],
      ["for-team", "slack:T1"],
      ["for-channel", "slack:T1:C1"],
      ["for-server", "discord:1"],
    ] as const) {
      await mkdir(join(folder, name));
      await writeFile(join(folder, name, `${name}.yaml`), edited);
      expect(await run("import", join(folder, name), "--publish", "--scope", scope)).toMatchObject({
        code: 0,
      });
    }
    expect(await runCli(["manifest"], environment, "", folder)).toMatchObject({ code: 0 });
    const manifest = await readFile(join(folder, "manifest.yml"), "utf8");
    const found = ["/sentiment", "/for-all", "/for-team", "/for-channel", "/for-server"].filter((command) =>
      manifest.includes(`command: ${command}\n`),
    );
    expect(found).toEqual(["/sentiment", "/for-all", "/for-team"]);
    // With nobody to serve it a verb opens the folder itself, or says why it can't.
    await store.close();
    expect((await run("history", "for-all")).out).toContain("published");
    await openFolder();
    const locked = await runCli(["manifest"], environment, "", folder);
    expect(locked).toMatchObject({
      code: 75,
      stderr: expect.stringContaining("npx fewshot manifest --files"),
    });
    const behind = await runCli(["manifest", "--check", "--files"], environment, "", folder);
    expect(behind).toMatchObject({ code: 1, stderr: expect.stringContaining("manifest.yml is behind") });
    await store.close();
    await openFolder({ servesVerbs: true });
  });

  it("says in a sentence what is wrong and what to do, and saves nothing of a folder with a fault", async () => {
    const mixed = join(folder, "mixed");
    await mkdir(mixed);
    await writeFile(join(mixed, "alright.yaml"), edited);
    await writeFile(join(mixed, "edit.yaml"), edited);
    await writeFile(join(mixed, "faulty.yaml"), "summary: x\nexamples_file: ../../secrets.txt\n");
    const refused = await run("import", mixed);
    expect(refused.code).toBe(2);
    expect(refused.err).toContain(
      `${join(mixed, "faulty.yaml")}:2: examples_file: must be the name of a .jsonl file in the same folder`,
    );
    expect(refused.err).toContain('"edit" is a word that Fewshot itself answers');
    const [notes, twin] = [join(folder, "notes.txt"), join(folder, "twin", "alright.yaml")];
    await mkdir(join(folder, "twin"));
    await writeFile(notes, "notes");
    await writeFile(twin, edited);
    await symlink("nowhere", join(mixed, "lost.yaml"));
    const all = (await run("import", mixed, notes, twin)).err;
    expect(all).toContain(`${join(mixed, "lost.yaml")}: does not exist`);
    expect(all).toContain(`${notes} is no command file (NAME.yaml) and no folder of command files.`);
    expect(all).toContain(`${twin}: ${join(mixed, "alright.yaml")} has the same name; import one of them`);
    for (const [args, sentence] of [
      [["show", "alright"], "There is no command alright. All commands: npx fewshot commands list."],
      [
        ["publish", "alright"],
        "Nothing is saved of alright. Save a version: npx fewshot commands import FILE.",
      ],
      [["publish", "sentiment@7"], "sentiment has no version 7. There are: sentiment@1."],
      [
        ["publish", "sentiment@0"],
        '"sentiment@0" names no version: versions are numbered from 1, like sentiment@1.',
      ],
      [["diff", "sentiment@1", "sentiment@x"], '"sentiment@x" names no version'],
      [["diff", "sentiment@1", "sentiment@999"], "sentiment has no version 999. There are: sentiment@1."],
      [["show", "../secrets"], '"../secrets" names no command.'],
      [["show", "sentiment", "1"], "The number of a version is written behind @: sentiment@1."],
      [["diff", "sentiment", "1"], "The number of a version is written behind @: sentiment@1."],
      [["back", "sentiment", "x"], '"x" is too much. Write: npx fewshot commands back [options] <name>. All'],
      [["list", "x"], '"x" is too much. Write: npx fewshot commands list [options]. All'],
      [["show", "alright@file"], "There is no file of a command alright in "],
      [
        ["history", "sentiment@file"],
        "The file of sentiment is no saved version; show and diff alone take it.",
      ],
      [["export", "--to", "/proc/x"], "--to /proc/x can't be written (ENOENT)."],
      [["retire", "sentiment"], "No saved version of sentiment is live."],
      [["export", "nothing"], "Nothing is saved of nothing, so there is nothing to export."],
      [["publish", "sentiment@1", "--scope", "slack"], "--scope slack is no scope. Write everywhere, or"],
    ] as const)
      expect(await run(...args)).toMatchObject({ code: 2, err: expect.stringContaining(sentence) });
  });

  it("says in one step how what is retired alone is published again and exported", async () => {
    const own = join(folder, "own", "past.yaml");
    await writeFile(own, edited);
    await run("import", own);
    await writeFile(own, `${edited}# again\n`);
    await run("import", own, "--publish");
    await run("delete", "past@1");
    await run("retire", "past@2");
    expect((await run("publish", "past")).err).toContain(
      "All versions of past are retired. Publish the newest one again: npx fewshot commands publish past@2",
    );
    expect((await run("export", "past")).err).toContain(
      "Name a version: npx fewshot commands export past@2.",
    );
  });

  it("names versions in force that hold a text whose writer has erased their data, and takes it out of others", async () => {
    const source = `${edited}examples:\n  - { input: "words of mine", output: Good }\n`;
    const version = { name: "worded", number: 1 };
    const change = { scope: EVERYWHERE, by: aPerson(), note: null };
    await store.saveVersion({ ...version, ...change, source, author: change.by, fileRevision: null });
    await store.publishVersion(version, change);
    const { ask } = await store.recordAsk(anAsk({ command: "worded", text: "Words of mine" }));
    const { person } = ask;
    const made = await store.recordOverride({
      ...{ interactionId: "worded", askId: ask.id, person, value: "Good", reason: null, mayReuse: true },
    });
    if (made.kind !== "stored") throw new Error(made.kind);
    await store.decideCorrection({ overrideId: made.override.id, decision: "example", by: change.by });
    expect((await run("erased")).out).toBe("No command holds a text whose writer has erased their data.");
    await store.erasePerson(person, { isPosted: false });
    const named = "Version 1 of /worded is live and holds a text whose writer has erased their data.";
    expect((await run("erased")).out).toContain(named);
    expect((await run("history", "worded")).out).toContain(named);
    await store.retireVersion("worded", change);
    expect(JSON.parse((await run("erased", "--json")).out)).toEqual({
      cleaned: [{ name: "worded", number: 1 }],
      holders: [],
    });
    expect((await run("show", "worded@1")).out).not.toContain("words of mine");
  });
});

describe("export and import", () => {
  it("are inverse to each other, whatever the comments, texts and line ends", async () => {
    const line = fc
      .string({ unit: "grapheme", maxLength: 40 })
      .map((text) => text.replace(/[\p{Cc}\u2028\u2029\ufeff]/gu, "").toWellFormed());
    const text = line.filter((one) => one.trim() !== "");
    const quoted = text.map((one) => JSON.stringify(one));
    const block = fc
      .tuple(fc.constantFrom("|-", ">-", "|"), fc.array(text, { minLength: 1, maxLength: 3 }))
      .map(([style, lines]) => `${style}\n${lines.map((one) => `  ${one.trim()}\n`).join("")}`.trimEnd());
    const labels = fc.constantFrom(
      "",
      'labels: [x, "1"] # two',
      'labels: &all\n  - x\n\n  # the rest\n  - "02"',
      "labels:\n  x: why\n  1: one   # a number\n  好: >-\n    folded\n    words",
    );
    let runs = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(line, { maxLength: 4 }),
        fc.oneof(quoted, block),
        labels,
        fc.array(quoted, { maxLength: 3 }),
        fc.constantFrom("\n", "\r\n"),
        fc.boolean(),
        async (comments, description, labelled, inputs, lineEnd, endsInLine) => {
          const own = comments.map((one) => `#${one}\n`).join("");
          const rows = inputs.map((input) => `  - { input: ${input}, output: x }   # \t${input}\n`).join("");
          const lists = rows === "" ? "" : `examples: &rows\n${rows}\n${own}tests: *rows\n`;
          const body = `summary:   's'\ndescription: ${description}\ninput: &in Message\noutput: Verdict\n${labelled}\n${lists}`;
          const source = `${own}${body}${endsInLine ? "" : "# end"}`.replaceAll("\n", lineEnd);
          fc.pre("command" in parseSource("own", source));
          const draft = { name: "own", source, note: null, scope: EVERYWHERE };
          const author = { platform: "terminal", workspace: "", id: "t", name: "t" };
          const files = { parse: parseSource, fileRevision: () => null };
          const saved = await saveDraft({ store, commands: files }, { ...draft, author });
          if (!("version" in saved)) throw new Error(saved.kind);
          const target = join(folder, `inverse-${runs++}`);
          await writeVersions(target, [saved.version], false);
          const [read] = (await readDrafts([target], draft)).drafts;
          expect(read?.source).toBe(source);
          // And from the file's side: what is imported is exported without a change.
          if (!read) throw new Error("nothing was written");
          const again = await saveDraft({ store, commands: files }, { ...read, author });
          if (!("version" in again)) throw new Error(again.kind);
          expect(await writeVersions(target, [again.version], false)).toMatchObject({ written: [] });
        },
      ),
      { numRuns: 60 },
    );
  });
});
