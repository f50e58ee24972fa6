/** REST: which address does what, and what interactions may be answered with. */

import { ApiFault, type Call, type Messages } from "./messages.ts";
import { commandFaults, modalFaults } from "./validate.ts";
import { channelJson, type Interaction, messageJson, userJson, type World } from "./world.ts";

const EPHEMERAL = 64;
/** How long an interaction's token lives. */
const TOKEN_MS = 15 * 60_000;

export interface RouteOptions {
  readonly world: World;
  readonly messages: Messages;
  readonly gatewayUrl: () => string;
  /** How long an interaction waits for its first response, in milliseconds. */
  readonly responseMs: number;
  readonly sessions: { readonly remaining: number; readonly resetAfterMs: number };
  /** Bodies of every bulk overwrite so far, with the server or null. */
  readonly registered: {
    readonly guildId: string | null;
    readonly commands: readonly Record<string, unknown>[];
  }[];
}

/** Answers one call, with a status and a body; null means 204. */
export type Routes = (method: string, path: string, call: Call) => object | null;

export function createRoutes(options: RouteOptions): Routes {
  const { world, messages, registered } = options;

  function findInteraction(token: string): Interaction {
    const found = [...world.interactions.values()].find((one) => one.token === token);
    if (!found || found.response === null) throw new ApiFault(404, 10015, "Unknown Webhook");
    if (found.isDead || Date.now() - found.atMs > TOKEN_MS)
      throw new ApiFault(401, 50027, "Invalid Webhook Token");
    return found;
  }

  function respond(id: string, token: string, { body, files }: Call): object {
    const interaction = world.interactions.get(id);
    const isLate = !interaction || Date.now() - interaction.atMs > options.responseMs;
    if (!interaction || interaction.token !== token || (isLate && interaction.response === null))
      throw new ApiFault(404, 10062, "Unknown interaction");
    if (interaction.response !== null)
      throw new ApiFault(400, 40060, "Interaction has already been acknowledged");
    const type = body.type as number;
    const data = (body.data ?? {}) as Record<string, unknown>;
    const isAutocomplete = interaction.type === 4;
    if (isAutocomplete !== (type === 8)) throw new ApiFault(400, 50035, "type: does not fit the interaction");
    if (type === 9) checkModal(interaction, data);
    else if (type === 4) messages.check({ body: data, files });
    else if (type !== 5 && type !== 8) throw new ApiFault(400, 50035, "type: is not known here");
    interaction.response = { type, data, atMs: Date.now() };
    if (type === 4 || type === 5) {
      const isEphemeral = (Number(data.flags ?? 0) & EPHEMERAL) !== 0;
      interaction.original = world.addMessage({
        channelId: interaction.channelId,
        author: world.bot,
        seenBy: isEphemeral ? interaction.user.id : null,
        isDeferred: true,
      });
      if (type === 4) messages.write(interaction.original, { body: data, files });
    }
    const message = interaction.original;
    return {
      interaction: { id, type: interaction.type },
      resource: { type, ...(message ? { message: messageJson(message) } : {}) },
    };
  }

  function checkModal(interaction: Interaction, data: object): void {
    if (interaction.type === 5) throw new ApiFault(400, 50035, "type: a form can't follow a form");
    const faults = modalFaults(data);
    if (faults.length > 0) throw new ApiFault(400, 50035, `Invalid Form Body: ${faults.join("; ")}`);
  }

  function original(token: string) {
    const { original: message } = findInteraction(token);
    if (!message) throw new ApiFault(404, 10008, "Unknown Message");
    return message;
  }

  function followUp(token: string, call: Call): object {
    const interaction = findInteraction(token);
    interaction.followUps++;
    if (interaction.isUserInstalled && interaction.followUps > 5)
      throw new ApiFault(400, 40094, "This interaction reached its limit of follow-ups");
    const isEphemeral = (Number(call.body.flags ?? 0) & EPHEMERAL) !== 0;
    messages.check(call);
    const { channelId, user } = interaction;
    const made = world.addMessage({ channelId, author: world.bot, seenBy: isEphemeral ? user.id : null });
    return messageJson(messages.write(made, call));
  }

  function overwrite(guildId: string | null, call: Call): object {
    const faults = commandFaults(call.body);
    if (faults.length > 0) throw new ApiFault(400, 50035, `Invalid Form Body: ${faults.join("; ")}`);
    const commands = call.body as unknown as Record<string, unknown>[];
    registered.push({ guildId, commands });
    return commands;
  }

  const table: readonly [string, RegExp, (parts: string[], call: Call) => object | null][] = [
    [
      "GET",
      /^\/gateway\/bot$/,
      () => ({
        url: options.gatewayUrl(),
        shards: 1,
        session_start_limit: {
          total: 1000,
          remaining: options.sessions.remaining,
          reset_after: options.sessions.resetAfterMs,
          max_concurrency: 1,
        },
      }),
    ],
    ["GET", /^\/users\/@me$/, () => userJson(world.bot)],
    ["GET", /^\/applications\/@me$/, () => ({ id: world.bot.id, name: "Fewshot" })],
    ["PUT", /^\/applications\/\d+\/commands$/, (_, call) => overwrite(null, call)],
    ["PUT", /^\/applications\/\d+\/guilds\/(\d+)\/commands$/, ([guild = ""], call) => overwrite(guild, call)],
    [
      "POST",
      /^\/interactions\/(\d+)\/([^/]+)\/callback$/,
      ([id = "", token = ""], call) => respond(id, token, call),
    ],
    [
      "GET",
      /^\/webhooks\/\d+\/([^/]+)\/messages\/@original$/,
      ([token = ""]) => messageJson(original(token)),
    ],
    [
      "PATCH",
      /^\/webhooks\/\d+\/([^/]+)\/messages\/@original$/,
      ([token = ""], call) => {
        const message = original(token);
        if (world.channels.get(message.channelId)?.archived)
          throw new ApiFault(400, 50083, "Thread is archived");
        message.edits++;
        return messageJson(messages.write(message, call));
      },
    ],
    [
      "DELETE",
      /^\/webhooks\/\d+\/([^/]+)\/messages\/@original$/,
      ([token = ""]) => {
        world.messages.splice(world.messages.indexOf(original(token)), 1);
        return null;
      },
    ],
    ["POST", /^\/webhooks\/\d+\/([^/]+)$/, ([token = ""], call) => followUp(token, call)],
    ["GET", /^\/channels\/(\d+)$/, ([id = ""]) => channelJson(messages.findChannel(id))],
    ["PATCH", /^\/channels\/(\d+)$/, ([id = ""], call) => channelJson(messages.changeThread(id, call))],
    ["GET", /^\/channels\/(\d+)\/messages$/, ([id = ""]) => messages.list(id)],
    ["POST", /^\/channels\/(\d+)\/messages$/, ([id = ""], call) => messages.create(id, call)],
    [
      "PATCH",
      /^\/channels\/(\d+)\/messages\/(\d+)$/,
      ([id = "", message = ""], call) => messages.edit(id, message, call),
    ],
    [
      "DELETE",
      /^\/channels\/(\d+)\/messages\/(\d+)$/,
      ([id = "", message = ""]) => messages.delete(id, message),
    ],
    [
      "POST",
      /^\/channels\/(\d+)\/messages\/(\d+)\/threads$/,
      ([id = "", message = ""], call) => channelJson(messages.startThread(id, message, call)),
    ],
  ];

  return (method, path, call) => {
    for (const [wanted, pattern, answer] of table) {
      const match = wanted === method ? pattern.exec(path) : null;
      if (match) return answer(match.slice(1), call);
    }
    throw new ApiFault(404, 0, "404: Not Found");
  };
}
