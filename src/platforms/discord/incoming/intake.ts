/** From an interaction to an intent, and from its outcome to the response. */

import { randomUUID } from "node:crypto";
import { LRUCache } from "lru-cache";
import type { CommandPlace } from "../../../core/command/saved-command.ts";
import { toBotError } from "../../../core/errors.ts";
import { chooseCommandForm, FIELDS } from "../../../core/views/forms/forms.ts";
import { menuLine } from "../../../core/views/menu.ts";
import { refusalNotice } from "../../../core/views/notices.ts";
import type { FormValues } from "../../../core/views/view.ts";
import type { Bot } from "../../../flows/bot/bot.ts";
import { placeOfActor } from "../../../flows/bot/commands-here.ts";
import { type Intent, intentOfForm, intentOfPress } from "../../../flows/bot/intents.ts";
import type { Standing } from "../../../flows/commands/versions/rights.ts";
import { wordsFor } from "../../../i18n/words.ts";
import { explainFailure } from "../../shared/acknowledge.ts";
import { readPressId } from "../../shared/press-id.ts";
import { fitLine } from "../../shared/text.ts";
import { renderPrivate } from "../outgoing/posts/private.ts";
import { joinValues, readFormId, renderForm } from "../outgoing/views/form.ts";
import { CHOOSE, findByMenuName } from "../setup/define-commands.ts";
import { discordWords } from "../words.ts";
import { type AskTools, takeAsk } from "./ask.ts";
import { type Act, type Handle, type Interaction, readHandle, readInteraction } from "./interaction.ts";
import type { SeenMessage } from "./message-text.ts";
import { show } from "./show.ts";
import { decodeText } from "./text.ts";

/** Choices that Discord shows while a person types. */
const MAX_CHOICES = 25;
const MAX_CHOICE = 100;
/** A form lives no longer than its interaction's token. */
const MESSAGE_MS = 15 * 60_000;
const MAX_MESSAGES = 500;

export interface IntakeOptions extends AskTools {
  /** Called for a command that one server has of its own. */
  readonly onServerCommand: (guildId: string) => void;
}

/** Handles one interaction as it came over the gateway; never throws. */
export type Intake = (data: unknown) => Promise<void>;

export function createIntake(options: IntakeOptions): Intake {
  const { log } = options;
  const messages = new LRUCache<string, SeenMessage>({
    ...{ max: MAX_MESSAGES, ttl: MESSAGE_MS },
    // Without it, a message stays until many others came.
    ttlAutopurge: true,
  });
  return async (data) => {
    const handle = readHandle(data);
    if (handle === null) {
      log.warn({}, "an interaction without id or token was left out");
      return;
    }
    try {
      const interaction = readInteraction(handle, data);
      if (interaction.commandGuildId !== null) options.onServerCommand(interaction.commandGuildId);
      await take({ ...options, messages }, interaction);
    } catch (cause) {
      await apologise(options, handle, cause);
    }
  };
}

interface Context extends IntakeOptions {
  /** Messages whose askers are choosing a command, in memory alone: nothing is stored of a message before it is asked about. */
  readonly messages: LRUCache<string, SeenMessage>;
}

/** Says that it failed to whoever waits; where even that fails, the log alone does. */
async function apologise({ responder, log }: IntakeOptions, handle: Handle, cause: unknown): Promise<void> {
  try {
    const notice = explainFailure(cause, handle.locale, log);
    await responder.message(handle, renderPrivate(notice, handle.locale), true);
  } catch (second) {
    log.error(
      { interactionId: handle.id, reason: toBotError(second).message },
      "an interaction could not be handled",
    );
  }
}

async function take(context: Context, interaction: Interaction): Promise<void> {
  const { bot, responder, messages } = context;
  const { act, locale } = interaction;
  const place = commandPlace(interaction);
  const { outdated } = discordWords(locale);
  switch (act?.kind) {
    case undefined:
      return refuse(context, interaction, outdated);
    case "complete":
      return responder.choices(interaction, await complete(bot, interaction, act));
    case "slash": {
      const meaning = bot.read(decodeText(act.text), { kind: "slash", command: act.name }, place);
      if (meaning.kind !== "ask") return answer(context, interaction, { intent: meaning });
      return takeAsk(context, interaction, { ...meaning, message: null });
    }
    case "fewshot": {
      const typed = [act.subcommand, act.command, decodeText(act.rest)].join(" ");
      const meaning = bot.read(typed, { kind: "slash", command: "fewshot" }, place);
      if (meaning.kind !== "ask") return answer(context, interaction, { intent: meaning });
      return takeAsk(context, interaction, { ...meaning, message: null });
    }
    case "on-message":
      return takeMessage(context, interaction, { name: act.name, message: act.message });
    case "press": {
      const press = readPressId(act.customId);
      if (press === null) return refuse(context, interaction, outdated);
      return answer(context, interaction, { intent: intentOfPress(press), askId: press.askId });
    }
    case "form": {
      const sent = readFormId(act.customId);
      if (sent === null) return refuse(context, interaction, outdated);
      const values = joinValues(act.values);
      if (sent.form === "choose-command")
        return takeChoice(context, interaction, { message: messages.get(sent.subject) ?? null, values });
      const intent = intentOfForm(sent.form, sent.subject, values);
      return answer(context, interaction, { intent, askId: sent.subject });
    }
  }
}

/** Names that begin with what is typed: what is in force, and for all but help also what is saved. */
async function complete(
  bot: Bot,
  interaction: Interaction,
  { subcommand, typed }: Extract<Act, { kind: "complete" }>,
): Promise<{ name: string; value: string }[]> {
  const { locale } = interaction;
  const place = commandPlace(interaction);
  const begin = typed.replace(/^\//, "").toLowerCase();
  const menu = bot.menu(place);
  const inForce = menu.map((entry) => ({ name: menuLine(entry, locale), value: entry.command.name }));
  const isKnown = (name: string) => menu.some(({ command }) => command.name === name);
  const saved = subcommand === "help" ? [] : await bot.savedNames(place);
  const others = saved.filter((name) => !isKnown(name)).map((name) => ({ name: `/${name}`, value: name }));
  return [...inForce, ...others]
    .filter(({ value }) => value.startsWith(begin))
    .slice(0, MAX_CHOICES)
    .map(({ name, value }) => ({ name: fitLine(name, MAX_CHOICE), value }));
}

/** A command from the menu of a message: one of them, or the one that offers all. */
async function takeMessage(
  context: Context,
  interaction: Interaction,
  { name, message }: { readonly name: string; readonly message: SeenMessage | null },
): Promise<void> {
  const { bot, responder, messages } = context;
  const { locale } = interaction;
  if (message === null || message.text === "")
    return refuse(context, interaction, wordsFor(locale).refusals.noText);
  const commands = bot.commands.list(commandPlace(interaction));
  const found = findByMenuName(commands, name);
  if (found !== null || name !== CHOOSE)
    return takeAsk(context, interaction, {
      command: found?.name ?? name.toLowerCase(),
      text: message.text,
      message,
    });
  const form = chooseCommandForm(bot.menu(commandPlace(interaction)), locale);
  const key = randomUUID();
  messages.set(key, message);
  await responder.form(interaction, renderForm(form, key));
}

async function takeChoice(
  context: Context,
  interaction: Interaction,
  { message, values }: { readonly message: SeenMessage | null; readonly values: FormValues },
): Promise<void> {
  const command = values[FIELDS.command];
  const { expired } = discordWords(interaction.locale);
  if (message === null || typeof command !== "string") return refuse(context, interaction, expired);
  await takeAsk(context, interaction, { command, text: message.text, message });
}

async function refuse({ responder }: Context, interaction: Interaction, text: string): Promise<void> {
  const notice = refusalNotice("platform", text);
  await responder.message(interaction, renderPrivate(notice, interaction.locale), true);
}

/** Does what a person wants, and shows them alone what it led to. */
async function answer(
  context: Context,
  interaction: Interaction,
  { intent, askId = "" }: { readonly intent: Intent; readonly askId?: string },
): Promise<void> {
  const { bot } = context;
  const { person, id, locale } = interaction;
  const work = async () => {
    const channel = await channelOf(bot, interaction, askId);
    const standing = async () => (interaction.isManager ? "manager" : "member") as Standing;
    return bot.handle(intent, { interactionId: id, person, channel, locale, standing });
  };
  // What is shared is for all, also where Discord has to wait for it.
  const isPrivate = !(intent.kind === "versions" && intent.action === "share");
  const from =
    interaction.act?.kind === "fewshot" || interaction.act?.kind === "slash" ? "command" : "button";
  await show(context, interaction, { work: work(), isPrivate, from });
}

/** Where commands are looked for. */
function commandPlace({ person, channel }: Interaction): CommandPlace {
  return placeOfActor({ person, channel: channel.id });
}

/** In a thread, an ask belongs to the thread or, where the thread was made for it, to the channel around. */
async function channelOf(bot: Bot, { channel, parentId }: Interaction, askId: string): Promise<string> {
  if (parentId === null || askId === "") return channel.id;
  const place = await bot.placeOf(askId);
  return place?.channel === parentId ? parentId : channel.id;
}
