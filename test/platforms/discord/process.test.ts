/** The whole bot as processes on Discord: killed between acknowledgement and answer, shut out while running, and looked at by doctor. */

import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { runCli } from "../../cli/run-cli.ts";
import { type DiscordEmulator, openDiscordEmulator } from "../../emulators/discord/server.ts";
import { type Channel, type Message, TYPES, type User } from "../../emulators/discord/world.ts";
import { QUICK } from "../../quick.ts";
import { buttonId, GUILD, isAnswer } from "./stack.ts";

let discord: DiscordEmulator;
let model: Server;
let dataDir: string;
let isModelAnswering = false;
let asked = 0;
let general: Channel;
let ada: User;
const children: ChildProcess[] = [];

beforeAll(async () => {
  discord = await openDiscordEmulator();
  discord.addGuild(GUILD);
  general = discord.world.addChannel({ type: TYPES.text, guildId: GUILD });
  ada = discord.world.addUser("Ada");
  dataDir = await mkdtemp(join(tmpdir(), "fewshot-discord-process-"));
  model = createServer((request, response) => {
    request.resume();
    asked++;
    if (isModelAnswering)
      response
        .setHeader("content-type", "application/json")
        .end(JSON.stringify([{ generated_text: " Positive\n###" }]));
  });
  await new Promise<void>((done) => model.listen(0, "127.0.0.1", done));
});

afterAll(async () => {
  for (const child of children) child.kill("SIGKILL");
  model.closeAllConnections();
  model.close();
  await discord.close();
  await rm(dataDir, { recursive: true, force: true });
});

const environment = () => ({
  DISCORD_TOKEN: discord.token,
  DISCORD_API_URL: discord.apiUrl,
  INFERENCE_URL: `http://127.0.0.1:${(model.address() as AddressInfo).port}`,
  INFERENCE_PROTOCOL: "huggingface",
  MODEL: "EleutherAI/gpt-neo-1.3B",
  DATA_DIR: dataDir,
  PORT: "0",
  LOG_LEVEL: "info",
});

/** `fewshot start` as a process of its own; resolves once it is connected to Discord. */
async function start() {
  const { gateway } = discord;
  const { identifies } = gateway.seen;
  const child = spawn(process.execPath, [...QUICK, resolve("src/cli.ts"), "start"], {
    env: { PATH: process.env.PATH, HOME: process.env.HOME, NO_COLOR: "1", ...environment() },
  });
  children.push(child);
  let stderr = "";
  child.stderr.on("data", (chunk) => {
    stderr += chunk;
  });
  const ended = new Promise<number | null>((done) => child.on("close", done));
  await until(() => gateway.seen.identifies > identifies && gateway.connected > 0);
  return { child, ended, stderr: () => stderr };
}

const until = (holds: () => unknown) =>
  vi.waitFor(() => expect(holds()).toBeTruthy(), { timeout: 60_000, interval: 20 });

describe("the bot as a process on Discord", () => {
  it("answers once what a killed process had acknowledged, and registers no command again", async () => {
    const first = await start();
    const interaction = discord.people.slash(
      { user: ada, channel: general },
      "sentiment",
      "great job, team!",
    );
    await until(() => interaction.original !== null && asked > 0);
    // A process that is killed before it has stored what it registered registers it once more.
    await until(() => first.stderr().includes("the commands are registered with Discord"));
    first.child.kill("SIGKILL");
    await first.ended;
    isModelAnswering = true;
    const second = await start();
    const thread = interaction.original?.id ?? "";
    await until(() => discord.world.posts(thread).some(isAnswer));
    second.child.kill("SIGTERM");
    expect(await second.ended).toBe(0);
    expect(discord.world.posts(thread)).toHaveLength(1);
    expect(discord.world.posts(general.id)).toHaveLength(1);
    expect(discord.registered).toHaveLength(1);
  });

  it("takes back after a kill what was posted of an erased ask", async () => {
    const { people, world, faults } = discord;
    const channel = world.addChannel({ type: TYPES.text, guildId: GUILD });
    const where = { user: world.addUser("Fay"), channel };
    const running = await start();
    const asked = people.slash(where, "sentiment", "a private matter");
    const thread = () => world.channels.get(asked.original?.id ?? "");
    await until(() => world.posts(asked.original?.id ?? "").some(isAnswer));
    faults.add({ route: /^PATCH \/channels\/\d+$/, fault: { kind: "hang" } });
    const hits = faults.hits;
    const press = (message: Message, label: string) => people.press(where, message, buttonId(message, label));
    const privacy = people.fewshot(where, "privacy");
    await until(() => privacy.original);
    const confirm = press(privacy.original as Message, "Erase my data");
    await until(() => confirm.original);
    press(confirm.original as Message, "Erase my data");
    await until(() => faults.hits > hits);
    running.child.kill("SIGKILL");
    await running.ended;
    expect(thread()?.name).toContain("a private matter");
    const next = await start();
    await until(() => thread()?.name === "/sentiment");
    await until(() => asked.original?.content.includes("Erased at the request"));
    next.child.kill("SIGTERM");
    expect(await next.ended).toBe(0);
  });

  it("survives a message command on a poll in a place that it does not know, and sends files", async () => {
    const running = await start();
    const { people, world } = discord;
    const elsewhere = world.addChannel({ type: TYPES.text, guildId: "700000000000000009" });
    const ben = world.addUser("Ben");
    const poll = { question: { text: "Lunch?" }, answers: [{ answer_id: 1, poll_media: { text: "yes" } }] };
    const message = world.addMessage({ channelId: elsewhere.id, author: ben });
    const where = { user: ada, channel: elsewhere, isUserInstalled: true };
    const onPoll = people.onMessage(where, "Sentiment", message, { poll });
    await until(() => onPoll.original);
    discord.gateway.sendRaw('{"op":0,"t":"READY","d":null,"s":null}');
    const long = people.slash({ user: ada, channel: general }, "sentiment", "it goes on and on ".repeat(120));
    const answered = () => world.posts(long.original?.id ?? "").find(isAnswer);
    await until(answered);
    const answer = answered() as Message;
    const thread = world.channels.get(answer.channelId) as Channel;
    const why = people.press({ user: ada, channel: thread }, answer, buttonId(answer, "Why?"));
    await until(() => why.original?.files[0]?.text.includes("it goes on and on"));
    const privacy = people.fewshot({ user: ada, channel: general }, "privacy");
    await until(() => privacy.original);
    const offered = privacy.original as Message;
    const exported = people.press(
      { user: ada, channel: general },
      offered,
      buttonId(offered, "Export my data"),
    );
    await until(() => exported.original?.files[0]?.text.includes("it goes on and on"));
    expect(running.child.exitCode).toBeNull();
    running.child.kill("SIGTERM");
    expect(await running.ended).toBe(0);
  });

  it("is called good by doctor, with the link that adds it to a server", async () => {
    const { stdout } = await runCli(["doctor", "--json"], environment());
    const { findings } = JSON.parse(stdout);
    const { ok, lines } = findings.find(({ about }: { about: string }) => about === "Discord");
    expect(ok).toBe(true);
    const link = new URL(/https:\S+/.exec(lines.join(" "))?.[0] ?? "");
    expect(link.searchParams.get("client_id")).toBe(discord.world.bot.id);
    expect(link.searchParams.get("scope")).toBe("bot applications.commands");
    expect(link.searchParams.get("permissions")).toBe(
      String((1n << 10n) | (1n << 11n) | (1n << 16n) | (1n << 35n) | (1n << 38n)),
    );
  });

  it("ends with a sentence and a code when its token is revoked while it runs, and at the next start and doctor", async () => {
    const running = await start();
    discord.revokeToken();
    expect(await running.ended).toBe(2);
    expect(running.stderr()).toContain("DISCORD_TOKEN was refused by Discord");
    expect(running.stderr()).not.toContain(discord.token);
    const again = await runCli(["start"], environment());
    expect(again.code).toBe(2);
    expect(again.stderr).toContain("press Reset Token");
    const doctor = await runCli(["doctor"], environment());
    expect(doctor.stdout + doctor.stderr).toContain("DISCORD_TOKEN was refused by Discord");
  });
});
