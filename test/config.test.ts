/** The configuration: every fault at once, in sentences, without a secret in them; `.env.example` explains every key. */

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readConfig, secretsOf } from "../src/config/config.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "fewshot-config-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const read = (environment: Record<string, string>, env = "") => {
  const file = join(folder, ".env");
  writeFileSync(file, env);
  return readConfig(environment, file);
};

describe("readConfig", () => {
  it("needs nothing at all", () => {
    expect(read({})).toMatchObject({
      HOST: "127.0.0.1",
      MODEL: "builtin",
      RATE_LIMIT: 30,
      WEB_CHANNEL: "on",
    });
  });

  it("lets the environment win over .env, and takes an empty value for none", () => {
    expect(read({ PORT: "4000", RATE_LIMIT: "" }, "PORT=5000\nRATE_LIMIT=7\n")).toMatchObject({
      PORT: 4000,
      RATE_LIMIT: 30,
    });
  });

  it("reports every fault at once and quotes no value", () => {
    const secret = "xoxp-123-very-secret";
    let message = "";
    try {
      read({ SLACK_BOT_TOKEN: secret, PORT: "eighty", RATE_LIMT: "3" });
    } catch (error) {
      message = (error as Error).message;
    }
    expect(message).toContain("SLACK_BOT_TOKEN must begin with xoxb-");
    expect(message).toContain("PORT must be a whole number");
    expect(message).toContain("RATE_LIMT is not a setting of Fewshot");
    expect(message).not.toContain(secret);
  });

  it.each<[string, Record<string, string>]>([
    ["x-portkey-provider: openai", { "x-portkey-provider": "openai" }],
    ["X-A: 1, X-B: two, three", { "x-a": "1", "x-b": "two, three" }],
    ["api-key=abc", { "api-key": "abc" }],
    ["X-A: a:b=c\nX-B: 2\n", { "x-a": "a:b=c", "x-b": "2" }],
    ['{"X-A": "1", "Authorization": "Custom x"}', { "x-a": "1", authorization: "Custom x" }],
  ])("reads the headers %j", (text, headers) => {
    expect(read({ INFERENCE_HEADERS: text }).INFERENCE_HEADERS).toEqual(headers);
  });

  it.each([
    "no separator here",
    "x: a\u0007",
    "bad name: x",
    '{"x": 1}',
    "{",
    "host: elsewhere",
    "Content-Length: 1",
  ])("refuses the headers %j without quoting their values", (text) => {
    const value = "a-secret-of-headers";
    expect(() => read({ INFERENCE_HEADERS: `${text} ${value}` })).toThrow(/INFERENCE_HEADERS (must|holds)/);
    expect(() => read({ INFERENCE_HEADERS: `${text} ${value}` })).not.toThrow(value);
  });

  it("counts headers and the passwords of addresses among the secrets", () => {
    const config = read({
      MODEL: "m",
      INFERENCE_URL: "http://user:p%40ss-word@h/v1",
      INFERENCE_HEADERS: "x-provider: openai, x-key: a-secret-of-headers",
      INFERENCE_API_KEY: "sk-own",
    });
    const secrets = secretsOf(config);
    expect(secrets).toEqual(
      expect.arrayContaining(["a-secret-of-headers", "sk-own", "p%40ss-word", "p@ss-word"]),
    );
    expect(secrets).not.toContain("openai");
  });

  it("puts the proxies of .env into the environment, which wins, and refuses one that is no address", () => {
    const environment: Record<string, string> = { NO_PROXY: "inside" };
    read(environment, "HTTPS_PROXY=http://proxy:3128\nNO_PROXY=file\n");
    expect(environment).toMatchObject({ HTTPS_PROXY: "http://proxy:3128", NO_PROXY: "inside" });
    expect(() => read({ http_proxy: "proxy:3128" })).toThrow("http_proxy must be a URL");
  });

  it("refuses an unknown key in .env by its name", () => {
    expect(() => read({}, "MODLE=builtin\n")).toThrow("MODLE is not a setting of Fewshot");
  });

  it("refuses to be open to others without an admin token", () => {
    expect(() => read({ HOST: "0.0.0.0" })).toThrow("needs ADMIN_TOKEN");
    expect(read({ HOST: "0.0.0.0", ADMIN_TOKEN: "a-secret-of-some-length" }).HOST).toBe("0.0.0.0");
    expect(read({ HOST: "127.8.9.1" }).HOST).toBe("127.8.9.1");
  });

  it("reads a secret from a file, and refuses it in two places or from nowhere", () => {
    const path = join(folder, "token");
    writeFileSync(path, "a-secret-of-some-length\n");
    expect(read({ ADMIN_TOKEN_FILE: path }).ADMIN_TOKEN).toBe("a-secret-of-some-length");
    expect(() => read({ ADMIN_TOKEN_FILE: path, ADMIN_TOKEN: "another-secret-token" })).toThrow("both set");
    expect(() => read({ ADMIN_TOKEN_FILE: join(folder, "none") })).toThrow("ENOENT");
  });

  it("reads which of Discord's shards this machine takes", () => {
    expect(read({ DISCORD_SHARDS: "0,2/4" }).DISCORD_SHARDS).toEqual({ ids: [0, 2], count: 4 });
    for (const wrong of ["4", "0/0", "2/2", "0,/2", "a/2"])
      expect(() => read({ DISCORD_SHARDS: wrong }), wrong).toThrow("DISCORD_SHARDS");
  });

  it.each([
    ["DISCORD_TOKEN", "MTA.Gx\nyz.abc", "a line break"],
    ["DISCORD_TOKEN", '"MTA.Gxyz.abc"', "without quotes"],
    ["DISCORD_TOKEN", "MTA.Gx\u2013yz.abc", "a long dash"],
    ["DISCORD_TOKEN", "Bot MTA.Gxyz.abc", 'leave out the word "Bot"'],
    ["DISCORD_TOKEN", '"Bot MTA.Gxyz.abc"', 'leave out the word "Bot"'],
    ["DISCORD_TOKEN", "0123456789abcdef", "three parts with dots"],
    ["SLACK_BOT_TOKEN", "xoxb-11\nREST", "a line break"],
    ["SLACK_APP_TOKEN", "xapp-1\u2011REST", "a long dash"],
    ["HF_TOKEN", "'hf_abc'", "without quotes"],
  ])("says what was pasted along with a token: %s %j", (key, value, words) => {
    let message = "";
    try {
      read({ SLACK_BOT_TOKEN: "xoxb-1", SLACK_APP_TOKEN: "xapp-1", [key]: value });
    } catch (error) {
      message = (error as Error).message;
    }
    expect(message).toContain(`  ${key} `);
    expect(message).toContain(words);
    expect(message).not.toMatch(/Gx|yz|REST|hf_abc|0123456789abcdef/);
  });

  it("takes values as people write them: capitals, a folder in the home folder", () => {
    expect(read({ LOG_LEVEL: "DEBUG", WEB_CHANNEL: "Off" })).toMatchObject({
      LOG_LEVEL: "debug",
      WEB_CHANNEL: "off",
    });
    expect(read({ DATA_DIR: "~/fewshot" }).DATA_DIR).toBe(join(homedir(), "fewshot"));
    expect(read({ COMMANDS_DIR: "~/commands" }).COMMANDS_DIR).toBe(join(homedir(), "commands"));
    expect(read({ PUBLIC_URL: "HTTPS://bot.example.com", ADMIN_TOKEN: "x".repeat(16) }).PUBLIC_URL).toBe(
      "HTTPS://bot.example.com",
    );
  });

  it("takes a token with white space around it", () => {
    expect(read({ DISCORD_TOKEN: " MTA.G-x_z.abc\r\n" }).DISCORD_TOKEN).toBe("MTA.G-x_z.abc");
  });

  it("reads channels for alerts about groups, and says what is wrong with one", () => {
    const tokens = { SLACK_BOT_TOKEN: "xoxb-1", SLACK_APP_TOKEN: "xapp-1", WATCH_GROUPS: "texts" };
    expect(read({ ...tokens, GROUPS_ALERTS: "slack:C0123ABCD@zh-TW" }).GROUPS_ALERTS).toEqual([
      { platform: "slack", channel: "C0123ABCD", locale: "zh-TW" },
    ]);
    for (const wrong of ["C0123ABCD", "slack:123", "discord:C0123ABCD", "slack:C0123ABCD@de", "web:C1"])
      expect(() => read({ ...tokens, GROUPS_ALERTS: wrong })).toThrow(
        "GROUPS_ALERTS must be channels by platform and id",
      );
    expect(() => read({ ...tokens, GROUPS_ALERTS: "discord:123456789012345678" })).toThrow(
      "GROUPS_ALERTS names a channel of discord, which is not set up",
    );
    expect(() => read({ GROUPS_ALERTS: "slack:C1" })).toThrow("GROUPS_ALERTS needs WATCH_GROUPS");
  });

  it("says which settings go together", () => {
    expect(() => read({ SLACK_BOT_TOKEN: "xoxb-1" })).toThrow("SLACK_BOT_TOKEN needs SLACK_APP_TOKEN");
    expect(() => read({ INFERENCE_URL: "http://127.0.0.1:8080" })).toThrow("INFERENCE_URL needs MODEL");
  });
});

describe(".env.example", () => {
  it("explains every setting in a line of its own and holds no other", () => {
    const lines = readFileSync(".env.example", "utf8").split("\n");
    const keys = lines.flatMap((line) => /^#? ?([A-Z_]+)=/.exec(line)?.[1] ?? []);
    const source = readFileSync("src/config/config.ts", "utf8");
    const schema = [
      ...source
        .slice(source.indexOf("const schema"), source.indexOf("export type Config"))
        .matchAll(/^ {2}([A-Z_]+):/gm),
    ].map(([, key]) => key);
    expect(keys).toEqual(schema);
    for (const [index, line] of lines.entries())
      if (/^#? ?[A-Z_]+=/.test(line)) expect(lines[index - 1], line).toMatch(/^# .{10}/);
  });
});
