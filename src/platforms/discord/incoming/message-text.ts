/** The text that people see in a message, wherever Discord keeps it: content, forwards, embeds, components and polls. Pure. */

import { ComponentType, EmbedType, MessageType } from "discord-api-types/v10";
import { z } from "zod";
import { toOneLine } from "../../../core/text/text.ts";
import { decodeText } from "./text.ts";

/** A message that somebody asks about. */
export interface SeenMessage {
  readonly id: string;
  /** Empty when it has no text. */
  readonly text: string;
  readonly author: { readonly id: string; readonly name: string } | null;
}

/** Containers may hold sections, which hold texts. */
const MAX_DEPTH = 8;
/** Messages of the system say in their content what has no author: the name of a thread, of a channel. */
const WRITTEN: ReadonlySet<number> = new Set([
  MessageType.Default,
  MessageType.Reply,
  MessageType.ChatInputCommand,
  MessageType.ContextMenuCommand,
]);

const text = z.string().nullish().catch(null);
const list = <T extends z.ZodType>(item: T) => z.array(item.nullable().catch(null)).nullish().catch(null);
const record = z.record(z.string(), z.unknown());

const userSchema = z.object({ id: z.string().min(1), username: z.string().catch(""), global_name: text });
const embedSchema = z.object({
  type: text,
  url: text,
  title: text,
  description: text,
  author: z.object({ name: text }).nullish().catch(null),
  fields: list(z.object({ name: text, value: text })),
  footer: z.object({ text }).nullish().catch(null),
});
const mediaSchema = z.object({ text }).nullish().catch(null);
const pollSchema = z.object({
  question: mediaSchema,
  answers: list(z.object({ poll_media: mediaSchema })),
});
const contentSchema = z.object({
  type: z.number().nullish().catch(null),
  content: text,
  mentions: list(userSchema),
  embeds: list(embedSchema),
  components: list(record),
  poll: pollSchema.nullish().catch(null),
});
const messageSchema = contentSchema.extend({
  id: z.string().min(1),
  author: userSchema.nullish().catch(null),
  message_snapshots: list(z.object({ message: contentSchema })),
  /** The message that a thread begins with, where this one represents it. */
  referenced_message: contentSchema.nullish().catch(null),
});

type Content = z.infer<typeof contentSchema>;

/** @returns null for what is no message */
export function readSeenMessage(data: unknown): SeenMessage | null {
  const read = messageSchema.safeParse(data);
  if (!read.success) return null;
  const { id, author, type, message_snapshots: snapshots, referenced_message: first } = read.data;
  const isWritten = type == null || WRITTEN.has(type);
  const parts = [
    ...(isWritten ? textsOf(read.data) : []),
    ...(type === MessageType.ThreadStarterMessage && first ? textsOf(first) : []),
    ...present(snapshots).flatMap(({ message }) => textsOf(message)),
  ];
  return {
    id,
    text: parts.join("\n"),
    author: author ? { id: author.id, name: author.global_name || author.username } : null,
  };
}

const present = <T>(items: readonly (T | null)[] | null | undefined): T[] =>
  (items ?? []).filter((item) => item !== null);

/** Every text of a message that somebody could read, in the order it is shown. */
function textsOf({ content, mentions, embeds, components, poll }: Content): string[] {
  const names = new Map(present(mentions).map((user) => [user.id, user.username]));
  const seen = [
    content,
    ...present(components).flatMap((component) => componentTexts(component, 0)),
    ...present(embeds).flatMap((embed) => embedTexts(embed, content ?? "")),
    ...(poll ? [poll.question?.text, ...present(poll.answers).map((one) => one.poll_media?.text)] : []),
  ];
  return seen.map((one) => decodeText(one ?? "", names)).filter((one) => toOneLine(one) !== "");
}

/** What an app or a webhook wrote into an embed. Discord's own preview of a link in the content is nobody's text. */
function embedTexts(embed: z.infer<typeof embedSchema>, content: string): (string | null | undefined)[] {
  const isPreview = embed.url != null && content.includes(embed.url);
  if (isPreview || (embed.type ?? EmbedType.Rich) !== EmbedType.Rich) return [];
  return [
    embed.author?.name,
    embed.title,
    embed.description,
    ...present(embed.fields).flatMap(({ name, value }) => [name, value]),
    embed.footer?.text,
  ];
}

/** Text displays, also inside of containers and sections; buttons and selects are no text of the message. */
function componentTexts(component: Readonly<Record<string, unknown>>, depth: number): string[] {
  if (component.type === ComponentType.TextDisplay)
    return typeof component.content === "string" ? [component.content] : [];
  if (depth > MAX_DEPTH || !Array.isArray(component.components)) return [];
  return component.components.flatMap((inner: unknown) => {
    const read = record.safeParse(inner);
    return read.success ? componentTexts(read.data, depth + 1) : [];
  });
}
