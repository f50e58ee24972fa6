/** Two machines that divide a bot's servers between them, as Discord demands it of large bots. */

import { afterAll, beforeAll, expect, it } from "vitest";
import { TYPES } from "../../emulators/discord/world.ts";
import { type DiscordStack, openDiscordStack } from "./stack.ts";

/** A server of each shard: the number before the last 22 bits, divided by two, is the shard. */
const EVEN = String(2n << 22n);
const ODD = String(3n << 22n);

let stack: DiscordStack;
beforeAll(async () => {
  stack = await openDiscordStack({ isStarted: false, platform: { shards: { ids: [1], count: 2 } } });
  for (const guild of [EVEN, ODD]) stack.discord.addGuild(guild);
  await stack.platform.start();
});
afterAll(() => stack.close());

it("a machine with one of two shards serves the servers of that shard and no others", async () => {
  expect(stack.discord.gateway.shards).toEqual(["1/2"]);
  const askIn = (guildId: string) => {
    const channel = stack.world.addChannel({ type: TYPES.text, guildId });
    return stack.discord.people.slash({ user: stack.ada, channel }, "sentiment", "great job, team!");
  };
  const unheard = askIn(EVEN);
  const heard = askIn(ODD);
  await stack.untilThreadAnswer(heard);
  expect(unheard.response).toBeNull();
});
