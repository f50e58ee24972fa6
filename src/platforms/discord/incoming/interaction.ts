/**
 * Reads an interaction as it comes over the gateway. Discord adds fields, leaves optional ones out and sends new kinds: whatever
 * the bot needs has a default here, and the rest is ignored.
 * @see https://docs.discord.com/developers/interactions/receiving-and-responding
 */

import {
  ApplicationCommandType,
  ApplicationIntegrationType,
  ChannelType,
  ComponentType,
  InteractionType,
  PermissionFlagsBits,
} from "discord-api-types/v10";
import { z } from "zod";
import type { Person } from "../../../core/ask.ts";
import { BotError } from "../../../core/errors.ts";
import { isList } from "../../../core/views/forms/forms.ts";
import type { FormValues } from "../../../core/views/view.ts";
import { readSeenMessage, type SeenMessage } from "./message-text.ts";

/** What answering an interaction needs. */
export interface Handle {
  readonly id: string;
  readonly applicationId: string;
  /** Lives 15 minutes. */
  readonly token: string;
  /** BCP 47 tag of the person's language. */
  readonly locale: string;
}

/** What a person did. */
export type Act =
  | { readonly kind: "slash"; readonly name: string; readonly text: string }
  /** Of /fewshot: the subcommand, the command that it is about, and what else was given: a text, or where. */
  | { readonly kind: "fewshot"; readonly subcommand: string; readonly command: string; readonly rest: string }
  /** Typing the name of a command after a subcommand of /fewshot. */
  | { readonly kind: "complete"; readonly subcommand: string; readonly typed: string }
  /** Apps → a command, on a message; null for a message that Discord did not send along. */
  | { readonly kind: "on-message"; readonly name: string; readonly message: SeenMessage | null }
  | { readonly kind: "press"; readonly customId: string }
  | { readonly kind: "form"; readonly customId: string; readonly values: FormValues };

export interface Interaction extends Handle {
  readonly person: Person;
  readonly channel: { readonly id: string; readonly type: number | null };
  /** The channel around a public thread; null elsewhere. */
  readonly parentId: string | null;
  /** Whether the person may manage the server. */
  readonly isManager: boolean;
  /** Ids of the person's roles in the server; null outside of one. */
  readonly roles: readonly string[] | null;
  /** What the bot may do here. */
  readonly permissions: bigint;
  /** Whether the bot itself was added here: to the server, or as the other side of a direct message. */
  readonly isMember: boolean;
  /** The one server that the command was registered in; null for a command registered everywhere. */
  readonly commandGuildId: string | null;
  /** Null for a kind that the bot does not offer. */
  readonly act: Act | null;
}

/** Manage Server; administrators have all permissions, and Discord sends them all. */
const MANAGE = PermissionFlagsBits.ManageGuild | PermissionFlagsBits.Administrator;

const text = z.string().catch("");
const optionalText = z.string().nullish().catch(null);

const handleSchema = z.object({
  id: z.string().min(1),
  application_id: z.string().min(1),
  token: z.string().min(1),
  locale: z.string().min(1).catch("en"),
});

const userSchema = z.object({ id: z.string().min(1), username: text, global_name: optionalText });
const memberSchema = z
  .object({
    user: userSchema,
    nick: optionalText,
    permissions: z.string().regex(/^\d+$/).catch("0"),
    roles: z.array(z.string()).nullable().catch(null),
  })
  .nullish()
  .catch(null);
const channelSchema = z
  .object({ id: z.string(), type: z.number().nullish().catch(null), parent_id: optionalText })
  .nullish()
  .catch(null);

const bodySchema = z.object({
  type: z.number().catch(0),
  guild_id: optionalText,
  channel: channelSchema,
  channel_id: optionalText,
  member: memberSchema,
  user: userSchema.nullish().catch(null),
  app_permissions: z.string().regex(/^\d+$/).catch("0"),
  authorizing_integration_owners: z.record(z.string(), z.unknown()).catch({}),
  data: z.record(z.string(), z.unknown()).catch({}),
});

const optionSchema: z.ZodType<Option> = z.object({
  name: text,
  value: z.unknown().optional(),
  get options() {
    return z.array(optionSchema).catch([]);
  },
});
interface Option {
  readonly name: string;
  readonly value?: unknown;
  readonly options: readonly Option[];
}

const commandSchema = z.object({
  type: z.number().catch(0),
  name: text,
  guild_id: optionalText,
  options: z.array(optionSchema).catch([]),
  target_id: text,
  resolved: z.object({ messages: z.record(z.string(), z.unknown()).catch({}) }).catch({ messages: {} }),
});

const fieldSchema = z.object({
  component: z.object({
    custom_id: text,
    value: z.unknown().optional(),
    values: z.array(z.unknown()).optional().catch([]),
  }),
});
const pressSchema = z.object({
  custom_id: text,
  component_type: z.number().catch(0),
  components: z.array(fieldSchema.nullable().catch(null)).catch([]),
});

/** What is needed to answer; null for what is no interaction. */
export function readHandle(data: unknown): Handle | null {
  const read = handleSchema.safeParse(data);
  if (!read.success) return null;
  const { id, application_id: applicationId, token, locale } = read.data;
  return { id, applicationId, token, locale };
}

/** @throws {BotError} INTERNAL for an interaction of nobody */
export function readInteraction(handle: Handle, data: unknown): Interaction {
  const body = bodySchema.parse(data);
  const { guild_id: guildId, channel, member } = body;
  const owner = body.authorizing_integration_owners[ApplicationIntegrationType.GuildInstall];
  const type = channel?.type ?? null;
  const isPublicThread = type === ChannelType.PublicThread || type === ChannelType.AnnouncementThread;
  const user = member?.user ?? body.user;
  if (!user) throw new BotError("INTERNAL", "Discord sent an interaction without a user");
  return {
    ...handle,
    person: {
      platform: "discord",
      // A server, or "dm" for all conversations outside of one.
      workspace: guildId ?? "dm",
      id: user.id,
      name: member?.nick || user.global_name || user.username,
    },
    channel: { id: channel?.id ?? body.channel_id ?? "", type },
    parentId: isPublicThread ? (channel?.parent_id ?? null) : null,
    isManager: (BigInt(member?.permissions ?? "0") & MANAGE) !== 0n,
    roles: member?.roles ?? null,
    permissions: BigInt(body.app_permissions),
    isMember: guildId ? owner === guildId : owner === "0",
    commandGuildId: body.type === InteractionType.ApplicationCommand ? commandGuildOf(body.data) : null,
    act: readAct(body.type, body.data),
  };
}

const commandGuildOf = (data: object) => commandSchema.parse(data).guild_id ?? null;

function readAct(type: number, data: object): Act | null {
  switch (type) {
    case InteractionType.ApplicationCommand:
    case InteractionType.ApplicationCommandAutocomplete:
      return readCommand(type, commandSchema.parse(data));
    case InteractionType.MessageComponent: {
      const { custom_id: customId, component_type: kind } = pressSchema.parse(data);
      return kind === ComponentType.Button ? { kind: "press", customId } : null;
    }
    case InteractionType.ModalSubmit: {
      const { custom_id: customId, components } = pressSchema.parse(data);
      return { kind: "form", customId, values: readValues(components) };
    }
    default:
      return null;
  }
}

function readCommand(type: number, command: z.infer<typeof commandSchema>): Act | null {
  const { name, options, target_id: target, resolved } = command;
  const [first] = options;
  const value = (option: Option | undefined) => (typeof option?.value === "string" ? option.value : "");
  if (type === InteractionType.ApplicationCommandAutocomplete)
    return { kind: "complete", subcommand: first?.name ?? "", typed: value(first?.options[0]) };
  if (command.type === ApplicationCommandType.Message)
    return { kind: "on-message", name, message: readSeenMessage(resolved.messages[target]) };
  if (command.type !== ApplicationCommandType.ChatInput) return null;
  if (name === "fewshot") return readSubcommand(first);
  return { kind: "slash", name, text: value(options.find((option) => option.name === "text")) };
}

function readSubcommand(given: Option | undefined): Act {
  const { name = "help", options = [] } = given ?? {};
  const named = (wanted: string) => {
    const value = options.find((option) => option.name === wanted)?.value;
    return typeof value === "string" ? value : "";
  };
  return {
    kind: "fewshot",
    subcommand: name,
    command: named("command"),
    rest: named("text") || named("where"),
  };
}

function readValues(components: z.infer<typeof pressSchema>["components"]): FormValues {
  const values: Record<string, string | boolean | null> = {};
  for (const field of components) {
    if (field === null) continue;
    const { custom_id: id, value, values: chosen } = field.component;
    if (isList(id)) {
      values[id] = (chosen ?? []).filter((one) => typeof one === "string").join("\n");
      continue;
    }
    const held = chosen?.[0] ?? value;
    values[id] = typeof held === "string" || typeof held === "boolean" ? held : null;
  }
  return values;
}
