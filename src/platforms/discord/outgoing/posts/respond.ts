/** Responds to interactions: the one first response, and what follows it by the interaction's token. */

import type { RawFile } from "@discordjs/rest";
import { InteractionResponseType, MessageFlags, Routes } from "discord-api-types/v10";
import type { Log } from "../../../../flows/bot/context.ts";
import type { MessageRef } from "../../../shared/delivery-record.ts";
import { type Calls, CODES, messageBody, Refused } from "../../client/rest.ts";
import type { Content } from "../views/render.ts";
import type { PrivateMessage } from "./private.ts";

/** The parts of an interaction that its responses need. */
interface Answerable {
  readonly id: string;
  readonly applicationId: string;
  readonly token: string;
}

export interface Responder {
  /** A message that all see, or with `isPrivate` the asker alone.
   * @returns the message, or null when it came too late: then the log says so */
  message(to: Answerable, message: PrivateMessage, isPrivate: boolean): Promise<MessageRef | null>;
  /** Opens a form. */
  form(to: Answerable, data: object): Promise<void>;
  /** Offers values while a person types. */
  choices(
    to: Answerable,
    choices: readonly { readonly name: string; readonly value: string }[],
  ): Promise<void>;
  /** Asks Discord to wait. What comes later is shown to the same readers. */
  defer(to: Answerable, isPrivate: boolean): Promise<void>;
  /** Shows something in the place of a response that asked to wait.
   * @param isPrivate how it was deferred. A public place is taken away, and the message is sent to the asker alone */
  late(to: Answerable, message: PrivateMessage, isPrivate: boolean): Promise<void>;
  /** Sends one more message to the asker alone. */
  more(to: Answerable, message: PrivateMessage): Promise<void>;
}

interface CallbackAnswer {
  readonly resource?: { readonly message?: { readonly id: string; readonly channel_id: string } };
}

interface Response {
  readonly type: InteractionResponseType;
  readonly data?: object;
  readonly files?: readonly RawFile[] | undefined;
}

export function createResponder({ calls, log }: { readonly calls: Calls; readonly log: Log }): Responder {
  async function respond(to: Answerable, { type, data, files }: Response): Promise<MessageRef | null> {
    try {
      const answer = await calls.call<CallbackAnswer>("post", Routes.interactionCallback(to.id, to.token), {
        auth: false,
        body: { type, ...(data ? { data } : {}) },
        query: new URLSearchParams({ with_response: "true" }),
        ...(files ? { files: [...files] } : {}),
      });
      const message = answer.resource?.message;
      return message ? { channel: message.channel_id, id: message.id } : null;
    } catch (error) {
      const code = error instanceof Refused ? error.code : null;
      const isKnown = code === CODES.alreadyAcknowledged || code === CODES.unknownInteraction;
      const fields = { interactionId: to.id, reason: (error as Error).message };
      if (isKnown) log.info(fields, "an interaction was acknowledged already, or too late");
      else log.warn(fields, "an acknowledgement could not be sent");
      return null;
    }
  }
  const flags = (isPrivate: boolean) => (isPrivate ? MessageFlags.Ephemeral : 0);
  return {
    message: (to, message, isPrivate) =>
      respond(to, {
        type: InteractionResponseType.ChannelMessageWithSource,
        data: messageBody(message, flags(isPrivate)),
        files: message.files,
      }),
    async form(to, data) {
      await respond(to, { type: InteractionResponseType.Modal, data });
    },
    async choices(to, choices) {
      const type = InteractionResponseType.ApplicationCommandAutocompleteResult;
      await respond(to, { type, data: { choices } });
    },
    async defer(to, isPrivate) {
      const type = InteractionResponseType.DeferredChannelMessageWithSource;
      await respond(to, { type, data: { flags: flags(isPrivate) } });
    },
    more: (to, message) => followUp(calls, to, message),
    async late(to, message, isPrivate) {
      const original = Routes.webhookMessage(to.applicationId, to.token, "@original");
      const files = message.files ? { files: [...message.files] } : {};
      if (isPrivate) {
        await calls.call("patch", original, { auth: false, body: messageBody(message), ...files });
        return;
      }
      await calls.call("delete", original, { auth: false });
      await followUp(calls, to, message);
    },
  };
}

/** Sends a message to the asker alone, after the first response. */
export async function followUp(
  calls: Calls,
  { applicationId, token }: Omit<Answerable, "id">,
  message: Content & Pick<PrivateMessage, "files">,
): Promise<void> {
  await calls.call("post", Routes.webhook(applicationId, token), {
    auth: false,
    body: messageBody(message, MessageFlags.Ephemeral),
    ...(message.files ? { files: [...message.files] } : {}),
  });
}
