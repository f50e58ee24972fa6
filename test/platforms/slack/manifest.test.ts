/** The manifest and the doctor: what is written for Slack is what Slack takes, and what is missing is said with what to click. */

import { readFile } from "node:fs/promises";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { parse, stringify } from "yaml";
import { loadCommands } from "../../../src/commands/load.ts";
import type { Command } from "../../../src/core/command/command.ts";
import { commandFileSchema, createCommand } from "../../../src/core/command/command-file.ts";
import { checkSlack } from "../../../src/platforms/slack/setup/doctor.ts";
import { SCOPES, slackManifest } from "../../../src/platforms/slack/setup/manifest.ts";
import { openSlackEmulator, type SlackEmulator } from "../../emulators/slack/server.ts";
import { isFields } from "../../emulators/slack/validate.ts";
import { BOT_SCOPES } from "../../emulators/slack/workspace.ts";

let slack: SlackEmulator;
beforeAll(async () => {
  slack = await openSlackEmulator();
});
afterAll(() => slack.close());

function makeCommands(count: number, hasLabels = true): Command[] {
  return Array.from({ length: count }, (_, index) => {
    const file = { summary: `Command ${index}`, description: "Do.", input: "Message", output: "Answer" };
    const parsed = commandFileSchema.parse({ ...file, ...(hasLabels ? { labels: ["A", "B"] } : {}) });
    return createCommand(`a-name-of-thirty-one-letter-${String(index).padStart(3, "0")}`, parsed, "r");
  });
}

/** What Slack says of a manifest. */
async function validate(yaml: string): Promise<unknown> {
  const response = await fetch(`${slack.apiUrl}apps.manifest.validate`, {
    method: "POST",
    body: new URLSearchParams({ manifest: JSON.stringify(parse(yaml)) }),
  });
  return response.json();
}

describe("the Slack manifest", () => {
  it("of this project's commands is taken by Slack, and is the one in manifest.yml", async () => {
    const { commands } = await loadCommands("commands");
    const yaml = slackManifest(commands);
    expect(await validate(yaml)).toEqual({ ok: true });
    expect(await readFile("manifest.yml", "utf8")).toBe(yaml);
    const manifest = parse(yaml);
    expect(manifest.settings.socket_mode_enabled).toBe(true);
    const names = manifest.features.slash_commands.map(({ command }: { command: string }) => command);
    // Slack has a /topic of its own.
    const own = commands.map(({ name }) => name).filter((name) => name !== "topic");
    // As `fewshot manifest` and a running bot order them: the name that another one begins with comes first.
    expect(own.indexOf("sentiment-zh") - own.indexOf("sentiment")).toBe(1);
    expect(names).toEqual([...own.map((name) => `/${name}`), "/fewshot"]);
    const labelled = commands.filter(({ labels }) => labels).map(({ name }) => `ask:${name}`);
    expect(manifest.features.shortcuts.map(({ callback_id: id }: { callback_id: string }) => id)).toEqual([
      ...labelled,
      "ask",
    ]);
  });

  it("asks for exactly the scopes that the emulated workspace grants in all other tests", () => {
    expect(Object.keys(SCOPES)).toEqual([...BOT_SCOPES]);
  });

  it.each([
    [9, 10],
    [10, 1],
    [49, 1],
  ])("with %i label commands has %i shortcuts, and Slack takes it", async (count, shortcuts) => {
    const yaml = slackManifest(makeCommands(count));
    expect(await validate(yaml)).toEqual({ ok: true });
    expect(parse(yaml).features.shortcuts).toHaveLength(shortcuts);
  });

  it("has no shortcut of their own for free-text commands", () => {
    expect(parse(slackManifest(makeCommands(3, false))).features.shortcuts).toMatchObject([
      { callback_id: "ask" },
    ]);
  });

  it("leaves out what Slack answers itself, which it would refuse, and keeps it in the menu", async () => {
    const file = {
      summary: "Due?",
      description: "Do.",
      input: "Message",
      output: "Answer",
      labels: ["A", "B"],
    };
    const remind = createCommand("remind", commandFileSchema.parse(file), "r");
    const yaml = slackManifest([remind, ...makeCommands(2)]);
    expect(await validate(yaml)).toEqual({ ok: true });
    const { features } = parse(yaml);
    expect(features.slash_commands).toHaveLength(3);
    expect(features.shortcuts[0]).toMatchObject({ callback_id: "ask:remind" });
    const wrong = {
      ...parse(yaml),
      features: { ...features, slash_commands: [{ ...features.slash_commands[0], command: "/remind" }] },
    };
    expect(await validate(stringify(wrong))).toMatchObject({ ok: false });
  });

  it("of more commands than Slack takes is refused with what to do", () => {
    expect(() => slackManifest(makeCommands(50))).toThrow(/Slack takes 50 slash commands.*Move some out/);
  });
});

describe("fewshot doctor for Slack", () => {
  afterEach(() => {
    for (const [token, state] of slack.workspace.tokens) {
      state.isRevoked = false;
      state.scopes = token === slack.botToken ? BOT_SCOPES : ["connections:write"];
    }
  });
  const check = (changes: object = {}) =>
    checkSlack({ botToken: slack.botToken, appToken: slack.appToken, apiUrl: slack.apiUrl, ...changes });

  it("is content when both tokens work", async () => {
    expect(await check()).toEqual({
      ok: true,
      lines: [
        "bot token: @fewshot in the workspace Emulator",
        "app token: Socket Mode opens",
        expect.stringContaining("blocks: Slack takes all"),
      ],
    });
  });

  it.each([
    [
      "a bot token that is unknown",
      { botToken: "xoxb-secret-1" },
      "SLACK_BOT_TOKEN was refused by Slack (invalid_auth): open api.slack.com/apps",
    ],
    [
      "an app token that is unknown",
      { appToken: "xapp-secret-1" },
      "SLACK_APP_TOKEN was refused by Slack (invalid_auth): open api.slack.com/apps",
    ],
    [
      "a network that leads nowhere",
      { apiUrl: "http://127.0.0.1:9/api/" },
      "http://127.0.0.1:9/api/ can't be reached",
    ],
  ])("says which is wrong and what to click: %s", async (_, changes, words) => {
    const { ok, lines } = await check(changes);
    expect(ok).toBe(false);
    expect(lines.join("\n")).toContain(words);
    expect(lines.join("\n")).not.toContain("secret-1");
  });

  it("says so when the two tokens are in each other's place", async () => {
    const { ok, lines } = await check({ appToken: slack.botToken });
    expect(ok).toBe(false);
    expect(lines.join("\n")).toContain(
      "SLACK_APP_TOKEN is a token of another kind (it must begin with xapp-)",
    );
  });

  it("names a missing scope with what it is for, and fails only where nothing works without it", async () => {
    const token = slack.workspace.tokens.get(slack.botToken);
    if (!token) throw new Error("no token");
    token.scopes = BOT_SCOPES.filter((scope) => scope !== "users:read");
    const without = await check();
    expect(without.ok).toBe(true);
    expect(without.lines.join("\n")).toContain(
      "the scope users:read is missing (people's names and languages)",
    );
    expect(without.lines.join("\n")).toContain("Reinstall to Workspace");
    token.scopes = BOT_SCOPES.filter((scope) => scope !== "chat:write");
    expect((await check()).ok).toBe(false);
  });

  it("says which scope the app token lacks", async () => {
    const token = slack.workspace.tokens.get(slack.appToken);
    if (token) token.scopes = [];
    const { ok, lines } = await check();
    expect(ok).toBe(false);
    expect(lines.join("\n")).toContain("SLACK_APP_TOKEN lacks the scope connections:write");
  });
});

it("a manifest that Slack would refuse is refused here", async () => {
  const answer = await validate(
    "display_information: { name: '' }\nfeatures: { slash_commands: [{ command: /Bad Name, description: x }] }",
  );
  expect(isFields(answer) && answer.error).toBe("invalid_manifest");
});
