/** What Discord refuses of messages, forms and command definitions: a list of faults each, empty when there is none. */

import { z } from "zod";
import { COMPONENTS_V2 } from "./world.ts";

const customId = z.string().min(1).max(100);
const option = z.object({
  label: z.string().min(1).max(100),
  value: z.string().min(1).max(100),
  description: z.string().min(1).max(100).optional(),
  default: z.boolean().optional(),
});
const button = z.strictObject({
  type: z.literal(2),
  style: z.int().min(1).max(4),
  label: z.string().min(1).max(80),
  custom_id: customId,
});
const select = z
  .strictObject({
    type: z.literal(3),
    custom_id: customId,
    options: z.array(option).min(1).max(25),
    required: z.boolean().optional(),
    min_values: z.int().min(0).max(25).optional(),
    max_values: z.int().min(1).max(25).optional(),
  })
  .refine(
    ({ options, max_values = 1 }) =>
      options.filter((one) => one.default).length <= max_values && max_values <= options.length,
    "max_values does not fit the options",
  );
const row = z.strictObject({
  type: z.literal(1),
  components: z.union([z.array(button).min(1).max(5), z.array(select).length(1)]),
});
const text = z
  .strictObject({
    type: z.literal(4),
    custom_id: customId,
    style: z.int().min(1).max(2),
    required: z.boolean().optional(),
    max_length: z.int().min(1).max(4000).optional(),
    value: z.string().max(4000).optional(),
  })
  .refine(
    ({ value = "", max_length = 4000 }) => value.length <= max_length,
    "value is longer than max_length",
  );
const radio = z.strictObject({
  type: z.literal(21),
  custom_id: customId,
  options: z.array(option).min(2).max(10),
  required: z.boolean().optional(),
});
const checkbox = z.strictObject({
  type: z.literal(23),
  custom_id: customId,
  default: z.boolean().optional(),
});
const label = z.strictObject({
  type: z.literal(18),
  label: z.string().min(1).max(45),
  description: z.string().min(1).max(100).optional(),
  component: z.union([text, select, radio, checkbox]),
});
const display = z.strictObject({ type: z.literal(10), content: z.string().min(1).max(4000) });
const modal = z.strictObject({
  custom_id: customId,
  title: z.string().min(1).max(45),
  components: z
    .array(z.union([label, display]))
    .min(1)
    .max(5),
});
const separator = z.strictObject({
  type: z.literal(14),
  divider: z.boolean().optional(),
  spacing: z.int().min(1).max(2).optional(),
});
const container = z.strictObject({
  type: z.literal(17),
  accent_color: z.int().min(0).max(0xffffff).nullish(),
  spoiler: z.boolean().optional(),
  components: z.array(z.union([row, display, separator])).min(1),
});
const common = z.strictObject({
  allowed_mentions: z.object({ parse: z.array(z.enum(["everyone", "users", "roles"])) }).optional(),
  flags: z.int().optional(),
  nonce: z.string().max(25).optional(),
  enforce_nonce: z.boolean().optional(),
  message_reference: z
    .object({ message_id: z.string(), fail_if_not_exists: z.boolean().optional() })
    .optional(),
  attachments: z.array(z.unknown()).optional(),
});
const message = common.extend({
  content: z.string().max(2000).nullish(),
  components: z.array(row).max(5).optional(),
});
/**
 * Components alone: neither content nor embeds, at most 40 components and 4,000 characters in all.
 * @see https://docs.discord.com/developers/components/reference and https://docs.discord.com/developers/resources/message#message-object-message-flags
 */
const messageOfComponents = common.extend({
  content: z.null("MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2").optional(),
  components: z
    .array(z.union([row, display, separator, container]))
    .min(1)
    .refine((all) => count(all) <= 40, "more than 40 components")
    .refine((all) => textLength(all) <= 4000, "more than 4000 characters in all"),
});

/** Components with all that is in them. */
function count(value: unknown): number {
  if (!Array.isArray(value)) return 0;
  return value.reduce(
    (sum: number, one: { readonly components?: unknown }) => sum + 1 + count(one.components),
    0,
  );
}

/** Characters of all texts. Discord does not say whether words on buttons count: here they do. */
function textLength(value: unknown): number {
  if (Array.isArray(value)) return value.reduce((sum: number, one) => sum + textLength(one), 0);
  if (typeof value !== "object" || value === null) return 0;
  const {
    content = "",
    label = "",
    components,
  } = value as { content?: string; label?: string; components?: unknown };
  return content.length + label.length + textLength(components);
}

/** @see https://docs.discord.com/developers/interactions/application-commands#application-command-object-application-command-naming */
const NAME = /^[-_'\p{L}\p{N}\p{sc=Deva}\p{sc=Thai}]{1,32}$/u;
const slashName = z
  .string()
  .refine((name) => NAME.test(name) && name === name.toLowerCase(), "is no valid name");
const LOCALES = new Set(
  "id da de en-GB en-US es-ES es-419 fr hr it lt hu nl no pl pt-BR ro fi sv-SE vi tr cs el bg ru uk hi th zh-CN ja zh-TW ko".split(
    " ",
  ),
);
const localized = <T extends z.ZodType>(value: T) =>
  z
    .record(z.string(), value)
    .refine((map) => Object.keys(map).every((tag) => LOCALES.has(tag)), "has a locale Discord does not know")
    .optional();
const described = {
  name: slashName,
  name_localizations: localized(slashName),
  description: z.string().min(1).max(100),
  description_localizations: localized(z.string().min(1).max(100)),
};
const choice = z.strictObject({
  name: z.string().min(1).max(100),
  name_localizations: localized(z.string().min(1).max(100)),
  value: z.string().min(1).max(100),
});
const stringOption = z.strictObject({
  ...described,
  type: z.literal(3),
  required: z.boolean().optional(),
  max_length: z.int().min(1).max(6000).optional(),
  autocomplete: z.boolean().optional(),
  choices: z.array(choice).max(25).optional(),
});
const subcommand = z.strictObject({
  ...described,
  type: z.literal(1),
  options: z.array(stringOption).max(25).optional(),
});
const everywhere = { integration_types: z.array(z.int()).optional(), contexts: z.array(z.int()).optional() };
const menuName = z.string().min(1).max(32);
const command = z.union([
  z.strictObject({
    ...described,
    ...everywhere,
    type: z.literal(1),
    options: z
      .array(z.union([stringOption, subcommand]))
      .max(25)
      .optional(),
  }),
  z.strictObject({
    ...everywhere,
    type: z.literal(3),
    name: menuName,
    name_localizations: localized(menuName),
  }),
]);

/** @param flags those that the message has already; 0 for a new one */
export function messageFaults(body: unknown, flags = 0): string[] {
  const given = Number((body as { flags?: unknown } | null)?.flags ?? 0);
  const isOfComponents = ((flags | given) & COMPONENTS_V2) !== 0;
  const faults = faultsOf(isOfComponents ? messageOfComponents : message, body);
  const ids = JSON.stringify(body ?? {}).match(/"custom_id":"[^"]*"/g) ?? [];
  if (new Set(ids).size < ids.length) faults.push("components: a custom_id is there twice");
  return faults;
}

export const modalFaults = (body: unknown): string[] => faultsOf(modal, body);

export function commandFaults(body: unknown): string[] {
  const faults = faultsOf(z.array(command), body);
  if (faults.length > 0) return faults;
  const commands = body as { type: number; name: string }[];
  for (const [type, most] of [
    [1, 100],
    [3, 15],
  ] as const) {
    const names = commands.filter((one) => one.type === type).map(({ name }) => name);
    if (names.length > most) faults.push(`more than ${most} commands of type ${type}`);
    if (new Set(names).size < names.length) faults.push(`a name is there twice among type ${type}`);
  }
  for (const one of commands)
    if (countCharacters(one) > 8000) faults.push(`${one.name} has more than 8000 characters`);
  return faults;
}

/** Names, descriptions and values of a definition, its longest localizations counted. */
function countCharacters(value: unknown): number {
  if (Array.isArray(value)) return value.reduce((sum: number, one) => sum + countCharacters(one), 0);
  if (typeof value !== "object" || value === null) return 0;
  const {
    name = "",
    description = "",
    options = [],
    name_localizations = {},
    description_localizations = {},
  } = value as Record<string, never>;
  const longest = (base: string, map: object) =>
    Math.max(String(base).length, ...Object.values(map).map((one) => String(one).length));
  return (
    longest(name, name_localizations) +
    longest(description, description_localizations) +
    countCharacters(options)
  );
}

function faultsOf(schema: z.ZodType, value: unknown): string[] {
  const read = schema.safeParse(value);
  return read.success ? [] : read.error.issues.map(({ path, message: what }) => `${path.join(".")}: ${what}`);
}
