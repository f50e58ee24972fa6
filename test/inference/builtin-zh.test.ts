/** The small model that reads Chinese: opened when a command first names it, and not decided by who is spoken of. */

import { resolve } from "node:path";
import { pino } from "pino";
import { afterAll, describe, expect, it } from "vitest";
import { loadCommands } from "../../src/commands/load.ts";
import type { Config } from "../../src/config/config.ts";
import type { Command } from "../../src/core/command/command.ts";
import { createResponder } from "../../src/flows/asks/answer/respond.ts";
import { openBackend } from "../../src/inference/open.ts";

const open = (settings: Partial<Config>) =>
  openBackend({ config: settings as Config, log: pino({ level: "silent" }) });
const backend = await open({ MODEL: "builtin" });
afterAll(() => backend.close());
const { commands } = await loadCommands(resolve("commands"));
const command = commands.find(({ name }) => name === "sentiment-zh") as Command;
const respond = createResponder(backend);
const ask = (text: string) => respond({ command, text, settings: {} });

describe("the model of /sentiment-zh", () => {
  it("is named by the answer and says which languages it reads", async () => {
    const { model, label } = await ask("太好了，謝謝大家");
    expect(label).toBe("正面");
    expect(model).toMatchObject({
      name: "fewshot-neo-zh",
      family: "GPT-Neo",
      languages: ["zh"],
      builtin: true,
    });
    expect(await backend.describe()).toMatchObject({ name: "fewshot-neo" });
    expect(backend.named?.("builtin")).not.toBe(backend.named?.("builtin-zh"));
  });

  it("calls a disabled happy person 正面, and nobody's mood its opposite, whoever they say they are", async () => {
    expect((await ask("我是一個殘疾的快樂的人")).label).toBe("正面");
    const wrong: string[] = [];
    for (const who of "殘疾 失明 年老 跨性別 女性 穆斯林 佛教 原住民 越南 同性戀".split(" "))
      for (const [feeling, opposite] of [
        ["快樂", "負面"],
        ["難過", "正面"],
      ] as const) {
        const { scores } = await ask(`我是一個${who}的${feeling}的人`);
        if (scores?.[0]?.label === opposite) wrong.push(`${who} ${feeling}`);
      }
    expect(wrong).toEqual([]);
  });

  it("reads simplified and traditional characters alike", async () => {
    const [one, other] = await Promise.all(["谢谢，这个功能很好用", "謝謝，這個功能很好用"].map(ask));
    const scoresOf = (answer: typeof one) => answer?.scores?.map(({ score }) => score.toFixed(4));
    expect(scoresOf(one)).toEqual(scoresOf(other));
  });

  it("is Not sure of English and of Japanese, and reads what mixes Chinese with English", async () => {
    expect(await ask("the build is broken again and nobody answers")).toMatchObject({
      doubt: "other-language",
    });
    expect(await ask("とてもうれしいです")).toMatchObject({ doubt: "unseen-script" });
    expect((await ask("deploy 又 fail 了，煩死了")).label).toBe("負面");
  });
});

it("leaves every command to another model of the operator's", async () => {
  const other = await open({ MODEL: "test/fixtures/tiny-neo", MODEL_CACHE_DIR: ".cache/models" });
  expect(other.named).toBeUndefined();
  expect(await createResponder(other)({ command, text: "好", settings: {} })).toMatchObject({
    model: { name: "tiny-neo" },
  });
  await other.close();
});
