/** The editor of commands over HTTP: what it says of a text while it is written, what it refuses, and what it saves. */

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { EVERYWHERE, OPERATOR } from "../../../src/core/command/saved-command.ts";
import { ada, ben, openStack, type Stack, scoring } from "../../flows/stack.ts";
import { eventually } from "../../store/eventually.ts";
import { webOver } from "../subjects/web.ts";

const SOURCE = `# The team's own
summary: Is it good?
description: Decide. # shortly
input: Message
output: Verdict
labels: [Good, Bad, Other]
examples:
  - { input: "fine", output: Good }
scoring: { calibration: none, abstain_below: 0.6 }
tests:
  - { input: "very good", output: Good }
  - { input: "really bad", output: Bad }
  - { input: "some other day", output: Other }
`;

let stack: Stack;
let web: ReturnType<typeof webOver>;
let cookie: string;

beforeAll(async () => {
  stack = await openStack();
  // The label that the text names; and where the prompt says so, the second label whatever it names.
  stack.backend.score.mockImplementation(async ({ prompt, labels }) => {
    const named = labels.findIndex((label) => prompt.text.toLowerCase().includes(label.toLowerCase()));
    const best = prompt.prefix.includes("Always bad") ? 1 : named;
    return scoring(
      labels.map((_, at) =>
        best === -1 ? 1 / labels.length : at === best ? 0.8 : 0.2 / (labels.length - 1),
      ),
    );
  });
  const saved = await stack.store.saveVersion({
    ...{
      name: "verdict",
      scope: EVERYWHERE,
      source: SOURCE,
      note: null,
      author: OPERATOR,
      fileRevision: null,
    },
  });
  if (!("version" in saved)) throw new Error(saved.kind);
  await stack.store.publishVersion(saved.version, { scope: EVERYWHERE, by: OPERATOR, note: null });
  await stack.bot.commands.refresh();
  web = webOver(stack);
  await web.start();
  cookie = (await fetch(web.url)).headers.get("set-cookie")?.split(";")[0] ?? "";
  await eventually(() => expect(stack.bot.modelStatus().kind).toBe("ready"));
});
afterAll(async () => {
  await web?.stop();
  await stack?.close();
});

const get = async (path: string, language = "en") => {
  const response = await fetch(web.url + path, { headers: { cookie, "accept-language": language } });
  return { status: response.status, text: await response.text() };
};
const post = (
  path: string,
  body: object,
  options: { signal?: AbortSignal; cookie?: string; language?: string; accept?: string } = {},
) =>
  fetch(web.url + path, {
    method: "POST",
    headers: {
      ...{ cookie: options.cookie ?? cookie, origin: web.url, "accept-language": options.language ?? "en" },
      ...{ "content-type": "application/json", accept: options.accept ?? "application/json" },
    },
    body: JSON.stringify(body),
    redirect: "manual",
    ...(options.signal ? { signal: options.signal } : {}),
  });
interface Said {
  readonly source: string;
  readonly form: Record<string, string> | null;
  readonly parts: Record<string, string>;
  readonly faults: readonly object[];
  readonly status: string;
}
const edit = (changes: object = {}) => ({
  ...{ name: "verdict", source: SOURCE, form: null, text: "", against: "in-force", runs: true },
  ...changes,
});
const check = async (changes: object = {}, language = "en") =>
  (await (await post("/commands/check", edit(changes), { language })).json()) as Said;
const plain = (markup = "") =>
  markup
    .replace(/<[^>]*>/g, " ")
    .replaceAll("&gt;", ">")
    .replace(/\s+/g, " ")
    .trim();

/** An answer that its author corrected, and that a reviewer accepted for the classifier. */
async function accept(text: string, value: string): Promise<void> {
  const { ask } = await stack.askAndWait({ command: "verdict", text });
  const made = await stack.store.recordOverride({
    ...{ interactionId: `o${ask.id}`, askId: ask.id, person: ada, value, reason: null, mayReuse: true },
  });
  if (made.kind !== "stored") throw new Error(made.kind);
  await stack.store.decideCorrection({ overrideId: made.override.id, decision: "row", by: ben });
}

describe("the editor", () => {
  it("runs accepted corrections beside the tests, and shows them apart", async () => {
    await accept("a bad joke", "Good");
    await accept("bad luck", "Bad");
    const tests = plain((await check({ source: SOURCE.replace("Decide.", "Always bad") })).parts.tests);
    expect(tests).toContain("1 of 3 tests are answered as expected.");
    expect(tests).toContain("Accepted corrections 1 of 2 accepted corrections are answered as corrected.");
    expect(tests).toContain("This edit changes the answer to none of them.");
    expect(tests).toMatch(/a bad joke Good Bad \(80%\) Bad \(80%\)/);
    const chinese = await post("/commands/check", edit(), { language: "zh-TW" });
    expect(plain(((await chinese.json()) as Said).parts.tests)).toContain(
      "2 個已接受的更正中，1 個的答案與更正相同。",
    );
  });

  it("lists the commands with where they come from, and opens one, a version of it, and a new one", async () => {
    const list = plain((await get("/commands")).text);
    expect(list).toContain("/verdict version 1 is live Is it good?");
    expect(list).toContain("/sentiment from a file");
    for (const path of ["/commands/verdict", "/commands/verdict@1"]) {
      const { status, text } = await get(path);
      expect([status, plain(text)]).toEqual([200, expect.stringContaining("It starts from version 1")]);
      expect(text).toContain("# The team&#39;s own");
    }
    const { text } = await get("/commands/new", "zh-TW");
    expect(plain(text)).toContain("新指令");
    expect(text).toContain("Please refund the second payment. =&gt; Payments");
  });

  it("knows nothing of what is saved elsewhere, and of no such version", async () => {
    const scope = { platform: "slack", workspace: "T1", channel: "C1" };
    await stack.store.saveVersion({
      ...{ name: "secret", scope, source: SOURCE, note: null, author: OPERATOR, fileRevision: null },
    });
    for (const path of ["/commands/secret", "/commands/secret@1", "/commands/verdict@9", "/commands/nothing"])
      expect((await get(path)).status, path).toBe(404);
    expect((await get("/commands")).text).not.toContain("secret");
    const { parts } = await check({ name: "secret", against: 1 });
    expect(plain(parts.diff)).toBe("There is no other version to compare with.");
  });

  it("keeps form and YAML in step, comments included", async () => {
    const { form } = await check({ runs: false });
    expect(form).toMatchObject({
      labels: "Good\nBad\nOther",
      notSure: "60",
      tests: expect.stringContaining("very good => Good"),
    });
    const filled = { ...form, description: "Decide well.", notSure: "50" };
    const said = await check({ runs: false, form: { filled, before: form } });
    expect(said.source).toBe(
      SOURCE.replace("Decide. #", "Decide well. #").replace("abstain_below: 0.6", "abstain_below: 0.5"),
    );
    expect(said.form).toMatchObject({ description: "Decide well.", notSure: "50" });
    expect(plain(said.parts.diff)).toContain("Decide. # shortly description: Decide well. # shortly");
  });

  it("names faults with their line, and keeps what was typed", async () => {
    const source = SOURCE.replace("labels: [Good, Bad, Other]", "labels: [Good]").replace(
      "output: Verdict",
      "output: Message",
    );
    const said = await check({ source });
    expect(said).toMatchObject({ source, form: null });
    expect(plain(said.parts.faults)).toContain("Line 6: labels: needs at least 2 entries");
    expect(said.status).toMatch(/^Faults: [1-9]/);
    expect(said.faults[0]).toEqual({
      ...{ line: 6, column: null, place: "labels", code: "too-few", least: 2 },
      text: "labels: needs at least 2 entries",
    });
    const inChinese = await check({ source: `${source}colour: a: b\n` }, "zh-TW");
    expect(plain(inChinese.parts.faults)).toContain("錯誤 第 14 行第 9 欄：含有冒號加空格的文字需要加上引號");
    expect(plain((await check({ source }, "zh-TW")).parts.faults)).toContain(
      "第 6 行：labels：至少需要 2 項",
    );
    const before = (await check({ runs: false })).form;
    const arrow = await check({ form: { filled: { ...before, tests: "no arrow" }, before } });
    expect(plain(arrow.parts.faults)).toContain("Tests, line 1: there is no =>. ");
    const large = await check({ source: `${SOURCE}# ${"x".repeat(70_000)}` });
    expect(plain(large.parts.faults)).toContain("a command may have 64 KiB");
    expect((await post("/commands/check", { source: 7 })).status).toBe(400);
  });

  it("shows sources that differ in thousands of lines as a whole: to find what stayed would take minutes", async () => {
    const source = `${Array.from({ length: 3_000 }, (_, at) => `# ${at}\n`).join("")}${SOURCE}`;
    const { parts } = await check({ source, runs: false });
    expect(parts.diff).toContain("<td><del>description: Decide. # shortly</del></td>");
    expect(parts.diff).toContain("<ins>description: Decide. # shortly</ins>");
  });

  it("answers a text by both versions, and says what the prompt costs", async () => {
    const source = SOURCE.replace("Decide. #", "Always bad. #");
    const { parts } = await check({ source, text: "a good day" });
    expect(plain(parts.answer)).toMatch(
      /Your edit Bad Good 10% Bad 80% Other 10% What is in force Good Good 80%/,
    );
    expect(plain(parts.answer)).toContain(
      "Generated by GPT-Neo (test-neo, 1 million parameters). It may be wrong.",
    );
    expect(plain(parts.prompt)).toMatch(
      /of 1,\d+ tokens\. \d+ are the same for every text.* a good day Verdict:$/,
    );
    const unsure = await check({ text: "hm" });
    expect(plain(unsure.parts.answer)).toContain(
      "Not sure Good 34% Bad 33% Other 33% No label was likely enough.",
    );
  });

  it("runs all tests again: what the edit repairs and breaks, which rows, and what thresholds would do", async () => {
    const same = await check();
    expect(same.status).toBe(
      "3 of 3 tests are answered as expected. This edit changes the answer to no test.",
    );
    const source = SOURCE.replace("Decide. #", "Always bad. #");
    const worse = await check({ source });
    expect(worse.status).toBe("1 of 3 tests are answered as expected. This edit repairs 0 and breaks 2.");
    expect(plain(worse.parts.tests)).toContain(
      "Broken: 2 Text Expected Before Now very good Good Good (80%) Bad (80%)",
    );
    expect(plain(worse.parts.tests)).toContain("That may be no better than guessing.");
    // The verdict is about the likeliest labels, and says so where "Not sure" hides them.
    const unsure = await check({ source: SOURCE.replace("abstain_below: 0.6", "abstain_below: 0.9") });
    expect(unsure.status).toContain("0 of 3 tests are answered as expected.");
    expect(plain(unsure.parts.tests)).toContain("Without a threshold 3 of 3 would be right.");
    expect(plain(same.parts.tests)).not.toContain("Without a threshold");
    expect(plain(worse.parts.tests)).toMatch(
      /Not sure below Answered Of these right 0% 3 1 \(33%\).* 60% 3 1 .*90% 0 0/,
    );
    // Compared with the edit itself turned round: what was broken is repaired.
    const saved = await stack.store.saveVersion({
      ...{
        name: "verdict",
        scope: { platform: "web", workspace: "web", channel: "web" },
        source,
        note: null,
      },
      ...{ author: OPERATOR, fileRevision: null },
    });
    const number = "version" in saved ? saved.version.number : 0;
    const better = await check({ against: String(number) });
    expect(better.status).toContain("This edit repairs 2 and breaks 0.");
    const chinese = await fetch(`${web.url}/commands/verdict@1?run=1&text=bad&against=${number}`, {
      headers: { cookie, "accept-language": "zh-TW" },
    });
    expect(plain(await chinese.text())).toContain("這次更改修正了 2 個，弄錯了 0 個。");
  });

  it("asks in the background, and stops once nobody waits", async () => {
    expect(stack.backend.score.mock.calls.every(([{ isBackground }]) => isBackground)).toBe(true);
    const usual = stack.backend.score.getMockImplementation();
    const signals: AbortSignal[] = [];
    stack.backend.score.mockImplementation(
      ({ signal }) =>
        new Promise((_, reject) => {
          if (!signal) return;
          signals.push(signal);
          signal.addEventListener("abort", () => reject(signal.reason));
        }),
    );
    const leaving = new AbortController();
    const left = post("/commands/check", edit({ source: `${SOURCE}# new` }), { signal: leaving.signal });
    await eventually(() => expect(signals.length).toBeGreaterThan(0));
    leaving.abort();
    await expect(left).rejects.toThrow();
    await eventually(() => expect(signals.every(({ aborted }) => aborted)).toBe(true));
    stack.backend.score.mockImplementation(usual as never);
    expect((await check()).status).toContain("3 of 3");
  });

  it("saves a draft from either side, and gives back what was typed where it has faults", async () => {
    const save = (subject: string, body: object) =>
      post(`/commands/${subject}/save`, body, { accept: "text/html" });
    const source = SOURCE.replace("Is it good?", "Is it nice?");
    const saved = await save("verdict@1", {
      from: "source",
      source: source.replaceAll("\n", "\r\n"),
      note: "nicer",
    });
    expect(saved.status).toBe(303);
    const path = saved.headers.get("location") ?? "";
    // Another draft was saved since version 1, and this one does not have its changes.
    const number = Number(/^\/commands\/verdict@(\d+)\?saved=1&against=\d+$/.exec(path)?.[1]);
    expect(await stack.store.findVersion("verdict", number)).toMatchObject({
      source,
      note: "nicer",
      state: "draft",
    });
    expect(plain((await get(path)).text)).toContain(`Draft ${number} of /verdict is saved`);

    const { form } = await check({ source, runs: false });
    const byForm = await save(`verdict@${number}`, { from: "form", ...form, description: "Decide now." });
    const next = Number(/@(\d+)/.exec(byForm.headers.get("location") ?? "")?.[1]);
    expect((await stack.store.findVersion("verdict", next))?.source).toContain(
      "description: Decide now. # shortly",
    );

    const faulty = await save("verdict@1", { from: "source", source: "summary: only this" });
    expect([faulty.status, plain(await faulty.text())]).toEqual([
      422,
      expect.stringContaining("summary: only this"),
    ]);
    const long = "x".repeat(210_000);
    for (const body of [
      { from: "source", source: `${SOURCE}# ${long}` },
      { from: "form", ...form, examples: `${long} => Good` },
    ]) {
      const page = await (await save("verdict@1", body)).text();
      expect(page).toContain("a command may have 64 KiB");
      expect(page).toContain(long);
    }
    const arrow = await save("verdict@1", { from: "form", ...form, examples: "my words" });
    const shown = await arrow.text();
    expect([arrow.status, plain(shown)]).toEqual([422, expect.stringContaining("Nothing was saved yet")]);
    expect(plain(shown)).toContain("Examples, line 1: there is no =>");
    expect(shown).toContain("my words</textarea>");

    const fresh = { from: "source", source: SOURCE, name: "/Fresh" };
    expect((await save("new", fresh)).headers.get("location")).toBe("/commands/fresh@1?saved=1");
    // Sent twice it is one draft; another text of the name is refused.
    expect((await save("new", fresh)).headers.get("location")).toBe("/commands/fresh@1?saved=1");
    expect((await save("new", { ...fresh, source: `${SOURCE}# more` })).status).toBe(422);
    expect((await save("new", { ...fresh, name: "../etc" })).status).toBe(422);
    expect((await save("nothing", fresh)).status).toBe(404);
    const unknown = await post("/commands/nothing/save", fresh);
    expect([unknown.status, await unknown.json()]).toEqual([
      404,
      { text: "There is no command /nothing that can be edited here. /fewshot new makes one." },
    ]);
    const page = await get("/commands/verdict@999");
    expect([page.status, plain(page.text)]).toEqual([
      404,
      expect.stringContaining("There is no version 999 of /verdict that can be used here."),
    ]);
    // The version that an edit started from was deleted meanwhile: the edit is saved all the same.
    await stack.store.deleteVersion({ name: "verdict", number }, OPERATOR);
    const late = await post(`/commands/verdict@${number}/save`, { from: "source", source });
    expect(await late.json()).toMatchObject({
      location: expect.stringMatching(/^\/commands\/verdict@\d+\?saved=1$/),
    });
  });

  it("sends nothing to the model for who has opted out, and nothing of another site", async () => {
    const own = (await fetch(web.url)).headers.get("set-cookie")?.split(";")[0] ?? "";
    await fetch(`${web.url}/privacy/opt-out`, {
      ...{ method: "POST", headers: { cookie: own, origin: web.url, "content-type": "application/json" } },
      body: JSON.stringify({ confirm: "yes" }),
    });
    const calls = stack.backend.score.mock.calls.length;
    const refused = await post("/commands/check", edit({ text: "my words" }), { cookie: own });
    expect([refused.status, await refused.json()]).toMatchObject([
      422,
      { text: expect.stringContaining("opted out") },
    ]);
    expect(
      (await post("/commands/verdict@1/save", { from: "source", source: SOURCE }, { cookie: own })).status,
    ).toBe(422);
    expect(stack.backend.score.mock.calls).toHaveLength(calls);
    const foreign = await fetch(`${web.url}/commands/check`, {
      ...{
        method: "POST",
        headers: { cookie, origin: "https://elsewhere.example" },
        body: JSON.stringify(edit()),
      },
    });
    expect(foreign.status).toBe(403);
  });
});
