/** What people do with an answer: right, wrong, override, withdraw, why, opt out. Anybody who sees it may; the bot checks server and channel. */

import {
  type APIMessageComponentInteraction,
  type APIModalSubmitInteraction,
  ButtonStyle,
  ChannelType,
  InteractionResponseType,
} from "discord-api-types/v10";
import type { Explanation, Press } from "../../../flows/bot.ts";
import { wordsFor } from "../../../i18n/words.ts";
import { personOf } from "../client/person.ts";
import type { DiscordContext } from "../context.ts";
import { overrideForm, readForm, reasonForm } from "../outgoing/forms.ts";
import { button, buttonRows, type PressName, pressId, sentence } from "../outgoing/render.ts";
import { ACKNOWLEDGE_MS, inTime, respond, type Whisper, whisper } from "./acknowledge.ts";
import { safeText, visibleText } from "./text.ts";

/** 2000 characters of a message, less the words around. */
const MAX_WHY = 1900;

export type Pressed = APIMessageComponentInteraction | APIModalSubmitInteraction;

/** What a custom_id told. */
export interface PressedId {
  readonly name: PressName;
  readonly askId: string;
  readonly rest: string;
}

/** Handles what is about an answer. Returns false when the press is about something else. */
export async function takeFeedback(
  context: DiscordContext,
  interaction: Pressed,
  id: PressedId,
): Promise<boolean> {
  const { locale } = interaction;
  const tell = async (work: Promise<Whisper>) => {
    await whisper(context, interaction, { work, locale });
    return true;
  };
  const say = (act: (press: Press) => Promise<{ readonly text: string }>) =>
    tell(
      readPress(context, interaction, id)
        .then(act)
        .then(({ text }) => sentence(text)),
    );
  switch (id.name) {
    case "right":
      return say((press) => context.bot.rate({ ...press, value: "right", reason: null }));
    case "wrong":
      await askReason(context, interaction, id);
      return true;
    case "reason-form":
      return say((press) => context.bot.rate({ ...press, value: "wrong", reason: read(interaction).reason }));
    case "override":
      await openOverride(context, interaction, id);
      return true;
    case "override-form":
      return say((press) => context.bot.override({ ...press, ...read(interaction) }));
    case "withdraw":
      return say((press) => context.bot.withdraw({ ...press, overrideId: id.rest }));
    case "why":
      return tell(readPress(context, interaction, id).then((press) => explain(context, press)));
    case "opt-out": {
      const { discord, privacy } = wordsFor(locale);
      const yes = button(pressId("opt-out-now"), privacy.optOut, ButtonStyle.Danger);
      return tell(Promise.resolve(sentence(discord.optOutConfirm, buttonRows([yes]))));
    }
    default:
      return false;
  }
}

function read(interaction: Pressed) {
  return "components" in interaction.data
    ? readForm(interaction.data)
    : { value: "", reason: null, mayReuse: false };
}

/** In a thread, an ask belongs to the thread or, when the thread was made for it, to the channel around. */
async function readPress(
  context: DiscordContext,
  interaction: Pressed,
  { askId }: PressedId,
): Promise<Press> {
  const { channel } = interaction;
  const here = channel?.id ?? interaction.channel_id ?? "";
  const person = personOf(interaction);
  const isPublicThread =
    channel?.type === ChannelType.PublicThread || channel?.type === ChannelType.AnnouncementThread;
  const parent = isPublicThread && "parent_id" in channel ? channel.parent_id : null;
  const isOfParent =
    parent != null && (await context.bot.find(askId, { platform: "discord", channel: here })) === null;
  return {
    interactionId: interaction.id,
    askId,
    person,
    channel: isOfParent ? parent : here,
    locale: interaction.locale,
  };
}

/** The rating counts at once; the reason may follow. */
async function askReason(context: DiscordContext, interaction: Pressed, id: PressedId): Promise<void> {
  const data = reasonForm(id.askId, interaction.locale);
  const opening = respond(context, interaction, { type: InteractionResponseType.Modal, data });
  const press = await readPress(context, interaction, id);
  await context.bot.rate({ ...press, value: "wrong", reason: null });
  await opening;
}

/** A form is a first response or none: it can't wait for a slow store. */
async function openOverride(context: DiscordContext, interaction: Pressed, id: PressedId): Promise<void> {
  const { locale } = interaction;
  const offering = readPress(context, interaction, id).then((press) => context.bot.overrideForm(press));
  const offered = await inTime(offering.catch((error: Error) => error));
  if (offered !== undefined && "kind" in offered && offered.kind === "form") {
    const data = overrideForm(offered, locale);
    await respond(context, interaction, { type: InteractionResponseType.Modal, data });
    return;
  }
  if (offered === undefined)
    context.log.warn({ afterMs: ACKNOWLEDGE_MS }, "the store is slow: a form could not open");
  const work =
    offered instanceof Error
      ? Promise.reject<Whisper>(offered)
      : Promise.resolve(sentence(offered?.text ?? wordsFor(locale).discord.late));
  await whisper(context, interaction, { work, locale });
}

async function explain(context: DiscordContext, press: Press): Promise<Whisper> {
  const explained = await context.bot.explain(press);
  return explained.kind === "refused" ? sentence(explained.text) : explanation(explained, press.locale);
}

/** The explanation as a message; what doesn't fit comes as a file, whole. */
function explanation({ title, sections }: Explanation, locale: string): Whisper {
  const whole = sections.map(({ heading, text, isVerbatim }) => {
    // Nothing in a code block is markup but its end.
    const shown = isVerbatim
      ? `\`\`\`\n${visibleText(text).replaceAll("`", "\u02cb")}\n\`\`\``
      : safeText(text, MAX_WHY);
    return `**${safeText(heading, 100)}**\n${shown}`;
  });
  const parts = [`**${safeText(title, 100)}**`];
  for (const part of whole) if ([...parts, part].join("\n").length <= MAX_WHY) parts.push(part);
  if (parts.length === whole.length + 1) return { content: parts.join("\n"), components: [] };
  parts.push(safeText(wordsFor(locale).discord.whyNote, 90, "-# "));
  const file = [title, ...sections.map(({ heading, text }) => `${heading}\n${text}`)].join("\n\n");
  return {
    content: parts.join("\n"),
    components: [],
    files: [{ name: "why.txt", contentType: "text/plain", data: Buffer.from(file) }],
  };
}
