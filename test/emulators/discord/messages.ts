/** Messages and threads over REST, checked as Discord checks them. */

import { messageFaults } from "./validate.ts";
import {
  type Channel,
  COMPONENTS_V2,
  type Message,
  messageJson,
  PERMISSIONS,
  snowflake,
  TYPES,
  textOf,
  type World,
} from "./world.ts";

/** A refusal with Discord's code. */
export class ApiFault extends Error {
  readonly status: number;
  readonly code: number;
  constructor(status: number, code: number, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

export interface Call {
  readonly body: Readonly<Record<string, unknown>>;
  readonly files: { readonly name: string; readonly text: string }[];
}

/** How long a nonce is known. */
const NONCE_MS = 180_000;
const isThread = ({ type }: Channel) => type >= 10 && type <= 12;

export function createMessages(world: World) {
  function findChannel(id: string): Channel {
    const channel = world.channels.get(id);
    if (!channel) throw new ApiFault(404, 10003, "Unknown Channel");
    need(channel, PERMISSIONS.view, 50001, "Missing Access");
    return channel;
  }

  function need(channel: Channel, permission: bigint, code = 50013, message = "Missing Permissions"): void {
    if ((channel.permissions & permission) === 0n) throw new ApiFault(403, code, message);
  }

  function findMessage(channelId: string, id: string): Message {
    const message = world.messages.find((one) => one.id === id && one.channelId === channelId);
    if (!message || message.seenBy !== null) throw new ApiFault(404, 10008, "Unknown Message");
    return message;
  }

  /** @param flags of the message that is edited; 0 for a new one */
  function check({ body, files }: Call, flags = 0): void {
    const faults = messageFaults(body, flags);
    if (faults.length > 0) throw new ApiFault(400, 50035, `Invalid Form Body: ${faults.join("; ")}`);
    const isOfComponents = ((flags | Number(body.flags ?? 0)) & COMPONENTS_V2) !== 0;
    if (!isOfComponents && !body.content && files.length === 0)
      throw new ApiFault(400, 50006, "Cannot send an empty message");
  }

  /** Changes a message to what a body says. */
  function write(message: Message, call: Call): Message {
    check(call, message.flags);
    const { content, components, flags, allowed_mentions: allowed } = call.body;
    const kept = message.flags & COMPONENTS_V2;
    // A content that was there before must be taken away by name.
    if (
      kept === 0 &&
      (Number(flags ?? 0) & COMPONENTS_V2) !== 0 &&
      message.content !== "" &&
      content !== null
    )
      throw new ApiFault(400, 50035, "content: MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2");
    if (content !== undefined) message.content = (content ?? "") as string;
    if (components !== undefined) message.components = components as Message["components"];
    // Changes of flags that can't be made are ignored without an error.
    if (flags !== undefined) message.flags = (flags as number) | kept;
    message.files.push(...call.files);
    message.pings.push(...pingsOf(textOf(message), allowed as { parse: string[] } | undefined));
    message.isDeferred = false;
    return message;
  }

  return {
    findChannel,
    check,
    write,
    list(channelId: string): object[] {
      const channel = findChannel(channelId);
      need(channel, PERMISSIONS.history);
      return world.messages
        .filter((one) => one.channelId === channelId && one.seenBy === null)
        .reverse()
        .slice(0, 100)
        .map(messageJson);
    },
    create(channelId: string, call: Call): object {
      const channel = findChannel(channelId);
      need(channel, isThread(channel) ? PERMISSIONS.sendInThreads : PERMISSIONS.send);
      if (channel.locked) throw new ApiFault(400, 160005, "Thread is locked");
      check(call);
      const nonce = (call.body.nonce as string | undefined) ?? null;
      const known = world.messages.find(
        (one) =>
          one.channelId === channelId && one.nonce === nonce && one.author === world.bot && isYoung(one.id),
      );
      if (nonce !== null && call.body.enforce_nonce === true && known) return messageJson(known);
      channel.archived = false;
      const reference = call.body.message_reference as { message_id: string } | undefined;
      const replyTo = reference?.message_id ?? null;
      return messageJson(write(world.addMessage({ channelId, author: world.bot, nonce, replyTo }), call));
    },
    edit(channelId: string, id: string, call: Call): object {
      const channel = findChannel(channelId);
      const message = findMessage(channelId, id);
      if (message.author !== world.bot)
        throw new ApiFault(403, 50005, "Cannot edit a message authored by another user");
      if (channel.archived) throw new ApiFault(400, 50083, "Thread is archived");
      message.edits++;
      return messageJson(write(message, call));
    },
    delete(channelId: string, id: string): null {
      findChannel(channelId);
      const message = findMessage(channelId, id);
      if (message.author !== world.bot) throw new ApiFault(403, 50013, "Missing Permissions");
      world.messages.splice(world.messages.indexOf(message), 1);
      return null;
    },
    /** Opens an archived thread again, closes it, or gives it another name: all that is known here of changing a channel. */
    changeThread(channelId: string, { body }: Call): Channel {
      const channel = findChannel(channelId);
      need(channel, PERMISSIONS.sendInThreads);
      const { archived, name, ...more } = body;
      if (!isThread(channel) || Object.keys(more).length > 0)
        throw new ApiFault(400, 50035, "archived and name are all that can be changed here, of a thread");
      if (archived !== undefined && typeof archived !== "boolean")
        throw new ApiFault(400, 50035, "archived: must be true or false");
      // Closing one, and opening one that is locked, is for those who manage threads.
      if (archived || channel.locked) throw new ApiFault(403, 50013, "Missing Permissions");
      if (archived === false) channel.archived = false;
      if (name === undefined) return channel;
      if (typeof name !== "string" || name.length < 1 || name.length > 100)
        throw new ApiFault(400, 50035, "name: must be 1 to 100 characters");
      if (channel.archived) throw new ApiFault(400, 50083, "Thread is archived");
      return Object.assign(channel, { name });
    },
    startThread(channelId: string, messageId: string, { body }: Call): Channel {
      const channel = findChannel(channelId);
      if (channel.type !== TYPES.text && channel.type !== TYPES.news)
        throw new ApiFault(400, 50024, "Cannot execute action on this channel type");
      findMessage(channelId, messageId);
      if (world.channels.has(messageId))
        throw new ApiFault(400, 160004, "A thread has already been created for this message");
      need(channel, PERMISSIONS.publicThreads);
      if (channel.isFull) throw new ApiFault(400, 160006, "Maximum number of active threads reached");
      const { name, auto_archive_duration: duration } = body;
      if (typeof name !== "string" || name.length < 1 || name.length > 100)
        throw new ApiFault(400, 50035, "name: must be 1 to 100 characters");
      if (![60, 1440, 4320, 10080].includes(duration as number))
        throw new ApiFault(400, 50035, "auto_archive_duration: is not one of the durations");
      return world.addChannel({
        id: messageId,
        type: channel.type === TYPES.news ? 10 : TYPES.publicThread,
        guildId: channel.guildId,
        parentId: channelId,
        name,
        permissions: channel.permissions,
      });
    },
  };
}

const isYoung = (id: string) => (BigInt(snowflake()) >> 22n) - (BigInt(id) >> 22n) < BigInt(NONCE_MS);

/** Everybody whom a content pings: all that it mentions, unless allowed_mentions says otherwise. */
function pingsOf(content: string, allowed: { parse: string[] } | undefined): string[] {
  const kinds = allowed?.parse ?? ["everyone", "users", "roles"];
  const found: string[] = [];
  if (kinds.includes("everyone") && /@(everyone|here)/.test(content)) found.push("everyone");
  if (kinds.includes("users")) found.push(...[...content.matchAll(/<@!?(\d+)>/g)].map(([, id = ""]) => id));
  return found;
}

export type Messages = ReturnType<typeof createMessages>;
