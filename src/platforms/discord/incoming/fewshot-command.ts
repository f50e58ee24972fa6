/** /fewshot: help, the list of commands, and a person's wishes about their data. All of it is for the asker alone. */

import {
  type APIApplicationCommandAutocompleteInteraction,
  type APIChatInputApplicationCommandInteraction,
  ApplicationCommandOptionType,
  ButtonStyle,
  InteractionResponseType,
} from "discord-api-types/v10";
import { summaryFor } from "../../../core/command.ts";
import type { PersonData } from "../../../flows/ports.ts";
import { wordsFor } from "../../../i18n/words.ts";
import { personOf } from "../client/person.ts";
import type { DiscordContext } from "../context.ts";
import { button, buttonRows, pressId, sentence } from "../outgoing/render.ts";
import { respond, type Whisper, whisper } from "./acknowledge.ts";
import type { Pressed, PressedId } from "./feedback.ts";
import { plainText, safeText } from "./text.ts";

type Slash = APIChatInputApplicationCommandInteraction | APIApplicationCommandAutocompleteInteraction;

export async function takeFewshot(
  context: DiscordContext,
  interaction: APIChatInputApplicationCommandInteraction,
): Promise<void> {
  const { locale } = interaction;
  const words = wordsFor(locale);
  const { name, typed } = readSubcommand(interaction);
  const work = async (): Promise<Whisper> => {
    if (name === "privacy") return showPrivacy(context, interaction);
    if (name === "list")
      return sentence(
        context.bot.commands
          .list()
          .map((command) => words.help.commandLine(command.name, summaryFor(command, locale)))
          .join("\n"),
      );
    return sentence(`${context.bot.help(typed, locale)}\n${words.discord.menu}`);
  };
  await whisper(context, interaction, { work: work(), locale });
}

/** Offers the names of commands, and nothing else. */
export async function completeCommand(
  context: DiscordContext,
  interaction: APIApplicationCommandAutocompleteInteraction,
): Promise<void> {
  const typed = (readSubcommand(interaction).typed ?? "").replace(/^\//, "").toLowerCase();
  const choices = context.bot.commands
    .list()
    .filter(({ name }) => name.startsWith(typed))
    .slice(0, 25)
    .map((command) => ({
      name: plainText(`/${command.name}: ${summaryFor(command, interaction.locale)}`, 100),
      value: command.name,
    }));
  const type = InteractionResponseType.ApplicationCommandAutocompleteResult;
  await respond(context, interaction, { type, data: { choices } });
}

function readSubcommand({ data }: Slash): { name: string; typed: string | null } {
  const [subcommand] = data.options ?? [];
  if (subcommand?.type !== ApplicationCommandOptionType.Subcommand) return { name: "help", typed: null };
  const [option] = subcommand.options ?? [];
  return {
    name: subcommand.name,
    typed: option?.type === ApplicationCommandOptionType.String ? option.value : null,
  };
}

async function showPrivacy(
  context: DiscordContext,
  interaction: APIChatInputApplicationCommandInteraction,
): Promise<Whisper> {
  const words = wordsFor(interaction.locale).privacy;
  const isOut = await context.bot.privacy.isOptedOut(personOf(interaction));
  const buttons = [
    isOut ? button(pressId("opt-in"), words.optIn) : button(pressId("opt-out-now"), words.optOut),
    button(pressId("export"), words.export),
    button(pressId("erase"), words.erase, ButtonStyle.Danger),
  ];
  return sentence(`${isOut ? words.statusOut : words.statusIn}\n${words.rights}`, buttonRows(buttons));
}

/** Handles the buttons of privacy. Returns false when the press is about something else. */
export async function takePrivacy(
  context: DiscordContext,
  interaction: Pressed,
  id: PressedId,
): Promise<boolean> {
  const { locale } = interaction;
  const work = privacyWork(context, interaction, id);
  if (work === null) return false;
  await whisper(context, interaction, { work, locale });
  return true;
}

function privacyWork(
  context: DiscordContext,
  interaction: Pressed,
  { name }: PressedId,
): Promise<Whisper> | null {
  const { locale } = interaction;
  const { privacy } = context.bot;
  const person = personOf(interaction);
  const say = (work: Promise<{ readonly text: string }>) => work.then(({ text }) => sentence(text));
  switch (name) {
    case "opt-out-now":
      return say(privacy.optOut(person, locale));
    case "opt-in":
      return say(privacy.optIn(person, locale));
    case "erase-now":
      return say(privacy.eraseData(person, locale));
    case "erase": {
      const words = wordsFor(locale).privacy;
      const yes = button(pressId("erase-now"), words.erase, ButtonStyle.Danger);
      return Promise.resolve(sentence(words.eraseConfirm, buttonRows([yes])));
    }
    case "export":
      return privacy.exportData(person).then((data) => exported(data, locale));
    default:
      return null;
  }
}

function exported(data: PersonData, locale: string): Whisper {
  const content = JSON.stringify({ ...data, asks: data.asks.map(withoutPlumbing) }, null, 2);
  return {
    content: safeText(wordsFor(locale).discord.exportNote, 500),
    components: [],
    files: [{ name: "fewshot-data.json", contentType: "application/json", data: Buffer.from(content) }],
  };
}

/** Without tokens that let anybody post, and the notes on what was posted. */
function withoutPlumbing({ ask, receipt: _, ...record }: PersonData["asks"][number]) {
  return { ...record, ask: { ...ask, place: { channel: ask.place.channel } } };
}
