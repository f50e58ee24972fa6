/** The terminal: one person talks to Fewshot by lines. */

import { createColors } from "picocolors";
import type { Ask, Person } from "../../core/ask.ts";
import { BotError } from "../../core/errors.ts";
import type { Bot } from "../../flows/bot/bot.ts";
import type { Log } from "../../flows/bot/context.ts";
import type { DeliveryPrimitives, Platform } from "../port.ts";
import { type Conversation, createConversation } from "../shared/conversation/conversation.ts";
import { createDelivery } from "../shared/delivery.ts";
import { type Colors, plain, renderMessage, renderNotice } from "./render.ts";
import { openScreen, type Screen, type Streams } from "./screen.ts";
import { createSpeaker } from "./speaker.ts";
import { terminalWords } from "./words.ts";

export interface TerminalOptions extends Streams {
  readonly bot: Bot;
  readonly user: string;
  readonly host: string;
  /** BCP 47 tag. */
  readonly locale: string;
  readonly hasColors: boolean;
  /** Where an export is saved. */
  readonly folder: string;
  readonly log: Log;
}

export interface TerminalPlatform extends Platform {
  /** Resolves when the input has ended and its asks are answered. */
  readonly ended: Promise<void>;
}

const CAPABILITIES = {
  supportsForms: true,
  supportsThreads: false,
  supportsIdempotentPost: true,
  supportsEdit: false,
  supportsPrivateMessages: true,
  mountsRoutes: false,
  maxMessageCharacters: null,
  acknowledgeMs: null,
};

/** The screen, and the conversation on it. */
interface Here {
  readonly screen: Screen;
  readonly conversation: Conversation;
}

export function createTerminalPlatform(options: TerminalOptions): TerminalPlatform {
  const { bot, user, host, locale, log } = options;
  const colors = createColors(options.hasColors);
  const words = terminalWords(locale);
  const person: Person = { platform: "terminal", workspace: host, id: user, name: user };
  // Another terminal of the same store is another conversation.
  const channel = `${host}:${user}`;
  const ended = Promise.withResolvers<void>();
  let here: Here | null = null;

  function open(): Here {
    const screen = openScreen(options, colors.bold("> "));
    const speaker = createSpeaker({ screen, colors, folder: options.folder, saved: words.saved });
    // Whoever runs it has the settings and the store.
    const actor = { person, channel, locale, standing: async () => "operator" as const };
    return { screen, conversation: createConversation({ bot, actor, speaker, log }) };
  }

  /** @throws {BotError} retryable for an ask of another terminal: its own process shows it */
  function expectOurs({ place }: Ask): Here {
    if (place.channel === channel && here !== null) return here;
    throw new BotError("PLATFORM_UNREACHABLE", "an ask of another terminal", { retryable: true });
  }

  return {
    name: "terminal",
    capabilities: CAPABILITIES,
    ended: ended.promise,
    async start() {
      here = open();
      here.screen.print(colors.dim(words.welcome(here.conversation.chosen())));
      Promise.race([readLines(here), here.screen.interrupted]).then(ended.resolve, ended.reject);
    },
    async deliver(delivery) {
      const primitives = createPrimitives(expectOurs(delivery.ask), colors, words.changed);
      await createDelivery({ primitives, log })(delivery);
    },
    async report(ask, notice) {
      const { screen, conversation } = expectOurs(ask);
      screen.print(renderNotice(notice, colors));
      conversation.ended(ask.id);
    },
    async stop() {
      here?.screen.close();
      ended.resolve();
    },
  };
}

async function readLines({ screen, conversation }: Here): Promise<void> {
  for (let line = await screen.read(); line !== null; line = await screen.read()) {
    await conversation.take(line);
    // Lines from a pipe follow each other as a person would type them: after the answer.
    if (!screen.isInteractive) await conversation.untilAnswered();
  }
  await conversation.untilAnswered();
}

/** @param changed said before an answer that was shown already and is another one now */
function createPrimitives(
  { screen, conversation }: Here,
  colors: Colors,
  changed: string,
): DeliveryPrimitives {
  return {
    title: "The terminal",
    ways: () => [
      {
        name: "screen",
        isInThread: false,
        // What a killed process had printed is gone with its screen: the next one prints it again.
        idempotentMs: Number.POSITIVE_INFINITY,
        async post({ ask, message, record }) {
          if (record.shown !== null) screen.print(colors.dim(changed));
          screen.print(renderMessage(message, colors));
          conversation.ended(ask.id, message.actions);
          return { kind: "posted", message: null };
        },
      },
    ],
    root: () => null,
    openThread: async () => ({ kind: "refused", reason: "a terminal has no threads" }),
    async showProgress({ message, waiting }) {
      if (waiting !== null) screen.print(colors.dim(plain(message.plainText)));
      return null;
    },
  };
}
