/** Takes asks: by slash command, and about somebody's message. Decides where the answer will stand, by what Discord allows there. */

import {
  type APIChatInputApplicationCommandInteraction,
  type APIMessage,
  ApplicationIntegrationType,
  type ChannelType,
  InteractionResponseType,
  PermissionFlagsBits,
  Routes,
} from "discord-api-types/v10";
import type { Ask, NewAsk, Person } from "../../../core/ask.ts";
import { toOneLine } from "../../../core/text.ts";
import type { Accepted, Refused } from "../../../flows/bot.ts";
import { wordsFor } from "../../../i18n/words.ts";
import { makePerson, personOf } from "../client/person.ts";
import { messageBody } from "../client/rest.ts";
import type { DiscordContext } from "../context.ts";
import { makePlace, readPlace, TOKEN_MS, type Way } from "../outgoing/delivery-record.ts";
import { type Content, renderAnchor, sentence } from "../outgoing/render.ts";
import { mayHoldThreads } from "../outgoing/thread.ts";
import { defer, explainFault, inTime, respond, whisper, whispered } from "./acknowledge.ts";
import { decodeText } from "./text.ts";

/** What every interaction that can become an ask has. */
export type Asked = Pick<
  APIChatInputApplicationCommandInteraction,
  | "id"
  | "application_id"
  | "token"
  | "guild_id"
  | "channel"
  | "member"
  | "user"
  | "locale"
  | "app_permissions"
  | "authorizing_integration_owners"
>;

export async function askText(
  context: DiscordContext,
  interaction: Asked,
  about: { command: string; text: string },
) {
  await take(context, interaction, { ...about, text: decodeText(about.text), author: null, target: null });
}

/** Asks about a message, which Discord sends along. */
export async function askMessage(
  context: DiscordContext,
  interaction: Asked,
  {
    command,
    message,
  }: { command: string; message: Pick<APIMessage, "id" | "content" | "author" | "mentions"> },
): Promise<void> {
  const text = decodeText(message.content, message.mentions);
  if (toOneLine(text) === "") {
    const work = Promise.resolve(sentence(wordsFor(interaction.locale).discord.noText));
    return whisper(context, interaction, { work, locale: interaction.locale });
  }
  const person = personOf(interaction);
  const { author } = message;
  const written = author.id === person.id ? null : makePerson(interaction, author);
  await take(context, interaction, { command, text, author: written, target: message.id });
}

interface About {
  readonly command: string;
  readonly text: string;
  readonly author: Person | null;
  /** The message asked about. */
  readonly target: string | null;
}

async function take(context: DiscordContext, interaction: Asked, about: About): Promise<void> {
  const release = context.anchors.hold(interaction.id);
  const newAsk = makeAsk(interaction, about);
  const asking = context.bot.ask(newAsk);
  try {
    const quick = await inTime(asking);
    if (quick === undefined) await acknowledgeLate(context, interaction, { asking, newAsk, release });
    else if (quick.kind === "refused")
      await respond(context, interaction, {
        type: InteractionResponseType.ChannelMessageWithSource,
        data: whispered(sentence(quick.text)),
      });
    else release(await acknowledge(context, interaction, quick.ask));
  } catch (cause) {
    const work = Promise.resolve(explainFault(context, interaction, { cause, locale: interaction.locale }));
    await whisper(context, interaction, { work, locale: interaction.locale });
  } finally {
    release(null);
  }
}

/** The first response: the anchor, or for an ask on a message a word to the asker alone. */
async function acknowledge(context: DiscordContext, interaction: Asked, ask: Ask) {
  const reply = context.bot.reply(
    {
      ask,
      answer: null,
      failure: null,
      answeredAt: null,
      overrides: [],
      ratings: [],
      receipt: null,
      deliveredAt: null,
    },
    ask.locale,
  );
  const { way } = readPlace(ask.place);
  const data =
    way === "message-thread"
      ? whispered(sentence(reply.plainText))
      : messageBody(renderAnchor(reply.anchor, way === "reply" ? reply.plainText : null));
  return respond(context, interaction, { type: InteractionResponseType.ChannelMessageWithSource, data });
}

/** The store is slow: Discord is told to wait, and what comes later stands in its place. */
async function acknowledgeLate(
  context: DiscordContext,
  interaction: Asked,
  {
    asking,
    newAsk,
    release,
  }: { asking: Promise<Accepted | Refused>; newAsk: NewAsk; release: (anchor: null) => void },
): Promise<void> {
  context.log.warn({ interactionId: interaction.id }, "the store is slow: Discord is told to wait");
  await defer(context, interaction, readPlace(newAsk.place).way === "message-thread");
  release(null);
  let told: Content;
  try {
    const outcome = await asking;
    if (outcome.kind !== "refused") return;
    told = sentence(outcome.text);
  } catch (cause) {
    told = explainFault(context, interaction, { cause, locale: interaction.locale });
  }
  const { application_id: application, token } = interaction;
  await context.calls.call("delete", Routes.webhookMessage(application, token, "@original"), { auth: false });
  await context.calls.call("post", Routes.webhook(application, token), {
    auth: false,
    body: whispered(told),
  });
}

function makeAsk(interaction: Asked, { command, text, author, target }: About): NewAsk {
  return {
    interactionId: interaction.id,
    person: personOf(interaction),
    author,
    place: makePlace(interaction.channel.id, {
      way: findWay(interaction, target !== null),
      applicationId: interaction.application_id,
      token: interaction.token,
      tokenEndsMs: Date.now() + TOKEN_MS,
      target,
      isMember: isMember(interaction),
    }),
    command,
    text,
    settings: {},
    locale: interaction.locale,
  };
}

/** Whether the bot itself was added here: to the server, or as the other side of a direct message. */
function isMember({ authorizing_integration_owners: owners, guild_id: guild }: Asked): boolean {
  const owner = owners?.[ApplicationIntegrationType.GuildInstall];
  return guild === undefined ? owner === "0" : owner === guild;
}

const NEEDED =
  PermissionFlagsBits.ViewChannel |
  PermissionFlagsBits.CreatePublicThreads |
  PermissionFlagsBits.SendMessagesInThreads;

/** Where the answer will stand, by the kind of channel and what the bot may do in it. */
function findWay(interaction: Asked, isOnMessage: boolean): Way {
  const may = (BigInt(interaction.app_permissions ?? "0") & NEEDED) === NEEDED;
  const type: ChannelType | undefined = interaction.channel.type;
  if (!isMember(interaction) || !may || !mayHoldThreads(type)) return "reply";
  return isOnMessage ? "message-thread" : "own-thread";
}
