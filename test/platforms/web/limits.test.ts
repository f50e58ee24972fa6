/** Limits on writes, over the wire. */

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Running, startBot } from "./running.ts";

let bot: Running;
beforeAll(async () => {
  bot = await startBot({ RATE_LIMIT: "5" });
});
afterAll(() => bot?.stop());

const post = (path: string, body: object, cookie = "") =>
  fetch(bot.url + path, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      accept: "application/json",
      origin: bot.url,
      ...(cookie ? { cookie } : {}),
    },
    body: JSON.stringify(body),
  });
/** Sends a form as a browser without scripts does. */
const send = (path: string, fields: Record<string, string>, language = "en", cookie = "") => {
  const body = new FormData();
  for (const [name, value] of Object.entries(fields)) body.append(name, value);
  const headers = { accept: "text/html,*/*;q=0.8", origin: bot.url, "accept-language": language, cookie };
  return fetch(bot.url + path, { method: "POST", headers, body, redirect: "manual" });
};
const newPerson = async () =>
  (await fetch(bot.url)).headers
    .getSetCookie()
    .map((line) => line.split(";")[0])
    .join("; ");

describe("a limit", () => {
  it("on the size of a form is said on a page in the reader's language, and to a script as JSON", async () => {
    const refused = await send("/commands/new/save", { name: "x", source: "字".repeat(100_000) }, "zh-TW");
    expect([refused.status, refused.headers.get("content-type")]).toEqual([413, "text/html; charset=UTF-8"]);
    const page = await refused.text();
    expect(page).toContain("內容超過這個頁面一次能接受的大小。");
    expect(page).toContain('<html lang="zh-TW"');
    expect(page).toContain('href="/"');
    const { status, headers } = await post("/asks", { text: "x".repeat(300_000) });
    expect([status, headers.get("content-type")]).toEqual([413, "application/json"]);
  });

  it("of a saved command is said in its form, also where it is written in Chinese", async () => {
    const description = "字".repeat(22_000);
    const refused = await send("/commands/new/save", {
      ...{ from: "form", name: "x", description, labels: "A\nB", source: description },
    });
    expect(refused.status).toBe(422);
    expect(await refused.text()).toContain("What it decides: too long: a command may have 64 KiB in all.");
  });

  it("counts asks by address where no cookie comes along, also in a burst", async () => {
    const asked = await Promise.all(
      Array.from({ length: 20 }, (_, index) => post("/asks", { text: `/sentiment burst ${index}` })),
    );
    const statuses = asked.map(({ status }) => status);
    expect(statuses.filter((status) => status === 202)).toHaveLength(5);
    expect(statuses.filter((status) => status === 429)).toHaveLength(15);
    const refused = asked.filter(({ status }) => status === 429)[0] as Response;
    expect(await refused.text()).toMatch(/try again in \d+ seconds/);
    const page = await (await send("/asks", { text: "/sentiment burst" })).text();
    expect(page).toMatch(/<h1>That was not done<\/h1>[\s\S]*try again in \d+ seconds?/);
    // Who has a cookie is another person.
    expect((await post("/asks", { text: "/sentiment mine" }, await newPerson())).status).toBe(202);
  });

  it("counts the editor's checks by person", async () => {
    const [ada, ben] = await Promise.all([newPerson(), newPerson()]);
    const body = { name: "x", source: "", form: null, text: "", against: "in-force", runs: false };
    const statuses = await Promise.all(
      Array.from({ length: 310 }, async () => (await post("/commands/check", body, ada)).status),
    );
    expect(statuses.filter((status) => status === 429)).toHaveLength(10);
    expect((await post("/commands/check", body, ben)).status).toBe(200);
    // Without the script the text that was to be tried is still in the page.
    const run = await fetch(`${bot.url}/commands/spam?run=1&text=my+own+words`, { headers: { cookie: ada } });
    expect([run.status, await run.text()]).toEqual([429, expect.stringContaining("my own words</textarea>")]);
  });

  it("counts ratings and overrides by person", async () => {
    const [ada, ben] = await Promise.all([newPerson(), newPerson()]);
    const statuses = await Promise.all(
      Array.from({ length: 70 }, async () => (await post("/asks/none/rate", { value: "right" }, ada)).status),
    );
    expect(statuses.filter((status) => status === 429)).toHaveLength(10);
    expect((await post("/asks/none/rate", { value: "right" }, ben)).status).toBe(404);
    // Without the script what was written in the editor is still in the page, and why it was not saved.
    const form = { from: "form", name: "x", description: "Route it.", labels: "my own label\nB" };
    const refused = await send("/commands/new/save", form, "en", ada);
    const page = await refused.text();
    expect([refused.status, page]).toEqual([429, expect.stringMatching(/my own label\r?\nB<\/textarea>/)]);
    expect(page).toMatch(/try again in \d+ seconds?/);
  });
});
