/** Answers interactions inside Discord's three seconds, whatever the work behind takes. */

import type { RawFile } from "@discordjs/rest";
import {
  type APIInteractionResponseCallbackData,
  InteractionResponseType,
  MessageFlags,
  Routes,
} from "discord-api-types/v10";
import { toBotError } from "../../../core/errors.ts";
import { wordsFor } from "../../../i18n/words.ts";
import { CODES, messageBody, Refused } from "../client/rest.ts";
import type { DiscordContext } from "../context.ts";
import { type Content, sentence } from "../outgoing/render.ts";

/** Discord gives three seconds; the rest is the way there and back. @see https://docs.discord.com/developers/interactions/receiving-and-responding */
export const ACKNOWLEDGE_MS = 2_000;
/** How long an acknowledgement is remembered for the job that follows it. */
const REMEMBER_MS = 60_000;

/** The part of an interaction that answering it needs. */
export interface Interaction {
  readonly id: string;
  readonly application_id: string;
  readonly token: string;
}

/** A message for the asker alone, perhaps with files. */
export interface Whisper extends Content {
  readonly files?: readonly RawFile[];
}

interface Posted {
  readonly channel: string;
  readonly id: string;
}

/** Lets a job wait for the acknowledgement of its interaction, and learn which message that made. */
export interface Anchors {
  /** Returns how to tell that the acknowledgement is over. */
  hold(interactionId: string): (anchor: Posted | null) => void;
  /** The message it made; null when it made none; undefined when it is not known here, but perhaps in another process. */
  wait(interactionId: string): Promise<Posted | null | undefined>;
}

export function createAnchors(): Anchors {
  const held = new Map<string, Promise<Posted | null>>();
  return {
    hold(interactionId) {
      const { promise, resolve } = Promise.withResolvers<Posted | null>();
      // The same interaction told twice: the first one's acknowledgement counts.
      if (held.has(interactionId)) return () => {};
      held.set(interactionId, promise);
      setTimeout(() => held.delete(interactionId), REMEMBER_MS).unref();
      return resolve;
    },
    wait: (interactionId) => held.get(interactionId) ?? Promise.resolve(undefined),
  };
}

/** The value, or undefined when it is not there in time. */
export async function inTime<T>(work: Promise<T>): Promise<T | undefined> {
  const tired = new Promise<undefined>((resolve) => setTimeout(resolve, ACKNOWLEDGE_MS, undefined).unref());
  return Promise.race([work, tired]);
}

interface CallbackAnswer {
  readonly resource?: { readonly message?: { readonly id: string; readonly channel_id: string } };
}

/** Sends the one response an interaction may have.
 * @returns the message it made, or null when it made none or came too late: then the log says so */
export async function respond(
  context: DiscordContext,
  interaction: Interaction,
  response: { type: InteractionResponseType; data?: object; files?: readonly RawFile[] },
): Promise<Posted | null> {
  const { type, data, files } = response;
  try {
    const answer = await context.calls.call<CallbackAnswer>(
      "post",
      Routes.interactionCallback(interaction.id, interaction.token),
      {
        auth: false,
        body: { type, ...(data ? { data } : {}) },
        query: new URLSearchParams({ with_response: "true" }),
        ...(files ? { files: [...files] } : {}),
      },
    );
    const message = answer.resource?.message;
    return message ? { channel: message.channel_id, id: message.id } : null;
  } catch (error) {
    const code = error instanceof Refused ? error.code : null;
    const isKnown = code === CODES.alreadyAcknowledged || code === CODES.unknownInteraction;
    const fields = { interactionId: interaction.id, reason: (error as Error).message };
    if (isKnown) context.log.info(fields, "an interaction was acknowledged already, or too late");
    else context.log.warn(fields, "an acknowledgement could not be sent");
    return null;
  }
}

/** A message for the asker alone, as a response's data. */
export const whispered = (content: Content): APIInteractionResponseCallbackData =>
  messageBody(content, MessageFlags.Ephemeral) as APIInteractionResponseCallbackData;

/** Tells the asker alone what the work gives; a slow one is acknowledged first. */
export async function whisper(
  context: DiscordContext,
  interaction: Interaction,
  { work, locale }: { work: Promise<Whisper>; locale: string },
): Promise<void> {
  const safely = work.catch(
    (cause: unknown): Whisper => explainFault(context, interaction, { cause, locale }),
  );
  const quick = await inTime(safely);
  if (quick !== undefined) {
    const { files } = quick;
    const type = InteractionResponseType.ChannelMessageWithSource;
    await respond(context, interaction, { type, data: whispered(quick), ...(files ? { files } : {}) });
    return;
  }
  await defer(context, interaction, true);
  const late = await safely;
  await context.calls.call(
    "patch",
    Routes.webhookMessage(interaction.application_id, interaction.token, "@original"),
    {
      auth: false,
      body: messageBody(late),
      ...(late.files ? { files: [...late.files] } : {}),
    },
  );
}

export function defer(
  context: DiscordContext,
  interaction: Interaction,
  isEphemeral: boolean,
): Promise<Posted | null> {
  return respond(context, interaction, {
    type: InteractionResponseType.DeferredChannelMessageWithSource,
    data: isEphemeral ? { flags: MessageFlags.Ephemeral } : {},
  });
}

/** A fault as the person reads it; the log has the rest. */
export function explainFault(
  { log }: DiscordContext,
  { id }: Interaction,
  { cause, locale }: { cause: unknown; locale: string },
): Whisper {
  const error = toBotError(cause);
  log.error(
    { interactionId: id, code: error.code, reason: error.message },
    "something a person asked for failed",
  );
  return sentence(wordsFor(locale).failures[error.code]);
}
