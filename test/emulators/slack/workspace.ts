/** One Slack workspace in memory: people, channels, messages, views, tokens, triggers and response urls, with a clock that a test can move. */

import { randomBytes } from "node:crypto";
import { type Attention, readAttention } from "./attention.ts";
import { LIMITS } from "./limits.ts";
import type { Fields } from "./validate.ts";

export interface User {
  readonly id: string;
  readonly name: string;
  /** As Slack writes it, e.g. "en-US" or "zh-TW". */
  locale: string;
  /** The person's workspace, where it is not the app's (Slack Connect). */
  readonly team?: string | undefined;
  /** Whether the person is an admin of their workspace. */
  isAdmin?: boolean;
}

export type ChannelKind = "public" | "private" | "im" | "mpim";

export interface Channel {
  readonly id: string;
  readonly name: string;
  readonly kind: ChannelKind;
  readonly members: Set<string>;
  isArchived: boolean;
  /** True where only admins may post: chat.postMessage answers restricted_action. */
  isRestricted: boolean;
}

export interface Message {
  readonly ts: string;
  readonly channel: string;
  /** Set when a person wrote it. */
  readonly user?: string;
  /** Set when the app wrote it. */
  readonly botId?: string;
  readonly threadTs?: string;
  /** The one person who sees it; undefined when all do. */
  readonly ephemeralTo?: string;
  text: string;
  blocks?: readonly Fields[];
  metadata?: Fields;
  /** Further fields as Slack sends them: subtype, attachments, files, bot_id of another app. */
  readonly extra?: Fields;
  edits: number;
}

export interface View {
  readonly id: string;
  readonly user: string;
  hash: string;
  content: Fields;
  isOpen: boolean;
}

export interface TokenState {
  readonly kind: "bot" | "app";
  scopes: readonly string[];
  isRevoked: boolean;
}

interface ResponseUrl {
  /** The message whose button was pressed, which an answer may replace. */
  readonly original: Message | null;
  readonly path: string;
  readonly channel: string;
  readonly user: string;
  readonly createdMs: number;
  uses: number;
}

export const BOT_SCOPES = [
  "app_mentions:read",
  "assistant:write",
  "channels:history",
  "chat:write",
  "chat:write.public",
  "commands",
  "files:write",
  "groups:history",
  "im:history",
  "im:write",
  "mpim:history",
  "users:read",
] as const;

export const IDS = { app: "A0FEWSHOT", team: "T0TEAM", bot: "B0FEWSHOT", botUser: "U0FEWSHOT" } as const;

export type Workspace = ReturnType<typeof createWorkspace>;

export function createWorkspace() {
  const users = new Map<string, User>();
  const userGroups = new Map<string, readonly string[]>();
  const channels = new Map<string, Channel>();
  const messages: Message[] = [];
  const views = new Map<string, View>();
  const homes = new Map<string, Fields>();
  const files: { id: string; name: string; content: string; channel: string | null }[] = [];
  const triggers = new Map<string, { createdMs: number; isUsed: boolean; user: string }>();
  const responseUrls = new Map<string, ResponseUrl>();
  const tokens = new Map<string, TokenState>();
  const mark = randomBytes(4).toString("hex");
  const botToken = `xoxb-1111-2222-${mark}bottokenofemulator`;
  const appToken = `xapp-1-${IDS.app}-3333-${mark}apptokenofemulator`;
  tokens.set(botToken, { kind: "bot", scopes: BOT_SCOPES, isRevoked: false });
  tokens.set(appToken, { kind: "app", scopes: ["connections:write"], isRevoked: false });
  const prompts = new Map<string, { readonly title: unknown; readonly prompts: readonly Fields[] }>();
  const unknownBlocks = new Set<string>();
  let skewMs = 0;
  let lastTs = 0;
  let ids = 0;
  const nowMs = () => Date.now() + skewMs;
  const nextId = (prefix: string) => `${prefix}${(++ids).toString(36).toUpperCase().padStart(8, "0")}`;

  const workspace = {
    botToken,
    appToken,
    users,
    /** Ids of people by id of their user group. */
    userGroups,
    channels,
    messages,
    views,
    homes,
    files,
    tokens,
    /** Types of blocks that this workspace does not have yet. */
    unknownBlocks,
    /** What is suggested to a person who opens the conversation with the app, by channel; by channel and thread where `isAssistant`. */
    prompts,
    /** Whether the app is of the older kind, with assistant_view in its manifest. */
    isAssistant: false,
    nowMs,
    nextId,
    /** Moves the clock forward. */
    advance(ms: number) {
      skewMs += ms;
    },
    addUser(options: { id: string; name: string; locale?: string; team?: string }): User {
      const { id, name, locale = "en-US", team } = options;
      const user = { id, name, locale, team };
      users.set(id, user);
      return user;
    },
    addChannel(options: {
      readonly id: string;
      readonly kind?: ChannelKind;
      readonly name?: string;
      readonly members?: readonly string[];
      /** Default true. */
      readonly hasBot?: boolean;
    }): Channel {
      const { id, kind = "public", name = id.toLowerCase(), members = [], hasBot = true } = options;
      const channel: Channel = {
        id,
        name,
        kind,
        members: new Set([...members, ...(hasBot ? [IDS.botUser] : [])]),
        isArchived: false,
        isRestricted: false,
      };
      channels.set(id, channel);
      return channel;
    },
    /** The conversation between the app and a person; made on first use. */
    directChannel(user: string): Channel {
      const id = `D${user.slice(1)}`;
      return (
        channels.get(id) ?? workspace.addChannel({ id, kind: "im", name: "directmessage", members: [user] })
      );
    },
    newTs(): string {
      lastTs = Math.max(lastTs + 1, nowMs() * 1000);
      return `${Math.floor(lastTs / 1e6)}.${String(lastTs % 1e6).padStart(6, "0")}`;
    },
    addMessage(message: Omit<Message, "ts" | "edits">): Message {
      const added = { ...message, ts: workspace.newTs(), edits: 0 };
      messages.push(added);
      return added;
    },
    findMessage(channel: string, ts: string): Message | undefined {
      return messages.find(
        (message) => message.channel === channel && message.ts === ts && !message.ephemeralTo,
      );
    },
    /** Messages that all see, of one channel or one thread in it (its root included), oldest first. */
    visible(channel: string, threadTs?: string): Message[] {
      return messages.filter(
        (message) =>
          message.channel === channel &&
          !message.ephemeralTo &&
          (threadTs === undefined || message.threadTs === threadTs || message.ts === threadTs),
      );
    },
    /** What only this person sees, oldest first. */
    ephemeral(user: string, channel?: string): Message[] {
      return messages.filter(
        (message) => message.ephemeralTo === user && (channel === undefined || message.channel === channel),
      );
    },
    attention(): Attention[] {
      return messages.filter((message) => message.botId).map((message) => readAttention(message));
    },
    newTrigger(user: string): string {
      const id = `${nextId("")}.${nowMs()}.${randomBytes(8).toString("hex")}`;
      triggers.set(id, { createdMs: nowMs(), isUsed: false, user });
      return id;
    },
    /** Uses a trigger up. Returns its person, or Slack's code for why not. */
    useTrigger(id: unknown): { user: string } | { error: string } {
      const trigger = triggers.get(String(id));
      if (!trigger) return { error: "invalid_trigger_id" };
      if (trigger.isUsed) return { error: "exchanged_trigger_id" };
      if (nowMs() - trigger.createdMs > LIMITS.triggerMs) return { error: "expired_trigger_id" };
      trigger.isUsed = true;
      return { user: trigger.user };
    },
    newResponseUrl(channel: string, user: string, original: Message | null = null): string {
      const path = `/commands/${IDS.team}/${nextId("")}/${randomBytes(12).toString("hex")}`;
      responseUrls.set(path, { path, channel, user, original, createdMs: nowMs(), uses: 0 });
      return path;
    },
    /** Uses a response url once. Returns where it leads, or why it does not. */
    useResponseUrl(path: string): ResponseUrl | { error: string } {
      const known = responseUrls.get(path);
      if (!known) return { error: "invalid_url" };
      if (nowMs() - known.createdMs > LIMITS.responseUrlMs) return { error: "expired_url" };
      if (known.uses >= LIMITS.responseUrlUses) return { error: "used_url" };
      known.uses++;
      return known;
    },
  };
  return workspace;
}
