/** The terminal: one person talks to Fewshot by lines. A number presses a button; a form asks for its fields one by one. */

import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createColors } from "picocolors";
import type { Ask, Person } from "../../core/ask.ts";
import { BotError } from "../../core/errors.ts";
import type { Action, FileView } from "../../core/views/view.ts";
import type { Bot } from "../../flows/bot.ts";
import { placeOfActor } from "../../flows/commands-here.ts";
import type { Log } from "../../flows/context.ts";
import { type Intent, intentOfForm, intentOfPress } from "../../flows/intents.ts";
import type { Outcome } from "../../flows/outcome.ts";
import type { DeliveryPrimitives, Platform } from "../port.ts";
import { explainFailure } from "../shared/acknowledge.ts";
import { createDelivery } from "../shared/delivery.ts";
import { textOf } from "../shared/file-parts.ts";
import { plain, renderExplanation, renderMessage, renderNotice, renderOptions } from "./render.ts";
import { openScreen, type Screen, type Streams } from "./screen.ts";
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

export function createTerminalPlatform(options: TerminalOptions): TerminalPlatform {
  const { bot, user, host, locale, log } = options;
  const colors = createColors(options.hasColors);
  const words = terminalWords(locale);
  const person: Person = { platform: "terminal", workspace: host, id: user, name: user };
  // Another terminal of the same store is another conversation.
  const channel = `${host}:${user}`;
  const place = placeOfActor({ person, channel });
  // Whoever runs it has the settings and the store.
  const standing = async () => "operator" as const;
  const ended = Promise.withResolvers<void>();
  /** Asks that are not answered yet. */
  const open = new Map<string, PromiseWithResolvers<void>>();
  let screen: Screen | null = null;
  let actions: readonly Action[] = [];
  let count = Date.now();

  /** The command for a text that names none. */
  const chosen = () => bot.menu(place)[0]?.command.name ?? "help";
  const print = (text: string) => screen?.print(text);

  function offer(next: readonly Action[]): void {
    actions = next;
    if (next.length > 0) print(`${colors.dim(words.press)} ${renderOptions(next, colors)}`);
  }

  function settle(askId: string): void {
    open.get(askId)?.resolve();
    open.delete(askId);
  }

  const primitives: DeliveryPrimitives = {
    title: "The terminal",
    ways: () => [
      {
        name: "screen",
        isInThread: false,
        // What a killed process had printed is gone with its screen: the next one prints it again.
        idempotentMs: Number.POSITIVE_INFINITY,
        async post({ ask, message, record }) {
          if (record.shown !== null) print(colors.dim(words.changed));
          print(renderMessage(message, colors));
          offer(message.actions);
          settle(ask.id);
          return { kind: "posted", message: null };
        },
      },
    ],
    root: () => null,
    openThread: async () => ({ kind: "refused", reason: "a terminal has no threads" }),
    async showProgress({ message, waiting }) {
      if (waiting !== null) print(colors.dim(plain(message.plainText)));
      return null;
    },
  };
  const deliver = createDelivery({ primitives, log });

  /** @throws {BotError} retryable for an ask of another terminal: its own process shows it */
  function expectOurs({ place }: Ask): void {
    if (place.channel === channel && screen !== null) return;
    throw new BotError("PLATFORM_UNREACHABLE", "an ask of another terminal", { retryable: true });
  }

  async function act(intent: Intent): Promise<void> {
    try {
      const interactionId = `${channel}:${count++}`;
      await show(await bot.handle(intent, { interactionId, person, channel, locale, standing }));
    } catch (cause) {
      print(renderNotice(explainFailure(cause, locale, log), colors));
    }
  }

  async function show(outcome: Outcome): Promise<void> {
    switch (outcome.kind) {
      case "accepted":
        open.set(outcome.ask.id, Promise.withResolvers());
        return offer([]);
      case "notice":
        print(renderNotice(outcome, colors));
        return offer(outcome.actions.length > 0 ? outcome.actions : actions);
      case "explanation":
        print(renderExplanation(outcome, colors));
        return offer(actions);
      case "file":
        return save(outcome);
      case "form": {
        const { form, askId } = outcome;
        if (form === "command") return print(words.noForm);
        const values = await screen?.fill(outcome);
        if (!values || form === "choose-command") return print(words.cancelled);
        return act(intentOfForm(form, askId, values));
      }
    }
  }

  async function save({ name, pieces, note }: FileView): Promise<void> {
    const path = join(options.folder, `${new Date().toISOString().replaceAll(":", "-")}-${name}`);
    await writeFile(path, textOf(pieces()), { flag: "wx", mode: 0o600 });
    print(`${plain(note)} ${plain(words.saved(path))}`);
  }

  async function understand(line: string): Promise<void> {
    if (line.trim() === "") return;
    if (!/^\s*\d{1,2}\s*$/.test(line)) {
      const meant = bot.read(line, { kind: "chosen", command: chosen() }, place);
      return act(meant.kind === "ask" ? { ...meant, author: null, native: null } : meant);
    }
    const pressed = actions[Number(line) - 1];
    if (!pressed) return print(words.noSuchNumber);
    const { confirm, press } = pressed;
    const isMeant = confirm === null || (await screen?.confirm(confirm.text));
    return isMeant ? act(intentOfPress(confirm?.press ?? press)) : print(words.cancelled);
  }

  async function readLines({ read, isInteractive }: Screen): Promise<void> {
    const untilAnswered = () => Promise.all([...open.values()].map(({ promise }) => promise));
    for (let line = await read(); line !== null; line = await read()) {
      await understand(line);
      // Lines from a pipe follow each other as a person would type them: after the answer.
      if (!isInteractive) await untilAnswered();
    }
    await untilAnswered();
  }

  return {
    name: "terminal",
    capabilities: {
      supportsForms: true,
      supportsThreads: false,
      supportsIdempotentPost: true,
      supportsEdit: false,
      supportsPrivateMessages: true,
      mountsRoutes: false,
      maxMessageCharacters: null,
      acknowledgeMs: null,
    },
    ended: ended.promise,
    async start() {
      screen = openScreen(options, colors, words);
      print(colors.dim(words.welcome(chosen())));
      Promise.race([readLines(screen), screen.interrupted]).then(ended.resolve, ended.reject);
    },
    async deliver(delivery) {
      expectOurs(delivery.ask);
      await deliver(delivery);
    },
    async report(ask, notice) {
      expectOurs(ask);
      print(renderNotice(notice, colors));
      settle(ask.id);
    },
    async stop() {
      screen?.close();
      ended.resolve();
    },
  };
}
