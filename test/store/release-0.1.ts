/** Opens a copy of what release 0.1 left behind, and puts back what had been posted on its emulated Slack and Discord. */

import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { unpackFolder } from "../../src/store/pglite/template/pack.ts";
import type { DiscordEmulator } from "../emulators/discord/server.ts";
import type {
  Channel as DiscordChannel,
  Message as DiscordMessage,
  User,
} from "../emulators/discord/world.ts";
import { type PostgresServer, startPostgres } from "../emulators/postgres.ts";
import type { SlackEmulator } from "../emulators/slack/server.ts";
import type { Channel, Message, User as SlackUser } from "../emulators/slack/workspace.ts";

const FIXTURES = new URL("../fixtures/release-0.1/", import.meta.url);

interface SavedWorld {
  readonly ids: Readonly<Record<"webAnswered" | "webFreeText" | "webRefused" | "webWaiting", string>>;
  readonly cookies: Readonly<Record<"webAda" | "webBen" | "webOut", string>>;
  readonly slack: {
    readonly users: readonly SlackUser[];
    readonly channels: readonly (Omit<Channel, "members"> & { readonly members: readonly string[] })[];
    readonly messages: readonly Message[];
  };
  readonly discord: {
    readonly guilds: readonly string[];
    readonly bot: User;
    readonly users: readonly User[];
    readonly channels: readonly (Omit<DiscordChannel, "permissions"> & { readonly permissions: string })[];
    readonly messages: readonly (Omit<DiscordMessage, "author"> & { readonly author: string })[];
  };
}

export interface Release01 {
  readonly where: { readonly dataDir: string } | { readonly databaseUrl: string };
  readonly saved: SavedWorld;
  remove(): Promise<void>;
}

export async function openRelease01(kind: "PGlite" | "PostgreSQL"): Promise<Release01> {
  const read = (name: string) => readFile(new URL(name, FIXTURES), "utf8");
  if (kind === "PGlite") {
    const home = await mkdtemp(join(tmpdir(), "fewshot-01-"));
    const dataDir = join(home, "data");
    await unpackFolder(await readFile(new URL("pglite.bin", FIXTURES)), dataDir);
    const saved = JSON.parse(await read("pglite.world.json")) as SavedWorld;
    return { where: { dataDir }, saved, remove: () => rm(home, { recursive: true, force: true }) };
  }
  const server: PostgresServer = await startPostgres();
  const databaseUrl = await server.createDatabase();
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  await client.query(await read("postgres.sql"));
  await client.end();
  const saved = JSON.parse(await read("postgres.world.json")) as SavedWorld;
  return { where: { databaseUrl }, saved, remove: () => server.remove() };
}

/** Puts people, channels and messages back into an emulated Slack that has none. */
export function restoreSlack({ workspace }: SlackEmulator, saved: SavedWorld["slack"]): void {
  for (const user of saved.users) workspace.addUser(user);
  for (const { members, ...channel } of saved.channels) {
    workspace.addChannel({ ...channel, members: [...members], hasBot: false });
  }
  workspace.messages.push(...structuredClone(saved.messages));
}

/** Puts the bot, people, channels and messages back into an emulated Discord that has none. */
export function restoreDiscord(discord: DiscordEmulator, saved: SavedWorld["discord"]): void {
  const { world } = discord;
  for (const guild of saved.guilds) discord.addGuild(guild);
  Object.assign(world.bot, saved.bot);
  for (const user of saved.users) world.users.set(user.id, user);
  for (const channel of saved.channels)
    world.channels.set(channel.id, { ...channel, permissions: BigInt(channel.permissions) });
  for (const message of saved.messages) {
    const author = message.author === saved.bot.id ? world.bot : world.users.get(message.author);
    if (author) world.messages.push({ ...structuredClone(message), author });
  }
}
