/** Takes an ask: decides where the answer goes, stores the ask, and acknowledges it. */

import { ChannelType, PermissionFlagsBits } from "discord-api-types/v10";
import type { Ask, AskRecord } from "../../../core/ask.ts";
import type { Bot } from "../../../flows/bot/bot.ts";
import type { Actor, AskIntent } from "../../../flows/bot/intents.ts";
import { orTyped } from "../../shared/acknowledge.ts";
import type { Acknowledgements } from "../acknowledgements.ts";
import { type DiscordPlace, TOKEN_MS, writePlace } from "../outgoing/posts/place.ts";
import { renderRoot, sentence } from "../outgoing/views/render.ts";
import type { Interaction } from "./interaction.ts";
import type { SeenMessage } from "./message-text.ts";
import { type ShowTools, show } from "./show.ts";

/** What opening a thread and posting in it takes. */
const THREAD_PERMISSIONS =
  PermissionFlagsBits.ViewChannel |
  PermissionFlagsBits.CreatePublicThreads |
  PermissionFlagsBits.SendMessagesInThreads;
/** Channels where a message may get a thread. */
const HOLDS_THREADS: ReadonlySet<number | null> = new Set([
  ChannelType.GuildText,
  ChannelType.GuildAnnouncement,
]);

export interface AskTools extends ShowTools {
  readonly bot: Bot;
  readonly acknowledgements: Acknowledgements;
}

export interface Question {
  readonly command: string;
  readonly text: string;
  /** The saved version to try; left out for what is in force. */
  readonly version?: AskIntent["version"];
  /** Whether what is in force answers as well. */
  readonly compares?: boolean;
  /** The message asked about; null for a text of the asker's own. */
  readonly message: SeenMessage | null;
}

/** Stores an ask, and acknowledges it with the root message, or with a sentence to the asker where the answer goes under a message. */
export async function takeAsk(
  tools: AskTools,
  interaction: Interaction,
  { command, text, version = null, compares = false, message }: Question,
): Promise<void> {
  const { bot, responder, acknowledgements } = tools;
  const { person, channel, id, locale } = interaction;
  const groupIds = async () => interaction.roles;
  const actor: Actor = { interactionId: id, person, channel: channel.id, locale, groupIds };
  const written = message?.author;
  const author = written && written.id !== person.id ? { ...person, ...written } : null;
  const native = placeOf(interaction, message);
  const intent = { kind: "ask", command, text, version, compares, author } as const;
  const isPrivate = native.way === "message-thread";
  const release = acknowledgements.hold(id);
  const work = bot.handle({ ...intent, native: writePlace(native) }, actor);
  try {
    await show(tools, interaction, {
      work: message === null ? orTyped(work, { typed: text, locale, log: tools.log }) : work,
      ...{ isPrivate, from: "command" },
      onLate: () => release(null),
      async onAccepted(accepted) {
        const waiting = bot.message(unanswered(accepted.ask), { locale });
        const content = isPrivate
          ? sentence(waiting.plainText)
          : renderRoot(waiting.root, native.way === "reply" ? waiting.plainText : null);
        const posted = await responder.message(interaction, content, isPrivate);
        release(isPrivate ? null : posted);
      },
    });
  } finally {
    release(null);
  }
}

/** Where the answer goes, by the kind of channel and what the bot may do in it. */
function placeOf(interaction: Interaction, message: SeenMessage | null): DiscordPlace {
  const { applicationId, token, isMember, permissions, channel } = interaction;
  const mayThread =
    (permissions & THREAD_PERMISSIONS) === THREAD_PERMISSIONS && HOLDS_THREADS.has(channel.type);
  const threadWay = message === null ? ("own-thread" as const) : ("message-thread" as const);
  return {
    way: isMember && mayThread ? threadWay : ("reply" as const),
    applicationId,
    token,
    tokenEndsMs: Date.now() + TOKEN_MS,
    target: message?.id ?? null,
    isMember,
  };
}

/** The record of an ask that was just stored. */
function unanswered(stored: Ask): AskRecord {
  return {
    ask: stored,
    answer: null,
    failure: null,
    answeredAt: null,
    overrides: [],
    ratings: [],
    preferences: [],
    deliveryRecord: null,
    deliveredAt: null,
  };
}
