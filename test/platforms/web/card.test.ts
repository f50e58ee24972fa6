/** The card of a command on the page: linked from Why?, downloadable, and a sentence where none was made. */

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { keepCard } from "../../../src/monitoring/card/kept-cards.ts";
import { type Running, startBot } from "./running.ts";

let folder: string;
let bot: Running;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "fewshot-cards-"));
  bot = await startBot({ REPORTS_DIR: folder });
});
afterAll(async () => {
  await bot.stop();
  await rm(folder, { recursive: true, force: true });
});

describe("the card of a command", () => {
  it("is linked from Why?, says how it is made, and is shown and downloaded once it is", async () => {
    const asked = await fetch(`${bot.url}/asks`, {
      method: "POST",
      redirect: "manual",
      headers: { origin: bot.url, "content-type": "application/x-www-form-urlencoded" },
      body: new URLSearchParams({ command: "sentiment", text: "great job, team!" }),
    });
    expect(asked.status).toBe(303);
    const listed = await (await fetch(`${bot.url}/asks`)).text();
    const askId = /data-ask="([^"]+)"/.exec(listed)?.[1] ?? "";
    let why = "";
    await expect
      .poll(async () => {
        why = await (await fetch(`${bot.url}/asks/${askId}/why`)).text();
        return /href="\/cards\//.test(why);
      })
      .toBe(true);
    const path = /href="(\/cards\/sentiment\/[0-9a-f]{12})"/.exec(why)?.[1] ?? "";
    const missing = await fetch(bot.url + path);
    expect([missing.status, await missing.text()]).toEqual([
      404,
      expect.stringContaining("npx fewshot card sentiment"),
    ]);
    const table = {
      caption: "By label",
      head: ["label"],
      rows: [["<b>Good</b>"]],
      svg: '<svg role="img"></svg>',
    };
    await keepCard(folder, {
      command: "sentiment",
      revision: path.slice(-12),
      sections: {
        en: [{ heading: "Details", paragraphs: ["Made & kept"], tables: [table] }],
        "zh-TW": [{ heading: "細節", paragraphs: [], tables: [] }],
      },
    });
    const page = await (await fetch(bot.url + path)).text();
    expect(page).toContain("&lt;b&gt;Good&lt;/b&gt;");
    expect(page).toContain('<svg role="img"></svg>');
    expect(page).toContain(`href="${path}.md"`);
    const chinese = await fetch(bot.url + path, { headers: { "accept-language": "zh-TW" } });
    expect(await chinese.text()).toMatch(/<div lang="zh-TW"><h2>細節<\/h2>/);
    const file = await fetch(`${bot.url}${path}.md`);
    expect(file.headers.get("content-type")).toBe("text/markdown; charset=utf-8");
    expect(file.headers.get("content-disposition")).toBe('attachment; filename="sentiment.md"');
    expect(await file.text()).toMatch(/^# \/sentiment\n\n## Details\n\nMade &amp; kept\n/);
    expect((await fetch(`${bot.url}/cards/..%2f..%2fx/${path.slice(-12)}`)).status).toBe(404);
  });
});
